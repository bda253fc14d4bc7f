"""What a text tells about units, before anything is weighed."""

import pytest
from match_samples import crowd, person, unit

from engine.match_index import Facts, Reading, TextName, clean_account, clean_name

UNITS = [
    unit("3-2-1501", ["王芳", person("赵小磊", phones=("0571-88001122",))]),
    unit("3-2-1502", ["王芳芳"]),
    unit("5-1-1501", ["欧阳子磊"]),
]
FACTS = Facts(UNITS, {"云栖里": ("云栖", "YQL")})


def places(text, facts=FACTS):
    found, unknown = facts.places_in(text)
    return [(place.reading.value, len(place.keys)) for place in found], unknown


@pytest.mark.parametrize(
    ("text", "readings", "unknown"),
    [
        ("3-2-1501物业费", [("exact", 1)], 0),
        ("3栋1502", [("short", 1)], 0),
        ("1501业主", [("vague", 2)], 0),
        ("03021501", [("loose", 1)], 0),
        ("3-2-150", [("cut_off", 2)], 0),
        ("3-2-150物业费", [], 1),
        ("9-9-901", [], 1),
        ("3-2-1501和9-9-901", [("exact", 1)], 1),
        ("3-2-1501、3栋2单元1501", [("exact", 1)], 0),
        ("2026-10 物业费238.98", [], 0),
        ("", [], 0),
    ],
)
def test_how_an_address_is_read(text, readings, unknown):
    assert places(text) == (readings, unknown)


def test_names_are_the_longest_that_are_known():
    assert FACTS.names_in("代王芳芳交") == [TextName("王芳芳", True)]
    assert FACTS.names_in("王芳和欧阳子磊") == [
        TextName("王芳", True),
        TextName("欧阳子磊", True),
    ]
    assert FACTS.names_in("王芳丽") == [TextName("王芳", False)]
    assert FACTS.names_in("云栖里物业费") == []


def test_rare_name_is_rarer_among_strangers():
    names = ["王伟"] * 20 + [f"住户{n}" for n in range(200)]
    facts = Facts([unit(f"1-1-{n}", [name]) for n, name in enumerate(names, 101)])
    assert facts.namesakes("住户7") < -2
    assert -0.1 < facts.namesakes("王伟") < 0


def test_short_names_are_reckoned_by_themselves():
    short = [a + b for a in "赵钱孙李" for b in "伟芳"] * 2
    names = [*short, "周红", *(f"住户{n:02d}" for n in range(50))]
    facts = Facts([unit(f"1-1-{n}", [name]) for n, name in enumerate(names, 101)])
    assert facts.namesakes("住户07") < facts.namesakes("周红")


def test_only_mobile_numbers_are_phones():
    _, phones = FACTS.numbers_in("057188001122")
    assert phones == {}


def test_names_and_accounts_in_one_spelling():
    assert clean_name("某　物业（杭州） 公司") == clean_name("某物业(杭州)公司")
    assert clean_account("６２１７ 0012-34") == "6217001234"


def test_spelling_of_a_community_is_no_part_of_a_code():
    for text in ("云栖里3-2-1501", "云栖3-2-1501", "yql3-2-1501"):
        assert places(text) == ([("exact", 1)], 0)


def test_estate_without_units_knows_nothing():
    assert places("3-2-1501", Facts([])) == ([], 1)
    assert Reading("exact") is Reading.EXACT


def test_many_lines_of_one_payer_cost_no_more_than_few():
    facts = Facts(crowd(200))
    assert len(facts.names_in("户01" * 400)) == 1
