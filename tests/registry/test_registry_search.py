from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .registry_common import RegistryCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-01")
class TestRegistrySearch(RegistryCommon):
    """A unit is found by whatever the person at the counter says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.community.alias_names = "湖畔花园，湖畔"
        cls.high = cls.env["estate.unit"].create(cls._unit_vals("1501", 90, floor=15))
        cls.near = cls.env["estate.unit"].create(cls._unit_vals("2101", 90, floor=21))
        cls.former = cls._person("欧阳锋", phone="138-0013-8000")
        cls._occupy(cls.high, cls.former, "owner", "2020-01-01", date_end="2023-12-31")
        cls.present = cls._person("陈小明", phone="+86 137 1234 5678")
        occupancy = cls._occupy(cls.high, cls.present, "owner", "2024-01-01")
        cls.env["estate.contact.point"].create(
            {"occupancy_id": occupancy.id, "name": "陈父", "phone": "0755-2666 4321"}
        )
        cls.env["estate.vehicle"].create({"unit_id": cls.high.id, "plate": "粤B·8D8F8"})

    def _found(self, text):
        return self.env["estate.unit"].search(
            [("display_name", "ilike", text), ("community_id", "=", self.community.id)]
        )

    def _hint(self, text):
        """What the drop-down says beside the unit."""
        rows = self.env["estate.unit"].web_name_search(text, {"display_name": {}})
        names = {row["id"]: row["__formatted_display_name"] for row in rows}
        return names.get(self.high.id)

    def test_code_in_every_spelling(self):
        for text in (
            "1-1-1501",
            "1栋1单元1501",
            "1栋1单元1501室",
            "１－１－１５０１",
            "1#1-1501",
            "1号楼1单元1501",
            "一栋一单元1501",
            "湖畔花园1栋1单元1501",
            "1座1门1501",
            "1-1501",
        ):
            with self.subTest(text):
                self.assertEqual(self._found(text), self.high)

    def test_room_alone(self):
        self.assertEqual(self._found("1501"), self.high)
        self.assertEqual(self._found("1501室"), self.high)

    def test_beginning_of_a_room(self):
        self.assertEqual(self._found("150"), self.high)

    def test_room_is_not_found_in_the_middle_of_another(self):
        self.assertIn(self.unit, self._found("101"))
        self.assertNotIn(self.near, self._found("101"))

    def test_code_is_not_found_in_the_middle_of_another(self):
        far = self.env["estate.building"].create(
            {"name": "11栋", "code": "11", "community_id": self.community.id}
        )
        twin = self.env["estate.unit"].create(
            self._unit_vals("1501", 90, building_id=far.id)
        )
        self.assertEqual(twin.code, "11-1-1501")
        self.assertEqual(self._found("1-1-1501"), self.high)
        self.assertEqual(self._found("11-1-1501"), twin)

    def test_building_finds_its_units(self):
        self.assertEqual(self._found("1栋"), self.building.unit_ids)

    def test_name_of_a_present_resident(self):
        self.assertEqual(self._found("陈小明"), self.high)
        self.assertEqual(self._hint("陈小明"), "1-1-1501 · Lakeside\t--陈小明--")

    def test_part_of_a_name(self):
        self.assertEqual(self._found("小明"), self.high)

    def test_former_resident_is_found_and_marked(self):
        self.assertEqual(self._found("欧阳锋"), self.high)
        self.assertIn("欧阳锋 (former)", self._hint("欧阳锋"))

    def test_last_four_digits_of_a_phone(self):
        self.assertEqual(self._found("5678"), self.high)
        self.assertIn("陈小明", self._hint("5678"))

    def test_last_four_digits_of_a_contact(self):
        self.assertEqual(self._found("4321"), self.high)
        self.assertIn("陈父", self._hint("4321"))

    def test_whole_phone_in_any_spelling(self):
        for text in ("13712345678", "137-1234-5678", "26664321"):
            self.assertEqual(self._found(text), self.high)
        self.assertFalse(self._found("13900005678"))

    def test_invalid_contact_is_found_and_marked(self):
        self.high.occupancy_ids.contact_point_ids.invalid = True
        self.assertIn("陈父 (former)", self._hint("4321"))

    def test_plate_in_any_spelling(self):
        for text in ("粤B8D8F8", "粤b 8d8f8", "8D8F8", "粤B·８Ｄ８Ｆ８"):
            with self.subTest(text):
                self.assertEqual(self._found(text), self.high)
        self.assertIn("粤B8D8F8", self._hint("8d8f8"))

    def test_wildcards_are_text(self):
        self.assertFalse(self._found("%%%"))
        self.assertFalse(self._found("1-1-150_"))

    def test_exact_name_reads_the_display_name_back(self):
        self.assertEqual(self.high.display_name, "1-1-1501 · Lakeside")
        found = self.env["estate.unit"].name_search("1-1-1501 · Lakeside", operator="=")
        self.assertEqual(found, [(self.high.id, self.high.display_name)])

    def test_negative_search_excludes(self):
        others = self.env["estate.unit"].search(
            [("display_name", "not ilike", "陈小明")]
        )
        self.assertNotIn(self.high, others)
        self.assertIn(self.unit, others)

    def test_name_of_a_unit_is_short_for_who_serves_one_community(self):
        clerk = self._new_role("front_desk")
        self.assertEqual(self.high.with_user(clerk).display_name, "1-1-1501")
        self.assertEqual(self.high.with_user(clerk).sudo().display_name, "1-1-1501")
        clerk.estate_community_ids = [Command.link(self.neighbour.id)]
        self.high.invalidate_recordset(["display_name"])
        self.assertEqual(self.high.with_user(clerk).display_name, "1-1-1501 · Lakeside")

    def test_search_finds_nothing_of_other_communities(self):
        clerk = self._new_role("front_desk")
        units = self.env["estate.unit"].with_user(clerk)
        for text in ("901", "Owner of Hillside", "7788", "9999", "粤XHILLS"):
            with self.subTest(text):
                self.assertFalse(units.search([("display_name", "ilike", text)]))

    def test_partner_is_found_by_phone(self):
        partners = self.env["res.partner"]
        for text in ("5678", "137 1234"):
            self.assertIn(
                self.present, partners.search([("display_name", "ilike", text)])
            )

    def test_namesakes_are_told_apart_by_unit_and_phone(self):
        name = self.present.with_context(
            estate_show_units=True, formatted_display_name=True
        ).display_name
        self.assertEqual(name, "陈小明\t--1-1-1501 …5678--")
        self.assertEqual(self.present.display_name, "陈小明")

    def test_residents_are_offered_first_in_drop_downs_of_ours(self):
        company = self.env["res.partner"].create({"name": "A 陈小明 Trading"})
        clerk = self._new_role("front_desk")
        people = self.env["res.partner"].with_user(clerk)
        ours = people.with_context(estate_show_units=True)
        self.assertEqual(people.name_search("陈小明")[0][0], company.id)
        found = [partner_id for partner_id, _name in ours.name_search("陈小明")]
        self.assertEqual(found[-1], company.id)
        self.assertIn(self.present.id, found[:-1])
        self.assertCountEqual(found, [row[0] for row in people.name_search("陈小明")])
        self.assertEqual(ours.name_search("陈小明", limit=1)[0][0], found[0])
        self.assertEqual(len(ours.name_search(limit=3)), 3)

    def test_vehicle_is_found_by_plate_and_unit(self):
        vehicles = self.env["estate.vehicle"]
        for text in ("8d8f8", "粤b.8", "1-1-1501", "陈小明"):
            with self.subTest(text):
                self.assertEqual(
                    vehicles.search([("display_name", "ilike", text)]),
                    self.high.vehicle_ids,
                )
