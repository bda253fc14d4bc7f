from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.account_payment_method_line import CHANNELS


class EstateCashierSessionLine(models.Model):
    """One way to pay within a session: expected by the payments, counted by hand."""

    _name = "estate.cashier.session.line"
    _description = "Way to Pay of a Session"
    _order = "session_id, id"

    session_id = fields.Many2one(
        "estate.cashier.session", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="session_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one("account.journal", required=True)
    channel = fields.Selection(CHANNELS)
    name = fields.Char("Way to Pay", compute="_compute_name")
    is_till = fields.Boolean(compute="_compute_name")
    opening_float = fields.Monetary("Float", compute="_compute_expected")
    count = fields.Integer("Number of Payments", compute="_compute_expected")
    taken = fields.Monetary(compute="_compute_expected")
    given_back = fields.Monetary("Paid Back", compute="_compute_expected")
    voided = fields.Monetary(
        compute="_compute_expected",
        help="Undone within this session: takings given back, refunds taken back.",
    )
    deposited = fields.Monetary(
        "To the Bank",
        compute="_compute_expected",
        help="Brought to the bank before the count.",
    )
    expected = fields.Monetary(compute="_compute_expected")
    counted = fields.Monetary(
        compute="_compute_counted", store=True, readonly=False, precompute=True
    )
    difference = fields.Monetary("Over/Short", compute="_compute_difference")
    move_id = fields.Many2one(
        "account.move", "Over/Short Entry", readonly=True, index="btree_not_null"
    )

    _way_uniq = models.UniqueIndex(
        "(session_id, journal_id, channel) NULLS NOT DISTINCT",
        "This way to pay is in the session already.",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("journal_id", "channel")
    @api.depends_context("lang")
    def _compute_name(self):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        # The ledger is closed to cashiers, the name of a journal is no secret.
        for line in self.sudo():
            journal = line.journal_id.name
            label = labels.get(line.channel, journal)
            line.name = label if label == journal else f"{label} ({journal})"
            line.is_till = (
                line.channel == "cash" and line.journal_id == line.session_id.journal_id
            )

    @api.depends(
        "session_id.opening_float",
        "session_id.deposit_ids.amount",
        "session_id.deposit_ids.state",
    )
    def _compute_expected(self):
        totals = self.session_id._payment_totals()
        for line in self:
            # On a screen that is being edited the records are drafts of the real ones.
            session = line.session_id._origin
            key = (session.id, line.journal_id.id, line.channel)
            line.update(totals[key])
            line.opening_float = line.deposited = 0.0
            if line.is_till:
                line.opening_float = line.session_id.opening_float
                line.deposited = -line.session_id._deposited_before_count()
            line.expected = line.currency_id.round(
                line.opening_float
                + line.taken
                + line.given_back
                + line.voided
                + line.deposited
            )

    @api.depends("session_id.cash_ids.amount")
    def _compute_counted(self):
        """The till is worth its notes and coins; a sum is typed where none are."""
        for line in self:
            cash = line.session_id.cash_ids
            if line.is_till and cash:
                line.counted = sum(cash.mapped("amount"))
            else:
                line.counted = line.counted or 0.0

    @api.depends("counted", "expected")
    def _compute_difference(self):
        for line in self:
            line.difference = line.currency_id.round(line.counted - line.expected)

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def _has_field_access(self, field, operation):
        """Only the counted sum is typed."""
        allowed = super()._has_field_access(field, operation)
        closed = operation == "write" and field.name not in ("counted", "id")
        return allowed and (self.env.su or not closed)

    def write(self, vals):
        if not self.env.su:
            self.session_id._check_counting()
            if self.filtered(lambda line: line.is_till and line.session_id.cash_ids):
                raise UserError(
                    self.env._("Count the notes and coins: their sum follows from it.")
                )
        return super().write(vals)
