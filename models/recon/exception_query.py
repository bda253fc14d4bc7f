"""Which differences a ledger has to clear up, as one query (B-01).

Each arm finds one kind of source. An open item of money on its way, or of bank money
that nobody has said what it is, makes at most one row: between received and banked
every difference older than allowed has exactly one type. What was booked twice or for
another unit is no difference of the totals, and told beside them.
"""

from odoo import fields
from odoo.tools import SQL

from . import ledger_figures
from .ledger_scope import Scope

HUNDRED = 100
SHOWN_DIGITS = 4
"""So many digits of an account number are told, as on mandates."""

ON_BANK_LINES = """
    SELECT CASE WHEN line.amount <> -item.open THEN 'amount'
                WHEN item.open > 0 THEN 'bank_only'
                WHEN first.is_twice THEN 'duplicate'
                WHEN proposal.verdict IN ('nothing', 'amount_only')
                    THEN 'unmatched_payer'
                ELSE 'bank_only' END AS type,
           CASE WHEN line.amount <> -item.open THEN 'line_part'
                WHEN item.open > 0 THEN 'line_out'
                WHEN first.is_twice THEN 'line_twice'
                WHEN proposal.verdict IN ('nothing', 'amount_only') THEN 'line_payer'
                ELSE 'line' END AS code,
           'line/' || line.id AS source,
           item.company_id, item.community_id, NULL::int AS unit_id,
           line.partner_id, item.date, -item.open AS amount, line.amount AS total,
           line.id AS statement_line_id, NULL::int AS move_line_id,
           NULL::int AS payment_id, NULL::int AS batch_id, NULL AS entry,
           COALESCE(NULLIF(line.partner_name, ''),
                    RIGHT(line.account_number, %(shown)s)) AS payer,
           line.payment_ref AS text, NULL AS batch, NULL AS unit, NULL AS other
      FROM (SELECT statement_line_id, company_id, MIN(community_id) AS community_id,
                   MIN(date) AS date, SUM(open) AS open
              FROM item WHERE role = 'suspense' AND open <> 0
          GROUP BY statement_line_id, company_id) item
      JOIN account_bank_statement_line line ON line.id = item.statement_line_id
 LEFT JOIN estate_recon_proposal proposal ON proposal.line_id = line.id
CROSS JOIN LATERAL (
    SELECT COALESCE(jsonb_path_exists(proposal.candidates,
        '$[0].reasons[*] ? (@.code == "amount" && @.args[0] == "settled")'), false)
        AS is_twice) first
     WHERE item.open <> 0 AND item.date < %(unmatched_since)s
    """

ON_ITS_WAY = """
    SELECT CASE WHEN item.has_bank THEN 'bank_only'
                WHEN item.date >= %(transit_since)s THEN 'date_cutoff'
                WHEN item.open <> item.balance AND item.return_id IS NOT NULL
                    THEN 'batch_total'
                WHEN item.open <> item.balance THEN 'amount'
                WHEN item.open < 0 THEN 'refund'
                ELSE 'book_only' END AS type,
           CASE WHEN item.has_bank THEN 'line_loose'
                WHEN item.date >= %(transit_since)s THEN 'cutoff'
                WHEN item.open <> item.balance AND item.return_id IS NOT NULL
                    THEN 'batch'
                WHEN item.open <> item.balance THEN 'part'
                WHEN item.open < 0 THEN 'refund'
                ELSE 'late' END AS code,
           'item/' || item.id AS source,
           item.company_id, item.community_id, item.unit_id, item.partner_id,
           item.date,
           CASE WHEN item.has_bank THEN -item.open ELSE item.open END AS amount,
           item.balance AS total, NULL::int AS statement_line_id,
           item.id AS move_line_id, item.payment_id, batch.id AS batch_id,
           COALESCE(payment.memo, move.ref, move.name) AS entry, NULL AS payer,
           NULL AS text, batch.name AS batch, NULL AS unit, NULL AS other
      FROM item
      JOIN account_move move ON move.id = item.move_id
 LEFT JOIN account_payment payment ON payment.id = item.payment_id
 LEFT JOIN estate_collection_return found ON found.id = item.return_id
 LEFT JOIN estate_collection_batch batch ON batch.id = found.batch_id
     WHERE item.role = 'transit' AND item.open <> 0
       AND (item.date < %(transit_since)s
            OR item.month < date_trunc('month', %(today)s::date))
    """

