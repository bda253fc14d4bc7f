"""The deductions of a batch as they stand on its list, on paper and in a workbook."""

from .. import formats


def rows_of(batch):
    """Return the rows of the list in the order of the bank's file."""
    lines = batch.line_ids.sorted("sequence")
    labels = dict(lines._fields["state"]._description_selection(batch.env))
    return [_row(line, labels) for line in lines]


def _row(line, labels):
    return {
        "number": line.sequence,
        "community": line.community_id,
        "unit": line.unit_id.code,
        "holder": line.holder or "",
        "account": line.account or "",
        "contract": line.contract or "",
        "period": _period(line),
        "amount": line.amount,
        "paid": line.amount_paid,
        "result": _result(line, labels),
    }


def _period(line):
    """Return the days of all bills of a deduction."""
    bills = line.bill_ids
    starts = [day for day in bills.mapped("date_from") if day]
    ends = [day for day in bills.mapped("date_to") if day]
    if not (starts and ends):
        return ""
    return formats.period(line.env, min(starts), max(ends))


def _result(line, labels):
    """Return the bank's answer; nothing while there is none."""
    if line.state in ("draft", "waiting"):
        return ""
    told = line.reason or line.note
    return formats.listing(line.env, filter(None, [labels[line.state], told]))
