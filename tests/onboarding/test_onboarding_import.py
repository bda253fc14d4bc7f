from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .onboarding_common import (
    ARCHIVE,
    OPENING,
    OPENING_HEADERS,
    UNIT_HEADERS,
    OnboardingCommon,
)


@freeze_time("2026-11-03")
@tagged("post_install", "-at_install")
class TestOnboardingImport(OnboardingCommon):
    """An estate in from the files it has: dry run, commit, the same file again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = {ARCHIVE: cls._slice(ARCHIVE), OPENING: cls._slice(OPENING)}

    def test_slice_of_the_sample_is_imported_but_for_its_broken_rows(self):
        importer = self._checked(self.files)
        self.assertEqual(importer.bad_row_count, 3)
        self.assertEqual(self.hillside.unit_count, 0, "the dry run writes nothing")
        importer.action_import_good()
        self.assertEqual(self.hillside.unit_count, 120)
        self.assertEqual(self.hillside.cut_over.isoformat(), "2026-10-01")
        unit = self._unit("1-1-102")
        self.assertEqual((unit.kind, unit.area_built), ("shop", 145.73))
        self.assertEqual(unit.parking_spaces, 1)
        self.assertEqual(unit.owner_id.name, "郭萍")
        self.assertTrue(importer.date_done)

    def test_sheets_are_told_apart_by_their_headers(self):
        importer = self._new_import(self.files)
        self.assertEqual(
            importer.sheet_ids.mapped("kind"), ["units", "occupants", "opening"]
        )
        self.assertEqual(importer.sheet_ids.mapped("header_row"), [2, 1, 1])
        self.assertFalse(any(importer.sheet_ids.mapped("remark")))

    def test_every_fault_of_the_broken_rows_is_told_with_its_place(self):
        importer = self._checked(self.files)
        last = max(importer.issue_ids.mapped("row"))
        self.assertEqual(
            self._faults(importer),
            {
                (last - 2, "房号"): "9999-1-101",
                (last - 1, "姓名"): "",
                (last, "证件号码"): "12345",
                (last, "联系电话1"): "1380000",
                (last, "入住日期"): "2024-13-45",
            },
        )

    def test_the_same_files_again_change_nothing_and_say_so(self):
        self._imported(self.files)
        again = self._checked(self.files)
        self.assertEqual(again.change_count, 0)
        for kind, (created, changed, left) in self._counts(again).items():
            self.assertEqual((created, changed), (0, 0), kind)
            self.assertTrue(left, kind)
        self.assertIn("imported before", again.notice_ids[0].reason)
        with self.assertRaisesRegex(UserError, "nothing to import"):
            again.action_import_good()

    def test_an_owner_with_two_units_is_one_person(self):
        self._imported(self.files)
        owner = self._unit("13-1-302").owner_id
        self.assertTrue(owner)
        self.assertEqual(self._unit("24-1-501").owner_id, owner)

    def test_contacts_and_account_are_kept(self):
        self._imported(self.files)
        owner = self._unit("1-1-102").owner_id
        points = self._unit("1-1-102").occupancy_ids.contact_point_ids
        self.assertEqual(
            points.sorted("sequence").mapped("phone"),
            ["18665009411", "13954756113", "15097859523"],
        )
        self.assertEqual(owner.phone, "18665009411")
        self.assertEqual(owner.bank_ids.acc_number, "6217232003967166855")
        self.assertFalse(owner.bank_ids.allow_out_payment)

    def test_all_or_nothing_is_refused_while_a_row_is_faulty(self):
        importer = self._checked(self.files)
        with self.assertRaisesRegex(UserError, "3 rows are faulty"):
            importer.action_import_all()

    def test_a_changed_file_changes_only_what_differs(self):
        row = ["1栋", "1单元", 1, "101", "住宅", 88.5, None]
        other = ["1栋", "1单元", 1, "102", "住宅", 90, None]
        self._imported({"a.xlsx": self._units(row, other)})
        row[5] = "89.10㎡"
        changed = self._imported({"b.xlsx": self._units(row, other)})
        self.assertEqual(self._counts(changed)["estate.unit"], (0, 1, 1))
        self.assertEqual(self._unit("1-1-101").area_built, 89.1)
        self.assertEqual(changed.record_ids.values, {"area_built": 89.1})
        self.assertEqual(changed.record_ids.old, {"area_built": 88.5})

    def test_what_a_hand_changed_since_stays(self):
        row = ("1栋", "1单元", 1, "101", "住宅", 88.5, None)
        self._imported({"a.xlsx": self._units(row)})
        self._unit("1-1-101").area_built = 87
        again = self._checked({"a.xlsx": self._units(row)})
        self.assertEqual(self._counts(again)["estate.unit"], (0, 0, 1))
        self.assertIn("Built Area", again.notice_ids.mapped("reason")[-1])

    def test_a_commit_does_what_the_dry_run_showed_or_nothing(self):
        row = ("1栋", "1单元", 1, "101", "住宅", 88.5, None)
        importer = self._checked({"a.xlsx": self._units(row)})
        self._imported({"b.xlsx": self._units(row)})
        with self.assertRaisesRegex(UserError, "changed since the dry run"):
            importer.action_import_all()

    def test_a_commit_writes_the_very_values_that_were_shown(self):
        row = ("1栋", "1单元", 1, "101", "住宅", 88.5, None)
        self._imported({"a.xlsx": self._units(row)})
        importer = self._checked({"b.xlsx": self._units((*row[:5], 90, None))})
        digest = importer.plan_digest
        importer.attachment_ids.raw = self._units((*row[:5], 95, None))
        self.assertNotEqual(importer.sudo()._digest(importer.sudo()._plan()), digest)
        with self.assertRaisesRegex(UserError, "changed since the dry run"):
            importer.action_import_all()

    def test_a_changed_mapping_asks_for_another_dry_run(self):
        row = ("1栋", "1单元", 1, "101", "住宅", 88.5, None)
        importer = self._checked({"a.xlsx": self._units(row)})
        changes = (
            lambda: importer.column_ids[-1].write({"field_id": False}),
            lambda: importer.sheet_ids.write({"kind": False}),
            lambda: importer.write({"create_items": False}),
        )
        for change in changes:
            importer.sudo().state = "checked"
            change()
            self.assertEqual(importer.state, "draft")

    def test_billing_of_known_assignments_starts_at_the_cut_over(self):
        row = ("1栋", "1单元", 1, "101", "住宅", 88.5, None)
        self._imported({"a.xlsx": self._units(row)})
        item = self._new_item("Fee", 2.8)
        assignment = self._assign(self._unit("1-1-101"), item, "2020-01-01")
        assignment.billing_start = False
        self._imported({"a.xlsx": self._units(row)}, cut_over="2026-12-01")
        self.assertEqual(assignment.billing_start.isoformat(), "2026-12-01")

    def test_columns_are_mapped_by_hand_and_remembered(self):
        headers = ("栋座", *UNIT_HEADERS[1:])
        rows = (headers, ("1栋", "1单元", 1, "101", "住宅", 88.5, None))
        importer = self._new_import({"a.xlsx": self._xlsx(rows)})
        column = importer.column_ids.filtered(lambda c: c.header == "栋座")
        self.assertFalse(column.field_id)
        column.field_id = self.env.ref("estate_service.import_field_units_building")
        importer.action_save_profile()
        self.assertEqual(importer.profile_id.company_id, self.company)
        shipped = self.env.ref("estate_service.import_profile_common")
        self.assertNotIn("栋座", shipped.line_ids.mapped("synonyms"))
        again = self._imported({"a.xlsx": self._xlsx(rows)})
        self.assertEqual(again.profile_id, importer.profile_id)
        self.assertTrue(self._unit("1-1-101"))

    def test_a_sheet_nobody_recognises_is_mapped_by_hand(self):
        rows = (("Haus", "Raum", "Groesse"), ("1", "101", 88.5), ("1", "102", 90))
        importer = self._new_import({"a.xlsx": self._xlsx(rows)})
        self.assertFalse(importer.sheet_ids.kind)
        with self.assertRaisesRegex(UserError, "No sheet was recognised"):
            importer.action_check()
        importer.sheet_ids.kind = "units"
        keys = ("building", "room", "area_built")
        for column, key in zip(importer.column_ids, keys, strict=True):
            name = f"estate_service.import_field_units_{key}"
            column.field_id = self.env.ref(name)
        importer.action_check()
        importer.action_import_all()
        self.assertEqual(self._unit("1-102").area_built, 90)

    # ---- The same estate again ------------------------------------------------

    def _people(self, *rows):
        """Return {name: workbook} of people with one plate and one account each."""
        headers = (*PEOPLE, "车牌号", "银行账号")
        units = (UNIT_HEADERS, *UNITS)
        return {"a.xlsx": self._xlsx(units, (headers, *rows))}

    def _vehicles(self):
        domain = [("community_id", "=", self.hillside.id)]
        return self.env["estate.vehicle"].search(domain)

    def test_a_vehicle_that_has_left_is_not_brought_back(self):
        row = (*self._owner(), "粤B·12345", None)
        self._imported(self._people(row))
        self._vehicles()._end(fields.Date.to_date("2026-10-31"))
        again = self._imported(self._people(row))
        self.assertFalse(self._vehicles())
        self.assertIn("has left", str(again.notice_ids.mapped("reason")))

    def test_a_plate_is_known_in_any_spelling(self):
        self._imported(self._people((*self._owner(), "粤B·12345", None)))
        self.assertEqual(self._vehicles().plate, "粤B12345")
        row = (*self._owner(), "粤b-12345", None)
        again = self._imported(self._people(row))
        self.assertEqual(self._counts(again)["estate.vehicle"], (0, 0, 1))

    def test_a_plate_of_two_units_of_the_file_is_told(self):
        other = self._owner("102", "李静", "13900000002")
        rows = ((*self._owner(), "粤B12345", None), (*other, "粤B12345", None))
        importer = self._imported(self._people(*rows))
        self.assertEqual(self._vehicles().unit_id, self._unit("1-1-101"))
        self.assertIn("for another unit", str(importer.notice_ids.mapped("reason")))

    def test_an_account_is_known_in_any_spelling(self):
        row = (*self._owner(), None, "6217232003967166855")
        self._imported(self._people(row))
        accounts = self._unit("1-1-101").owner_id.bank_ids
        accounts.sudo().acc_number = "6217 2320 0396 7166 855"
        again = self._imported(self._people(row))
        self.assertEqual(self._counts(again)["res.partner.bank"], (0, 0, 1))

    def test_a_contact_is_known_in_any_spelling(self):
        self._imported(self._people((*self._owner(), None, None)))
        points = self._unit("1-1-101").occupancy_ids.contact_point_ids
        points.phone = "139 0000 0001"
        again = self._imported(self._people((*self._owner(), None, None)))
        self.assertEqual(self._counts(again)["estate.contact.point"], (0, 0, 1))

    def test_a_contact_that_a_hand_changed_is_not_made_anew(self):
        self._imported(self._people((*self._owner(), None, None)))
        points = self._unit("1-1-101").occupancy_ids.contact_point_ids
        points.phone = "13900000009"
        again = self._imported(self._people((*self._owner(), None, None)))
        self.assertNotIn("estate.contact.point", self._counts(again))
        self.assertIn("by hand", str(again.notice_ids.mapped("reason")))

    def test_a_further_row_of_a_person_adds_what_it_tells(self):
        owner = self._owner()
        second = (*owner[:4], "13900000007", owner[5])
        rows = ((*owner, "粤B12345", None), (*second, "粤B54321", "62172320039671"))
        number = "990000200109185252"
        rows = [(*row[:3], number, *row[4:]) for row in rows]
        self._imported(self._people(*rows))
        occupancy = self._unit("1-1-101").occupancy_ids
        self.assertEqual(len(occupancy), 1)
        self.assertEqual(len(self._vehicles()), 2)
        self.assertEqual(len(occupancy.contact_point_ids), 2)
        self.assertEqual(len(occupancy.partner_id.bank_ids), 1)

    def test_a_further_row_waits_for_its_faulty_first_one(self):
        number = "990000200109185252"
        rows = [
            ("1-1-101", "李静", "业主", None, "13900000002", "2024-01-01", None, None),
            ("1-1-101", "王伟", "业主", number, None, "2024-01-01", None, None),
            ("1-1-101", "王伟", "业主", number, None, "2024-01-01", "粤B12345", None),
        ]
        importer = self._imported(self._people(*rows))
        self.assertEqual(set(importer.issue_ids.mapped("row")), {3, 4})
        self.assertFalse(self._vehicles())

    def test_queries_do_not_grow_with_the_rows(self):
        def queries(rooms):
            rows = [("1栋", "1单元", 1, str(r), "住宅", 88, None) for r in rooms]
            people = [self._owner(r, f"业主{r}", f"13900000{r}") for r in rooms]
            balances = [
                (f"1-1-{r}", "欠费", "物业费", "2026-09", "100.00") for r in rooms
            ]
            archive = self._xlsx((UNIT_HEADERS, *rows), (PEOPLE, *people))
            opening = self._csv(OPENING_HEADERS, *balances)
            importer = self._new_import({"a.xlsx": archive, "b.csv": opening})
            before = self.env.cr.sql_log_count
            importer.action_check()
            importer.action_import_all()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(range(101, 103))
        few, many = queries(range(201, 211)), queries(range(301, 331))
        self.assertLess(many, few * 1.5, "three times the rows")


UNITS = (
    ("1栋", "1单元", 1, "101", "住宅", 88.5, None),
    ("1栋", "1单元", 1, "102", "住宅", 90, None),
)
PEOPLE = ("房号", "姓名", "身份", "证件号码", "联系电话1", "入住日期")
