from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .fee_common import FeeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-10-05")
class TestFeeArrears(FeeCommon):
    """What a unit owes, in money and in months (R-810), read from the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._assign_all(cls.unit + cls.unit_2, cls.item_area, "2026-07-01")

    def _pay(self, bill, amount):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({"amount": amount, "payment_date": "2026-10-05"})._create_payments()
        self.env.invalidate_all()

    def _figures(self, unit):
        return (unit.open_amount, unit.arrears_amount, unit.arrears_months)

    def test_what_is_not_due_yet_is_open_but_no_arrears(self):
        bill = self._bill("2026-10-01", date_due="2026-10-05").move_ids[0]
        unit = bill.estate_unit_id
        self.assertEqual(self._figures(unit), (bill.amount_total, 0.0, 0))
        with freeze_time("2026-10-06"):
            self.env.invalidate_all()
            months = 4  # July to October were billed together
            self.assertEqual(
                self._figures(unit), (bill.amount_total, bill.amount_total, months)
            )

    def test_a_month_counts_once_however_many_fees_are_open(self):
        self._assign(self.unit, self.item_light, "2026-07-01")
        self._bill("2026-07-01")
        self.assertEqual(self.unit.arrears_months, 1)
        self.assertEqual(self.unit.arrears_amount, 264.68)

    def test_every_month_of_an_unpaid_quarter_counts(self):
        self.community.billing_cycle = "quarter"
        self._bill("2026-07-01")
        self.assertEqual(self.unit.arrears_months, 3)

    def test_what_was_paid_of_a_quarter_covers_its_first_months(self):
        self.community.billing_cycle = "quarter"
        bill = self._bill("2026-07-01").move_ids.filtered(
            lambda move: move.estate_unit_id == self.unit
        )
        self._pay(bill, 249.67)
        self.assertEqual(self.unit.arrears_months, 3, "July lacks a cent")
        self._pay(bill, 0.01)
        self.assertEqual(self._figures(self.unit), (499.35, 499.35, 2))
        self._pay(bill, 249.68)
        self.assertEqual(self._figures(self.unit), (249.67, 249.67, 1))

    def test_months_that_have_not_begun_are_in_no_arrears(self):
        self.item_light.billing_cycle = "year"
        self._assign(self.shop, self.item_light, "2026-09-01")
        self._bill("2026-09-01", item_ids=self.item_light.ids)
        self.assertEqual(self.shop.arrears_amount, 60.0)  # September to December
        self.assertEqual(self.shop.arrears_months, 2)  # September and October

    def test_money_pays_the_oldest_month_of_a_bill_first(self):
        bill = self._bill("2026-09-01").move_ids.filtered(
            lambda move: move.estate_unit_id == self.unit
        )
        self.assertEqual(self.unit.arrears_months, 3)
        self._pay(bill, 100.0)
        self.assertEqual(self.unit.arrears_months, 3, "July is paid in part only")
        self._pay(bill, 149.68)
        self.assertEqual(self._figures(self.unit), (499.36, 499.36, 2))
        self._pay(bill, 499.36)
        self.assertEqual(self._figures(self.unit), (0.0, 0.0, 0))

    def test_open_amounts_add_up_to_the_receivable_account(self):
        bills = self._bill("2026-09-01").move_ids
        self._pay(bills[0], 77.7)
        items = bills.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        units = self.unit + self.unit_2 + self.shop
        self.assertAlmostEqual(
            sum(units.mapped("open_amount")), sum(items.mapped("amount_residual"))
        )

    def test_a_credit_reduces_what_is_overdue(self):
        bill = self._bill("2026-07-01").move_ids.filtered(
            lambda move: move.estate_unit_id == self.unit
        )
        credit = bill._reverse_moves([{"invoice_date": "2026-10-05"}])
        credit.invoice_line_ids[0].price_unit = 100.0
        credit.action_post()
        self.env.invalidate_all()
        self.assertEqual(self._figures(self.unit), (149.68, 149.68, 1))

    def test_imported_arrears_count_by_their_own_month(self):
        receivable = self.owner.property_account_receivable_id
        vals = {"estate_unit_id": self.unit.id, "partner_id": self.owner.id}
        self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.company.estate_misc_journal_id.id,
                "date": "2026-06-30",
                "line_ids": [
                    Command.create(
                        {
                            **vals,
                            "account_id": receivable.id,
                            "debit": amount,
                            "date_maturity": due,
                        }
                    )
                    for amount, due in ((50.0, "2026-04-30"), (60.0, "2026-05-31"))
                ]
                + [
                    Command.create(
                        {
                            "account_id": self.company.estate_opening_account_id.id,
                            "credit": 110.0,
                        }
                    )
                ],
            }
        ).action_post()
        self.assertEqual(self._figures(self.unit), (110.0, 110.0, 2))

    def test_units_are_found_by_their_arrears(self):
        self._bill("2026-07-01")
        self._bill("2026-08-01")
        self._pay(
            self.env["account.move"].search(
                [("estate_unit_id", "=", self.unit_2.id)], order="id", limit=1
            ),
            280.0,
        )
        units = self.unit + self.unit_2 + self.shop
        cases = [
            ([("arrears_months", ">=", 2)], self.unit),
            ([("arrears_months", "=", 1)], self.unit_2),
            ([("arrears_months", "<=", 1)], self.unit_2 + self.shop),
            ([("arrears_amount", ">", 0)], self.unit + self.unit_2),
            ([("arrears_amount", "=", 0)], self.shop),
            ([("arrears_months", "!=", 1)], self.unit + self.shop),
            ([("open_amount", "<", 300)], self.unit_2 + self.shop),
            ([("open_amount", "in", [0, 280.0])], self.unit_2 + self.shop),
        ]
        for domain, expected in cases:
            with self.subTest(domain=domain):
                found = units.search([("id", "in", units.ids), *domain])
                self.assertEqual(found, expected)

    def test_the_setting_says_when_arrears_are_long_and_counts_itself_in(self):
        self._bill("2026-08-01")  # July and August
        for months, alert in ((2, True), (3, False)):
            self.company.estate_arrears_months_alert = months
            self.env.invalidate_all()
            self.assertEqual(self.unit.arrears_alert, alert)
            found = self.env["estate.unit"].search([("arrears_alert", "=", True)])
            self.assertEqual(self.unit in found, alert)
            self.assertNotIn(self.shop, found)

    def test_one_statement_for_any_number_of_units(self):
        self._bill("2026-08-01")
        units = self.unit + self.unit_2 + self.shop
        counts = []
        units.mapped("arrears_amount")  # fill what core caches for good
        for some in (self.unit, units):
            self.env.invalidate_all()
            some.mapped("company_id.estate_arrears_months_alert")
            self.env.flush_all()
            before = self.cr.sql_log_count
            some.mapped("arrears_amount")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_arrears_of_one_payer_say_nothing_of_another(self):
        self._bill("2026-08-01")
        self.assertIn(self.unit.id, self.unit._arrears(self.owner))
        self.assertFalse(self.unit._arrears(self.owner_2))

    def test_staff_see_the_sums_of_their_units_only(self):
        self._bill("2026-08-01")
        desk = self._new_staff("front_desk")
        self.assertEqual(self.unit.with_user(desk).arrears_months, 2)
        stranger = self._new_staff("front_desk", login="stranger")
        stranger.estate_community_ids = False
        with self.assertRaises(AccessError):
            self.unit.with_user(stranger)._arrears()
        with self.assertRaises(AccessError):
            self.unit.with_user(stranger).read(["arrears_amount"])

    def test_the_chessboard_shows_arrears(self):
        self._bill("2026-08-01")
        values = self.building._chessboard_unit_values(self.unit + self.shop)
        self.assertEqual(values[self.unit.id]["arrears_months"], 2)
        self.assertEqual(values[self.unit.id]["arrears"], 499.36)
        self.assertEqual(values[self.shop.id]["arrears"], 0.0)
