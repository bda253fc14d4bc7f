from odoo import api, fields, models


class EstateUnitTransferLine(models.Model):
    """What a settlement says of one billed line, frozen when it was settled.

    A *split* line says which days and how much of it each party bears. The others are
    for the eyes of the leaving party alone (R-116): what it owes of its own days, and
    what of them is not billed yet.
    """

    _name = "estate.unit.transfer.line"
    _description = "Line of a Settlement"
    _order = "kind desc, date_from, id"

    transfer_id = fields.Many2one(
        "estate.unit.transfer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="transfer_id.company_id", store=True, index=True
    )
    community_id = fields.Many2one(
        related="transfer_id.community_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [
            ("split", "Split"),
            ("arrears", "Open of the Leaving Party"),
            ("unbilled", "Not Billed Yet"),
        ],
        required=True,
        readonly=True,
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        "Bill Line",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    label = fields.Char("Fee", readonly=True)
    bill_name = fields.Char("Bill", readonly=True)
    item_id = fields.Many2one("estate.fee.item", "Fee Item", readonly=True)
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("To", readonly=True)
    date_due = fields.Date("Due On", readonly=True)
    base = fields.Monetary(
        "Charged", readonly=True, help="Less what was waived or passed on before."
    )
    old_days = fields.Integer("Days of the Leaving Party", readonly=True)
    new_days = fields.Integer("Days of the New Party", readonly=True)
    old_amount = fields.Monetary("Leaving Party", readonly=True)
    new_amount = fields.Monetary("New Party", readonly=True)
    open_amount = fields.Monetary("Open", readonly=True)
    note = fields.Char("How", readonly=True)
    explanation = fields.Json(readonly=True)
    credit_line_id = fields.Many2one(
        "account.move.line", readonly=True, index="btree_not_null", copy=False
    )
    charge_line_id = fields.Many2one(
        "account.move.line", readonly=True, index="btree_not_null", copy=False
    )

    @api.depends("label", "transfer_id.name")
    def _compute_display_name(self):
        for line in self:
            parts = (line.transfer_id.name, line.label)
            line.display_name = " · ".join(filter(None, parts))

    def _passed_from(self):
        """Return the first of the line's days of which something passes.

        What a meter counted after the handover may have been billed for days before.
        """
        self.ensure_one()
        day = self.transfer_id.date
        return self.date_from if self.date_to < day else max(self.date_from, day)

    def _key(self):
        """Return what both parties sign of the line: charged, and passed on."""
        money = self.currency_id.round
        return money(self.base), money(self.new_amount)
