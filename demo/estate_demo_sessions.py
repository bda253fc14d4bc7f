from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

NOTES = {100.0: 3, 50.0: 2, 20.0: 5, 10.0: 4, 5.0: 6, 1.0: 10, 0.5: 8, 0.1: 10}
"""What lies in the cashier's till when her first session is counted."""


class EstateDemo(models.AbstractModel):
    """Cashier sessions: one reviewed, one to review, one open, a hand-over waiting."""

    _inherit = "estate.demo"

    @api.model
    def _leave_sessions(self):
        """Tell the two days before today; return the session that is open today."""
        today = fields.Date.context_today(self)
        till = sum(value * pieces for value, pieces in NOTES.items())
        first = self._session(today - relativedelta(days=2), till, "启用日结，备用金")
        self._prepay(first, "cashier", "1-1-101", "cash", 300)
        self._prepay(first, "cashier", "1-2-301", "pos", 500)
        self._count_and_close(first)
        first.with_user(self._ref("user_supervisor")).action_review()
        second = self._session(today - relativedelta(days=1), first.cash_left)
        self._prepay(second, "cashier", "2-1-102", "cash", 260)
        self._prepay(second, "front_desk", "2-1-101", "cash", 150)
        self._hand_over(second)
        self._bring_to_bank(second, 700)
        self._count_and_close(second, short=1, reason="找零多付 1 元，已告知主管")
        return self._session(today, second.cash_left)

    @api.model
    def _prepay(self, session, role, code, channel, amount):
        unit, amount = self._unit(code), Decimal(amount)
        self._collect(
            role,
            unit,
            unit.payer_id,
            [],
            [self._by(channel, amount)],
            prepayments=[(None, amount)],
            day=session.date,
        )

    @api.model
    def _hand_over(self, session):
        session.action_take_over()
        giver = self._ref("user_front_desk")
        session.handover_ids.with_user(giver).action_confirm()

    @api.model
    def _session(self, day, opening_float, reason=None):
        sessions = self._as("cashier", "estate.cashier.session", day)
        session = sessions._open(self._ref("company"), opening_float, reason)
        # Told as it happened: the steps themselves always take the present time.
        opened = fields.Datetime.to_datetime(day) + relativedelta(hours=1)
        session.sudo().write({"date": day, "opened_at": opened})
        return session

    @api.model
    def _bring_to_bank(self, session, amount):
        service = self._as("cashier", "estate.cashier")
        bank = service._bank_journals(self._ref("company"))[:1]
        service._deposit(session, bank, amount, session.date, "JK20260001")

    @api.model
    def _count_and_close(self, session, short=0, reason=False):
        session.action_count()
        for way in session.line_ids.filtered(lambda line: not line.is_till):
            way.counted = way.expected
        left = session._cash_line().expected - short
        for cash in session.cash_ids:
            cash.quantity = int(round(left, 2) / cash.value + 1e-9)
            left = round(left - cash.amount, 2)
        session.difference_reason = reason
        session.action_close()
        closed = fields.Datetime.to_datetime(session.date) + relativedelta(hours=8)
        session.sudo().closed_at = closed
