"""Numbers of identity documents."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.identity import (
    IdKind,
    IdNumber,
    birthday_of,
    check_character,
    check_id_card,
    gender_of,
    identify,
    mask,
)

# Made up: region 990000 does not exist.
CARD = "990000200109185252"
CARD_X = "99000019560103943X"

digits = st.characters(min_codepoint=48, max_codepoint=57)
births = st.dates(date(1900, 1, 1), date(2099, 12, 31))
serials = st.integers(0, 999)


def card(born, serial):
    body = f"990000{born:%Y%m%d}{serial:03d}"
    return body + check_character(body)


@given(births, serials)
def test_a_card_tells_birthday_and_sex(born, serial):
    number = card(born, serial)
    assert check_id_card(number) == number
    assert birthday_of(number) == born
    assert gender_of(number) == ("male" if serial % 2 else "female")
    assert identify(number) == IdNumber(number, IdKind.RESIDENT)


@given(births, serials, st.integers(0, 17), digits)
def test_one_wrong_digit_is_noticed(born, serial, place, digit):
    number = card(born, serial)
    assume(number[place] != digit)
    with pytest.raises(ValueError, match="^id_(checksum|birthday)$"):
        check_id_card(number[:place] + digit + number[place + 1 :])


@given(births, serials, st.integers(0, 16))
def test_two_exchanged_digits_are_noticed(born, serial, place):
    number = card(born, serial)
    assume(number[place] != number[place + 1])
    exchanged = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    with pytest.raises(ValueError, match="^id_(checksum|birthday|malformed)$"):
        check_id_card(exchanged)


@pytest.mark.parametrize(
    "text",
    [CARD_X.lower(), f" {CARD_X}\u3000", "９９００００１９５６０１０３９４３ｘ"]
    + ["990000 19560103 943X", "99000019560103943×"],
)
def test_one_spelling(text):
    assert check_id_card(text) == CARD_X


def test_the_first_generation():
    assert check_id_card("990000560103943") == "990000560103943"
    assert birthday_of("990000560103943") == date(1956, 1, 3)
    assert gender_of("990000560103943") == "male"
    assert identify("990000560103943").kind is IdKind.RESIDENT_OLD


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "id_length"),
        ("12345", "id_length"),
        (CARD + "1", "id_length"),
        (CARD[:-1] + "3", "id_checksum"),
        ("990000200113185252", "id_birthday"),
        ("990000100109185252", "id_birthday"),
        ("990000561303943", "id_birthday"),
        ("X" + CARD[1:], "id_malformed"),
        ("99000056010394X", "id_malformed"),
    ],
)
def test_what_is_no_card(text, code):
    with pytest.raises(ValueError, match=f"^{code}$"):
        check_id_card(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("E12345678", IdKind.PASSPORT),
        ("EA1234567", IdKind.PASSPORT),
        ("g12345678", IdKind.PASSPORT),
        ("H12345678", IdKind.HK_MACAO_PERMIT),
        ("M1234567801", IdKind.HK_MACAO_PERMIT),
        ("12345678", IdKind.TAIWAN_PERMIT),
        ("91350100M000100Y43", IdKind.CREDIT_CODE),
        ("军字第1234567号", IdKind.OTHER),
        ("AB-12/34", IdKind.OTHER),
    ],
)
def test_other_documents(text, kind):
    identified = identify(text)
    assert identified.kind is kind
    assert birthday_of(text) is None and gender_of(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12345", "id_length"),
        ("99000019560103943", "id_length"),
        ("9900001956010394X", "id_length"),
        (CARD[:-1] + "3", "id_checksum"),
        ("91350100M000100Y42", "id_checksum"),
        ("王", "id_malformed"),
        ("<script>", "id_malformed"),
        ("", "id_malformed"),
    ],
)
def test_numbers_that_cannot_be(text, code):
    with pytest.raises(ValueError, match=f"^{code}$"):
        identify(text)


@given(st.text() | st.text("0123456789X", max_size=20))
def test_any_text_is_recognised_or_refused(text):
    try:
        number = identify(text).number
    except ValueError as error:
        assert str(error).startswith("id_")
    else:
        assert identify(number).number == number


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (CARD, "990***********5252"),
        ("13954756113", "139****6113"),
        ("E12345678", "E********"),
        ("12", "1*"),
        ("1", "1"),
        ("", ""),
    ],
)
def test_mask(text, hidden):
    assert mask(text) == hidden


def test_mask_with_other_ends():
    assert mask("13954756113", 3, 2) == "139******13"
    assert mask("13954756113", 0, 4) == "*******6113"


@given(st.text(min_size=2), st.integers(0, 6), st.integers(0, 6))
def test_a_mask_keeps_the_length_and_hides_a_third(text, head, tail):
    hidden = mask(text.replace("*", "x"), head, tail)
    assert len(hidden) == len(text)
    assert hidden.count("*") * 3 >= len(text)
