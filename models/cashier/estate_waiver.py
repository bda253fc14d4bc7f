from odoo import Command, api, fields, models

WHOSE = {"partner_id", "unit_id"}
"""Whose bills are waived: the lines are of these."""


class EstateWaiver(models.Model):
    """Somebody asks that a part of what a unit was billed be waived (减免).

    It is approved by amount (``base_tier_validation``) and then booked as credit
    notes, one per bill; the ledger alone says what is open. Its steps are in
    :file:`estate_waiver_steps.py`.
    """

    _name = "estate.waiver"
    _description = "Waiver"
    _inherit = [
        # Before the number, which it lets nobody type.
        "estate.approval.mixin",
        "estate.number.mixin",
        "mail.thread",
        "estate.scope.mixin",
        "estate.arrears.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _number_code = "estate.waiver"
    _step_model = "estate.waiver.step"
    _asked_fields = {
        "asked_amount",
        "attachment_ids",
        "bill_ids",
        "item_ids",
        "line_ids",
        "method",
        "note",
        "partner_id",
        "percent",
        "reason_id",
        "unit_id",
    }

    name = fields.Char("Number", readonly=True, copy=False)
    unit_id = fields.Many2one("estate.unit", required=True, index=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Payer",
        required=True,
        index=True,
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        help="Whose bills they are.",
    )
    reason_id = fields.Many2one(
        "estate.waiver.reason", required=True, index=True, tracking=True
    )
    kind = fields.Selection(related="reason_id.kind", store=True)
    note = fields.Char(
        "Grounds",
        required=True,
        tracking=True,
        help="What happened, in one line: it stands on the credit note.",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Evidence",
        help="The decision, photos, the letter of the resident.",
    )
    # What is waived
    bill_ids = fields.Many2many(
        "account.move",
        string="Bills",
        help="Empty: all bills of the unit that may be waived.",
    )
    item_ids = fields.Many2many(
        "estate.fee.item",
        string="Fee Items",
        help="Empty: whole bills, but no money that is collected for others.",
    )
    method = fields.Selection(
        [("percent", "Per Cent"), ("amount", "Amount")],
        "Waive By",
        required=True,
        default="percent",
    )
    percent = fields.Float(default=100.0, digits=(5, 2), tracking=True)
    asked_amount = fields.Monetary("Amount Asked For", tracking=True)
    line_ids = fields.One2many("estate.waiver.line", "waiver_id", "Bill Lines")
    amount = fields.Monetary(
        "Waived", compute="_compute_amount", store=True, tracking=True
    )
    credit_ids = fields.One2many(
        "account.move", "estate_waiver_id", "Credit Notes", readonly=True
    )
    # Steps
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("approved", "Approved"),
            ("done", "Credited"),
            ("cancelled", "Cancelled"),
        ]
    )
    stage = fields.Selection(
        [
            ("draft", "Draft"),
            ("waiting", "To Approve"),
            ("rejected", "Rejected"),
            ("approved", "To Book"),
            ("done", "Credited"),
            ("cancelled", "Cancelled"),
        ]
    )
    approval_level = fields.Selection(
        [
            ("accountant", "Accountant"),
            ("manager", "Manager"),
            ("general_manager", "General Manager"),
        ],
        "Authority",
        compute="_compute_approval_level",
        store=True,
    )
    counted_amount = fields.Monetary(
        "Waived Lately, This Included",
        compute="_compute_approval_level",
        store=True,
        help="Of the unit, within the days of the settings: it says who approves.",
    )
    done_by_id = fields.Many2one("res.users", "Booked By", copy=False)
    done_on = fields.Date("Credited On", copy=False, index=True)

    _has_number = models.Constraint("CHECK(name IS NOT NULL)", "A waiver has a number.")
    _percent_range = models.Constraint(
        "CHECK(method != 'percent' OR (percent > 0 AND percent <= 100))",
        "Waive above 0 and up to 100 per cent.",
    )
    _amount_positive = models.Constraint(
        "CHECK(method != 'amount' OR asked_amount > 0)",
        "Waive an amount above zero.",
    )
    _done_by_somebody = models.Constraint(
        "CHECK(state != 'done' OR done_by_id IS NOT NULL)",
        "What is booked names who booked it.",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("unit_id")
    def _compute_partner_id(self):
        for waiver in self:
            waiver.partner_id = waiver.partner_id or waiver.unit_id.payer_id

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for waiver in self:
            waiver.amount = sum(waiver.line_ids.mapped("amount"))

    @api.depends("amount", "company_id")
    def _compute_approval_level(self):
        """Frozen with the amount: a limit changed later moves no waiver."""
        for waiver in self:
            company = waiver.company_id
            counted = waiver.amount + waiver._waived_lately()
            if (
                company.currency_id.compare_amounts(
                    counted, company.estate_waiver_limit
                )
                <= 0
            ):
                level = "accountant"
            elif (
                company.currency_id.compare_amounts(
                    counted, company.estate_waiver_manager_limit
                )
                <= 0
            ):
                level = "manager"
            else:
                level = "general_manager"
            waiver.counted_amount = counted
            waiver.approval_level = level

    def _waived_lately(self):
        """Sum of the unit's other waivers: many small ones need who approves a big one.

        Those that were asked for or booked within the days of the settings.
        """
        days = self.company_id.estate_waiver_days
        if days <= 0 or not self.unit_id:
            return 0.0
        since = fields.Datetime.subtract(fields.Datetime.now(), days=days)
        # What was waived of a unit is a fact of its account, whoever asked for it.
        others = self.env["estate.waiver"].sudo()
        [(amount,)] = others._read_group(
            [
                ("unit_id", "=", self.unit_id._origin.id),
                ("id", "!=", self._origin.id),
                ("stage", "in", ("waiting", "approved", "done")),
                ("requested_at", ">=", since),
            ],
            [],
            ["amount:sum"],
        )
        return amount or 0.0

    @api.onchange("unit_id", "partner_id", "bill_ids", "item_ids", "reason_id")
    def _onchange_choice(self):
        """List what may be waived of the bills and items that are chosen."""
        if self.vacancy_id:
            return
        lines = self.env["estate.cashier"]._waivable_lines(self)
        self.line_ids = [
            Command.clear(),
            *(Command.create({"move_line_id": line_id}) for line_id in lines),
        ]

    @api.onchange("unit_id")
    def _onchange_unit_id(self):
        self.bill_ids = False
        self.partner_id = self.unit_id.payer_id

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if not WHOSE.isdisjoint(vals):
            self.line_ids._check_of_waiver()
        return result
