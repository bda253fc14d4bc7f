from ast import literal_eval

import psycopg2
from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .fee_common import FeeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-22")
class TestFeeRunScreens(FeeCommon):
    """What a clerk is offered and told on the way from a new run to its bills."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._new_staff("finance_clerk")

    def _new_run(self):
        form = Form(self.env["estate.bill.run"].with_user(self.clerk))
        form.community_id = self.community
        return form

    def _publish_wizard(self, run):
        action = run.with_user(self.clerk).action_confirm_publish()
        wizard = self.env["estate.bill.run.publish"].with_user(self.clerk)
        return Form(wizard.with_context(**action["context"]))

    def test_b10_a_new_run_proposes_the_month_after_the_last_one(self):
        self._assign_all()
        self.community.cut_over = "2026-10-15"
        self.assertEqual(str(self._new_run().date_from), "2026-10-01")
        run = self._bill()
        self._bill("2027-01-01", item_ids=self.item_light.ids)  # not every item
        following = self._new_run().save()
        self.assertEqual(str(following.date_from), "2026-11-01")
        self.assertEqual(str(following.date_to), "2026-11-30")
        run.action_cancel()
        self._run_job()
        self.community.cut_over = False
        self.assertEqual(str(self._new_run().date_from), "2026-11-01")

    def test_b10_publishing_shows_bills_amount_and_what_is_unusual_first(self):
        self._assign_all()
        run = self._run(date_invoice="2026-11-22")
        run.plan_ids.filtered(lambda row: row.unit_id == self.shop).action_leave_out()
        form = self._publish_wizard(run)
        self.assertEqual((form.bill_count, form.line_count), (2, run.todo_count))
        self.assertEqual(form.left_out_count, run.left_out_count)
        amount = form.amount
        self.assertAlmostEqual(amount, run.amount_planned)
        self.assertEqual(form.unusual_count, 0)
        self.assertFalse(form.is_due_past)
        form.save().action_confirm()
        self.assertEqual(run.state, "publishing")
        self._run_job()
        self.assertEqual(len(run.move_ids), 2)
        self.assertAlmostEqual(sum(run.move_ids.mapped("amount_total")), amount)

    def test_b10_a_due_date_in_the_past_is_said_and_can_be_mended_there(self):
        self._assign_all()
        run = self._run()
        self.assertTrue(run.is_due_past)
        form = self._publish_wizard(run)
        self.assertTrue(form.is_due_past)
        form.date_due = "2026-12-10"
        self.assertFalse(form.is_due_past)
        form.save().action_confirm()
        self.assertEqual(str(run.date_due), "2026-12-10")

    def test_b10_bills_are_not_due_before_their_date(self):
        self._assign_all()
        run = self._run(date_invoice="2026-11-22")
        form = self._publish_wizard(run)
        form.date_due = "2026-11-01"
        due = run.date_due
        wizard = form.save()
        self.assertEqual(run.date_due, due, "saved with the dialog, not with the run")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.cr.savepoint(),
        ):
            wizard.action_confirm()
            self.env.flush_all()

    def test_b10_dates_that_a_colleague_changed_meanwhile_are_looked_at_again(self):
        self._assign_all()
        run = self._run(date_invoice="2026-11-22")
        wizard = self._publish_wizard(run).save()
        run.date_due = "2026-12-24"
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            wizard.action_confirm()
        self.assertEqual(run.state, "planned")

    def test_b10_the_period_of_a_saved_draft_and_of_partial_runs_is_left_alone(self):
        self.community.cut_over = "2020-01-01"
        self._assign_all()
        self._bill("2026-10-01", item_ids=self.item_light.ids)
        draft = self._new_run().save().sudo()
        self.assertEqual(str(draft.date_from), "2026-11-01")
        draft.date_from = "2026-10-01"
        draft.community_id = self.community.copy({"name": "Far", "code": "FAR"})
        self.assertEqual(str(draft.date_from), "2026-10-01")

    def test_b10_the_list_of_a_run_sums_to_its_planned_amount(self):
        self._assign_all()
        run = self._run()
        run.plan_ids.filtered(lambda row: row.unit_id == self.shop).action_leave_out()
        self.assertTrue(run.action_view_plan()["context"]["search_default_billed"])
        search = self.env.ref("estate_service.estate_bill_plan_view_search")
        [domain] = etree.fromstring(search.arch).xpath(
            "//filter[@name='billed']/@domain"
        )
        billed = run.plan_ids.filtered_domain(literal_eval(domain))
        self.assertAlmostEqual(sum(billed.mapped("amount")), run.amount_planned)
        self.assertLess(len(billed), run.plan_count)
        run.plan_ids.action_leave_out()
        self.assertFalse(run.action_view_plan()["context"]["search_default_billed"])
