"""What both papers of a settlement say of its lines, in their reader's language."""

from odoo.exceptions import UserError

from .. import formats


def check_settled(transfers):
    """Neither paper says anything before the change is settled.

    :raises UserError: with the change that is not
    """
    for transfer in transfers:
        if transfer.state in ("draft", "papers") or not transfer.settled_on:
            raise UserError(
                transfer.env._(
                    "%(transfer)s is not settled yet: settle it, then print.",
                    transfer=transfer.display_name,
                )
            )


def cells(transfer, line):
    """Return the printed cells of one line of a settlement."""
    currency = transfer.currency_id
    money = {
        name: formats.amount(transfer.env, line[name], currency)
        for name in ("base", "old_amount", "new_amount")
    }
    return {
        "name": line.item_id.name or line.label,
        "number": line.bill_name or "",
        "period": formats.period(transfer.env, line.date_from, line.date_to),
        "due": formats.day(transfer.env, line.date_due) if line.date_due else "",
        "old_days": line.old_days,
        "new_days": line.new_days,
        "note": line.note or "",
        **money,
    }


def page(transfer, lang):
    """Return what heads both papers."""
    env = transfer.env
    return {
        "transfer": transfer,
        "lang": lang,
        "company": transfer.company_id,
        "community": transfer.community_id,
        "unit": transfer.unit_id,
        "kind": dict(transfer._fields["kind"]._description_selection(env))[
            transfer.kind
        ],
        "date": formats.day(env, transfer.date),
        "last_day": formats.day(env, transfer.last_day),
        "settled": formats.day(env, transfer.settled_on),
        "symbol": transfer.currency_id.symbol,
        "mark": formats.void_mark(env) if transfer.state == "cancelled" else (),
    }


def total(transfer, lines, name):
    """Return a printed sum."""
    return formats.amount(transfer.env, sum(lines.mapped(name)), transfer.currency_id)


def held_cells(transfer, row):
    """Return the printed cells of held money."""
    env = transfer.env
    kinds = dict(row._fields["kind"]._description_selection(env))
    choices = dict(row._fields["choice"]._description_selection(env))
    return {
        "kind": kinds[row.kind],
        "name": row.item_id.name or row.label,
        "amount": formats.amount(env, row.amount, transfer.currency_id),
        "choice": choices[row.choice],
    }
