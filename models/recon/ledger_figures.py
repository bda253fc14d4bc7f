"""What each journal item means for the cockpit, as one query over the ledger (B-01).

An account has a *role*: ``due`` (receivables of units), ``prepay`` and ``deposit``
(money held for residents), ``cash`` (tills), ``transit`` (money on its way to a bank),
``bank``, ``suspense`` (bank money not identified). An entry *moves money* when it
touches ``cash``, ``transit`` or ``bank``. With both an item has exactly one *figure*:

==================  ==========================================================
``billed``          receivables of bills
``credited``        receivables of credit notes (below zero)
``opening``         receivables of opening balances
``adjusted``        receivables of any other entry that moves no money
``prepaid_used``    receivables settled by prepayments
``deposit_used``    receivables settled by deposits
``paid``            receivables settled by money
``prepaid_in``      prepayments taken, less those given back
``deposit_in``      deposits taken, less those given back
``prepaid_moved``   prepayments moved without money: used, opening balance
``deposit_moved``   the same of deposits
``cash, transit``   their own movement
``bank``            the movement of bank accounts
``unmatched``       bank money that nobody has said what it is
``bank_other``      bank money that is no resident's: charges, interest, transfers
``other_money``     the same without a bank: cash over/short, fees kept on the way
==================  ==========================================================

Billed to open: ``billed + credited + opening + adjusted = paid + prepaid_used +
deposit_used + open``. Received to banked: what is *received* is ``paid + prepaid_in +
deposit_in``; *banked* is what bank lines were booked as, as far as it is residents'
money (received at once, or taken from ``transit``), bank charges included that were
kept from it. So ``received + other_money = banked + transit + cash``, entry by entry.

An item belongs to the community of its unit; else to that of its entry, where all
units are of one; money on its way that a bank line took, to that of the items it
settles; a deposit slip and an over/short to that of the session's payments; what is
left to the company's only community, else to none. A receipt over two communities
brings the money to one and the payment to the other: ``between`` tells it, and adds up
to nothing over the company.
"""

from odoo.tools import SQL

from .ledger_scope import EVERYTHING, Scope, month_end

READ = (
    "account.account",
    "account.bank.statement.line",
    "account.journal",
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "account.payment",
    "account.payment.method.line",
    "estate.cash.deposit",
    "estate.cashier.session.line",
    "estate.community",
    "estate.recon.exception",
    "estate.unit",
    "res.company",
)
"""Models whose records the query reads: written to the database before."""

CHANNELS = (
    "cash",
    "pos",
    "transfer",
    "wechat",
    "alipay",
    "collection",
    "statement",
    "other",
)
"""Ways in which residents' money came; ``statement``: first seen on a bank line."""
DUE = ("billed", "credited", "opening", "adjusted")
SETTLED = ("paid", "prepaid_used", "deposit_used")
RECEIVED = ("paid", "prepaid_in", "deposit_in")

ROLES = SQL(
    """
    SELECT DISTINCT ON (id) id, role
      FROM (
        SELECT default_account_id AS id, 1 AS rank,
               CASE type WHEN 'cash' THEN 'cash' ELSE 'bank' END AS role
          FROM account_journal WHERE type IN ('bank', 'cash', 'credit')
     UNION ALL
        SELECT estate_prepay_account_id, 2, 'prepay' FROM res_company
     UNION ALL
        SELECT estate_deposit_account_id, 2, 'deposit' FROM res_company
     UNION ALL
        SELECT id, 3, 'due' FROM account_account
         WHERE account_type = 'asset_receivable'
     UNION ALL
        SELECT payment_account_id, 4, 'transit' FROM account_payment_method_line
     UNION ALL
        SELECT DISTINCT outstanding_account_id, 4, 'transit' FROM account_payment
     UNION ALL
        SELECT res_id, 4, 'transit' FROM ir_model_data
         WHERE model = 'account.account' AND module = 'account'
           AND name ~ '_account_journal_payment_(debit|credit)_account_id$'
     UNION ALL
        SELECT suspense_account_id, 5, 'suspense' FROM account_journal
     UNION ALL
        SELECT estate_opening_account_id, 6, 'opening' FROM res_company
      ) account
     WHERE id IS NOT NULL
  ORDER BY id, rank
    """
)

