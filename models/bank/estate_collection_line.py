from odoo import api, fields, models

LINE_STATES = [
    ("draft", "Chosen"),
    ("waiting", "With the Bank"),
    ("paid", "Deducted"),
    ("retry", "Not Taken, Try Again"),
    ("stop", "Not Taken, Stopped"),
    ("unanswered", "Not Answered"),
    ("cancelled", "Cancelled"),
]


class EstateCollectionLine(models.Model):
    """One deduction of a batch: what the holder of a mandate is asked for.

    Holder, account and contract are kept as they were when the batch was frozen. Rows
    are written in bulk by the steps of the batch; nobody writes them directly.
    """

    _name = "estate.collection.line"
    _description = "Deduction"
    _order = "batch_id desc, sequence, id"
    _rec_names_search = ["batch_id.name", "unit_id", "contract"]
    _check_company_auto = True

    batch_id = fields.Many2one(
        "estate.collection.batch", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="batch_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    date = fields.Date(related="batch_id.date", store=True, index=True)
    sequence = fields.Integer(
        "Line No.", aggregator=None, help="Number in the bank's file."
    )
    mandate_id = fields.Many2one(
        "estate.mandate",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    unit_id = fields.Many2one(
        "estate.unit",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Account Holder", index=True, ondelete="restrict"
    )
    holder = fields.Char("Name at the Bank")
    account = fields.Char("Account Number")
    agent = fields.Char("Holder's Bank", help="BIC or CNAPS number.")
    contract = fields.Char("Contract No.")
    date_signed = fields.Date("Signed On")
    bill_ids = fields.One2many("estate.collection.bill", "line_id", "Bills")
    amount = fields.Monetary("Asked For")
    state = fields.Selection(LINE_STATES, required=True, default="draft", index=True)
    attempt = fields.Integer(related="batch_id.attempt", store=True, aggregator=None)
    return_id = fields.Many2one(
        "estate.collection.return",
        "Answered By",
        index="btree_not_null",
        ondelete="restrict",
    )
    code = fields.Char("Result Code")
    reason = fields.Char(help="Why the bank did not take the money.")
    amount_paid = fields.Monetary("Amount Taken")
    amount_prepaid = fields.Monetary(
        "Kept as Prepayment",
        help="Taken for what was paid otherwise meanwhile: held for the unit's payer.",
    )
    note = fields.Char("Remark")

    _sequence_uniq = models.UniqueIndex(
        "(batch_id, sequence)", "Two deductions of a batch have one number."
    )
    _mandate_uniq = models.UniqueIndex(
        "(batch_id, mandate_id)", "A mandate is asked for once in a batch."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A deduction asks for an amount."
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("batch_id.name", "sequence")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line._reference()

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        """Leave deductions out of a batch only while it is not frozen."""
        self.batch_id.check_access("write")
        self.batch_id._check_draft()

    def unlink(self):
        batches = self.batch_id
        result = super().unlink()
        # The totals are closed to direct writes; the right was checked just now.
        batches.sudo()._update_totals()
        return result

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_view_unit(self):
        self.ensure_one()
        return self.unit_id._get_records_action(context={})

    def action_view_mandate(self):
        self.ensure_one()
        return self.mandate_id._get_records_action(context={})

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _reference(self):
        """Return what tells the deduction at the bank: batch and number in it."""
        return f"{self.batch_id.name}-{self.sequence}"


class EstateCollectionBill(models.Model):
    """One charged line of a bill (or opening item) that a deduction asks for.

    While it is live the bill is with the bank: the index keeps another batch from
    asking for it. What is open of it is read from the ledger.
    """

    _name = "estate.collection.bill"
    _description = "Bill of a Deduction"
    _order = "line_id, id"
    _check_company_auto = True

    line_id = fields.Many2one(
        "estate.collection.line", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one(
        related="line_id.community_id", store=True, index=True
    )
    mandate_id = fields.Many2one(related="line_id.mandate_id", store=True, index=True)
    unit_id = fields.Many2one(related="line_id.unit_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", "Debtor", ondelete="restrict")
    move_line_id = fields.Many2one(
        "account.move.line",
        "Bill Line",
        required=True,
        index=True,
        ondelete="restrict",
    )
    move_id = fields.Many2one(
        "account.move", "Bill", required=True, index=True, ondelete="restrict"
    )
    item_id = fields.Many2one("estate.fee.item", "Fee Item", ondelete="restrict")
    name = fields.Char("Description")
    date_from = fields.Date("From")
    date_to = fields.Date("To")
    date_due = fields.Date("Due Date")
    amount = fields.Monetary("Asked For")
    amount_settled = fields.Monetary()
    attempt = fields.Integer(
        aggregator=None, help="How often the bank was asked for it, this time included."
    )
    is_live = fields.Boolean("With the Bank")

    _live_uniq = models.UniqueIndex(
        "(move_line_id) WHERE is_live",
        "One of these bills is with the bank already, in another batch: choose the "
        "bills again.",
    )
    _attempt_uniq = models.UniqueIndex(
        "(mandate_id, move_line_id, attempt) WHERE attempt > 0",
        "The bank was asked for one of these bills already: choose the bills again.",
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A deduction asks for an amount."
    )
