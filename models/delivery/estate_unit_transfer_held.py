from odoo import api, fields, models
from odoo.exceptions import UserError

CHOICES = [
    ("carry", "Carry to the New Party"),
    ("refund", "Give Back to the Leaving Party"),
    ("keep", "Keep for the Leaving Party"),
]


class EstateUnitTransferHeld(models.Model):
    """A prepayment or deposit of the leaving party, and what becomes of it.

    One per open journal item of its account, so that a deposit stays one deposit.
    """

    _name = "estate.unit.transfer.held"
    _description = "Held Money of a Change"
    _order = "kind, date, id"

    transfer_id = fields.Many2one(
        "estate.unit.transfer", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(related="transfer_id.state")
    company_id = fields.Many2one(
        related="transfer_id.company_id", store=True, index=True
    )
    community_id = fields.Many2one(
        related="transfer_id.community_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_line_id = fields.Many2one(
        "account.move.line",
        "Journal Item",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [("prepay", "Prepayment"), ("deposit", "Deposit")], readonly=True
    )
    label = fields.Char("What For", readonly=True)
    item_id = fields.Many2one("estate.fee.item", "Only For", readonly=True)
    date = fields.Date("Since", readonly=True)
    amount = fields.Monetary("Held", readonly=True)
    is_bound = fields.Boolean(
        "Bound",
        readonly=True,
        help="The deposit of a card that is out goes back with the card; one that is "
        "asked back already waits for that request.",
    )
    choice = fields.Selection(CHOICES, required=True, default="carry")

    @api.depends("label", "transfer_id.name")
    def _compute_display_name(self):
        for held in self:
            parts = (held.transfer_id.name, held.label)
            held.display_name = " · ".join(filter(None, parts))

    def write(self, vals):
        if "choice" in vals and not self.env.su:
            self.transfer_id._check_state(("draft", "papers"))
            self._check_free(vals["choice"])
        return super().write(vals)

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        return allowed and (
            operation != "write" or self.env.su or field.name == "choice"
        )

    def _check_free(self, choice):
        bound = self.filtered("is_bound")
        if choice == "carry" and bound:
            raise UserError(
                self.env._(
                    "%(what)s goes back with its card, or is asked back already: it "
                    "stays with the leaving party.",
                    what=bound[0].label,
                )
            )
