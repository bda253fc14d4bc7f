"""What names a unit, and what leaves a doubt: the rules of matching by name (B-02)."""

import pytest
from match_samples import (
    OTHER_HOME,
    bill,
    codes,
    crowd,
    first,
    line,
    matcher,
    person,
    unit,
)
from unit_spellings import FULL, NO_SECTION

from engine.match_facts import Policy
from engine.match_reasons import Lead, ReasonCode
from engine.matching import Verdict

ESTATE = crowd()


def known(*units, **values):
    return matcher(*units, *ESTATE, **values)


# ---- What names a unit ------------------------------------------------------------


@pytest.mark.parametrize("spelling", sorted(FULL))
def test_unit_code_in_any_spelling(spelling):
    matching = known(unit("3-2-1501", ["赵磊"], ["238.98"]))
    text = f"物业费 {FULL[spelling]('3', '2', '1501')}"
    match = matching.propose(line("238.98", "不相识", text))
    assert first(match) == ("3-2-1501",)
    assert match.verdict is Verdict.CERTAIN
    assert ReasonCode.ADDRESS in codes(match)


@pytest.mark.parametrize("spelling", sorted(NO_SECTION))
def test_code_without_section_where_one_unit_fits(spelling):
    matching = known(unit("3-2-1501", ["赵磊"], ["238.98"]))
    match = matching.propose(line("238.98", "赵磊", NO_SECTION[spelling]("3", "1501")))
    assert first(match) == ("3-2-1501",)
    assert match.certain


@pytest.mark.parametrize("text", ["03021501", "物业费3/2/1501", "3.2.1501 物管"])
def test_digits_that_are_a_code_because_the_unit_exists(text):
    match = known(unit("3-2-1501", (), ["238.98"])).propose(line("238.98", "", text))
    assert first(match) == ("3-2-1501",)


@pytest.mark.parametrize("text", ["202610", "20261015", "2026.10", "13800138000"])
def test_dates_and_phones_are_no_codes(text):
    units = [unit("20-2-610", (), ["238.98"]), unit("20-26-1015", (), ["238.98"])]
    match = known(*units).propose(line("238.98", "", text))
    assert match.verdict is Verdict.AMOUNT_ONLY


def test_code_alone_with_an_amount_that_no_bill_explains_is_not_certain():
    matching = known(unit("3-2-1501", ["赵磊"], ["238.98"]))
    match = matching.propose(line("77.77", "不相识", "3-2-1501"))
    assert first(match) == ("3-2-1501",)
    assert match.verdict is Verdict.UNCERTAIN


def test_code_of_no_unit_is_a_caution():
    matching = known(unit("3-2-1501", ["赵磊"], ["238.98"]))
    match = matching.propose(line("238.98", "赵磊", "3-2-1599"))
    assert first(match) == ("3-2-1501",)
    assert ReasonCode.UNKNOWN_ADDRESS in {one.code for one in match.cautions}


def test_code_cut_off_at_the_end_is_found_by_its_beginning():
    units = [
        unit("1-2-1501", ["孙勇"], ["238.98"]),
        unit("3-2-1501", ["赵磊"], ["238.98"]),
        unit("3-2-1502", ["钱军"], ["5"]),
    ]
    match = known(*units).propose(line("238.98", "不相识", "云栖里3栋2单元15"))
    assert first(match) == ("3-2-1501",)
    assert ReasonCode.ADDRESS in codes(match)
    assert match.verdict is Verdict.VAGUE


def test_payers_name_and_amount():
    matching = known(unit("3-2-1501", ["赵小磊"], ["238.98"]))
    match = matching.propose(line("238.98", "赵小磊", "物业费"))
    assert first(match) == ("3-2-1501",)
    assert match.certain
    assert ReasonCode.PAYER in codes(match)


@pytest.mark.parametrize("role", ["tenant", "family", "co_owner", "other"])
def test_payer_who_is_not_the_owner(role):
    people = ["赵小磊", person("孙红秀", role)]
    matching = known(unit("3-2-1501", people, ["238.98"]))
    match = matching.propose(line("238.98", "孙红秀"))
    assert first(match) == ("3-2-1501",)
    assert match.certain


def test_stranger_who_names_owner_and_code():
    matching = known(unit("3-2-1501", ["赵小磊"], ["238.98"]))
    match = matching.propose(line("238.98", "不相识", "代赵小磊交3-2-1501"))
    assert first(match) == ("3-2-1501",)
    assert match.certain
    assert {ReasonCode.ADDRESS, ReasonCode.TEXT_NAME} <= codes(match)
    assert ReasonCode.THIRD_PARTY in {one.code for one in match.cautions}


