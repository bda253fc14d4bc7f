"""The lists of a month's pack, as queries at its last day (B-07)."""

from odoo.tools import SQL

from ...models.closing import as_of

AGES = (30, 90, 180, 365)
"""Columns of the list of open receivables: days overdue, up to."""

OPEN = """
    SELECT unit.code AS unit, payer.name AS payer, community.name AS community,
           SUM(item.open) AS open, MIN(item.date_maturity) FILTER (
               WHERE item.open > 0) AS since, %(ages)s
      FROM (%(items)s) item
      JOIN estate_unit unit ON unit.id = item.unit_id
      JOIN estate_community community ON community.id = unit.community_id
 LEFT JOIN res_partner payer ON payer.id = item.partner_id
     WHERE item.open <> 0
  GROUP BY community.id, unit.id, payer.id
    HAVING SUM(item.open) <> 0
  ORDER BY community.sequence, community.code, unit.building_id, unit.section,
           unit.floor, unit.room, payer.id
"""

LEDGER = """
    SELECT unit.code AS unit, owner.name AS person, fee.name AS item,
           -COALESCE(SUM(line.balance) FILTER (WHERE line.date < %(start)s), 0)
               AS before,
           -COALESCE(SUM(line.balance) FILTER (
               WHERE line.date >= %(start)s AND line.balance < 0), 0) AS taken,
           COALESCE(SUM(line.balance) FILTER (
               WHERE line.date >= %(start)s AND line.balance > 0), 0) AS gone,
           -SUM(line.balance) AS held
      FROM account_move_line line
 LEFT JOIN estate_unit unit ON unit.id = line.estate_unit_id
 LEFT JOIN res_partner owner ON owner.id = line.partner_id
 LEFT JOIN estate_fee_item fee ON fee.id = line.estate_item_id
     WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
       AND line.account_id = %(account)s AND line.date <= %(end)s
  GROUP BY unit.id, owner.id, fee.id
    HAVING -SUM(line.balance) <> 0 OR BOOL_OR(line.date >= %(start)s)
  ORDER BY unit.code NULLS FIRST, owner.name, fee.id
"""

PAPERS = """
    SELECT paper.name, paper.paper_number, paper.kind, paper.date, unit.code AS unit,
           payer.name AS payer, clerk_name.name AS cashier, paper.amount, paper.state,
           paper.void_reason
      FROM (SELECT 'receipt' AS kind, name, paper_number, date, unit_id, partner_id,
                   cashier_id, amount, state, void_reason
              FROM estate_receipt
             WHERE company_id = %(company)s AND date BETWEEN %(start)s AND %(end)s
         UNION ALL
            SELECT 'refund', name, NULL, date, unit_id, partner_id, cashier_id,
                   -amount, state, void_reason
              FROM estate_refund
             WHERE company_id = %(company)s AND date BETWEEN %(start)s AND %(end)s
           ) paper
 LEFT JOIN estate_unit unit ON unit.id = paper.unit_id
 LEFT JOIN res_partner payer ON payer.id = paper.partner_id
 LEFT JOIN res_users clerk ON clerk.id = paper.cashier_id
 LEFT JOIN res_partner clerk_name ON clerk_name.id = clerk.partner_id
  ORDER BY paper.kind, paper.name
"""

ON_THE_WAY = """
    SELECT journal.name AS journal, item.date, item.move_name AS entry, item.name,
           unit.code AS unit, item.open
      FROM (%(items)s) item
      JOIN account_journal journal ON journal.id = item.journal_id
 LEFT JOIN estate_unit unit ON unit.id = item.unit_id
     WHERE item.open <> 0
  ORDER BY item.date, item.id
"""


def open_receivables(period):
    """What each payer owes for each unit, by age; credits are taken off."""
    bounds = [None, 0, *AGES, None]
    ages = [
        SQL(
            "COALESCE(SUM(item.open) FILTER (WHERE %s AND %s), 0) AS %s",
            _overdue(period, ">", low),
            _overdue(period, "<=", high),
            SQL.identifier(f"age_{place}"),
        )
        for place, (low, high) in enumerate(zip(bounds[:-1], bounds[1:], strict=True))
    ]
    return SQL(
        OPEN,
        items=as_of.items(period.company, period.end, as_of.DUE),
        ages=SQL(", ").join(ages),
    )


def _overdue(period, operator, days):
    if days is None:
        return SQL("true")
    return SQL(
        "%s - COALESCE(item.date_maturity, item.date) %s %s",
        SQL("%s::date", period.end),
        SQL(operator),
        days,
    )


def ledger(period, account):
    """What an account held of each unit, person and item, over the month."""
    return SQL(
        LEDGER,
        company=period.company.id,
        start=period.start,
        end=period.end,
        account=account.id or 0,
    )


def agency(period):
    """What is held of each fee item that is collected for others."""
    return SQL(
        """
        SELECT fee.name AS item, SUM(before) AS before, SUM(taken) AS taken,
               SUM(gone) AS gone, SUM(before + taken - gone) AS held
          FROM (SELECT line.estate_item_id,
                       CASE WHEN line.date < %(start)s THEN -line.balance ELSE 0 END
                           AS before,
                       CASE WHEN line.date >= %(start)s
                            THEN GREATEST(-line.balance, 0) ELSE 0 END AS taken,
                       CASE WHEN line.date >= %(start)s
                            THEN GREATEST(line.balance, 0) ELSE 0 END AS gone
                  FROM account_move_line line
                 WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
                   AND line.account_id = %(account)s AND line.date <= %(end)s) line
     LEFT JOIN estate_fee_item fee ON fee.id = line.estate_item_id
      GROUP BY fee.id
      ORDER BY fee.sequence, fee.id
        """,
        company=period.company.id,
        start=period.start,
        end=period.end,
        account=period.company.estate_agency_account_id.id or 0,
    )


def papers(period):
    """Every receipt and refund of the month, void ones too, in order of number."""
    return SQL(PAPERS, company=period.company.id, start=period.start, end=period.end)


def on_the_way(period, roles):
    """What the books have and the bank had not at the end of the month."""
    which = as_of.transit_only(roles)
    return SQL(ON_THE_WAY, items=as_of.items(period.company, period.end, which))
