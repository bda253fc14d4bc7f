from odoo import api, fields, models


class EstateCollectLine(models.TransientModel):
    """One thing to pay on the collection screen: an open line or a prepayment."""

    _name = "estate.collect.line"
    _description = "Line to Pay at the Counter"
    _order = "sequence, id"

    collect_id = fields.Many2one("estate.collect", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="collect_id.currency_id")
    sequence = fields.Integer()
    kind = fields.Selection(
        [("bill", "Open"), ("prepay", "Prepayment")], required=True, default="bill"
    )
    charged_ref = fields.Integer(
        help="Id of the charged line: a number, since the ledger is closed to clerks."
    )
    unit_id = fields.Many2one("estate.unit", "Unit")
    item_id = fields.Many2one("estate.fee.item", "Fee Item")
    partner_id = fields.Many2one("res.partner", "Prepaid For")
    name = fields.Char("Description")
    date_from = fields.Date("From")
    date_to = fields.Date("To")
    period = fields.Char(compute="_compute_period")
    date_due = fields.Date("Due")
    is_overdue = fields.Boolean(compute="_compute_is_overdue")
    amount = fields.Monetary()
    paid = fields.Monetary()
    open = fields.Monetary()
    selected = fields.Boolean("Pay")
    pay = fields.Monetary("Pay Now")

    @api.depends("date_due")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for line in self:
            line.is_overdue = bool(line.date_due and line.date_due < today)

    @api.depends("date_from", "date_to")
    def _compute_period(self):
        """A whole month by its name, other days by their dates."""
        for line in self:
            start, end = line.date_from, line.date_to
            if not (start and end):
                line.period = ""
            elif start.day == 1 and end == fields.Date.end_of(start, "month"):
                line.period = start.strftime("%Y-%m")
            elif start.day == 1 and end == fields.Date.end_of(end, "month"):
                line.period = f"{start:%Y-%m} – {end:%Y-%m}"
            elif start.year == end.year:
                line.period = f"{start:%Y-%m-%d} – {end:%m-%d}"
            else:
                line.period = f"{start:%Y-%m-%d} – {end:%Y-%m-%d}"

    @api.onchange("selected")
    def _onchange_selected(self):
        """A tick pays the line whole; a part already typed stays."""
        if not self.selected:
            self.pay = 0.0
        elif not self.pay:
            self.pay = max(self.open, 0.0)

    @api.onchange("pay")
    def _onchange_pay(self):
        if self.kind == "bill":
            self.pay = min(max(self.pay, 0.0), max(self.open, 0.0))
        self.selected = bool(self.pay)

    def _prepayment(self):
        """Return the line as the cashier service takes a prepayment."""
        return (
            self.item_id,
            self.pay,
            self.partner_id,
            self.date_from,
            self.date_to,
            self.unit_id,
        )
