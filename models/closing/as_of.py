"""The ledger as it stood at the end of a day (B-07).

What was matched later does not count: an item is open by its balance less what was
matched with entries up to that day.
"""

from odoo.tools import SQL

READ = (
    "account.account",
    "account.bank.statement",
    "account.bank.statement.line",
    "account.journal",
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "account.payment",
    "account.payment.method.line",
    "estate.bill.run",
    "estate.cashier.session",
    "estate.close",
    "estate.close.line",
    "estate.collection.batch",
    "estate.community",
    "estate.fee.assignment",
    "estate.fee.item",
    "estate.occupancy",
    "estate.receipt",
    "estate.refund",
    "estate.unit",
    "res.company",
    "res.partner",
)
"""Models whose records the queries read."""

DUE = SQL("account.account_type = 'asset_receivable'")


def prepare(env):
    """Write what the queries read, and keep the database from compiling them."""
    for model in READ:
        env[model].flush_model()
    env.cr.execute("SET LOCAL jit = off")


def of_account(account):
    """Return which items lie on an account; none where the company has it not."""
    return SQL("line.account_id = %s", account.id or 0)


def items(company, day, which):
    """Return the query of posted items up to a day, with what of each was open then.

    :param which: a condition on ``line`` or ``account``
    """
    return SQL(
        """
        WITH matched AS MATERIALIZED (
            SELECT side.id, SUM(side.amount) AS amount
              FROM (
                SELECT debit_move_id AS id, amount FROM account_partial_reconcile
                 WHERE company_id = %(company)s AND max_date <= %(day)s
             UNION ALL
                SELECT credit_move_id, -amount FROM account_partial_reconcile
                 WHERE company_id = %(company)s AND max_date <= %(day)s
              ) side
          GROUP BY side.id
        )
        SELECT line.id, line.move_id, line.move_name, line.journal_id, line.account_id,
               line.partner_id, line.estate_unit_id AS unit_id,
               line.estate_item_id AS item_id, line.date, line.date_maturity,
               line.name, line.balance, unit.community_id,
               line.balance - COALESCE(matched.amount, 0) AS open
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
     LEFT JOIN estate_unit unit ON unit.id = line.estate_unit_id
     LEFT JOIN matched ON matched.id = line.id
         WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
           AND line.date <= %(day)s AND %(which)s
        """,
        company=company.id,
        day=day,
        which=which,
    )