ON_NO_BANK_LINE = """
    SELECT CASE WHEN item.open > 0 THEN 'book_only' ELSE 'bank_only' END AS type,
           'by_hand' AS code, 'item/' || item.id AS source,
           item.company_id, item.community_id, item.unit_id, item.partner_id,
           item.date, -item.open AS amount, -item.balance AS total,
           NULL::int AS statement_line_id, item.id AS move_line_id,
           NULL::int AS payment_id, NULL::int AS batch_id, move.name AS entry,
           NULL AS payer, NULL AS text, NULL AS batch, NULL AS unit, NULL AS other
      FROM item
      JOIN account_move move ON move.id = item.move_id
     WHERE item.role = 'suspense' AND item.open <> 0
       AND item.statement_line_id IS NULL AND item.date < %(unmatched_since)s
    """

PAID_TWICE = """
    SELECT 'duplicate' AS type,
           CASE WHEN item.return_id IS NULL THEN 'twice' ELSE 'collected_twice' END
               AS code,
           'item/' || item.id AS source,
           item.company_id, item.community_id, item.unit_id, item.partner_id,
           item.date, -item.amount_residual AS amount, item.amount AS total,
           NULL::int AS statement_line_id, item.id AS move_line_id, item.payment_id,
           batch.id AS batch_id, move.name AS entry, NULL AS payer, NULL AS text,
           batch.name AS batch, unit.code AS unit, NULL AS other
      FROM item
      JOIN account_move move ON move.id = item.move_id
 LEFT JOIN estate_unit unit ON unit.id = item.unit_id
 LEFT JOIN estate_collection_return found ON found.id = item.return_id
 LEFT JOIN estate_collection_batch batch ON batch.id = found.batch_id
     WHERE item.figure = 'prepaid_in' AND item.amount_residual < 0
       AND (item.return_id IS NOT NULL OR EXISTS (
                SELECT FROM settled
                 WHERE settled.unit_id = item.unit_id
                   AND settled.move_id <> item.move_id
                   AND settled.amount = item.amount
                   AND ABS(settled.date - item.date) <= %(duplicate_days)s))
    """

FOR_ANOTHER_UNIT = """
    SELECT 'wrong_unit' AS type, 'other_unit' AS code,
           'item/' || credit.id AS source,
           credit.company_id, unit.community_id, credit.estate_unit_id AS unit_id,
           credit.partner_id, credit.date, SUM(part.amount) AS amount,
           -credit.balance AS total, NULL::int AS statement_line_id,
           credit.id AS move_line_id, move.origin_payment_id AS payment_id,
           NULL::int AS batch_id, move.name AS entry, NULL AS payer, NULL AS text,
           NULL AS batch, unit.code AS unit, MIN(other.code) AS other
      FROM account_partial_reconcile part
      JOIN account_move_line credit ON credit.id = part.credit_move_id
      JOIN account_move_line debit ON debit.id = part.debit_move_id
      JOIN role ON role.id = credit.account_id AND role.role = 'due'
      JOIN account_move move ON move.id = credit.move_id
      JOIN estate_unit unit ON unit.id = credit.estate_unit_id
      JOIN estate_unit other ON other.id = debit.estate_unit_id
     WHERE part.company_id = %(company)s AND unit.id <> other.id
       AND (part.max_date >= %(looked_since)s OR credit.id IN (
                SELECT move_line_id FROM estate_recon_exception
                 WHERE type = 'wrong_unit' AND state IN ('open', 'escalated')))
  GROUP BY credit.id, move.id, unit.id
    """

