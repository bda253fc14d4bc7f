from odoo.tests import freeze_time, tagged

from ..fee.adjustment_common import AdjustmentCommon


@tagged("post_install", "-at_install")
class TestStoryAdjustment(AdjustmentCommon):
    """A winter at Lakeside: asked, simulated, agreed to, told to each, billed.

    Half a year is billed ahead when the new price begins in the middle of December.
    """

    def test_story_of_a_price_that_rose_with_consent(self):
        with freeze_time("2026-10-01 02:00:00"):
            self.item_area.billing_cycle = "half_year"
            self._bill("2026-07-01", date_to="2026-12-31")
        with freeze_time("2026-10-20 02:00:00"):
            self._plan()
        with freeze_time("2026-11-05 02:00:00"):
            self._agree()
        with freeze_time("2026-11-10 02:00:00"):
            self._tell()
        with freeze_time("2026-11-14 02:00:00"):
            self._decide()
        with freeze_time("2026-11-15 02:00:00"):
            self._bill_the_difference()
        with freeze_time("2027-01-01 02:00:00"):
            self._bill_the_next_half_year()

    def _plan(self):
        """The accountant plans, the manager puts it to the owners."""
        self.adjustment = self._adjustment(date_effective="2026-12-16")
        self.adjustment.action_plan()
        self.adjustment.action_simulate()
        self.assertAlmostEqual(self.adjustment.difference, 95.66)
        self.adjustment = self.adjustment.with_user(self.manager)
        self.adjustment.action_submit()

    def _agree(self):
        self.adjustment.write(self._votes())
        self.adjustment.action_consent()

    def _tell(self):
        """Two by mail, of which one reads it in the portal; the shop by letter."""
        self.adjustment.action_notify()
        self._run_notices()
        self._notice(self.adjustment, self.owner)._note_read()
        with self.mock_mail_gateway():
            self._notice(self.adjustment, self.owner_2).sudo().mail_id.send()
        self._run_notices()
        self.assertEqual(self.adjustment.unreached_count, 1)
        self.adjustment.action_print_letters()
        letter = self._notice(self.adjustment, self.shop_owner)
        letter.with_user(self.steward).write(
            {"proof_on": "2026-11-12", "proof_signature": "c2lnbmVk"}
        )
        self.assertEqual(self.adjustment.unreached_count, 0)
        self.assertEqual(
            set(self.adjustment.notice_ids.mapped("reached_by")),
            {"portal", "mail", "letter"},
        )

    def _decide(self):
        """Everybody is reached in time: no reason is asked for."""
        self.adjustment.prepaid_choice = "rebill"
        self.adjustment.action_decide()
        self.assertEqual(self.adjustment.state, "in_force")
        self.assertEqual(self.adjustment.price_ids.consent_ref, "2026-9")

    def _bill_the_difference(self):
        adjustment = self.adjustment.with_user(self.accountant)
        adjustment.action_book_rebill()
        self._run_cron("cron_adjustment_rebill")
        rows = adjustment.rebill_ids
        self.assertEqual(set(rows.mapped("state")), {"done"})
        booked = sum(rows.sudo().new_move_id.mapped("amount_total"))
        self.assertAlmostEqual(booked, sum(rows.mapped("difference")))
        # 239.17 m² × 0.40 × 16/31, each unit rounded once.
        self.assertAlmostEqual(booked, 49.38, delta=0.02)

    def _bill_the_next_half_year(self):
        """Nothing of the old year is billed again; the new one at the new price."""
        run = self._run("2027-01-01")
        amounts = {row.unit_id: row.amount for row in run.plan_ids}
        self.assertEqual(set(run.plan_ids.mapped("price")), {3.2})
        self.assertEqual(amounts[self.unit_2], 1920.0)
        self.assertEqual(str(min(run.plan_ids.mapped("date_from"))), "2027-01-01")
