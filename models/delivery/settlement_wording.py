"""How a line of a settlement reads, in the language of an environment.

The numbers are those frozen on the line (B-08); nothing is looked up again.
"""

from ..fee.bill_wording import number_text


def settlement_text(env, explained, currency):
    """Return the calculation, one statement per line of text.

    :param explained: what ``estate_explanation`` of the journal item holds
    :param currency: of the amounts
    """
    facts = {
        key: number_text(env, explained.get(key) or 0, currency.decimal_places)
        for key in ("amount", "line")
    }
    days = {
        key: explained.get(key) or "" for key in ("date_from", "date_to", "line_from")
    }
    days |= {key: explained.get(key) or 0 for key in ("days", "of_days")}
    days["transfer"] = explained.get("transfer") or ""
    if not days["days"]:
        first = env._(
            "Settlement %(transfer)s: counted after the handover, billed for "
            "%(line_from)s – %(date_to)s",
            **days,
        )
    else:
        first = env._(
            "Settlement %(transfer)s: %(date_from)s – %(date_to)s, %(days)s of "
            "%(of_days)s days billed from %(line_from)s on",
            **days,
        )
    return "\n".join([first, _calculation(env, explained, facts)])


def _calculation(env, explained, facts):
    dials = explained.get("dials") or []
    if explained.get("how") == "reading" and dials:
        begin, handed, end = (number_text(env, dial) for dial in dials)
        return env._(
            "%(amount)s of %(line)s by the meter: %(begin)s → %(handed)s → %(end)s",
            begin=begin,
            handed=handed,
            end=end,
            **facts,
        )
    if explained.get("how") == "month":
        return env._("%(amount)s of %(line)s by the days of each month", **facts)
    return env._("%(amount)s of %(line)s by days", **facts)
