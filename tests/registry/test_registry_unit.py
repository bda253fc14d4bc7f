from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .registry_common import RegistryCommon


@tagged("post_install", "-at_install")
class TestRegistryUnit(RegistryCommon):
    """Codes, places, states and the end of units, buildings and communities."""

    # ------------------------------------------------------------
    # CODES AND PLACES
    # ------------------------------------------------------------

    def test_code_comes_from_building_section_and_room(self):
        with Form(self.env["estate.unit"]) as form:
            form.building_id = self.building
            form.section = "2"
            form.room = "1501"
            self.assertEqual(form.code, "1-2-1501")
            self.assertEqual(form.floor, 15)
        self.assertEqual(form.record.community_id, self.community)

    def test_code_follows_the_code_of_the_building(self):
        self.building.code = "A"
        self.assertEqual(self.unit.code, "A-1-101")

    def test_code_is_kept_in_one_spelling(self):
        self.unit.room = "１０１Ａ"
        self.assertEqual(self.unit.code, "1-1-101A")
        self.unit.code = "8栋2单元1501室"
        self.assertEqual(self.unit.code, "8-2-1501")

    def test_code_is_unique_in_its_community(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.env["estate.unit"].create(self._unit_vals("101", 50))

    def test_same_code_in_another_community_is_another_unit(self):
        copy = self.unit.copy(
            {"community_id": self.neighbour.id, "building_id": False, "code": "1-1-101"}
        )
        self.assertEqual(copy.code, self.unit.code)

    def test_copy_is_another_room_without_people(self):
        copy = self.unit.copy()
        self.assertEqual(copy.code, "1-1-101 (copy)")
        self.assertFalse(copy.occupancy_ids)
        self.assertFalse(copy.owner_id)

    def test_building_of_another_community_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Hillside"):
            self.unit.write(
                {"building_id": self.building.id, "community_id": self.neighbour.id}
            )

    def test_unit_cannot_belong_to_itself(self):
        self.unit_2.parent_id = self.unit
        with self.assertRaises(ValidationError):
            self.unit.parent_id = self.unit_2

    def test_area_is_never_negative(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(CheckViolation),
            self.env.cr.savepoint(),
        ):
            self.unit.area_built = -1
            self.env.flush_all()

    # ------------------------------------------------------------
    # STATES
    # ------------------------------------------------------------

    @freeze_time("2026-11-01")
    def test_people_suggest_the_state(self):
        self.unit.state = "occupied"
        self.assertFalse(self.unit.suggested_state)
        tenant = self._occupy(self.unit, self.owner_2, "tenant", "2026-01-01")
        self.assertEqual(self.unit.suggested_state, "let")
        self.unit.action_take_suggested_state()
        self.assertEqual(self.unit.state, "let")
        tenant.date_end = "2026-10-31"
        self.assertEqual(self.unit.suggested_state, "vacant")
        self.unit.state = "unsold"
        self.assertEqual(self.unit.suggested_state, "undelivered")

    # ------------------------------------------------------------
    # WHO MAY CHANGE WHAT
    # ------------------------------------------------------------

    def test_desk_changes_state_and_notes_but_no_master_data(self):
        for role in ("front_desk", "steward", "supervisor"):
            user = self._new_role(role)
            unit = self.unit.with_user(user)
            unit.write({"note": role, "state": "vacant"})
            for field, value in (
                ("area_built", 10.0),
                ("code", "9-9-999"),
                ("kind", "shop"),
                ("active", False),
                ("date_delivery", "2026-01-01"),
                ("parking_spaces", 2),
            ):
                with (
                    self.subTest(role=role, field=field),
                    self.assertRaises(AccessError),
                ):
                    unit.write({field: value})
                self.assertTrue(
                    unit.fields_get([field])[field]["readonly"], f"{role} {field}"
                )

    def test_manager_changes_master_data(self):
        unit = self.unit.with_user(self._new_role("manager"))
        unit.write({"area_built": 90.0, "kind": "shop"})
        unit.action_archive()
        self.assertFalse(self.unit.active)

    def test_nobody_writes_the_owner_directly(self):
        with self.assertRaises(AccessError):
            self.unit.payer_id = self.owner_2

    # ------------------------------------------------------------
    # THE END
    # ------------------------------------------------------------

    def test_unit_with_history_is_archived_not_deleted(self):
        with self.assertRaisesRegex(UserError, "1-1-101"):
            self.unit.unlink()
        self.env["estate.unit"].create(self._unit_vals("601", 50)).unlink()

    def test_building_and_community_with_units_are_not_deleted(self):
        with self.assertRaisesRegex(UserError, "1栋"):
            self.building.unlink()
        with self.assertRaisesRegex(UserError, "Lakeside"):
            self.community.unlink()
        empty = self.building.copy()
        self.assertEqual(empty.code, "1 (copy)")
        empty.unlink()
        community = self.community.copy()
        self.assertFalse(community.unit_ids)
        community.unlink()

    # ------------------------------------------------------------
    # VEHICLES
    # ------------------------------------------------------------

    def _vehicle(self, plate, **vals):
        return self.env["estate.vehicle"].create(
            {"unit_id": self.unit.id, "plate": plate, **vals}
        )

    def test_plate_is_kept_in_one_spelling(self):
        vehicle = self._vehicle("粤ｂ·１２ 345")
        self.assertEqual(vehicle.plate, "粤B12345")
        vehicle.plate = "粤b-99999"
        self.assertEqual(vehicle.plate, "粤B99999")

    def test_plate_is_unique_until_the_vehicle_is_gone(self):
        vehicle = self._vehicle("粤B12345")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self._vehicle("粤b12345")
        vehicle.action_archive()
        self._vehicle("粤B12345")

    def test_vehicle_is_archived_when_its_last_day_has_passed(self):
        vehicle = self._vehicle("粤B12345", date_start="2026-01-01")
        vehicle.date_end = "2026-10-31"
        vehicle._archive_gone_vehicles()
        with freeze_time("2026-10-31"):
            vehicle.active = True
            vehicle._archive_gone_vehicles()
            self.assertTrue(vehicle.active)
        with freeze_time("2026-11-01"):
            vehicle._archive_gone_vehicles()
            self.assertFalse(vehicle.active)

    def test_smart_buttons_lead_to_the_records_of_the_unit(self):
        vehicle = self._vehicle("粤B12345")
        self.unit_2.parent_id = self.unit
        for action, expected in (
            (self.unit.action_view_occupancies(), self.unit.occupancy_ids),
            (self.unit.action_view_vehicles(), vehicle),
            (self.unit.action_view_children(), self.unit_2),
            (self.building.action_view_units(), self.building.unit_ids),
            (self.community.action_view_buildings(), self.building),
            (self.owner.action_view_estate_units(), self.unit),
        ):
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, expected)
        self.assertEqual(self.unit.vehicle_count, 1)
        self.assertEqual(self.unit.child_count, 1)
        self.assertEqual(self.owner.estate_unit_ids, self.unit)
