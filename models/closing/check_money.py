"""Checks of money held, taken and undone, and of its papers (B-06)."""

from odoo.tools import SQL


def deposit_ledger(scope):
    """What stands between the deposits one by one and their account."""
    return _held(scope, SQL.identifier("estate_deposit_account_id"))


def prepaid_ledger(scope):
    """What stands between the prepayments of units and their account."""
    return _held(scope, SQL.identifier("estate_prepay_account_id"))


def _held(scope, account):
    """Open items that are nobody's, or took money out of nothing; and the rest.

    What is held of units is the open credit items with a unit. The account holds
    more or less by exactly these items, and by what was matched across accounts.
    """
    return SQL(
        """
        WITH item AS MATERIALIZED (
            SELECT line.id, line.move_id, line.move_name, line.date, line.partner_id,
                   line.estate_unit_id, line.balance, line.amount_residual
              FROM account_move_line line
              JOIN res_company company ON company.id = line.company_id
               AND company.%(account)s = line.account_id
             WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
        )
        SELECT 'item/' || item.id AS key, unit.community_id,
               item.estate_unit_id AS unit_id, item.partner_id,
               'account.move' AS res_model, item.move_id AS res_id, item.date,
               -item.amount_residual AS amount,
               jsonb_build_object(
                   'code', CASE WHEN item.estate_unit_id IS NULL THEN 'nobody'
                                ELSE 'loose' END,
                   'unit', unit.code, 'entry', item.move_name,
                   'amount', -item.amount_residual) AS facts
          FROM item
     LEFT JOIN estate_unit unit ON unit.id = item.estate_unit_id
         WHERE item.amount_residual <> 0
           AND (item.estate_unit_id IS NULL OR item.amount_residual > 0)
     UNION ALL
        SELECT 'total', NULL, NULL, NULL, 'res.company', %(company)s, NULL,
               SUM(item.amount_residual - item.balance),
               jsonb_build_object(
                   'code', 'total', 'ledger', -SUM(item.balance),
                   'amount', -SUM(item.amount_residual))
          FROM item
        HAVING SUM(item.amount_residual) <> SUM(item.balance)
        """,
        company=scope.company.id,
        account=account,
    )


def credit_unused(scope):
    """Money held for who is in arrears: prepayments for any fee, unused credits."""
    return SQL(
        """
        WITH item AS MATERIALIZED (
            SELECT line.estate_unit_id AS unit_id, line.partner_id,
                   line.date_maturity, line.amount_residual,
                   account.account_type = 'asset_receivable' AS is_due
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
             WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
               AND line.reconciled IS NOT TRUE AND line.estate_unit_id IS NOT NULL
               AND (account.account_type = 'asset_receivable'
                    OR line.account_id = %(prepay)s AND line.amount_residual < 0
                       AND line.estate_item_id IS NULL)
        )
        SELECT item.unit_id || '/' || item.partner_id AS key, unit.community_id,
               item.unit_id, item.partner_id, 'estate.unit' AS res_model,
               item.unit_id AS res_id, MIN(item.date_maturity) FILTER (
                   WHERE item.is_due AND item.amount_residual > 0) AS date,
               LEAST(total.held, total.due) AS amount,
               jsonb_build_object(
                   'unit', unit.code, 'payer', payer.name, 'held', total.held,
                   'due', total.due) AS facts
          FROM item
          JOIN (SELECT unit_id, partner_id,
                       -SUM(amount_residual) FILTER (WHERE amount_residual < 0) AS held,
                       SUM(amount_residual) FILTER (
                           WHERE is_due AND amount_residual > 0
                             AND date_maturity < %(today)s) AS due
                  FROM item GROUP BY unit_id, partner_id) total
            ON total.unit_id = item.unit_id AND total.partner_id = item.partner_id
          JOIN estate_unit unit ON unit.id = item.unit_id
          JOIN res_partner payer ON payer.id = item.partner_id
         WHERE total.held > 0 AND total.due > 0
      GROUP BY item.unit_id, item.partner_id, unit.id, payer.id, total.held, total.due
        """,
        company=scope.company.id,
        today=scope.today,
        prepay=scope.company.estate_prepay_account_id.id or None,
    )


