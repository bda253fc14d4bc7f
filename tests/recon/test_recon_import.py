from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .recon_common import ReconCommon

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">&b;</Document>"""
PAYMENT = ("20261103", 115, "汪健强", "6217000000000000001", "1-1-101 物业费")
OTHER = ("20261104", 42, "某人", "6217000000000000009", "转账")


@tagged("post_install", "-at_install")
class TestReconImport(ReconCommon):
    """Statement files: read whole or refused whole, taken over once (B-02)."""

    def test_b02_a_file_is_shown_before_anything_is_written(self):
        file = self._file(self._csv(PAYMENT, OTHER))
        file.action_check()
        self.assertEqual(
            (file.state, file.line_count, file.new_count), ("checked", 2, 2)
        )
        self.assertEqual((file.received, file.paid), (157, 0))
        self.assertEqual((file.opening, file.closing), (1000, 1157))
        self.assertEqual(file.examples[0]["text"], "转账 1-1-101 物业费")
        self.assertFalse(self._lines_of_journal())

    def test_b02_the_lines_and_their_statement_stand_in_the_ledger(self):
        lines = self._imported(PAYMENT, OTHER, ("20261105", -7, "银行", "", "手续费"))
        self.assertEqual(lines.mapped("amount"), [115, 42, -7])
        self.assertEqual(set(lines.mapped("state")), {"posted"})
        statement = lines.statement_id
        self.assertEqual(statement.balance_start, 1000)
        self.assertEqual(statement.balance_end_real, 1150)
        self.assertTrue(statement.is_complete)
        self.assertEqual(self._balance_of(self.journal.default_account_id), 150)

    def test_b02_an_overlapping_file_adds_only_what_is_new(self):
        self._imported(PAYMENT, OTHER)
        later = self._file(self._csv(PAYMENT, OTHER, ("20261106", 9, "丙", "", "x")))
        later.action_check()
        self.assertEqual((later.known_count, later.new_count), (2, 1))
        later.action_import()
        self.assertEqual(later.line_ids.amount, 9)
        self.assertEqual(self._lines_of_journal(), 3)

    def test_b02_the_same_file_again_changes_nothing_and_says_so(self):
        data = self._csv(PAYMENT, OTHER)
        self._imported(PAYMENT, OTHER)
        again = self._file(data)
        again.action_check()
        self.assertEqual(again.new_count, 0)
        self.assertTrue(again.earlier_id)
        with self.assertRaisesRegex(UserError, "known already"):
            again.action_import()
        self.assertEqual(self._lines_of_journal(), 2)

    def test_b02_two_equal_lines_are_two_lines(self):
        lines = self._imported(OTHER, OTHER)
        self.assertEqual(lines.mapped("estate_occurrence"), [1, 2])
        self.assertEqual(len(set(lines.mapped("estate_key"))), 1)

    def test_b02_a_killed_import_goes_on_where_it_was(self):
        self.company.estate_bank_chunk_size = 2
        rows = [(f"202611{day:02}", day, "甲", "", "x") for day in range(1, 6)]
        file = self._file(self._csv(*rows))
        file.action_check()
        file.action_import()
        self.assertEqual((file.state, file.imported_count), ("importing", 0))
        next(file._write_chunks())
        self.assertEqual(file.imported_count, 2)
        # A job that was killed goes on with what is not in the ledger.
        self.assertEqual(list(file._write_chunks()), [2, 1])
        self.assertEqual(file.line_ids.sorted("id").mapped("amount"), [1, 2, 3, 4, 5])
        self.assertEqual(file.statement_id.balance_end_real, 1015)

    def test_b02_the_job_writes_files_and_says_on_them_what_went_wrong(self):
        self.company.estate_bank_chunk_size = 1
        file = self._file(self._csv(PAYMENT, OTHER))
        file.action_check()
        file.action_import()
        self.env.flush_all()
        progress = type(self.env["ir.cron"])
        with patch.object(progress, "_commit_progress", lambda *_a, **_k: 1.0):
            # As the scheduler does: for all companies, with all rights.
            self.env(su=True)["estate.bank.job"]._cron_work()
        self.assertEqual(file.state, "done")
        self.assertEqual(len(file.line_ids.estate_proposal_ids), 2)

    def test_b02_broken_files_give_a_clear_message_and_change_nothing(self):
        good = self._csv(PAYMENT, OTHER).decode("gb18030")
        broken = {
            "letters": good.replace(",115,", ",1l5,").encode(),
            "balance": good.replace("1115", "1116").encode(),
            "account": good.replace("44050100000000001234", "999").encode(),
            "no table": b"hello\nworld\n",
            "empty": b"",
            "junk": bytes(range(256)) * 4096,
            "bomb": BOMB,
            "formula": good.replace("115,", "=1+1,").encode(),
        }
        for name, data in broken.items():
            with self.subTest(name):
                file = self._file(data or b" ")
                file.action_check()
                self.assertEqual(file.state, "draft")
                self.assertTrue(file.fault_text)
                self.assertNotIn("Traceback", file.fault_text)
                with self.assertRaises(UserError):
                    file.action_import()
        self.assertFalse(self._lines_of_journal())

    def test_b02_faults_name_their_place_and_value(self):
        data = self._csv(PAYMENT, OTHER).decode("gb18030").replace(",115,", ",1l5,")
        file = self._file(data.encode())
        file.action_check()
        self.assertIn("Line 4", file.fault_text)
        self.assertIn("1l5", file.fault_text)

    def test_only_the_accountant_takes_files_over(self):
        with self.assertRaises(AccessError):
            self._file(self._csv(PAYMENT), user=self.clerk)
        file = self._file(self._csv(PAYMENT))
        with self.assertRaises(AccessError):
            file.with_user(self.clerk).action_check()
        self.assertTrue(file.with_user(self.clerk).name)

    def test_another_file_is_read_anew(self):
        file = self._file(self._csv(PAYMENT))
        file.action_check()
        file.file = self._file(self._csv(OTHER)).file
        self.assertEqual((file.state, file.new_count), ("draft", 0))

    def test_an_imported_file_stays(self):
        self._imported(PAYMENT)
        file = self.env["estate.statement.import"].search([], limit=1)
        with self.assertRaises(UserError):
            file.with_user(self.accountant).unlink()
        with self.assertRaisesRegex(UserError, "already"):
            file.with_user(self.accountant).action_import()

    # ---- File after file --------------------------------------------------------

    def _checked(self, *rows, **options):
        file = self._file(self._csv(*rows, **options))
        file.action_check()
        self.assertEqual(file.state, "checked", file.fault_text)
        return file

    def test_b02_a_file_that_does_not_follow_on_the_last_says_so(self):
        self._imported(("20261101", 115, "甲", "", "a"), ("20261110", 5, "乙", "", "b"))
        file = self._checked(("20261112", 7, "丙", "", "c"), opening=1150)
        self.assertTrue(file.has_gap)
        self.assertEqual((file.last_closing, file.opening), (1120, 1150))
        for told in ("1,120.00", "1,150.00", "11/10/2026", "11/12/2026"):
            self.assertIn(told, file.gap_text)
        file.action_import()
        self.assertEqual(file.state, "done", "a person may know better")
        said = file.message_ids.mapped("body")
        self.assertTrue(any("1,150.00" in body for body in said), "and is written down")

    def test_b02_a_file_that_follows_on_the_last_says_nothing(self):
        self.assertFalse(self._checked(("20261101", 1, "甲", "", "a")).has_gap)
        self._imported(("20261101", 115, "甲", "", "a"), ("20261110", 5, "乙", "", "b"))
        for day in ("20261110", "20261112"):
            file = self._checked((day, 7, "丙", "", "c"), opening=1120)
            self.assertFalse(file.has_gap)
            self.assertFalse(file.gap_text)

    def test_b02_a_file_that_overlaps_has_no_gap(self):
        rows = [("20261101", 115, "甲", "", "a"), ("20261110", 5, "乙", "", "b")]
        self._imported(*rows)
        file = self._checked(*rows[1:], ("20261112", 7, "丙", "", "c"), opening=1115)
        self.assertEqual((file.known_count, file.new_count), (1, 1))
        self.assertFalse(file.has_gap)

    def test_b02_a_file_of_earlier_days_is_compared_with_those_before_it(self):
        self._imported(("20261101", 115, "甲", "", "a"))
        self._imported(("20261120", 5, "乙", "", "b"), opening=1130)
        file = self._checked(("20261110", 15, "丙", "", "c"), opening=1115)
        self.assertFalse(file.has_gap)
        self.assertTrue(self._checked(("20261111", 15, "丙", "", "c")).has_gap)

    def test_b02_lines_without_balances_count_too(self):
        self._imported(("20261101", 115, "甲", "", "a"))
        data = self._csv(("20261105", 85, "丁", "", "d")).decode("gb18030")
        bare = self._file(data.replace(",余额", "").replace(",1085,", ",").encode())
        bare.action_check()
        self.assertFalse(bare.has_balance or bare.has_gap, bare.fault_text)
        bare.action_import()
        file = self._checked(("20261110", 15, "丙", "", "c"), opening=1200)
        self.assertFalse(file.has_gap)