BANKS = """
    WITH gl AS (
        SELECT journal.id, journal.default_account_id, journal.suspense_account_id,
               COALESCE(SUM(line.balance), 0) AS balance
          FROM account_journal journal
     LEFT JOIN account_move_line line
            ON line.account_id = journal.default_account_id
           AND line.company_id = journal.company_id
           AND line.parent_state = 'posted' AND line.date <= %(day)s
         WHERE journal.company_id = %(company)s AND journal.type = 'bank'
      GROUP BY journal.id
    ), way AS (
        SELECT way.payment_account_id AS account_id, MIN(way.journal_id) AS journal_id
          FROM account_payment_method_line way
          JOIN account_journal journal ON journal.id = way.journal_id
         WHERE journal.company_id = %(company)s AND journal.type = 'bank'
           AND way.payment_account_id IS NOT NULL
           AND way.payment_account_id IS DISTINCT FROM journal.default_account_id
      GROUP BY way.payment_account_id
    ), transit AS (
        SELECT COALESCE(way.journal_id, item.journal_id) AS journal_id,
               COALESCE(SUM(item.open) FILTER (WHERE item.open > 0), 0) AS way_in,
               COALESCE(-SUM(item.open) FILTER (WHERE item.open < 0), 0) AS way_out
          FROM (%(transit)s) item
     LEFT JOIN way ON way.account_id = item.account_id
      GROUP BY COALESCE(way.journal_id, item.journal_id)
    ), suspense AS (
        SELECT move.journal_id,
               COALESCE(-SUM(line.balance) FILTER (WHERE line.balance < 0), 0)
                   AS unknown_in,
               COALESCE(SUM(line.balance) FILTER (WHERE line.balance > 0), 0)
                   AS unknown_out
          FROM account_move_line line
          JOIN account_move move ON move.id = line.move_id
          JOIN account_journal journal ON journal.id = move.journal_id
           AND journal.suspense_account_id = line.account_id
         WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
           AND line.date <= %(day)s AND move.statement_line_id IS NOT NULL
      GROUP BY move.journal_id
    ), told AS (
        -- The bank's own balance at the day or later: the last statement that reaches
        -- past the day, else the first one after it. One that ends before the day
        -- says nothing of the days that follow.
        SELECT DISTINCT ON (statement.journal_id) statement.journal_id, statement.id,
               statement.first_line_index, statement.balance_end_real
          FROM account_bank_statement statement
    CROSS JOIN LATERAL (
               SELECT LEFT(statement.first_line_index, 8)
                      > TO_CHAR(%(day)s::date, 'YYYYMMDD') AS is_after) place
         WHERE statement.company_id = %(company)s AND statement.date >= %(day)s
           AND statement.first_line_index IS NOT NULL
      ORDER BY statement.journal_id, place.is_after,
               CASE WHEN place.is_after THEN statement.first_line_index END,
               statement.first_line_index DESC
    ), typed AS (
        SELECT line.journal_id, line.bank_balance AS balance
          FROM estate_close_line line
          JOIN estate_close month ON month.id = line.close_id
         WHERE month.company_id = %(company)s AND month.date_end = %(day)s
           AND line.code = 'bank' AND line.balance_at IS NOT NULL
    ), shown AS (
        SELECT line.journal_id,
               COUNT(*) FILTER (WHERE move.date <= %(day)s) AS lines,
               COUNT(*) FILTER (WHERE move.date <= %(day)s
                   AND line.is_reconciled IS NOT TRUE) AS unmatched,
               MD5(STRING_AGG(line.id::text, ' ' ORDER BY line.id) FILTER (
                   WHERE move.date <= %(day)s
                     AND line.is_reconciled IS NOT TRUE)) AS unmatched_mark,
               COALESCE(SUM(line.amount) FILTER (
                   WHERE move.date > %(day)s
                     AND (line.statement_id = told.id
                          OR line.internal_index < told.first_line_index)), 0)
                   AS later
          FROM account_bank_statement_line line
          JOIN account_move move ON move.id = line.move_id
     LEFT JOIN told ON told.journal_id = line.journal_id
         WHERE line.company_id = %(company)s AND move.state = 'posted'
      GROUP BY line.journal_id
    )
    SELECT gl.id AS journal_id, gl.balance AS gl,
           COALESCE(transit.way_in, 0) AS way_in,
           COALESCE(transit.way_out, 0) AS way_out,
           COALESCE(suspense.unknown_in, 0) AS unknown_in,
           COALESCE(suspense.unknown_out, 0) AS unknown_out,
           COALESCE(shown.lines, 0) AS lines,
           COALESCE(shown.unmatched, 0) AS unmatched, shown.unmatched_mark,
           CASE WHEN told.id IS NOT NULL THEN 'statement'
                WHEN typed.journal_id IS NOT NULL THEN 'typed'
                ELSE 'none' END AS source,
           COALESCE(told.balance_end_real - shown.later, typed.balance) AS statement
      FROM gl
 LEFT JOIN transit ON transit.journal_id = gl.id
 LEFT JOIN suspense ON suspense.journal_id = gl.id
 LEFT JOIN told ON told.journal_id = gl.id
 LEFT JOIN typed ON typed.journal_id = gl.id
 LEFT JOIN shown ON shown.journal_id = gl.id
     WHERE gl.balance <> 0 OR shown.lines > 0 OR transit.way_in <> 0
        OR transit.way_out <> 0 OR typed.journal_id IS NOT NULL
  ORDER BY gl.id
"""


def banks(company, day, roles):
    """Return the query of the bank reconciliation of each bank journal at a day.

    ``gl`` is what the ledger has on the bank's account, ``statement`` what the bank
    itself says, by a statement or a paper of it (``source``), never what its lines that
    we know add up to: none where it has not said it; ``way_in`` and ``way_out``
    are received or paid and not yet at the bank, ``unknown_in`` and ``unknown_out``
    are at the bank and nobody said what they are.
    """
    transit = items(company, day, transit_only(roles))
    return SQL(BANKS, company=company.id, day=day, transit=transit)


def transit_only(roles):
    """Return which items are money on its way, by the roles of the recon room."""
    return SQL(
        """line.account_id IN (
            SELECT role.id FROM (%s) role WHERE role.role = 'transit')""",
        roles,
    )
