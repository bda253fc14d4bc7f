"""What must add up before a month is closed (B-07).

A tie-out compares a figure of ours with the one it must equal. Each is one query;
``TIE_OUTS`` names them in the order in which they are shown.
"""

import hashlib
from typing import NamedTuple

from odoo import fields
from odoo.tools import SQL

from ..recon.ledger_figures import ROLES
from . import as_of

TIE_OUTS = [
    ("receivable", "Receivables by Unit"),
    ("deposit", "Deposits"),
    ("prepay", "Prepayments"),
    ("agency", "Agency Money"),
    ("receipts", "Receipts and Payments"),
    ("sessions", "Cashier Sessions Closed"),
    ("bank", "Bank Reconciliation"),
    ("bank_lines", "Bank Lines Matched"),
    ("batches", "Collections Answered"),
    ("runs", "Bill Runs Published"),
    ("checks", "Fee Checks"),
]
COUNTS = {"sessions", "bank_lines", "batches", "runs", "checks"}
"""Tie-outs that compare numbers of things, not amounts."""


class Period(NamedTuple):
    """The month of a company that is looked at."""

    company: object
    start: object
    end: object


class TieOut(NamedTuple):
    """Our figure, the one it must equal, and the bank it is about."""

    code: str
    ours: object
    theirs: object
    journal_id: object = False
    names: str = ""
    """What is missing, by name."""
    fingerprint: str = ""
    """Which things are missing: others may be as many."""
    source: str = ""
    """Who says what it must equal, where that is a bank; ``none``: nobody does."""


def compute(period):
    """Return the tie-outs of a month, in order."""
    as_of.prepare(period.company.env)
    return [
        *_held(period),
        _receipts(period),
        _sessions(period),
        *_banks(period),
        _batches(period),
        _runs(period),
        _checks(period),
    ]


def _rows(period, query, **values):
    return period.company.env.execute_query_dict(
        SQL(
            query,
            company=period.company.id,
            start=period.start,
            end=period.end,
            **values,
        )
    )


def _held(period):
    """Receivables, deposits, prepayments and agency money against their accounts."""
    company = period.company
    accounts = {
        "receivable": as_of.DUE,
        "deposit": as_of.of_account(company.estate_deposit_account_id),
        "prepay": as_of.of_account(company.estate_prepay_account_id),
        "agency": as_of.of_account(company.estate_agency_account_id),
    }
    for code, which in accounts.items():
        [row] = _rows(
            period,
            HELD[code],
            items=as_of.items(company, period.end, which),
        )
        yield TieOut(code, row["ours"] or 0, row["theirs"] or 0)


HELD = {
    # A resident's item without a unit is missing from the units; other customers of
    # the company are not the estate's.
    "receivable": """
        SELECT SUM(item.open) FILTER (WHERE item.unit_id IS NOT NULL) AS ours,
               SUM(item.balance) AS theirs
          FROM (%(items)s) item
         WHERE item.unit_id IS NOT NULL OR EXISTS (
                   SELECT FROM estate_occupancy home
                    WHERE home.partner_id = item.partner_id
                      AND home.company_id = %(company)s)
    """,
    "deposit": """
        SELECT -SUM(item.open) FILTER (
                   WHERE item.unit_id IS NOT NULL AND item.open < 0) AS ours,
               -SUM(item.balance) AS theirs
          FROM (%(items)s) item
    """,
    "prepay": """
        SELECT -SUM(item.open) FILTER (
                   WHERE item.unit_id IS NOT NULL AND item.open < 0) AS ours,
               -SUM(item.balance) AS theirs
          FROM (%(items)s) item
    """,
    # What is handed over names no item; what came in does.
    "agency": """
        SELECT -SUM(item.balance) FILTER (
                   WHERE item.item_id IS NOT NULL OR item.balance > 0) AS ours,
               -SUM(item.balance) AS theirs
          FROM (%(items)s) item
    """,
}


def _receipts(period):
    """Papers of the month against the payments that the books have in the month."""
    [row] = _rows(
        period,
        """
        WITH paper AS (
            SELECT 'receipt' AS kind, id, amount, state
              FROM estate_receipt
             WHERE company_id = %(company)s AND date BETWEEN %(start)s AND %(end)s
         UNION ALL
            SELECT 'refund', id, -amount, state
              FROM estate_refund
             WHERE company_id = %(company)s AND date BETWEEN %(start)s AND %(end)s
        ), payment AS (
            SELECT CASE WHEN payment.estate_refund_id IS NULL THEN 'receipt'
                        ELSE 'refund' END AS kind,
                   COALESCE(payment.estate_refund_id, payment.estate_receipt_id) AS id,
                   CASE WHEN payment.estate_refund_id IS NULL THEN payment.amount
                        ELSE -payment.amount END AS amount
              FROM account_payment payment
              JOIN account_move move ON move.id = payment.move_id
             WHERE payment.company_id = %(company)s AND move.state = 'posted'
               AND move.date BETWEEN %(start)s AND %(end)s
               AND (payment.estate_receipt_id IS NOT NULL
                    OR payment.estate_refund_id IS NOT NULL)
        ), booked AS (
            SELECT kind, id, SUM(amount) AS amount FROM payment GROUP BY kind, id
        )
        SELECT SUM(paper.amount) FILTER (
                   WHERE paper.state = 'issued' OR booked.id IS NOT NULL) AS ours,
               SUM(booked.amount) AS theirs
          FROM paper
     FULL JOIN booked ON booked.kind = paper.kind AND booked.id = paper.id
        """,
    )
    return TieOut("receipts", row["ours"] or 0, row["theirs"] or 0)


