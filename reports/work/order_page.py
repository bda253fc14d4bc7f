"""What the papers of a commission share."""

import re

from odoo import fields
from odoo.tools import get_lang

from ...engine.money import chinese_capitals, decimal_of
from .. import formats

EMPTY = "—"
BILINGUAL = re.compile(r"([^\x00-\x7f]+) ([\x00-\x7f]+)")
"""A label of a detail, which no term can translate: 字样 Words on It."""


def page(order, lang):
    """Return whose paper it is, and in which language."""
    return {
        "order": order,
        "lang": lang,
        "company": order.company_id,
        "community": order.community_id,
        "unit": order.unit_id,
        "hotline": order.community_id.hotline or order.company_id.phone,
        "mark": formats.void_mark(order.env) if order.state == "cancelled" else (),
        "symbol": order.currency_id.symbol,
    }


def chosen(record, name):
    """Return the label of a selection in the language of the paper."""
    labels = dict(record._fields[name]._description_selection(record.env))
    return labels.get(record[name], "")


def moment(order, value):
    """Return a date and time as the clock of the community shows it."""
    if not value:
        return ""
    local = order.with_context(tz=order.community_id._timezone())
    stamp = fields.Datetime.context_timestamp(local, value)
    return f"{formats.day(order.env, stamp)} {stamp:%H:%M}"


def money(order, value):
    """Return an amount with its symbol."""
    text = formats.amount(order.env, value, order.currency_id)
    return f"{order.currency_id.symbol}{text}"


def capitals(order, value):
    """Return an amount in words: 大写 for the currency that has them."""
    if order.currency_id.name == "CNY":
        return f"人民币 {chinese_capitals(decimal_of(value))}"
    return order.currency_id.amount_to_text(value)


def details(order):
    """Return (label, value) of the properties that were filled in."""
    rows = []
    for prop in order.read(["details"])[0]["details"]:
        value = prop.get("value")
        if prop["type"] == "separator" or value in (False, None, ""):
            continue
        rows.append((_label(order, prop["string"]), _shown(order, prop, value)))
    return rows


def _label(order, text):
    """Return the half of a label in two languages that the reader reads."""
    both = BILINGUAL.fullmatch(text)
    if not both:
        return text
    return both[1 if get_lang(order.env).code.startswith("zh") else 2]


def _shown(order, prop, value):
    if prop["type"] == "boolean":
        return "✓"
    if prop["type"] == "selection":
        return dict(prop["selection"]).get(value, value)
    if prop["type"] == "many2one":
        return value[1]
    if prop["type"] in ("many2many", "tags"):
        return ", ".join(str(part[1]) for part in value)
    if prop["type"] == "date":
        return formats.day(order.env, value)
    return str(value)
