from odoo import api, fields, models


class EstateOccupancyEnd(models.TransientModel):
    """Say the last day of people who leave a unit, all of them at once."""

    _name = "estate.occupancy.end"
    _description = "End Occupancy"

    occupancy_ids = fields.Many2many("estate.occupancy", string="People")
    unit_ids = fields.Many2many("estate.unit", compute="_compute_unit_ids")
    date_end = fields.Date("Last Day", required=True, default=fields.Date.context_today)
    card_ids = fields.Many2many(
        "estate.access.card", string="Cards Still Out", compute="_compute_left_behind"
    )
    vehicle_ids = fields.Many2many(
        "estate.vehicle", string="Vehicles", compute="_compute_left_behind"
    )
    end_vehicles = fields.Boolean(
        "Their Vehicles Leave Too",
        default=True,
        help="The vehicles end on the same day and are archived once it has passed.",
    )

    @api.depends("occupancy_ids")
    def _compute_unit_ids(self):
        for wizard in self:
            wizard.unit_ids = wizard.occupancy_ids.unit_id

    @api.depends("occupancy_ids")
    def _compute_left_behind(self):
        """What the leaving people still hold at these units."""
        for wizard in self:
            people, units = wizard.occupancy_ids.partner_id, wizard.unit_ids
            held = [("partner_id", "in", people.ids), ("unit_id", "in", units.ids)]
            wizard.card_ids = self.env["estate.access.card"].search(
                [*held, ("state", "=", "issued")]
            )
            wizard.vehicle_ids = self.env["estate.vehicle"].search(held)

    def action_end(self):
        """Write the last day; owners and co-owners leave in one step."""
        self.ensure_one()
        self.occupancy_ids.write({"date_end": self.date_end})
        if self.end_vehicles:
            self.vehicle_ids._end(self.date_end)
        return {"type": "ir.actions.act_window_close"}
