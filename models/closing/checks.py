"""The checks by their code (B-06).

Each is one query over a company. Its rows: key (what it is about, as the check knows
it again), community_id, unit_id, partner_id, res_model and res_id (where it is
mended), date, amount, facts (what the sentence is told with; what was accepted stays
so until they change).
"""

from typing import Any, NamedTuple

from odoo import fields

from . import check_bills, check_fees, check_fund, check_money

READ = (
    "account.analytic.account",
    "account.analytic.line",
    "account.move",
    "account.move.line",
    "account.partial.reconcile",
    "account.payment",
    "estate.close.change",
    "estate.community",
    "estate.fee.assignment",
    "estate.fund.budget",
    "estate.fee.item",
    "estate.fee.price",
    "estate.meter",
    "estate.meter.reading",
    "estate.receipt",
    "estate.receipt.book",
    "estate.receipt.book.number",
    "estate.unit",
    "estate.waiver",
    "res.company",
    "res.groups",
    "res.partner",
    "res.users",
    "tier.review",
)
"""Models whose records the queries read: written to the database before."""

QUERIES = {
    "no_fee": check_fees.no_fee,
    "overlap": check_fees.overlap,
    "area_changed": check_fees.area_changed,
    "no_consent": check_fees.no_consent,
    "meter_back": check_fees.meter_back,
    "bill_odd": check_bills.bill_odd,
    "two_payers": check_bills.two_payers,
    "waiver_over": check_bills.waiver_over,
    "deposit_ledger": check_money.deposit_ledger,
    "prepaid_ledger": check_money.prepaid_ledger,
    "credit_unused": check_money.credit_unused,
    "receipt_gap": check_money.receipt_gap,
    "undone_paid": check_money.undone_paid,
    "fund_unapproved": check_fund.fund_unapproved,
    "after_close": check_bills.after_close,
}


class Scope(NamedTuple):
    """What a check looks at: a company, up to today, back to a first day."""

    env: Any
    company: Any
    today: Any
    since: Any


def scope_of(company):
    """Return what the checks of a company look at today."""
    today = fields.Date.context_today(company)
    months = company.estate_diagnostic_months
    since = fields.Date.subtract(today.replace(day=1), months=months)
    return Scope(company.env, company, today, since)
