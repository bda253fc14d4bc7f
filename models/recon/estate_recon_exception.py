from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .exception_words import TYPES, reason_text

WORKER = "estate_service.group_estate_finance_clerk"
ESCALATED = "estate_service.mail_activity_type_recon_exception"
STATES = [
    ("open", "To Clear Up"),
    ("escalated", "Escalated"),
    ("fixed", "Fixed"),
    ("auto_resolved", "Resolved by Itself"),
]
LIVE = ("open", "escalated")
WRITABLE = {"id", "note", "user_id"}
"""What people enter; all else is written by the check and by the steps."""
DIARY = ("message_", "activity_")


class EstateReconException(models.Model):
    """A difference between billed, received and banked that somebody clears up (B-01).

    The check (:file:`estate_recon_sweep.py`) finds it and keeps one record per type
    and source. What is gone from the ledger is resolved by itself; a person fixes it
    with a note, or escalates it to the manager of the community.
    """

    _name = "estate.recon.exception"
    _description = "Collection Exception"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one("estate.community", index="btree_not_null")
    unit_id = fields.Many2one("estate.unit", index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Person", index="btree_not_null")
    type = fields.Selection(TYPES, required=True, index=True)
    state = fields.Selection(
        STATES, required=True, default="open", tracking=True, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        tracking=True,
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Who clears it up.",
    )
    date = fields.Date(required=True, help="Of the bank line or the entry.")
    month = fields.Date(required=True, help="First day of the month of its date.")
    amount = fields.Monetary(
        help="Above zero: money that came in, or should have. Below: money that goes "
        "out."
    )
    age = fields.Integer(
        "Age in Days",
        compute="_compute_age",
        help="Days from its date until it was settled.",
    )
    reason = fields.Char(compute="_compute_reason")
    facts = fields.Json()
    note = fields.Text(
        "What Was Done", tracking=True, help="Asked for when it is fixed."
    )
    date_found = fields.Date("Found On")
    date_done = fields.Date("Settled On")
    source = fields.Char(
        required=True, help="What it is about, as the check knows it again."
    )
    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        "Bank Line",
        index="btree_not_null",
        ondelete="cascade",
    )
    move_line_id = fields.Many2one(
        "account.move.line", "Journal Item", index="btree_not_null", ondelete="cascade"
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Entry")
    payment_id = fields.Many2one(
        "account.payment", "Payment", index="btree_not_null", ondelete="set null"
    )
    batch_id = fields.Many2one(
        "estate.collection.batch", index="btree_not_null", ondelete="set null"
    )
    has_voucher = fields.Boolean(compute="_compute_has_voucher")

    _once = models.UniqueIndex(
        "(type, source)", "This difference is an exception already."
    )
    _fixed_has_note = models.Constraint(
        "CHECK(state != 'fixed' OR note IS NOT NULL)",
        "Write down what was done.",
    )
    _live_idx = models.Index(
        "(company_id, community_id, month) WHERE state IN ('open', 'escalated')"
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("type", "unit_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["type"]._description_selection(self.env))
        for exception in self:
            what = [labels[exception.type], exception.unit_id.code, exception.date]
            exception.display_name = " ".join(str(one) for one in what if one)

    @api.depends("date", "date_done")
    def _compute_age(self):
        today = fields.Date.context_today(self)
        for exception in self:
            until = exception.date_done or today
            exception.age = max((until - exception.date).days, 0)

    @api.depends("facts")
    @api.depends_context("lang")
    def _compute_reason(self):
        for exception in self:
            facts = exception.facts
            exception.reason = reason_text(self.env, facts) if facts else False

    @api.depends("payment_id")
    def _compute_has_voucher(self):
        # Payments are closed to clerks; that there is a paper is not.
        for exception in self.sudo():
            payment = exception.payment_id
            voucher = payment.estate_receipt_id or payment.estate_refund_id
            exception.has_voucher = bool(voucher)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        own = field.name in WRITABLE or field.name.startswith(DIARY)
        return allowed and (own or operation != "write" or self.env.su)

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    def action_take(self):
        """Make the exceptions those of the user."""
        self._check_worker()
        self.user_id = self.env.user

    def action_fix(self):
        """Settle exceptions with what was done about them."""
        self._check_worker()
        self._expect_live()
        if self.filtered(lambda exception: not (exception.note or "").strip()):
            raise UserError(
                self.env._("Write down what was done before you settle it.")
            )
        self._take_step("fixed", fields.Date.context_today(self))
        self.activity_feedback([ESCALATED], only_automated=False)

    def action_escalate(self):
        """Put the exceptions on the list of their community's manager."""
        self._check_worker()
        self._expect_live()
        for exception in self:
            # Who manages a community is no secret; users' groups are.
            manager = exception.sudo()._manager()
            if not manager:
                raise UserError(
                    self.env._(
                        "Nobody manages %(community)s: enter its manager first.",
                        community=exception.community_id.name
                        or exception.company_id.name,
                    )
                )
            exception._ask(manager)
        self._take_step("escalated", False)

    def action_reopen(self):
        """Open again what a person has settled."""
        self._check_worker()
        self.filtered(lambda exception: exception.state == "fixed")._take_step(
            "open", False
        )

    def _check_worker(self):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(WORKER)):
            raise AccessError(self.env._("Only finance clears up exceptions."))

    def _expect_live(self):
        if self.filtered(lambda exception: exception.state not in LIVE):
            raise UserError(self.env._("This exception is settled already."))

    def _take_step(self, state, date_done):
        # State and date are closed to direct writes; the role was checked just now.
        self.sudo().write({"state": state, "date_done": date_done})

    def _manager(self):
        """Return who manages where it is: all communities' where it is none's."""
        communities = self.community_id or self.community_id.search(
            [("company_id", "=", self.company_id.id)]
        )
        return communities.manager_id.filtered("active")[:1]

    def _ask(self, manager):
        if manager in self.activity_search([ESCALATED], only_automated=False).user_id:
            return
        text = self.with_context(lang=manager.lang).env._(
            "Decide: %(reason)s", reason=self.with_context(lang=manager.lang).reason
        )
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            ESCALATED, summary=text, user_id=manager.id
        )

    # ------------------------------------------------------------
    # WHERE TO GO
    # ------------------------------------------------------------

    def action_open_workbench(self):
        """Open the matching screen on the bank of the line."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.client"]._for_xml_id(
            "estate_service.estate_workbench_action"
        )
        # Which bank it is tells nothing; the screen asks for the accountant itself.
        journal = self.sudo().statement_line_id.journal_id
        return action | {"context": {"journal_id": journal.id}}

    def action_view_entry(self):
        """Open the entry, for those who may see the ledger."""
        self.ensure_one()
        # The caller's own right is asked for before anything is opened.
        found = self.sudo()
        entry = found.move_id or found.statement_line_id.move_id
        entry = entry.with_env(self.env)
        entry.check_access("read")
        return entry._get_records_action()

    def action_view_batch(self):
        self.ensure_one()
        self.check_access("read")
        self.batch_id.check_access("read")
        return self.batch_id._get_records_action()

    def action_view_voucher(self):
        """Open the receipt or the refund voucher of the money."""
        self.ensure_one()
        self.check_access("read")
        # Payments are closed to clerks; the paper has rights of its own.
        payment = self.sudo().payment_id
        voucher = payment.estate_receipt_id or payment.estate_refund_id
        voucher = voucher.with_env(self.env)
        voucher.check_access("read")
        return voucher._get_records_action()

    def action_view_unit(self):
        self.ensure_one()
        return self.unit_id._get_records_action(context={})
