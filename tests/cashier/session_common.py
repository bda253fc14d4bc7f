"""A cashier's session, opened, counted and closed."""

from .cashier_common import CashierCommon


class SessionCommon(CashierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sessions = cls.env["estate.cashier.session"]
        cls.cashier_2 = cls._new_staff("cashier", login="cashier_two")
        cls.bill = cls._bill(cls.unit, [(cls.item_fee, 100), (cls.item_light, 15)])
        cls.bill_2 = cls._bill(cls.unit_2, [(cls.item_fee, 200)])

    def _session(self, opening_float=0, user=None, reason=None):
        sessions = self.sessions.with_user(user or self.cashier)
        return sessions._open(self.company, opening_float, reason)

    def _take(self, amount, user=None, method=None, unit=None):
        """Take a part of the oldest debt of a unit."""
        unit = unit or self.unit
        line = self._open(unit)[0]
        method = method or self.cash
        return self._collect(
            unit,
            [(line["move_line_id"], amount)],
            [self._by(method, amount)],
            user=user,
        )

    def _void(self, voucher, user=None):
        user = user or self.cashier
        self.service.with_user(user)._void(voucher.with_user(user), "Wrong unit")

    def _count(self, session, **counted):
        """Count the ways to pay: ``cash=100, pos=20``."""
        session.action_count()
        for line in session.line_ids:
            line.counted = counted.get(line.channel, line.expected)

    def _close(self, session, reason=None, **counted):
        self._count(session, **counted)
        session.difference_reason = reason
        session.action_close()

    def _way(self, session, channel="cash"):
        return session.line_ids.filtered(lambda line: line.channel == channel)

    def _balance(self, account):
        rows = self.env["account.move.line"]._read_group(
            [
                ("account_id", "=", account.id),
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.company.id),
            ],
            [],
            ["balance:sum"],
        )
        return rows[0][0]

    def _cash_in_hand(self):
        return self._balance(self.cash.journal_id.default_account_id)
