"""The plan of a bill run as one INSERT … SELECT.

Read it from top to bottom: which assignments, which days of them are not billed
yet, cut into billing periods, price versions and payers; what each slice costs;
what is unusual about it. The arithmetic is that of ``engine.bill_amount``, which
recomputes every amount from the stored explanation (B-08).
"""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

from .bill_plan_amount import (
    explained_sql,
    previous_sql,
    priced_sql,
    slice_sql,
    term_sql,
    unassigned_sql,
)
from .bill_plan_days import assigned_sql, billed_sql, free_sql, period_sql, span_sql
from .bill_plan_terms import payer_sql, tariff_sql

# Rows with one of these have nothing to publish until somebody mends the cause.
BLOCKING_ANOMALIES = ("no_assignment", "no_price", "no_payer", "zero")


@dataclass(frozen=True, slots=True)
class PlanScope:
    """What a plan is about: a community, its days, some items, some units.

    ``tax_rows`` holds one ``(item id, percent as text or None, included or None)``
    per item, None where the tax is no plain percentage. Empty ``items`` or ``units``
    mean all. ``monthly`` cuts by month whatever the billing cycle is.

    With ``as_of`` the question is *what if*: the tariff of that day, changed by
    ``proposals`` (``(number, item id, kind of unit or None, price as text)`` of the
    community) with their ``proposed_tiers`` (``(number, above, price as text)``), held
    on all days of the window, and none of them were billed. Numbers are below zero, so
    that they are those of no version.
    """

    community: object
    date_from: date
    date_to: date
    tax_rows: tuple
    items: tuple = ()
    units: tuple = ()
    monthly: bool = False
    as_of: date | None = None
    proposals: tuple = ()
    proposed_tiers: tuple = ()

    @property
    def digits(self):
        return self.community.currency_id.decimal_places

    @property
    def deviation_percent(self):
        return self.community.company_id.estate_anomaly_percent


def prepare_planner(cr):
    """Settings for the plan's statement, until the end of the transaction.

    Row estimates of unnested ranges are far too high: compiling the statement would
    take longer than running it. Its sorts fit into memory when they may.
    """
    cr.execute("SET LOCAL jit = off")
    cr.execute("SET LOCAL work_mem = '256MB'")


def insert_plan(run, scope, beside_kept=False):
    """The statement that fills ``estate_bill_plan`` for a run, set-wise.

    :param beside_kept: keep the rows that are there, add what they do not cover
    """
    return SQL(
        """
        WITH %(parts)s
        INSERT INTO estate_bill_plan (
            run_id, unit_id, assignment_id, item_id, payer_id, date_from, date_to,
            part, quantity, price, amount, previous_amount, explanation, anomaly,
            state)
        SELECT %(run)s, unit_id, id, item_id, payer_id, date_from, date_to,
               part, quantity, price, amount, previous_amount, explanation,
               NULLIF(anomaly, ''),
               CASE WHEN anomaly ~ %(blocking)s THEN 'left_out' ELSE 'todo' END
          FROM (SELECT * FROM explained UNION ALL SELECT * FROM unassigned) AS row
         WHERE %(missing)s
        """,
        parts=SQL(", ").join(_parts(scope)),
        run=run.id,
        blocking="|".join(BLOCKING_ANOMALIES),
        missing=_not_kept(run) if beside_kept else SQL("true"),
    )


def _not_kept(run):
    return SQL(
        """
        id IS NOT NULL AND NOT EXISTS (
            SELECT FROM estate_bill_plan kept
             WHERE kept.run_id = %s AND kept.assignment_id = row.id
               AND kept.unit_id = row.unit_id AND kept.part = row.part
               AND kept.state != 'written'
               AND kept.date_from <= row.date_to AND kept.date_to >= row.date_from)
        """,
        run.id,
    )


def count_outdated(run, scope):
    """How many rows to publish the plan would not have any more, were it made now.

    A row whose period was begun by a published one may differ by a unit of rounding:
    its share was rounded on the running sum of both.
    """
    return SQL(
        """
        WITH %(parts)s
        SELECT count(*)
          FROM estate_bill_plan planned
         WHERE planned.run_id = %(run)s AND planned.state = 'todo'
           AND NOT EXISTS (
               SELECT FROM explained e
                WHERE e.id = planned.assignment_id AND e.unit_id = planned.unit_id
                  AND e.item_id = planned.item_id AND e.payer_id = planned.payer_id
                  AND e.date_from = planned.date_from AND e.date_to = planned.date_to
                  AND e.part = planned.part
                  AND abs(e.amount - planned.amount) <=
                      CASE WHEN planned.explanation->>'exact_before' = '0' THEN 0
                           ELSE power(10::numeric, -%(digits)s) END)
        """,
        parts=SQL(", ").join(_parts(scope)),
        run=run.id,
        digits=scope.digits,
    )


def select_plan(scope):
    """The rows a plan would have, without writing any: what comes in the future."""
    return SQL(
        """
        WITH %(parts)s
        SELECT id AS assignment_id, unit_id, item_id, payer_id, date_from, date_to,
               amount, anomaly
          FROM explained ORDER BY date_from, item_id, id
        """,
        parts=SQL(", ").join(_parts(scope)),
    )


def select_amounts(scope):
    """What each assignment costs in the days of the scope, before taxes on top."""
    return SQL(
        """
        WITH %(parts)s
        SELECT id AS assignment_id, unit_id, item_id, sum(amount) AS amount
          FROM priced GROUP BY id, unit_id, item_id ORDER BY unit_id, id
        """,
        parts=SQL(", ").join(_priced_parts(scope)),
    )


def _parts(scope):
    yield from _priced_parts(scope)
    yield previous_sql()
    yield explained_sql(scope.deviation_percent, all_zeros=scope.monthly)
    yield unassigned_sql(scope)


def _priced_parts(scope):
    yield assigned_sql(scope)
    yield billed_sql(scope)
    yield free_sql()
    yield span_sql()
    yield period_sql()
    yield from tariff_sql(scope)
    yield from payer_sql()
    yield slice_sql()
    yield term_sql()
    yield priced_sql(scope.digits)