def test_resident_who_pays_for_another_unit_by_name():
    units = [
        unit("3-2-1501", ["赵小磊"], ["238.98"]),
        unit("5-1-302", ["钱国军"], ["301.20"]),
    ]
    match = known(*units).propose(line("238.98", "钱国军", "代赵小磊物业费"))
    assert first(match) == ("3-2-1501",)
    assert match.certain


def test_name_within_a_longer_name_is_hardly_a_clue():
    matching = known(unit("3-2-1501", ["王芳"], ["238.98"]))
    clear = matching.propose(line("238.98", "不相识", "王芳物业费"))
    part = matching.propose(line("238.98", "不相识", "王芳芳"))
    assert clear.certain
    assert part.proposals[0].confidence < clear.proposals[0].confidence
    assert part.verdict is Verdict.VAGUE
    bits = [
        reason.bits
        for match in (clear, part)
        for reason in match.proposals[0].reasons
        if reason.code is ReasonCode.TEXT_NAME
    ]
    assert bits[0] > bits[1]


def test_name_that_is_rare_on_file_is_hardly_a_strangers():
    neighbours = crowd(60, "238.98")
    matching = matcher(unit("3-2-1501", ["赵小磊"], ["238.98"]), *neighbours)
    assert matching.propose(line("238.98", "赵小磊", "物业费")).certain
    common = [unit(f"6-1-{n}", ["赵小磊"], ["50"]) for n in range(101, 108)]
    matching = matcher(unit("3-2-1501", ["赵小磊"], ["238.98"]), *neighbours, *common)
    assert not matching.propose(line("238.98", "赵小磊", "物业费")).certain


def test_how_far_a_bare_name_is_trusted_is_a_setting():
    home = unit("3-2-1501", ["赵小磊"], ["238.98"])
    careful = known(home, policy=Policy(least_confidence_by_name=1))
    assert careful.propose(line("238.98", "赵小磊", "物业费")).verdict is (
        Verdict.UNCERTAIN
    )
    assert careful.propose(line("238.98", "赵小磊", "3-2-1501")).certain


def test_phone_number_in_the_text():
    owner = person("赵小磊", phones=("138-0013-8000",))
    matching = known(unit("3-2-1501", [owner], ["238.98"]))
    match = matching.propose(line("238.98", "不相识", "缴费13800138000"))
    assert first(match) == ("3-2-1501",)
    assert match.certain
    assert ReasonCode.PHONE in codes(match)


@pytest.mark.parametrize(
    "text", ["合同DK-000012代扣", "dk000012", "账单 HZ2610/77", "粤B12345停车费"]
)
def test_numbers_of_mandate_bill_and_plate(text):
    lines = [*bill("x", 10, "238.98")]
    lines = [type(one)(one.key, "HZ2610/77", one.due, one.amount) for one in lines]
    numbers = frozenset({"DK000012", "粤B12345"})
    matching = known(unit("3-2-1501", (), lines, references=numbers))
    match = matching.propose(line("238.98", "不相识", text))
    assert first(match) == ("3-2-1501",)
    assert match.certain
    assert ReasonCode.REFERENCE in codes(match)


def test_digits_of_a_code_are_no_card_number():
    units = [
        unit("3-2-1501", ["赵小磊"], ["238.98"]),
        unit("5-1-302", ["钱国军"], ["301.20"], references=frozenset({"321501"})),
    ]
    match = known(*units).propose(line("238.98", "", "3-2-1501"))
    assert first(match) == ("3-2-1501",)
    assert match.certain


def test_account_of_a_mandate():
    accounts = frozenset({"6217 0012-3456 789"})
    matching = known(unit("3-2-1501", ["赵小磊"], ["238.98"], accounts=accounts))
    match = matching.propose(line("238.98", account="62170012 3456789"))
    assert first(match) == ("3-2-1501",)
    assert match.certain
    assert ReasonCode.MANDATE in codes(match)


def test_account_of_a_mandate_is_stronger_than_a_name():
    units = [
        unit("3-2-1501", ["王芳"], ["238.98"], accounts=frozenset({"6217001"})),
        unit("5-1-302", ["王芳"], ["238.98"]),
    ]
    match = known(*units).propose(line("238.98", "王芳", account="6217001"))
    assert first(match) == ("3-2-1501",)
    assert match.certain


# ---- What leaves a doubt ----------------------------------------------------------


