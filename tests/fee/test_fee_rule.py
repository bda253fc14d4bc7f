from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .fee_common import FeeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-10-05")
class TestFeeRule(FeeCommon):
    """Rules assign a fee to many units at once, only where it is missing."""

    def _rule(self, item=None, **vals):
        return self.env["estate.fee.rule"].create(
            {
                "name": "Rule",
                "community_id": self.community.id,
                "item_id": (item or self.item_light).id,
                "date_from": "2026-10-01",
                **vals,
            }
        )

    def _preview(self, rule):
        return self.env["estate.fee.rule.apply"].browse(rule.action_preview()["res_id"])

    def _vehicle(self, unit, plate, **vals):
        return self.env["estate.vehicle"].create(
            {"plate": plate, "unit_id": unit.id, "date_start": "2026-01-01", **vals}
        )

    # ------------------------------------------------------------------- MATCH

    def test_units_are_chosen_by_kind_building_and_conditions(self):
        other = self.env["estate.building"].create(
            {"name": "2栋", "code": "2", "community_id": self.community.id}
        )
        far = self.env["estate.unit"].create(
            {**self._unit_vals("101", 50.0), "building_id": other.id}
        )
        cases = [
            ({}, self.unit + self.unit_2 + self.shop + far),
            ({"unit_kind": "home"}, self.unit + self.unit_2 + far),
            ({"building_ids": [Command.set(other.ids)]}, far),
            ({"unit_domain": "[('area_built', '>=', 100)]"}, self.unit_2),
        ]
        for vals, expected in cases:
            with self.subTest(vals=vals):
                self.assertEqual(set(self._rule(**vals)._units()), set(expected))

    def test_conditions_are_a_literal_filter_and_nothing_else(self):
        for hostile in (
            "__import__('os').system('true')",
            "[('no_such_field', '=', 1)]",
            "[('code', '=', uid)]",
            "{",
            "42",
        ):
            with self.subTest(hostile=hostile), self.assertRaises(ValidationError):
                self._rule(unit_domain=hostile)

    def test_a_rule_keeps_to_its_community(self):
        other = self.env["estate.community"].create(
            {"name": "Hillside", "code": "HS", "company_id": self.company.id}
        )
        building = self.env["estate.building"].create(
            {"name": "9", "code": "9", "community_id": other.id}
        )
        with self.assertRaisesRegex(ValidationError, "another community"):
            self._rule(building_ids=[Command.set(building.ids)])

    # ------------------------------------------------------------------- APPLY

    def test_applied_twice_it_changes_nothing(self):
        rule = self._rule(unit_kind="home")
        rule.action_apply()
        self.assertEqual(rule.assignment_ids.unit_id, self.unit + self.unit_2)
        rule.action_apply()
        self.assertEqual(len(rule.assignment_ids), 2)
        wizard = self._preview(rule)
        self.assertFalse(wizard.line_ids)

    def test_what_is_assigned_by_hand_is_left_to_the_hand(self):
        by_hand = self._assign(self.unit, self.item_light, label="own arrangement")
        rule = self._rule()
        rule.action_apply()
        self.assertEqual(rule.assignment_ids.unit_id, self.unit_2 + self.shop)
        rule.unit_kind = "shop"
        self._preview(rule).action_confirm()
        self.assertFalse(by_hand.date_to)

    def test_units_delivered_later_are_charged_from_their_delivery(self):
        self.unit.date_delivery = "2026-11-15"
        rule = self._rule(unit_kind="home")
        rule.action_apply()
        starts = {a.unit_id: str(a.date_from) for a in rule.assignment_ids}
        self.assertEqual(starts, {self.unit: "2026-11-15", self.unit_2: "2026-10-01"})

    def test_one_assignment_per_present_vehicle(self):
        item = self._new_item("space", 150, "vehicle")
        one = self._vehicle(self.unit, "粤B11111")
        two = self._vehicle(self.unit, "粤B22222", date_start="2026-12-01")
        self._vehicle(self.unit_2, "粤B33333", date_end="2026-09-30")
        rule = self._rule(item, per_vehicle=True)
        rule.action_apply()
        starts = {a.vehicle_id: str(a.date_from) for a in rule.assignment_ids}
        self.assertEqual(starts, {one: "2026-10-01", two: "2026-12-01"})
        self._vehicle(self.unit, "粤B44444")
        rule.action_apply()
        self.assertEqual(len(rule.assignment_ids), 3)

    def test_a_space_assigned_by_hand_covers_the_vehicles_of_its_unit(self):
        item = self._new_item("space", 150, "vehicle")
        self._vehicle(self.unit, "粤B11111")
        self._assign(self.unit, item, label="B1-001")
        rule = self._rule(item, per_vehicle=True)
        rule.action_apply()
        self.assertFalse(rule.assignment_ids)

    def test_deposits_are_not_assigned(self):
        self.company.estate_deposit_account_id.reconcile = True
        item = self._new_item("card", 50, kind="deposit")
        with self.assertRaisesRegex(UserError, "cannot be assigned"):
            self._rule(item).action_apply()

    # ----------------------------------------------------------------- PREVIEW

    def test_the_preview_ends_what_is_no_longer_meant_not_before_billed_days(self):
        rule = self._rule()
        rule.action_apply()
        self._bill("2026-10-01")
        rule.unit_kind = "home"
        wizard = self._preview(rule)
        self.assertEqual(wizard.end_line_ids.unit_id, self.shop)
        self.assertEqual(wizard.end_line_ids.date, fields.Date.to_date("2026-10-31"))
        wizard.action_confirm()
        ended = rule.assignment_ids.filtered("date_to")
        self.assertEqual(ended.unit_id, self.shop)
        self.assertFalse(self._preview(rule).line_ids, "its end is decided already")

    def test_what_was_ended_begins_again_only_when_somebody_says_so(self):
        rule = self._rule(unit_kind="home", date_from="2026-01-01")
        rule.action_apply()
        mine = rule.assignment_ids.filtered(lambda a: a.unit_id == self.unit)
        mine.date_to = "2026-06-30"
        rule.action_apply()
        self.assertEqual(len(rule.assignment_ids), 2, "ended on purpose")
        wizard = self._preview(rule)
        self.assertEqual(wizard.again_line_ids.unit_id, self.unit)
        self.assertFalse(wizard.again_line_ids.selected)
        wizard.again_line_ids.selected = True
        wizard.action_confirm()
        again = rule.assignment_ids - mine
        again = again.filtered(lambda a: a.unit_id == self.unit)
        self.assertEqual(str(again.date_from), "2026-10-06")

    def test_what_begins_again_begins_after_the_billed_days(self):
        self.community.billing_cycle = "quarter"
        rule = self._rule(unit_kind="home")
        rule.action_apply()
        self._bill()
        rule.assignment_ids.date_to = "2026-10-31"
        with freeze_time("2026-11-10"):
            again = self._preview(rule).again_line_ids
            self.assertEqual(
                set(again.mapped("date")), {fields.Date.to_date("2027-01-01")}
            )

    def test_what_was_archived_is_not_made_a_second_time_unasked(self):
        rule = self._rule(unit_kind="home")
        rule.action_apply()
        rule.assignment_ids.action_archive()
        rule.action_apply()
        self.assertFalse(rule.assignment_ids.filtered("active"))
        again = self._preview(rule).again_line_ids
        self.assertEqual(again.unit_id, self.unit + self.unit_2)
        self.assertEqual(set(again.mapped("date")), {fields.Date.to_date("2026-10-06")})

    def test_ticks_and_days_of_the_preview_are_obeyed(self):
        rule = self._rule(unit_kind="home")
        with Form(self._preview(rule)) as form:
            with form.create_line_ids.edit(0) as line:
                line.selected = False
            with form.create_line_ids.edit(1) as line:
                line.date = "2026-12-01"
            wizard = form.save()
        wizard.action_confirm()
        self.assertEqual(rule.assignment_ids.unit_id, self.unit_2)
        self.assertEqual(str(rule.assignment_ids.date_from), "2026-12-01")

    def test_queries_do_not_grow_with_the_units(self):
        rule = self._rule(unit_kind="home")
        counts = []
        for more in (0, 30):
            self.env["estate.unit"].create(
                [self._unit_vals(f"3{n:02}", 80.0) for n in range(1, more + 1)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rule._charges()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2)

    # ------------------------------------------------------------------ RIGHTS

    def test_rules_are_the_managers(self):
        rule = self._rule(unit_kind="home")
        rule.with_user(self._new_staff("manager")).action_preview()
        rule.with_user(self._new_staff("manager", login="m2")).action_apply()
        self.assertEqual(len(rule.assignment_ids), 2)
        shop_rule = self._rule(unit_kind="shop")
        desk = self._new_staff("front_desk")
        for action in ("action_apply", "action_preview"):
            with self.assertRaises(AccessError):
                getattr(shop_rule.with_user(desk), action)()
