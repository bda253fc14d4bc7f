"""Checks of what fees were used for (R-807)."""

from odoo.tools import SQL


def fund_unapproved(scope):
    """Entries that used fees of a budget in force and name no approved expense.

    Bills of vendors are refused when they are posted; here are those that were posted
    before the budget was adopted, and what comes without a bill: wages, charges of the
    bank, entries by hand.
    """
    plan = scope.env["account.analytic.account"]._estate_fund_plan()
    return SQL(
        """
        SELECT move.id || '/' || account.id AS key,
               account.estate_community_id AS community_id, NULL::int AS unit_id,
               move.partner_id, 'account.move' AS res_model, move.id AS res_id,
               move.date, -SUM(item.amount) AS amount,
               jsonb_build_object(
                   'entry', COALESCE(move.name, ''), 'date', move.date,
                   'purpose', purpose.name, 'amount', -SUM(item.amount)) AS facts
          FROM account_analytic_line item
          JOIN account_analytic_account account ON account.id = item.%(plan)s
          JOIN estate_fund_purpose purpose ON purpose.id = account.estate_purpose_id
          JOIN account_move_line line ON line.id = item.move_line_id
          JOIN account_move move ON move.id = line.move_id
          JOIN estate_fund_budget budget
            ON budget.community_id = account.estate_community_id
           AND budget.state = 'adopted'
           AND move.date BETWEEN budget.date_from AND budget.date_to
         WHERE item.company_id = %(company)s AND item.date >= %(since)s
           AND move.estate_fund_expense_id IS NULL
      GROUP BY move.id, account.id, purpose.id
        HAVING -SUM(item.amount) > 0
        """,
        plan=SQL.identifier(plan._column_name()),
        company=scope.company.id,
        since=scope.since,
    )
