from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

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
        with self.assertRaisesRegex(UserError, "before their date"):
            form.save().action_confirm()

    def test_b10_the_list_of_a_run_sums_to_its_planned_amount(self):
        self._assign_all()
        run = self._run()
        run.plan_ids.filtered(lambda row: row.unit_id == self.shop).action_leave_out()
        action = run.action_view_plan()
        self.assertTrue(action["context"]["search_default_billed"])
        billed = run.plan_ids.filtered(lambda row: row.state in ("todo", "written"))
        self.assertAlmostEqual(sum(billed.mapped("amount")), run.amount_planned)
