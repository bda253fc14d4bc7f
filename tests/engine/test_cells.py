"""Cells of other people's files as values, and values as safe cells."""

import csv
import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cells import (
    cell_date,
    cell_decimal,
    cell_month,
    cell_phone,
    cell_text,
    safe_cell,
    write_csv,
)

D = Decimal
READERS = [cell_text, cell_decimal, cell_date, cell_month, cell_phone]

any_cell = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.text("0123456789-/.,年月日()+¥元㎡ 转")
    | st.datetimes()
    | st.dates()
    | st.times()
    | st.timedeltas()
)


@pytest.mark.parametrize("reader", READERS)
@given(any_cell)
def test_any_cell_is_read_or_refused_by_a_code(reader, cell):
    try:
        reader(cell)
    except ValueError as error:
        assert str(error) in {
            "digits_lost",
            "bad_number",
            "bad_date",
            "bad_month",
            "bad_phone",
        }


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("cell", [None, "", " ", "\u3000\u3000", "\t\n"])
def test_blank_cells_are_none(reader, cell):
    assert reader(cell) is None


# ---- Text -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (" 田娟俊\u3000", "田娟俊"),
        ("王\u3000 某\n某", "王 某 某"),
        (1102, "1102"),
        (1102.0, "1102"),
        (89.17, "89.17"),
        (0.1 + 0.2, "0.3"),
        (0.00001, "0.00001"),
        (True, "True"),
        (datetime(2024, 2, 29), "2024-02-29"),
        (datetime(2024, 2, 29, 8, 30), "2024-02-29 08:30:00"),
        (date(2024, 2, 29), "2024-02-29"),
        (time(8, 30), "08:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
        ("１－１－２０３", "１－１－２０３"),
    ],
)
def test_text(cell, text):
    assert cell_text(cell) == text


def test_codes_become_ascii():
    assert cell_text(" １－１—２０３\u3000", code=True) == "1-1-203"
    assert cell_text("ｄｋ０００１\u200b", code=True) == "dk0001"


@pytest.mark.parametrize("cell", [6217232003966855, 6.21723200396686e18, float("nan")])
def test_a_rounded_account_number_is_refused(cell):
    with pytest.raises(ValueError, match="^digits_lost$"):
        cell_text(cell)
    assert cell_text("6217232003967166855") == "6217232003967166855"


# ---- Numbers --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (144, "144"),
        (89.17, "89.17"),
        (0.1 + 0.2, "0.3"),
        (-3, "-3"),
        ("89.17㎡", "89.17"),
        ("96.62 m²", "96.62"),
        ("118.6平方米", "118.6"),
        ("1,203.50", "1203.50"),
        ("1,203,618.85", "1203618.85"),
        ("￥1,203.50元", "1203.50"),
        ("¥-5.00", "-5.00"),
        ("-¥5.00", "-5.00"),
        ("１２３．４５", "123.45"),
        ("－12", "-12"),
        ("+12", "12"),
        (".5", "0.5"),
        ("(12.50)", "-12.50"),
        ("（￥1,000.00）", "-1000.00"),
        (" 1 203.5 ", "1203.5"),
        ("RMB12", "12"),
    ],
)
def test_numbers(cell, value):
    assert cell_decimal(cell) == D(value)


@pytest.mark.parametrize(
    "cell",
    [
        "abc",
        "1,2",
        "12,34.5",
        "1.2.3",
        "1e5",
        "NaN",
        "6%",
        "3万",
        "--5",
        "(-5)",
        "(5",
        ".",
    ]
    + ["12 34m", "1" * 16, "1,2345", "元", "㎡", True, float("inf"), float("nan")]
    + [1e300, date(2024, 1, 1), time(8), "二十"],
)
def test_what_is_no_number(cell):
    with pytest.raises(ValueError, match="^bad_number$"):
        cell_decimal(cell)


@given(st.decimals(-(10**9), 10**9, places=2))
def test_numbers_in_every_dress(value):
    for text in (
        f"{value}",
        f"{value:,}",
        f"{value:,}元",
        f"{value}㎡",
        f" {value}\u3000",
    ):
        assert cell_decimal(text) == value
    assert cell_decimal(float(value)) == value


# ---- Dates ----------------------------------------------------------------------


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_dates_in_every_dress(day):
    forms = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]
    forms += [form + " 12:43:05" for form in forms]
    for form in forms:
        assert cell_date(day.strftime(form)) == day
    assert cell_date(f"{day.year}/{day.month}/{day.day}") == day
    assert cell_date(f"{day.year} 年 {day.month} 月 {day.day} 日") == day
    assert cell_date(day) == cell_date(datetime.combine(day, time(8))) == day
    assert cell_date(int(day.strftime("%Y%m%d"))) == day


