"""What became of the papers of a book, as it stands on its list and in its workbook."""

from .. import formats


def rows_of(book):
    """Return one row per range of papers with the same fate."""
    ranges = book.range_ids.sorted("first")
    labels = dict(ranges._fields["state"]._description_selection(book.env))
    return [
        {
            "first": book._printed(row.first),
            "last": book._printed(row.last),
            "state": row.state,
            "label": labels[row.state],
            "count": row.count,
            "amount": row.amount if row.state == "used" else None,
            "reason": row.reason or "",
        }
        for row in ranges
    ]


def facts_of(book):
    """Return the words about a book that stand above its papers."""
    env = book.env
    kinds = dict(book._fields["kind"]._description_selection(env))
    return {
        "kind": kinds[book.kind],
        "numbers": book.name,
        "size": book.size,
        "place": (book.community_id or book.company_id).name,
        "holder": book.holder_id.name or "",
        "issued_on": formats.day(env, book.issued_on),
        "issued_by": book.issued_by_id.name or "",
        "returned_on": formats.day(env, book.returned_on),
        "returned_to": book.returned_to_id.name or "",
    }