def receipt_gap(scope):
    """Papers of books of which nobody said what became, and numbers left out."""
    return SQL(
        """
        SELECT 'book/' || place.book_id || '/' || place.first AS key,
               place.community_id, NULL::int AS unit_id, NULL::int AS partner_id,
               'estate.receipt.book' AS res_model, place.book_id AS res_id,
               NULL::date AS date, NULL::numeric AS amount,
               jsonb_build_object(
                   'code', 'book', 'book', book.name, 'count', place.count,
                   'first', COALESCE(book.prefix, '')
                            || lpad(place.first::text, book.digits, '0'),
                   'last', COALESCE(book.prefix, '')
                           || lpad(place.last::text, book.digits, '0')) AS facts
          FROM (%(ranges)s) place
          JOIN estate_receipt_book book ON book.id = place.book_id
         WHERE place.company_id = %(company)s AND place.state = 'skipped'
     UNION ALL
        SELECT 'receipt/' || id, community_id, NULL, NULL, 'estate.receipt', id, date,
               NULL,
               jsonb_build_object(
                   'code', 'number', 'first', last_name, 'last', name,
                   'count', number - last_number - 1)
          FROM (SELECT receipt.id, receipt.community_id, receipt.date, receipt.name,
                       part.number,
                       LAG(receipt.name) OVER in_order AS last_name,
                       LAG(part.number) OVER in_order AS last_number
                  FROM estate_receipt receipt
            CROSS JOIN LATERAL (
                       SELECT substring(receipt.name FROM '^(.*?)[0-9]+$') AS prefix,
                              substring(receipt.name FROM '([0-9]+)$')::numeric
                                  AS number) part
                 WHERE receipt.company_id = %(company)s AND receipt.date >= %(since)s
                WINDOW in_order AS (PARTITION BY part.prefix ORDER BY part.number)
               ) numbered
         WHERE number - last_number > 1
        """,
        ranges=scope.env["estate.receipt.book.range"]._table_query,
        company=scope.company.id,
        since=scope.since,
    )


def undone_paid(scope):
    """Bills that count as paid by a payment that was undone or turned round."""
    return SQL(
        """
        WITH undone AS MATERIALIZED (
            SELECT move.id, move.name, move.origin_payment_id, false AS is_reversed
              FROM account_move move
             WHERE move.company_id = %(company)s AND move.state <> 'posted'
               AND move.move_type = 'entry'
         UNION ALL
            SELECT move.id, move.name, move.origin_payment_id, true
              FROM account_move reversal
              JOIN account_move move ON move.id = reversal.reversed_entry_id
             WHERE reversal.company_id = %(company)s AND reversal.state = 'posted'
               AND reversal.move_type = 'entry' AND move.state = 'posted'
        )
        SELECT undone.id || '/' || bill.id AS key, unit.community_id,
               unit.id AS unit_id, bill.partner_id,
               CASE WHEN undone.origin_payment_id IS NULL THEN 'account.move'
                    ELSE 'account.payment' END AS res_model,
               COALESCE(undone.origin_payment_id, undone.id) AS res_id,
               bill.date, SUM(part.amount) AS amount,
               jsonb_build_object(
                   'unit', unit.code, 'bill', bill.name,
                   'entry', COALESCE(undone.name, payment.name, payment.memo),
                   'amount', SUM(part.amount)) AS facts
          FROM undone
          JOIN account_move_line line ON line.move_id = undone.id
          JOIN account_partial_reconcile part ON part.credit_move_id = line.id
          JOIN account_move_line due ON due.id = part.debit_move_id
          JOIN account_move bill ON bill.id = due.move_id
           AND bill.move_type IN ('out_invoice', 'out_receipt')
          JOIN estate_unit unit ON unit.id = due.estate_unit_id
     LEFT JOIN account_payment payment ON payment.id = undone.origin_payment_id
         WHERE due.parent_state = 'posted'
      GROUP BY undone.id, undone.name, undone.origin_payment_id, bill.id, unit.id,
               payment.id
        """,
        company=scope.company.id,
    )