REACH = """
    SELECT line.move_id
      FROM account_move_line line
 LEFT JOIN role ON role.id = line.account_id
     WHERE %(scope)s AND %(which)s
     UNION
    SELECT other.move_id
      FROM account_move_line line
      JOIN role ON role.id = line.account_id AND role.role = 'transit'
      JOIN (
        SELECT credit_move_id AS id, debit_move_id AS other_id
          FROM account_partial_reconcile
     UNION ALL
        SELECT debit_move_id, credit_move_id FROM account_partial_reconcile
      ) side ON side.id = line.id
      JOIN account_move_line other ON other.id = side.other_id
     WHERE %(scope)s
    """
"""Entries that the items within a scope are told by: their own, and those that money
on its way is reconciled with."""

TOUCHED = """
    SELECT line.move_id,
           bool_or(role.role = 'bank') AS has_bank,
           bool_or(role.role IN ('bank', 'cash', 'transit')) AS has_money,
           bool_or(role.role = 'opening') AS has_opening,
           bool_or(role.role = 'prepay') AS has_prepay,
           bool_or(role.role = 'deposit') AS has_deposit
      FROM account_move_line line
      JOIN role ON role.id = line.account_id AND role.role NOT IN ('due', 'suspense')
     WHERE line.parent_state = 'posted' AND %(reached)s
  GROUP BY line.move_id
    """
"""What entries have to do with, other than receivables."""

HOMES = """
    SELECT move_id, MIN(community_id) AS community_id
      FROM (
        SELECT line.move_id, unit.community_id
          FROM touched
          JOIN account_move_line line ON line.move_id = touched.move_id
          JOIN estate_unit unit ON unit.id = line.estate_unit_id
         WHERE touched.has_money
     UNION ALL
        SELECT till.move_id, unit.community_id
          FROM (
            SELECT move_id, session_id FROM estate_cash_deposit
         UNION ALL
            SELECT move_id, session_id FROM estate_cashier_session_line
          ) till
          JOIN account_payment payment ON payment.estate_session_id = till.session_id
          JOIN estate_unit unit ON unit.id = payment.estate_unit_id
         WHERE till.move_id IS NOT NULL AND %(till_reached)s
      ) place
  GROUP BY move_id
    HAVING MIN(community_id) = MAX(community_id)
    """
"""Entries that move money, of one community; deposit slips and over/short among them,
whose items have no unit."""

MATCHED = """
    SELECT side.id, MIN(COALESCE(unit.community_id, home.community_id)) AS community_id
      FROM (
        SELECT credit_move_id AS id, debit_move_id AS other_id
          FROM account_partial_reconcile
     UNION ALL
        SELECT debit_move_id, credit_move_id FROM account_partial_reconcile
      ) side
      JOIN account_move_line line ON line.id = side.id
      JOIN role ON role.id = line.account_id AND role.role = 'transit'
      JOIN touched ON touched.move_id = line.move_id AND touched.has_bank
      JOIN account_move_line other ON other.id = side.other_id
 LEFT JOIN estate_unit unit ON unit.id = other.estate_unit_id
 LEFT JOIN home ON home.move_id = other.move_id
     WHERE line.estate_unit_id IS NULL AND %(scope)s
  GROUP BY side.id
    HAVING COUNT(*) = COUNT(COALESCE(unit.community_id, home.community_id))
       AND MIN(COALESCE(unit.community_id, home.community_id))
         = MAX(COALESCE(unit.community_id, home.community_id))
    """
"""Money on its way that bank lines took, by what it settles."""

