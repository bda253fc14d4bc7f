from psycopg2.errors import ExclusionViolation

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .registry_common import RegistryCommon


@tagged("post_install", "-at_install")
class TestRegistryOwnership(RegistryCommon):
    """One primary owner at a time; the shares of all owners make 100 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer, cls.wife = cls._person("周军"), cls._person("吴静")
        cls.ownership = cls.unit.occupancy_ids

    # ------------------------------------------------------------
    # PRIMARY OWNER
    # ------------------------------------------------------------

    def _overlap(self, date_start, **vals):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ExclusionViolation) as violation,
            self.env.cr.savepoint(),
        ):
            self._occupy(self.unit, self.buyer, "owner", date_start, **vals)
        return self.env["estate.occupancy"]._sql_error_to_message(violation.exception)

    def test_two_primary_owners_cannot_overlap(self):
        message = self._overlap("2026-05-01")
        self.assertIn("汪健强", message)
        self.assertIn("1-1-101", message)
        self.assertIn("01/01/2024", message)

    def test_message_of_an_ended_ownership_names_its_end(self):
        self.ownership.date_end = "2026-04-30"
        message = self._overlap("2026-04-30")
        self.assertIn("04/30/2026", message)

    def test_owners_in_turn_do_not_overlap(self):
        self.ownership.date_end = "2026-04-30"
        self._occupy(self.unit, self.buyer, "owner", "2026-05-01")
        self.assertEqual(len(self.unit.occupancy_ids), 2)

    def test_moving_an_ownership_into_another_is_refused(self):
        self.ownership.date_end = "2026-04-30"
        later = self._occupy(self.unit, self.buyer, "owner", "2026-05-01")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ExclusionViolation),
            self.env.cr.savepoint(),
        ):
            later.date_start = "2026-04-01"
            self.env.flush_all()

    def test_owner_who_is_not_primary_may_overlap(self):
        self.ownership.share = 50
        self._occupy(
            self.unit, self.buyer, "owner", "2026-05-01", is_primary=False, share=50
        )
        self.assertEqual(self.unit.owner_id, self.owner)

    # ------------------------------------------------------------
    # SHARES
    # ------------------------------------------------------------

    def test_sole_owner_may_have_any_share(self):
        self.ownership.share = 50
        self.ownership.flush_recordset()

    def test_shares_of_co_owners_make_one_hundred(self):
        self.ownership.share = 60
        self._occupy(self.unit, self.wife, "co_owner", "2025-01-01", share=40)
        with self.assertRaisesRegex(ValidationError, r"1-1-101 make 110\.00 %.*汪健强"):
            self.ownership.share = 70

    def test_shares_count_day_by_day(self):
        """A later co-owner is measured only from the day on which he comes."""
        self.ownership.share = 100
        with self.assertRaisesRegex(ValidationError, "05/01/2026"):
            self._occupy(self.unit, self.wife, "co_owner", "2026-05-01", share=40)

    def test_shares_stay_right_when_an_ownership_ends(self):
        self.ownership.share = 60
        partner = self._occupy(self.unit, self.wife, "co_owner", "2025-01-01", share=40)
        with self.assertRaisesRegex(ValidationError, r"40\.00 % from 07/01/2026"):
            self.ownership.date_end = "2026-06-30"
        (self.ownership | partner).write({"date_end": "2026-06-30"})
        self.assertFalse(self.unit.with_context(today="2026-07-01").has_co_owners)

    def test_shares_in_different_years_are_not_added(self):
        self.ownership.write({"share": 50, "date_end": "2024-12-31"})
        self._occupy(
            self.unit,
            self.wife,
            "co_owner",
            "2024-01-01",
            date_end="2024-12-31",
            share=50,
        )
        self._occupy(self.unit, self.buyer, "owner", "2025-01-01", share=100)
        self.assertEqual(len(self.unit.occupancy_ids), 3)

    def test_thirds_are_rounded(self):
        self.ownership.share = 33.33
        self.env["estate.occupancy"].create(
            [
                {
                    "unit_id": self.unit.id,
                    "partner_id": person.id,
                    "role": "co_owner",
                    "date_start": "2024-01-01",
                    "share": 33.33,
                }
                for person in (self.wife, self.buyer)
            ]
        )
        self.assertTrue(self.unit.has_co_owners)

    def test_form_of_the_unit_changes_all_shares_together(self):
        self.ownership.share = 60
        other = self._occupy(self.unit, self.wife, "co_owner", "2025-01-01", share=40)
        self.unit.write(
            {
                "present_occupancy_ids": [
                    Command.update(self.ownership.id, {"share": 50}),
                    Command.update(other.id, {"share": 50}),
                ]
            }
        )
        self.assertEqual(self.ownership.share, 50)
        with self.assertRaises(ValidationError):
            self.unit.write(
                {
                    "present_occupancy_ids": [
                        Command.update(self.ownership.id, {"share": 10})
                    ]
                }
            )

    def test_deleting_a_co_owner_is_checked_too(self):
        self.ownership.share = 60
        wife = self._occupy(self.unit, self.wife, "co_owner", "2025-01-01", share=40)
        self._occupy(self.unit, self.buyer, "co_owner", "2026-01-01", share=0)
        with self.assertRaises(ValidationError):
            wife.unlink()

    def test_no_caller_can_put_the_check_off(self):
        """What a client sends in the context is never the token of the server."""
        self.ownership.share = 60
        with self.assertRaises(ValidationError):
            self.env["estate.occupancy"].with_context(estate_shares_later=True).create(
                {
                    "unit_id": self.unit.id,
                    "partner_id": self.wife.id,
                    "role": "co_owner",
                    "date_start": "2025-01-01",
                    "share": 90,
                }
            )

    # ------------------------------------------------------------
    # PAYERS AND THE WAY OUT
    # ------------------------------------------------------------

    def test_second_payer_is_allowed_but_the_form_warns(self):
        self.ownership.is_payer = True
        with Form(self.env["estate.occupancy"]) as form:
            form.unit_id = self.unit
            form.partner_id = self.wife
            form.role = "tenant"
            self.assertFalse(form.payer_note)
            form.is_payer = True
            self.assertIn("汪健强", form.payer_note)
        self.assertEqual(len(self.unit.occupancy_ids.filtered("is_payer")), 2)

    def test_ending_takes_co_owners_and_vehicles_along(self):
        self.ownership.share = 60
        partner = self._occupy(self.unit, self.wife, "co_owner", "2025-01-01", share=40)
        vehicle = self.env["estate.vehicle"].create(
            {
                "unit_id": self.unit.id,
                "plate": "粤B00001",
                "partner_id": self.owner.id,
                "date_start": "2025-01-01",
            }
        )
        action = self.ownership.action_end()
        with Form(
            self.env[action["res_model"]].with_context(**action["context"])
        ) as form:
            form.date_end = "2026-06-30"
        wizard = form.record
        self.assertEqual(wizard.occupancy_ids, self.ownership | partner)
        self.assertEqual(wizard.vehicle_ids, vehicle)
        wizard.action_end()
        self.assertEqual(
            (self.ownership | partner).mapped("date_end"),
            [self.ownership.date_end] * 2,
        )
        self.assertEqual(str(partner.date_end), "2026-06-30")
        self.assertEqual(vehicle.date_end, partner.date_end)

    def test_new_owner_follows_the_one_who_leaves(self):
        self.ownership.date_end = "2099-06-30"
        context = self.unit.action_new_owner()["context"]
        self.assertEqual(str(context["default_date"]), "2099-07-01")
        self.assertEqual(context["default_kind"], "sale")
        self.unit.occupancy_ids.unlink()
        context = self.unit.action_new_owner()["context"]
        self.assertEqual(context["default_role"], "owner")
