"""The plan of a bill run as one INSERT … SELECT.

Read it from top to bottom: which assignments, which days of them are not billed
yet, cut into billing periods, price versions and payers; what each slice costs;
what is unusual about it. The arithmetic is that of ``engine.bill_amount``, which
recomputes every amount from the stored explanation (B-08).
"""

from dataclasses import dataclass
from datetime import date

from odoo.tools import SQL

# Kinds of units that are expected to pay something every month.
CHARGED_UNIT_KINDS = ("home", "shop", "office")
RECURRING_ITEM_KINDS = ("own", "agency", "service")
# Rows with one of these have nothing to publish until somebody mends the cause.
BLOCKING_ANOMALIES = ("no_assignment", "no_price", "no_payer", "zero")


@dataclass(frozen=True, slots=True)
class PlanScope:
    """What a plan is about: a community, its days, some items, some units.

    ``tax_rows`` holds one ``(item id, percent as text or None, included or None)``
    per item, None where the tax is no plain percentage. Empty ``items`` or ``units``
    mean all. ``monthly`` cuts by month whatever the billing cycle is.
    """

    community: object
    date_from: date
    date_to: date
    tax_rows: tuple
    items: tuple = ()
    units: tuple = ()
    monthly: bool = False

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


def insert_plan(run, scope):
    """The statement that fills ``estate_bill_plan`` for a run, set-wise."""
    return SQL(
        """
        WITH %(parts)s
        INSERT INTO estate_bill_plan (
            run_id, unit_id, assignment_id, item_id, payer_id, date_from, date_to,
            part, quantity, price, amount, previous_amount, explanation, anomaly,
            state)
        SELECT %(run)s, unit_id, id, item_id, payer_id, date_from, date_to,
               0, quantity, price, amount, previous_amount, explanation,
               NULLIF(anomaly, ''),
               CASE WHEN anomaly ~ %(blocking)s THEN 'left_out' ELSE 'todo' END
          FROM (SELECT * FROM explained UNION ALL SELECT * FROM unassigned) AS row
        """,
        parts=SQL(", ").join(_parts(scope)),
        run=run.id,
        blocking="|".join(BLOCKING_ANOMALIES),
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


def _parts(scope):
    yield _assigned(scope)
    yield _billed()
    yield _free()
    yield _period()
    yield from _tariff(scope)
    yield from _payer()
    yield _slice()
    yield _measured()
    yield _priced(scope.digits)
    yield _previous()
    yield _explained(scope.deviation_percent)
    yield _unassigned(scope)


def _assigned(scope):
    """Assignments of the run with their window [start, stop] of days to bill."""
    return SQL(
        """
        item AS MATERIALIZED (
            SELECT i.id, i.basis, t.rate, t.included,
                   CASE CASE WHEN %(monthly)s THEN 'month'
                             ELSE COALESCE(i.billing_cycle, c.billing_cycle) END
                        WHEN 'year' THEN 12 WHEN 'half_year' THEN 6
                        WHEN 'quarter' THEN 3 ELSE 1 END AS step,
                   c.cut_over
              FROM estate_fee_item i
              JOIN (VALUES %(taxes)s) AS t(id, rate, included) ON t.id = i.id
              JOIN estate_community c ON c.id = %(community)s
             WHERE i.kind IN %(kinds)s AND %(filter)s
        ), assigned AS MATERIALIZED (
            SELECT a.id, a.unit_id, a.item_id, a.payer_rule, a.payer_id,
                   a.multiplier, u.kind, i.basis, i.step, i.rate, i.included,
                   CASE i.basis WHEN 'area_built' THEN u.area_built
                                WHEN 'area_inner' THEN u.area_inner
                                ELSE 1 END AS quantity,
                   GREATEST(a.date_from, a.billing_start, i.cut_over) AS start,
                   LEAST(a.date_to, period.stop) AS stop,
                   period.start AS last_period
              FROM estate_fee_assignment a
              JOIN estate_unit u ON u.id = a.unit_id AND u.active
              JOIN item i ON i.id = a.item_id
              JOIN (SELECT step, start::date,
                           (start + make_interval(months => step))::date - 1 AS stop
                      FROM (SELECT step,
                                   date_trunc('month', %(until)s::date) - make_interval(
                                       months => (EXTRACT(month FROM %(until)s::date)
                                                  ::int - 1) %% step) AS start
                              FROM (VALUES (1), (3), (6), (12)) AS s(step)) AS p
                   ) AS period ON period.step = i.step
             WHERE a.community_id = %(community)s AND a.active
               AND %(units)s
        )
        """,
        taxes=SQL(", ").join(
            SQL("(%s, %s::text, %s::boolean)", *row) for row in scope.tax_rows
        ),
        monthly=scope.monthly,
        community=scope.community.id,
        kinds=RECURRING_ITEM_KINDS,
        filter=SQL("i.id IN %s", scope.items) if scope.items else SQL("i.active"),
        units=SQL("a.unit_id IN %s", scope.units) if scope.units else SQL("true"),
        until=scope.date_to,
    )


def _billed():
    return SQL(
        """
        billed AS (
            SELECT a.id, range_agg(daterange(
                       l.estate_date_from, l.estate_date_to, '[]')) AS days
              FROM assigned a
              JOIN account_move_line l ON l.estate_assignment_id = a.id
             WHERE l.parent_state = 'posted' AND l.estate_date_to >= a.start
             GROUP BY a.id
        )
        """
    )


def _free():
    """The days of each window that no posted bill covers: missed periods too."""
    return SQL(
        """
        free AS (
            SELECT a.*, lower(gap) AS free_from, upper(gap) - 1 AS free_to
              FROM assigned a
              LEFT JOIN billed b ON b.id = a.id
             CROSS JOIN LATERAL unnest(
                   datemultirange(daterange(a.start, a.stop, '[]'))
                   - COALESCE(b.days, '{}')) AS gap
             WHERE a.start <= a.stop
        )
        """
    )


def _period():
    return SQL(
        """
        period AS MATERIALIZED (
            SELECT f.*, p.start AS period_from,
                   GREATEST(f.free_from, p.start) AS part_from,
                   LEAST(f.free_to,
                         (p.start + make_interval(months => f.step))::date - 1
                   ) AS part_to
              FROM free f
             CROSS JOIN LATERAL (
                   SELECT g::date AS start
                     FROM generate_series(
                          date_trunc('month', f.free_from) - make_interval(months =>
                              (EXTRACT(month FROM f.free_from)::int - 1) %% f.step),
                          f.free_to, make_interval(months => f.step)) AS g
                   ) AS p
        )
        """
    )


def _tariff(scope):
    """Price segments per item and kind of unit, gaps included (price NULL)."""
    yield SQL(
        """
        candidate AS MATERIALIZED (
            SELECT k.item_id, k.kind, v.id, v.price, v.date_from, v.date_to,
                   v.consent_ref,
                   (v.community_id IS NOT NULL)::int * 2
                   + (v.unit_kind IS NOT NULL)::int AS rank
              FROM (SELECT DISTINCT item_id, kind FROM assigned) AS k
              JOIN estate_fee_price v ON v.item_id = k.item_id
               AND (v.community_id IS NULL OR v.community_id = %(community)s)
               AND (v.unit_kind IS NULL OR v.unit_kind = k.kind)
        ), tariff AS MATERIALIZED (
            SELECT b.item_id, b.kind, b.day AS seg_from,
                   lead(b.day, 1, 'infinity') OVER (
                       PARTITION BY b.item_id, b.kind ORDER BY b.day) - 1 AS seg_to,
                   best.*
              FROM (SELECT DISTINCT item_id, kind, '-infinity'::date AS day
                      FROM assigned
                    UNION SELECT item_id, kind, date_from FROM candidate
                    UNION SELECT item_id, kind, date_to + 1 FROM candidate
                           WHERE date_to IS NOT NULL) AS b
              LEFT JOIN LATERAL (
                   SELECT c.id AS price_id, c.price, c.date_from AS price_from,
                          c.consent_ref
                     FROM candidate c
                    WHERE c.item_id = b.item_id AND c.kind = b.kind
                      AND c.date_from <= b.day
                      AND (c.date_to IS NULL OR c.date_to >= b.day)
                    ORDER BY c.rank DESC LIMIT 1) AS best ON true
        )
        """,
        community=scope.community.id,
    )


def _payer():
    """Who pays, per unit and rule, in segments of days with one payer each."""
    yield SQL(
        """
        wanted AS (
            SELECT unit_id, payer_rule, min(part_from) AS day_from,
                   max(part_to) AS day_to
              FROM period WHERE payer_rule != 'partner'
             GROUP BY unit_id, payer_rule
        ), person AS MATERIALIZED (
            SELECT o.id, o.unit_id, o.partner_id, o.role, o.is_primary, o.is_payer,
                   o.date_start, o.date_end
              FROM estate_occupancy o
             WHERE (o.is_payer OR o.role IN ('owner', 'co_owner', 'tenant'))
               AND o.unit_id IN (SELECT unit_id FROM wanted)
        ), payer_day AS (
            SELECT unit_id, payer_rule, day_from AS day FROM wanted
            UNION
            SELECT w.unit_id, w.payer_rule, o.date_start
              FROM wanted w JOIN person o ON o.unit_id = w.unit_id
             WHERE o.date_start > w.day_from AND o.date_start <= w.day_to
            UNION
            SELECT w.unit_id, w.payer_rule, o.date_end + 1
              FROM wanted w JOIN person o ON o.unit_id = w.unit_id
             WHERE o.date_end >= w.day_from AND o.date_end < w.day_to
        )
        """
    )
    yield SQL(
        """
        paying AS (
            SELECT DISTINCT ON (d.unit_id, d.payer_rule, d.day)
                   d.unit_id, d.payer_rule, d.day, o.partner_id,
                   count(*) FILTER (WHERE o.is_payer) OVER (
                       PARTITION BY d.unit_id, d.payer_rule, d.day) AS payers
              FROM payer_day d
              LEFT JOIN person o ON o.unit_id = d.unit_id AND o.date_start <= d.day
                    AND (o.date_end IS NULL OR o.date_end >= d.day)
             ORDER BY d.unit_id, d.payer_rule, d.day,
                   CASE WHEN d.payer_rule = 'payer' AND o.is_payer THEN 0
                        WHEN d.payer_rule = 'tenant' AND o.role = 'tenant' THEN 1
                        WHEN o.role = 'owner' AND o.is_primary THEN 2
                        WHEN o.role = 'owner' THEN 3
                        WHEN o.role = 'co_owner' THEN 4
                        ELSE 5 END,
                   o.is_primary DESC, o.id
        ), payer AS MATERIALIZED (
            SELECT unit_id, payer_rule, partner_id, payers, day AS seg_from,
                   lead(day, 1, 'infinity') OVER (
                       PARTITION BY unit_id, payer_rule ORDER BY day) - 1 AS seg_to
              FROM (SELECT *, lag(partner_id) OVER unit_days AS partner_before,
                           row_number() OVER unit_days AS n
                      FROM paying
                    WINDOW unit_days AS (
                           PARTITION BY unit_id, payer_rule ORDER BY day)) AS p
             WHERE n = 1 OR partner_id IS DISTINCT FROM partner_before
        )
        """
    )


def _slice():
    return SQL(
        """
        slice AS (
            SELECT p.id, p.unit_id, p.item_id, p.basis, p.step, p.rate, p.included,
                   p.quantity, p.multiplier, p.period_from, p.last_period,
                   t.price_id, t.price, t.price_from, t.consent_ref,
                   COALESCE(p.payer_id, y.partner_id) AS payer_id, y.payers,
                   GREATEST(p.part_from, t.seg_from, y.seg_from) AS date_from,
                   LEAST(p.part_to, t.seg_to, y.seg_to) AS date_to
              FROM (SELECT id, unit_id, item_id, basis, step, rate, included,
                           quantity, multiplier, period_from, last_period, kind,
                           payer_rule, part_from, part_to,
                           CASE WHEN payer_rule = 'partner' THEN payer_id END
                               AS payer_id
                      FROM period) AS p
              JOIN tariff t ON t.item_id = p.item_id AND t.kind = p.kind
               AND t.seg_from <= p.part_to AND t.seg_to >= p.part_from
              LEFT JOIN payer y ON y.unit_id = p.unit_id
               AND y.payer_rule = p.payer_rule
               AND y.seg_from <= LEAST(p.part_to, t.seg_to)
               AND y.seg_to >= GREATEST(p.part_from, t.seg_from)
        )
        """
    )


def _measured():
    """Full months and broken months of each slice."""
    return SQL(
        """
        measured AS (
            SELECT s.*,
                   CASE WHEN month_from = month_to
                        THEN (date_from = month_from AND date_to = month_to_end)::int
                        ELSE (date_from = month_from)::int
                           + (date_to = month_to_end)::int
                           + (EXTRACT(year FROM month_to)
                              - EXTRACT(year FROM month_from))::int * 12
                           + (EXTRACT(month FROM month_to)
                              - EXTRACT(month FROM month_from))::int - 1
                   END AS months,
                   CASE WHEN date_from = month_from
                             AND (month_from < month_to OR date_to = month_to_end)
                        THEN NULL
                        ELSE LEAST(date_to, month_from_end) - date_from + 1
                   END AS head_days,
                   month_from_end - month_from + 1 AS head_of,
                   CASE WHEN month_from < month_to AND date_to < month_to_end
                        THEN date_to - month_to + 1 END AS tail_days,
                   month_to_end - month_to + 1 AS tail_of
              FROM (SELECT *,
                           date_trunc('month', date_from)::date AS month_from,
                           (date_trunc('month', date_from)
                            + interval '1 month')::date - 1 AS month_from_end,
                           date_trunc('month', date_to)::date AS month_to,
                           (date_trunc('month', date_to)
                            + interval '1 month')::date - 1 AS month_to_end
                      FROM slice) AS s
        )
        """
    )


def _priced(digits):
    """Amounts: rounded once, on the running sum of a billing period's slices."""
    return SQL(
        """
        exact AS (
            SELECT m.*,
                   rate_per_month * months
                   + COALESCE(rate_per_month * head_days / head_of, 0)
                   + COALESCE(rate_per_month * tail_days / tail_of, 0) AS exact
              FROM (SELECT *, (quantity * COALESCE(price, 0) * multiplier
                              )::numeric(38, 16) AS rate_per_month
                      FROM measured) AS m
        ), priced AS (
            SELECT e.*,
                   round(round(before + exact, 10), %(digits)s)
                   - round(round(before, 10), %(digits)s) AS amount
              FROM (SELECT *, COALESCE(sum(exact) OVER (
                               PARTITION BY id, period_from ORDER BY date_from
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0
                           ) AS before
                      FROM exact) AS e
        )
        """,
        digits=digits,
    )


def _previous():
    """What the same assignment was billed in the period before the newest one."""
    return SQL(
        """
        previous AS (
            SELECT a.id, sum((l.estate_explanation->>'amount')::numeric) AS amount,
                   max((l.estate_explanation->>'quantity')::numeric) AS quantity
              FROM assigned a
              JOIN account_move_line l ON l.estate_assignment_id = a.id
             WHERE l.parent_state = 'posted'
               AND l.estate_date_to < a.last_period
               AND l.estate_date_to >= (a.last_period
                                        - make_interval(months => a.step))::date
             GROUP BY a.id
        )
        """
    )


def _explained(percent):
    return SQL(
        """
        explained AS (
            SELECT p.unit_id, p.id, p.item_id, p.payer_id, p.date_from, p.date_to,
                   p.quantity, p.price, p.amount,
                   v.amount AS previous_amount,
                   jsonb_strip_nulls(jsonb_build_object(
                       'v', 1, 'basis', p.basis,
                       'quantity', trim_scale(p.quantity)::text,
                       'unit',
                       CASE WHEN p.basis LIKE 'area%%' THEN 'm2' ELSE 'each' END,
                       'price', trim_scale(p.price)::text, 'price_id', p.price_id,
                       'price_from', p.price_from, 'consent', p.consent_ref,
                       'date_from', p.date_from, 'date_to', p.date_to,
                       'months', p.months,
                       'multiplier', trim_scale(p.multiplier)::text,
                       'exact_before', trim_scale(round(p.before, 10))::text,
                       'amount', p.amount::text,
                       'tax_rate', p.rate, 'tax_included', p.included,
                       'partials',
                       CASE WHEN p.head_days IS NULL THEN '[]'::jsonb
                            ELSE jsonb_build_array(jsonb_build_object(
                                'month', to_char(p.month_from, 'YYYY-MM'),
                                'days', p.head_days, 'of', p.head_of)) END
                       || CASE WHEN p.tail_days IS NULL THEN '[]'::jsonb
                            ELSE jsonb_build_array(jsonb_build_object(
                                'month', to_char(p.month_to, 'YYYY-MM'),
                                'days', p.tail_days, 'of', p.tail_of))
                       END)) AS explanation,
                   concat_ws(',',
                       CASE WHEN p.price_id IS NULL THEN 'no_price' END,
                       CASE WHEN p.payer_id IS NULL THEN 'no_payer' END,
                       CASE WHEN p.amount = 0 THEN 'zero' END,
                       CASE WHEN p.payers > 1 THEN 'two_payers' END,
                       CASE WHEN p.period_from = p.last_period
                                 AND p.basis LIKE 'area%%'
                                 AND v.quantity != p.quantity
                            THEN 'area_changed' END,
                       CASE WHEN p.period_from = p.last_period AND v.amount != 0
                                 AND abs(sum(p.amount) OVER (
                                         PARTITION BY p.id, p.period_from) - v.amount)
                                     >= abs(v.amount) * %(percent)s / 100
                            THEN 'deviation' END) AS anomaly
              FROM priced p
              LEFT JOIN previous v ON v.id = p.id
        )
        """,
        percent=percent,
    )


def _unassigned(scope):
    """Units of the kinds that always pay, to which nothing is assigned."""
    return SQL(
        """
        unassigned AS (
            SELECT u.id AS unit_id, NULL::int AS id, NULL::int AS item_id,
                   NULL::int AS payer_id,
                   %(date_from)s::date AS date_from, %(date_to)s::date AS date_to,
                   0::numeric AS quantity, 0::numeric AS price, 0::numeric AS amount,
                   NULL::numeric AS previous_amount, NULL::jsonb AS explanation,
                   'no_assignment' AS anomaly
              FROM estate_unit u
             WHERE u.community_id = %(community)s AND u.active
               AND u.kind IN %(kinds)s
               AND NOT EXISTS (
                   SELECT FROM estate_fee_assignment a
                    WHERE a.unit_id = u.id AND a.active
                      AND a.date_from <= %(date_to)s
                      AND (a.date_to IS NULL OR a.date_to >= %(date_from)s))
        )
        """,
        community=scope.community.id,
        kinds=CHARGED_UNIT_KINDS,
        date_from=scope.date_from,
        date_to=scope.date_to,
    )
