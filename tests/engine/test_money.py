"""Rounding, splitting and writing amounts."""

from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.money import (
    chinese_capitals,
    decimal_of,
    from_cents,
    largest_remainder,
    round_half_up,
    split_cumulative,
    to_cents,
)

D = Decimal
WIDE = Context(prec=200, rounding=ROUND_HALF_UP)

exact = st.decimals(-(10**12), 10**12, places=12)
cents = st.integers(-(10**17), 10**17)
fractions = st.fractions(-(10**6), 10**6, max_denominator=31 * 30 * 29 * 28)


# ---- Rounding -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("0.0049999999", 2, "0.00"),
        ("-0.004", 2, "0.00"),
        ("2.675", 2, "2.68"),
        ("1E+3", 2, "1000.00"),
        ("12.5", 0, "13"),
        ("0.00000000005", 10, "1E-10"),
    ],
)
def test_ties_go_away_from_zero(value, digits, expected):
    result = round_half_up(D(value), digits)
    assert result == D(expected)
    assert result.as_tuple().exponent == -digits
    assert not (result == 0 and result.is_signed())


@given(exact, st.integers(0, 11))
def test_rounding_agrees_with_decimal(value, digits):
    expected = value.quantize(D(1).scaleb(-digits), context=WIDE)
    assert round_half_up(value, digits) == expected


@given(exact)
def test_rounding_is_symmetric(value):
    assert round_half_up(-value) == -round_half_up(value)


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_rounding_refuses_what_is_no_amount(value):
    with pytest.raises(ValueError, match="^not_finite$"):
        round_half_up(D(value))


@given(cents)
def test_cents_round_trip(value):
    assert to_cents(from_cents(value)) == value


def test_cents_refuse_a_part_of_a_cent():
    with pytest.raises(ValueError, match="^fraction_of_cent$"):
        to_cents(D("1.005"))


@given(st.integers(-(10**11), 10**11))
def test_a_float_is_read_as_the_number_it_was(value):
    assert decimal_of(float(from_cents(value))) == from_cents(value)


@pytest.mark.parametrize("value", ["abc", "", "1,2"])
def test_text_that_is_no_number(value):
    with pytest.raises(ValueError, match="^not_a_number$"):
        decimal_of(value)


def test_a_float_that_is_no_number():
    with pytest.raises(ValueError, match="^not_finite$"):
        decimal_of(float("nan"))


# ---- Largest remainder ----------------------------------------------------------

weights = st.lists(st.decimals(0, 10**6, places=4), min_size=1, max_size=40)


@given(cents, weights.filter(any))
def test_shares_add_up_and_stay_within_a_cent(total, shares):
    amount, whole = from_cents(total), sum(map(Fraction, shares))
    parts = largest_remainder(amount, shares)
    assert sum(map(to_cents, parts)) == total
    for part, share in zip(parts, shares, strict=True):
        assert abs(to_cents(part) - Fraction(total) * Fraction(share) / whole) < 1
        assert share or part == 0


@given(cents, weights.filter(any))
def test_a_larger_weight_never_gets_less(total, shares):
    parts = largest_remainder(from_cents(abs(total)), shares)
    ranked = sorted(zip(shares, parts, strict=True))
    for (low_share, low), (high_share, high) in zip(ranked, ranked[1:], strict=False):
        assert low <= high or low_share == high_share


def test_equal_remainders_go_to_the_earlier():
    assert largest_remainder(D(100), [D(1)] * 3) == [D("33.34"), D("33.33"), D("33.33")]
    assert largest_remainder(D("-0.01"), [D(0), D(1), D(1)]) == [0, D("-0.01"), 0]


def test_other_digits():
    assert largest_remainder(D(10), [D(1), D(1), D(1)], 0) == [4, 3, 3]


