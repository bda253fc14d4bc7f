"""The bank's answer ends in the ledger: one booking, what failed stays open (B-03)."""

import base64
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL

from .collection_common import ACCOUNT, TODAY, D
from .return_common import ReturnCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBankReturn(ReturnCommon):
    # ------------------------------------------------------------
    # FILE
    # ------------------------------------------------------------

    def test_the_file_is_kept_and_writing_it_again_gives_the_same_bytes(self):
        batch = self.batch.sudo()
        self.assertEqual(batch.state, "sent")
        number = batch.name.replace("/", "-")
        self.assertEqual(batch.attachment_id.name, f"{number}_20261110.txt")
        data = batch.attachment_id.raw
        self.assertEqual(batch._file_bytes(batch._request()), data)
        text = data.decode("gbk").split("\r\n")
        self.assertTrue(text[0].startswith(f"H{ACCOUNT}"))
        self.assertIn("20261110" + "00000003" + "000000000034500", text[0])
        self.assertIn("汪健强", text[1])
        self.assertEqual(len(text), 5)

    def test_only_the_accountant_sends_and_imports(self):
        batch = self.batch.with_user(self.clerk)
        with self.assertRaises(AccessError):
            self._import(batch, user=self.clerk)
        for user in (self.manager, self.cashier):
            with self.assertRaises(AccessError):
                self._import(self.batch.sudo(), user=user)
        batch = self._frozen_again()
        with self.assertRaises(AccessError):
            batch.with_user(self.clerk).action_send()

    def _frozen_again(self):
        self._bill(self.unit, [(self.item_fee, 60)], "2026-09-01")
        return self._frozen()

    def test_a_screen_that_is_read_again_says_the_same_of_the_file(self):
        wizard = self.env["estate.collection.import"].with_user(self.accountant)
        wizard = wizard.create(
            {
                "batch_id": self.batch.id,
                "file": base64.b64encode(self._answer(self.batch)),
            }
        )
        self.env.invalidate_all()
        shown = wizard.with_context(bin_size=True)
        self.assertFalse(shown.fault_text)
        self.assertEqual((shown.is_ready, shown.accepted_count), (True, 3))

    # ------------------------------------------------------------
    # SUCCESS
    # ------------------------------------------------------------

    def test_all_taken_is_one_entry_against_money_on_its_way(self):
        found = self._import(self.batch)
        entry = self._entry(found)
        self.assertEqual(len(entry), 1)
        self.assertEqual((entry.state, str(entry.date)), ("posted", TODAY))
        self.assertEqual(entry.journal_id, self.profile.journal_id)
        debit = entry.line_ids.filtered(lambda item: item.balance > 0)
        self.assertEqual(debit.balance, 345)
        self.assertEqual(debit.account_id, self._collection_method().payment_account_id)
        self.assertFalse(debit.reconciled)
        credits = entry.line_ids - debit
        self.assertEqual(credits.mapped("balance"), [-115.0] * 3)
        self.assertTrue(all(credits.mapped("reconciled")))
        self.assertEqual(credits.estate_unit_id, self.unit | self.unit_2 | self.shop)
        self.assertEqual(self._residuals(), [0, 0, 0])
        self.assertEqual(set(self.bill.mapped("payment_state")), {"paid"})
        self.assertEqual(self._transit(), 345)
        self.assertEqual(self.batch.state, "answered")
        self.assertEqual(
            (self.batch.accepted_count, self.batch.accepted_total), (3, 345)
        )
        self.assertEqual(found.sudo().attachment_id.raw, self._answer(self.batch))
        items = self.env["estate.collection.batch"]._open_bank_items(self.company)
        self.assertEqual(items, {self.batch: debit})

    def test_the_entry_is_as_core_would_have_completed_it(self):
        entry = self._entry(self._import(self.batch))
        names = (
            "amount_currency",
            "debit",
            "credit",
            "currency_id",
            "company_currency_id",
            "journal_id",
            "parent_state",
            "date",
            "move_name",
        )
        plain = self.env["account.move"].create(
            {
                "journal_id": entry.journal_id.id,
                "date": entry.date,
                "line_ids": [
                    Command.create(
                        {
                            "name": item.name,
                            "account_id": item.account_id.id,
                            "partner_id": item.partner_id.id,
                            "balance": item.balance,
                        }
                    )
                    for item in entry.line_ids
                ],
            }
        )
        plain.action_post()
        for ours, core in zip(entry.line_ids, plain.line_ids, strict=True):
            values = core.read(names)[0] | {
                "id": ours.id,
                "move_name": entry.name,
            }
            self.assertEqual(ours.read(names)[0], values)
        self.assertEqual(entry.amount_total, plain.amount_total)
        self.assertEqual(entry.sequence_prefix, plain.sequence_prefix)

    def test_bills_are_settled_as_core_would_have_settled_them(self):
        """Paid up, in part, and in part by a credit for each fee: row by row."""
        self._batch_of_parts()
        lines = self.env["account.move.line"]
        self.assertTrue(lines._estate_can_settle())
        written = []
        for can_settle in (True, False):
            with (
                self.env.cr.savepoint() as savepoint,
                patch.object(
                    self.registry["account.move.line"],
                    "_estate_can_settle",
                    lambda _self, can_settle=can_settle: can_settle,
                ),
            ):
                found = self._import(self.batch, paid={self.unit: D("40.00")})
                written.append(self._rows(found))
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertEqual(len(written[0]["account_partial_reconcile"]), 5)
        for table, rows in written[0].items():
            for ours, core in zip(rows, written[1][table], strict=True):
                self.assertEqual(ours, core, table)

    def _batch_of_parts(self):
        """A batch that asks for a bill whole, and for parts of others."""
        self.batch.with_user(self.accountant).action_close()
        self.profile.take_parts = True
        self.profile.limit_amount = 110
        bill = self._bill(self.shop, [(self.item_fee, 60)], "2026-09-01")
        self.bills = [*self.bills, bill]
        self.batch = self._sent()
        self.assertEqual(self.batch.amount_total, 330)

    def _rows(self, found):
        """Return what is stored of the bills, the entry and their matches."""
        self.env.flush_all()
        moves = self._entry(found) | self.env["account.move"].union(*self.bills)
        items = moves.line_ids.ids
        queries = {
            "account_move": "id = ANY(%(moves)s)",
            "account_move_line": "id = ANY(%(ids)s)",
            "account_partial_reconcile": "debit_move_id = ANY(%(ids)s)",
        }
        return {
            table: [
                self._comparable(row)
                for row in self.env.execute_query_dict(
                    SQL(
                        f"SELECT * FROM {table} WHERE {condition} ORDER BY id",
                        moves=moves.ids,
                        ids=items,
                    )
                )
            ]
            for table, condition in queries.items()
        }

    def _comparable(self, row):
        """Leave numbers out that the database counts on, and what they stand for."""
        gone = {"id", "create_date", "write_date", "write_uid"}
        kept = {name: value for name, value in row.items() if name not in gone}
        number = kept.get("matching_number") or ""
        counted = ("full_reconcile_id", "credit_move_id", "move_id", "move_name")
        return kept | {
            **{name: bool(kept[name]) for name in counted if name in kept},
            **({"matching_number": number[:1] == "P"} if number else {}),
            **{n: None for n in ("estate_collection_return_id",) if n in kept},
        }

    def test_an_import_reads_three_answers_with_as_many_queries_as_one(self):
        self._import(self.batch, codes={self.unit: "00"})
        one = self._queries(self.batch, codes={self.unit_2: "00"}, day="2026-11-09")
        self._import(self.batch)
        self._three_bills("2026-09-01")
        three = self._queries(self._sent(), day="2026-11-09")
        self.assertLessEqual(three, one)

    def _queries(self, batch, **answer):
        data = self._answer(batch, **answer)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._import(batch, data)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    # ------------------------------------------------------------
    # FAILURES
    # ------------------------------------------------------------

    def test_a_failed_line_stays_open_with_the_reason_of_the_bank(self):
        self._import(
            self.batch, codes={self.unit: "00", self.unit_2: "01", self.shop: "02"}
        )
        self.assertEqual(self._residuals(), [0, 115, 115])
        self.assertEqual(
            self._lines(self.batch),
            {
                "1-1-101": ("paid", 115),
                "1-1-102": ("retry", 0),
                "1-1-103": ("stop", 0),
            },
        )
        reasons = self.batch.line_ids.sorted("sequence").mapped("reason")
        self.assertEqual(reasons, [False, "01 余额不足", "02 账号不存在"])
        self.assertEqual(self._transit(), 115)
        self.assertEqual((self.batch.refused_count, self.batch.refused_total), (2, 230))
        # The mandate of who has no account any more is left out from now on.
        self.assertEqual(self.mandate_2.state, "active")
        self.assertEqual(self.mandate_3.state, "suspended")
        self.assertIn("02 账号不存在", self.mandate_3.stop_reason)
        self.assertIn(self.batch.name, self.mandate_3.stop_reason)

    def test_all_refused_books_nothing(self):
        found = self._import(
            self.batch, codes=dict.fromkeys(self.unit | self.unit_2 | self.shop, "01")
        )
        self.assertFalse(self._entry(found))
        self.assertEqual(self.batch.state, "answered")

    # ------------------------------------------------------------
    # PARTS
    # ------------------------------------------------------------

    def test_a_partial_success_settles_a_part_and_says_so(self):
        self._import(self.batch, paid={self.unit: D("60.00")})
        self.assertEqual(self._residuals(), [55, 0, 0])
        self.assertEqual(self._transit(), 290)
        line = self.batch.line_ids.filtered(lambda line: line.unit_id == self.unit)
        self.assertEqual((line.state, line.amount_paid), ("paid", 60))
        self.assertIn("Only", line.note)
        opened = [(row["item_id"], row["open"]) for row in self._open(self.unit)]
        self.assertEqual(opened, [(self.item_fee.id, 40), (self.item_light.id, 15)])
        # What is open may be asked for again.
        again = self._batch()
        self.assertEqual(again.amount_total, 55)

    def test_a_partial_return_leaves_the_others_waiting(self):
        self._import(self.batch, codes={self.unit: "00"})
        self.assertEqual(self.batch.state, "sent")
        self.assertEqual((self.batch.waiting_count, self.batch.waiting_total), (2, 230))
        self.assertEqual(self._residuals(), [0, 115, 115])
        self._import(self.batch, codes={self.unit_2: "00", self.shop: "01"})
        self.assertEqual(self.batch.state, "answered")
        self.assertEqual(self._residuals(), [0, 0, 115])
        self.assertEqual(len(self.batch.sudo().return_ids.move_ids), 2)
        self.assertEqual(self._transit(), 230)

    def test_closing_gives_up_what_was_not_answered(self):
        self._import(self.batch, codes={self.unit: "00"})
        batch = self.batch.with_user(self.accountant)
        with self.assertRaises(AccessError):
            self.batch.with_user(self.clerk).action_close()
        batch.action_close()
        self.assertEqual(batch.state, "closed")
        self.assertEqual(self._lines(batch)["1-1-102"][0], "unanswered")
        again = self._frozen()
        self.assertEqual(again.amount_total, 230)
        self.assertEqual(set(again.line_ids.bill_ids.mapped("attempt")), {2})

    # ------------------------------------------------------------
    # PAID MEANWHILE
    # ------------------------------------------------------------

    def test_the_counter_says_that_a_bill_is_with_the_bank(self):
        form = Form(self.env["estate.collect"].with_user(self.cashier))
        form.unit_id = self.unit
        self.assertTrue(form.has_bank_note)
        line = form.line_ids.edit(0)
        self.assertIn(self.batch.name, line.bank_note)
        bill = self.bill.with_user(self.front_desk)
        self.assertIn(self.batch.name, bill.estate_at_bank)
        self._import(self.batch, codes={self.unit: "01"})
        bill.invalidate_recordset()
        self.assertFalse(bill.estate_at_bank)

    def test_a_success_for_a_bill_paid_at_the_counter_is_kept_as_prepayment(self):
        lines = self._open(self.unit)
        self._collect(
            self.unit, [(line["move_line_id"], line["open"]) for line in lines]
        )
        self.assertEqual(self.bill.amount_residual, 0)
        found = self._import(self.batch)
        entry = self._entry(found)
        kept = entry.line_ids.filtered(
            lambda item: item.account_id == self.company.estate_prepay_account_id
        )
        self.assertEqual((kept.balance, kept.partner_id), (-115, self.owner))
        self.assertEqual(kept.estate_unit_id, self.unit)
        self.assertEqual(self._prepaid(self.unit), 115)
        self.assertEqual(self._transit(), 345)
        self.assertEqual(found.prepaid_total, 115)
        line = self.batch.line_ids.filtered(lambda line: line.unit_id == self.unit)
        self.assertEqual((line.state, line.amount_prepaid), ("paid", 115))
        self.assertIn("prepayment", line.note)

    def test_a_success_for_a_bill_paid_in_part_settles_the_rest(self):
        fee = self._open(self.unit)[0]
        self._collect(self.unit, [(fee["move_line_id"], 70)])
        self._import(self.batch)
        self.assertEqual(self.bill.amount_residual, 0)
        self.assertEqual(self._prepaid(self.unit), 70)
        self.assertEqual(self._transit(), 345)

    def test_a_success_for_a_cancelled_bill_is_not_lost(self):
        self.bill._estate_cancel_bills("Wrong area")
        self._import(self.batch)
        self.assertEqual(self._prepaid(self.unit), 115)
