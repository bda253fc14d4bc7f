from odoo import api, fields, models


class EstateCommunity(models.Model):
    """How work is given out in a community."""

    _inherit = "estate.community"

    dispatch_grab = fields.Boolean(
        "Technicians Take Orders Themselves",
        default=True,
        help="抢单: who sees an order that nobody has may take it. Else it is given to "
        "him.",
    )

    publishes_services = fields.Boolean(
        "Publish Services and Prices",
        help="Hotline, services with their filed prices and the information desk are a "
        "page that everybody may read (R-311, R-420).",
    )
    services_url = fields.Char("Public Page", compute="_compute_services_url")

    @api.depends("publishes_services")
    def _compute_services_url(self):
        for community in self:
            address = f"{community.get_base_url()}/estate/services/{community.id}"
            community.services_url = community.publishes_services and address

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
