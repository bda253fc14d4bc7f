"""The rows of the collection board, as one query over the ledger (B-01)."""

from odoo.tools import SQL

from . import ledger_figures
from .ledger_scope import EVERYTHING, PLACES

EXCEPTIONS = SQL(
    """
    SELECT company_id, community_id, month, COUNT(*) AS exception_count,
           SUM(ABS(amount)) AS exception_amount
      FROM estate_recon_exception
     WHERE state IN ('open', 'escalated')
  GROUP BY company_id, community_id, month
    """
)

BEFORE = """
    SELECT company_id, community_id, SUM(open) AS open, SUM(transit) AS transit,
           SUM(cash) AS cash
      FROM (
        SELECT line.company_id, unit.community_id, SUM(line.balance) AS open,
               0 AS transit, 0 AS cash
          FROM account_move_line line
          JOIN role ON role.id = line.account_id AND role.role = 'due'
          JOIN estate_unit unit ON unit.id = line.estate_unit_id
         WHERE %(scope)s
      GROUP BY line.company_id, unit.community_id
     UNION ALL
        SELECT item.company_id, item.community_id, 0,
               COALESCE(SUM(item.balance) FILTER (WHERE item.role = 'transit'), 0),
               COALESCE(SUM(item.balance) FILTER (WHERE item.role = 'cash'), 0)
          FROM (%(items)s) item
      GROUP BY item.company_id, item.community_id
      ) balance
  GROUP BY company_id, community_id
"""
"""The three balances before the first month that is asked for."""
NOTHING_BEFORE = SQL(
    """
    SELECT NULL::int AS company_id, NULL::int AS community_id, 0::numeric AS open,
           0::numeric AS transit, 0::numeric AS cash
     WHERE FALSE
    """
)

CALENDAR = """
    SELECT company_id, community_id,
           generate_series(first,
                           LEAST(%(last)s::date,
                                 GREATEST(last, date_trunc('month', %(today)s::date))),
                           interval '1 month')::date AS month
      FROM (SELECT company_id, community_id,
                   MIN(MIN(first)) OVER of_company AS first,
                   MAX(MAX(last)) OVER of_company AS last
              FROM (SELECT company_id, community_id, month AS first, month AS last
                      FROM moved
                 UNION ALL
                    SELECT company_id, community_id, %(first)s::date, NULL
                      FROM before) known
          GROUP BY company_id, community_id
            WINDOW of_company AS (PARTITION BY company_id)) place
"""
"""Every month of a company for each of its communities: balances have no gap."""

ROWS = """
    SELECT ((EXTRACT(YEAR FROM calendar.month) * 12
             + EXTRACT(MONTH FROM calendar.month))::bigint * %(places)s
            + COALESCE(calendar.community_id, calendar.company_id)) * 2
           + (calendar.community_id IS NULL)::int AS id,
           calendar.company_id, calendar.community_id, calendar.month,
           %(columns)s,
           COALESCE(moved.due - moved.settled, 0) AS open_change,
           COALESCE(moved.banked + moved.transit + moved.cash
               - moved.received - moved.other_money, 0) AS between,
           COALESCE(before.open, 0)
               + COALESCE(SUM(moved.due - moved.settled) OVER so_far, 0) AS open_end,
           COALESCE(before.transit, 0)
               + COALESCE(SUM(moved.transit) OVER so_far, 0) AS transit_end,
           COALESCE(before.cash, 0)
               + COALESCE(SUM(moved.cash) OVER so_far, 0) AS cash_end,
           COALESCE(told.exception_count, 0) AS exception_count,
           COALESCE(told.exception_amount, 0) AS exception_amount
      FROM calendar
 LEFT JOIN moved ON moved.company_id = calendar.company_id
       AND moved.community_id IS NOT DISTINCT FROM calendar.community_id
       AND moved.month = calendar.month
 LEFT JOIN before ON before.company_id = calendar.company_id
       AND before.community_id IS NOT DISTINCT FROM calendar.community_id
 LEFT JOIN told ON told.company_id = calendar.company_id
       AND told.community_id IS NOT DISTINCT FROM calendar.community_id
       AND told.month = calendar.month
    WINDOW so_far AS (
        PARTITION BY calendar.company_id, calendar.community_id
            ORDER BY calendar.month)
"""

MOVED = """
    SELECT item.company_id, item.community_id, item.month, %(sums)s,
           COALESCE(SUM(-item.balance) FILTER (
               WHERE item.has_bank AND item.figure <> 'bank'), 0) AS bank,
           COALESCE(SUM(ABS(item.open)) FILTER (
               WHERE item.open <> 0 AND item.date < %(today)s::date - CASE
                     WHEN item.role = 'transit' THEN company.estate_transit_days
                     ELSE company.estate_unmatched_days END
                 AND typed_item.id IS NULL AND typed_line.id IS NULL), 0) AS untyped
      FROM (%(items)s) item
      JOIN res_company company ON company.id = item.company_id
 LEFT JOIN (SELECT DISTINCT move_line_id AS id FROM estate_recon_exception
             WHERE state <> 'auto_resolved') typed_item ON typed_item.id = item.id
 LEFT JOIN (SELECT DISTINCT statement_line_id AS id FROM estate_recon_exception
             WHERE state <> 'auto_resolved') typed_line
        ON typed_line.id = item.statement_line_id
  GROUP BY item.company_id, item.community_id, item.month
"""


def rows(today, scope=EVERYTHING):
    """Return the query of the board: a row per company, community and month.

    The number of a row is made of its month and community, so that a screen finds it
    again.

    :param scope: whole months of which the rows are wanted; balances count those
        before them too
    """
    columns = [
        SQL("COALESCE(moved.%s, 0) AS %s", *[SQL.identifier(name)] * 2)
        for name in (*ledger_figures.FIGURES, "bank", "untyped")
    ]
    return SQL(
        """
        WITH role AS MATERIALIZED (%(roles)s),
             moved AS MATERIALIZED (%(moved)s),
             before AS MATERIALIZED (%(before)s),
             told AS (%(told)s),
             calendar AS (%(calendar)s)
        %(rows)s
        """,
        roles=ledger_figures.ROLES,
        moved=_moved(today, scope),
        before=_before(scope),
        told=EXCEPTIONS,
        calendar=SQL(CALENDAR, today=today, first=scope.first, last=scope.last),
        rows=SQL(ROWS, columns=SQL(", ").join(columns), places=PLACES),
    )


def _before(scope):
    """Return the query of the balances before a scope, by community."""
    if not scope.first:
        return NOTHING_BEFORE
    earlier = scope.before()
    return SQL(
        BEFORE,
        scope=earlier.of_line(),
        items=ledger_figures.items(earlier, ("transit", "cash")),
    )


def _moved(today, scope):
    """Return the query of what moved, by community and month."""
    sums = [
        SQL(
            "COALESCE(SUM(%s) FILTER (WHERE %s), 0) AS %s",
            SQL("-item.balance") if name == "banked" else SQL("item.amount"),
            which,
            SQL.identifier(name),
        )
        for name, which in ledger_figures.FIGURES.items()
    ]
    return SQL(
        MOVED,
        sums=SQL(", ").join(sums),
        today=today,
        items=ledger_figures.items(scope),
    )
