import base64
import io

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import UserError
from odoo.tests import tagged

from .onboarding_common import (
    OPENING_HEADERS,
    PEOPLE_HEADERS,
    UNIT_HEADERS,
    OnboardingCommon,
)

HOME = ("1栋", "1单元", 1, "101", "住宅", 88.5, None)


@freeze_time("2026-11-03")
@tagged("post_install", "-at_install")
class TestOnboardingFaults(OnboardingCommon):
    """Bad input is refused with place, value and reason, and nothing is half done."""

    def _reasons(self, importer):
        return {(i.row, i.column): i.reason for i in importer.issue_ids}

    # ---- Files ----------------------------------------------------------------

    def test_files_that_cannot_be_read_are_all_named(self):
        files = {
            "old.xls": b"\xd0\xcf\x11\xe0" + b"\0" * 512,
            "empty.csv": b"",
            "broken.xlsx": b"PK\x03\x04 no workbook",
        }
        with self.assertRaises(UserError) as refused:
            self._new_import(files)
        text = str(refused.exception)
        for part in ("old.xls: ", "old XLS format", "empty.csv: ", "broken.xlsx: "):
            self.assertIn(part, text)

    def test_megabytes_of_junk_are_refused(self):
        with self.assertRaisesRegex(UserError, "bytes"):
            self._new_import({"junk.csv": b"x" * 20_000_001})

    def test_formulas_are_named_and_not_evaluated(self):
        row = ("1栋", "1单元", 1, "101", "住宅", "=6*9", None)
        with self.assertRaisesRegex(UserError, "formulas in F2"):
            self._new_import({"a.xlsx": self._units(row)})

    def test_encodings_are_recognised(self):
        self._imported({"a.xlsx": self._estate(self._owner())})
        row = ("1-1-101", "欠费", "物业费", "2026-09", "100.00")
        for encoding in ("utf-8", "utf-8-sig", "gbk", "gb18030"):
            data = self._csv(OPENING_HEADERS, row, encoding=encoding)
            importer = self._checked({"opening.csv": data})
            amounts = importer.total_ids.mapped("file_amount")
            self.assertEqual(amounts, [100, 0, 0], encoding)

    def test_a_sheet_without_a_needed_column_is_refused(self):
        importer = self._new_import({"a.xlsx": self._units(HOME)})
        area = importer.column_ids.filtered(lambda c: c.field_id.key == "area_built")
        area.field_id = False
        self.assertIn("Built Area", importer.sheet_ids.remark)
        with self.assertRaisesRegex(UserError, "Built Area"):
            importer.action_check()

    def test_of_two_columns_of_one_name_the_first_is_read(self):
        headers = (*PEOPLE_HEADERS, "联系电话1")
        row = (*self._owner(), "13900000099")
        data = self._xlsx((UNIT_HEADERS, HOME), (headers, row))
        importer = self._new_import({"a.xlsx": data})
        people = importer.sheet_ids[1]
        self.assertEqual(people.kind, "occupants")
        self.assertIn("联系电话1", people.remark)
        self.assertFalse(people.is_blocked)
        phones = people.column_ids.filtered(lambda c: c.header == "联系电话1")
        self.assertEqual(phones.mapped(lambda c: bool(c.field_id)), [True, False])
        importer.action_check()
        self.assertIn("only the first", "".join(importer.notice_ids.mapped("reason")))
        importer.action_import_all()
        self.assertEqual(self._unit("1-1-101").owner_id.phone, "13900000001")

    def test_the_note_names_the_column_that_is_left_not_the_one_that_is_read(self):
        """A name that fits in full goes before one that fits without its unit."""
        profile = self.env["estate.import.profile"]._default_for(self.company)
        amount = profile.copy({"company_id": self.company.id}).line_ids.filtered(
            lambda line: line.field_id.key == "amount" and not line.value
        )
        amount.synonyms = "金额(元)"
        headers = ("房号", "类别", "费用项目", "所属期间", "金额(美元)", "金额(元)")
        row = ("1-1-101", "欠费", "物业费", "2026-09", 7, 50)
        importer = self._new_import({"a.xlsx": self._xlsx((headers, row))})
        sheet = importer.sheet_ids
        read = sheet.column_ids.filtered(lambda c: c.field_id == amount.field_id)
        self.assertEqual(read.header, "金额(元)")
        self.assertFalse(sheet.remark)

    def test_a_column_left_is_told_until_it_is_read(self):
        headers = (*UNIT_HEADERS, "建筑面积（m2）")
        importer = self._new_import({"a.xlsx": self._xlsx((headers, (*HOME, 99)))})
        sheet = importer.sheet_ids
        self.assertIn("建筑面积（m2）", sheet.remark)
        first = sheet.column_ids.filtered(lambda c: c.field_id.key == "area_built")
        last = sheet.column_ids[-1]
        last.field_id = first.field_id
        self.assertTrue(sheet.is_blocked)
        self.assertIn("Two columns", sheet.remark)
        first.field_id = False
        self.assertFalse(sheet.is_blocked)
        self.assertFalse(sheet.remark)

    # ---- Units ----------------------------------------------------------------

    def test_units_a_row_cannot_stand_for(self):
        rows = (
            HOME,
            ("1栋", "1单元", 1, "101", "住宅", 90, None),
            ("1栋", "1单元", 1, "102", "宫殿", 90, None),
            ("1栋", "1单元", "上", "103", "住宅", -5, None),
            ("1栋", "1单元", 1, None, "住宅", "大", None),
            HOME,
        )
        importer = self._checked({"a.xlsx": self._units(*rows)})
        reasons = self._reasons(importer)
        self.assertEqual(
            set(reasons),
            {
                (3, "房号"),
                (4, "房屋用途"),
                (5, "楼层"),
                (5, "建筑面积(㎡)"),
                (6, "房号"),
                (6, "建筑面积(㎡)"),
            },
        )
        self.assertIn("Row 2", reasons[3, "房号"])
        self.assertIn("negative", reasons[5, "建筑面积(㎡)"])
        self.assertEqual(importer.bad_row_count, 4)
        self.assertIn("same as row 2", importer.notice_ids.reason)

    def test_people_of_a_faulty_unit_are_told_so(self):
        bad = ("1栋", "1单元", 1, "101", "住宅", -1, None)
        data = self._xlsx((UNIT_HEADERS, bad), (PEOPLE_HEADERS, self._owner()))
        importer = self._checked({"a.xlsx": data})
        people = importer.issue_ids.filtered(lambda i: i.column == "房号")
        self.assertIn("row 2", people.reason)

    def test_a_room_of_two_buildings_is_ambiguous(self):
        rows = (HOME, ("2栋", "1单元", 1, "101", "住宅", 88.5, None))
        owner = ("101", "王伟", "业主", None, "13900000001", "2024-01-01")
        data = self._xlsx((UNIT_HEADERS, *rows), (PEOPLE_HEADERS, owner))
        importer = self._checked({"a.xlsx": data})
        self.assertIn("1-1-101, 2-1-101", importer.issue_ids.reason)

    def test_a_full_code_beside_its_building_and_section_is_read(self):
        rows = (
            ("1栋", "1单元", 1, "1-1-101", "住宅", 88.5, None),
            ("1栋", None, 1, "1栋2单元102室", "住宅", 88.5, None),
            ("2栋", "1单元", 1, "1-1-103", "住宅", 88.5, None),
        )
        importer = self._imported({"a.xlsx": self._units(*rows)})
        self.assertEqual(self._faults(importer), {(4, "房号"): "1-1-103"})
        self.assertTrue(self._unit("1-1-101") and self._unit("1-2-102"))

    # ---- People ---------------------------------------------------------------

    def test_two_owners_of_one_unit_are_refused(self):
        people = (self._owner(), self._owner(name="李静", phone="13900000002"))
        importer = self._checked({"a.xlsx": self._estate(*people)})
        self.assertEqual(self._faults(importer), {(3, "身份"): "业主"})

    def test_joint_owners_share_equally(self):
        people = (
            self._owner(),
            self._owner(name="李静", phone="13900000002", role="共有人"),
        )
        self._imported({"a.xlsx": self._estate(*people)})
        shares = self._unit("1-1-101").occupancy_ids.mapped("share")
        self.assertEqual(shares, [50, 50])

    def test_an_owner_known_here_is_not_replaced(self):
        self._imported({"a.xlsx": self._estate(self._owner())})
        other = self._owner(name="李静", phone="13900000002")
        importer = self._checked({"a.xlsx": self._estate(other)})
        self.assertIn("end that ownership first", importer.issue_ids.reason)

    def test_namesakes_stay_apart(self):
        people = (self._owner(), self._owner("102", phone="13900000002"))
        self._imported({"a.xlsx": self._estate(*people)})
        first, second = self._unit("1-1-101"), self._unit("1-1-102")
        self.assertEqual(first.owner_id.name, second.owner_id.name)
        self.assertNotEqual(first.owner_id, second.owner_id)

    def test_one_identity_number_with_two_names_is_refused(self):
        number = "990000200109185252"
        people = (
            ("1-1-101", "王伟", "业主", number, "13900000001", None),
            ("1-1-102", "李静", "业主", number, "13900000002", None),
        )
        importer = self._checked({"a.xlsx": self._estate(*people)})
        self.assertIn("王伟", importer.issue_ids.reason)
        self.assertEqual(importer.issue_ids.row, 3)

    def test_a_person_known_by_number_is_found_again(self):
        number = "990000200109185252"
        known = self.env["res.partner"].create(
            {
                "name": "王伟",
                "estate_id_type": "resident_id",
                "estate_id_number": number,
                "company_id": self.company.id,
            }
        )
        row = ("1-1-101", "王伟", "业主", number, "13900000001", None)
        self._imported({"a.xlsx": self._estate(row)})
        self.assertEqual(self._unit("1-1-101").owner_id, known)
        self.assertEqual(known.phone, "13900000001")

    # ---- Opening balances -----------------------------------------------------

    def test_balances_that_cannot_be_posted(self):
        self._imported({"a.xlsx": self._estate(self._owner())})
        rows = (
            ("1-1-101", "欠费", "物业费", "2026-09", "100.00"),
            ("1-1-101", "欠费", "物业费", "2026-09", "50.00"),
            ("1-1-101", "欠费", "物业费", "2026-10", "50.00"),
            ("1-1-101", "欠费", "", "", "50.00"),
            ("1-1-101", "罚款", "物业费", "2026-09", "50.00"),
            ("1-1-101", "预存", "", "", "-1"),
            ("1-1-101", "押金", "", "", "1.005"),
            ("1-1-102", "预存", "", "", "10"),
            ("合计", "", "", "", "360.00"),
        )
        importer = self._checked({"b.csv": self._csv(OPENING_HEADERS, *rows)})
        self.assertEqual(
            set(self._faults(importer)),
            {
                (3, "房号"),
                (4, "所属期间"),
                (5, "费用项目"),
                (5, "所属期间"),
                (6, "类别"),
                (7, "金额"),
                (8, "金额"),
                (9, "房号"),
                (10, "房号"),
                (10, "类别"),
            },
        )
        self.assertIn("no owner", self._reasons(importer)[9, "房号"])

    def test_missing_fee_items_are_faults_where_none_may_be_made(self):
        self._imported({"a.xlsx": self._estate(self._owner())})
        row = ("1-1-101", "欠费", "物业费", "2026-09", "100.00")
        data = self._csv(OPENING_HEADERS, row)
        importer = self._checked({"b.csv": data}, create_items=False)
        self.assertEqual(self._faults(importer), {(2, "费用项目"): "物业费"})

    # ---- The file of faulty rows ----------------------------------------------

    def test_faulty_rows_come_back_with_reasons_and_without_formulas(self):
        rows = (HOME, ("1栋", "1单元", 1, "102", "+住宅", 90, "@SUM(A1)"))
        importer = self._checked({"a.xlsx": self._units(*rows)})
        data = base64.b64decode(importer.bad_rows_file)
        book = load_workbook(io.BytesIO(data))
        header, row = book.worksheets[0].values
        self.assertEqual(header[:7], UNIT_HEADERS)
        self.assertEqual(row[3:8], ("102", "+住宅", 90, "@SUM(A1)", 3))
        self.assertEqual(book.worksheets[0].cell(2, 7).data_type, "s")
        self.assertIn("房屋用途: ", row[8])
        self.assertTrue(importer.bad_rows_name.endswith(".xlsx"))

    def test_corrected_faulty_rows_are_imported_later(self):
        rows = (HOME, ("1栋", "1单元", 1, "102", "宫殿", 90, None))
        importer = self._imported({"a.xlsx": self._units(*rows)})
        book = load_workbook(io.BytesIO(base64.b64decode(importer.bad_rows_file)))
        book.worksheets[0].cell(2, 5).value = "住宅"
        stream = io.BytesIO()
        book.save(stream)
        self._imported({"b.xlsx": stream.getvalue()})
        self.assertEqual(self._unit("1-1-102").area_built, 90)