@pytest.mark.parametrize(
    ("total", "shares", "code"),
    [
        ("1", [], "no_weight"),
        ("1", ["0", "0"], "no_weight"),
        ("1", ["2", "-1"], "negative_weight"),
        ("1.001", ["1"], "fraction_of_cent"),
        ("NaN", ["1"], "not_finite"),
    ],
)
def test_what_cannot_be_shared(total, shares, code):
    with pytest.raises(ValueError, match=f"^{code}$"):
        largest_remainder(D(total), [D(share) for share in shares])


# ---- Cumulative rounding --------------------------------------------------------


@given(st.lists(fractions, max_size=12))
def test_slices_add_up_to_the_uncut_amount(parts):
    rounded = split_cumulative(parts)
    assert len(rounded) == len(parts)
    whole = round_half_up(round_half_up(sum(parts, Fraction(0)), 10))
    assert sum(rounded, D(0)) == whole


@given(st.lists(fractions, max_size=12))
def test_slices_are_symmetric(parts):
    mirrored = split_cumulative([-part for part in parts])
    assert mirrored == [-part for part in split_cumulative(parts)]


@given(fractions, st.integers(1, 30), st.integers(1, 30))
def test_no_slice_is_off_by_more_than_a_cent(amount, first, second):
    parts = [amount * first / 31, amount * second / 31]
    for part, rounded in zip(parts, split_cumulative(parts), strict=True):
        assert abs(Fraction(rounded) - part) <= Fraction(1, 100) + Fraction(1, 10**10)


def test_a_third_and_two_thirds_keep_their_tie():
    """0.115 in three cut-off thirds falls short of the tie by 10^-28."""
    third = D("0.115") / 3
    assert Fraction(third) * 3 < Fraction("0.115")
    assert sum(split_cumulative([third] * 3)) == D("0.12")


def test_the_first_slice_is_simply_rounded():
    assert split_cumulative([D("0.005"), D("0.005")]) == [D("0.01"), D("0.00")]


# ---- Capitals -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        # The printed examples of the central bank's rules.
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        # Edges.
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("10", "壹拾元整"),
        ("-249.68", "负贰佰肆拾玖元陆角捌分"),
        ("10000005", "壹仟万零伍元整"),
        ("10010000", "壹仟零壹万元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("150000000", "壹亿伍仟万元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000100000000", "壹万零壹亿元整"),
        ("1000000010000", "壹万亿零壹万元整"),
    ],
)
def test_capitals(amount, text):
    assert chinese_capitals(D(amount)) == text


@given(cents.filter(lambda value: abs(value) < 10**18))
def test_capitals_read_back(value):
    assert read_capitals(chinese_capitals(from_cents(value))) == value


@given(st.lists(st.sampled_from("0012345678900"), min_size=1, max_size=18))
def test_capitals_with_many_zeros_read_back(digits):
    value = int("".join(digits))
    text = chinese_capitals(from_cents(value))
    assert read_capitals(text) == value
    assert "零零" not in text
    assert text[-1] in "整分"


def test_capitals_refuse_what_cannot_be_written():
    with pytest.raises(ValueError, match="^too_large$"):
        chinese_capitals(D(10**16))
    with pytest.raises(ValueError, match="^fraction_of_cent$"):
        chinese_capitals(D("0.001"))


def read_capitals(text: str) -> int:
    """Read capitals aloud, character by character: cents. Knows no writing rules."""
    sign = -1 if text.startswith("负") else 1
    total = group = digit = cents_part = 0
    for char in text.removeprefix("负"):
        if char in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(char)
        elif char in "拾佰仟":
            group += digit * {"拾": 10, "佰": 100, "仟": 1000}[char]
            digit = 0
        elif char == "万":
            total, group, digit = total + (group + digit) * 10**4, 0, 0
        elif char == "亿":
            total, group, digit = (total + group + digit) * 10**8, 0, 0
        elif char == "元":
            total, group, digit = total + group + digit, 0, 0
        elif char in "角分":
            cents_part += digit * (10 if char == "角" else 1)
            digit = 0
        else:
            assert char == "整"
    return sign * (total * 100 + cents_part)
