"""How a bill line's calculation reads, in the language of an environment.

The numbers are those frozen on the line (B-08); nothing is looked up again.
"""

from decimal import Decimal

from odoo.tools.misc import formatLang

from ...engine.bill_amount import describe_parts
from ...engine.money import round_half_up


def number_text(env, value, least=0):
    """A number without idle zeros, with ``least`` decimals or more."""
    exact = Decimal(str(value)).normalize()
    digits = max(least, -int(exact.as_tuple().exponent))
    return formatLang(env, float(exact), digits=digits)


def explanation_text(env, explanation, currency):
    """The whole calculation of a line, one statement per line of text.

    :param explanation: what ``estate_explanation`` of the journal item holds
    :param currency: of the amounts
    """
    parts = describe_parts(explanation)
    lines = [_formula(env, parts, explanation, currency)]
    if len(parts.partials) or parts.months != 1:
        lines.append(_days(env, parts, explanation))
    if parts.amount != round_half_up(parts.exact, currency.decimal_places):
        lines.append(
            env._("Rounded together with the earlier days of the same billing period.")
        )
    lines.append(_price_origin(env, explanation))
    return "\n".join(line for line in lines if line)


def _formula(env, parts, explanation, currency):
    """``89.17 m² × 2.80 CNY/m²·month × 1 month = 249.68 CNY (6% tax included)``."""
    factors = [*_quantity(env, parts), _price(env, parts, currency)]
    if parts.multiplier != 1:
        factors.append(number_text(env, parts.multiplier))
    factors.append(time_text(env, parts))
    return env._(
        "%(factors)s = %(amount)s %(tax)s",
        factors=" × ".join(factors),
        amount=f"{number_text(env, parts.amount, currency.decimal_places)} "
        f"{_money_unit(env, currency)}",
        tax=_tax(env, explanation),
    ).strip()


def _quantity(env, parts):
    if parts.unit == "m2":
        return [f"{number_text(env, parts.quantity, least=2)} m²"]
    if parts.quantity != 1:
        return [number_text(env, parts.quantity)]
    return []


def _price(env, parts, currency):
    price = number_text(env, parts.price, currency.decimal_places)
    per = (
        env._("m²·month")
        if parts.unit == "m2"
        else env._("vehicle·month")
        if parts.basis == "vehicle"
        else env._("month")
    )
    return f"{price} {_money_unit(env, currency)}/{per}"


def _money_unit(env, currency):
    """The unit after a number as readers say it: 元 where they read Chinese."""
    return env._("CNY") if currency.name == "CNY" else currency.name


def time_text(env, parts):
    """Months charged: ``1 month``, ``(2 + 16/31) months``, ``16/31 month``."""
    shares = [f"{part.days}/{part.of}" for part in parts.partials]
    if not shares:
        if parts.months == 1:
            return env._("1 month")
        return env._("%(count)s months", count=parts.months)
    if parts.months:
        shares.insert(0, str(parts.months))
    if len(shares) == 1:
        return env._("%(share)s month", share=shares[0])
    return env._("(%(sum)s) months", sum=" + ".join(shares))


def _days(env, parts, explanation):
    """The days that are charged and where the broken months come from."""
    broken = [
        env._(
            "%(days)s of %(of)s days of %(month)s",
            days=part.days,
            of=part.of,
            month=part.month,
        )
        for part in parts.partials
    ]
    days = f"{explanation['date_from']} – {explanation['date_to']}"
    return f"{days}: {', '.join(broken)}" if broken else days


def _price_origin(env, explanation):
    """Since when the price is in force and who consented to it (R-805)."""
    if not explanation.get("price_from"):
        return ""
    values = {
        "day": explanation["price_from"],
        "consent": explanation.get("consent"),
    }
    if values["consent"]:
        return env._("Price in force since %(day)s, consent %(consent)s", **values)
    return env._("Price in force since %(day)s", day=values["day"])


def _tax(env, explanation):
    rate = explanation.get("tax_rate")
    if rate is None or not Decimal(rate):
        return ""
    rate = number_text(env, rate)
    if explanation.get("tax_included"):
        return env._("(%(rate)s%% tax included)", rate=rate)
    return env._("(+ %(rate)s%% tax)", rate=rate)
