from odoo import fields, models


class EstateCommunity(models.Model):
    """Who built the estate, and who sold it."""

    _inherit = "estate.community"

    builder_id = fields.Many2one(
        "res.partner",
        "Builder",
        check_company=True,
        domain="[('estate_is_resident', '=', False)]",
        help="施工单位: gets the written notices of defects under warranty (R-416).",
    )
    developer_id = fields.Many2one(
        "res.partner",
        "Developer",
        check_company=True,
        domain="[('estate_is_resident', '=', False)]",
        help="Gets a copy of the notices.",
    )


class EstateBuilding(models.Model):
    """When a building was completed, from when its structure is under warranty."""

    _inherit = "estate.building"

    _person_fields = ("builder_id",)

    completed_on = fields.Date("Building Completed On", help="Day of the acceptance.")
    builder_id = fields.Many2one(
        "res.partner",
        "Builder",
        check_company=True,
        domain="[('estate_is_resident', '=', False)]",
        help="Empty: that of the community.",
    )


class EstateUnit(models.Model):
    """When a unit was delivered to its first owner."""

    _inherit = "estate.unit"

    def _delivered_on(self):
        """Return the day on which the first owner took the unit over, if known.

        That is the day of the delivery; where nobody noted it, the first owner's first.
        """
        self.ensure_one()
        if self.date_delivery:
            return self.date_delivery
        # The day is no secret of former owners.
        first = (
            self.env["estate.occupancy"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [("unit_id", "=", self.id), ("role", "=", "owner")],
                order="date_start, id",
                limit=1,
            )
        )
        return first.date_start
