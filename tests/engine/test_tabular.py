"""Text tables: encodings, delimiters, limits, headers."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decoding import decode_text
from engine.table_error import TableError
from engine.tabular import (
    Dialect,
    Header,
    find_header,
    read_table,
    sniff_delimiter,
)
from engine.workbook import Limits, Row, is_blank

STATEMENT = (
    "账户明细查询\n"
    "账号：,44050100000000001234,户名：,某物业服务中心\n"
    "\n"
    "交易时间,借方发生额（支取）,贷方发生额（收入）,余额,对方户名,备注\n"
    '20261101 12:43:05,,274.68,"1,203,618.85",韦某,17—1—403 物管\n'
    '20261101 15:23:54,,188.27,"1,203,807.12",刘某,\n'
    "合计,,462.95\n"
)
FIELDS = {"day": ["交易时间"], "credit": ["贷方发生额"], "memo": ["附言", "备注"]}


def read(data, name="file.csv", **options):
    if isinstance(data, str):
        data = data.encode()
    return read_table(data, name, **options)


def cells_of(data, **options):
    return [list(row.cells) for row in read(data, **options).sheets[0].rows]


def refusal(data, **options):
    with pytest.raises(TableError) as caught:
        read(data, **options)
    return caught.value


# ---- Encodings ------------------------------------------------------------------

ENCODINGS = ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_bank_statement_in_every_encoding(encoding):
    book = read(STATEMENT.encode(encoding), "某行11月.csv")
    (sheet,) = book.sheets
    assert sheet.name == "某行11月"
    assert [row.number for row in sheet.rows] == [1, 2, 4, 5, 6, 7]
    assert sheet.rows[3].cells[3:] == ("1,203,618.85", "韦某", "17—1—403 物管")
    assert sheet.rows[4].cells[-1] == "刘某"


def test_the_encoding_found_is_told():
    assert read("房号,姓名\n1-1-101,王某\n".encode("gbk")).encoding == "gb18030"
    assert read("房号,姓名\n1-1-101,王某\n").encoding == "utf-8"


def test_characters_beyond_gbk():
    assert cells_of("姓名,a\n㐂䶮,b\n".encode("gb18030"))[1][0] == "㐂䶮"


def test_a_damaged_utf8_file_is_no_gbk():
    data = ("房号,姓名\n1-1-101,某某某某某某\n" * 3).encode() + b"\xff\n"
    error = refusal(data)
    assert error.code == "bad_encoding"
    assert error.params == {"encoding": "utf-8", "row": 7, "offset": len(data) - 2}


def test_a_marked_file_must_keep_its_word():
    assert refusal(b"\xef\xbb\xbf\xff\xff").params["row"] == 1


def test_a_damaged_gbk_file():
    error = refusal("房号\n".encode("gbk") + b"1,\xff\xff\n")
    assert (error.code, error.params["row"]) == ("bad_encoding", 2)


def test_a_prescribed_encoding_is_not_guessed():
    assert decode_text("物业".encode("gbk"), "gbk").text == "物业"
    assert refusal("物业㐂".encode("gb18030"), encoding="gbk").code == "bad_encoding"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_the_mark_of_a_prescribed_encoding_is_no_character(encoding):
    data = "\ufeff房号".encode(encoding)
    assert decode_text(data, encoding).text == "房号"


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_utf8_text_comes_back(text):
    assert decode_text(b"\xef\xbb\xbf" + text.encode()).text == text


# ---- Delimiters and quotes ------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters(delimiter):
    text = STATEMENT.replace("1,203", "1203").replace(",", delimiter)
    assert sniff_delimiter(text) == delimiter
    assert cells_of(text)[3][0] == "20261101 12:43:05"


def test_commas_in_remarks_do_not_win():
    text = "房号\t备注\n" + "1-1-101\t甲,乙,丙\n" * 3 + "1-1-102\t无\n" * 4
    assert cells_of(text)[1] == ["1-1-101", "甲,乙,丙"]


def test_one_column_needs_no_delimiter():
    assert cells_of("房号\n1-1-101\n") == [["房号"], ["1-1-101"]]


def test_a_prescribed_delimiter_is_not_guessed():
    text = 'a,b|"c\nd,e|f\n'
    rows = cells_of(text, dialect=Dialect("|", quotes=False))
    assert rows == [["a,b", '"c'], ["d,e", "f"]]
    assert cells_of(text, dialect=Dialect(","))[0] == ["a", 'b|"c']


def test_rows_within_quotes_count_as_one():
    rows = read('a,b\r\n"x\r\ny",1\r\nz,2\r\n').sheets[0].rows
    assert [(row.number, row.cells[0]) for row in rows] == [
        (1, "a"),
        (2, "x\r\ny"),
        (3, "z"),
    ]


@pytest.mark.parametrize("text", ['a,b\n"x,1\ny,2\n', 'a,b\n"x"y,1\n'])
def test_open_quotes_swallow_no_rows(text):
    error = refusal(text)
    assert (error.code, error.params["row"]) == ("bad_quotes", 2)


table = st.lists(
    st.lists(
        st.text("ab,;\t|\"'\n甲乙 1", max_size=6).map(str.strip), min_size=2, max_size=5
    ),
    min_size=1,
    max_size=8,
)


@given(table)
def test_what_a_spreadsheet_wrote_is_read_back(rows):
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["x"] * 6] * 50 + rows)
    read_rows = read(out.getvalue()).sheets[0].rows
    expected = {
        number: row for number, row in enumerate(rows, 51) if any(map(str.strip, row))
    }
    assert {row.number for row in read_rows[50:]} == set(expected)
    for row in read_rows[50:]:
        wanted = expected[row.number]
        assert list(row.cells) == wanted[: len(row.cells)]
        assert not any(wanted[len(row.cells) :])


# ---- Limits ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (b"", {}, "empty"),
        (b" \r\n\t", {}, "empty"),
        (b"a,b,c", {"bytes": 4}, "file_too_large"),
        (b"a\nb\nc", {"rows": 2}, "too_many_rows"),
        (b"a,b,c", {"columns": 2}, "too_many_columns"),
        (b"a,bbb", {"cell": 2}, "cell_too_long"),
        (b"a," + b"b" * 200_000, {"cell": 10**6}, "cell_too_long"),
        (b"a\0b", {}, "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, {}, "xls_not_supported"),
    ],
)
def test_limits(data, limits, code):
    assert refusal(data, limits=Limits(**limits)).code == code


def test_blank_rows_and_cells_do_not_count():
    limits = Limits(rows=2, columns=2)
    assert cells_of("a,b,,,,\n,,\n\u3000, ,\nc\n", limits=limits) == [["a", "b"], ["c"]]


def test_the_place_is_told():
    error = refusal("a\nb,ccc\n", limits=Limits(cell=2))
    assert error.params == {"sheet": "file", "row": 2, "column": 2, "limit": 2}
    assert "cell_too_long" in str(error)
    assert str(TableError("empty")) == "empty"


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    try:
        book = read(data)
    except TableError:
        return
    assert all(not is_blank(row.cells[-1]) for row in book.sheets[0].rows)


@given(st.text("0123456789,\n\r\"'é物业\u2028\x1c;\t", max_size=200))
def test_any_text_is_read_or_refused(text):
    for encoding in ("utf-8", "gb18030", "utf-16"):
        try:
            read(text.encode(encoding))
        except TableError as error:
            assert error.code in {"empty", "bad_quotes"}


# ---- Header ---------------------------------------------------------------------


def test_the_header_below_titles():
    rows = read(STATEMENT).sheets[0].rows
    assert find_header(rows, FIELDS, ["day", "credit"]) == Header(
        2, {"day": 0, "credit": 2, "memo": 5}, {}
    )


def rows_with(*records):
    return [Row(number, tuple(record)) for number, record in enumerate(records, 1)]


@pytest.mark.parametrize(
    "label",
    ["建筑面积", "建筑面积(㎡)", "建筑面积（平方米）", " 建筑 面积 *", "建筑面积："],
)
def test_units_width_and_blanks_do_not_matter(label):
    rows = rows_with(["某花园 房产资料"], ["房号", None, label], ["101", 1, "89.17"])
    names = {"room": ["房号"], "area": ["面积", "建筑面积"]}
    assert find_header(rows, names) == (1, {"room": 0, "area": 2}, {})


def test_a_full_name_goes_before_a_bare_one():
    rows = rows_with(["房号", "金额(美元)", "金额(元)"])
    names = {"room": ["房号"], "amount": ["金额(元)"]}
    assert find_header(rows, names).columns["amount"] == 2


def test_the_better_name_goes_first():
    rows = rows_with(["户名", "姓名", "房号"])
    names = {"name": ["姓名", "户名"], "room": ["房号"]}
    assert find_header(rows, names).columns["name"] == 1


def test_of_a_name_that_stands_twice_the_first_is_taken_and_the_other_told():
    rows = rows_with(["房号", "备注", "备注 (2)"])
    header = find_header(rows, {"room": ["房号"], "memo": ["备注"]})
    assert header.columns == {"room": 0, "memo": 1}
    assert header.repeated == {}
    rows = rows_with(["房号", "备注", "面积", "备注"])
    header = find_header(rows, {"room": ["房号"], "memo": ["备注"]})
    assert header.columns == {"room": 0, "memo": 1}
    assert header.repeated == {"memo": [3]}


def test_missing_columns_are_named():
    rows = rows_with(["房号", "备注"])
    with pytest.raises(TableError) as caught:
        find_header(
            rows, {"room": ["房号"], "memo": ["备注"], "area": ["面积"]}, ["area"]
        )
    assert caught.value.code == "columns_missing"
    assert caught.value.params == {"fields": ["area"], "row": 1}


@pytest.mark.parametrize("rows", [[], rows_with(["a", "b"]), rows_with([1, None, 2.5])])
def test_no_header(rows):
    with pytest.raises(TableError) as caught:
        find_header(rows, FIELDS, ["day"])
    assert caught.value.code == "header_not_found"
    assert caught.value.params == {"fields": ["day"]}


def test_a_cell_beyond_the_row_is_blank():
    row = Row(1, ("a",))
    assert (row.cell(0), row.cell(1), row.cell(None)) == ("a", None, None)