SOLE = SQL(
    """
    SELECT company_id, MIN(id) AS community_id, COUNT(*) AS communities
      FROM estate_community GROUP BY company_id
    """
)

ITEMS = """
    SELECT line.id, line.move_id, line.company_id, line.date, line.balance,
           line.amount_residual, line.full_reconcile_id, line.partner_id,
           line.estate_unit_id AS unit_id,
           date_trunc('month', line.date)::date AS month,
           COALESCE(unit.community_id, matched.community_id, home.community_id,
                    CASE WHEN sole.communities = 1 THEN sole.community_id END)
               AS community_id,
           role.role,
           touched.has_bank IS TRUE AS has_bank,
           CASE
               WHEN role.role = 'due' AND unit.id IS NOT NULL THEN CASE
                   WHEN touched.has_money THEN 'paid'
                   WHEN move.move_type IN ('out_invoice', 'out_receipt') THEN 'billed'
                   WHEN move.move_type = 'out_refund' THEN 'credited'
                   WHEN touched.has_opening THEN 'opening'
                   WHEN touched.has_prepay THEN 'prepaid_used'
                   WHEN touched.has_deposit THEN 'deposit_used'
                   ELSE 'adjusted' END
               WHEN role.role = 'prepay' THEN
                   CASE WHEN touched.has_money THEN 'prepaid_in'
                        ELSE 'prepaid_moved' END
               WHEN role.role = 'deposit' THEN
                   CASE WHEN touched.has_money THEN 'deposit_in'
                        ELSE 'deposit_moved' END
               WHEN role.role IN ('bank', 'cash', 'transit') THEN role.role
               WHEN NOT touched.has_bank THEN 'other_money'
               WHEN role.role = 'suspense' THEN 'unmatched'
               ELSE 'bank_other' END AS figure,
           CASE
               WHEN source.statement_line_id IS NOT NULL THEN 'statement'
               WHEN source.estate_collection_return_id IS NOT NULL THEN 'collection'
               ELSE COALESCE(payment.estate_channel, 'other') END AS channel,
           move.statement_line_id, source.origin_payment_id AS payment_id,
           source.estate_collection_return_id AS return_id,
           CASE
               WHEN role.role = 'transit' AND account.reconcile
                   THEN line.amount_residual
               WHEN role.role = 'transit'
                   OR role.role = 'suspense' AND touched.has_bank
                   THEN line.balance
               ELSE 0 END AS open
      FROM account_move_line line
      JOIN sole ON sole.company_id = line.company_id
      JOIN account_move move ON move.id = line.move_id
      JOIN account_account account ON account.id = line.account_id
 LEFT JOIN role ON role.id = line.account_id
 LEFT JOIN touched ON touched.move_id = line.move_id
 LEFT JOIN home ON home.move_id = line.move_id
 LEFT JOIN matched ON matched.id = line.id
 LEFT JOIN estate_unit unit ON unit.id = line.estate_unit_id
 LEFT JOIN account_move source
        ON source.id = COALESCE(move.reversed_entry_id, move.id)
       AND touched.has_money
 LEFT JOIN account_payment payment ON payment.id = source.origin_payment_id
     WHERE %(scope)s AND %(which)s
       AND (touched.has_money
            OR role.role IN ('prepay', 'deposit')
            OR role.role = 'due' AND line.estate_unit_id IS NOT NULL)
    """

FIGURES_WITH_SIGN = (*DUE, "cash", "transit", "bank")
"""Figures that rise with a debit; the others rise with a credit."""