def test_namesakes_with_the_same_bill_are_equal_and_never_certain():
    units = [unit(code, ["王芳"], ["238.98"]) for code in ("3-2-1501", "5-1-302")]
    match = known(*units).propose(line("238.98", "王芳", "物业费"))
    assert match.verdict is Verdict.AMBIGUOUS
    best, second = match.proposals[:2]
    assert best.score == second.score
    assert best.confidence < 0.5


def test_amount_tells_namesakes_apart():
    units = [
        unit("3-2-1501", ["王芳"], ["238.98"]),
        unit("5-1-302", ["王芳"], ["301.20"]),
    ]
    match = known(*units).propose(line("301.20", "王芳"))
    assert first(match) == ("5-1-302",)


def test_common_amount_proves_less_than_a_rare_one():
    common = [unit(f"7-1-{n}01", [f"邻居{n:02d}"], ["238.98"]) for n in range(1, 40)]
    units = [
        *(unit(code, ["王芳"], ["50"]) for code in ("3-1-101", "3-1-102", "3-1-103")),
        unit("3-1-201", ["王芳"], ["238.98"]),
        unit("3-1-202", ["王芳"], ["777.77"]),
    ]
    matching = known(*common, *units)
    rare = matching.propose(line("777.77", "王芳")).proposals[0]
    usual = matching.propose(line("238.98", "王芳")).proposals[0]
    assert rare.confidence > usual.confidence


def test_amount_alone_is_ranked_last_and_never_certain():
    units = [
        unit("3-2-1501", ["赵小磊"], ["813.57"]),
        unit("5-1-302", ["钱国军"], ["60.00"]),
    ]
    matching = known(*units)
    match = matching.propose(line("813.57", "不相识", "转账"))
    assert first(match) == ("3-2-1501",)
    assert match.verdict is Verdict.AMOUNT_ONLY
    named = matching.propose(line("813.57", "钱国军", "转账"))
    assert [one.lead for one in named.proposals] == [Lead.NAMED, Lead.AMOUNT]
    assert first(named) == ("5-1-302",)
    assert not named.certain


def test_room_of_several_buildings_gives_alternatives_and_is_never_certain():
    units = [unit(f"{n}-1-1501", [f"业主{n}号"], [f"2{n}8.98"]) for n in range(1, 6)]
    match = known(*units).propose(line("238.98", "不相识", "1501业主物业费"))
    assert first(match) == ("3-1-1501",)
    assert match.verdict is Verdict.VAGUE
    vague = [one for one in match.proposals if one.lead is Lead.VAGUE]
    assert len(vague) == 5


def test_payer_decides_which_of_several_rooms():
    units = [unit(f"{n}-1-1501", [f"业主{n}号"], ["238.98"]) for n in range(1, 6)]
    match = known(*units).propose(line("238.98", "业主4号", "1501业主物业费"))
    assert first(match) == ("4-1-1501",)
    assert match.certain


def test_code_that_two_communities_share_is_vague():
    units = [
        unit("3-2-1501", ["赵小磊"], ["238.98"]),
        unit("3-2-1501", ["钱国军"], ["238.98"], community=OTHER_HOME),
    ]
    matching = known(*units)
    assert matching.propose(line("238.98", "", "3-2-1501")).verdict is Verdict.VAGUE
    for name in ("云栖里", "望江府"):
        match = matching.propose(line("238.98", "", f"{name}3-2-1501"))
        assert match.proposals[0].keys == (f"{name}/3-2-1501",)
        assert match.certain
    match = matching.propose(line("238.98", "钱国军", "3-2-1501"))
    assert match.proposals[0].keys == ("望江府/3-2-1501",)
    assert match.certain


def test_community_by_another_spelling_and_the_longer_name_first():
    units = [
        unit("3-2-1501", (), ["238.98"], community="金岚"),
        unit("3-2-1501", (), ["238.98"], community="金岚二期"),
    ]
    matching = known(*units, communities={"金岚二期": ("二期",)})
    for text, key in (
        ("金岚3-2-1501", "金岚/3-2-1501"),
        ("金岚二期3-2-1501", "金岚二期/3-2-1501"),
        ("二期3-2-1501", "金岚二期/3-2-1501"),
    ):
        assert matching.propose(line("238.98", "", text)).proposals[0].keys == (key,)


def test_each_community_holds_for_what_follows_it():
    units = [
        unit(code, (), ["100"], community=name)
        for name in ("云栖里", "望江府")
        for code in ("3-2-1501", "5-1-302")
    ]
    match = known(*units).propose(line("200", "", "云栖里3-2-1501、望江府5-1-302"))
    assert set(match.proposals[0].keys) == {"云栖里/3-2-1501", "望江府/5-1-302"}


