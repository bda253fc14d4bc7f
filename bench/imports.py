"""An estate brought in from its files: the dry run in seconds, the writing in a minute.

A third of the rows are units, the rest people and opening balances of them; one row in
a hundred is faulty and stays out. The steps are those of the import's buttons.
"""

import io

from openpyxl import Workbook

from odoo.fields import Command

from bench.common import (
    Clock,
    Measure,
    arguments,
    environment,
    expect,
    finish,
    fresh_database,
    nothing_measured,
    result,
)
from bench.estate_seed import set_up_company

UNITS = ("楼栋", "单元", "楼层", "房号", "房屋用途", "建筑面积(㎡)")
PEOPLE = ("房号", "姓名", "身份", "证件号码", "联系电话1", "入住日期")
BALANCES = ("房号", "类别", "费用项目", "所属期间", "金额")
CUT_OVER = "2026-10-01"
FAULTY = 100
"""One row in so many is faulty."""
ROWS, MOST_DRY_RUN_S, MOST_COMMIT_S = 3000, 10.0, 60.0
"""So many rows must be tried in so many seconds, and written in so many."""
PER_BUILDING = 120
PER_FLOOR = 4


def place(number):
    """Building, floor and room of a unit."""
    building, within = divmod(number, PER_BUILDING)
    floor, position = divmod(within, PER_FLOOR)
    return building + 1, floor + 1, f"{floor + 1}{position + 1:02}"


def code(number):
    building, _floor, room = place(number)
    return f"{building}-1-{room}"


def unit_row(number):
    building, floor, room = place(number)
    area = "?" if number % FAULTY == FAULTY - 1 else 60 + number % 90
    return f"{building}栋", "1单元", floor, room, "住宅", area


def person_row(number):
    """The owner of a unit, no two with the same telephone."""
    return code(number), f"业主{number}", "业主", None, f"139{number:08}", "2024-01-01"


def balance_row(number):
    return code(number), "欠费", "物业费", "2026-09", f"{100 + number % 400}.25"


def workbook(rows):
    """Return a file with so many rows in its three sheets."""
    book = Workbook()
    book.remove(book.active)
    per_sheet = rows // 3
    sheets = ((UNITS, unit_row), (PEOPLE, person_row), (BALANCES, balance_row))
    for header, row in sheets:
        page = book.create_sheet(header[-1].replace("(㎡)", ""))
        page.append(header)
        for number in range(per_sheet):
            page.append(row(number))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def importer(env, rows):
    """An import of an empty community, with its file attached."""
    company = set_up_company(env)
    community = env["estate.community"].create(
        {"name": f"Bench {rows}", "code": f"I{rows}", "company_id": company.id}
    )
    file = Command.create({"name": "estate.xlsx", "raw": workbook(rows)})
    return env["estate.import"].create(
        {
            "community_id": community.id,
            "cut_over": CUT_OVER,
            "attachment_ids": [file],
        }
    )


def measure(env, rows):
    """Return what the dry run and the writing took, and the import."""
    wanted = importer(env, rows)
    with Measure(env) as dry_run:
        wanted.action_read()
        wanted.action_check()
        env.flush_all()
    assert wanted.bad_row_count, "no fault was found"
    with Measure(env) as commit:
        wanted.action_import_good()
        env.flush_all()
    assert wanted.state == "done"
    for total in wanted.total_ids:
        assert total.is_tied, f"{total.kind} is not tied to the ledger"
    return dry_run, commit, wanted


def main():
    options = arguments(__doc__, sizes=[ROWS]).parse_args()
    clock = Clock(options.max_seconds)
    is_measured, met = False, []
    with fresh_database("imports", keep=options.keep) as database:
        for rows in clock.in_time(options.sizes, "rows"):
            with environment(database) as env:
                dry_run, commit, wanted = measure(env, rows)
                faulty, units = wanted.bad_row_count, wanted.unit_count
            is_measured = True
            if rows == ROWS:
                met += [
                    expect("dry_run_s", dry_run.seconds, most=MOST_DRY_RUN_S),
                    expect("commit_s", commit.seconds, most=MOST_COMMIT_S),
                ]
            result(
                "import",
                rows=rows,
                dry_run_s=dry_run.seconds,
                commit_s=commit.seconds,
                queries=dry_run.queries + commit.queries,
                faulty=faulty,
                units=units,
                peak_mb=max(dry_run.peak_mb, commit.peak_mb),
            )
    if not is_measured:
        nothing_measured("import", clock)
    finish(met)


if __name__ == "__main__":
    main()
