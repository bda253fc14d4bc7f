"""What both papers of a price adjustment show, in the language of their reader."""

from ...models.fee.bill_wording import number_text
from .. import formats


def price_rows(adjustment):
    """One row per price: item, kind of unit, from what to what."""
    env = adjustment.env
    kinds = dict(env["estate.unit"]._fields["kind"]._description_selection(env))
    return [
        {
            "item": line._item_words(),
            "kind": kinds.get(line.unit_kind) or env._("all units"),
            "old": number_text(env, line.old_price, least=2),
            "new": number_text(env, line.new_price, least=2),
            "percent": f"{line.percent:+.1f} %",
        }
        for line in adjustment.line_ids
    ]


def unit_rows(simulated):
    """One row per simulated unit: what a month costs now and then."""
    env = simulated.env

    def money(row, name):
        return formats.amount(env, row[name], row.currency_id)

    return [
        {
            "unit": row.unit_id.code,
            "area": number_text(env, row.area, least=2),
            "old": money(row, "old_amount"),
            "new": money(row, "new_amount"),
            "difference": money(row, "difference"),
        }
        for row in simulated
    ]
