"""The account of units, read from the journal items with one grouped query."""

from dataclasses import dataclass, field

from odoo.tools import SQL


@dataclass
class Flow:
    """Money of one kind: what it was before the period, what came and went in it."""

    opening: float = 0.0
    debit: float = 0.0
    credit: float = 0.0


@dataclass
class UnitAccount:
    """What the ledger says about one unit."""

    due: Flow = field(default_factory=Flow)
    prepaid: Flow = field(default_factory=Flow)
    deposit: Flow = field(default_factory=Flow)
    rows: list = field(default_factory=list)
    """(date, move id, debit, credit, names of its items, partner ids), in order."""


def read_accounts(units, payers, start, end):
    """Return {unit id: UnitAccount} of ``start`` to ``end``, both included.

    Receivable items come one row per entry; prepayments and deposits as sums. All
    amounts are in company currency, debit minus credit. Money that was booked without
    the unit counts for it from the day it was reconciled with an item of the unit, so
    that the closing balance is what is open.

    :param payers: {unit id: ``res.partner`` whose account it is}; None: everybody's
    """
    units.env["account.move.line"].flush_model()
    units.env["account.partial.reconcile"].flush_model()
    accounts = {unit.id: UnitAccount() for unit in units}
    query = _query(units, payers, start, end)
    for (
        unit_id,
        kind,
        before,
        move_id,
        date,
        debit,
        credit,
        names,
        partners,
    ) in units.env.execute_query(query):
        flow = getattr(accounts[unit_id], kind)
        if before:
            flow.opening += debit - credit
            continue
        flow.debit += debit
        flow.credit += credit
        if kind == "due" and (debit or credit):
            row = (date, move_id, debit, credit, names or [], partners or [])
            accounts[unit_id].rows.append(row)
    return accounts


def _query(units, payers, start, end):
    return SQL(
        """
        SELECT estate_unit_id, kind, before, move_id, MIN(date),
               SUM(debit), SUM(credit),
               ARRAY_AGG(DISTINCT name) FILTER (WHERE name IS NOT NULL),
               ARRAY_AGG(DISTINCT partner_id) FILTER (WHERE partner_id IS NOT NULL)
          FROM (
            SELECT item.estate_unit_id, entry.date, entry.debit, entry.credit,
                   entry.name, item.partner_id, kinds.kind,
                   entry.date < %(start)s AS before,
                   CASE WHEN kinds.kind = 'due' AND entry.date >= %(start)s
                        THEN entry.move_id END AS move_id
              FROM account_move_line item
              JOIN account_account account ON account.id = item.account_id
              JOIN res_company company ON company.id = item.company_id
              CROSS JOIN LATERAL (SELECT CASE
                  WHEN account.account_type = 'asset_receivable' THEN 'due'
                  WHEN account.id = company.estate_prepay_account_id THEN 'prepaid'
                  WHEN account.id = company.estate_deposit_account_id THEN 'deposit'
              END AS kind) kinds
              CROSS JOIN LATERAL (
                  SELECT item.date, item.debit, item.credit, item.name, item.move_id
                  UNION ALL
                  SELECT part.max_date, 0, part.amount, other.name, other.move_id
                    FROM account_partial_reconcile part
                    JOIN account_move_line other ON other.id = part.credit_move_id
                   WHERE part.debit_move_id = item.id AND kinds.kind = 'due'
                     AND other.estate_unit_id IS DISTINCT FROM item.estate_unit_id
                  UNION ALL
                  SELECT part.max_date, part.amount, 0, other.name, other.move_id
                    FROM account_partial_reconcile part
                    JOIN account_move_line other ON other.id = part.debit_move_id
                   WHERE part.credit_move_id = item.id AND kinds.kind = 'due'
                     AND other.estate_unit_id IS DISTINCT FROM item.estate_unit_id
              ) entry
             WHERE item.estate_unit_id IN %(units)s
               AND item.parent_state = 'posted'
               AND entry.date <= %(end)s
               AND kinds.kind IS NOT NULL
               AND %(payer)s
          ) items
         GROUP BY estate_unit_id, kind, before, move_id
         ORDER BY estate_unit_id, MIN(date), move_id
        """,
        start=start,
        end=end,
        units=tuple(units.ids),
        payer=_payer(payers),
    )


def _payer(payers):
    if payers is None:
        return SQL("TRUE")
    pairs = [
        (unit_id, partner.commercial_partner_id.id or 0)
        for unit_id, partner in payers.items()
    ]
    return SQL("(item.estate_unit_id, item.partner_id) IN %s", tuple(pairs))
