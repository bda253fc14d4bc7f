from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.mixins.complete_entry import is_complete_entry
from .onboarding_common import ARCHIVE, OPENING, OPENING_HEADERS, OnboardingCommon

ROWS = (
    ("1-1-101", "欠费", "物业费", "2026-08", "100.10"),
    ("1-1-101", "欠费", "物业费", "2026-09", "100.20"),
    ("1-1-101", "预存", "", "", "500.00"),
    ("1-1-101", "押金", "装修保证金", "", "2000.00"),
)
# Columns that differ between any two entries.
OWN_COLUMNS = {
    "id",
    "name",
    "ref",
    "move_id",
    "move_name",
    "sequence_number",
    "create_uid",
    "write_uid",
    "invoice_partner_display_name",
}


@freeze_time("2026-11-03")
@tagged("post_install", "-at_install")
class TestOnboardingOpening(OnboardingCommon):
    """Opening balances are real posted entries, tied to the ledger to the cent."""

    def _with_balances(self, *rows, **values):
        files = {
            "a.xlsx": self._estate(self._owner()),
            "b.csv": self._csv(OPENING_HEADERS, *rows),
        }
        return self._imported(files, **values)

    def _entry(self, importer):
        ids = importer.record_ids.filtered(lambda r: r.res_model == "account.move")
        return self.env["account.move"].browse(ids.mapped("res_id"))

    def test_one_entry_per_unit_on_the_day_before_the_cut_over(self):
        entry = self._entry(self._with_balances(*ROWS))
        self.assertRecordValues(
            entry,
            [
                {
                    "state": "posted",
                    "date": fields.Date.to_date("2026-09-30"),
                    "journal_id": self.company.estate_misc_journal_id.id,
                    "estate_unit_id": self._unit("1-1-101").id,
                    "partner_id": self._unit("1-1-101").owner_id.id,
                }
            ],
        )
        receivable = self.company_data["default_account_receivable"]
        company = self.company
        self.assertEqual(
            [(line.account_id, line.balance) for line in entry.line_ids.sorted("id")],
            [
                (receivable, 100.1),
                (receivable, 100.2),
                (company.estate_prepay_account_id, -500),
                (company.estate_deposit_account_id, -2000),
                (company.estate_opening_account_id, 2299.7),
            ],
        )

    def test_each_month_of_each_fee_is_payable_for_itself(self):
        self._with_balances(*ROWS)
        lines = self.env["estate.cashier"]._open_lines(self._unit("1-1-101"))
        self.assertEqual(
            [(str(line["date_from"]), float(line["open"])) for line in lines],
            [("2026-08-01", 100.1), ("2026-09-01", 100.2)],
        )
        item = self.env["estate.fee.item"].browse(lines[0]["item_id"])
        self.assertEqual(item.name, "物业费")

    def test_totals_by_kind_are_shown_before_and_tied_after(self):
        files = {
            "a.xlsx": self._estate(self._owner()),
            "b.csv": self._csv(OPENING_HEADERS, *ROWS),
        }
        importer = self._checked(files)
        shown = {t.kind: (t.rows, t.file_amount) for t in importer.total_ids}
        self.assertEqual(
            shown,
            {"arrears": (2, 200.3), "prepay": (1, 500), "deposit": (1, 2000)},
        )
        importer.action_import_all()
        for total in importer.total_ids:
            self.assertEqual(total.ledger_amount, total.new_amount, total.kind)
            self.assertTrue(total.is_tied, total.kind)

    def test_totals_of_the_old_system_must_agree(self):
        files = {
            "a.xlsx": self._estate(self._owner()),
            "b.csv": self._csv(OPENING_HEADERS, *ROWS),
        }
        importer = self._checked(files)
        arrears = importer.total_ids.filtered(lambda total: total.kind == "arrears")
        arrears.control_amount = 200
        self.assertAlmostEqual(arrears.difference, 0.3)
        with self.assertRaisesRegex(UserError, "old system: Arrears"):
            importer.action_import_all()
        arrears.control_amount = 200.3
        importer.action_import_all()
        self.assertEqual(importer.state, "done")

    def test_a_kind_that_the_file_forgot_is_told_by_its_control_total(self):
        files = {
            "a.xlsx": self._estate(self._owner()),
            "b.csv": self._csv(OPENING_HEADERS, *ROWS[:3]),
        }
        importer = self._checked(files)
        deposit = importer.total_ids.filtered(lambda total: total.kind == "deposit")
        self.assertEqual((deposit.rows, deposit.file_amount), (0, 0))
        deposit.control_amount = 2000
        importer.action_check()
        with self.assertRaisesRegex(UserError, "old system: Deposits"):
            importer.action_import_all()

    def test_zero_is_compared_when_it_is_given(self):
        files = {
            "a.xlsx": self._estate(self._owner()),
            "b.csv": self._csv(OPENING_HEADERS, *ROWS),
        }
        importer = self._checked(files)
        arrears = importer.total_ids.filtered(lambda total: total.kind == "arrears")
        self.assertFalse(arrears.is_compared or arrears.difference)
        arrears.is_compared = True
        self.assertAlmostEqual(arrears.difference, 200.3)
        with self.assertRaisesRegex(UserError, "old system: Arrears"):
            importer.action_import_all()
        arrears.control_amount = 200.3
        arrears.control_amount = 0
        self.assertTrue(arrears.is_compared)
        arrears.is_compared = False
        importer.action_import_all()

    def test_files_without_balances_have_no_control_totals(self):
        importer = self._checked({"a.xlsx": self._estate(self._owner())})
        self.assertFalse(importer.total_ids)

    def test_the_same_balance_is_never_posted_twice(self):
        self._with_balances(*ROWS)
        again = self._with_balances(*ROWS)
        self.assertFalse(self._entry(again))
        self.assertEqual(sum(again.total_ids.mapped("left_amount")), 2700.3)

    def test_a_changed_amount_replaces_the_posted_one(self):
        self._with_balances(*ROWS)
        changed = ("1-1-101", "欠费", "物业费", "2026-09", "120.00")
        second = self._with_balances(ROWS[0], changed)
        unit = self._unit("1-1-101")
        lines = self.env["estate.cashier"]._open_lines(unit)
        self.assertEqual([float(line["open"]) for line in lines], [100.1, 120])
        arrears = second.total_ids.filtered(lambda total: total.kind == "arrears")
        self.assertAlmostEqual(arrears.new_amount, 19.8)
        self.assertTrue(arrears.is_tied)
        second.action_roll_back()
        lines = self.env["estate.cashier"]._open_lines(unit)
        self.assertEqual([float(line["open"]) for line in lines], [100.1, 100.2])
        third = self._with_balances(*ROWS)
        self.assertFalse(self._entry(third))

    def test_a_balance_corrected_to_zero_is_taken_back(self):
        self._with_balances(*ROWS)
        zero = ("1-1-101", "欠费", "物业费", "2026-09", "0.00")
        second = self._with_balances(ROWS[0], zero)
        open_lines = self.env["estate.cashier"]._open_lines
        unit = self._unit("1-1-101")
        self.assertEqual([float(line["open"]) for line in open_lines(unit)], [100.1])
        arrears = second.total_ids.filtered(lambda total: total.kind == "arrears")
        self.assertAlmostEqual(arrears.new_amount, -100.2)
        self.assertTrue(arrears.is_tied)
        self.assertFalse(self._entry(self._with_balances(ROWS[0], zero)))
        second.action_roll_back()
        open_amounts = [float(line["open"]) for line in open_lines(unit)]
        self.assertEqual(open_amounts, [100.1, 100.2])

    def test_a_paid_balance_is_not_replaced(self):
        first = self._with_balances(ROWS[0])
        self._pay(self._entry(first))
        row = ("1-1-101", "欠费", "物业费", "2026-08", "90.00")
        second = self._with_balances(row)
        self.assertIn("partly paid", second.issue_ids.reason)

    def _pay(self, entry):
        line = entry.line_ids.filtered("estate_item_id")[:1]
        payment = self.env["account.payment"].create(
            {
                "amount": 40,
                "partner_id": line.partner_id.id,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        other = payment.move_id.line_ids.filtered(
            lambda item: item.account_id == line.account_id
        )
        (line + other).reconcile()

    def test_an_entry_equals_the_one_that_core_completes(self):
        fast = self._entry(self._with_balances(*ROWS))
        names = ("account_id", "partner_id", "name", "balance", "amount_currency")
        names += ("estate_unit_id", "estate_item_id", "estate_date_from")
        names += ("estate_date_to", "date_maturity", "currency_id")
        lines = fast.line_ids.sorted("id").read(names, load=None)
        plain = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": fast.journal_id.id,
                "date": fast.date,
                "partner_id": fast.partner_id.id,
                "estate_unit_id": fast.estate_unit_id.id,
                "line_ids": [
                    (0, 0, {k: v for k, v in line.items() if k != "id"})
                    for line in lines
                ],
            }
        )
        self.assertFalse(is_complete_entry(plain.env))
        plain.action_post()
        self.env.flush_all()
        for table, key in (("account_move", "id"), ("account_move_line", "move_id")):
            self.assertEqual(
                self._columns(table, key, fast), self._columns(table, key, plain)
            )

    def _columns(self, table, key, move):
        self.env.cr.execute(
            f"SELECT * FROM {table} WHERE {key} = %s ORDER BY id",  # noqa: S608
            (move.id,),
        )
        return [
            {k: v for k, v in row.items() if k not in OWN_COLUMNS}
            for row in self.env.cr.dictfetchall()
        ]

    def test_the_sample_s_totals_are_tied(self):
        files = {ARCHIVE: self._slice(ARCHIVE), OPENING: self._slice(OPENING)}
        importer = self._imported(files)
        self.assertTrue(all(importer.total_ids.mapped("is_tied")))
        text = self._slice(OPENING).decode("gbk").splitlines()[1:]
        expected = sum(float(line.rsplit(",", 1)[1]) for line in text)
        booked = sum(importer.total_ids.mapped("ledger_amount"))
        self.assertAlmostEqual(booked, expected)
