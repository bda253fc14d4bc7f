import csv
import io

from dateutil.relativedelta import relativedelta

from odoo import Command, api, models

from .estate_demo import MONTHS

OPENING_HEADER = ("房号", "类别", "费用项目", "所属期间", "金额")
OPENING = (
    # unit, kind, item, months before the cut-over, amount
    ("1-1-302", "欠费", "物业管理费", 3, "271.58"),
    ("1-1-302", "欠费", "物业管理费", 2, "271.58"),
    ("1-1-302", "欠费", "物业管理费", 1, "271.58"),
    ("1-2-102", "欠费", "物业管理费", 2, "243.13"),
    ("1-2-102", "欠费", "物业管理费", 1, "243.13"),
    ("3-103", "欠费", "物业管理费", 1, "594.50"),
    ("1-1-202", "预收", "", None, "1200.00"),
    ("1-1-101", "预收", "", None, "600.00"),
    ("1-2-402", "押金", "装修保证金", None, "3000.00"),
)
NEWCOMERS_HEADER = ("房号", "姓名", "手机", "角色", "入伙日期")
NEWCOMERS = (
    ("2-1-202", "顾思远", "13800009001", "业主"),
    ("2-1-292", "白雨桐", "13800009002", "业主"),
)
"""Rows of the import that waits: there is no unit 2-1-292."""


class EstateDemo(models.AbstractModel):
    """Imports: one that is done, with the opening balances, and one that waits."""

    _inherit = "estate.demo"

    @api.model
    def _import_opening(self):
        rows = [
            (unit, kind, item, back and f"{self._month(-back):%Y-%m}", amount)
            for unit, kind, item, back, amount in OPENING
        ]
        done = self._new_import("期初余额.csv", OPENING_HEADER, rows)
        done.action_check()
        done.action_import_all()

    @api.model
    def _leave_import(self):
        today = self._month(MONTHS) - relativedelta(days=1)
        rows = [(*row, str(today)) for row in NEWCOMERS]
        self._new_import("新入伙业主.csv", NEWCOMERS_HEADER, rows).action_read()

    @api.model
    def _new_import(self, name, header, rows):
        file = io.StringIO()
        csv.writer(file).writerows([header, *rows])
        attachment = self._as("manager", "ir.attachment").create(
            {"name": name, "raw": file.getvalue().encode()}
        )
        return self._as("manager", "estate.import", self._month(0)).create(
            {
                "community_id": self._community().id,
                "cut_over": self._month(0),
                "attachment_ids": [Command.set(attachment.ids)],
            }
        )
