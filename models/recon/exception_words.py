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
        return _(
            "The bank shows %(open)s (“%(text)s”); the books do not know it.",
            open=f["open"],
            text=f["text"],
        )
    return _(
        "The bank shows %(open)s of %(payer)s (“%(text)s”); the books do not know it.",
        open=f["open"],
        payer=f["payer"],
        text=f["text"],
    )


def _line_out(_, f):
    if not f["payer"]:
        return _(
            "The bank took off %(open)s (“%(text)s”); the books do not know it.",
            open=f["open"],
            text=f["text"],
        )
    return _(
        "The bank paid out %(open)s to %(payer)s (“%(text)s”); the books do not know "
        "it.",
        open=f["open"],
        payer=f["payer"],
        text=f["text"],
    )


def _line_payer(_, f):
    if not f["payer"]:
        return _(
            "The bank names no payer of %(open)s (“%(text)s”): nobody knows which unit "
            "it is for.",
            open=f["open"],
            text=f["text"],
        )
    return _(
        "Nobody knows which unit %(payer)s paid %(open)s for (“%(text)s”).",
        open=f["open"],
        payer=f["payer"],
        text=f["text"],
    )


_WORDS = {
    "line": _line,
    "line_out": _line_out,
    "line_part": lambda _, f: _(
        "Of %(total)s that the bank shows, %(open)s is booked to nothing.",
        total=f["total"],
        open=f["open"],
    ),
    "line_twice": lambda _, f: _(
        "%(payer)s paid %(open)s; a bill of this amount is paid already.",
        payer=f["payer"],
        open=f["open"],
    ),
    "line_payer": _line_payer,
    "by_hand": lambda _, f: _(
        "%(entry)s of %(date)s leaves %(open)s of bank money without a purpose.",
        entry=f["entry"],
        date=f["date"],
        open=f["open"],
    ),
    "line_loose": lambda _, f: _(
        "A bank line was booked as money on its way, %(open)s, and settles nothing: "
        "match it with what it brought.",
        open=f["open"],
    ),
    "late": lambda _, f: _(
        "%(entry)s of %(date)s: %(open)s is in the books and not at the bank.",
        entry=f["entry"],
        date=f["date"],
        open=f["open"],
    ),
    "cutoff": lambda _, f: _(
        "%(entry)s of %(date)s: %(open)s was on its way to the bank at the month's "
        "end.",
        entry=f["entry"],
        date=f["date"],
        open=f["open"],
    ),
    "part": lambda _, f: _(
        "%(entry)s is %(total)s in the books; %(open)s more than the bank showed.",
        entry=f["entry"],
        total=f["total"],
        open=f["open"],
    ),
    "batch": lambda _, f: _(
        "Batch %(batch)s brought %(total)s; %(open)s of it is not at the bank.",
        batch=f["batch"],
        total=f["total"],
        open=f["open"],
    ),
    "refund": lambda _, f: _(
        "%(entry)s of %(date)s gives %(open)s back; the bank has not paid it out.",
        entry=f["entry"],
        date=f["date"],
        open=f["open"],
    ),
    "twice": lambda _, f: _(
        "%(unit)s paid %(open)s twice within some days: it is held as a prepayment.",
        unit=f["unit"],
        open=f["open"],
    ),
    "collected_twice": lambda _, f: _(
        "The bank collected %(open)s from %(unit)s for a bill that was paid meanwhile: "
        "it is held as a prepayment.",
        unit=f["unit"],
        open=f["open"],
    ),
    "other_unit": lambda _, f: _(
        "%(entry)s: money of %(unit)s settles a bill of %(other)s.",
        entry=f["entry"],
        unit=f["unit"],
        other=f["other"],
    ),
    "other_named": lambda _, f: _(
        "“%(text)s” of %(payer)s was booked for %(unit)s by hand; the text or the "
        "payer points to %(other)s.",
        text=f["text"],
        payer=f["payer"],
        unit=f["unit"],
        other=f["other"],
    ),
}
