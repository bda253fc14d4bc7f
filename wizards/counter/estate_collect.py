from uuid import uuid4

from odoo import Command, api, fields, models


class EstateCollect(models.TransientModel):
    """The counter's collection screen: find the unit, tick, take, print.

    Nothing is booked here: the screen gathers what the clerk and the payer agree on
    and hands it to the cashier service, which checks it against the ledger.
    """

    _name = "estate.collect"
    _description = "Collect at the Counter"
    _inherit = ["estate.counter.paper"]

    key = fields.Char(default=lambda self: uuid4().hex, required=True, readonly=True)
    unit_id = fields.Many2one("estate.unit", "Unit")
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Paid By",
        help="Who brings the money. Somebody else may pay: the bills stay those of "
        "their debtors.",
    )
    owner_id = fields.Many2one(related="unit_id.owner_id")
    owner_phone = fields.Char(related="unit_id.owner_id.phone", string="Owner's Phone")
    tenant_id = fields.Many2one(related="unit_id.tenant_id")
    tenant_phone = fields.Char(
        related="unit_id.tenant_id.phone", string="Tenant's Phone"
    )
    related_unit_ids = fields.Many2many(
        "estate.unit", compute="_compute_related_unit_ids"
    )
    related_count = fields.Integer(compute="_compute_related_unit_ids")
    related_arrears = fields.Monetary(
        "Arrears of the Other Units", compute="_compute_related_arrears"
    )
    with_related = fields.Boolean(
        "Other Units of the Same Payer",
        help="Show what is open on the other units that the same person pays for, and "
        "on the parking spaces and store rooms of this unit.",
    )
    line_ids = fields.One2many("estate.collect.line", "collect_id", "Open Lines")
    method_ids = fields.One2many(
        "estate.collect.method",
        "collect_id",
        "Payment",
        default=lambda self: self._default_method_ids(),
    )
    amount_oldest = fields.Monetary(
        "Oldest First", help="Lay this amount over the open lines, the oldest first."
    )
    prepay_months = fields.Integer("Months", default=3)
    prepay_amount = fields.Monetary("Prepayment")

    open_total = fields.Monetary("Open", compute="_compute_open_totals")
    arrears_total = fields.Monetary("Arrears", compute="_compute_open_totals")
    arrears_months = fields.Integer(
        "Months of Arrears", compute="_compute_arrears_months"
    )
    arrears_note = fields.Text(related="unit_id.arrears_note")
    prepaid_total = fields.Monetary("Prepaid", compute="_compute_held_totals")
    deposit_total = fields.Monetary("Deposits", compute="_compute_held_totals")
    has_credit = fields.Boolean(compute="_compute_open_totals")
    pay_total = fields.Monetary("To Pay", compute="_compute_pay_totals")
    method_total = fields.Monetary("Taken", compute="_compute_pay_totals")
    left = fields.Monetary("Left to Pay", compute="_compute_pay_totals")
    excess = fields.Monetary("Too Much", compute="_compute_pay_totals")
    change = fields.Monetary(compute="_compute_pay_totals")

    receipt_id = fields.Many2one("estate.receipt", "Receipt", readonly=True)
    last_receipt_id = fields.Many2one("estate.receipt", "Last Receipt", readonly=True)
    last_amount = fields.Monetary(
        related="last_receipt_id.amount", string="Amount of the Last Receipt"
    )
    last_change = fields.Monetary(
        related="last_receipt_id.change", string="Change of the Last Receipt"
    )
    is_set_up = fields.Boolean(compute="_compute_is_set_up")

    # ------------------------------------------------------------------
    # DEFAULTS
    # ------------------------------------------------------------------

    @api.model
    def default_get(self, fields_list):
        """Load the unit that the screen was opened for."""
        values = super().default_get(fields_list)
        unit = self.env["estate.unit"].browse(values.get("unit_id"))
        if unit:
            values["partner_id"] = (unit.payer_id or unit.owner_id).id
            values["line_ids"] = self._line_commands(unit)
            values["method_ids"] = self._method_commands(unit.company_id)
        return values

    def _default_method_ids(self):
        return self._method_commands(self.env.company)

    @api.model
    def _method_commands(self, company):
        """Return one row per way to pay, so that only an amount need be typed."""
        methods = self.env["estate.cashier"]._counter_methods(company)
        return [
            Command.clear(),
            *(
                Command.create(
                    {
                        "method_ref": method.id,
                        "name": method.name,
                        "is_cash": method.estate_channel == "cash",
                    }
                )
                for method in methods
            ),
        ]

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("unit_id")
    def _compute_display_name(self):
        for collect in self:
            collect.display_name = collect.unit_id.display_name or self.env._("Collect")

    @api.depends("unit_id")
    def _compute_company_id(self):
        for collect in self:
            collect.company_id = collect.unit_id.company_id or self.env.company

    @api.depends("company_id")
    def _compute_is_set_up(self):
        for collect in self:
            methods = self.env["estate.cashier"]._counter_methods(collect.company_id)
            collect.is_set_up = bool(
                methods and collect.company_id.estate_prepay_account_id
            )

    @api.depends("unit_id")
    def _compute_related_unit_ids(self):
        for collect in self:
            unit = collect.unit_id
            payer = unit.payer_id or unit.owner_id
            same_payer = (
                self.env["estate.unit"].search(
                    [
                        ("company_id", "=", unit.company_id.id),
                        "|",
                        ("parent_id", "=", unit.id),
                        ("payer_id", "=", payer.id),
                    ]
                )
                if payer
                else unit.child_ids
            )
            collect.related_unit_ids = same_payer - unit._origin
            collect.related_count = len(collect.related_unit_ids)

    @api.depends("unit_id")
    def _compute_related_arrears(self):
        for collect in self:
            figures = collect.related_unit_ids._origin._arrears().values()
            collect.related_arrears = sum(row[1] for row in figures)

    @api.depends("unit_id", "with_related")
    def _compute_arrears_months(self):
        """The months of the unit that is furthest behind, as its own form has it."""
        for collect in self:
            figures = collect._units()._arrears().values()
            collect.arrears_months = max((row[2] for row in figures), default=0)

    @api.depends("line_ids.open", "line_ids.date_due", "line_ids.kind")
    def _compute_open_totals(self):
        today = fields.Date.context_today(self)
        for collect in self:
            lines = collect.line_ids.filtered(lambda line: line.kind == "bill")
            overdue = lines.filtered(
                lambda line: line.open > 0 and line.date_due and line.date_due < today
            )
            collect.open_total = sum(lines.mapped("open"))
            collect.arrears_total = sum(overdue.mapped("open"))
            collect.has_credit = any(line.open < 0 for line in lines)

    @api.depends("unit_id", "with_related")
    def _compute_held_totals(self):
        service = self.env["estate.cashier"]
        for collect in self:
            units = collect._units()
            collect.prepaid_total = float(sum(service._prepaid_balance(units).values()))
            collect.deposit_total = float(sum(service._deposit_balance(units).values()))

    @api.depends("line_ids.pay", "method_ids.amount", "method_ids.change")
    def _compute_pay_totals(self):
        for collect in self:
            currency = collect.currency_id or self.env.company.currency_id
            collect.pay_total = sum(collect.line_ids.mapped("pay"))
            collect.method_total = sum(collect.method_ids.mapped("amount"))
            left = currency.round(collect.pay_total - collect.method_total)
            collect.left = max(left, 0.0)
            collect.excess = max(-left, 0.0)
            collect.change = sum(collect.method_ids.mapped("change"))

    # ------------------------------------------------------------------
    # ONCHANGE
    # ------------------------------------------------------------------

    @api.onchange("unit_id")
    def _onchange_unit_id(self):
        """The usual payer brings the money, in one of his company's ways."""
        self.partner_id = self.unit_id.payer_id or self.unit_id.owner_id
        methods = self.env["estate.cashier"]._counter_methods(self.company_id)
        if set(self.method_ids.mapped("method_ref")) != set(methods.ids):
            self.method_ids = self._method_commands(self.company_id)

    @api.onchange("unit_id", "with_related")
    def _onchange_units(self):
        """Show what is open."""
        self.line_ids = self._line_commands(self._units())

    @api.onchange("line_ids", "method_ids")
    def _onchange_payment(self):
        """Take of the cash on the table what is still needed; the rest is change."""
        for method in self.method_ids.filtered("take_rest"):
            method.take_rest = False
            method.amount += self.left
            self._compute_pay_totals()
        for method in self.method_ids.filtered("is_cash"):
            others = sum((self.method_ids - method).mapped("amount"))
            needed = max(self.pay_total - others, 0.0)
            if not method.tendered and method.amount > needed:
                method.tendered = method.amount
            if method.tendered:
                method.amount = min(method.tendered, needed)

    def _units(self):
        unit = self.unit_id._origin
        return unit | self.related_unit_ids._origin if self.with_related else unit

    @api.model
    def _line_commands(self, units):
        """Return the commands that show what is open on the units.

        Nothing is ticked yet, but the lines of the bill whose button opened the screen.
        """
        bill_id = self.env.context.get("estate_bill_id")
        open_lines = self.env["estate.cashier"]._open_lines(units)
        items = self.env["estate.fee.item"].browse(
            {line["item_id"] for line in open_lines if line["item_id"]}
        )
        names = {item.id: item.name for item in items}
        return [
            Command.clear(),
            *(
                Command.create(
                    {
                        "kind": "bill",
                        "sequence": position,
                        "charged_ref": line["move_line_id"],
                        "unit_id": line["unit_id"],
                        "item_id": line["item_id"],
                        "name": names.get(line["item_id"], line["name"]),
                        "date_from": line["date_from"],
                        "date_to": line["date_to"],
                        "date_due": line["date_due"],
                        "amount": float(line["amount"]),
                        "paid": float(line["paid"]),
                        "open": float(line["open"]),
                        **self._ticked(line, bill_id),
                    }
                )
                for position, line in enumerate(open_lines)
            ),
        ]

    @api.model
    def _ticked(self, line, bill_id):
        wanted = bill_id == line["move_id"] and line["open"] > 0
        return {"selected": True, "pay": float(line["open"])} if wanted else {}
