from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .onboarding_common import (
    ARCHIVE,
    OPENING_HEADERS,
    PEOPLE_HEADERS,
    UNIT_HEADERS,
    OnboardingCommon,
)

HOME = ("1栋", "1单元", 1, "101", "住宅", 88.5, None)
OTHER = ("1栋", "1单元", 1, "102", "住宅", 90, None)


@freeze_time("2026-11-03")
@tagged("post_install", "-at_install")
class TestOnboardingEffects(OnboardingCommon):
    """Before anything is written, everybody can see what would be, value by value."""

    def _effects(self, importer, action):
        """Return {(row, record, field): (old, new)} that the list of a count shows."""
        leads = {"create": "action_open_created", "change": "action_open_updated"}
        shown = getattr(importer, leads[action])()
        effects = importer.env[shown["res_model"]].search(shown["domain"])
        return {
            (effect.row, effect.name, effect.field): (
                effect.old_value,
                effect.new_value,
            )
            for effect in effects
        }

    # ---- What changes ---------------------------------------------------------

    def test_every_changed_value_is_told_with_its_place_before_and_after(self):
        self._imported({"a.xlsx": self._units(HOME, OTHER)})
        other = ("1栋", "1单元", 2, "102", "商铺", 91.25, "是")
        importer = self._checked({"b.xlsx": self._units(HOME, other)})
        self.assertEqual(
            self._effects(importer, "change"),
            {
                (3, "1-1-102", "Floor"): ("1", "2"),
                (3, "1-1-102", "Kind"): ("Home", "Shop"),
                (3, "1-1-102", "Built Area (m²)"): ("90.00", "91.25"),
                (3, "1-1-102", "Parking Spaces"): ("0", "1"),
                (3, "1栋", "Floors"): ("1", "2"),
            },
        )
        self.assertEqual(importer.update_ids.sheet_id, importer.sheet_ids)
        self.assertEqual(self._unit("1-1-102").area_built, 90, "nothing is written")

    def test_people_are_told_with_their_units(self):
        self._imported({"a.xlsx": self._estate(self._owner())})
        row = [*self._owner(), "hong@example.com", "男", "2026-12-31"]
        headers = (*PEOPLE_HEADERS, "邮箱", "性别", "迁出日期")
        importer = self._checked({"b.xlsx": self._xlsx((headers, row))})
        self.assertFalse(importer.issue_ids)
        effects = self._effects(importer, "change")
        self.assertEqual(effects[2, "1-1-101 王伟", "Email"], ("", "hong@example.com"))
        self.assertEqual(effects[2, "1-1-101 王伟", "Gender"], ("", "Male"))

    def test_a_replaced_balance_is_told_in_money(self):
        first = ("1-1-101", "欠费", "物业费", "2026-09", "100.00")
        files = {
            "a.xlsx": self._estate(self._owner()),
            "b.csv": self._csv(OPENING_HEADERS, first),
        }
        self._imported(files)
        changed = (*first[:4], "1234.50")
        importer = self._checked({"b.csv": self._csv(OPENING_HEADERS, changed)})
        [(old, new)] = self._effects(importer, "change").values()
        self.assertIn("100.00", old)
        self.assertIn("1,234.50", new)
        [effect] = importer.update_ids
        self.assertEqual(effect.name, "1-1-101 欠费 物业费 2026-09")

    def test_a_moved_cut_over_is_told_of_the_community_and_its_assignments(self):
        self._imported({"a.xlsx": self._units(HOME)})
        item = self._new_item("Fee", 2.8)
        assignment = self._assign(self._unit("1-1-101"), item, "2020-01-01")
        assignment.billing_start = "2026-10-01"
        importer = self._checked({"a.xlsx": self._units(HOME)}, cut_over="2026-12-01")
        dates = ("10/01/2026", "12/01/2026")
        self.assertEqual(
            self._effects(importer, "change"),
            {
                (0, "Hillside", "Billing Starts On"): dates,
                (0, "1-1-101 · Fee", "Billing Start"): dates,
            },
        )

    def test_new_records_are_told_with_what_they_will_hold(self):
        number = "990000200109185252"
        row = ("1-1-101", "王伟", "业主", number, "13900000001", "2024-01-01")
        importer = self._checked({"a.xlsx": self._estate(row)})
        effects = self._effects(importer, "create")
        told = importer.effect_ids.filtered(lambda e: e.action == "create")
        self.assertEqual(len(told), importer.create_count)
        unit = effects[2, "1-1-101", False][1]
        self.assertIn("Built Area (m²) 88.50", unit)
        self.assertIn("Kind Home", unit)
        people = {
            effect.kind: effect.new_value
            for effect in importer.effect_ids
            if effect.name == "1-1-101 王伟"
        }
        self.assertIn(f"ID Number {number}", people["res.partner"])
        self.assertIn("From 01/01/2024; Role Owner", people["estate.occupancy"])
        self.assertIn("13900000001", people["estate.contact.point"])

    def test_faulty_rows_and_equal_values_have_no_effect(self):
        self._imported({"a.xlsx": self._units(HOME)})
        bad = ("1栋", "1单元", 1, "102", "宫殿", 90, None)
        importer = self._checked({"b.xlsx": self._units(HOME, bad)})
        self.assertFalse(importer.effect_ids)

    def test_a_new_dry_run_replaces_what_the_last_one_told(self):
        importer = self._checked({"a.xlsx": self._units(HOME, OTHER)})
        told = len(importer.effect_ids)
        importer.action_check()
        self.assertEqual(len(importer.effect_ids), told)

    def test_counts_of_a_kind_lead_to_its_records(self):
        self._imported({"a.xlsx": self._units(HOME, OTHER)})
        files = {"b.xlsx": self._units((*HOME[:5], 99, None), OTHER)}
        importer = self._checked(files)
        units = importer.summary_ids.filtered(lambda s: s.kind == "estate.unit")
        shown = units.action_open_updated()
        effects = importer.env[shown["res_model"]].search(shown["domain"])
        self.assertEqual(effects.mapped("name"), ["1-1-101"])
        self.assertEqual(effects.action_open_record()["res_model"], "estate.unit")
        self.assertEqual(
            effects.action_open_record()["res_id"], self._unit("1-1-101").id
        )
        shown = units.action_open_created()
        self.assertFalse(importer.env[shown["res_model"]].search(shown["domain"]))

    def test_what_was_created_is_led_to(self):
        importer = self._checked({"a.xlsx": self._estate(self._owner())})
        units = importer.effect_ids.filtered(lambda e: e.kind == "estate.unit")
        self.assertEqual(units[1].action_open_record()["tag"], "display_notification")
        importer.action_import_all()
        for effect in importer.effect_ids.filtered("res_id"):
            record = self.env[effect.kind].browse(effect.res_id)
            with self.subTest(effect.name, kind=effect.kind):
                self.assertIn(effect.name.split()[-1], (record.display_name))
        shown = units[1].action_open_record()
        self.assertEqual(shown["res_id"], self._unit("1-1-102").id)
        importer.action_roll_back()
        self.assertEqual(units[1].action_open_record()["tag"], "display_notification")

    def test_what_will_be_is_told_otherwise_than_what_was(self):
        self._imported({"a.xlsx": self._units(HOME)})
        changed = (*HOME[:5], 99, None)
        importer = self._checked({"b.xlsx": self._units(changed, OTHER)})
        self.assertEqual(importer.action_open_updated()["name"], "Will Be Updated")
        self.assertEqual(importer.action_open_created()["name"], "Will Be Created")
        self.assertIn("1 records will be created, 1 updated", importer.verdict)
        importer.action_import_all()
        self.assertEqual(importer.action_open_updated()["name"], "Updated")
        self.assertEqual(importer.action_open_created()["name"], "Created")
        self.assertIn("1 records were created, 1 updated", importer.verdict)
        self.assertTrue(importer.update_ids, "proof stays")
        importer.action_roll_back()
        self.assertIn("rolled back", importer.verdict)
        self.assertTrue(importer.update_ids, "proof stays")

    def test_effects_are_told_in_a_number_of_queries_that_does_not_grow(self):
        def queries(rooms):
            rows = [("1栋", "1单元", 1, str(r), "住宅", 88, None) for r in rooms]
            self._imported({"a.xlsx": self._units(*rows)})
            rows = [(*row[:5], 99, None) for row in rows]
            importer = self._new_import({"b.xlsx": self._units(*rows)})
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            importer.action_check()
            self.env.flush_all()
            self.assertEqual(len(importer.update_ids), len(rows))
            return self.env.cr.sql_log_count - before

        queries(range(101, 103))
        few, many = queries(range(201, 211)), queries(range(301, 341))
        self.assertLess(many, few * 1.3, "four times the rows")

    # ---- Nothing to do --------------------------------------------------------

    def test_a_file_that_changes_nothing_says_so_and_imports_nothing(self):
        files = {"a.xlsx": self._units(HOME, OTHER)}
        self._imported(files)
        again = self._checked(files)
        self.assertEqual(
            again.verdict,
            "This file changes nothing: all 2 rows stand in the archive already.",
        )
        for step in (again.action_import_all, again.action_import_good):
            with self.assertRaisesRegex(UserError, "nothing to import"):
                step()
        self.assertEqual(again.state, "checked")

    def test_good_rows_that_change_nothing_are_told_beside_the_faulty_ones(self):
        self._imported({"a.xlsx": self._units(HOME)})
        bad = ("1栋", "1单元", 1, "102", "宫殿", 90, None)
        again = self._checked({"a.xlsx": self._units(HOME, bad)})
        self.assertEqual(
            again.verdict, "1 of 2 rows are faulty. The good rows change nothing."
        )
        alone = self._checked({"a.xlsx": self._units(bad)}, cut_over="2026-10-01")
        self.assertEqual(alone.verdict, "All 1 rows are faulty.")

    def test_sheets_without_rows_are_told_to_be_empty(self):
        self._imported({"a.xlsx": self._units(HOME)})
        importer = self._checked({"a.xlsx": self._units()})
        self.assertIn("No row was read", importer.verdict)
        with self.assertRaisesRegex(UserError, "nothing to import"):
            importer.action_import_all()

    def test_the_note_on_the_community_leaves_noughts_out(self):
        self._imported({"a.xlsx": self._units(HOME, OTHER)})
        changed = (*OTHER[:5], 99, None)
        self._imported({"b.xlsx": self._units(HOME, changed)})
        note = self.hillside.message_ids[0].body
        self.assertIn("Units: 1 updated, 1 left", note)
        self.assertNotIn("0 ", note)

    # ---- Where it leads -------------------------------------------------------

    def test_people_of_an_import_of_occupants_alone_are_counted_and_shown(self):
        self._imported({"a.xlsx": self._units(HOME, OTHER)})
        people = (
            PEOPLE_HEADERS,
            self._owner(),
            self._owner("102", "李静", "13900000002"),
        )
        importer = self._imported({"b.xlsx": self._xlsx(people)})
        self.assertEqual((importer.unit_count, importer.person_count), (0, 2))
        shown = importer.action_open_people()
        found = importer.env[shown["res_model"]].search(shown["domain"])
        self.assertEqual(set(found.mapped("name")), {"王伟", "李静"})

    def test_who_is_known_and_moves_in_counts_among_the_people(self):
        self._imported({"a.xlsx": self._estate(self._owner())})
        again = (PEOPLE_HEADERS, self._owner("102"))
        importer = self._imported({"b.xlsx": self._xlsx(again)})
        self.assertEqual(importer._people(), self._unit("1-1-101").owner_id)
        self.assertEqual(importer.person_count, 1)

    def test_the_list_names_files_and_counts(self):
        files = {ARCHIVE: self._slice(ARCHIVE), "b.xlsx": self._units(HOME)}
        importer = self._new_import(files)
        self.assertEqual(importer.file_names, f"{ARCHIVE}, b.xlsx")
        self.assertFalse(importer.verdict)

    # ---- Out of turn ----------------------------------------------------------

    def test_a_second_click_imports_nothing_twice(self):
        importer = self._imported({"a.xlsx": self._units(HOME)})
        records = importer.record_ids
        for step in (importer.action_import_all, importer.action_import_good):
            with self.assertRaisesRegex(UserError, "reload"):
                step()
        self.assertEqual(importer.record_ids, records)

    def test_nothing_is_imported_into_an_archived_community(self):
        importer = self._checked({"a.xlsx": self._units(HOME)})
        self.hillside.active = False
        for step in (importer.action_check, importer.action_import_all):
            with self.assertRaisesRegex(UserError, "Hillside is archived"):
                step()
        self.assertFalse(self._unit("1-1-101"))

    def test_a_file_deleted_after_the_dry_run_asks_for_another_one(self):
        files = {"a.xlsx": self._units(HOME), "b.xlsx": self._units(OTHER)}
        importer = self._checked(files)
        importer.attachment_ids[0].unlink()
        self.assertEqual(importer.state, "draft")
        self.assertFalse(importer.sheet_ids or importer.effect_ids)
        with self.assertRaisesRegex(UserError, "reload"):
            importer.action_import_all()
        importer.attachment_ids.unlink()
        with self.assertRaisesRegex(UserError, "Attach the files"):
            importer.action_check()

    def test_the_file_of_a_done_import_is_kept_as_proof(self):
        importer = self._imported({"a.xlsx": self._units(HOME)})
        with self.assertRaisesRegex(UserError, importer.name):
            importer.attachment_ids.unlink()
        with self.assertRaisesRegex(UserError, importer.name):
            importer.attachment_ids.sudo().unlink()

    def test_an_open_import_goes_with_its_files(self):
        importer = self._checked({"a.xlsx": self._units(HOME)})
        files = importer.attachment_ids
        importer.unlink()
        self.assertFalse(files.exists())

    # ---- Columns --------------------------------------------------------------

    def test_a_missing_column_is_named_with_headers_that_are_known(self):
        headers = [h for h in UNIT_HEADERS if not h.startswith("建筑面积")]
        row = [value for value in HOME if value != 88.5]
        importer = self._new_import({"a.xlsx": self._xlsx((headers, row))})
        remark = importer.sheet_ids.remark
        self.assertIn("for Units, the column Built Area (建筑面积 / ", remark)
        self.assertEqual(importer.hindrance, f"Tabelle0: {remark}")
        with self.assertRaisesRegex(
            UserError, "No sheet was recognised(.|\n)*建筑面积"
        ):
            importer.action_check()

    def test_a_sheet_that_lacks_a_column_is_told_beside_a_good_one(self):
        nameless = [h for h in PEOPLE_HEADERS if h != "姓名"]
        rows = (nameless, ("1-1-101", "业主", None, "13900000001", "2024-01-01"))
        data = self._xlsx((UNIT_HEADERS, HOME), rows)
        importer = self._checked({"a.xlsx": data})
        notice = " ".join(importer.notice_ids.mapped("reason"))
        self.assertIn("is not imported", notice)
        self.assertIn("for Occupants, the column Person's Name (", notice)

    def test_a_column_taken_away_by_hand_is_asked_for(self):
        importer = self._new_import({"a.xlsx": self._units(HOME)})
        area = importer.column_ids.filtered(lambda c: c.field_id.key == "area_built")
        area.field_id = False
        self.assertIn(
            "No column for Built Area (建筑面积 / ", importer.sheet_ids.remark
        )

    # ---- The form -------------------------------------------------------------

    def test_the_form_opens_in_every_state(self):
        importer = self._new_import({"a.xlsx": self._units(HOME)})
        for step in ("action_check", "action_import_all", "action_roll_back"):
            getattr(importer, step)()
            with self.subTest(step), Form(importer) as form:
                self.assertTrue(form.verdict)
