"""What else stands open between a payer and a unit when a bill is printed."""

from odoo.tools import SQL

from ...models.fee.arrears_months import MONTHS, OWED_FROM


def balances_of(moves):
    """Return {bill id: (arrears, months in arrears, prepaid)} in company currency.

    Arrears are the receivable items of the same unit *and* payer that were booked
    before the bill and due before its day: a tenant's bill says nothing about the
    owner's debt (R-116). A month counts once however many fees of it are open, a bill
    of several months counts those that are still owed, as on the unit (R-810). Two
    queries, however many bills.
    """
    if not moves:
        return {}
    env = moves.env
    moves.flush_model(["date", "estate_unit_id", "commercial_partner_id", "move_type"])
    env["account.move.line"].flush_model()
    arrears = {row[0]: row[1:] for row in env.execute_query(_arrears_query(moves.ids))}
    prepaid = dict(env.execute_query(_prepaid_query(moves.ids)))
    return {
        move.id: (*arrears.get(move.id, (0.0, 0)), prepaid.get(move.id, 0.0))
        for move in moves
    }


def _arrears_query(move_ids):
    return SQL(
        """
        WITH earlier AS MATERIALIZED (
            SELECT bill.id AS bill_id, item.id, item.move_id, source.move_type,
                   item.amount_residual AS residual,
                   COALESCE(item.estate_date_from, item.date_maturity, item.date)
                       AS day_from,
                   COALESCE(item.estate_date_to, item.date_maturity, item.date)
                       AS day_to
              FROM account_move bill
              JOIN account_move_line item
                ON item.estate_unit_id = bill.estate_unit_id
               AND item.partner_id = bill.commercial_partner_id
               AND item.company_id = bill.company_id
               AND item.parent_state = 'posted'
               AND item.reconciled IS NOT TRUE
               AND (item.date, item.move_id) < (bill.date, bill.id)
               AND (item.amount_residual < 0
                    OR COALESCE(item.date_maturity, item.date) < bill.date)
              JOIN account_account account
                ON account.id = item.account_id
               AND account.account_type = 'asset_receivable'
              JOIN account_move source ON source.id = item.move_id
             WHERE bill.id IN %(bills)s
        ), charged AS (
            SELECT item.bill_id, item.id, item.residual,
                   line.price_total AS amount, %(months)s AS months,
                   line.estate_date_from AS day_from, line.estate_date_to AS day_to,
                   SUM(line.price_total) OVER (
                       PARTITION BY item.bill_id, item.id
                       ORDER BY line.estate_date_from DESC, line.id DESC
                   ) - line.price_total AS later
              FROM earlier item
              JOIN account_move_line line ON line.move_id = item.move_id
             WHERE item.residual > 0 AND item.move_type = 'out_invoice'
               AND line.display_type = 'product' AND line.estate_date_from IS NOT NULL
        ), span AS (
            SELECT bill_id, %(owed_from)s AS day_from, day_to
              FROM charged WHERE residual > later
            UNION ALL
            SELECT bill_id, day_from, day_to FROM earlier
             WHERE residual > 0
               AND NOT EXISTS (SELECT FROM charged WHERE charged.id = earlier.id)
        ), late AS (
            SELECT span.bill_id, COUNT(DISTINCT month) AS months
              FROM span JOIN account_move bill ON bill.id = span.bill_id
             CROSS JOIN LATERAL generate_series(
                   date_trunc('month', day_from), LEAST(day_to, bill.date),
                   interval '1 month') AS month
             GROUP BY span.bill_id
        )
        SELECT earlier.bill_id, SUM(earlier.residual),
               CASE WHEN SUM(earlier.residual) > 0
                    THEN GREATEST(MAX(late.months), 1) ELSE 0 END
          FROM earlier LEFT JOIN late ON late.bill_id = earlier.bill_id
         GROUP BY earlier.bill_id
        """,
        months=MONTHS,
        owed_from=OWED_FROM,
        bills=tuple(move_ids),
    )


def _prepaid_query(move_ids):
    return SQL(
        """
        SELECT bill.id, -SUM(item.balance)
          FROM account_move bill
          JOIN res_company company ON company.id = bill.company_id
          JOIN account_move_line item
            ON item.estate_unit_id = bill.estate_unit_id
           AND item.partner_id = bill.commercial_partner_id
           AND item.account_id = company.estate_prepay_account_id
           AND item.parent_state = 'posted'
         WHERE bill.id IN %s
         GROUP BY bill.id
        """,
        tuple(move_ids),
    )
