"""Small units, lines and estates for the tests of matching."""

from datetime import date
from decimal import Decimal

from engine.match_facts import BankLine, OpenLine, Person, Role, UnitFacts
from engine.match_index import Facts
from engine.matching import Matcher

HOME = "云栖里"
OTHER_HOME = "望江府"


def yuan(text):
    return Decimal(str(text))


def person(name, role="owner", **values):
    return Person(name, Role(role), **values)


def bill(key, month, *charges):
    """Return the charged lines of the bill of a month of 2026."""
    return tuple(
        OpenLine(f"{key}/{month}/{n}", f"ZD{key}{month:02d}", date(2026, month, 1), one)
        for n, one in enumerate(map(yuan, charges))
    )


def unit(code, people=(), lines=(), *, monthly=None, community=HOME, **values):
    """Return a unit; people may be given by name, lines as the charges of a bill."""
    key = values.pop("key", f"{community}/{code}")
    people = tuple(person(one) if isinstance(one, str) else one for one in people)
    if lines and not isinstance(lines[0], OpenLine):
        lines = bill(key, 10, *lines)
    month = sum((line.amount for line in lines[-1:]), Decimal(0))
    monthly = month if monthly is None else yuan(monthly)
    return UnitFacts(key, community, code, people, tuple(lines), monthly, **values)


def line(amount, payer="", text="", *, account="", key=1, day=15):
    return BankLine(key, date(2026, 11, day), yuan(amount), payer, account, text)


def matcher(*units, policy=None, communities=None, aliases=(), expected=()):
    return Matcher(Facts(units, communities, aliases, expected), policy)


def crowd(number=30, amount="99.10"):
    """Return units that have nothing to do with the matter: an estate around it."""
    return [
        unit(f"40-1-{n // 4 + 1}{n % 4 + 1:02d}", [f"户{n:02d}"], [amount])
        for n in range(number)
    ]


def first(match):
    """Return the codes of the units of the first proposal."""
    if not match.proposals:
        return ()
    return tuple(str(key).rsplit("/", 1)[-1] for key in match.proposals[0].keys)


def codes(match, place=0):
    """Return the codes of the reasons of a proposal."""
    return {reason.code for reason in match.proposals[place].reasons}
