"""Choosing and freezing: what the bank is asked for, once and for all (B-03)."""

from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .collection_common import NUMBERS, TODAY, CollectionCommon, D

NEW = "6217232003967166855"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBankBatch(CollectionCommon):
    def _asked(self, batch):
        """Return {unit code: amount}."""
        return {line.unit_id.code: line.amount for line in batch.line_ids}

    # ------------------------------------------------------------
    # CHOOSING
    # ------------------------------------------------------------

    def test_a_new_batch_proposes_the_next_deduction(self):
        batch = self.env["estate.collection.batch"].with_user(self.clerk)
        batch = batch.with_company(self.company).create({})
        self.assertEqual(batch.profile_id, self.profile)
        self.assertEqual(batch.community_ids, self.community)
        self.assertEqual(str(batch.date), TODAY)
        self.assertEqual(batch.due_until, batch.date)
        self.assertTrue(batch.name.startswith("TS/2026/"))

    def test_due_bills_of_units_with_a_mandate_in_force(self):
        self._three_bills()
        self._bill(self.unit, [(self.item_fee, 100)], "2026-11-01")
        self.mandate_3.action_suspend()
        batch = self._batch()
        # The November bill is due on the 16th.
        self.assertEqual(self._asked(batch), {"1-1-101": 115, "1-1-102": 115})
        self.assertEqual((batch.line_count, batch.amount_total), (2, 230))
        self.assertIn("2", batch.choice_note)
        later = self._batch(due_until="2026-11-30")
        self.assertEqual(self._asked(later)["1-1-101"], 215)
        month = self._batch(due_from="2026-11-16", due_until="2026-11-30")
        self.assertEqual(self._asked(month), {"1-1-101": 100})
        with self.assertRaises(psycopg2.IntegrityError), mute_logger("odoo.sql_db"):
            month.due_from = "2026-12-01"

    def test_only_some_items(self):
        self._three_bills()
        batch = self._batch(item_ids=[(6, 0, self.item_light.ids)])
        self.assertEqual(self._asked(batch), dict.fromkeys(self._codes(), 15))

    def _codes(self):
        return ("1-1-101", "1-1-102", "1-1-103")

    def test_opening_arrears_are_asked_for_month_by_month(self):
        receivable = self.owner.property_account_receivable_id
        opening = self.company.estate_opening_account_id
        rows = [("2026-08-31", 30), ("2026-09-30", 40)]
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.estate_misc_journal_id.id,
                "date": "2026-09-30",
                "line_ids": [
                    *(
                        (
                            0,
                            0,
                            {
                                "account_id": receivable.id,
                                "partner_id": self.owner.id,
                                "estate_unit_id": self.unit.id,
                                "estate_item_id": self.item_fee.id,
                                "date_maturity": day,
                                "balance": amount,
                            },
                        )
                        for day, amount in rows
                    ),
                    (0, 0, {"account_id": opening.id, "balance": -70}),
                ],
            }
        )
        entry.action_post()
        self.profile.limit_amount = 35
        batch = self._batch()
        self.assertEqual(self._asked(batch), {"1-1-101": 30})
        bills = batch.sudo().line_ids.bill_ids
        self.assertEqual(bills.move_line_id.balance, 30)

    def test_the_oldest_bills_within_the_lower_limit(self):
        for month in ("2026-08-01", "2026-09-01", "2026-10-01"):
            self._bill(self.unit, [(self.item_fee, 100)], month)
        self.mandate.action_end()
        self._mandate(
            self.unit, NUMBERS[0], "DK9", date_from="2026-11-11", limit_amount=250
        )
        later = {"date": "2026-11-12", "due_until": "2026-11-12"}
        batch = self._batch(**later)
        self.assertEqual(self._asked(batch), {"1-1-101": 200})
        dates = batch.line_ids.bill_ids.mapped("date_from")
        self.assertEqual([str(day) for day in dates], ["2026-08-01", "2026-09-01"])
        self.assertIn("1-1-101", batch.choice_note)
        self.profile.limit_amount = 150
        self.assertEqual(self._asked(self._batch(**later)), {"1-1-101": 100})
        self.profile.take_parts = True
        self.assertEqual(self._asked(self._batch(**later)), {"1-1-101": 150})

    def test_less_than_the_minimum_is_left_for_the_next_time(self):
        self._three_bills()
        self.assertFalse(self._batch(minimum_amount=116).line_ids)
        self.profile.minimum_amount = 115
        self.assertEqual(self._batch().minimum_amount, 115)
        self.assertEqual(len(self._batch().line_ids), 3)

    def test_debts_of_a_former_owner_are_not_taken_from_the_present_one(self):
        stranger = self.env["res.partner"].create({"name": "前业主"})
        self._bill(self.unit, [(self.item_fee, 77)], partner=stranger)
        self._bill(self.unit, [(self.item_fee, 100)])
        batch = self._batch()
        self.assertEqual(self._asked(batch), {"1-1-101": 100})
        self.assertIn("a former owner", batch.choice_note)

    def test_debts_of_the_new_owner_are_not_taken_from_the_former_one(self):
        self._bill(self.unit, [(self.item_fee, 100)])
        self.unit.occupancy_ids.date_end = "2026-09-30"
        buyer = self.env["res.partner"].create({"name": "新业主"})
        self.env["estate.occupancy"].create(
            {
                "unit_id": self.unit.id,
                "partner_id": buyer.id,
                "role": "owner",
                "date_start": "2026-10-01",
            }
        )
        self._bill(self.unit, [(self.item_fee, 77)], "2026-10-01", partner=buyer)
        self.assertEqual(self.unit.payer_id or self.unit.owner_id, buyer)
        batch = self._batch()
        self.assertEqual(self._asked(batch), {"1-1-101": 100})
        self.assertIn("who has left", batch.choice_note)

    def test_who_never_lived_here_pays_for_whoever_does(self):
        aunt = self.env["res.partner"].create({"name": "姑妈"})
        self.mandate.action_end()
        self._mandate(self.unit, NEW, "DK9", partner_id=aunt.id, date_from="2026-11-11")
        self._bill(self.unit, [(self.item_fee, 100)])
        later = self._batch(date="2026-11-12")
        self.assertEqual(self._asked(later), {"1-1-101": 100})

    def test_a_unit_with_an_unused_credit_is_left_out(self):
        self._three_bills()
        note = self._bill(self.unit, [(self.item_fee, 20)], post=False)
        note.move_type = "out_refund"
        note.action_post()
        batch = self._batch()
        self.assertNotIn("1-1-101", self._asked(batch))
        self.assertIn("unused credit", batch.choice_note)

    def test_other_words_need_another_choice(self):
        self._three_bills()
        batch = self._batch()
        batch.minimum_amount = 500
        self.assertFalse(batch.line_ids)
        self.assertFalse(batch.amount_total)
        batch.action_choose()
        self.assertFalse(batch.line_ids)

    def test_a_deduction_may_be_left_out_before_freezing(self):
        self._three_bills()
        batch = self._batch()
        batch.line_ids.filtered(lambda line: line.unit_id == self.unit).unlink()
        self.assertEqual((batch.line_count, batch.amount_total), (2, 230))
        batch.action_freeze()
        # The bank's file counts without a gap.
        self.assertEqual(batch.line_ids.mapped("sequence"), [1, 2])
        with self.assertRaisesRegex(UserError, "frozen"):
            batch.line_ids[:1].unlink()

    # ------------------------------------------------------------
    # FREEZING
    # ------------------------------------------------------------

    def test_a_frozen_batch_keeps_count_total_and_fingerprint(self):
        self._three_bills()
        batch = self._frozen()
        self.assertEqual(batch.state, "frozen")
        self.assertEqual((batch.line_count, batch.amount_total), (3, 345))
        self.assertEqual(len(batch.digest), 64)
        request = batch.sudo()._request()
        self.assertEqual(request.fingerprint, batch.digest)
        self.assertEqual((request.count, request.total), (3, D("345.00")))
        self.assertEqual(batch.user_frozen_id, self.clerk)
        self.assertEqual(set(batch.line_ids.bill_ids.mapped("attempt")), {1})

    def test_nothing_in_a_frozen_batch_changes(self):
        self._three_bills()
        batch = self._frozen()
        for vals in (
            {"date": "2026-12-01"},
            {"minimum_amount": 1},
            {"profile_id": self.profile.id},
            {"community_ids": [(5,)]},
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "frozen"):
                batch.write(vals)
        for vals in ({"state": "draft"}, {"digest": "x"}, {"amount_total": 1}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                batch.write(vals)
        with self.assertRaises(AccessError):
            batch.line_ids[0].amount = 1
        with self.assertRaises(AccessError):
            batch.line_ids.bill_ids[0].amount = 1
        with self.assertRaisesRegex(UserError, "reload"):
            batch.action_choose()
        with self.assertRaisesRegex(UserError, "proof"):
            batch.unlink()

    def test_accounts_are_kept_as_they_were_frozen(self):
        self._three_bills()
        batch = self._frozen()
        account = self.mandate.bank_account_id
        account.acc_number = NEW
        line = batch.line_ids.filtered(lambda line: line.unit_id == self.unit)
        self.assertEqual((line.account, line.holder), (NUMBERS[0], "汪健强"))
        self.assertEqual(batch.sudo()._request().fingerprint, batch.digest)

    def test_what_was_paid_meanwhile_is_not_frozen(self):
        self._three_bills()
        batch = self._batch()
        line = self._open(self.unit)[0]
        self._collect(self.unit, [(line["move_line_id"], 100)])
        with self.assertRaisesRegex(UserError, "1-1-101 have changed"):
            batch.action_freeze()
        batch.action_choose()
        self.assertEqual(self._asked(batch)["1-1-101"], 15)
        batch.action_freeze()

    def test_a_mandate_suspended_meanwhile_is_not_frozen(self):
        self._three_bills()
        batch = self._batch()
        self.mandate_2.action_suspend()
        with self.assertRaisesRegex(UserError, "1-1-102 have changed"):
            batch.action_freeze()

    def test_an_empty_batch_is_not_frozen(self):
        with self.assertRaisesRegex(UserError, "nothing to collect"):
            self._batch().action_freeze()

    def test_what_does_not_fit_the_file_is_told_before_it_is_sent(self):
        self._three_bills()
        self.owner.name = "名字太长" * 20
        batch = self._batch()
        with self.assertRaisesRegex(UserError, "Line 2, Name.*40"):
            batch.action_freeze()

    # ------------------------------------------------------------
    # TWO BATCHES
    # ------------------------------------------------------------

    def test_two_clerks_choose_the_same_bills_and_one_freezes_them(self):
        self._three_bills()
        first, second = self._batch(), self._batch()
        first.action_freeze()
        with self.assertRaisesRegex(UserError, f"1-1-101.*{first.name}"):
            second.action_freeze()
        second.action_choose()
        self.assertFalse(second.line_ids)
        self.assertIn("with the bank already", second.choice_note)

    @mute_logger("odoo.sql_db")
    def test_two_clerks_at_the_same_moment_are_stopped_by_the_database(self):
        self._three_bills()
        first, second = self._batch(), self._batch()
        first.action_freeze()
        batches = self.env.registry["estate.collection.batch"]
        with (
            patch.object(batches, "_check_not_busy", lambda _self: None),
            self.assertRaises(psycopg2.errors.UniqueViolation) as caught,
            self.env.cr.savepoint(),
        ):
            second.action_freeze()
        message = self.env["estate.collection.bill"]._sql_error_to_message(
            caught.exception
        )
        self.assertIn("choose the bills again", message)
        self.assertEqual(second.state, "draft")

    def test_cancelling_before_sending_frees_the_bills(self):
        self._three_bills()
        first = self._frozen()
        first.action_cancel()
        self.assertEqual(first.state, "cancelled")
        self.assertEqual(set(first.line_ids.mapped("state")), {"cancelled"})
        second = self._frozen()
        self.assertEqual(second.amount_total, 345)
        self.assertEqual(set(second.line_ids.bill_ids.mapped("attempt")), {1})

    def test_a_sent_batch_is_not_cancelled(self):
        self._three_bills()
        batch = self._sent()
        with self.assertRaisesRegex(UserError, "reload"):
            batch.action_cancel()

    # ------------------------------------------------------------
    # SEVERAL COMMUNITIES
    # ------------------------------------------------------------

    def test_a_batch_over_two_communities_is_for_who_serves_both(self):
        hilltop = self.env["estate.community"].create(
            {"name": "Hilltop", "code": "HT", "company_id": self.company.id}
        )
        both = self._new_staff("finance_clerk", login="both")
        both.estate_community_ids = [(4, hilltop.id)]
        self._three_bills()
        communities = self.community | hilltop
        batch = self._batch(user=both, community_ids=[(6, 0, communities.ids)])
        self.assertFalse(batch.with_user(self.clerk).has_access("read"))
        self.assertFalse(batch.with_user(self.clerk).search([("id", "=", batch.id)]))
        self.assertTrue(batch.line_ids.with_user(self.clerk).has_access("read"))
        own = self._batch()
        with self.assertRaises(AccessError):
            own.community_ids = [(4, hilltop.id)]

    # ------------------------------------------------------------
    # SPEED
    # ------------------------------------------------------------

    def test_an_archived_community_opens_its_batches_to_nobody(self):
        hilltop = self.env["estate.community"].create(
            {"name": "Hilltop", "code": "HT", "company_id": self.company.id}
        )
        both = [(6, 0, (self.community | hilltop).ids)]
        batch = self._batch(user=self.env.user, community_ids=both)
        alone = self._batch(user=self.env.user, community_ids=[(6, 0, hilltop.ids)])
        hilltop.active = False
        batches = self.env["estate.collection.batch"].with_user(self.clerk)
        for one in (batch, alone):
            self.assertFalse(batches.search([("id", "=", one.id)]))
            self.assertFalse(one.with_user(self.clerk).has_access("read"))

    def test_choosing_takes_as_many_queries_for_three_units_as_for_one(self):
        self._bill(self.unit, [(self.item_fee, 100)])
        batch = self._batch()
        few = self._queries(batch)
        self._three_bills()
        self._three_bills("2026-09-01")
        self.assertLessEqual(self._queries(batch), few + 1)
        self.assertEqual(len(batch.line_ids.bill_ids), 13)

    def _queries(self, batch):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        batch.action_choose()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
