from odoo import fields, models


class EstateCommunity(models.Model):
    """How work is given out in a community."""

    _inherit = "estate.community"

    dispatch_grab = fields.Boolean(
        "Technicians Take Orders Themselves",
        default=True,
        help="抢单: who sees an order that nobody has may take it. Else it is given to "
        "him.",
    )

    def _technicians(self):
        """Return who can be sent here.

        Engineering supervisors go themselves where there is nobody else.
        """
        self.ensure_one()
        return self._technicians_of()

    def _technicians_of(self):
        """Return who can be sent in any of these communities."""
        # Who works here is asked for whoever dispatches; he reads no user's record.
        users = self.env["res.users"].sudo()
        technician = self.env.ref("estate_service.group_estate_technician")
        engineer = self.env.ref("estate_service.group_estate_engineer")
        here = users.search(
            [
                ("all_group_ids", "in", technician.ids),
                ("estate_community_ids", "in", self.ids),
                ("share", "=", False),
            ],
            order="id",
        )
        supervisors = here.filtered(lambda user: engineer in user.all_group_ids)
        # Back to what the dispatcher himself may see of them.
        return (here - supervisors or supervisors).sudo(False)
