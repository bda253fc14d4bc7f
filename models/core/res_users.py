from odoo import api, fields, models


class ResUsers(models.Model):
    """Staff see the units, bills and cases of the communities given to them."""

    _inherit = "res.users"

    estate_community_ids = fields.Many2many(
        "estate.community",
        "estate_community_res_users_rel",
        "user_id",
        "community_id",
        string="Communities",
        help="Staff see the units, bills and cases of these communities only.",
    )

    @api.model
    def _get_invalidation_fields(self):
        """Rules keep the communities by their ids (``ir.rule``)."""
        return super()._get_invalidation_fields() | {"estate_community_ids"}

    def write(self, vals):
        result = super().write(vals)
        if "estate_community_ids" in vals:
            self.env["estate.community"]._forget_who_serves()
        return result
