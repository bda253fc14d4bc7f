"""How a waived line reads, in the language of an environment.

The numbers are those frozen on the credit note (B-08); nothing is looked up again.
"""

from ..fee.bill_wording import number_text


def waiver_text(env, explained, currency):
    """Return the grounds and the calculation, one statement per line of text."""
    values = {
        key: number_text(env, explained.get(key) or 0, currency.decimal_places)
        for key in ("amount", "of", "line")
    }
    lines = [
        env._(
            "Waived by %(waiver)s, %(reason)s: %(note)s",
            waiver=explained.get("waiver", ""),
            reason=explained.get("reason", ""),
            note=explained.get("note", ""),
        ),
        _calculation(env, explained, values),
    ]
    if explained.get("approved_by"):
        lines.append(
            env._("Approved by %(names)s", names=", ".join(explained["approved_by"]))
        )
    return "\n".join(lines)


def _calculation(env, explained, values):
    if explained.get("method") == "days":
        return env._(
            "Vacant %(date_from)s – %(date_to)s, %(days)s of %(all_days)s days: "
            "%(line)s × %(days)s/%(all_days)s × %(percent)s%% = %(amount)s",
            date_from=explained.get("date_from", ""),
            date_to=explained.get("date_to", ""),
            days=explained.get("days", 0),
            all_days=explained.get("of_days", 0),
            percent=number_text(env, explained.get("percent") or 0),
            **values,
        )
    if explained.get("method") == "percent":
        return env._(
            "%(percent)s%% of %(of)s = %(amount)s",
            percent=number_text(env, explained.get("percent") or 0),
            **values,
        )
    return env._("%(amount)s of %(of)s", **values)
