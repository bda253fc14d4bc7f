import psycopg2

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .fee_common import FeeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-10-05")
class TestFeeAssignment(FeeCommon):
    """One assignment is one thing charged: never twice, ended instead of deleted."""

    def _twin_refused(self, **vals):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ExclusionViolation),
            self.cr.savepoint(),
        ):
            self._assign(self.unit, self.item_light, **vals)
            self.env.flush_all()

    def test_the_same_fee_twice_in_the_same_days_is_refused(self):
        first = self._assign(self.unit, self.item_light, "2026-01-01")
        self._twin_refused(date_from="2026-06-01")
        first.date_to = "2026-05-31"
        self._assign(self.unit, self.item_light, "2026-06-01")

    def test_two_spaces_are_two_assignments_with_labels(self):
        self._assign(self.unit, self.item_light, label="B1-023")
        self._assign(self.unit, self.item_light, label="B1-024")
        self._twin_refused(label="B1-024")

    def test_an_archived_assignment_makes_room(self):
        self._assign(self.unit, self.item_light).action_archive()
        self._assign(self.unit, self.item_light)

    def test_a_vehicle_belongs_to_the_unit(self):
        vehicle = self.env["estate.vehicle"].create(
            {"plate": "粤B12345", "unit_id": self.unit_2.id}
        )
        with self.assertRaisesRegex(ValidationError, "no vehicle of"):
            self._assign(self.unit, self.item_light, vehicle_id=vehicle.id)

    def test_billed_until_is_read_from_posted_bills(self):
        assignments = self.env["estate.fee.assignment"].union(
            *self._assign_all(self.unit + self.unit_2, self.item_area)
        )
        self.assertEqual(assignments.mapped("billed_until"), [False, False])
        run = self._bill()
        assignments.invalidate_recordset()
        last = fields.Date.to_date("2026-10-31")
        self.assertEqual(assignments.mapped("billed_until"), [last, last])
        run.action_cancel()
        self._run_job()
        assignments.invalidate_recordset()
        self.assertEqual(assignments.mapped("billed_until"), [False, False])

    def test_what_is_billed_is_ended_not_deleted_nor_changed(self):
        [assignment] = self._assign_all(self.unit, self.item_area)
        self._bill()
        with self.assertRaisesRegex(UserError, "last day instead of deleting"):
            assignment.unlink()
        with self.assertRaisesRegex(UserError, "assign the other fee"):
            assignment.item_id = self.item_light
        with self.assertRaisesRegex(UserError, "assign the other fee"):
            assignment.unit_id = self.unit_2
        self._assign(self.unit_2, self.item_light).unlink()

    def test_what_is_billed_is_not_archived(self):
        [assignment] = self._assign_all(self.unit, self.item_area)
        self._bill()
        with self.assertRaisesRegex(UserError, "end it instead"):
            assignment.action_archive()

    def test_a_successor_begins_after_the_billed_days(self):
        self.community.billing_cycle = "quarter"
        before = self._assign(self.unit, self.item_light, "2026-10-01")
        self._bill()
        before.date_to = "2026-10-31"
        refused = self.assertRaisesRegex(ValidationError, "billed until 2026-12-31")
        with refused, self.cr.savepoint():
            self._assign(self.unit, self.item_light, "2026-11-11")
        after = self._assign(self.unit, self.item_light, "2027-01-01")
        with self.assertRaisesRegex(ValidationError, "billed until 2026-12-31"):
            after.date_from = "2026-12-31"
        self._assign(self.unit, self.item_light, "2026-11-11", label="B1-024")
        self._assign(self.unit, self.item_garbage, "2026-11-11")

    def test_an_archived_unit_is_billed_to_the_last_day_of_its_fees(self):
        assignment = self._assign(self.unit, self.item_light, "2026-10-01")
        with self.assertRaisesRegex(UserError, "end its fees first"):
            self.unit.action_archive()
        assignment.date_to = "2026-10-15"
        self.unit.action_archive()
        self.assertEqual(self._run().plan_ids.assignment_id, assignment)

    def test_end_on_ends_what_began_and_archives_what_never_did(self):
        begun = self._assign(self.unit, self.item_light, "2026-01-01")
        coming = self._assign(self.unit_2, self.item_light, "2027-01-01")
        action = (begun + coming).action_end()
        wizard = (
            self.env[action["res_model"]]
            .with_context(**action["context"])
            .create({"date_to": "2026-10-31"})
        )
        wizard.action_confirm()
        self.assertEqual(begun.date_to, fields.Date.to_date("2026-10-31"))
        self.assertTrue(begun.active)
        self.assertFalse(coming.active)

    def test_ending_before_billed_days_is_said_and_never_before_all_of_them(self):
        [assignment] = self._assign_all(self.unit, self.item_area)
        self._bill()
        wizard = self.env["estate.fee.assignment.end"].create(
            {"assignment_ids": assignment.ids, "date_to": "2026-10-15"}
        )
        self.assertEqual(wizard.billed_count, 1)
        wizard.date_to = "2026-09-15"
        with self.assertRaisesRegex(UserError, "later day"):
            wizard.action_confirm()

    def test_charged_today_is_searched_as_it_is_shown(self):
        past = self._assign(self.unit, self.item_light, date_to="2026-10-04")
        today = self._assign(self.unit_2, self.item_light, date_to="2026-10-05")
        coming = self._assign(self.shop, self.item_light, "2026-10-06")
        all_three = past + today + coming
        self.assertEqual(all_three.mapped("is_current"), [False, True, False])
        domain = [("id", "in", all_three.ids)]
        found = all_three.search([*domain, ("is_current", "=", True)])
        self.assertEqual(found, today)
        found = all_three.search([*domain, ("is_current", "=", False)])
        self.assertEqual(found, past + coming)
