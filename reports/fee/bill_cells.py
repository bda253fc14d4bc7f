"""One row of the bill's table, out of the explanation frozen on the line (B-08)."""

from ...engine.bill_amount import describe_parts
from ...models.fee.bill_wording import number_text, time_text
from .. import formats


def cells_of(line):
    """Return the texts of a charged line's row in the language of its environment.

    Quantity, price and time are those that were charged then, never looked up
    again. A line that was not billed by us (written by hand, imported) has no
    explanation and shows what the invoice line itself says.
    """
    explained = line.estate_explanation
    return {
        "name": _name(line),
        "period": formats.period(line.env, line.estate_date_from, line.estate_date_to),
        "days": _days(line),
        "amount": formats.amount(line.env, _amount(line), line.currency_id),
        **(_explained_cells(line.env, explained) if explained else _plain_cells(line)),
    }


def built_area_text(env, lines, unit):
    """Return the built area that the lines were charged by, in square metres.

    As it was then (B-08), so that a paper printed again agrees with its lines; where
    none is charged by it, that of the unit today.
    """
    areas = list(filter(None, map(_built_area, lines))) or [unit.area_built]
    return " / ".join(dict.fromkeys(number_text(env, area, least=2) for area in areas))


def _built_area(line):
    explained = line.estate_explanation or {}
    if explained.get("basis") != "area_built":
        return None
    try:
        return describe_parts(explained).quantity
    except ValueError:
        # The line itself shows no calculation then.
        return None


def _name(line):
    """The item; of a price in tiers above the first one, which tier."""
    name = line.estate_item_id.name or line.name or ""
    tier = ((line.estate_explanation or {}).get("measured") or {}).get("tier", 1)
    return (
        line.env._("%(label)s, tier %(tier)s", label=name, tier=tier)
        if tier > 1
        else name
    )


def _explained_cells(env, explanation):
    try:
        parts = describe_parts(explanation)
    except ValueError:
        # Written by other rules or by hand: no calculation rather than a wrong one.
        return {"quantity": "", "price": "", "time": ""}
    quantity = number_text(env, parts.quantity, least=2 if parts.unit == "m2" else 0)
    if parts.unit == "m2":
        quantity = f"{quantity} m²"
    if parts.basis == "usage":
        quantity = f"{quantity} {parts.unit}"
    if parts.basis == "share":
        return {"quantity": "", "price": "", "time": env._("share")}
    if parts.multiplier != 1:
        quantity = f"{quantity} × {number_text(env, parts.multiplier)}"
    return {
        "quantity": quantity,
        "price": number_text(env, parts.price, least=2),
        "time": _measure(parts) if parts.measured else time_text(env, parts),
    }


def _measure(parts):
    """From which reading to which a meter's usage was charged."""
    measured = parts.measured
    return f"{measured.get('from', '')} – {measured.get('to', '')}"


def _plain_cells(line):
    return {
        "quantity": number_text(line.env, line.quantity),
        "price": number_text(line.env, line.price_unit, least=2),
        "time": "",
    }


def _days(line):
    start, end = line.estate_date_from, line.estate_date_to
    if not (start and end):
        return ""
    count = (end - start).days + 1
    return (
        line.env._("(%(count)s days)", count=count)
        if count > 1
        else line.env._("(1 day)")
    )


def _amount(line):
    """The amount as the price has it: with the tax where prices include it."""
    included = all(line.tax_ids.mapped("price_include"))
    return line.price_total if included else line.price_subtotal
