from odoo import api, fields, models

from .estate_unit_transfer import OPEN_STATES

ASKED = {
    "office_card_given",
    "surroundings_told",
    "wants_parking_card",
    "wants_renovation",
}
"""What the counter does for who moves in, until the change is completed."""
WISHES = [("yes", "Yes"), ("no", "No")]


class EstateUnitTransfer(models.Model):
    """What the counter gives, tells and asks the new party (R-212).

    The card of the office, two minutes about the surroundings, a parking card?, a
    renovation? Nothing waits for the answers; they are kept for who follows up.
    """

    _inherit = "estate.unit.transfer"

    office_card_given = fields.Boolean(
        "Card of the Office Given",
        copy=False,
        tracking=True,
        help="With the telephone of the service centre and its hours.",
    )
    surroundings_told = fields.Boolean(
        "Surroundings Explained",
        copy=False,
        tracking=True,
        help="Two minutes: buildings, roads, bus and market.",
    )
    wants_parking_card = fields.Selection(
        WISHES, "Parking Card Wanted?", copy=False, tracking=True
    )
    wants_renovation = fields.Selection(
        WISHES, "Renovation Planned?", copy=False, tracking=True
    )
    prompt = fields.Char("To Ask at the Counter", compute="_compute_prompt")

    @api.depends(*ASKED, "state", "to_partner_id")
    def _compute_prompt(self):
        """What was not given, told or asked yet."""
        _ = self.env._
        for transfer in self:
            words = {
                "office_card_given": _("give the card of the office"),
                "surroundings_told": _("explain the surroundings in two minutes"),
                "wants_parking_card": _("does he want a parking card?"),
                "wants_renovation": _("does he plan a renovation?"),
            }
            comes = bool(transfer.to_partner_id) and transfer.state in OPEN_STATES
            left = [text for name, text in words.items() if not transfer[name]]
            transfer.prompt = comes and "; ".join(left)
