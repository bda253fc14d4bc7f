"""The lines of a receipt as they stand on the paper."""

from datetime import timedelta

from .. import formats


def rows_of(receipt):
    """Return the rows of the receipt's table in the language of its environment.

    Months of one item that follow each other and are paid in full are one row, so
    that a year paid in advance still fits on the paper; a part payment stands alone.
    """
    rows = []
    order = receipt.line_ids.sorted(
        lambda line: (line.kind, line.unit_id.id, line.item_id.id, str(line.date_from))
    )
    for line in order:
        row = _row(line)
        if rows and _follows(rows[-1], row):
            rows[-1]["end"] = row["end"]
            rows[-1]["amount"] += row["amount"]
        else:
            rows.append(row)
    env = receipt.env
    return [
        {
            "name": row["name"],
            "period": formats.period(env, row["start"], row["end"]),
            "note": "" if row["full"] else env._("(part payment)"),
            "amount": formats.amount(env, row["amount"], receipt.currency_id),
        }
        for row in rows
    ]


def _row(line):
    return {
        "key": (line.kind, line.unit_id.id, line.item_id.id),
        "name": _name(line),
        "start": line.date_from,
        "end": line.date_to,
        "amount": line.amount,
        "full": _is_full(line),
    }


def _follows(row, other):
    return (
        row["key"] == other["key"]
        and row["full"]
        and other["full"]
        and row["end"]
        and other["start"]
        and other["start"] - row["end"] == timedelta(days=1)
    )


def _is_full(line):
    """Whether the amount is all that was charged; money held is always full."""
    charged = line.move_line_id
    if not charged:
        return True
    total = (
        charged.price_total if charged.display_type == "product" else charged.balance
    )
    return line.currency_id.compare_amounts(line.amount, total) >= 0


def _name(line):
    """What the money is for, in the reader's language wherever it can be said so."""
    name = WORDS[line.kind](line)
    if line.unit_id and line.unit_id != line.receipt_id.unit_id:
        name = f"{name} ({line.unit_id.code})"
    return name


def _bill_words(line):
    return line.item_id.name or line.name


def _prepay_words(line):
    if line.item_id:
        return line.env._("Prepayment: %(item)s", item=line.item_id.name)
    return line.env._("Prepayment")


def _deposit_words(line):
    purpose = line.card_id or line.item_id
    if not purpose:
        return line.env._("Deposit")
    return line.env._("Deposit: %(what)s", what=purpose.display_name)


WORDS = {"bill": _bill_words, "prepay": _prepay_words, "deposit": _deposit_words}
