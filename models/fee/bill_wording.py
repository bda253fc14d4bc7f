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
    if not parts.measured and (parts.partials or parts.months != 1):
        lines.append(_days(env, parts, explanation))
    if parts.amount != round_half_up(parts.exact, currency.decimal_places):
        lines.append(
            env._("Rounded together with the earlier days of the same billing period.")
        )
    if parts.measured:
        lines += _measure(env, parts.measured, parts.unit, currency)
    lines.append(_price_origin(env, explanation))
    return "\n".join(line for line in lines if line)


def _formula(env, parts, explanation, currency):
    """``89.17 m² × 2.80 CNY/m²·month × 1 month = 249.68 CNY (6% tax included)``."""
    factors = [*_quantity(env, parts, currency), *_price(env, parts, currency)]
    if parts.multiplier != 1:
        factors.append(number_text(env, parts.multiplier))
    if not parts.measured:
        factors.append(time_text(env, parts))
    return env._(
        "%(factors)s = %(amount)s %(tax)s",
        factors=" × ".join(factors),
        amount=f"{number_text(env, parts.amount, currency.decimal_places)} "
        f"{_money_unit(env, currency)}",
        tax=_tax(env, explanation),
    ).strip()


def _quantity(env, parts, currency):
    if parts.unit == "money":
        quantity = number_text(env, parts.quantity, currency.decimal_places)
        return [f"{quantity} {_money_unit(env, currency)}"]
    if parts.basis == "usage":
        return [f"{number_text(env, parts.quantity)} {parts.unit}"]
    if parts.unit == "m2":
        return [f"{number_text(env, parts.quantity, least=2)} m²"]
    if parts.quantity != 1:
        return [number_text(env, parts.quantity)]
    return []


def _price(env, parts, currency):
    if parts.unit == "money":
        return []
    price = number_text(env, parts.price, currency.decimal_places)
    return [f"{price} {_money_unit(env, currency)}/{_per(env, parts)}"]


def _per(env, parts):
    """What a price is for: ``m²·month``, ``kWh``."""
    if parts.unit == "m2":
        return env._("m²·month")
    if parts.basis == "vehicle":
        return env._("vehicle·month")
    return parts.unit if parts.basis == "usage" else env._("month")


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


def _measure(env, measured, unit, currency):
    """How the quantity came about: by which readings, or of which cost."""
    if measured.get("kind") == "share":
        return _share(env, measured, currency)
    return _readings(env, measured, unit)


def _readings(env, measured, unit):
    """``Meter A1: 1,200 – 1,235, 2026-10-01 – 2026-10-31``, and what is special."""
    texts = {
        "meter": measured.get("serial", ""),
        "before": number_text(env, measured["from"]),
        "reading": number_text(env, measured["to"]),
        "days": f"{measured['date_from']} – {measured['date_to']}",
    }
    lines = [env._("Meter %(meter)s: %(before)s – %(reading)s, %(days)s", **texts)]
    if Decimal(measured.get("ratio", "1")) != 1:
        ratio = number_text(env, measured["ratio"])
        lines.append(env._("One unit of the dial counts %(ratio)s", ratio=ratio))
    if measured.get("rolled_over"):
        lines.append(env._("The dial began again at zero meanwhile"))
    if measured.get("estimated"):
        lines.append(env._("Estimated: the next reading makes up for it"))
    if measured.get("slice"):
        lines.append(
            env._(
                "By days, %(part)s of the %(whole)s %(unit)s are charged here",
                part=number_text(env, measured["slice"]),
                whole=number_text(env, measured["quantity"]),
                unit=unit,
            )
        )
    return [*lines, *_tier(env, measured, unit)]


def _tier(env, measured, unit):
    if not measured.get("tier"):
        return []
    texts = {
        "tier": measured["tier"],
        "unit": unit,
        "before": number_text(env, measured.get("used_before", "0")),
    }
    if not measured.get("tier_above"):
        return [env._("Tier %(tier)s; %(before)s %(unit)s were used before", **texts)]
    return [
        env._(
            "Tier %(tier)s, above %(above)s %(unit)s; %(before)s %(unit)s were used "
            "before",
            above=number_text(env, measured["tier_above"]),
            **texts,
        )
    ]


def _share(env, measured, currency):
    """``Lift 2026-10: 1,234.56 CNY shared by 120 units by built area, 89 of 9,800``."""
    methods = dict(
        env["estate.share.pool"]._fields["method"]._description_selection(env)
    )
    total = number_text(env, measured["total"], currency.decimal_places)
    return [
        env._(
            "%(pool)s: %(total)s, shared by %(units)s units by %(method)s",
            pool=measured["pool"],
            total=f"{total} {_money_unit(env, currency)}",
            units=measured["units"],
            method=methods.get(measured["method"], ""),
        ),
        env._(
            "This unit counts %(weight)s of %(whole)s, %(days)s",
            weight=number_text(env, measured["weight"]),
            whole=number_text(env, measured["whole"]),
            days=f"{measured['date_from']} – {measured['date_to']}",
        ),
    ]


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