AGAINST_THE_TEXT = """
    SELECT 'wrong_unit' AS type, 'other_named' AS code,
           'line/' || line.id AS source,
           line.company_id, unit.community_id, unit.id AS unit_id, line.partner_id,
           move.date, line.amount, line.amount AS total, line.id AS statement_line_id,
           NULL::int AS move_line_id, NULL::int AS payment_id, NULL::int AS batch_id,
           move.name AS entry,
           COALESCE(NULLIF(line.partner_name, ''),
                    RIGHT(line.account_number, %(shown)s)) AS payer,
           line.payment_ref AS text, NULL AS batch, unit.code AS unit,
           (SELECT STRING_AGG(other.code, ', ' ORDER BY other.code)
              FROM estate_unit other
             WHERE to_jsonb(other.id) <@ (proposal.candidates #> '{0,units}')) AS other
      FROM estate_recon_proposal proposal
      JOIN account_bank_statement_line line ON line.id = proposal.line_id
      JOIN account_move move ON move.id = line.move_id
      JOIN estate_unit unit ON unit.id = (
               SELECT MIN(rel.estate_unit_id)
                 FROM estate_recon_proposal_estate_unit_rel rel
                WHERE rel.estate_recon_proposal_id = proposal.id)
     WHERE proposal.company_id = %(company)s
       AND proposal.state IN ('accepted', 'other') AND proposal.chosen <> 0
       AND proposal.confidence >= %(confidence)s
       AND jsonb_array_length(COALESCE(proposal.candidates #> '{0,units}', '[]')) > 0
       AND NOT EXISTS (
               SELECT FROM estate_recon_proposal_estate_unit_rel rel
                WHERE rel.estate_recon_proposal_id = proposal.id
                  AND to_jsonb(rel.estate_unit_id)
                      <@ (proposal.candidates #> '{0,units}'))
       AND (move.date >= %(looked_since)s OR line.id IN (
                SELECT statement_line_id FROM estate_recon_exception
                 WHERE type = 'wrong_unit' AND state IN ('open', 'escalated')))
    """

ARMS = (
    ON_BANK_LINES,
    ON_NO_BANK_LINE,
    ON_ITS_WAY,
    PAID_TWICE,
    FOR_ANOTHER_UNIT,
    AGAINST_THE_TEXT,
)


def differences(company, today):
    """Return the query of the differences of a company.

    :return: rows of type, code (of the reason), source, where, whose, date, amount,
        total, the records it is about and the words of the reason
    """
    facts = {
        "company": company.id,
        "today": today,
        "shown": SHOWN_DIGITS,
        "transit_since": fields.Date.subtract(today, days=company.estate_transit_days),
        "unmatched_since": fields.Date.subtract(
            today, days=company.estate_unmatched_days
        ),
        "looked_since": fields.Date.subtract(today, days=company.estate_lookback_days),
        "duplicate_days": company.estate_duplicate_days,
        "confidence": company.estate_match_confidence / HUNDRED,
    }
    arms = [SQL(arm, **facts) for arm in ARMS]
    return SQL(
        """
        WITH role AS MATERIALIZED (%(roles)s),
             item AS MATERIALIZED (
                SELECT * FROM (%(items)s) item WHERE item.company_id = %(company)s
             ), settled AS MATERIALIZED (
                SELECT move_id, unit_id, date, SUM(amount) AS amount
                  FROM item WHERE figure = 'paid' GROUP BY move_id, unit_id, date
             )
        %(arms)s
        """,
        roles=ledger_figures.ROLES,
        items=ledger_figures.items(Scope((company.id,))),
        company=company.id,
        arms=SQL(" UNION ALL ").join(SQL("(%s)", arm) for arm in arms),
    )
