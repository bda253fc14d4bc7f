from odoo.tests import freeze_time, tagged

from .arrears_common import ArrearsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestArrearsSweep(ArrearsCommon):
    """Files begin and end with the ledger; the manager is told once."""

    def _told(self):
        return self._debt(self.unit).activity_ids

    def test_three_months_tell_the_manager_and_two_do_not(self):
        self._bill_months(7, 8)
        self._sweep()
        self.assertFalse(self._told())
        self._bill_months(9)
        self._sweep()
        activity = self._told()
        self.assertEqual(activity.user_id, self.manager)
        self.assertIn("3 months", activity.summary)

    def test_the_setting_says_from_how_many_months_on(self):
        self.company.estate_arrears_months_alert = 1
        self._bill_months(7)
        self._sweep()
        self.assertTrue(self._told())

    def test_the_manager_is_told_once_for_a_debt_not_daily(self):
        self._bill_months(7, 8, 9)
        self._sweep()
        self._told().with_user(self.manager).action_feedback()
        for day in ("11", "12"):
            with freeze_time(f"2026-11-{day} 10:00:00"):
                self._sweep()
                self.assertFalse(self._told())

    def test_who_has_paid_is_told_of_no_more(self):
        self._bill_months(7, 8, 9)
        self._sweep()
        activity = self._told()
        debt = self._debt(self.unit)
        self._pay(self.unit)
        self._sweep()
        self.assertFalse(activity.exists().filtered("active"))
        self.assertEqual(str(debt.date_end), "2026-11-10")
        self.assertEqual((debt.arrears_amount, debt.arrears_months), (0.0, 0))

    def test_a_sweep_again_changes_nothing(self):
        self._bill_months(7, 8, 9)
        self._sweep()
        debts = self.env["estate.dunning.debt"].search([])
        self._sweep()
        self.assertEqual(self.env["estate.dunning.debt"].search([]), debts)

    def test_a_level_may_tell_the_manager_too(self):
        self._bill_months(7)
        self.mail.tells_manager = True
        self._send()
        self.assertEqual(self._told().user_id, self.manager)

    def test_the_counter_begins_the_file_at_once(self):
        self._bill_months(7)
        desk = self._new_staff("front_desk")
        self.assertFalse(self._debt(self.unit))
        action = self.unit.with_user(desk).action_view_debts()
        debt = self.env["estate.dunning.debt"].with_user(desk).search(action["domain"])
        self.assertEqual((debt.arrears_months, debt.arrears_amount), (1, 249.68))

    def test_figures_of_many_files_take_one_statement(self):
        self._bill_months(7)
        self._sweep()
        debts = self.env["estate.dunning.debt"].search([("date_end", "=", False)])
        debts.mapped("arrears_amount")
        counts = []
        for some in (debts[:1], debts):
            self.env.invalidate_all()
            some.mapped("unit_id")
            some.mapped("date_end")
            self.env.flush_all()
            before = self.cr.sql_log_count
            some.mapped("arrears_amount")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
