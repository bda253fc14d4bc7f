"""Resolving what is written to the one unit it means, or to none."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit_spellings import CELL_ONLY, FULL, buildings, rooms, sections

from engine.unit_code import UnitCode
from engine.unit_index import Reason, Resolution, UnitIndex

DATA = Path(__file__).parent / "data"
ESTATE = ("金岚花园",)

units = st.lists(st.tuples(buildings, sections, rooms), min_size=1, max_size=30)
spellings = st.sampled_from(sorted({**FULL, **CELL_ONLY}))


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def estate():
    return UnitIndex(row["code"] for row in rows("archive_units.csv"))


def test_every_cell_of_the_sample(estate):
    for row in rows("archive_cells.csv"):
        resolution = estate.resolve(row["cell"], ESTATE)
        assert resolution.code == (row["code"] or None)
        assert resolution.reason is (Reason.EXACT if row["code"] else Reason.NOT_FOUND)


@given(units, spellings, st.data())
def test_every_spelling_of_a_unit_finds_it_or_asks(parts, spelling, data):
    """Never another unit: with padded digits two units may look the same."""
    unit = data.draw(st.sampled_from(parts))
    index = UnitIndex("-".join(part) for part in parts)
    resolution = index.resolve({**FULL, **CELL_ONLY}[spelling](*unit), ESTATE)
    code = "-".join(unit)
    assert code in resolution.candidates
    assert resolution.code == code or resolution.reason is Reason.AMBIGUOUS
    if "padded" not in spelling or spelling == "padded parts":
        assert resolution.code == code


@given(units, st.data())
def test_without_section_only_when_unique(parts, data):
    building, section, room = data.draw(st.sampled_from(parts))
    index = UnitIndex("-".join(part) for part in parts)
    twins = {"-".join(p) for p in parts if (p[0], p[2]) == (building, room)}
    resolution = index.resolve(f"{building}栋{room}")
    assert set(resolution.candidates) == twins
    unique = len(twins) == 1
    assert resolution.code == (f"{building}-{section}-{room}" if unique else None)
    reason = Reason.SECTION_OMITTED if unique else Reason.AMBIGUOUS
    assert resolution.reason is reason


@given(units, st.data())
def test_room_only_when_unique(parts, data):
    room = data.draw(st.sampled_from(parts))[2]
    index = UnitIndex("-".join(part) for part in parts)
    twins = {"-".join(p) for p in parts if p[2] == room}
    resolution = index.resolve(f"{room}业主")
    assert set(resolution.candidates) == twins
    assert (resolution.code is None) is (len(twins) > 1)


@given(units, st.text("0123456789-#栋单元室房号 ", max_size=20))
def test_whatever_is_written_the_answer_is_consistent(parts, text):
    index = UnitIndex("-".join(part) for part in parts)
    resolution = index.resolve(text)
    known = {"-".join(part) for part in parts}
    assert set(resolution.candidates) <= known
    if resolution.code:
        assert resolution.candidates == (resolution.code,)


# ---- Cases ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("12栋1单元302", "12-1-302", Reason.EXACT),
        ("12-1-302（已售）", "12-1-302", Reason.EXACT),
        ("房号12010302", "12-1-302", Reason.PADDED),
        ("金岚花园12010302", "12-1-302", Reason.PADDED),
        ("1210302", "12-1-302", Reason.PADDED),
        ("3栋2单元1501", None, Reason.NOT_FOUND),
        ("12栋", None, Reason.INCOMPLETE),
        ("缴费", None, Reason.UNREADABLE),
        ("", None, Reason.UNREADABLE),
        ("302", None, Reason.AMBIGUOUS),
        ("12-1-302，12-1-301", None, Reason.SEVERAL),
        ("12-1-302，即12栋1单元302室", "12-1-302", Reason.EXACT),
    ],
)
def test_resolve(estate, text, code, reason):
    resolution = estate.resolve(text, ESTATE)
    assert (resolution.code, resolution.reason) == (code, reason)


def test_candidates_come_in_the_order_of_the_index(estate):
    assert estate.resolve("12栋302").candidates == ("12-1-302", "12-2-302", "12-3-302")
    several = estate.resolve("12-1-302和12-1-301")
    assert several.candidates == ("12-1-301", "12-1-302")


def test_all_units_of_a_text(estate):
    codes = [r.code for r in estate.find("12-1-302、301，3-9-999", ESTATE)]
    assert codes == ["12-1-302", "12-1-301", None]


def test_results_repeat_the_spelling_of_the_index():
    index = UnitIndex(["A栋1单元0101", "临街商铺甲"])
    assert index.resolve("a-1-101").code == "A栋1单元0101"
    assert index.resolve("临街商铺甲").code == "临街商铺甲"
    assert index.resolve(" 临街商铺甲　", ESTATE).reason is Reason.EXACT


def test_two_codes_that_mean_the_same_are_ambiguous():
    index = UnitIndex(["1-1-101", "1-1-0101", "1-1-101"])
    assert index.resolve("1栋1单元101").reason is Reason.AMBIGUOUS
    assert index.resolve("1-1-0101").code == "1-1-0101"


def test_units_without_sections():
    index = UnitIndex(["3-1501", "3-1502", "12-101"])
    assert index.resolve("3栋1501").reason is Reason.EXACT
    assert index.resolve("121101").code is None
    assert index.resolve("12栋1单元101").reason is Reason.NOT_FOUND


def test_one_building_need_not_be_named():
    index = UnitIndex(["1-1-101", "1-2-101", "1-2-102"])
    assert index.resolve("2-101") == Resolution(
        "1-2-101", ("1-2-101",), Reason.BUILDING_OMITTED
    )
    assert index.resolve("2单元101").code == "1-2-101"
    assert index.resolve("1-101").reason is Reason.AMBIGUOUS
    assert UnitIndex(["1-2-101", "3-2-101"]).resolve("2-101").code is None


def test_digits_that_two_units_share():
    index = UnitIndex(["2-1-902", "20-1-902"])
    assert index.resolve("2010902").reason is Reason.AMBIGUOUS
    assert index.resolve("02010902").code == "2-1-902"


def test_one_unit_named_twice_is_one():
    index = UnitIndex(["3-1-101", "4-1-101"])
    assert index.resolve("3-1-101，即3栋101室").code == "3-1-101"
    assert index.resolve("3-1-101，5栋101室").reason is Reason.SEVERAL


def test_lettered_buildings_have_no_padded_form():
    assert UnitIndex(["A-1-101"]).resolve("10101").reason is Reason.NOT_FOUND


def test_an_empty_index():
    index = UnitIndex([])
    assert index.resolve("1-1-101").reason is Reason.NOT_FOUND
    assert index.resolve("02010902").reason is Reason.NOT_FOUND
    assert index.resolve_code(UnitCode("1")).reason is Reason.INCOMPLETE


def test_code_that_lost_its_end_begins_several():
    index = UnitIndex(["3-2-1501", "3-2-1502", "3-1-1503", "3-2-201"])
    assert index.beginning_with(UnitCode("3", "2", "15")) == ["3-2-1501", "3-2-1502"]
    assert index.beginning_with(UnitCode("4", "2", "15")) == []
