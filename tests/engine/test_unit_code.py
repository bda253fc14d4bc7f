"""Reading unit codes in cells and in free text."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit_spellings import (
    CELL_ONLY,
    FULL,
    NO_SECTION,
    buildings,
    lettered_buildings,
    rooms,
    sections,
)

from engine.unit_code import (
    UnitCode,
    find_unit_codes,
    normalise,
    parse_unit_code,
    stated_unit_count,
    unit_code_of_parts,
)

DATA = Path(__file__).parent / "data"
ESTATE = ("金岚花园",)


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def found(text, prefixes=ESTATE):
    return [code.code for code in find_unit_codes(text, prefixes)]


# ---- Samples --------------------------------------------------------------------


def test_archive_in_three_columns():
    for row in rows("archive_units.csv"):
        code = unit_code_of_parts(row["building"], row["section"], row["room"])
        assert code.code == row["code"]


def test_archive_cells():
    for row in rows("archive_cells.csv"):
        assert parse_unit_code(row["cell"]).code == (row["code"] or "9999-1-101")


def test_statement_remarks():
    for row in rows("remarks.csv"):
        assert "|".join(found(row["remark"])) == row["named"], row["remark"]


# ---- Every spelling -------------------------------------------------------------


@pytest.mark.parametrize("spelling", [*FULL, *CELL_ONLY])
@given(buildings, sections, rooms)
def test_a_cell_in_every_spelling(spelling, building, section, room):
    text = {**FULL, **CELL_ONLY}[spelling](building, section, room)
    assert parse_unit_code(text) == UnitCode(building, section, room)


@pytest.mark.parametrize("spelling", FULL)
@given(
    buildings,
    sections,
    rooms,
    st.sampled_from(["", "物业费", "代王一交", "10月 ", "金岚花园", "缴费，", "备注:"]),
    st.sampled_from(
        ["", "物业费", " 10月", "，2026年10月", "等2套", " 249.68元", "万兰"]
    ),
)
def test_free_text_in_every_spelling(spelling, building, section, room, before, after):
    text = before + FULL[spelling](building, section, room) + after
    assert found(text) == [f"{building}-{section}-{room}"]


@pytest.mark.parametrize("spelling", NO_SECTION)
@given(buildings, rooms)
def test_without_section(spelling, building, room):
    text = NO_SECTION[spelling](building, room)
    assert parse_unit_code(text) == UnitCode(building, "", room)
    assert found(f"物业费{text} 10月") == [f"{building}-{room}"]


@pytest.mark.parametrize("spelling", ["canonical", "words", "number sign", "em dashes"])
@given(lettered_buildings, sections, rooms)
def test_buildings_named_by_letters(spelling, building, section, room):
    text = FULL[spelling](building.lower(), section, room)
    assert parse_unit_code(text) == UnitCode(building, section, room)
    assert found(f"物业费{text}") == [f"{building}-{section}-{room}"]


@given(buildings, sections, rooms)
def test_canonical_text_is_stable(building, section, room):
    code = UnitCode(building, section, room)
    assert parse_unit_code(code.code) == code


# ---- Cells ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("3栋", UnitCode("3")),
        ("３幢", UnitCode("3")),
        ("十二号楼", UnitCode("12")),
        ("1501", UnitCode(room="1501")),
        ("1501号", UnitCode(room="1501")),
        ("1501a", UnitCode(room="1501A")),
        ("2单元1501", UnitCode("", "2", "1501")),
        ("A座1501", UnitCode("A", "", "1501")),
        ("3A栋1501", UnitCode("3A", "", "1501")),
        ("3-A-1501", UnitCode("3", "A", "1501")),
        ("9999-1-101", UnitCode("9999", "1", "101")),
        ("一十十栋101", UnitCode("一十十", "", "101")),
        ("3-2-15", UnitCode("3", "2", "15")),
        ("\ufeff3-2-1501\u200b", UnitCode("3", "2", "1501")),
    ],
)
def test_cells(text, code):
    assert parse_unit_code(text) == code


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "业主", "无", "2026-10-01", "2026/10/1", "2026年10月", "3-2-1501-1"]
    + ["3-2-1501和3-2-1502", "13912345678", "6217232003967166855", "#REF!", "栋单元"],
)
def test_cells_that_hold_no_code(text):
    assert parse_unit_code(text) is None


def test_the_estate_name_is_a_parameter():
    text = "金岚花园3栋2单元1501"
    assert parse_unit_code(text) is None
    assert parse_unit_code(text, ("", *ESTATE)) == UnitCode("3", "2", "1501")
    assert parse_unit_code("万科城２3-2-1501", ("万科", "万科城2")).code == "3-2-1501"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("1栋", "1单元", "101"), UnitCode("1", "1", "101")),
        (("十二栋", "二单元", "１１０２室"), UnitCode("12", "2", "1102")),
        (("A座", "", "101"), UnitCode("A", "", "101")),
        (("", "", "101"), UnitCode(room="101")),
        (("1栋", "1单元", ""), None),
        (("一期1栋", "1单元", "101"), None),
        (("1栋", "单元", "101"), None),
    ],
)
def test_three_columns(parts, code):
    assert unit_code_of_parts(*parts) == code


def test_normalise():
    assert normalise("１７——１ — ４０３\u3000物管\u00a0") == "17-1-403 物管"


# ---- Free text ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("3-2-1501、1502", ["3-2-1501", "3-2-1502"]),
        ("3栋2单元1501和1502两套", ["3-2-1501", "3-2-1502"]),
        ("3-2-1501/1502/1503物业费", ["3-2-1501", "3-2-1502", "3-2-1503"]),
        ("3-2-1501，4-1-101", ["3-2-1501", "4-1-101"]),
        ("4-1-101和3-2-1501，再3栋2单元1501", ["4-1-101", "3-2-1501"]),
        ("10月3号2-1-1501", ["2-1-1501"]),
        ("3号12-1501", ["12-1501"]),
        ("NO.3-2-1501", ["3-2-1501"]),
        ("3-2-1501WYF", ["3-2-1501"]),
        ("3-2-1501A物业", ["3-2-1501A"]),
        ("15-2-301万桂涛", ["15-2-301"]),
        ("1501室", ["1501"]),
        ("702业主物业费", ["702"]),
        ("2单元1501", ["2-1501"]),
        ("房间1501", ["1501"]),
        ("3栋1501，电话13912345678，2026-10-01", ["3-1501"]),
    ],
)
def test_codes_in_text(text, codes):
    assert found(text) == codes


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-01 12:43:05",
        "2026年10月物业费249.68元",
        "2026.10.31",
        "26-11-01",
        "1-12月物业费",
        "10-500元",
        "3-1500块",
        "电话139-1843-9238",
        "0755-26881234",
        "400-820-8820",
        "账号6217-2320-0396-7166",
        "62172320039671668550",
        "DK000002",
        "批量代收20261110 成功244笔",
        "5000房租",
        "1500房款",
        "89.17平",
        "3栋2026年10月",
        "3栋10月",
        "3-2-1501-1",
        "10月3号1201",
        "3楼1201开门",
        "缴费",
        "",
    ],
)
def test_numbers_that_are_no_codes(text):
    assert found(text) == []


@given(st.dates(date(1990, 1, 1), date(2059, 12, 31)))
def test_dates_are_no_codes(day):
    for form in (
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%Y%m%d",
        "%Y年%m月%d日",
        "%y-%m-%d",
    ):
        assert found(f"物业费{day.strftime(form)}") == []


@given(st.integers(0, 10**7), st.sampled_from(["{}元", "￥{}元", "{}", "金额{}元整"]))
def test_amounts_are_no_codes(cents, form):
    assert found(form.format(f"{cents / 100:,.2f}")) == []
    assert found(form.format(f"{cents / 100:.2f}")) == []


@given(st.text("0123456789", min_size=9, max_size=30))
def test_account_numbers_are_no_codes(digits):
    assert found(f"转账{digits}") == []
    assert parse_unit_code(digits) is None


@given(
    st.text("0123456789-—.#栋座单元室号房 一二十AB金岚花园\u3000楼层、", max_size=60)
)
def test_any_text_is_read_without_error(text):
    for code in find_unit_codes(text, ESTATE):
        assert code.room and code.code == normalise(code.code)
    parse_unit_code(text, ESTATE)
    unit_code_of_parts(text, text, text)


def test_a_long_text_takes_no_long_time():
    assert found("1-" * 50_000) == []
    assert found("一" * 50_000) == []
    assert len(found("、".join(f"{n}-1-101" for n in range(1, 100)))) == 99


@pytest.mark.parametrize(
    ("text", "count"),
    [("1-1-503等2套", 2), ("两套房物业费", 2), ("十二套", 12), ("物业费", None)],
)
def test_stated_unit_count(text, count):
    assert stated_unit_count(text) == count
