from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("open", "Collecting"),
    ("counting", "Counting"),
    ("closed", "Closed for the Day"),
    ("reviewed", "Reviewed"),
]
WRITABLE = {"difference_reason", "line_ids", "cash_ids"}
"""What a cashier types while he counts; all else is written by the steps."""
DIARY = ("message_", "activity_")


class EstateCashierSession(models.Model):
    """A cashier's money between opening and closing his desk (收银日结, B-04).

    What is expected is read from the payments that carry the session; the session
    itself keeps what was counted, by whom, and why it differs. Its steps are in
    :file:`estate_cashier_session_steps.py`.
    """

    _name = "estate.cashier.session"
    _description = "Cashier Session"
    _inherit = ["estate.number.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _number_code = "estate.cashier.session"

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "Cashier", required=True, index=True)
    journal_id = fields.Many2one(
        "account.journal", "Cash Journal", required=True, help="Where his cash lies."
    )
    state = fields.Selection(
        STATES, required=True, default="open", tracking=True, index=True
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    opened_at = fields.Datetime(required=True, default=fields.Datetime.now)
    closed_at = fields.Datetime(copy=False)
    opening_float = fields.Monetary(
        "Float", help="Cash in the till when the session began."
    )
    float_reason = fields.Char(
        help="Why the float is not what the last session left in the till."
    )
    line_ids = fields.One2many(
        "estate.cashier.session.line", "session_id", "By Way to Pay"
    )
    cash_ids = fields.One2many(
        "estate.cashier.session.cash", "session_id", "Notes and Coins"
    )
    deposit_ids = fields.One2many("estate.cash.deposit", "session_id", "Deposit Slips")
    handover_ids = fields.One2many(
        "estate.cashier.handover", "session_id", "Taken Over from Others"
    )
    difference_reason = fields.Char(
        copy=False, tracking=True, help="Why the count differs from what is expected."
    )
    reviewer_id = fields.Many2one("res.users", copy=False, tracking=True)
    reviewed_at = fields.Datetime(copy=False)
    expected = fields.Monetary(compute="_compute_totals")
    counted = fields.Monetary(compute="_compute_totals")
    difference = fields.Monetary("Over/Short", compute="_compute_totals")
    cash_left = fields.Monetary(
        "Left in the Till",
        compute="_compute_cash_left",
        help="Counted cash less what was brought to the bank after the count: the "
        "float of the cashier's next session.",
    )
    waiting_count = fields.Integer(compute="_compute_waiting")
    waiting_amount = fields.Monetary(compute="_compute_waiting")
    waiting_names = fields.Char(compute="_compute_waiting")
    is_mine = fields.Boolean(compute="_compute_is_mine")
    may_review = fields.Boolean(compute="_compute_is_mine")

    _one_open = models.UniqueIndex(
        "(user_id, company_id) WHERE state IN ('open', 'counting')",
        "This cashier has an open session already.",
    )
    _reviewed_by_another = models.Constraint(
        "CHECK(reviewer_id IS NULL OR reviewer_id != user_id)",
        "Somebody else than the cashier reviews a session.",
    )
    _review_has_reviewer = models.Constraint(
        "CHECK(state != 'reviewed' OR reviewer_id IS NOT NULL)",
        "A reviewed session names its reviewer.",
    )
    _float_not_negative = models.Constraint(
        "CHECK(opening_float >= 0)", "A till holds no negative cash."
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("line_ids.expected", "line_ids.counted")
    def _compute_totals(self):
        for session in self:
            session.expected = sum(session.line_ids.mapped("expected"))
            session.counted = sum(session.line_ids.mapped("counted"))
            session.difference = session.counted - session.expected

    @api.depends("line_ids.counted", "deposit_ids.amount", "deposit_ids.state")
    def _compute_cash_left(self):
        for session in self:
            brought = session.deposit_ids.filtered(
                lambda slip: slip.after_count and slip.state == "booked"
            )
            counted = session._cash_line().counted
            session.cash_left = counted - sum(brought.mapped("amount"))

    @api.depends_context("uid")
    def _compute_waiting(self):
        """What others took, and nobody answers for yet: for the open session only."""
        service = self.env["estate.cashier"]
        for session in self:
            is_open = session.state == "open" and session.user_id == self.env.user
            waiting = service._waiting_summary(session) if is_open else (0, 0, "")
            session.waiting_count, session.waiting_amount, names = waiting
            session.waiting_names = names

    @api.depends_context("uid")
    @api.depends("user_id")
    def _compute_is_mine(self):
        reviews = self.env["estate.cashier"]._may_review_sessions()
        for session in self:
            session.is_mine = session.user_id == self.env.user
            session.may_review = reviews and not session.is_mine

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def _has_field_access(self, field, operation):
        """Let a cashier type his count and its reason, nothing else."""
        allowed = super()._has_field_access(field, operation)
        own = field.name in WRITABLE or field.name.startswith(DIARY)
        return allowed and (own or operation != "write" or self.env.su)

    def write(self, vals):
        """A closed session is locked: its count and reason stay as they were."""
        if not self.env.su and not vals.keys().isdisjoint(WRITABLE):
            self._check_counting()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A cashier session is closed and reviewed, never deleted.")
        )

    # ------------------------------------------------------------------
    # TOOLS
    # ------------------------------------------------------------------

    def _check_counting(self):
        for session in self:
            if session.state != "counting":
                raise UserError(
                    self.env._(
                        "%(session)s is not being counted: nothing is changed in it.",
                        session=session.name,
                    )
                )

    def _cash_line(self):
        """Return the line of the till, where notes and coins are counted."""
        return self.line_ids.filtered(
            lambda line: line.channel == "cash" and line.journal_id == self.journal_id
        )
