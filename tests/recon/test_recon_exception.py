"""B-01: what the check finds, and what people do about it."""

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...models.cashier.estate_cashier_refund import HeldMoney
from .cockpit_common import PAYER, STRANGER, CockpitCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-20 02:00:00")
class TestReconException(CockpitCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.community.manager_id = cls.manager

    # ---- Exceptions -------------------------------------------------------------

    def test_b01_money_in_transit_is_no_exception_before_its_days_are_over(self):
        self._three_bills()
        self._pay(self.unit, 115, date=self._day(18))
        self._sweep()
        self.assertEqual(self._live(), [])
        self.assertEqual(self._total("untyped"), 0)
        with freeze_time("2026-11-22 02:00:00"):
            self.assertEqual(self._total("untyped"), 115)
            found = self._sweep()
            self.assertEqual(self._live(), [("book_only", 115)])
            self.assertEqual(self._total("untyped"), 0)
            self.assertEqual(found.age, 4)
            self.assertIn("115", found.reason)
            self.assertEqual(found.community_id, self.community)
            self.assertTrue(found.has_voucher)

    def test_b01_the_check_twice_finds_nothing_twice(self):
        self._three_bills()
        self._pay(self.unit, 115, date=self._day(1))
        first = self._sweep()
        self.assertEqual(len(first), 1)
        self.assertFalse(self._sweep())
        self.assertEqual(len(self._live()), 1)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError):
            first.copy()
            self.env.flush_all()

    def test_b01_what_is_gone_is_resolved_by_itself_and_may_come_back(self):
        self._three_bills()
        self._pay(self.unit, 115, date=self._day(1))
        found = self._sweep()
        found.with_user(self.clerk).action_escalate()
        [line] = self._imported(("20261118", 115, "银联商务", "", "POS 结算"))
        self.workbench.accept(line.id, 0)
        self._sweep()
        self.assertEqual(found.state, "auto_resolved")
        self.assertEqual(str(found.date_done), "2026-11-20")
        self.assertFalse(found.activity_ids)
        self.workbench.undo(line.id)
        self._sweep()
        self.assertEqual(found.state, "open")
        self.assertFalse(found.date_done)

    def test_b01_bank_lines_are_typed_by_what_is_known_of_them(self):
        self._three_bills()
        self._imported(
            ("20261101", 77, *STRANGER, "转账"),
            ("20261101", -9, "城市银行", "", "手续费"),
            ("20261101", 115, *PAYER, "1-1-101 物业费"),
        )
        self._sweep()
        self.assertEqual(
            self._live(),
            [("bank_only", -9), ("bank_only", 115), ("unmatched_payer", 77)],
        )
        self.assertEqual(self._total("untyped"), 0)

    def test_b01_of_an_account_its_last_four_digits_are_told(self):
        """Where the bank names nobody; the whole number is no clerk's business."""
        self._three_bills()
        self._imported(("20261101", 77, "", STRANGER[1], "转账"))
        found = self._sweep()
        self.assertIn(STRANGER[1][-4:], found.reason)
        self.assertNotIn(STRANGER[1][-5:], found.reason)
        self.assertNotIn(STRANGER[1], str(found.facts))

    def test_b01_bank_money_booked_by_hand_without_a_purpose(self):
        """An entry of the accountant's own, beside every statement."""
        bank, suspense = (
            self.journal.default_account_id,
            self.journal.suspense_account_id,
        )
        entry = self.env["account.move"].create(
            {
                "journal_id": self.journal.id,
                "date": self._day(1),
                "line_ids": [
                    Command.create({"account_id": bank.id, "debit": 70}),
                    Command.create({"account_id": suspense.id, "credit": 70}),
                ],
            }
        )
        entry.action_post()
        found = self._sweep()
        self.assertEqual(self._live(), [("bank_only", 70)])
        self.assertFalse(found.statement_line_id)
        self.assertIn(entry.name, found.reason)
        self.assertEqual(
            found.with_user(self.accountant).action_view_entry()["res_id"], entry.id
        )

    def test_b01_a_part_of_a_line_is_an_amount_that_differs(self):
        self._three_bills()
        [line] = self._imported(("20261101", 100, *PAYER, "1-1-101"))
        parts = self.env["estate.bank.booking"]._parts_of_shares(
            [(line, [{"unit": self.unit.id, "line": None, "amount": "60"}])]
        )
        self.env["estate.bank.booking"]._book([(line, parts[line.id])])
        self._sweep()
        self.assertEqual(self._live(), [("amount", 40)])
        self._check_identities()

    def test_b01_over_the_months_end_is_told_until_the_bank_shows_it(self):
        self._three_bills()
        with freeze_time("2026-11-30 02:00:00"):
            self._pay(self.unit, 115)
        with freeze_time("2026-12-01 02:00:00"):
            cutoff = self._sweep()
            self.assertEqual(self._live(), [("date_cutoff", 115)])
        with freeze_time("2026-12-10 02:00:00"):
            self._sweep()
            self.assertEqual(self._live(), [("book_only", 115)])
            self.assertEqual(cutoff.state, "auto_resolved")

    def test_b01_a_batch_of_which_the_bank_credits_less(self):
        self._three_bills()
        batch = self._sent(date="2026-11-10")
        self._import(batch)
        [line] = self._imported(("20261112", 300, "", "", "代收款项"))
        [group] = self.workbench.open_transit(line.id)["groups"]
        [item] = group["items"]
        came = [{"id": item["id"], "amount": "300"}]
        self.workbench.book(line.id, [], [], "", came)
        found = self._sweep()
        self.assertEqual(self._live(), [("batch_total", 45)])
        self.assertEqual(found.batch_id, batch)
        action = found.with_user(self.clerk).action_view_batch()
        self.assertEqual(action["res_id"], batch.id)

    def test_b01_a_refund_that_the_bank_does_not_pay_out(self):
        self._prepay(self.unit, 50, self._day(1))
        ways = self.service._counter_methods(self.company, "outbound")
        way = ways.filtered(lambda one: one.estate_channel == "transfer")[:1]
        self.assertTrue(way)
        held = HeldMoney(self.unit, self.owner, "prepay")
        method = {"payment_method_line_id": way.id}
        self.service.with_user(self.cashier)._refund(
            held, 50, method, "Moved out", date=self._day(2)
        )
        self._sweep()
        self.assertIn(("refund", -50), self._live())
        self._check_identities()

    def test_b01_the_same_paid_twice_within_days(self):
        self._three_bills()
        self._pay(self.unit, 100, self.cash, self._day(18))
        self._prepay(self.unit_2, 100, self._day(19))
        self._sweep()
        self.assertEqual(self._live(), [])
        self._prepay(self.unit, 100, self._day(19))
        self._sweep()
        self.assertEqual(self._live(), [("duplicate", 100)])

    def test_b01_collected_by_the_bank_what_was_paid_at_the_counter(self):
        self._three_bills()
        batch = self._sent(date="2026-11-20")
        self._pay(self.unit, 100, self.cash)
        self._import(batch, day="2026-11-20")
        found = self._sweep()
        self.assertEqual(self._live(), [("duplicate", 100)])
        self.assertEqual(found.batch_id, batch)
        self._check_identities()

    def test_b01_money_of_one_unit_on_a_bill_of_another(self):
        bill, bill_2, _shop = self._three_bills()
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.owner.id,
                "amount": 30,
                "journal_id": self.journal.id,
                "date": "2026-11-19",
                "estate_unit_id": self.unit.id,
            }
        )
        payment.action_post()
        items = payment.move_id.line_ids | bill_2.line_ids
        items.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        ).reconcile()
        found = self._sweep()
        self.assertEqual(self._live(), [("wrong_unit", 30)])
        self.assertEqual(found.unit_id, self.unit)
        self.assertIn(self.unit_2.code, found.reason)
        self._check_identities()

    def test_b01_booked_by_hand_against_what_the_line_says(self):
        self._three_bills()
        [line] = self._imported(("20261119", 115, *PAYER, "1-1-101 物业费"))
        shares = [
            {"unit": self.unit_2.id, "line": row["move_line_id"], "amount": row["open"]}
            for row in self._open(self.unit_2)
        ]
        self.workbench.book(line.id, shares, [])
        found = self._sweep()
        self.assertEqual(self._live(), [("wrong_unit", 115)])
        self.assertEqual(found.unit_id, self.unit_2)
        self.assertIn(self.unit.code, found.reason)

    # ---- People -----------------------------------------------------------------

    def test_b01_a_person_fixes_with_a_note_and_it_stays(self):
        self._three_bills()
        self._pay(self.unit, 115, date=self._day(1))
        found = self._sweep().with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "what was done"):
            found.action_fix()
        found.action_take()
        found.note = "The bank settles it on Monday."
        found.action_fix()
        self.assertEqual((found.state, found.user_id), ("fixed", self.clerk))
        self._sweep()
        self.assertEqual(found.state, "fixed")
        self.assertEqual(self._total("untyped"), 0)
        with self.assertRaisesRegex(UserError, "settled already"):
            found.action_fix()
        found.action_reopen()
        self.assertEqual(found.state, "open")

    def test_b01_escalation_is_on_the_list_of_the_manager_once(self):
        self._three_bills()
        self._pay(self.unit, 115, date=self._day(1))
        found = self._sweep().with_user(self.clerk)
        found.action_escalate()
        found.action_escalate()
        self.assertEqual(found.state, "escalated")
        self.assertEqual(found.sudo().activity_ids.user_id, self.manager)
        self.assertEqual(len(found.sudo().activity_ids), 1)

    def test_b01_the_record_is_written_by_its_steps_alone(self):
        self._three_bills()
        self._pay(self.unit, 115, date=self._day(1))
        found = self._sweep()
        for vals in ({"state": "fixed"}, {"amount": 0}, {"type": "amount"}):
            with self.assertRaises(AccessError):
                found.with_user(self.clerk).write(vals)
        for user in (self.supervisor, self.manager):
            self.assertTrue(found.with_user(user).reason)
            with self.assertRaises(AccessError):
                found.with_user(user).action_take()
        with self.assertRaises(AccessError):
            found.with_user(self.cashier).read(["reason"])
        with self.assertRaises(AccessError):
            self._board(self.manager)[:1].action_sweep()

    def test_b01_buttons_lead_to_the_next_step(self):
        self._three_bills()
        self._pay(self.unit, 115, date=self._day(1))
        self._imported(("20261101", 77, *STRANGER, "转账"))
        self._sweep()
        late, line = self.exceptions.search(
            [("company_id", "=", self.company.id)], order="type"
        )
        self.assertEqual((late.type, line.type), ("book_only", "unmatched_payer"))
        late, line = late.with_user(self.accountant), line.with_user(self.accountant)
        self.assertEqual(late.action_view_voucher()["res_model"], "estate.receipt")
        self.assertEqual(late.action_view_entry()["res_model"], "account.move")
        action = line.action_open_workbench()
        self.assertEqual(action["context"]["journal_id"], self.journal.id)

    def test_b01_the_nightly_job_checks_every_company(self):
        self._three_bills()
        self._pay(self.unit, 115, date=self._day(1))
        self.env.flush_all()
        self._run_cron("cron_recon_exceptions")
        self.assertEqual(self._live(), [("book_only", 115)])
