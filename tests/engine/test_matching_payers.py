"""Payers of several units, and payers that were learned (B-02)."""

import pytest
from match_samples import codes, crowd, first, line, matcher, person, unit

from engine.match_amount import FitKind
from engine.match_facts import Alias
from engine.match_reasons import ReasonCode
from engine.matching import Verdict

ESTATE = crowd()


def known(*units, **values):
    return matcher(*units, *ESTATE, **values)


# ---- Several units ----------------------------------------------------------------

TWO = [
    unit("3-2-1501", [person("赵小磊", identity=7)], ["238.98"]),
    unit("5-1-302", [person("赵小磊", identity=7)], ["301.20"]),
]


@pytest.mark.parametrize(
    "text",
    [
        "3-2-1501、5-1-302",
        "3-2-1501等2套",
        "2套物业费",
        "赵小磊名下房屋",
        "物业费合并缴",
        "",
    ],
)
def test_bills_of_two_units_of_one_owner(text):
    match = known(*TWO).propose(line("540.18", "赵小磊", text))
    assert first(match) == ("3-2-1501", "5-1-302")
    assert match.certain
    assert match.proposals[0].fit.kind is FitKind.ALL_OPEN
    assert [share.amount for share in match.proposals[0].shares] == [
        *(one.lines[0].amount for one in TWO)
    ]


def test_further_room_of_the_same_section():
    units = [unit(f"3-2-150{n}", [f"业主{n}号"], [f"20{n}"]) for n in (1, 2)]
    match = known(*units).propose(line("403", "业主1号", "3-2-1501、1502"))
    assert first(match) == ("3-2-1501", "3-2-1502")
    assert match.certain


def test_stated_number_of_units_must_be_met():
    match = known(*TWO).propose(line("238.98", "赵小磊", "3-2-1501等2套"))
    assert match.verdict is Verdict.INCOMPLETE


def test_every_named_unit_must_be_met():
    match = known(*TWO).propose(line("238.98", "赵小磊", "3-2-1501和5-1-302"))
    assert not match.certain


def test_namesakes_are_no_owner_of_two_units():
    units = [
        unit("3-2-1501", [person("赵小磊", identity=7)], ["238.98"]),
        unit("5-1-302", [person("赵小磊", identity=8)], ["301.20"]),
    ]
    apart = known(*units).propose(line("540.18", "赵小磊"))
    one = known(*TWO).propose(line("540.18", "赵小磊"))
    assert apart.proposals[0].confidence < one.proposals[0].confidence


def test_owner_of_many_shops_pays_them_all():
    shops = [
        unit(f"9-1-{n}", [person("某商贸有限公司", identity=7)], [f"{n}.17"])
        for n in range(101, 161)
    ]
    total = sum(one.lines[0].amount for one in shops)
    match = known(*shops).propose(line(total, "某商贸有限公司", "物业费"))
    assert len(match.proposals[0].keys) == 60
    assert match.certain


# ---- Learning ---------------------------------------------------------------------


def test_learned_payer_of_whom_nothing_else_is_known():
    alias = Alias("6217001", "岳父", ("云栖里/3-2-1501",))
    units = [unit(f"{n}-2-1501", [f"业主{n}号"], ["238.98"]) for n in range(1, 9)]
    before = known(*units).propose(line("238.98", "岳父", account="6217001"))
    after = known(*units, aliases=[alias]).propose(
        line("238.98", "岳父", account="6217001")
    )
    assert before.verdict is Verdict.AMOUNT_ONLY
    assert first(after) == ("3-2-1501",)
    assert after.certain
    assert ReasonCode.LEARNED in codes(after)


def test_learned_account_holds_when_the_name_is_spelled_otherwise():
    alias = Alias("6217001", "岳父", ("云栖里/3-2-1501",))
    matching = known(unit("3-2-1501", (), ["238.98"]), aliases=[alias])
    match = matching.propose(line("238.98", "岳父大人", account="6217001"))
    assert first(match) == ("3-2-1501",)
    other = matching.propose(line("238.98", "岳父", account="6217999"))
    assert other.verdict is Verdict.AMOUNT_ONLY


def test_learned_name_without_account_counts_as_one_of_its_bearers():
    units = [unit(code, ["王芳"], ["238.98"]) for code in ("3-2-1501", "5-1-302")]
    alias = Alias("", "王芳", ("云栖里/3-2-1501",))
    match = known(*units, aliases=[alias]).propose(line("238.98", "王芳"))
    assert first(match) == ("3-2-1501",)
    assert match.proposals[0].confidence < 0.75


def test_account_that_pays_for_two_units_alike_is_ambiguous():
    units = [unit(f"{n}-2-1501", [f"业主{n}号"], ["238.98"]) for n in (3, 5)]
    aliases = [Alias("6217001", "岳父", (one.key,)) for one in units]
    match = known(*units, aliases=aliases).propose(line("238.98", account="6217001"))
    assert match.verdict is Verdict.AMBIGUOUS


def test_account_of_a_payment_service_says_little():
    units = [unit(f"{n}-2-1501", [f"业主{n}号"], ["238.98"]) for n in range(1, 21)]
    aliases = [Alias("6217001", "支付公司", (one.key,)) for one in units[:10]]
    matching = known(*units, aliases=aliases)
    match = matching.propose(line("238.98", "支付公司", account="6217001"))
    assert not match.certain
    named = matching.propose(line("238.98", "支付公司", "15-2-1501", account="6217001"))
    assert first(named) == ("15-2-1501",)
    assert named.certain


def test_learned_to_be_no_fee():
    alias = Alias("6217001", "供电公司", ())
    matching = known(unit("3-2-1501", (), ["238.98"]), aliases=[alias])
    match = matching.propose(line("238.98", "供电公司", account="6217001"))
    assert match.verdict is Verdict.NOT_A_FEE


def test_learned_group_is_proposed_again():
    alias = Alias("6217001", "岳父", tuple(one.key for one in TWO))
    match = known(*TWO, aliases=[alias]).propose(
        line("540.18", "岳父", account="6217001")
    )
    assert first(match) == ("3-2-1501", "5-1-302")
    assert match.certain


def test_alias_of_a_unit_that_is_gone_is_ignored():
    alias = Alias("6217001", "岳父", ("sold",))
    matching = known(unit("3-2-1501", (), ["238.98"]), aliases=[alias])
    match = matching.propose(line("238.98", "岳父", account="6217001"))
    assert match.verdict is Verdict.AMOUNT_ONLY
