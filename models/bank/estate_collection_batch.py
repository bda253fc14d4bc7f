from odoo import api, fields, models
from odoo.exceptions import UserError

CLERK = "estate_service.group_estate_finance_clerk"
ACCOUNTANT = "estate_service.group_estate_accountant"
STATES = [
    ("draft", "Draft"),
    ("frozen", "Frozen"),
    ("sent", "With the Bank"),
    ("answered", "Answered"),
    ("closed", "Completed"),
    ("cancelled", "Cancelled"),
]
INPUTS = {
    "community_ids",
    "company_id",
    "date",
    "due_from",
    "due_until",
    "item_ids",
    "minimum_amount",
    "profile_id",
}
"""What the lines were chosen by: changed, they have to be chosen anew."""
RESULTS = {
    "accepted_count",
    "accepted_total",
    "amount_total",
    "attachment_id",
    "attempt",
    "choice_note",
    "date_frozen",
    "date_sent",
    "digest",
    "line_count",
    "refused_count",
    "refused_total",
    "retry_of_id",
    "state",
    "user_frozen_id",
    "user_sent_id",
    "waiting_count",
    "waiting_total",
}
"""Written by the steps of a batch alone."""


class EstateCollectionBatch(models.Model):
    """Deductions that a bank is asked for at once (托收批次, B-03, R-801, R-811).

    A batch is chosen (:file:`estate_collection_choice.py`), frozen and sent
    (:file:`estate_collection_send.py`), answered by one or several returns
    (:file:`estate_collection_return.py`), and what failed goes into a second deduction
    (:file:`estate_collection_second.py`). Once frozen nothing in it changes.
    """

    _name = "estate.collection.batch"
    _description = "Collection Batch"
    _inherit = [
        "estate.scope.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "estate.number.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True
    _number_code = "estate.collection.batch"
    _scope_fields = ("community_ids", "company_id")

    name = fields.Char("Number", readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    profile_id = fields.Many2one(
        "estate.collection.profile",
        "Collection Profile",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        compute="_compute_profile_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    community_ids = fields.Many2many(
        "estate.community",
        string="Communities",
        check_company=True,
        compute="_compute_community_ids",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('company_id', '=', company_id)]",
        # The rules ask for the archived ones, too.
        context={"active_test": False},
    )
    date = fields.Date(
        "Deduction On",
        required=True,
        tracking=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Mandates in force on this day are used.",
    )
    due_from = fields.Date(
        copy=False,
        help="Bills that were due before this day are left to another batch, as when "
        "a month is collected for itself. Empty: however old they are.",
    )
    due_until = fields.Date(
        required=True,
        compute="_compute_due_until",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        help="Bills that are due by this day are asked for.",
    )
    item_ids = fields.Many2many(
        "estate.fee.item",
        string="Items",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
        help="Empty: every item.",
    )
    minimum_amount = fields.Monetary(
        "Smallest Deduction",
        compute="_compute_minimum_amount",
        store=True,
        readonly=False,
        precompute=True,
    )
    state = fields.Selection(
        STATES, required=True, default="draft", index=True, copy=False, tracking=True
    )
    attempt = fields.Integer(
        default=1,
        readonly=True,
        copy=False,
        aggregator=None,
        help="1: first deduction, 2: second deduction.",
    )
    retry_of_id = fields.Many2one(
        "estate.collection.batch",
        "Second Deduction Of",
        index="btree_not_null",
        readonly=True,
        copy=False,
        check_company=True,
    )
    retry_ids = fields.One2many(
        "estate.collection.batch", "retry_of_id", "Second Deductions"
    )
    line_ids = fields.One2many("estate.collection.line", "batch_id", "Lines")
    choice_note = fields.Text("What Was Chosen", readonly=True, copy=False)

    # === Frozen ===
    line_count = fields.Integer("Number of Deductions", readonly=True, copy=False)
    amount_total = fields.Monetary("Total", readonly=True, copy=False, tracking=True)
    digest = fields.Char(
        "Checksum",
        readonly=True,
        copy=False,
        help="SHA-256 of account, day and every deduction: whoever has the file can "
        "tell that it is the batch that was frozen.",
    )
    date_frozen = fields.Datetime("Frozen On", readonly=True, copy=False)
    user_frozen_id = fields.Many2one(
        "res.users", "Frozen By", readonly=True, copy=False
    )
    date_sent = fields.Datetime("Sent On", readonly=True, copy=False)
    user_sent_id = fields.Many2one("res.users", "Sent By", readonly=True, copy=False)
    attachment_id = fields.Many2one(
        "ir.attachment", "File Sent", readonly=True, copy=False, ondelete="restrict"
    )
    file_name = fields.Char(related="attachment_id.name", string="Name of the File")

    # === Answered ===
    return_ids = fields.One2many("estate.collection.return", "batch_id", "Returns")
    accepted_count = fields.Integer("Number Taken", readonly=True, copy=False)
    accepted_total = fields.Monetary("Amount Taken", readonly=True, copy=False)
    refused_count = fields.Integer("Number Not Taken", readonly=True, copy=False)
    refused_total = fields.Monetary("Amount Not Taken", readonly=True, copy=False)
    waiting_count = fields.Integer("Number Not Answered", readonly=True, copy=False)
    waiting_total = fields.Monetary("Amount Not Answered", readonly=True, copy=False)
    banked_state = fields.Selection(
        [("none", "Not Banked"), ("part", "Partly Banked"), ("full", "Banked")],
        "On the Statement",
        compute="_compute_banked_state",
        help="Whether the bank's credit for what it took is on the bank statement.",
    )

    _due_ordered = models.Constraint(
        "CHECK(due_from IS NULL OR due_from <= due_until)",
        "The first day due comes before the last.",
    )
    _number_uniq = models.UniqueIndex(
        "(company_id, name)", "This batch number exists already."
    )
    _retry_uniq = models.UniqueIndex(
        "(retry_of_id) WHERE retry_of_id IS NOT NULL AND state != 'cancelled'",
        "There is a second deduction of this batch already.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("company_id")
    def _compute_profile_id(self):
        profiles = self.env["estate.collection.profile"]
        for batch in self:
            if batch.profile_id.company_id != batch.company_id:
                batch.profile_id = profiles._default_for(batch.company_id)

    @api.depends("company_id")
    def _compute_community_ids(self):
        """All that the user serves of the company, unless he chose some."""
        # Stored values are computed with all rights: what counts is what he serves.
        served = self.env["estate.community"].sudo(False)
        for batch in self:
            if batch.company_id not in batch.community_ids.company_id:
                batch.community_ids = served.search(
                    [("company_id", "=", batch.company_id.id)]
                )

    @api.depends("profile_id")
    def _compute_date(self):
        today = fields.Date.context_today(self)
        for batch in self:
            if not batch.date and batch.profile_id:
                batch.date = batch.profile_id._first_date(today)

    @api.depends("date")
    def _compute_due_until(self):
        for batch in self:
            batch.due_until = batch.due_until or batch.date

    @api.depends("profile_id")
    def _compute_minimum_amount(self):
        for batch in self:
            batch.minimum_amount = batch.profile_id.minimum_amount

    @api.depends("name", "attempt")
    def _compute_display_name(self):
        for batch in self:
            name = batch.name or self.env._("New Batch")
            if batch.attempt > 1:
                name = self.env._(
                    "%(number)s (deduction %(attempt)s)",
                    number=name,
                    attempt=batch.attempt,
                )
            batch.display_name = name

    def _compute_banked_state(self):
        # Money on its way is an item of the ledger, closed to clerks; the answer is
        # one of three words.
        batches = self.sudo()
        found = batches.return_ids._bank_items()
        of_batch = found.grouped(lambda i: i.move_id.estate_collection_return_id)
        for batch in batches:
            items = found.browse().union(
                *(of_batch.get(r, found.browse()) for r in batch.return_ids)
            )
            open_ones = items.filtered(lambda item: not item.reconciled)
            if not (items.matched_debit_ids or items.matched_credit_ids):
                batch.banked_state = "none"
            else:
                batch.banked_state = "part" if open_ones else "full"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        if INPUTS & vals.keys():
            self._check_draft()
        result = super().write(vals)
        if INPUTS & vals.keys():
            # The rows are closed to direct writes; the right was checked by the write.
            self.sudo()._forget_lines()
        return result

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        closed = operation == "write" and field.name in RESULTS
        return allowed and (self.env.su or not closed)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        frozen = self.filtered(lambda batch: batch.state != "draft")
        if frozen:
            raise UserError(
                self.env._(
                    "%(batch)s was frozen: it is proof of what the bank was asked for. "
                    "Cancel it instead.",
                    batch=frozen[0].name,
                )
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_cancel(self):
        """Give up batches that were not sent: their bills are free again."""
        for batch in self:
            batch._check_role(CLERK)
            batch._expect("draft", "frozen")
            # Lines are written by the steps alone: the role was checked just now.
            batch.sudo()._free_lines("cancelled")
            batch._take_step("cancelled")

    def action_close(self):
        """Close a batch: what the bank did not answer is free again."""
        for batch in self:
            batch._check_role(ACCOUNTANT)
            batch._expect("sent", "answered")
            # Lines are written by the steps alone: the role was checked just now.
            closed = batch.sudo()
            closed._free_lines("unanswered")
            closed._update_totals()
            batch._take_step("closed")

    def action_import_return(self):
        """Ask for the bank's return file."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_collection_import_action"
        )
        return action | {"context": {"default_batch_id": self.id}}

    def action_view_lines(self):
        """Open the deductions of this batch."""
        return self._action_lines([])

    def action_view_refused(self):
        """Open the deductions that the bank refused."""
        return self._action_lines([("state", "in", ("retry", "stop"))])

    def action_view_entries(self):
        """Open what the returns of this batch have booked."""
        self.ensure_one()
        entries = self.return_ids.move_ids
        return entries._get_records_action(name=self.env._("Entries of Returns"))

    def _action_lines(self, domain):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_collection_line_action"
        )
        return action | {
            "domain": [("batch_id", "=", self.id), *domain],
            "context": {},
        }
