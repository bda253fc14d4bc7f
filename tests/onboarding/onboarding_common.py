"""A manager, files made by the tests, and the small estate of ``tests/data``."""

import io
from pathlib import Path

from openpyxl import Workbook

from odoo import Command
from odoo.tests import Form

from ..common import EstateCommon

DATA = Path(__file__).parents[1] / "data"
ARCHIVE = "archive.xlsx"
OPENING = "opening_balances_gbk.csv"
UNIT_HEADERS = ("楼栋", "单元", "楼层", "房号", "房屋用途", "建筑面积(㎡)", "车位")
PEOPLE_HEADERS = ("房号", "姓名", "身份", "证件号码", "联系电话1", "入住日期")
OPENING_HEADERS = ("房号", "类别", "费用项目", "所属期间", "金额")


class OnboardingCommon(EstateCommon):
    """An empty community *Hillside* and its manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hillside = cls.env["estate.community"].create(
            {"name": "Hillside", "code": "HS", "company_id": cls.company.id}
        )
        cls.manager = cls._new_staff("manager")
        cls.manager.estate_community_ids = [Command.link(cls.hillside.id)]

    # ---- Files ----------------------------------------------------------------

    @classmethod
    def _xlsx(cls, *sheets):
        """Return a workbook of (headers, *rows) sheets with meaningless names."""
        book = Workbook()
        book.remove(book.active)
        for number, rows in enumerate(sheets):
            page = book.create_sheet(f"Tabelle{number}")
            for row in rows:
                page.append(row)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    @classmethod
    def _csv(cls, *rows, encoding="utf-8"):
        text = "\r\n".join(",".join(map(str, row)) for row in rows)
        return text.encode(encoding)

    @classmethod
    def _slice(cls, name):
        return (DATA / name).read_bytes()

    # ---- Imports --------------------------------------------------------------

    def _new_import(self, files, user=None, **values):
        """Fill the form as a manager does; ``files`` is {name: bytes}."""
        env = self.env(user=user or self.manager)
        with Form(env["estate.import"]) as form:
            form.community_id = self.hillside
            form.cut_over = values.pop("cut_over", "2026-10-01")
            for name, value in values.items():
                setattr(form, name, value)
        importer = form.record
        importer.attachment_ids = [
            Command.create({"name": name, "raw": data}) for name, data in files.items()
        ]
        importer.action_read()
        return importer

    def _checked(self, files, **values):
        importer = self._new_import(files, **values)
        importer.action_check()
        return importer

    def _imported(self, files, **values):
        """Import the good rows; files that change nothing are only checked."""
        importer = self._checked(files, **values)
        if importer.change_count:
            importer.action_import_good()
        return importer

    def _units(self, *rows):
        """Return a workbook of units: (building, section, floor, room, kind, area)."""
        return self._xlsx((UNIT_HEADERS, *rows))

    def _estate(self, *people):
        """Return a workbook with the unit 1-1-101 and 1-1-102 and these people."""
        units = (
            ("1栋", "1单元", 1, "101", "住宅", 88.5, None),
            ("1栋", "1单元", 1, "102", "住宅", 90, "是"),
        )
        return self._xlsx((UNIT_HEADERS, *units), (PEOPLE_HEADERS, *people))

    def _owner(self, room="101", name="王伟", phone="13900000001", role="业主"):
        return (f"1-1-{room}", name, role, None, phone, "2024-01-01")

    # ---- Answers --------------------------------------------------------------

    def _faults(self, importer):
        """Return {(row, column): value} of the faults."""
        return {(i.row, i.column): i.value for i in importer.issue_ids}

    def _counts(self, importer):
        return {
            line.kind: (line.create_count, line.change_count, line.leave_count)
            for line in importer.summary_ids
        }

    def _unit(self, code):
        return self.env["estate.unit"].search(
            [("community_id", "=", self.hillside.id), ("code", "=", code)]
        )
