"""What became of bills by the end of a month, item by item, as queries (B-07).

A bill is settled by credit notes (*waived*) and by money (*collected*: payments,
prepayments, deposits), in the month or before it. What settles a part of a bill counts
for its items in proportion, cut on the running sum, so that the items of a bill add up
to it to the cent.
"""

from odoo.tools import SQL

MEASURES = ("balance", "waived_before", "waived", "paid_before", "paid")

BILLS = """
    WITH part AS MATERIALIZED (
        SELECT part.debit_move_id AS id,
               SUM(part.amount) FILTER (WHERE is_note AND is_old) AS waived_before,
               SUM(part.amount) FILTER (WHERE is_note AND NOT is_old) AS waived,
               SUM(part.amount) FILTER (WHERE NOT is_note AND is_old) AS paid_before,
               SUM(part.amount) FILTER (WHERE NOT is_note AND NOT is_old) AS paid
          FROM (SELECT match.debit_move_id, match.amount,
                       move.move_type = 'out_refund' AS is_note,
                       match.max_date < %(start)s AS is_old
                  FROM account_partial_reconcile match
                  JOIN account_move_line credit ON credit.id = match.credit_move_id
                  JOIN account_move move ON move.id = credit.move_id
                 WHERE match.company_id = %(company)s AND match.max_date <= %(end)s
               ) part
      GROUP BY part.debit_move_id
    ), used AS MATERIALIZED (
        SELECT credit_move_id AS id, SUM(amount) AS amount,
               COALESCE(SUM(amount) FILTER (WHERE max_date < %(start)s), 0)
                   AS amount_before
          FROM account_partial_reconcile
         WHERE company_id = %(company)s AND max_date <= %(end)s
      GROUP BY credit_move_id
    ), due AS MATERIALIZED (
        SELECT line.id, line.move_id, unit.community_id, line.date,
               line.date >= %(start)s AS is_new, line.balance,
               COALESCE(part.waived_before, 0) AS waived_before,
               COALESCE(part.waived, 0) AS waived,
               COALESCE(part.paid_before, 0) AS paid_before,
               COALESCE(part.paid, 0) AS paid,
               CASE WHEN line.balance < 0
                    THEN line.balance + COALESCE(used.amount, 0) ELSE 0 END AS credit,
               CASE WHEN line.balance < 0 AND line.date < %(start)s
                    THEN line.balance + COALESCE(used.amount_before, 0)
                    ELSE 0 END AS credit_before
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
          JOIN estate_unit unit ON unit.id = line.estate_unit_id
     LEFT JOIN part ON part.id = line.id
     LEFT JOIN used ON used.id = line.id
         WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
           AND line.date <= %(end)s AND account.account_type = 'asset_receivable'
    )
"""
"""Receivable items: debts with what settled them, credits with what is unused."""

BY_ITEM = """
    , charge AS (
        SELECT line.move_id, line.estate_item_id AS item_id,
               SUM(line.price_total) AS amount
          FROM account_move_line line
         WHERE line.move_id IN (SELECT move_id FROM due WHERE balance > 0)
           AND line.display_type = 'product'
      GROUP BY line.move_id, line.estate_item_id
    ), share AS (
        SELECT move_id, item_id,
               SUM(amount) OVER upto / total AS upto,
               (SUM(amount) OVER upto - amount) / total AS below
          FROM (SELECT charge.*, SUM(amount) OVER (PARTITION BY move_id) AS total
                  FROM charge) charge
         WHERE total <> 0
        WINDOW upto AS (PARTITION BY move_id ORDER BY item_id NULLS LAST)
    ), cut AS (
        SELECT share.item_id, due.is_new, %(cut)s
          FROM due
     LEFT JOIN share ON share.move_id = due.move_id
         WHERE due.balance > 0
    )
    SELECT item_id, false AS is_credit,
           COALESCE(SUM(balance - waived_before - paid_before)
               FILTER (WHERE NOT is_new), 0) AS open_before,
           COALESCE(SUM(balance) FILTER (WHERE is_new), 0) AS billed,
           SUM(waived + CASE WHEN is_new THEN waived_before ELSE 0 END) AS waived,
           SUM(paid + CASE WHEN is_new THEN paid_before ELSE 0 END) AS paid,
           SUM(balance - waived_before - waived - paid_before - paid) AS open_end
      FROM cut
  GROUP BY item_id
 UNION ALL
    SELECT NULL, true, SUM(credit_before), 0, 0, 0, SUM(credit)
      FROM due
    HAVING SUM(credit) <> 0 OR SUM(credit_before) <> 0
"""

RATES = """
    SELECT community_id,
           COALESCE(SUM(balance - waived - waived_before) FILTER (WHERE is_new), 0)
               AS current_due,
           COALESCE(SUM(paid + paid_before) FILTER (WHERE is_new), 0) AS current_paid,
           COALESCE(SUM(balance - waived_before - paid_before - waived)
               FILTER (WHERE NOT is_new), 0) AS earlier_due,
           COALESCE(SUM(paid) FILTER (WHERE NOT is_new), 0) AS earlier_paid
      FROM due
     WHERE balance > 0
  GROUP BY community_id
  ORDER BY community_id
"""


def by_item(period, digits):
    """Return the query of the month by fee item; unused credits are a row of theirs."""
    return SQL(
        BILLS + BY_ITEM,
        company=period.company.id,
        start=period.start,
        end=period.end,
        cut=SQL(", ").join(
            SQL(
                "COALESCE(ROUND(due.%(name)s * share.upto, %(digits)s) "
                "- ROUND(due.%(name)s * share.below, %(digits)s), due.%(name)s) "
                "AS %(name)s",
                name=SQL.identifier(name),
                digits=digits,
            )
            for name in MEASURES
        ),
    )


def rates(period):
    """Return the query of what was due and collected, by community."""
    return SQL(
        BILLS + RATES, company=period.company.id, start=period.start, end=period.end
    )
