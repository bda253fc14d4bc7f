"""How a finding reads: a sentence with its figures (B-06)."""

from odoo.tools import format_amount
from odoo.tools.misc import get_lang

MONEY = ("amount", "earlier", "limit", "held", "due", "ledger")
"""Facts that are amounts; all others are told as they are."""


def finding_text(env, code, facts, currency):
    """Return what a check found, in a sentence of the reader's language.

    :param facts: what the check's query kept: names as text or by language, amounts
        as numbers
    """
    words = {name: _term(env, value) for name, value in facts.items()}
    for name in MONEY:
        if facts.get(name) is not None:
            words[name] = format_amount(env, float(facts[name]), currency)
    case = f"{code}/{facts['code']}" if "code" in facts else code
    return _WORDS[case](env._, words)


def _term(env, value):
    """Return a name that is kept by language in the language of the reader."""
    if isinstance(value, dict):
        return value.get(get_lang(env).code) or value.get("en_US") or ""
    return "" if value is None else value


_WORDS = {
    "no_fee": lambda _, f: _("%(unit)s is charged no regular fee today.", **f),
    "overlap": lambda _, f: _(
        "%(unit)s is charged %(item)s twice from %(since)s on.", **f
    ),
    "area_changed": lambda _, f: _(
        "%(bill)s charges %(item)s of %(unit)s for %(billed)s m²; the unit has "
        "%(area)s m² now.",
        **f,
    ),
    "no_consent": lambda _, f: _(
        "%(item)s: no consent is on record for the price of %(price)s from %(since)s.",
        **f,
    ),
    "no_consent/file": lambda _, f: _(
        "%(item)s: of the consent to the price of %(price)s from %(since)s only the "
        "number is on record (%(ref)s); attach the document.",
        **f,
    ),
    "meter_back/reading": lambda _, f: _(
        "Meter %(meter)s %(unit)s went from %(before)s back to %(value)s, and no "
        "replacement is on record.",
        **f,
    ),
    "meter_back/meter": lambda _, f: _(
        "%(unit)s: meter %(new)s began at %(value)s, where %(meter)s stood at "
        "%(before)s; no replacement is on record.",
        **f,
    ),
    "bill_odd/nothing": lambda _, f: _(
        "%(bill)s charges %(unit)s %(amount)s for %(item)s.", **f
    ),
    "bill_odd/deviation": lambda _, f: _(
        "%(bill)s charges %(unit)s %(amount)s for %(item)s; the last bill had "
        "%(earlier)s (%(percent)s %%).",
        **f,
    ),
    "two_payers": lambda _, f: _(
        "%(item)s of %(unit)s is billed for the same days to %(payer)s (%(bill)s) and "
        "to %(second)s (%(other)s).",
        **f,
    ),
    "waiver_over/note": lambda _, f: _(
        "Credit note %(note)s takes %(amount)s off %(unit)s without a waiver; up to "
        "%(limit)s the accountant decides alone.",
        **f,
    ),
    "waiver_over/waiver": lambda _, f: _(
        "Waiver %(note)s took %(amount)s off %(unit)s, and nobody but who asked for "
        "it has approved it.",
        **f,
    ),
    "waiver_over/level": lambda _, f: _(
        "Waiver %(note)s took %(amount)s off %(unit)s: it needs the approval of the "
        "role %(role)s, and has that of %(approver)s.",
        **f,
    ),
    "deposit_ledger/nobody": lambda _, f: _(
        "%(entry)s: %(amount)s on the deposit account belongs to no unit.", **f
    ),
    "deposit_ledger/loose": lambda _, f: _(
        "%(entry)s took money out of the deposits of %(unit)s and is matched with "
        "none (%(amount)s).",
        **f,
    ),
    "deposit_ledger/total": lambda _, f: _(
        "Deposits add up to %(amount)s, their account holds %(ledger)s.", **f
    ),
    "prepaid_ledger/nobody": lambda _, f: _(
        "%(entry)s: %(amount)s on the prepayment account belongs to no unit.", **f
    ),
    "prepaid_ledger/loose": lambda _, f: _(
        "%(entry)s took money out of the prepayments of %(unit)s and is matched with "
        "none (%(amount)s).",
        **f,
    ),
    "prepaid_ledger/total": lambda _, f: _(
        "Prepayments add up to %(amount)s, their account holds %(ledger)s.", **f
    ),
    "credit_unused": lambda _, f: _(
        "%(unit)s: %(held)s is held for %(payer)s, who is %(due)s in arrears.", **f
    ),
    "receipt_gap/book": lambda _, f: _(
        "Book %(book)s: nobody said what became of %(count)s papers, %(first)s to "
        "%(last)s.",
        **f,
    ),
    "receipt_gap/number": lambda _, f: _(
        "%(count)s numbers are missing between receipts %(first)s and %(last)s.", **f
    ),
    "undone_paid": lambda _, f: _(
        "%(bill)s of %(unit)s counts %(amount)s as paid by %(entry)s, which was "
        "undone.",
        **f,
    ),
    "fund_unapproved": lambda _, f: _(
        "%(entry)s of %(date)s used %(amount)s for %(purpose)s without an approved "
        "expense.",
        **f,
    ),
    "after_close": lambda _, f: _(
        "%(entry)s of %(date)s (%(amount)s) was posted or changed after its month was "
        "closed.",
        **f,
    ),
}