@pytest.mark.parametrize("cell", [45806, 45806.75, "45806", "45806.5"])
def test_serial_numbers(cell):
    assert cell_date(cell) == date(2025, 5, 29)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-13-45",
        "2023-02-29",
        "29/05/2025",
        "25-05-29",
        "2025-05",
        "昨天",
        "20251301",
    ]
    + ["1899-12-31", "2101-01-01", 5, 101, 1e9, -1, True, time(8), date(101, 1, 1)]
    + [float("nan"), "２０２５", "2025-5-29-1", "99999"],
)
def test_what_is_no_date(cell):
    with pytest.raises(ValueError, match="^bad_date$"):
        cell_date(cell)


def test_full_width_dates():
    assert cell_date("２０２５－０５－２９") == date(2025, 5, 29)
    assert cell_date("２０２５年５月２９日") == date(2025, 5, 29)


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("2026-09", "2026-09"),
        ("2026/9", "2026-09"),
        ("2026年9月", "2026-09"),
        ("2026 年 9 月份", "2026-09"),
        ("202609", "2026-09"),
        (202609, "2026-09"),
        ("2026-09-15", "2026-09"),
        (datetime(2026, 9, 1), "2026-09"),
        (46266, "2026-09"),
    ],
)
def test_months(cell, month):
    assert cell_month(cell) == month


@pytest.mark.parametrize(
    "cell", ["2026-13", "1026-09", "9月", "2026", 202613, True, time(8)]
)
def test_what_is_no_month(cell):
    with pytest.raises(ValueError, match="^bad_month$"):
        cell_month(cell)


# ---- Telephones -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("139-5475-6113", "13954756113"),
        ("１３９－５４７５－６１１３", "13954756113"),
        ("+86 139 5475 6113", "13954756113"),
        ("008613954756113", "13954756113"),
        ("86-13954756113", "13954756113"),
        (13954756113, "13954756113"),
        (13954756113.0, "13954756113"),
        ("0755-26881234", "0755-26881234"),
        ("(0755)2688 1234", "0755-26881234"),
        ("01065881234", "010-65881234"),
        ("+86-10-65881234", None),
        ("0755-26881234-801", "0755-26881234-801"),
        ("0755-26881234转801", "0755-26881234-801"),
        ("26881234", "26881234"),
        ("400-820-8820", "4008208820"),
        ("+852 9123 4567", "+85291234567"),
    ],
)
def test_phones(cell, phone):
    if phone is None:
        with pytest.raises(ValueError, match="^bad_phone$"):
            cell_phone(cell)
    else:
        assert cell_phone(cell) == phone


@pytest.mark.parametrize(
    "cell",
    ["1380000", "12345678901", "139547561130", "13954756113/13800000000", "无", "-"]
    + ["139547561 1", "5475", True, 1.5, 6.2e18, date(2024, 1, 1)],
)
def test_what_is_no_phone(cell):
    with pytest.raises(ValueError, match="^bad_phone$"):
        cell_phone(cell)


@given(
    st.integers(13 * 10**9, 20 * 10**9 - 1),
    st.sampled_from(["", "+86", "86-", "0086 "]),
)
def test_mobiles_in_every_dress(number, prefix):
    text = str(number)
    for dressed in (
        text,
        f"{text[:3]}-{text[3:7]}-{text[7:]}",
        f"{text[:3]} {text[3:]}",
    ):
        assert cell_phone(prefix + dressed) == text


# ---- Writing --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["=1+1", "+8613954756113", "-5", "@x", "\tx", "\rx", " =1", "＝1", "\n=1"]
)
def test_text_like_a_formula_is_disarmed(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(
    "value", ["3-2-1501", "", "王某", -5, -5.5, D("-5"), None, "1=1"]
)
def test_other_values_stay(value):
    assert safe_cell(value) is value


@given(st.text())
def test_no_text_begins_like_a_formula(text):
    assert (
        not str(safe_cell(text))
        .lstrip(" ")
        .startswith(("=", "+", "-", "@", "\t", "\r"))
    )


def test_csv_for_spreadsheets():
    data = write_csv(
        [["房号", "金额"], ["=1+1", D("-1E+3")], [None, date(2024, 2, 29)]]
    )
    assert data.startswith(b"\xef\xbb\xbf") and data.endswith(b"\r\n")
    text = data.decode("utf-8-sig")
    assert text == "房号,金额\r\n'=1+1,-1000\r\n,2024-02-29\r\n"


@given(st.lists(st.lists(st.text("a,\"\n甲'", max_size=5), min_size=2, max_size=4)))
def test_csv_is_read_back(rows):
    text = write_csv(rows).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [[safe_cell(value) for value in row] for row in rows]
