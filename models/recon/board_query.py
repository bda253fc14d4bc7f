"""The rows of the collection board, as one query over the ledger (B-01)."""

from odoo.tools import SQL

from . import ledger_figures

EXCEPTIONS = SQL(
    """
    SELECT company_id, community_id, month, COUNT(*) AS exception_count,
           SUM(ABS(amount)) AS exception_amount
      FROM estate_recon_exception
     WHERE state IN ('open', 'escalated')
  GROUP BY company_id, community_id, month
    """
)

CALENDAR = """
    SELECT company_id, community_id,
           generate_series(first, GREATEST(last, date_trunc('month', %(today)s::date)),
                           interval '1 month')::date AS month
      FROM (SELECT company_id, community_id,
                   MIN(MIN(month)) OVER of_company AS first,
                   MAX(MAX(month)) OVER of_company AS last
              FROM moved
          GROUP BY company_id, community_id
            WINDOW of_company AS (PARTITION BY company_id)) place
"""
"""Every month of a company for each of its communities: balances have no gap."""

ROWS = """
    SELECT ((EXTRACT(YEAR FROM calendar.month) * 12
             + EXTRACT(MONTH FROM calendar.month))::bigint * 1000000
            + COALESCE(calendar.community_id, calendar.company_id)) * 2
           + (calendar.community_id IS NULL)::int AS id,
           calendar.company_id, calendar.community_id, calendar.month,
           %(columns)s,
           COALESCE(moved.due - moved.settled, 0) AS open_change,
           COALESCE(moved.banked + moved.transit + moved.cash
               - moved.received - moved.other_money, 0) AS between,
           SUM(moved.due - moved.settled) OVER so_far AS open_end,
           SUM(moved.transit) OVER so_far AS transit_end,
           SUM(moved.cash) OVER so_far AS cash_end,
           COALESCE(told.exception_count, 0) AS exception_count,
           COALESCE(told.exception_amount, 0) AS exception_amount
      FROM calendar
 LEFT JOIN moved ON moved.company_id = calendar.company_id
       AND moved.community_id IS NOT DISTINCT FROM calendar.community_id
       AND moved.month = calendar.month
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


def rows(today):
    """Return the query of the board: a row per company, community and month.

    The number of a row is made of its month and community, so that a screen finds it
    again.
    """
    columns = [
        SQL("COALESCE(moved.%s, 0) AS %s", *[SQL.identifier(name)] * 2)
        for name in (*ledger_figures.FIGURES, "bank", "untyped")
    ]
    return SQL(
        """
        WITH moved AS MATERIALIZED (%(moved)s),
             told AS (%(told)s),
             calendar AS (%(calendar)s)
        %(rows)s
        """,
        moved=_moved(today),
        told=EXCEPTIONS,
        calendar=SQL(CALENDAR, today=today),
        rows=SQL(ROWS, columns=SQL(", ").join(columns)),
    )


def _moved(today):
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
        MOVED, sums=SQL(", ").join(sums), today=today, items=ledger_figures.items()
    )
