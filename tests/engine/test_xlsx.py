"""XLSX files, honest and hostile."""

import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from engine.table_error import TableError
from engine.tabular import read_table
from engine.workbook import Limits

SHEET = "xl/worksheets/sheet1.xml"
BOMB = (
    '<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)


def book(**sheets):
    """Return the bytes of a workbook with these sheets of rows."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for title, rows in sheets.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def repacked(data, change):
    """Return the archive with ``change(name, content)`` applied to each part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                target.writestr(name, change(name, source.read(name)))
    return out.getvalue()


def with_sheet(xml, data=None):
    """Return a workbook whose first sheet has this XML."""
    data = data or GOOD
    return repacked(data, lambda name, old: xml if name == SHEET else old)


def sheet_xml(rows, head="", dimension=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<worksheet xmlns="http://'
        f'schemas.openxmlformats.org/spreadsheetml/2006/main">{dimension}'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


GOOD = book(房产=[["房号", "面积"], ["1-1-101", 89.17]])


def refusal(data, **limits):
    with pytest.raises(TableError) as caught:
        read_table(data, "archive.xlsx", Limits(**limits))
    return caught.value


# ---- Honest ---------------------------------------------------------------------


def test_cells_keep_their_types():
    rows = [
        ["房产资料", None, None],
        [],
        ["1栋", 1102, 89.17, datetime(2021, 12, 10), True, None, None],
        [None, "\u3000"],
        ["'=text", date(2024, 2, 29)],
    ]
    read = read_table(book(房产=rows, 业户=[["房号"]]), "x")
    assert [sheet.name for sheet in read.sheets] == ["房产", "业户"]
    assert read.encoding is None
    assert [(row.number, row.cells) for row in read.sheets[0].rows] == [
        (1, ("房产资料",)),
        (3, ("1栋", 1102, 89.17, datetime(2021, 12, 10), True)),
        (5, ("'=text", datetime(2024, 2, 29))),
    ]


def test_the_name_of_the_file_does_not_matter():
    assert read_table(GOOD, "archive.csv").sheets[0].rows[1].cells == ("1-1-101", 89.17)


def test_an_empty_sheet():
    assert read_table(book(空=[]), "x").sheets[0].rows == []


def test_missing_rows_keep_the_numbers():
    xml = sheet_xml('<row r="7"><c r="C7"><v>5</v></c></row>')
    assert read_table(with_sheet(xml), "x").sheets[0].rows[0].number == 7
    assert read_table(with_sheet(xml), "x").sheets[0].rows[0].cells == (None, None, 5)


# ---- Refused content ------------------------------------------------------------


def test_formulas_are_refused_with_their_places():
    error = refusal(book(房产=[["a", "=1+1"], ["=A1"]]))
    assert error.code == "formula"
    assert error.params == {"sheet": "房产", "cells": ["B1", "A2"]}


def test_only_some_places_are_told():
    assert len(refusal(book(a=[["=1"]] * 100)).params["cells"]) == 20


def test_error_values_are_refused():
    xml = sheet_xml('<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>')
    error = refusal(with_sheet(xml))
    assert (error.code, error.params["cells"]) == ("error_value", ["A1"])


def test_numbers_beyond_measure_are_error_values():
    xml = sheet_xml('<row r="1"><c r="A1"><v>1E999</v></c></row>')
    error = refusal(with_sheet(xml))
    assert (error.code, error.params["cells"]) == ("error_value", ["A1"])


def test_a_date_that_is_none():
    """A number marked as a date but out of range is an error value, not a guess."""
    data = book(a=[[datetime(2024, 1, 1)]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        xml = archive.read(SHEET).decode()
    assert "<v>45292</v>" in xml
    data = with_sheet(xml.replace("<v>45292</v>", "<v>99999999</v>"), data)
    assert refusal(data).code == "error_value"


# ---- Limits ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"bytes": 100}, "file_too_large"),
        ({"unpacked": 1000}, "unpacked_too_large"),
        ({"parts": 3}, "too_many_parts"),
        ({"sheets": 0}, "too_many_sheets"),
        ({"rows": 1}, "too_many_rows"),
        ({"columns": 1}, "too_many_columns"),
        ({"cell": 4}, "cell_too_long"),
    ],
)
def test_limits(limits, code):
    assert refusal(GOOD, **limits).code == code


def test_a_zip_bomb_is_not_unpacked():
    data = with_sheet(b"<" + b" " * 50_000_000)
    assert len(data) < 100_000
    assert refusal(data, unpacked=40_000_000).code == "unpacked_too_large"


def test_a_part_larger_than_declared_is_damaged():
    """The size an archive declares for a part is the most that is ever unpacked."""
    data = bytearray(with_sheet(sheet_xml("<row/>" * 10_000)))
    size = len(sheet_xml("<row/>" * 10_000)).to_bytes(4, "little")
    assert data.count(size) == 2
    small = bytes(data).replace(size, (100).to_bytes(4, "little"))
    assert refusal(small).code == "unreadable"


def test_a_lying_dimension_costs_nothing():
    dimension = '<dimension ref="A1:XFD1048576"/>'
    xml = sheet_xml('<row r="1"><c r="A1"><v>5</v></c></row>', dimension=dimension)
    assert read_table(with_sheet(xml), "x").sheets[0].rows[0].cells == (5,)


@pytest.mark.parametrize("number", [10**7, 10**15])
def test_a_row_far_below_the_last_possible(number):
    xml = sheet_xml(f'<row r="{number}"><c r="A1"><v>5</v></c></row>')
    assert refusal(with_sheet(xml)).code == "too_many_rows"


def test_wide_blank_rows_have_a_budget():
    row = '<row><c r="XFD1" s="1"/></row>'
    xml = sheet_xml(row * 500)
    assert refusal(with_sheet(xml), rows=1000, columns=100).code == "too_many_rows"


# ---- Hostile XML ----------------------------------------------------------------


@pytest.mark.parametrize("part", zipfile.ZipFile(io.BytesIO(GOOD)).namelist())
def test_no_part_may_declare_a_document_type(part):
    def insert(name, content):
        if name != part:
            return content
        text = content.decode()
        head = text.index("?>") + 2 if text.startswith("<?xml") else 0
        return text[:head] + BOMB + text[head:]

    error = refusal(repacked(GOOD, insert))
    assert (error.code, error.params) == ("doctype", {"part": part})


@pytest.mark.parametrize(
    ("encoding", "declared", "code"),
    [
        ("utf-8-sig", "UTF-8", "doctype"),
        ("utf-16", "UTF-16", "doctype"),
        ("utf-16-be", "UTF-16", "doctype"),
        ("cp037", "cp037", "unreadable"),
    ],
)
def test_no_encoding_hides_a_document_type(encoding, declared, code):
    xml = sheet_xml("<row><c><v>&j;</v></c></row>", head=BOMB)
    data = xml.replace("UTF-8", declared).encode(encoding)
    assert refusal(with_sheet(data)).code == code


def test_a_long_head_hides_no_document_type():
    xml = sheet_xml("", head="<!--" + " " * 20_000 + "-->" + BOMB)
    assert refusal(with_sheet(xml)).code == "doctype"


def test_a_picture_is_no_xml():
    out = io.BytesIO(GOOD)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/empty.bin", b"")
        archive.writestr("xl/media/image1.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert read_table(out.getvalue(), "x").sheets[0].rows


def test_a_locked_archive():
    data = bytearray(GOOD)
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    assert refusal(bytes(data)).code == "encrypted"


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"PK\x03\x04" + b"x" * 500, GOOD[:-30]]
)
def test_damaged_archives(data):
    assert refusal(data).code == "unreadable"


def test_another_office_file():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(out.getvalue()).code == "unreadable"


@settings(max_examples=150)
@given(
    st.lists(
        st.tuples(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=4))
    )
)
def test_flipped_bytes_are_read_or_refused(changes):
    data = bytearray(GOOD)
    for at, new in changes:
        data[at : at + len(new)] = new
    read_or_refuse(bytes(data))


@settings(max_examples=150)
@given(st.data())
def test_mangled_xml_is_read_or_refused(draw):
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        part = draw.draw(st.sampled_from(archive.namelist()))
        size = len(archive.read(part))
    at = draw.draw(st.integers(0, size))
    cut = draw.draw(st.integers(0, 20))
    new = draw.draw(st.sampled_from(FRAGMENTS) | st.binary(max_size=8))
    read_or_refuse(
        repacked(
            GOOD,
            lambda name, old: old[:at] + new + old[at + cut :] if name == part else old,
        )
    )


FRAGMENTS = [
    b"",
    b'"',
    b"<",
    b'<c r="ZZZZ9"><v>1</v></c>',
    b'<c t="s"><v>99</v></c>',
    b'<c t="s"><v>-1</v></c>',
    b'<c t="d"><v>x</v></c>',
    b"<v>1e999</v>",
    b"<v>nan</v>",
    b'<row r="x"/>',
    b'<row r="-5"/>',
]


def read_or_refuse(data):
    try:
        read_table(data, "x.xlsx", Limits(unpacked=10**6))
    except TableError as error:
        assert error.code