def _sessions(period):
    [row] = _rows(
        period,
        """
        SELECT COUNT(*) FILTER (WHERE is_done) AS ours, COUNT(*) AS theirs,
               STRING_AGG(name, ', ' ORDER BY name) FILTER (WHERE NOT is_done) AS names
          FROM (SELECT name, state IN ('closed', 'reviewed') AS is_done, date
                  FROM estate_cashier_session
                 WHERE company_id = %(company)s AND date <= %(end)s) session
         WHERE date >= %(start)s OR NOT is_done
        """,
    )
    return TieOut("sessions", row["ours"], row["theirs"], names=row["names"] or "")


def _banks(period):
    """Each bank's reconciliation, and whether every line of it is matched."""
    query = as_of.banks(period.company, period.end, ROLES)
    rows = period.company.env.execute_query_dict(query)
    for row in rows:
        yield _bank(row, period.company.env._)
    lines = sum(row["lines"] for row in rows)
    unmatched = sum(row["unmatched"] for row in rows)
    which = " ".join(row["unmatched_mark"] or "" for row in rows)
    yield TieOut("bank_lines", lines - unmatched, lines, fingerprint=which)


def _bank(row, _):
    """Our books against what the bank says; what it has not said is no zero."""
    on_the_way = row["way_in"] - row["way_out"]
    tie = TieOut(
        "bank",
        row["gl"] + on_the_way,
        (row["statement"] or 0) + on_the_way,
        row["journal_id"],
        source=row["source"],
    )
    if tie.source != "none":
        return tie
    return tie._replace(
        theirs=tie.ours,
        names=_(
            "No balance of the bank at the end of the month: import its statement up "
            "to the last day, or enter the balance from its paper."
        ),
        fingerprint=tie.source,
    )


def _batches(period):
    [row] = _rows(
        period,
        """
        SELECT COUNT(*) FILTER (WHERE is_done) AS ours, COUNT(*) AS theirs,
               STRING_AGG(name, ', ' ORDER BY name) FILTER (WHERE NOT is_done) AS names
          FROM (SELECT name, date, state <> 'sent' AS is_done
                  FROM estate_collection_batch
                 WHERE company_id = %(company)s AND date <= %(end)s
                   AND state NOT IN ('draft', 'cancelled')) batch
         WHERE date >= %(start)s OR NOT is_done
        """,
    )
    return TieOut("batches", row["ours"], row["theirs"], names=row["names"] or "")


def _runs(period):
    """Runs of the month that are done; and communities that have none to be done."""
    [row] = _rows(
        period,
        """
        WITH run AS (
            SELECT run.name, run.community_id, run.state = 'done' AS is_done
              FROM estate_bill_run run
             WHERE run.company_id = %(company)s
               AND run.state NOT IN ('cancelled', 'cancelling')
               AND run.date_from <= %(end)s AND run.date_to >= %(start)s
        )
        SELECT COUNT(*) FILTER (WHERE is_done) AS ours, COUNT(*) AS theirs,
               STRING_AGG(name, ', ' ORDER BY name) FILTER (WHERE NOT is_done) AS names
          FROM (
            SELECT name, is_done FROM run
         UNION ALL
            SELECT community.name, false
              FROM estate_community community
             WHERE community.company_id = %(company)s AND community.active
               AND community.billing_cycle = 'month'
               AND COALESCE(community.cut_over, %(start)s) <= %(end)s
               AND EXISTS (
                   SELECT FROM estate_fee_assignment charge
                    WHERE charge.community_id = community.id AND charge.active
                      AND charge.date_from <= %(end)s
                      AND COALESCE(charge.date_to, %(end)s) >= %(start)s)
               AND NOT EXISTS (SELECT FROM run WHERE run.community_id = community.id)
          ) expected
        """,
    )
    return TieOut("runs", row["ours"], row["theirs"], names=row["names"] or "")


def _checks(period):
    """Findings that keep the month open; those that were accepted do not."""
    findings = period.company.env["estate.diagnostic.finding"]
    groups = findings._read_group(
        [
            ("company_id", "=", period.company.id),
            ("state", "=", "open"),
            ("severity", "=", "block"),
        ],
        ["diagnostic_id"],
        ["__count", "id:array_agg"],
    )
    count = sum(count for _check, count, _ids in groups)
    names = ", ".join(f"{check.name} ({count})" for check, count, _ids in groups)
    found = sorted(finding for _check, _count, ids in groups for finding in ids)
    return TieOut("checks", count, 0, names=names, fingerprint=_mark(found))


def _mark(ids):
    """Return a text that stands for these records and no others."""
    return hashlib.sha256(repr(ids).encode()).hexdigest()


def period_of(company, month):
    """Return the month of a company that a day lies in."""
    start = month.replace(day=1)
    return Period(company, start, fields.Date.end_of(start, "month"))
