from odoo import fields, models


class EstateProgrammeSignUp(models.TransientModel):
    """Asks which resident signs up for a session at the counter (R-423)."""

    _name = "estate.programme.sign.up"
    _description = "Sign Up for a Session"

    event_id = fields.Many2one("event.event", "Session", required=True)
    community_id = fields.Many2one(related="event_id.estate_community_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Resident",
        required=True,
        domain="[('estate_occupancy_ids.community_id', '=', community_id)]",
    )
    name = fields.Char("Who Comes", help="Empty: the resident himself.")
    phone = fields.Char("Telephone")

    def action_confirm(self):
        self.ensure_one()
        self.event_id.check_access("read")
        self.partner_id.check_access("read")
        # Registrations are written by these steps alone; who is whose was checked.
        event, partner = self.event_id.sudo(), self.partner_id.sudo()
        event._estate_sign_up(partner, self.name, self.phone)
        return {"type": "ir.actions.act_window_close"}
