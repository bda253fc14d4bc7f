from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ...models.fee.estate_bill_run_publish import JournalBusyError
from .fee_common import FeeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-10-05")
class TestFeeRunCancel(FeeCommon):
    """Cancelling a run is a job in chunks; what stays says why (design §2.2, B-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._new_staff("accountant")
        cls._assign_all()
        cls.october = cls._bill()
        cls.own = cls.october.move_ids.filtered(
            lambda move: move.estate_unit_id == cls.unit
        )

    def _cancel(self):
        self.october.with_user(self.accountant).action_cancel()

    def _pay(self, bill, amount):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        )
        return register.create({"amount": amount})._create_payments()

    def test_cancel_run_reverses_all_and_frees_all(self):
        self._cancel()
        self.assertEqual(self.october.state, "cancelling")
        self.assertNotIn("reversed", self.october.move_ids.mapped("payment_state"))
        self._run_job()
        self.assertEqual(self.october.state, "cancelled")
        self.assertEqual(
            set(self.october.move_ids.mapped("payment_state")), {"reversed"}
        )
        self.assertEqual(set(self.october.plan_ids.mapped("state")), {"cancelled"})
        self.assertEqual(len(self._run().plan_ids.filtered("assignment_id")), 9)

    def test_bills_are_reversed_in_the_name_of_who_asked(self):
        self._cancel()
        self._run_job()
        refunds = self.october.move_ids.reversal_move_ids
        self.assertEqual(refunds.create_uid, self.accountant)
        self.assertEqual(self.own.message_ids[0].author_id, self.accountant.partner_id)

    def test_paid_bills_stay_with_the_reason_and_can_be_tried_again(self):
        payment = self._pay(self.own, 10)
        self._cancel()
        self._run_job()
        self.assertEqual(self.october.state, "done")
        self.assertEqual(
            (self.october.refused_count, self.october.cancelled_count), (3, 6)
        )
        stay = self.october.plan_ids.filtered(lambda row: row.state == "written")
        self.assertEqual(stay.move_id, self.own)
        self.assertIn("paid in part", stay[0].remark)
        self.assertIn("paid in part", self.october.chunk_failed)
        self.assertTrue(self.own.line_ids.estate_assignment_id)
        action = self.october.action_view_refused()
        self.assertEqual(action["domain"], [("run_id", "=", self.october.id)])

        self.assertEqual(self.october.amount_written, self.own.amount_total)

        payment.action_draft()
        payment.action_cancel()
        self._cancel()
        self._run_job()
        self.assertEqual(
            (self.october.state, self.october.refused_count), ("cancelled", 0)
        )
        self.assertFalse(self.october.chunk_failed)
        self.assertEqual(self.own.payment_state, "reversed")

    def test_a_credited_bill_keeps_its_days(self):
        self.own._reverse_moves([{"invoice_date": "2026-10-05"}], cancel=True)
        self._cancel()
        self._run_job()
        self.assertEqual(self.october.state, "done")
        stay = self.october.plan_ids.filtered("reason")
        self.assertEqual(stay.move_id, self.own)
        self.assertIn("credited in full", stay[0].reason)

    def test_bills_cancelled_before_are_no_obstacle(self):
        self.own.with_user(self.accountant)._estate_cancel_bills("Wrong area")
        self.assertEqual(self.october.cancelled_count, 3)
        self.assertEqual(self.own.estate_amount_paid, 0)
        self._cancel()
        self._run_job()
        self.assertEqual(self.october.state, "cancelled")
        self.assertEqual(len(self.own.reversal_move_ids), 1)

    def test_each_chunk_is_its_own_step_and_a_stop_keeps_the_rest(self):
        self.company.estate_chunk_size = 2
        self._cancel()
        self.assertEqual(self.october._take_chunk(), 2)
        self.assertEqual(self.october.state, "cancelling")
        self.october.action_stop()
        self.assertEqual(self.october.state, "done")
        self.assertEqual(len(self.october.move_ids.reversal_move_ids), 2)
        self._cancel()
        self._run_job()
        self.assertEqual(self.october.state, "cancelled")
        self.assertEqual(len(self.october.move_ids.reversal_move_ids), 3)

    def test_a_second_click_reverses_once(self):
        self._cancel()
        self._cancel()
        self._run_job()
        self._run_job()
        self.assertEqual(len(self.october.move_ids.reversal_move_ids), 3)
        self._cancel()
        self.assertEqual(self.october.state, "cancelled")

    def test_lines_to_publish_are_kept_when_bills_stay(self):
        self.company.estate_chunk_size = 2
        run = self._run("2026-11-01")
        run.action_publish()
        run._take_chunk()
        run.action_stop()
        self._pay(run.move_ids[0], 10)
        run.with_user(self.accountant).action_cancel()
        self._run_job()
        self.assertEqual(run.state, "planned")
        counts = (run.todo_count, run.refused_count, run.cancelled_count)
        self.assertEqual(counts, (3, 3, 3))

    def test_a_plan_made_again_keeps_the_lines_of_its_bills(self):
        self.company.estate_chunk_size = 2
        run = self._run("2026-11-01")
        run.action_publish()
        run._take_chunk()
        run.action_stop()
        published = run.amount_written
        run.action_plan()
        self.assertEqual((run.written_count, run.todo_count), (6, 3))
        self.assertEqual(run.amount_written, published)
        run.with_user(self.accountant).action_cancel()
        self._run_job()
        self.assertEqual(run.state, "cancelled")
        self.assertEqual(set(run.move_ids.mapped("payment_state")), {"reversed"})

    def test_a_bill_moved_to_another_unit_is_cancelled_as_well(self):
        self.own.button_draft()
        self.own.estate_unit_id = self.unit_2
        self.own.action_post()
        self._cancel()
        self._run_job()
        self.assertEqual(self.october.state, "cancelled")
        self.assertFalse(self.own.line_ids.estate_assignment_id)

    def test_a_run_is_not_cancelled_while_a_bill_of_it_holds_days(self):
        self.env.cr.execute(
            "DELETE FROM estate_bill_plan WHERE move_id = %s", [self.own.id]
        )
        self._cancel()
        self._run_job()
        self.assertEqual(self.october.state, "done")
        said = "".join(self.october.message_ids.mapped("body"))
        self.assertIn("1 bills stay", said)

    def test_a_chunk_has_one_bill_or_more(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.cr.savepoint(),
        ):
            self.company.estate_chunk_size = 0
            self.env.flush_all()

    def test_trouble_that_was_overcome_is_no_news(self):
        run = self._run("2026-11-01")
        run._take_step("publishing", chunk_failed="Stopped by an unexpected error")
        self._run_job()
        self.assertEqual((run.state, run.chunk_failed), ("done", False))
        run._take_step("done", chunk_failed="Stopped by an unexpected error")
        run.with_user(self.accountant).action_cancel()
        run._take_step("cancelling", chunk_failed="Stopped by an unexpected error")
        self._run_job()
        self.assertEqual((run.state, run.chunk_failed), ("cancelled", False))

    def test_lost_rights_stop_the_job_and_are_said(self):
        self._cancel()
        desk = self.env.ref("estate_service.group_estate_front_desk")
        self.accountant.group_ids = self.env.ref("base.group_user") + desk
        self._run_job()
        self.assertEqual(self.october.state, "done")
        self.assertTrue(self.october.chunk_failed)
        self.assertFalse(self.october.move_ids.reversal_move_ids)

    def test_a_number_taken_meanwhile_is_no_fault_of_a_bill(self):
        self._cancel()

        def busy(moves, reason):
            raise JournalBusyError("busy")

        moves = self.env.registry["account.move"]
        with patch.object(moves, "_estate_cancel_bills", busy), patch("time.sleep"):
            self._run_job()
        self.assertEqual(
            (self.october.state, self.october.refused_count), ("cancelling", 0)
        )
        self._run_job()
        self.assertEqual(self.october.state, "cancelled")

    def test_who_cancels_is_not_written_by_hand(self):
        clerk = self._new_staff("finance_clerk")
        with self.assertRaises(AccessError):
            self.october.with_user(clerk).cancel_user_id = self.accountant
        with self.assertRaises(AccessError):
            self.october.with_user(self.accountant).cancel_user_id = clerk

    def test_a_run_in_cancellation_publishes_nothing(self):
        self._cancel()
        with self.assertRaises(UserError):
            self.october.with_user(self.accountant).action_publish()