def test_community_of_the_first_code_only():
    units = [
        unit("3-2-1501", ["赵小磊"], ["238.98"]),
        unit("5-1-302", ["钱国军"], ["301.20"], community=OTHER_HOME),
    ]
    match = known(*units).propose(line("540.18", "", "云栖里3-2-1501、5-1-302"))
    assert first(match) == ("3-2-1501", "5-1-302")


def test_payer_decides_a_shared_code_beside_a_clear_one():
    units = [
        unit("3-2-1501", ["赵小磊"], ["238.98"]),
        unit("5-1-302", ["赵小磊"], ["301.20"]),
        unit("5-1-302", ["钱国军"], ["301.20"], community=OTHER_HOME),
    ]
    match = known(*units).propose(line("333.33", "赵小磊", "3-2-1501、5-1-302"))
    assert match.proposals[0].keys == ("云栖里/3-2-1501", "云栖里/5-1-302")
    assert not match.certain


def test_code_is_doubted_where_only_another_unit_explains_the_amount():
    units = [
        unit("1-1-802", ["吕霞"], ["443.30"]),
        unit("2-2-503", ["吕霞"], ["408.80"]),
        *(unit(f"8-1-{n}", [f"邻居{n}"], ["408.80"]) for n in range(101, 116)),
    ]
    match = known(*units).propose(line("408.81", "吕霞", "1-1-802"))
    assert first(match) == ("1-1-802",)
    assert 0.99 < match.proposals[0].confidence < 0.999
    assert not match.certain


def test_code_typed_wrong_is_a_conflict():
    units = [
        unit("3-2-1501", ["赵小磊"], ["238.98"]),
        unit("5-1-302", ["钱国军"], ["238.98"]),
    ]
    match = known(*units).propose(line("238.98", "赵小磊", "5-1-302"))
    assert {first(match), ("3-2-1501",), ("5-1-302",)} == {("3-2-1501",), ("5-1-302",)}
    assert not match.certain
    reasons = {code for n in (0, 1) for code in codes(match, n)}
    assert {ReasonCode.OTHER_ADDRESS, ReasonCode.OTHER_PAYER} <= reasons


def test_named_unit_wins_over_the_payers_own_when_the_amount_agrees():
    units = [
        unit("3-2-1501", ["赵小磊"], ["238.98"]),
        unit("5-1-302", ["钱国军"], ["301.20"]),
    ]
    match = known(*units).propose(line("301.20", "赵小磊", "5-1-302"))
    assert first(match) == ("5-1-302",)
    assert match.certain


def test_other_money_is_not_booked():
    matching = known(unit("3-2-1501", ["赵小磊"], ["238.98"]))
    match = matching.propose(line("238.98", "赵小磊", "往来款"))
    assert match.verdict is Verdict.NOT_A_FEE
    assert ReasonCode.NOT_A_FEE in {one.code for one in match.cautions}
    assert matching.propose(line("238.98", "赵小磊", "房租和物业费")).certain
    mine = Policy(other_words=("红包",))
    other = known(unit("3-2-1501", ["赵小磊"], ["238.98"]), policy=mine)
    assert other.propose(line("238.98", "赵小磊", "往来款")).certain
    assert not other.propose(line("238.98", "赵小磊", "红包")).certain


@pytest.mark.parametrize("text", ["物业费退款", "3-2-1501 退汇", "电费退回"])
def test_b02_money_that_came_back_is_no_fee_whatever_it_names(text):
    matching = known(unit("3-2-1501", ["赵小磊"], ["238.98"]))
    match = matching.propose(line("238.98", "赵小磊", text))
    assert match.verdict is Verdict.NOT_A_FEE
    assert first(match) == ("3-2-1501",), "a person may still say that it is one"


def test_amount_far_beyond_a_year_is_not_booked():
    matching = known(unit("3-2-1501", ["赵小磊"], ["238.98"]))
    match = matching.propose(line("50000", "赵小磊", "3-2-1501"))
    assert match.verdict is Verdict.UNEXPLAINED


def test_nothing_to_go_by():
    matching = known(unit("3-2-1501", ["赵小磊"], ["238.98"]))
    match = matching.propose(line("4711.08", "不相识", "转账"))
    assert (match.verdict, match.proposals) == (Verdict.NOTHING, ())
    assert matching.propose(line("0")).proposals == ()
