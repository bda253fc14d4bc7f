"""How the types of exceptions and their reasons read (B-01)."""

TYPES = [
    ("bank_only", "Bank Only"),
    ("book_only", "Books Only"),
    ("amount", "Amount Differs"),
    ("date_cutoff", "Over the Month's End"),
    ("duplicate", "Paid Twice"),
    ("wrong_unit", "Wrong Unit"),
    ("refund", "Refund Not Paid Out"),
    ("batch_total", "Batch Total Differs"),
    ("unmatched_payer", "Unknown Payer"),
]


def reason_text(env, facts):
    """Return why a record is an exception, in a sentence.

    :param facts: dict(code, …) as the check kept it; amounts and dates are words
    """
    return _WORDS[facts["code"]](env._, facts)


def _line(_, f):
    if not f["payer"]:
        return _("The bank shows %(open)s (“%(text)s”); the books do not know it.", **f)
    return _(
        "The bank shows %(open)s of %(payer)s (“%(text)s”); the books do not know it.",
        **f,
    )


def _line_out(_, f):
    if not f["payer"]:
        return _(
            "The bank took off %(open)s (“%(text)s”); the books do not know it.", **f
        )
    return _(
        "The bank paid out %(open)s to %(payer)s (“%(text)s”); the books do not know "
        "it.",
        **f,
    )


def _line_payer(_, f):
    if not f["payer"]:
        return _(
            "The bank names no payer of %(open)s (“%(text)s”): nobody knows which unit "
            "it is for.",
            **f,
        )
    return _("Nobody knows which unit %(payer)s paid %(open)s for (“%(text)s”).", **f)


_WORDS = {
    "line": _line,
    "line_out": _line_out,
    "line_part": lambda _, f: _(
        "Of %(total)s that the bank shows, %(open)s is booked to nothing.", **f
    ),
    "line_twice": lambda _, f: _(
        "%(payer)s paid %(open)s; a bill of this amount is paid already.", **f
    ),
    "line_payer": _line_payer,
    "by_hand": lambda _, f: _(
        "%(entry)s of %(date)s leaves %(open)s of bank money without a purpose.", **f
    ),
    "line_loose": lambda _, f: _(
        "A bank line was booked as money on its way, %(open)s, and settles nothing: "
        "undo its match and choose the money on its way that it brought.",
        **f,
    ),
    "late": lambda _, f: _(
        "%(entry)s of %(date)s: %(open)s is in the books and not at the bank.", **f
    ),
    "cutoff": lambda _, f: _(
        "%(entry)s of %(date)s: %(open)s was on its way to the bank at the month's "
        "end.",
        **f,
    ),
    "part": lambda _, f: _(
        "%(entry)s is %(total)s in the books; %(open)s more than the bank showed.", **f
    ),
    "batch": lambda _, f: _(
        "Batch %(batch)s brought %(total)s; %(open)s of it is not at the bank.", **f
    ),
    "refund": lambda _, f: _(
        "%(entry)s of %(date)s gives %(open)s back; the bank has not paid it out.", **f
    ),
    "twice": lambda _, f: _(
        "%(unit)s paid %(open)s twice within some days: it is held as a prepayment.",
        **f,
    ),
    "collected_twice": lambda _, f: _(
        "The bank collected %(open)s from %(unit)s for a bill that was paid meanwhile: "
        "it is held as a prepayment.",
        **f,
    ),
    "other_unit": lambda _, f: _(
        "%(entry)s: money of %(unit)s settles a bill of %(other)s.", **f
    ),
    "other_named": lambda _, f: _(
        "“%(text)s” of %(payer)s was booked for %(unit)s by hand; the text or the "
        "payer points to %(other)s.",
        **f,
    ),
}
