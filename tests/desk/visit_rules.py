from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger


class VisitRules:
    """Visits planned by rule, and their coverage (R-603, R-604)."""

    def _rule(self, name):
        rule = self.env.ref(f"estate_service.visit_rule_{name}")
        # As the scheduled action does, whose user may do everything.
        return rule.sudo().with_company(self.company)

    def _plan(self, name):
        rule = self._rule(name)
        return rule._plan(rule._missing_visits(self.community))

    def test_r603_every_household_is_visited_each_quarter_by_its_steward(self):
        visits = self._plan("steward")
        self.assertEqual(visits.unit_id, self.unit + self.unit_2 + self.shop)
        self.assertEqual(visits.user_id, self.steward)
        self.assertEqual(set(visits.mapped("kind")), {"daily"})
        self.assertEqual(set(visits.mapped("period_start")), {date(2026, 10, 1)})
        # What is left of the quarter, shared out evenly.
        self.assertEqual(
            sorted(deadline.date() for deadline in visits.mapped("deadline")),
            [date(2026, 11, 27), date(2026, 12, 14), date(2026, 12, 31)],
        )
        self.assertFalse(self._plan("steward"))
        with freeze_time("2027-01-01 10:00:00"):
            self.assertEqual(len(self._plan("steward")), 3)

    def test_r603_a_vacant_home_is_called_not_visited(self):
        self.unit_2.state = "vacant"
        self.shop.write({"date_delivery": "2026-01-01", "date_movein": False})
        self.assertEqual(self._plan("steward").unit_id, self.unit)
        calls = self._plan("empty")
        self.assertEqual(calls.unit_id, self.unit_2 + self.shop)
        self.assertEqual(set(calls.mapped("method")), {"phone"})
        self.assertTrue(calls[0].hint)

    def test_r603_a_home_whose_owner_nobody_knows_is_planned_too(self):
        self.unit_2.state = "vacant"
        (self.unit_2 | self.shop).occupancy_ids.sudo().unlink()
        self.assertFalse(self.unit_2.owner_id)
        self.assertIn(self.shop, self._plan("steward").unit_id)
        call = self._plan("empty")
        self.assertEqual((call.unit_id, call.partner_id.id), (self.unit_2, False))
        self.assertFalse(self._plan("empty"))

    def test_r603_key_customers_are_visited_monthly_by_the_supervisor(self):
        self.env["estate.vip.profile"].create(
            {"partner_id": self.owner.id, "company_id": self.company.id}
        )
        visits = self._plan("supervisor")
        self.assertEqual((visits.unit_id, visits.partner_id), (self.unit, self.owner))
        self.assertEqual(visits.user_id, self.supervisor)
        self.assertEqual(visits.period_start, date(2026, 11, 1))
        self.assertEqual(self._plan("manager").user_id, self.manager)

    def test_r603_key_customers_who_live_together_are_both_visited(self):
        wife = self.env["res.partner"].create({"name": "Mrs Wang"})
        self._occupy(self.unit, wife, "family", "2026-01-01")
        self.env["estate.vip.profile"].create(
            [
                {"partner_id": person.id, "company_id": self.company.id}
                for person in self.owner | wife
            ]
        )
        visits = self._plan("supervisor")
        self.assertEqual(visits.partner_id, self.owner | wife)
        self.assertEqual(visits.unit_id, self.unit)
        self.assertFalse(self._plan("supervisor"))

    def test_r604_some_of_last_months_cases_are_called(self):
        for unit in self.unit + self.unit_2:
            with freeze_time("2026-10-20 10:00:00"):
                self._ask_resident(self._done(unit_id=unit.id))
        calls = self._plan("served")
        self.assertEqual(len(calls), 1)
        self.assertEqual((calls.kind, len(calls.answer_ids)), ("sampled", 4))
        self.assertFalse(self._plan("served"))

    def test_the_nightly_job_plans_for_all_and_doubles_nothing(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("estate_service.cron_plan_visits")
            cron.method_direct_trigger()
            mine = [("community_id", "=", self.community.id)]
            planned = self.env["estate.visit"].search_count(mine)
            self.assertEqual(planned, 3)
            cron.method_direct_trigger()
            self.assertEqual(self.env["estate.visit"].search_count(mine), planned)

    def test_a_rule_that_cannot_be_planned_keeps_no_other_waiting(self):
        rules = self.registry["estate.visit.rule"]
        served = patch.object(rules, "_find_lived", side_effect=ValueError("broken"))
        with served, mute_logger("odoo.addons.estate_service.models.mixins.sweep"):
            self.unit_2.state = "vacant"
            self._run_cron("cron_plan_visits")
        mine = [("community_id", "=", self.community.id)]
        planned = self.env["estate.visit"].search(mine)
        self.assertEqual(planned.unit_id, self.unit_2)
        self.assertEqual(planned.rule_id, self._rule("empty"))

    def test_many_households_are_planned_in_few_queries(self):
        def queries(rooms):
            units = self.env["estate.unit"].create(
                [self._unit_vals(room, 50.0) for room in rooms]
            )
            self.env["estate.occupancy"].create(
                [
                    {
                        "unit_id": unit.id,
                        "partner_id": self.owner.id,
                        "role": "owner",
                        "date_start": "2024-01-01",
                    }
                    for unit in units
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            begin = self.env.cr.sql_log_count
            self._plan("steward")
            self.env.flush_all()
            return self.env.cr.sql_log_count - begin

        queries(["201"])
        few = queries(["202"])
        self.assertLessEqual(queries([str(room) for room in range(301, 321)]) - few, 3)

    def test_coverage_is_the_share_of_planned_visits_that_took_place(self):
        visits = self._plan("steward").with_user(self.steward)
        visits[0].told = "News of the project"
        visits[0].action_done()
        rows = self.env["estate.visit"].formatted_read_group(
            [("rule_id", "!=", False), ("community_id", "=", self.community.id)],
            ["user_id"],
            ["coverage:avg"],
        )
        self.assertAlmostEqual(rows[0]["coverage:avg"], 100 / 3, 2)

    def test_a_planned_visit_is_not_deleted_but_not_needed(self):
        visit = self._plan("steward")[0].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "stays on record"):
            visit.unlink()
