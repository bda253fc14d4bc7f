"""Which part of the ledger the cockpit's figures are read from (B-01).

Figures of a month are told by the entries of that month, and by what these are
reconciled with; only balances go back to the beginning. Within a scope the database
goes to those entries by their dates and accounts.
"""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from odoo import fields
from odoo.tools import SQL

YEARS = range(datetime.MINYEAR + 1, datetime.MAXYEAR)
"""Years of which the days before and after can be told."""
MONTHS = 12


class Scope(NamedTuple):
    """Entries of some companies within some days; ``None`` sets no bound."""

    companies: tuple[int, ...] | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None

    def before(self):
        """Return the scope of all entries before this one."""
        day = self.first - datetime.timedelta(days=1)
        return Scope(self.companies, None, day)

    def of_line(self):
        """Return the condition that ``line``, a journal item, is within it."""
        bounds = [SQL("line.parent_state = 'posted'")]
        if self.companies is not None:
            bounds.append(SQL("line.company_id = ANY(%s)", list(self.companies)))
        if self.first:
            bounds.append(SQL("line.date >= %s", self.first))
        if self.last:
            bounds.append(SQL("line.date <= %s", self.last))
        return SQL(" AND ").join(bounds)


EVERYTHING = Scope()


class Months(NamedTuple):
    """First days of the first and the last month that a domain asks for."""

    first: datetime.date | None = None
    last: datetime.date | None = None

    def scope(self, companies=None):
        """Return the scope of the entries of these months."""
        return Scope(companies, self.first, self.last and month_end(self.last))


def month_end(month):
    """Return the last day of a month."""
    return fields.Date.end_of(month, "month")


def months_of(domain):
    """Return the :class:`Months` outside of which a domain finds nothing.

    :param domain: an optimized domain of the collection board; a condition that tells
        nothing of the month sets no bound
    """
    operator = getattr(domain, "OPERATOR", None)
    if operator == "&":
        parts = [months_of(part) for part in domain.children]
        return Months(
            max((part.first for part in parts if part.first), default=None),
            min((part.last for part in parts if part.last), default=None),
        )
    if operator == "|":
        return _hull([months_of(part) for part in domain.children])
    if getattr(domain, "field_expr", None) == "month":
        return _of_month(domain.operator, domain.value)
    if getattr(domain, "field_expr", None) == "id" and domain.operator == "in":
        # A community is on the board from the company's first month on: which one that
        # is, the numbers do not tell.
        return Months(last=_of_days([_month_of_row(one) for one in domain.value]).last)
    return Months()


def _hull(parts):
    firsts = [part.first for part in parts]
    lasts = [part.last for part in parts]
    return Months(
        min(firsts) if firsts and all(firsts) else None,
        max(lasts) if lasts and all(lasts) else None,
    )


def _of_month(operator, value):
    if operator in (">", ">="):
        return Months(first=_of_days([value]).first)
    if operator in ("<", "<="):
        return Months(last=_of_days([value]).last)
    if operator == "in" and isinstance(value, Iterable):
        return _of_days(list(value))
    return Months()


def _of_days(days):
    known = all(isinstance(day, datetime.date) and day.year in YEARS for day in days)
    if not days or not known:
        return Months()
    return Months(min(days).replace(day=1), max(days).replace(day=1))


# ---- Numbers of rows --------------------------------------------------------------

PLACES = 1000000
"""More communities than a database has, for the numbers of the board's rows."""


def _month_of_row(row_id):
    """Return the month that the number of a row of the board tells, or ``None``."""
    if not isinstance(row_id, int):
        return None
    year, month = divmod(row_id // 2 // PLACES - 1, MONTHS)
    return datetime.date(year, month + 1, 1) if year in YEARS else None
