"""What a run says it comes to is what its bills ask for, taxes included."""

from odoo.tests import freeze_time, tagged

from .fee_common import FeeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-10-05")
class TestFeeRunTotals(FeeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax_on_top = cls.env["account.tax"].create(
            {
                "name": "6% on top",
                "amount": 6,
                "amount_type": "percent",
                "price_include_override": "tax_excluded",
                "type_tax_use": "sale",
                "company_id": cls.company.id,
            }
        )
        cls.item_net = cls._new_item("Net Fee", 100.0, tax=cls.tax_on_top)

    def test_totals_have_the_tax_before_and_after_publishing(self):
        self._assign_all(items=self.item_net + self.item_light)
        run = self._run()
        self.assertEqual((run.amount_planned, run.amount_written), (363, 0))
        run._publish_all()
        run.invalidate_recordset()
        self.assertEqual((run.amount_planned, run.amount_written), (363, 363))
        self.assertEqual(sum(run.move_ids.mapped("amount_total")), 363)
        self.assertIn("363.00", run.message_ids[0].body)

    def test_forecast_is_what_the_bills_will_ask_for(self):
        assignment = self._assign(self.unit, self.item_net, "2026-10-01")
        forecast = assignment._forecast(2)
        self.assertEqual([row["amount"] for row in forecast], [106, 106])

    def test_totals_of_two_runs_take_the_queries_of_one(self):
        self._assign_all(items=self.item_net)
        runs = self._run() | self._run("2026-11-01")
        self._count_queries(runs)
        self.assertEqual(self._count_queries(runs[0]), self._count_queries(runs))

    def _count_queries(self, runs):
        runs.invalidate_recordset(["amount_planned"])
        before = self.cr.sql_log_count
        runs.mapped("amount_planned")
        return self.cr.sql_log_count - before
