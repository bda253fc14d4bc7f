"""Dunning without a clock: which level comes next, when it may leave, who hears what.

Codes are returned, never sentences. Days are whole days after the oldest due date that
is still open; hours are those of the community's own clock.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

_MINUTES = 60
_DAY = 24 * _MINUTES
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Level:
    """One step of the ladder.

    :param months: months in arrears that reach it, inclusive; 0: months do not count
    :param days: days overdue that reach it, inclusive; 0: days do not count
    :param wait: days between the step before and this one
    """

    key: int
    months: int = 0
    days: int = 0
    wait: int = 0

    def is_reached(self, months: int, days: int) -> bool:
        """Tell whether a debt is old enough; either measure does."""
        if not (self.months or self.days):
            return True
        by_months = bool(self.months) and months >= self.months
        return by_months or (bool(self.days) and days >= self.days)


def next_level(
    levels: Sequence[Level],
    months: int,
    days: int,
    sent: Mapping[int, date | None],
    today: date,
    passed: Collection[int] = (),
) -> Level | None:
    """Return the step to take now, if any.

    Steps are taken in their order and none is jumped over: nobody gets a lawyer's
    letter who was never called. Steps added before one that was taken stay untaken.

    :param levels: the ladder, lowest first
    :param sent: the day on which each step was taken, by its key; no day while a call
        or a visit is still to be made, until when the ladder waits
    :param passed: keys of steps that could not be taken, since there is no way to
        reach the debtor so: the next ones do not wait for them
    """
    if None in sent.values():
        return None
    done = {*sent, *passed}
    taken = [place for place, level in enumerate(levels) if level.key in done]
    place = taken[-1] + 1 if taken else 0
    if place >= len(levels):
        return None
    level = levels[place]
    last = max(filter(None, sent.values()), default=None)
    if last is not None and (today - last).days < level.wait:
        return None
    return level if level.is_reached(months, days) else None


# ---- Quiet hours ----------------------------------------------------------------


def is_quiet(moment: time, quiet_from: float, quiet_to: float) -> bool:
    """Tell whether a moment lies in the quiet hours.

    They begin at ``quiet_from`` and are over at ``quiet_to``; they may pass midnight.
    The same hour twice means that there are none.
    """
    start, end = _minute(quiet_from), _minute(quiet_to)
    now = moment.hour * _MINUTES + moment.minute
    if start == end:
        return False
    if start < end:
        return start <= now < end
    return now >= start or now < end


def next_allowed(moment: datetime, quiet_from: float, quiet_to: float) -> datetime:
    """Return the first minute from a local moment on at which messages may leave."""
    if not is_quiet(moment.time(), quiet_from, quiet_to):
        return moment
    end = _minute(quiet_to)
    day = datetime.combine(moment.date(), time(), moment.tzinfo)
    over = day + timedelta(minutes=end)
    return over if over > moment else over + timedelta(days=1)


def _minute(hours: float) -> int:
    return round(hours * _MINUTES) % _DAY


# ---- Who may hear what (R-116) --------------------------------------------------


class Audience(str, Enum):
    """What a person may be told about the debt."""

    DETAILS = "details"
    NEUTRAL = "neutral"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Contact:
    """A way to reach somebody.

    :param key: what the caller knows it by; the debtor himself has 0
    :param address: digits of a phone, or a mail address
    :param is_debtor: the one who owes, by his own number
    :param may_discuss: the debtor allowed talking about it here
    :param verified: the last day somebody was reached here
    :param invalid: known to be wrong
    :param order: the place the debtor gave it
    """

    key: int
    address: str
    is_debtor: bool = False
    may_discuss: bool = False
    verified: date | None = None
    invalid: bool = False
    order: int = 0


def audience(contact: Contact, others: Iterable[str] = ()) -> Audience:
    """Tell what may be said to a contact.

    :param others: addresses of other parties to the unit (a tenant when the owner
        owes, the owner when the tenant does): they never hear of it, not even that
        somebody is looked for
    """
    if contact.is_debtor:
        return Audience.DETAILS
    if contact.address in set(others):
        return Audience.NOTHING
    return Audience.DETAILS if contact.may_discuss else Audience.NEUTRAL


def ladder(contacts: Iterable[Contact], others: Iterable[str] = ()) -> list[Contact]:
    """Return whom to try, in order: the debtor, who may know, then the rest.

    Within each, who was reached last comes first. What is invalid or empty, a number
    that stands there twice, and other parties are left out.
    """
    others = set(others)
    usable = [
        contact
        for contact in contacts
        if contact.address
        and not contact.invalid
        and audience(contact, others) != Audience.NOTHING
    ]
    usable.sort(key=_rank)
    seen: set[str] = set()
    result = []
    for contact in usable:
        if contact.address not in seen:
            seen.add(contact.address)
            result.append(contact)
    return result


def _rank(contact: Contact) -> tuple:
    reached = -contact.verified.toordinal() if contact.verified else 0
    return (
        not contact.is_debtor,
        not contact.may_discuss,
        reached,
        contact.order,
        contact.key,
    )


# ---- Wording --------------------------------------------------------------------


def placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return set(_PLACEHOLDER.findall(text))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of ``{names}``; an unknown name stays as it stands.

    Values are put in once: what looks like a placeholder within them is left alone.
    """
    return _PLACEHOLDER.sub(lambda m: values.get(m.group(1), m.group(0)), text)
