"""What else stands open between a payer and a unit when a bill is printed."""

from odoo.tools import SQL


def balances_of(moves):
    """Return {bill id: (arrears, months in arrears, prepaid)} in company currency.

    Arrears are the open receivable items of the same unit *and* payer that were
    booked before the bill: a tenant's bill says nothing about the owner's debt
    (R-116). A month counts once however many items of it are open (R-810). Two
    queries, however many bills.
    """
    if not moves:
        return {}
    moves.flush_model(
        ["date", "estate_unit_id", "estate_period", "commercial_partner_id"]
    )
    moves.line_ids.flush_model(["amount_residual", "reconciled", "balance"])
    env = moves.env
    arrears = {row[0]: row[1:] for row in env.execute_query(_arrears_query(moves.ids))}
    prepaid = dict(env.execute_query(_prepaid_query(moves.ids)))
    return {
        move.id: (*arrears.get(move.id, (0.0, 0)), prepaid.get(move.id, 0.0))
        for move in moves
    }


def _arrears_query(move_ids):
    return SQL(
        """
        SELECT bill.id,
               SUM(item.amount_residual),
               COUNT(DISTINCT date_trunc('month', COALESCE(
                   source.estate_period, item.date_maturity, item.date
               ))) FILTER (WHERE item.amount_residual > 0)
          FROM account_move bill
          JOIN account_move_line item
            ON item.estate_unit_id = bill.estate_unit_id
           AND item.partner_id = bill.commercial_partner_id
           AND item.company_id = bill.company_id
           AND item.parent_state = 'posted'
           AND item.reconciled IS NOT TRUE
           AND (item.date, item.move_id) < (bill.date, bill.id)
          JOIN account_account account
            ON account.id = item.account_id
           AND account.account_type = 'asset_receivable'
          JOIN account_move source ON source.id = item.move_id
         WHERE bill.id IN %s
         GROUP BY bill.id
        """,
        tuple(move_ids),
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
