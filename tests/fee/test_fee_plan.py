from decimal import Decimal

from odoo.tests import freeze_time, tagged

from ...engine.bill_amount import recompute
from .fee_common import CONSENT, FeeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-10-05")
class TestFeePlan(FeeCommon):
    """The plan: which days, which price, which payer, how much (R-805, R-806, B-10)."""

    def _anomalies(self, run, unit):
        rows = run.plan_ids.filtered(lambda row: row.unit_id == unit)
        return {row.item_id.name: row.anomaly for row in rows}

    def test_amounts_by_area_and_fixed(self):
        self._assign_all(self.unit)
        self.assertEqual(
            self._rows(self._run())[:3],
            [
                (
                    "1-1-101",
                    "物业管理费",
                    "2026-10-01",
                    "2026-10-31",
                    Decimal("249.68"),
                ),
                ("1-1-101", "公共照明费", "2026-10-01", "2026-10-31", Decimal("15.0")),
                ("1-1-101", "生活垃圾费", "2026-10-01", "2026-10-31", Decimal("10.0")),
            ],
        )

    def test_inner_area_vehicle_and_multiplier(self):
        inner = self._new_item("inner", 2.0, "area_inner")
        space = self._new_item("space", 150.0, "vehicle")
        self._assign(self.unit_2, inner)
        self._assign(self.unit_2, space, multiplier=2, date_from="2026-10-01")
        run = self._run(item_ids=[(6, 0, (inner + space).ids)])
        amounts = {row[1]: row[4] for row in self._rows(run) if row[1] == "space"}
        self.assertEqual(amounts, {"space": Decimal("300.0")})
        inner_rows = [row for row in self._rows(run) if row[1] == "inner"]
        self.assertEqual(len(inner_rows), 10)  # every missed month since January
        self.assertEqual(inner_rows[-1][4], Decimal("160.0"))

    def test_price_of_the_kind_and_community_wins(self):
        self.env["estate.fee.price"].create(
            [
                {
                    "item_id": self.item_area.id,
                    "unit_kind": "shop",
                    "price": 4.5,
                    "date_from": "2020-01-01",
                },
                {
                    "item_id": self.item_light.id,
                    "community_id": self.community.id,
                    "price": 18,
                    "date_from": "2020-01-01",
                },
            ]
        )
        self._assign_all(self.unit + self.shop)
        self.assertEqual(
            [row[4] for row in self._rows(self._run()) if row[1]],
            [
                Decimal("249.68"),
                Decimal("18"),
                Decimal("10"),
                Decimal("225"),
                Decimal("18"),
                Decimal("10"),
            ],
        )

    def test_price_change_splits_the_month_by_days(self):
        old = self.item_light.price_ids
        old.date_to = "2026-10-16"
        old.copy({**CONSENT, "date_from": "2026-10-17", "date_to": False, "price": 20})
        self._assign(self.unit, self.item_light, "2026-10-01")
        rows = [row[2:] for row in self._rows(self._run()) if row[1] == "公共照明费"]
        self.assertEqual(
            rows,
            [
                ("2026-10-01", "2026-10-16", Decimal("7.74")),
                ("2026-10-17", "2026-10-31", Decimal("9.68")),
            ],
        )

    def test_change_of_payer_splits_and_the_parts_sum_to_the_month(self):
        self._occupy(self.unit, self.owner_2, "tenant", "2026-10-12", is_payer=True)
        self._assign_all(self.unit)
        run = self._run()
        by_item = {}
        for row in run.plan_ids.filtered("assignment_id"):
            by_item.setdefault(row.item_id, []).append(row)
        for rows in by_item.values():
            self.assertEqual([row.payer_id for row in rows], [self.owner, self.owner_2])
        totals = {
            item: sum(Decimal(str(row.amount)) for row in rows)
            for item, rows in by_item.items()
        }
        self.assertEqual(totals[self.item_area], Decimal("249.68"))
        self.assertEqual(totals[self.item_light], Decimal("15"))
        run._publish_all()
        self.assertEqual(len(run.move_ids), 2, "one bill per payer and unit")

    def test_owner_rule_ignores_the_paying_tenant(self):
        self._occupy(self.unit, self.owner_2, "tenant", "2026-01-01", is_payer=True)
        self._assign(self.unit, self.item_light, "2026-10-01", payer_rule="owner")
        self._assign(
            self.unit,
            self.item_garbage,
            "2026-10-01",
            payer_rule="partner",
            payer_id=self.shop_owner.id,
        )
        self._assign(self.unit, self.item_area, "2026-10-01", payer_rule="tenant")
        rows = self._run().plan_ids.filtered("assignment_id")
        self.assertEqual(
            {row.item_id: row.payer_id for row in rows},
            {
                self.item_light: self.owner,
                self.item_garbage: self.shop_owner,
                self.item_area: self.owner_2,
            },
        )

    def test_broken_first_and_last_month(self):
        self._assign(self.unit, self.item_light, "2026-08-11", date_to="2026-10-09")
        rows = [row[2:] for row in self._rows(self._run()) if row[1]]
        self.assertEqual(
            rows,
            [
                ("2026-08-11", "2026-08-31", Decimal("10.16")),
                ("2026-09-01", "2026-09-30", Decimal("15.0")),
                ("2026-10-01", "2026-10-09", Decimal("4.35")),
            ],
        )

    def test_nothing_before_the_cut_over(self):
        self.community.cut_over = "2026-09-01"
        self._assign(self.unit, self.item_light, "2020-01-01")
        self._assign(
            self.unit_2, self.item_light, "2020-01-01", billing_start="2026-10-01"
        )
        rows = [row for row in self._rows(self._run()) if row[1]]
        self.assertEqual(
            [(row[0], row[2]) for row in rows],
            [
                ("1-1-101", "2026-09-01"),
                ("1-1-101", "2026-10-01"),
                ("1-1-102", "2026-10-01"),
            ],
        )

    def test_cycles_of_item_and_community(self):
        self.community.billing_cycle = "quarter"
        self.item_garbage.billing_cycle = "year"
        self._assign(self.unit, self.item_light, "2026-10-01")
        self._assign(self.unit, self.item_garbage, "2026-01-01")
        rows = [row[1:] for row in self._rows(self._run()) if row[1]]
        self.assertEqual(
            rows,
            [
                ("公共照明费", "2026-10-01", "2026-12-31", Decimal("45")),
                ("生活垃圾费", "2026-01-01", "2026-12-31", Decimal("120")),
            ],
        )

    def test_anomalies_no_assignment_zero_no_price_no_payer(self):
        free = self._new_item("free", 0.0)
        unpriced = self._new_item("unpriced", 1.0)
        unpriced.price_ids.unlink()
        self.shop.occupancy_ids.unlink()
        self._assign(self.unit, free, "2026-10-01")
        self._assign(self.unit, unpriced, "2026-10-01")
        self._assign(self.shop, self.item_light, "2026-10-01")
        run = self._run()
        self.assertEqual(
            self._anomalies(run, self.unit),
            {"free": "zero", "unpriced": "no_price,zero"},
        )
        self.assertEqual(self._anomalies(run, self.unit_2), {False: "no_assignment"})
        self.assertEqual(self._anomalies(run, self.shop), {"公共照明费": "no_payer"})
        self.assertEqual(set(run.plan_ids.mapped("state")), {"left_out"})
        self.assertEqual(run.todo_count, 0)

    def test_what_cost_nothing_is_shown_by_its_own_run_alone(self):
        free = self._new_item("free", 0.0)
        self._assign(self.unit, free, "2026-08-01")
        rows = self._run("2026-10-01").plan_ids.filtered(
            lambda row: row.item_id == free
        )
        self.assertEqual(rows.mapped("anomaly"), ["zero"])
        self.assertEqual(str(rows.date_from), "2026-10-01")

    def test_anomaly_two_payers(self):
        self.unit.occupancy_ids.is_payer = True
        self._occupy(self.unit, self.owner_2, "family", "2026-01-01", is_payer=True)
        self._assign(self.unit, self.item_light, "2026-10-01")
        self.assertEqual(
            self._anomalies(self._run(), self.unit), {"公共照明费": "two_payers"}
        )

    def test_a_second_payer_from_mid_month_is_two_payers_on_one_line(self):
        self.unit.occupancy_ids.is_payer = True
        self._occupy(self.unit, self.owner_2, "family", "2026-10-12", is_payer=True)
        self._assign(self.unit, self.item_light, "2026-10-01")
        [row] = self._run().plan_ids.filtered("assignment_id")
        self.assertEqual((row.payer_id, row.anomaly), (self.owner, "two_payers"))

    def test_the_owners_fee_waits_for_an_owner(self):
        self.unit.occupancy_ids.unlink()
        self._occupy(self.unit, self.owner_2, "tenant", "2026-01-01", is_payer=True)
        cases = {"owner": "no_payer", "payer": False, "tenant": False}
        items = self.item_light + self.item_garbage + self.item_area
        for item, rule in zip(items, cases, strict=True):
            self._assign(self.unit, item, "2026-10-01", payer_rule=rule)
        rows = self._run().plan_ids.filtered("assignment_id")
        found = {row.assignment_id.payer_rule: row.anomaly for row in rows}
        self.assertEqual(found, cases)

    def test_a_tenant_not_marked_as_payer_pays_only_where_the_rule_says_tenant(self):
        self.unit.occupancy_ids.unlink()
        self._occupy(self.unit, self.owner_2, "tenant", "2026-01-01", is_payer=False)
        self._assign(self.unit, self.item_light, "2026-10-01")
        self.assertEqual(
            self._anomalies(self._run(), self.unit), {"公共照明费": "no_payer"}
        )

    def test_the_last_billed_period_is_compared_across_a_cancelled_one(self):
        self._assign_all(self.unit, self.item_area)
        self._bill()
        november = self._bill("2026-11-01")
        november.move_ids._estate_cancel_bills("Wrong area")
        self.unit.area_built = 189.17
        run = self._run("2026-12-01")
        newest = run.plan_ids.filtered("assignment_id").sorted("date_from")[-1]
        self.assertEqual(newest.previous_amount, 249.68)
        self.assertEqual(newest.anomaly, "area_changed,deviation")

    def test_anomaly_deviation_is_a_setting_and_area_changed(self):
        self._assign_all(self.unit)
        self._bill()
        self.unit.area_built = 60.0
        run = self._run("2026-11-01")
        self.assertEqual(
            self._anomalies(run, self.unit)["物业管理费"], "area_changed,deviation"
        )
        self.assertFalse(self._anomalies(run, self.unit)["公共照明费"])
        self.company.estate_anomaly_percent = 40
        run = self._run("2026-11-01")
        self.assertEqual(self._anomalies(run, self.unit)["物业管理费"], "area_changed")

    def test_b08_every_amount_is_recomputed_from_its_explanation_alone(self):
        self.unit.occupancy_ids.date_end = "2026-10-11"
        self._occupy(self.unit, self.owner_2, "owner", "2026-10-12")
        price = self.item_area.price_ids
        price.date_to = "2026-10-20"
        price.copy(
            {**CONSENT, "date_from": "2026-10-21", "date_to": False, "price": 3.3333}
        )
        self._assign_all(date_from="2026-08-19")
        run = self._run()
        rows = run.plan_ids.filtered("explanation")
        self.assertGreater(len(rows), 20)
        for row in rows:
            self.assertEqual(
                recompute(row.explanation),
                Decimal(str(row.amount)).quantize(Decimal("0.01")),
                row.explanation,
            )

    def test_forecast_is_what_the_next_runs_bill(self):
        self._assign_all(self.unit)
        self._bill()
        assignments = self.env["estate.fee.assignment"].search(
            [("unit_id", "=", self.unit.id)]
        )
        forecast = assignments._forecast(3)
        self.assertEqual(sum(row["amount"] for row in forecast), Decimal("824.04"))
        self.assertEqual({row["date_from"].month for row in forecast}, {11, 12, 1})

    def test_plan_takes_the_same_queries_for_any_number_of_units(self):
        self._assign_all()
        run = self._run()
        run.invalidate_recordset()
        before = self.cr.sql_log_count
        run._compute_plan()
        few = self.cr.sql_log_count - before
        units = self.env["estate.unit"].create(
            [self._unit_vals(f"2{n:02}", 80.0) for n in range(1, 31)]
        )
        self._assign_all(units)
        self.env.flush_all()
        before = self.cr.sql_log_count
        run._compute_plan()
        self.assertLessEqual(self.cr.sql_log_count - before, few)
