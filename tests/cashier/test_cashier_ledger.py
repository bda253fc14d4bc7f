"""Everything shown ties to the general ledger, whatever was done."""

import random
from decimal import Decimal

from odoo.tests import freeze_time, tagged

from .cashier_common import CashierCommon

D = Decimal


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierLedger(CashierCommon):
    def _tie_out(self):
        """Open lines = receivable account; held money = its accounts; to the cent."""
        units = self.unit | self.unit_2
        lines = self._open(units)
        for unit in units:
            ours = sum(line["open"] for line in lines if line["unit_id"] == unit.id)
            _balance, residual = self._receivable(unit)
            self.assertAlmostEqual(float(ours), residual, 2)
        balance, residual = self._receivable(*units)
        self.assertAlmostEqual(balance, residual, 2)
        for purpose in ("prepay", "deposit"):
            held = self.service._held_balance(units, purpose)
            account = self.company[f"estate_{purpose}_account_id"]
            [[ledger]] = self.env["account.move.line"]._read_group(
                [("account_id", "=", account.id), ("parent_state", "=", "posted")],
                [],
                ["balance:sum"],
            )
            self.assertAlmostEqual(float(sum(held.values())), -ledger, 2)
        self._tie_out_view(units)

    def _tie_out_view(self, units):
        self.env["estate.held.money"].invalidate_model()
        rows = self.env["estate.held.money"].search([("unit_id", "in", units.ids)])
        held = self.service._prepaid_balance(units)
        for unit in units:
            shown = sum(
                row.amount
                for row in rows
                if row.unit_id == unit and row.kind == "prepay"
            )
            self.assertAlmostEqual(shown, float(held.get(unit.id, 0)), 2)

    def _some_collection(self, chance, unit):
        """Collect a random part of what is open, in two ways, with a prepayment."""
        lines = [line for line in self._open(unit) if line["open"] > 0]
        chosen = chance.sample(lines, chance.randint(0, len(lines)))
        allocations = [
            (line["move_line_id"], D(chance.randint(1, int(line["open"] * 100))) / 100)
            for line in chosen
        ]
        prepaid = [(chance.choice((None, self.item_light)), D("30.01"))]
        total = sum((part for _line, part in allocations), D("30.01"))
        in_cash = D(chance.randint(1, int(total * 100) - 1)) / 100
        return self._collect(
            unit,
            allocations,
            [self._by(self.cash, in_cash), self._by(self.pos, total - in_cash)],
            prepayments=prepaid,
        )

    def test_random_days_at_the_counter_tie_out(self):
        chance = random.Random(20261110)
        receipts = []
        for month in (7, 8, 9, 10):
            for unit in (self.unit, self.unit_2):
                items = [(self.item_fee, 249.68), (self.item_light, 15.0)]
                self._bill(unit, items, f"2026-{month:02}-01")
                receipts.append(self._some_collection(chance, unit))
            if month % 2:
                self.service._apply_held_money(self.unit | self.unit_2)
            self._tie_out()
        receipt = self._some_collection(chance, self.unit)
        self.service.with_user(self.cashier)._void(receipt, "Wrong unit")
        self._tie_out()

    def test_tax_rounded_over_the_bill_loses_no_cent(self):
        """Included 6 %, rounded over the whole bill: lines may differ by a cent."""
        self.company.tax_calculation_rounding_method = "round_globally"
        tax = self._included_tax()
        item = self._new_item("Taxed", 1, tax=tax)
        bill = self._bill(self.unit, [(item, 0.33)] * 7)
        lines = self._open(self.unit)
        self.assertEqual(
            float(sum(line["open"] for line in lines)), bill.amount_residual
        )
        self._collect(
            self.unit, [(line["move_line_id"], line["open"]) for line in lines]
        )
        self.assertEqual(bill.payment_state, "paid")

    def test_queries_do_not_grow_with_the_lines(self):
        for month in ("08", "09", "10"):
            self._bill(
                self.unit,
                [(self.item_fee, 1), (self.item_light, 1)],
                f"2026-{month}-01",
            )
        self._bill(self.unit_2, [(self.item_fee, 1)])
        self.env.flush_all()
        self._open(self.unit)
        for unit in (self.unit, self.unit_2):
            with self.assertQueryCount(6):
                self._open(unit)
        self._warm_up()
        one = self._queries_of_collecting(1)
        many = self._queries_of_collecting(5)
        self.assertLessEqual(many, one + 12)

    def _warm_up(self):
        self._queries_of_collecting(1)

    def _queries_of_collecting(self, count):
        lines = self._open(self.unit)[:count]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._collect(self.unit, [(line["move_line_id"], "0.1") for line in lines])
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
