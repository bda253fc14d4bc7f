import sys
from collections import Counter
from datetime import datetime
from types import ModuleType
from unittest.mock import patch

import psycopg2

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .arrears_common import ArrearsCommon

SENDING = "odoo.addons.estate_service.models.arrears.estate_dunning_run_send"


class _RetryableJobError(Exception):
    def __init__(self, message, seconds=None, ignore_retry=False):
        super().__init__(message)


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestArrearsSending(ArrearsCommon):
    """Every case is looked at again; no level leaves twice (B-18)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._bill_months(7, 8, 9)

    # ---------------------------------------------------------------- RE-CHECK

    def test_who_paid_meanwhile_is_skipped_with_the_reason(self):
        run = self._plan()
        self._pay(self.unit)
        run._send_all()
        case = self._case(run, self.unit)
        self.assertEqual((case.state, case.reason_code), ("skipped", "paid"))
        self.assertIn("Paid", case.reason)
        self.assertFalse(case.attempt_ids)
        self.assertEqual(self._case(run, self.unit_2).state, "queued")

    def test_who_paid_a_part_hears_of_the_rest(self):
        run = self._plan()
        self._pay(self.unit, 249.68)
        run._send_all()
        case = self._case(run, self.unit)
        self.assertEqual((case.state, case.months, case.amount), ("queued", 2, 499.36))
        self.assertIn("499.36", case.attempt_ids.text)

    def test_who_fell_below_the_level_is_skipped(self):
        self._send()
        with freeze_time("2026-11-17 10:00:00"):
            run = self._plan()
            self._pay(self.unit, 499.36)
            run._send_all()
            self.assertEqual(self._case(run, self.unit).reason_code, "lower")

    def test_a_dispute_since_the_list_pauses(self):
        run = self._plan()
        self.env["estate.dunning.pause"].create(
            {"debt_id": self._debt(self.unit).id, "note": "The lift is broken"}
        )
        run._send_all()
        case = self._case(run, self.unit)
        self.assertEqual((case.state, case.reason_code), ("skipped", "paused"))
        self.assertIn("Disputed", case.reason)

    def test_a_promise_pauses_until_its_day(self):
        self._send()
        self.env["estate.payment.promise"].create(
            {"debt_id": self._debt(self.unit).id, "amount": 100, "date": "2026-11-17"}
        )
        with freeze_time("2026-11-17 10:00:00"):
            run = self._plan()
            self.assertEqual(self._case(run, self.unit).reason_code, "paused")
        with freeze_time("2026-11-18 10:00:00"):
            self.assertEqual(self._case(self._plan(), self.unit).state, "todo")

    def test_who_has_no_mail_address_is_skipped_as_unreachable(self):
        run = self._send()
        case = self._case(run, self.shop)
        self.assertEqual((case.state, case.reason_code), ("skipped", "unreachable"))
        self.assertEqual(run.state, "done")

    # --------------------------------------------------------------- ONLY ONCE

    def test_a_second_click_sends_nothing_again(self):
        run = self._plan()
        run.action_send()
        run.action_send()
        self._run_job()
        self._run_job()
        self.assertEqual(run.state, "done")
        self.assertEqual(len(self._case(run, self.unit).attempt_ids), 1)

    def test_the_same_level_of_two_runs_leaves_once(self):
        first, second = self._plan(), self._plan()
        first._send_all()
        second._send_all()
        self.assertEqual(self._case(first, self.unit).state, "queued")
        case = self._case(second, self.unit)
        self.assertEqual((case.state, case.reason_code), ("skipped", "already"))
        self.assertEqual(len(self._debt(self.unit).attempt_ids), 1)

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_a_level_from_being_taken_twice(self):
        first, second = self._plan(), self._plan()
        first._send_all()
        with self.assertRaises(psycopg2.errors.UniqueViolation):
            self._case(second, self.unit).sudo().state = "queued"
            self.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_a_colleague_who_was_faster_leaves_a_reason_and_no_second_message(self):
        """What another transaction took is not seen, only refused by the key."""
        first, second = self._plan(), self._plan()
        first._send_all()
        cases = self.env.registry["estate.dunning.case"]
        with patch.object(cases, "_taken", lambda self, debts: {}):
            second._send_all()
        case = self._case(second, self.unit)
        self.assertEqual((case.state, case.reason_code), ("skipped", "already"))
        self.assertEqual(len(self._debt(self.unit).attempt_ids), 1)
        mails = self.env["mail.mail"].search([("email_to", "=", self.owner.email)])
        self.assertEqual(len(mails), 1)

    # ------------------------------------------------------------- QUIET HOURS

    def test_quiet_hours_delay_messages_over_midnight_to_their_end(self):
        run = self._plan()
        with freeze_time("2026-11-10 21:30:00"):
            run._send_all()
            self.assertEqual(run.state, "sending")
            self.assertEqual(run.next_send_at, datetime(2026, 11, 11, 9, 0))
            self.assertFalse(run.case_ids.attempt_ids)
            self._run_job()
            self.assertFalse(run.case_ids.attempt_ids, "not before its time")
        with freeze_time("2026-11-11 09:00:00"):
            self._run_job()
            self.assertEqual(run.state, "done")
            self.assertTrue(self._case(run, self.unit).attempt_ids)

    def test_mails_leave_with_the_run_not_in_the_quiet_hours(self):
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"]
        with freeze_time("2026-11-10 19:50:00"):
            self._send()
        called = triggers.search([("cron_id", "=", queue.id)])
        self.assertIn(datetime(2026, 11, 10, 19, 50), called.mapped("call_at"))

    def test_quiet_hours_are_those_of_the_community_s_clock(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        run = self._plan()
        with freeze_time("2026-11-10 13:00:00"):  # 21:00 there
            run._send_all()
            self.assertEqual(run.next_send_at, datetime(2026, 11, 11, 1, 0))

    def test_letters_are_made_in_quiet_hours_too(self):
        self.mail.write({"channel": "letter"})
        run = self._plan()
        with freeze_time("2026-11-10 21:30:00"):
            run._send_all()
        self.assertEqual(run.state, "done")
        self.assertEqual(self._case(run, self.unit).attempt_ids.state, "waiting")

    # ------------------------------------------------------------ KILL, RESUME

    def test_a_killed_run_is_resumed_and_nobody_is_reminded_twice(self):
        self.policy.chunk_size = 1
        run = self._plan()
        run._take_step("sending")
        run._send_chunk_safely()
        sender = self.env.registry["estate.dunning.run"]

        def killed(self, cases, ladders):
            raise KeyboardInterrupt

        with (
            patch.object(sender, "_make_attempts", killed),
            self.assertRaises(KeyboardInterrupt),
            self.env.cr.savepoint(),
        ):
            run._send_chunk_safely()
        self.env.invalidate_all()
        self.assertEqual(run.todo_count, 2, "the chunk in hand is still to do")
        self._run_job()
        self.assertEqual(run.state, "done")
        for unit in (self.unit, self.unit_2):
            self.assertEqual(len(self._case(run, unit).attempt_ids), 1)

    def test_a_bad_case_stays_behind_with_its_reason(self):
        run = self._plan()
        sender = self.env.registry["estate.dunning.run"]
        original = sender._attempt_vals
        unit = self.unit

        def broken(self, case, ladders):
            if case.unit_id == unit:
                raise psycopg2.errors.CheckViolation("broken")
            return original(self, case, ladders)

        with patch.object(sender, "_attempt_vals", broken):
            run._send_all()
        self.assertEqual(self._case(run, self.unit).state, "failed")
        self.assertEqual(self._case(run, self.unit_2).state, "queued")
        run.action_resume()
        self._run_job()
        self.assertEqual(self._case(run, self.unit).state, "queued")

    def test_one_broken_run_keeps_no_other_waiting(self):
        first = self._plan()
        first.action_send()
        sender = self.env.registry["estate.dunning.run"]
        with (
            patch.object(sender, "_next_cases", side_effect=ZeroDivisionError("no")),
            mute_logger("odoo.addons.estate_service.models.mixins.job_mixin"),
            patch.object(self.env.cr, "rollback", lambda: None),
        ):
            first._take_chunk_in_turn(Counter())
        self.assertIn("unexpected error", first.chunk_failed)

    def test_the_queue_takes_chunk_after_chunk_and_comes_back_when_busy(self):
        """OCA's queue is no dependency: its exception is all that is needed of it."""
        self.policy.chunk_size = 1
        run = self._plan()
        run._take_step("sending")
        runs, queued = self.env.registry["estate.dunning.run"], []
        queue = ModuleType("odoo.addons.queue_job")
        queue.exception = ModuleType("odoo.addons.queue_job.exception")
        queue.exception.RetryableJobError = _RetryableJobError
        with (
            patch.dict(
                sys.modules,
                {queue.__name__: queue, queue.exception.__name__: queue.exception},
            ),
            patch.object(runs, "_enqueue_chunk", lambda self: queued.append(self)),
        ):
            while run.state == "sending":
                run._take_queued_chunk()
            self.assertEqual(len(queued), 3, "one job more for each chunk that is left")
            self.assertEqual(run._take_queued_chunk(), 0, "a job that comes too late")
            self.assertEqual(len(self._case(run, self.unit).attempt_ids), 1)
            run._take_step("sending")
            with (
                patch.object(
                    runs, "try_lock_for_update", lambda self, **kwargs: self.browse()
                ),
                self.assertRaises(_RetryableJobError),
            ):
                run._take_queued_chunk()

    # ----------------------------------------------------------------- MANAGER

    def test_a_lawyer_s_letter_waits_for_the_manager(self):
        self.mail.write({"channel": "lawyer"})
        run = self._send()
        case = self._case(run, self.unit)
        self.assertEqual((case.state, run.state), ("held", "done"))
        self.assertFalse(case.attempt_ids)
        case.with_user(self.manager).action_release()
        self._run_job()
        self.assertEqual(case.state, "queued")
        self.assertEqual(case.released_by_id, self.manager)
        self.assertEqual(case.attempt_ids.state, "waiting")

    # ------------------------------------------------------------- PERFORMANCE

    def test_sending_takes_few_queries_for_each_case(self):
        """Constant but for the rows that are written anyway."""
        self.shop_owner.email = "shop@example.com"
        self.policy.chunk_size = 100
        run = self._plan()
        run._take_step("sending")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(120):
            run._send_chunk_safely()
        self.assertEqual(run.queued_count, 3)