def items(scope=EVERYTHING, roles=()):
    """Return the query of the items that have a figure, ``amount`` with its sign.

    ``is_banked`` marks what bank lines were booked as; its sum is ``-balance``.

    :param scope: the entries that are read, all unless told otherwise
    :param roles: roles of the accounts whose items are wanted, if not all
    """
    of_line = scope.of_line()
    which = SQL("role.role = ANY(%s)", list(roles)) if roles else SQL("TRUE")
    # Of a whole history it is quicker to look at every entry than to choose them.
    is_part = bool(roles or scope.first)
    reached = SQL("line.move_id IN (SELECT move_id FROM reach)")
    till_reached = SQL("till.move_id IN (SELECT move_id FROM reach)")
    reach = SQL(REACH, scope=of_line, which=which)
    return SQL(
        """
        WITH role AS MATERIALIZED (%(roles)s),
             %(reach)s
             touched AS MATERIALIZED (%(touched)s),
             home AS MATERIALIZED (%(homes)s),
             matched AS MATERIALIZED (%(matched)s),
             sole AS MATERIALIZED (%(sole)s)
        SELECT item.*,
               CASE WHEN item.figure = ANY(%(risen)s) THEN item.balance
                    ELSE -item.balance END AS amount,
               item.has_bank AND item.figure = ANY(%(banked)s) AS is_banked
          FROM (%(items)s) item
        """,
        roles=ROLES,
        reach=SQL("reach AS MATERIALIZED (%s),", reach) if is_part else SQL(),
        touched=SQL(TOUCHED, reached=reached if is_part else SQL("TRUE")),
        homes=SQL(HOMES, till_reached=till_reached if is_part else SQL("TRUE")),
        matched=SQL(MATCHED, scope=of_line),
        sole=SOLE,
        items=SQL(ITEMS, scope=of_line, which=which),
        risen=list(FIGURES_WITH_SIGN),
        banked=[*RECEIVED, "transit", "cash"],
    )


def prepare(env):
    """Write what the query reads, and keep the database from compiling it.

    The query has hundreds of expressions: to compile them takes longer than to run it.
    """
    for model in READ:
        env[model].flush_model()
    env.cr.execute("SET LOCAL jit = off")


# ---- One figure -------------------------------------------------------------------


def _is_in(*names):
    return SQL("item.figure = ANY(%s)", list(names))


FIGURES = {
    **{
        name: _is_in(name)
        for name in (
            *DUE,
            *SETTLED,
            "prepaid_in",
            "deposit_in",
            "cash",
            "transit",
            "unmatched",
            "bank_other",
            "other_money",
        )
    },
    "due": _is_in(*DUE),
    "settled": _is_in(*SETTLED),
    "received": _is_in(*RECEIVED),
    "banked": SQL("item.is_banked"),
    **{
        f"by_{channel}": SQL("%s AND item.channel = %s", _is_in(*RECEIVED), channel)
        for channel in CHANNELS
    },
}
"""{name of a movement: which items make it up}."""

BALANCES = {
    "open_end": _is_in(*DUE, *SETTLED),
    "transit_end": _is_in("transit"),
    "cash_end": _is_in("cash"),
}
"""{name of a balance at the month's end: which items, from the beginning on}."""


def ids_behind(figure, company_id, community_id, month):
    """Return the query of the items that make up a figure of a row of the board.

    Of a balance, items that settle each other in full are left out: they add up to
    nothing.
    """
    is_balance = figure in BALANCES
    scope = Scope((company_id,), None if is_balance else month, month_end(month))
    return SQL(
        """
        SELECT behind.id
          FROM (SELECT item.id, item.full_reconcile_id,
                       SUM(item.balance) OVER (PARTITION BY item.full_reconcile_id)
                           AS left_over
                  FROM (%(items)s) item
                 WHERE item.company_id = %(company)s
                   AND item.community_id IS NOT DISTINCT FROM %(community)s
                   AND %(month)s AND %(which)s) behind
         WHERE NOT %(is_balance)s OR full_reconcile_id IS NULL OR left_over <> 0
        """,
        items=items(scope),
        company=company_id,
        community=community_id,
        month=SQL("item.month <= %s" if is_balance else "item.month = %s", month),
        which=BALANCES[figure] if is_balance else FIGURES[figure],
        is_balance=is_balance,
    )
