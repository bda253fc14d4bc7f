from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_amount, format_date

FOLLOW_UP = "estate_service.mail_activity_type_promise"


class EstatePaymentPromise(models.Model):
    """Somebody says what he will pay, and by which day (R-810, B-18).

    Kept or broken is found out from the ledger: by how much the items that were open
    when it was given have been settled by that day. Nobody writes it down himself.
    """

    _name = "estate.payment.promise"
    _description = "Payment Promise"
    _inherit = [
        "estate.scope.mixin",
        "estate.discreet.mixin",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _scope_fields = ("debt_id",)
    _closed_fields = ("state", "item_ids", "open_amount", "paid_amount", "user_id")

    debt_id = fields.Many2one(
        "estate.dunning.debt", required=True, index=True, ondelete="cascade"
    )
    unit_id = fields.Many2one(related="debt_id.unit_id", store=True, index=True)
    payer_id = fields.Many2one(
        related="debt_id.payer_id", string="Debtor", store=True, index=True
    )
    community_id = fields.Many2one(
        related="debt_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="debt_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary("Promised", required=True, tracking=True)
    date = fields.Date("Pay By", required=True, tracking=True)
    note = fields.Char("In His Words")
    user_id = fields.Many2one(
        "res.users", "Taken By", default=lambda self: self.env.user, readonly=True
    )
    state = fields.Selection(
        [
            ("open", "Not Yet Due"),
            ("kept", "Promise Kept"),
            ("broken", "Promise Broken"),
            ("cancelled", "Cancelled"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
        copy=False,
    )
    item_ids = fields.Many2many(
        "account.move.line",
        "estate_payment_promise_item_rel",
        "promise_id",
        "item_id",
        "Open Items",
        readonly=True,
        copy=False,
        help="What was overdue when the promise was given.",
    )
    open_amount = fields.Monetary("Overdue Then", readonly=True, copy=False)
    paid_amount = fields.Monetary(
        "Paid Since", readonly=True, copy=False, help="As the last check found it."
    )

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A promise is about an amount above zero."
    )
    _items_idx = models.Index("(state, date)")
    _one_open = models.UniqueIndex(
        "(debt_id) WHERE state = 'open'",
        "There is an open promise to pay this debt already.",
    )

    @api.depends("debt_id", "amount", "date")
    def _compute_display_name(self):
        for promise in self:
            promise.display_name = self.env._(
                "%(debt)s: %(amount)s by %(day)s",
                debt=promise.debt_id.display_name or "",
                amount=format_amount(self.env, promise.amount, promise.currency_id),
                day=format_date(self.env, promise.date),
            )

    # ------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        debts = {vals.get("debt_id") for vals in vals_list} - {None, False}
        self.env["estate.dunning.debt"].browse(debts)._check_no_promise()
        promises = super().create(vals_list)
        promises.debt_id._check_caller()
        promises._check_day()
        promises._freeze_items()
        promises._schedule_follow_up()
        return promises

    def write(self, vals):
        if {"debt_id", "amount", "date"} & vals.keys():
            raise UserError(
                self.env._(
                    "A promise stays as it was given: cancel it and write down the "
                    "new one."
                )
            )
        return super().write(vals)

    def _check_day(self):
        policies = self.env["estate.dunning.policy"]
        for promise in self:
            today = promise.community_id._today()
            ahead = policies._policy_of(promise.community_id).promise_days
            last_day = today + timedelta(days=ahead)
            if not today <= promise.date <= last_day:
                raise ValidationError(
                    self.env._(
                        "The day of a promise lies between today and %(day)s.",
                        day=format_date(self.env, last_day),
                    )
                )
            if promise.debt_id.date_end:
                raise ValidationError(self.env._("This debt is paid already."))

    def _freeze_items(self):
        """Keep what is overdue now, whose settlement will tell how it went."""
        self.env.flush_all()
        for community, promises in self.grouped("community_id").items():
            promises._freeze_overdue(community._today())
        self.invalidate_recordset(["item_ids"], flush=False)
        # Clerks hold no right on journal items; the sums of their debts they may see.
        for promise in self.sudo():
            promise.open_amount = sum(promise.item_ids.mapped("amount_residual"))

    def _freeze_overdue(self, today):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO estate_payment_promise_item_rel (promise_id, item_id)
                SELECT promise.id, item.id
                  FROM estate_payment_promise promise
                  JOIN account_move_line item
                    ON item.estate_unit_id = promise.unit_id
                   AND item.partner_id = promise.payer_id
                   AND item.parent_state = 'posted'
                   AND item.reconciled IS NOT TRUE AND item.amount_residual > 0
                   AND COALESCE(item.date_maturity, item.date) < %s
                  JOIN account_account account ON account.id = item.account_id
                   AND account.account_type = 'asset_receivable'
                 WHERE promise.id IN %s
                """,
                today,
                self._ids,
            )
        )

    def _schedule_follow_up(self):
        """The day after, somebody looks whether it was kept."""
        # The list of activities tells it, not a mail.
        for promise in self.with_context(mail_activity_quick_update=True):
            promise.activity_schedule(
                FOLLOW_UP,
                date_deadline=promise.date + timedelta(days=1),
                summary=self.env._("Was the promise kept?"),
                user_id=promise.user_id.id,
            )

    # ------------------------------------------------------------------ LEDGER

    @api.model
    def _sweep(self):
        """Say of the promises what the ledger says; two statements for all.

        Of those that were judged, too: money of the bank is booked days later with its
        own day, and money that counted may be taken back.
        """
        promises = self.search([("state", "!=", "cancelled")])
        paid = promises._paid_by_then()
        # The sweep acts for everybody; people cannot write these fields.
        for community, group in promises.sudo().grouped("community_id").items():
            today = community._today()
            for promise in group:
                amount = paid.get(promise.id, 0.0)
                if promise.currency_id.compare_amounts(promise.paid_amount, amount):
                    promise.paid_amount = amount
                promise._take_verdict(promise._verdict(amount, today))

    def _verdict(self, paid, today):
        if self.currency_id.compare_amounts(paid, self.amount) >= 0:
            return "kept"
        return "broken" if self.date < today else "open"

    def _take_verdict(self, state):
        if state == self.state:
            return
        if state == "open" and self.debt_id._open_promises():
            # What was promised since counts; there is one open promise of a debt.
            state = "cancelled"
        self.state = state
        if state == "kept":
            self.activity_unlink([FOLLOW_UP], only_automated=False)

    def _paid_by_then(self):
        """Return ``{promise id: settled of its items up to its day}``.

        What is settled later does not count for it, so it is added back.
        """
        if not self:
            return {}
        self.env.flush_all()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    WITH item AS (
                        SELECT rel.promise_id, line.id, line.amount_residual,
                               promise.date
                          FROM estate_payment_promise_item_rel rel
                          JOIN estate_payment_promise promise
                            ON promise.id = rel.promise_id
                          JOIN account_move_line line ON line.id = rel.item_id
                         WHERE rel.promise_id IN %s
                    ), left_open AS (
                        SELECT promise_id, sum(amount_residual) AS amount
                          FROM item GROUP BY promise_id
                    ), too_late AS (
                        SELECT item.promise_id, sum(partial.amount) AS amount
                          FROM item
                          JOIN account_partial_reconcile partial
                            ON partial.debit_move_id = item.id
                           AND partial.max_date > item.date
                         GROUP BY item.promise_id
                    )
                    SELECT promise.id, promise.open_amount - left_open.amount
                                       - COALESCE(too_late.amount, 0)
                      FROM estate_payment_promise promise
                      JOIN left_open ON left_open.promise_id = promise.id
                      LEFT JOIN too_late ON too_late.promise_id = promise.id
                    """,
                    self._ids,
                )
            )
        )

    # ----------------------------------------------------------------- ACTIONS

    def action_cancel(self):
        """The debtor takes it back, or it was written down wrongly."""
        self.debt_id._check_caller()
        self.check_access("write")
        if self.filtered(lambda promise: promise.state != "open"):
            raise UserError(self.env._("Only open promises are cancelled."))
        # The state is closed to direct writes; the role was checked just now.
        self.sudo().state = "cancelled"
        self.activity_unlink([FOLLOW_UP], only_automated=False)


class EstateDunningDebt(models.Model):
    _inherit = "estate.dunning.debt"

    def _open_promises(self):
        return self.promise_ids.filtered(lambda promise: promise.state == "open")

    def _check_no_promise(self):
        """The same money would keep two promises, and a second click make another."""
        promised = self._open_promises()
        if promised:
            raise UserError(
                self.env._(
                    "%s is promised already: cancel that promise, or wait for its day.",
                    promised[0].display_name,
                )
            )
