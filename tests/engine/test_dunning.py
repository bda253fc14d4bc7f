"""Which level comes next, when it may leave, and who hears what."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.delivery import is_wrong_address, outcome_of
from engine.dunning import (
    Audience,
    Contact,
    Level,
    audience,
    fill,
    is_quiet,
    ladder,
    next_allowed,
    next_level,
    placeholders,
)

TODAY = date(2026, 11, 10)
LADDER = [
    Level(1, days=15),
    Level(2, months=2, wait=10),
    Level(3, months=3, wait=15),
]

hours = st.integers(0, 24 * 60 - 1).map(lambda minute: minute / 60)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
addresses = st.sampled_from(["", "1380001", "1380002", "1380003", "1380004"])
contacts = st.builds(
    Contact,
    key=st.integers(1, 99),
    address=addresses,
    is_debtor=st.booleans(),
    may_discuss=st.booleans(),
    verified=st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    invalid=st.booleans(),
    order=st.integers(0, 5),
)


# ---- Levels ---------------------------------------------------------------------


def test_a_level_is_reached_on_the_day_itself():
    assert next_level(LADDER, 1, 14, {}, TODAY) is None
    assert next_level(LADDER, 1, 15, {}, TODAY).key == 1


def test_months_count_themselves_in():
    sent = {1: TODAY - timedelta(days=30)}
    assert next_level(LADDER, 1, 99, sent, TODAY) is None
    assert next_level(LADDER, 2, 99, sent, TODAY).key == 2


def test_the_wait_after_the_level_before_is_inclusive():
    assert next_level(LADDER, 5, 99, {1: TODAY - timedelta(days=9)}, TODAY) is None
    assert next_level(LADDER, 5, 99, {1: TODAY - timedelta(days=10)}, TODAY).key == 2


def test_after_the_last_level_there_is_none():
    sent = {level.key: date(2026, 1, 1) for level in LADDER}
    assert next_level(LADDER, 99, 999, sent, TODAY) is None


def test_the_ladder_waits_for_a_call_that_nobody_made():
    sent = {1: date(2026, 1, 1), 2: None}
    assert next_level(LADDER, 9, 99, sent, TODAY) is None


def test_a_step_that_cannot_be_taken_holds_up_no_other():
    assert next_level(LADDER, 2, 99, {}, TODAY, passed={1}).key == 2
    assert next_level(LADDER, 3, 99, {1: TODAY}, TODAY, passed={2}) is None
    assert next_level(LADDER, 9, 99, {}, TODAY, passed={1, 2, 3}) is None


def test_a_level_inserted_later_is_not_gone_back_to():
    assert next_level(LADDER, 9, 99, {2: date(2026, 1, 1)}, TODAY).key == 3


@given(
    st.integers(0, 60),
    st.integers(0, 2000),
    st.dictionaries(
        st.sampled_from([1, 2, 3]), st.dates(date(2025, 1, 1), TODAY), max_size=3
    ),
)
def test_no_level_is_taken_twice_and_none_jumped_over(months, days, sent):
    level = next_level(LADDER, months, days, sent, TODAY)
    if level:
        assert level.key not in sent
        assert level.is_reached(months, days)
        assert all(key < level.key for key in sent)
        assert level.key == 1 or level.key - 1 in sent


# ---- Quiet hours ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 10, 19, 59), datetime(2026, 11, 10, 19, 59)),
        (datetime(2026, 11, 10, 20, 0), datetime(2026, 11, 11, 9, 0)),
        (datetime(2026, 11, 10, 23, 59), datetime(2026, 11, 11, 9, 0)),
        (datetime(2026, 11, 11, 0, 0), datetime(2026, 11, 11, 9, 0)),
        (datetime(2026, 11, 11, 8, 59), datetime(2026, 11, 11, 9, 0)),
        (datetime(2026, 11, 11, 9, 0), datetime(2026, 11, 11, 9, 0)),
    ],
)
def test_quiet_hours_pass_midnight(moment, expected):
    assert next_allowed(moment, 20.0, 9.0) == expected


def test_quiet_hours_within_a_day():
    assert next_allowed(datetime(2026, 11, 10, 12, 30), 12.0, 14.0) == datetime(
        2026, 11, 10, 14, 0
    )


@given(moments, hours, hours)
def test_what_is_allowed_is_never_quiet_nor_earlier_nor_a_day_off(moment, start, end):
    allowed = next_allowed(moment, start, end)
    assert not is_quiet(allowed.time(), start, end)
    assert moment <= allowed <= moment + timedelta(days=1)


@given(moments, hours, hours)
def test_nothing_earlier_was_allowed(moment, start, end):
    allowed = next_allowed(moment, start, end)
    before = allowed - timedelta(minutes=1)
    assert allowed == moment or is_quiet(before.time(), start, end)


@given(hours, st.times())
def test_the_same_hour_twice_is_no_quiet_at_all(hour, moment):
    assert not is_quiet(moment, hour, hour)


def test_every_minute_is_either_quiet_or_not_in_turned_hours():
    for minute in range(24 * 60):
        moment = time(minute // 60, minute % 60)
        assert is_quiet(moment, 20.0, 9.0) != is_quiet(moment, 9.0, 20.0)


# ---- Who hears what -------------------------------------------------------------


def test_the_debtor_comes_first_then_who_may_know_then_the_rest():
    debtor = Contact(0, "1", is_debtor=True)
    knows = Contact(1, "2", may_discuss=True)
    reached = Contact(2, "3", verified=date(2026, 10, 1))
    unknown = Contact(3, "4")
    found = ladder([unknown, reached, knows, debtor])
    assert [contact.key for contact in found] == [0, 1, 2, 3]


def test_a_tenant_never_hears_of_the_owner_s_debt():
    tenant = Contact(1, "1380001", may_discuss=True)
    assert audience(tenant, ["1380001"]) == Audience.NOTHING
    assert not ladder([tenant], ["1380001"])


@given(st.lists(contacts), st.lists(addresses))
def test_details_are_for_the_debtor_and_who_he_allowed(people, others):
    for contact in ladder(people, others):
        told = audience(contact, others)
        assert told != Audience.NOTHING
        if told == Audience.DETAILS:
            assert contact.is_debtor or contact.may_discuss
        if not contact.is_debtor:
            assert contact.address not in others


@given(st.lists(contacts), st.lists(addresses))
def test_a_number_is_tried_once_and_no_invalid_one(people, others):
    found = ladder(people, others)
    numbers = [contact.address for contact in found]
    assert len(numbers) == len(set(numbers))
    assert all(numbers)
    assert not any(contact.invalid for contact in found)


@given(st.lists(contacts), st.randoms())
def test_the_ladder_depends_on_who_they_are_not_on_how_they_came(people, random):
    people = list({contact.key: contact for contact in people}.values())
    shuffled = random.sample(people, len(people))
    assert ladder(people) == ladder(shuffled)


# ---- Proof ----------------------------------------------------------------------


@given(
    st.sampled_from(["mail", "sms", "letter", "lawyer"]),
    st.none() | st.text() | st.sampled_from(["outgoing", "sent", "pending", "ready"]),
    st.booleans(),
)
def test_sent_means_a_final_state_or_a_signature(channel, final, signed):
    sent = outcome_of(channel, final, signed) == "sent"
    if channel in ("mail", "sms"):
        assert sent == (final == "sent")
    else:
        assert sent == signed


def test_an_sms_on_its_way_is_not_sent():
    assert outcome_of("sms", "pending") == "waiting"
    assert outcome_of("sms", "bounce") == "failed"
    assert outcome_of("mail", "outgoing") == "waiting"
    assert outcome_of("mail", "exception") == "failed"


@pytest.mark.parametrize(
    ("status", "wrong"),
    [
        ("5.1.1", True),
        (" 5.1.1 (bad destination mailbox address)", True),
        ("5.1.10", True),
        ("5.2.1", True),
        ("5.2.2", False),
        ("4.2.2", False),
        ("4.1.1", False),
        ("5.1.8", False),
        ("5.1.11", False),
        ("5.7.1", False),
        ("5.0.0", False),
        ("5.1", False),
        ("", False),
    ],
)
def test_an_address_is_wrong_when_the_server_says_so_for_good(status, wrong):
    assert is_wrong_address(status) == wrong


@pytest.mark.parametrize(
    ("status", "diagnostic", "wrong"),
    [
        ("5.0.0", "smtp; 550 No such person at this address.", True),
        ("5.0.0", "smtp; 550 5.1.1 <a@example.com>: user unknown", True),
        ("5.5.0", "smtp; 550 Requested action not taken: mailbox\n unavailable", True),
        ("", "smtp;550 User not found: a@163.com", True),
        ("5.0.0", "smtp; 550-Mailbox does not exist", True),
        ("5.0.0", "x-postfix; host mx[5.1.1.7] said: 553 Invalid recipient", True),
        ("5.0.0", "smtp; 550 <full@example.com>: unknown user", True),
        ("5.0.0", "smtp; no such user", True),
        ("5.0.0", "", False),
        ("", "smtp; no such user", False),
        ("4.0.0", "smtp; 550 no such user", False),
        ("5.0.0", "smtp; 450 mailbox unavailable", False),
        ("5.0.0", "smtp; 450 4.1.1 user unknown in table", False),
        ("5.2.2", "smtp; 550 user unknown", False),
        ("5.0.0", "smtp; 550 5.7.1 mailbox unavailable", False),
        ("5.0.0", "smtp; 552 5.2.2 user unknown or over quota", False),
        ("5.0.0", "smtp; 550 mailbox unavailable: rejected by policy", False),
        ("5.0.0", "smtp; 550 Sender address rejected: user unknown", False),
        ("5.0.0", "smtp; 552 Mailbox of this user is full", False),
        ("5.0.0", "smtp; 554 Message refused as spam, no such user", False),
        ("5.0.0", "smtp; 550 Mail content denied", False),
    ],
)
def test_a_server_that_only_refuses_says_the_rest_in_words(status, diagnostic, wrong):
    assert is_wrong_address(status, diagnostic) == wrong


@given(st.text(), st.text())
def test_what_may_pass_is_never_a_wrong_address(status, diagnostic):
    assert not is_wrong_address(f"4.1.1 {status}", diagnostic)
    assert not is_wrong_address("", f"450 user unknown {diagnostic}")


# ---- Wording --------------------------------------------------------------------


def test_wording_is_filled_once():
    assert fill("{a}, {b} {c}", {"a": "{b}", "b": "B"}) == "{b}, B {c}"
    assert placeholders("{unit}: {amount}") == {"unit", "amount"}


@given(st.text())
def test_text_without_names_stays(text):
    assert fill(text, {}) == text
