"""How reasons and verdicts of the matching read: codes as sentences (B-02)."""

from ...engine.match_amount import FitKind
from ...engine.match_index import Reading
from ...engine.match_reasons import ReasonCode
from ...engine.matching import Verdict

RULE = "rule"
"""Reason of a line that a rule for other money explains. args: its name."""


def verdict_labels(env):
    """Return {verdict: what it says}."""
    _ = env._
    return {
        Verdict.CERTAIN.value: _("Certain"),
        Verdict.AMBIGUOUS.value: _("Several Are Likely"),
        Verdict.UNCERTAIN.value: _("Uncertain"),
        Verdict.VAGUE.value: _("Address Not Clear"),
        Verdict.AMOUNT_ONLY.value: _("Only the Amount Fits"),
        Verdict.INCOMPLETE.value: _("More Units Are Meant"),
        Verdict.UNEXPLAINED.value: _("Unusual Amount"),
        Verdict.NOT_A_FEE.value: _("No Fee"),
        Verdict.NOTHING.value: _("Nothing Found"),
    }


def reason_text(env, reason):
    """Return the sentence of a reason.

    :param reason: dict(code, args, bits) as stored in a proposal
    """
    return _WORDS[reason["code"]](env._, *reason["args"])


# ---- Sentences --------------------------------------------------------------------


def _address(_, written, reading, count):
    if count > 1:
        return _(
            "The text names “%(place)s”, which may be %(count)s units",
            place=written,
            count=count,
        )
    if reading == Reading.LOOSE.value:
        return _("The digits “%(place)s” read like the unit's code", place=written)
    if reading == Reading.SHORT.value:
        return _("The text names “%(place)s”, and only this unit fits", place=written)
    return _("The text names the unit: “%(place)s”", place=written)


def _named(_, name, role, count):
    if count > 1:
        return _(
            "%(name)s is known in %(count)s units, this one among them",
            name=name,
            count=count,
        )
    return {
        "owner": _("%(name)s is the owner", name=name),
        "co_owner": _("%(name)s is a co-owner", name=name),
        "tenant": _("%(name)s is the tenant", name=name),
    }.get(role) or _("%(name)s belongs to the unit", name=name)


def _payer(_, name, role, count):
    return _("Payer: %(who)s", who=_named(_, name, role, count))


def _text_name(_, name, role, count):
    return _("In the text: %(who)s", who=_named(_, name, role, count))


def _learned(_, times, total):
    return _(
        "This payer paid for it %(times)s of %(total)s times",
        times=times,
        total=total,
    )


def _amount(_, kind, count, off):
    text = _fit(_, kind, count)
    if float(off) and kind in (
        FitKind.NEAR.value,
        FitKind.WITHHELD.value,
        FitKind.ROUNDED.value,
    ):
        return _("%(fit)s (difference %(off)s)", fit=text, off=off)
    return text


def _fit(_, kind, count):
    return {
        FitKind.ALL_OPEN.value: _("The amount is all that is open"),
        FitKind.OLDEST.value: _("The amount is the %(n)s oldest bills", n=count),
        FitKind.BILL.value: _("The amount is one bill"),
        FitKind.NEWEST.value: _("The amount is the newest bill"),
        FitKind.REMINDER.value: _("The amount is what was reminded"),
        FitKind.MONTHS.value: _("The amount is %(n)s months", n=count),
        FitKind.AHEAD.value: _(
            "The amount is what is open and %(n)s months ahead", n=count
        ),
        FitKind.SETTLED.value: _(
            "A bill of this amount is paid already: perhaps paid twice"
        ),
        FitKind.NEAR.value: _("The amount is a bill, but for some cents"),
        FitKind.WITHHELD.value: _("The amount fits but for what the bank keeps"),
        FitKind.ROUNDED.value: _("The amount is a bill in whole yuan"),
        FitKind.HALF.value: _("The amount is half a bill"),
        FitKind.CHARGES.value: _("The amount is %(n)s fees of a bill", n=count or 1),
        FitKind.EXPECTED.value: _("This amount is expected"),
        FitKind.PART.value: _("The amount is less than what is open"),
    }.get(kind) or _("The amount is more than what is open")


def _expected(_, key, kind="", count=1):
    return {
        "day": _("The books expect the %(n)s payments of a day", n=count),
        "days": _("The books expect the takings of %(n)s days in one sum", n=count),
        "slips": _("The books expect %(n)s deposit slips in one sum", n=count),
        "batch": _("The books expect what a collection batch brought"),
        "return": _("The books expect what one return of a batch brought"),
    }.get(kind) or _("The books expect this amount")


_WORDS = {
    ReasonCode.ADDRESS.value: _address,
    ReasonCode.REFERENCE.value: lambda _, number, count: _(
        "The text cites %(number)s", number=number
    ),
    ReasonCode.PHONE.value: lambda _, phone, count: _(
        "The text has the phone number %(phone)s", phone=phone
    ),
    ReasonCode.PAYER.value: _payer,
    ReasonCode.TEXT_NAME.value: _text_name,
    ReasonCode.LEARNED.value: _learned,
    ReasonCode.MANDATE.value: lambda _, count: _(
        "The payer's account is that of its mandate"
    ),
    ReasonCode.UNIT_COUNT.value: lambda _, count: _(
        "The text speaks of %(count)s units", count=count
    ),
    ReasonCode.TOGETHER.value: lambda _, count: _(
        "The %(count)s units belong to one person", count=count
    ),
    ReasonCode.AMOUNT.value: _amount,
    ReasonCode.EXPECTED.value: _expected,
    ReasonCode.EXPECTED_WORD.value: lambda _, word: _(
        "The line says “%(word)s”", word=word
    ),
    ReasonCode.OTHER_ADDRESS.value: lambda _, place: _(
        "But the text names “%(place)s”", place=place
    ),
    ReasonCode.OTHER_REFERENCE.value: lambda _, *args: _(
        "But the text cites the number of another unit"
    ),
    ReasonCode.OTHER_PHONE.value: lambda _, *args: _(
        "But the phone number is of another unit"
    ),
    ReasonCode.OTHER_PAYER.value: lambda _, name: _(
        "But %(name)s is known elsewhere", name=name
    ),
    ReasonCode.OTHER_NAME.value: lambda _, name: _(
        "But the text names %(name)s of another unit", name=name
    ),
    ReasonCode.OTHER_COUNT.value: lambda _, count: _(
        "But the text speaks of %(count)s units", count=count
    ),
    ReasonCode.UNKNOWN_ADDRESS.value: lambda _, count: _(
        "The text names a unit that does not exist"
    ),
    ReasonCode.THIRD_PARTY.value: lambda _, name: _(
        "Nobody here is called %(name)s", name=name
    ),
    RULE: lambda _, name: _("The rule “%(name)s” says what it is", name=name),
    ReasonCode.NOT_A_FEE.value: lambda _, word="": (
        _("“%(word)s” is said of other money than fees", word=word)
        if word
        else _("Earlier money of this payer was for no fee")
    ),
}
