"""How a late fee reads, in the language of an environment, from its frozen numbers."""

from ..fee.bill_wording import number_text


def late_fee_text(env, explained, currency):
    """Return the calculation, one statement per line of text."""
    explained = explained or {}
    digits = currency.decimal_places

    def money(key):
        return number_text(env, explained.get(key) or 0, digits)

    lines = [
        env._(
            "%(line)s of bill %(bill)s, due %(due)s, %(grace)s days of grace",
            line=explained.get("line", ""),
            bill=explained.get("bill", ""),
            due=explained.get("due", ""),
            grace=explained.get("grace", 0),
        )
    ]
    lines += [
        env._(
            "%(date_from)s – %(date_to)s: %(base)s × %(rate)s‱ × %(days)s days",
            date_from=part["date_from"],
            date_to=part["date_to"],
            base=number_text(env, part["base"], digits),
            rate=number_text(env, explained.get("rate") or 0),
            days=part["days"],
        )
        for part in explained.get("slices", ())
    ]
    if explained.get("capped"):
        lines.append(
            env._(
                "Never more than %(cap)s%% of %(principal)s; charged before: "
                "%(charged)s",
                cap=number_text(env, explained.get("cap") or 0),
                principal=money("principal"),
                charged=money("charged"),
            )
        )
    lines.append(env._("Late fee: %(amount)s", amount=money("amount")))
    return "\n".join(lines)
