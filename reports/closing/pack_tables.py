"""Tables of a pack, whatever they tell: columns, rows and a total."""

from typing import NamedTuple

from odoo.tools.misc import get_lang


class Column(NamedTuple):
    """A column: its head, and how its cells are written."""

    head: str
    kind: str = "text"  # text, money, count, percent or date


class Sheet(NamedTuple):
    """A table of the pack."""

    code: str
    title: str
    columns: list
    rows: list
    total: list = ()
    note: str = ""


class PackTables:
    """What the tables of a month are made with."""

    def __init__(self, close, period):
        self.close = close
        self.env = close.env
        self.period = period

    def _rows(self, query):
        return self.env.execute_query_dict(query)

    def _term(self, value):
        """Return a name kept by language in the reader's."""
        if isinstance(value, dict):
            return value.get(get_lang(self.env).code) or value.get("en_US") or ""
        return value or ""

    def _total(self, columns, rows):
        """Add up the amounts of a table."""
        cells = [self.env._("Total")]
        for place, column in enumerate(columns[1:], 1):
            adds_up = column.kind == "money"
            known = [row[place] for row in rows if row[place] is not None]
            cells.append(sum(known) if adds_up else None)
        return cells

    def _with_total(self, code, title, columns, rows, note=""):
        return Sheet(code, title, columns, rows, self._total(columns, rows), note)
