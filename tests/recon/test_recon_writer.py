from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from .recon_common import D, ReconCommon

# What differs between any two records; who writes over a row did not create it, and
# core takes the second step in which it makes a line's entry for an edit by a person.
OWN = {
    "id",
    "create_date",
    "create_uid",
    "write_date",
    "estate_import_id",
    "estate_key",
    "internal_index",
    "is_manually_modified",
    "statement_id",
}
LINKS = {
    "move_id",
    "statement_line_id",
    "full_reconcile_id",
    "matching_number",
    "debit_move_id",
    "credit_move_id",
    "name",
    "move_name",
    "sequence_number",
}
ROWS = (
    ("20261103", 115, "汪健强", "6217000000000000001", "1-1-101 物业费"),
    ("20261031", 20, "郭萍", "6217000000000000002", "上月"),
    ("20261103", -7.5, "银行", "", "手续费"),
)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-05")
class TestReconWriter(ReconCommon):
    """Bank lines written set-wise equal what core writes, column by column."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.estate_match_auto = False

    # ---- Comparing --------------------------------------------------------------

    def _stored(self, table, column, ids):
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT * FROM %s WHERE %s = ANY(%s) ORDER BY id",
                SQL.identifier(table),
                SQL.identifier(column),
                list(ids),
            )
        )
        for row in rows:
            for name in OWN & row.keys():
                del row[name]
        return rows

    def _told(self, *record_sets):
        """Return what the database holds of bank lines and of bills, and their
        matches, with links to each other replaced by their order of appearance."""
        lines, *others = record_sets
        moves = lines.move_id.union(*others)
        items = moves.line_ids.ids
        tables = {
            "lines": self._stored("account_bank_statement_line", "id", lines.ids),
            "moves": self._stored("account_move", "id", moves.ids),
            "items": self._stored("account_move_line", "move_id", moves.ids),
            "partials": self._stored(
                "account_partial_reconcile", "credit_move_id", items
            ),
        }
        seen = {}
        for rows in tables.values():
            # Rows of one entry in any order: core deletes what we write over.
            rows.sort(key=lambda row: (row.get("move_id") or 0, self._rank(row)))
            for row in rows:
                for name in LINKS & row.keys():
                    if row[name] not in (None, False) and not (
                        name == "name" and "account_id" in row
                    ):
                        row[name] = seen.setdefault((name, row[name]), len(seen))
        return tables

    def _rank(self, row):
        return tuple(
            str(row.get(name))
            for name in ("account_id", "balance", "name", "amount", "date")
        )

    def _assert_equal(self, ours, cores):
        for table, rows in ours.items():
            self.assertEqual(len(rows), len(cores[table]), table)
            for mine, core in zip(rows, cores[table], strict=True):
                different = {
                    name: (mine[name], core[name])
                    for name in mine
                    if mine[name] != core[name]
                }
                self.assertFalse(different, table)

    @contextmanager
    def _undone(self):
        """Take back what the block does, so that it can be done another way."""
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.rollback()
            savepoint.close()
            self.env.invalidate_all(flush=False)

    @contextmanager
    def _by_core(self, model, method):
        with patch.object(
            type(self.env[model]), method, lambda *_args, **_options: False
        ):
            yield

    # ---- Lines ------------------------------------------------------------------

    def _imported_lines(self):
        self.env["account.bank.statement.line"].create(
            {"journal_id": self.journal.id, "date": "2026-10-30", "amount": 1}
        )
        return self._imported(*ROWS)

    def test_imported_lines_equal_those_of_core(self):
        model = "account.bank.statement.line"
        lines = self.env[model]
        self.assertTrue(lines._estate_can_create(self.journal))
        with (
            self._undone(),
            patch.object(type(lines), "create", side_effect=lines.create) as core,
        ):
            ours = self._told(self._imported_lines())
            self.assertEqual(core.call_count, 1, "only the line made by hand")
        with self._by_core(model, "_estate_can_create"):
            cores = self._told(self._imported_lines())
        self._assert_equal(ours, cores)

    def test_numbers_rise_with_the_days_and_leave_no_gap(self):
        first = self.env["account.bank.statement.line"].create(
            {"journal_id": self.journal.id, "date": "2026-10-30", "amount": 1}
        )
        lines = self._imported(*ROWS, ("20270101", 5, "A", "", "x"))
        numbers = [line.move_id.name for line in lines.sorted("date")]
        prefix, last = first.move_id.name.rsplit("/", 1)
        self.assertEqual(
            numbers[:3], [f"{prefix}/{int(last) + n:05}" for n in (1, 2, 3)]
        )
        self.assertEqual(numbers[3], f"{prefix[:-4]}2027/00001")
        after = self.env["account.bank.statement.line"].create(
            {"journal_id": self.journal.id, "date": "2026-11-05", "amount": 1}
        )
        self.assertEqual(after.move_id.name, f"{prefix}/{int(last) + 4:05}")

    def test_the_first_numbers_of_a_journal_know_no_month(self):
        lines = self._imported(*ROWS)
        numbers = sorted(line.move_id.sequence_number for line in lines)
        self.assertEqual(numbers, [1, 2, 3])

    def test_a_journal_that_is_busy_is_left_to_core(self):
        with patch.object(
            type(self.journal), "try_lock_for_update", lambda self, **_o: self.browse()
        ):
            lines = self._imported(*ROWS)
        self.assertEqual(set(lines.mapped("state")), {"posted"})

    def test_numbers_taken_meanwhile_are_left_to_core(self):
        first = self.env["account.bank.statement.line"].create(
            {"journal_id": self.journal.id, "date": "2026-11-01", "amount": 1}
        )
        with (
            mute_logger("odoo.sql_db"),
            patch.object(
                type(self.env["account.move"]),
                "_estate_take_numbers",
                lambda moves, journal, dates: [first.move_id.name] * len(dates),
            ),
        ):
            lines = self._imported(*ROWS)
        names = lines.mapped("move_id.name")
        self.assertEqual(len(set(names) - {first.move_id.name}), len(ROWS))

    # ---- Booking ----------------------------------------------------------------

    def _shares(self, line, *units, upto=None):
        """Return shares that pay what units owe, oldest first, up to an amount."""
        left = D(str(upto or line.amount))
        shares = []
        for row in self._open(self.env["estate.unit"].union(*units)):
            amount = min(left, row["open"])
            if amount > 0:
                shares.append(
                    {
                        "unit": row["unit_id"],
                        "line": row["move_line_id"],
                        "amount": amount,
                    }
                )
                left -= amount
        return shares, left

    def _compare_bookings(self, amount, units, *, prepay=None, upto=None, accounts=()):
        """Book a bank line our way and core's way; both must tell the same."""
        bills = self.env["account.move"].union(
            *(
                self._bill(unit, [(self.item_fee, 100), (self.item_light, 15)], day)
                for unit in units
                for day in ("2026-09-01", "2026-10-01")
            )
        )
        line = self._imported(("20261103", amount, "某人", "6217", "转账"))
        shares, left = self._shares(line, *units, upto=upto)
        if prepay:
            shares.append({"unit": prepay.id, "line": None, "amount": left})

        def book():
            booking = self.env["estate.bank.booking"]
            parts = booking._parts_of_shares([(line, shares)])[line.id]
            parts += [
                self.env["estate.bank.decision"]._account_part(line, one)
                for one in accounts
            ]
            booking._book([(line, parts)])
            return self._told(line, bills)

        items = type(self.env["account.move.line"])
        with (
            self._undone(),
            patch.object(items, "unlink", side_effect=AssertionError),
            patch.object(items, "_reconcile_plan", side_effect=AssertionError)
            if not accounts
            else self._undone(),
        ):
            ours = book()
        with (
            self._by_core("account.move.line", "_estate_can_replace"),
            self._by_core("account.move.line", "_estate_can_settle"),
        ):
            cores = book()
        self._assert_equal(ours, cores)
        return line, bills

    def test_a_whole_bill_is_booked_as_by_core(self):
        line, bills = self._compare_bookings(115, [self.unit])
        self.assertEqual(bills.mapped("payment_state"), ["paid", "not_paid"])
        self.assertTrue(line.is_reconciled)

    def test_a_part_of_a_bill_is_booked_as_by_core(self):
        _line, bills = self._compare_bookings(40, [self.unit])
        self.assertEqual(bills.mapped("payment_state"), ["partial", "not_paid"])

    def test_bills_of_two_units_and_a_prepayment_are_booked_as_by_core(self):
        units = [self.unit, self.unit_2]
        line, bills = self._compare_bookings(500, units, prepay=self.unit_2)
        self.assertEqual(set(bills.mapped("payment_state")), {"paid"})
        self.assertEqual(self._prepaid(self.unit_2), 40)
        self.assertEqual(line.amount_residual, 0)

    def test_what_is_left_over_stays_open_as_by_core(self):
        line, _bills = self._compare_bookings(200, [self.unit], upto=115)
        self.assertFalse(line.is_reconciled)
        self.assertEqual(line.amount_residual, -85)

    def test_money_for_an_account_is_booked_as_by_core(self):
        account = self.env["account.account"].create(
            {
                "name": "Bank charges",
                "code": "660399",
                "account_type": "expense",
                "company_ids": self.company.ids,
            }
        )
        part = {"account": account.id, "amount": D("-7.50"), "name": "手续费"}
        line, _bills = self._compare_bookings(-7.5, [], accounts=[part])
        self.assertTrue(line.is_reconciled)

    def test_parts_of_both_signs_are_left_to_core(self):
        """A charge that the bank kept back: the entry's total grows with it."""
        bill = self._bill(self.unit, [(self.item_fee, 100), (self.item_light, 15)])
        line = self._imported(("20261103", 112, "某人", "6217", "转账"))
        account = self.journal.suspense_account_id.copy(
            {"name": "Charges", "code": "660398", "account_type": "expense"}
        )
        shares, _left = self._shares(line, self.unit, upto=115)
        self.env["estate.bank.decision"]._book_by_hand(
            line, shares, [{"account": account.id, "amount": D(-3)}]
        )
        self.assertEqual(bill.payment_state, "paid")
        self.assertEqual(line.move_id.amount_total, 115)

    def test_a_closed_period_refuses_our_way_too(self):
        self._bill(self.unit, [(self.item_fee, 100), (self.item_light, 15)])
        line = self._imported(("20261003", 115, "某人", "6217", "转账"))
        # A company with open bank lines is not locked by hand, but by an import.
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET fiscalyear_lock_date = '2026-10-31' "
                "WHERE id = %s",
                self.company.id,
            )
        )
        self.env.invalidate_all()
        shares, _left = self._shares(line, self.unit)
        with self.assertRaisesRegex(UserError, "prior to"):
            self.env["estate.bank.decision"]._book_by_hand(line, shares)
        self.assertFalse(line.is_reconciled)

    def test_what_was_booked_set_wise_is_undone_and_booked_again(self):
        line, bills = self._compare_bookings(230, [self.unit])
        decision = self.env["estate.bank.decision"]
        decision._service(line)._remember({line: self.unit}, {line: -1}, "other")
        decision._undo(line)
        self.assertEqual(set(bills.mapped("payment_state")), {"not_paid"})
        self.assertEqual(self._suspense(), -230)
        shares, _left = self._shares(line, self.unit)
        decision._book_by_hand(line, shares)
        self.assertEqual(set(bills.mapped("payment_state")), {"paid"})
        self.assertEqual(self._owed(self.unit), 0)
