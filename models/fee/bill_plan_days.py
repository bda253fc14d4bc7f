"""The plan's days: what is assigned, what of it is billed, and what is left to bill."""

from odoo.tools import SQL

from .estate_fee_item import MEASURED_BASES

RECURRING_ITEM_KINDS = ("own", "agency", "service")


def assigned_sql(scope):
    """Assignments of the run with their window [start, stop] of days to bill."""
    return SQL(
        """
        item AS MATERIALIZED (
            SELECT i.id, i.basis, i.tier_period, meter.uom, t.rate, t.included,
                   i.basis IN %(measured)s AS measured,
                   CASE CASE WHEN %(monthly)s THEN 'month'
                             ELSE COALESCE(i.billing_cycle, c.billing_cycle) END
                        WHEN 'year' THEN 12 WHEN 'half_year' THEN 6
                        WHEN 'quarter' THEN 3 ELSE 1 END AS step,
                   c.cut_over
              FROM estate_fee_item i
              JOIN (VALUES %(taxes)s) AS t(id, rate, included) ON t.id = i.id
              JOIN estate_community c ON c.id = %(community)s
              LEFT JOIN estate_meter_type meter ON meter.id = i.meter_type_id
             WHERE i.kind IN %(kinds)s AND %(filter)s
        ), assigned AS MATERIALIZED (
            SELECT a.id, a.unit_id, a.item_id, a.payer_rule, a.payer_id,
                   a.multiplier, u.kind, i.basis, i.measured, i.tier_period, i.step,
                   CASE i.basis WHEN 'area_built' THEN u.area_built
                                WHEN 'area_inner' THEN u.area_inner
                                ELSE 1 END AS quantity,
                   GREATEST(a.date_from, %(first_day)s) AS start,
                   LEAST(a.date_to, period.stop) AS stop,
                   period.start AS last_period, period.stop AS last_day
              FROM estate_fee_assignment a
              JOIN estate_unit u ON u.id = a.unit_id
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
        measured=MEASURED_BASES,
        monthly=scope.monthly,
        community=scope.community.id,
        kinds=RECURRING_ITEM_KINDS,
        filter=SQL("i.id IN %s", scope.items) if scope.items else SQL("i.active"),
        units=SQL("a.unit_id IN %s", scope.units) if scope.units else SQL("true"),
        until=scope.date_to,
        first_day=SQL("%s::date", scope.date_from)
        if scope.as_of
        else SQL("a.billing_start, i.cut_over"),
    )


def billed_sql(scope):
    if scope.as_of:
        return SQL(
            """
            billed AS (
                SELECT NULL::int AS id, NULL::datemultirange AS days WHERE false
            )
            """
        )
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


def free_sql():
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


def span_sql():
    """What was measured or shared out for days that no bill covers yet.

    A row is what one reading or one share of a cost charges in all (``quantity``),
    for its days: readings are looked up in the gaps alone, history is not read again.
    ``used_before`` is what the tier period had before.
    """
    return SQL(
        """
        usage AS (
            SELECT f.id, f.free_from, f.free_to, f.last_day, f.start,
                   (r.previous_date + 1) AS span_from, r.date AS span_to,
                   r.usage AS quantity,
                   CASE f.tier_period WHEN 'reading' THEN 0 ELSE COALESCE((
                       SELECT sum(other.usage)
                         FROM estate_meter own
                         JOIN estate_meter_reading other ON other.meter_id = own.id
                        WHERE own.assignment_id = f.id AND other.state = 'checked'
                          AND other.date
                              >= date_trunc(f.tier_period, r.date::timestamp)
                          AND other.date < r.date), 0)
                   END AS used_before,
                   jsonb_strip_nulls(jsonb_build_object(
                       'kind', 'meter', 'serial', m.serial,
                       'from', trim_scale(r.previous_value)::text,
                       'to', trim_scale(r.charged_to)::text,
                       'ratio', trim_scale(m.ratio)::text,
                       'estimated', CASE WHEN r.kind = 'estimated' THEN true END,
                       'rolled_over', CASE WHEN r.rolled_over THEN true END,
                       'quantity', trim_scale(r.usage)::text,
                       'date_from', r.previous_date + 1, 'date_to', r.date)) AS measured
              FROM free f
              JOIN estate_meter m ON m.assignment_id = f.id
              JOIN estate_meter_reading r ON r.meter_id = m.id
               AND r.state = 'checked' AND r.usage > 0
               AND r.date >= f.free_from AND r.previous_date < f.free_to
             WHERE f.basis = 'usage' AND r.date <= f.last_day
        ), cost AS (
            SELECT f.id, f.free_from, f.free_to, f.last_day, f.start,
                   s.date_from AS span_from, s.date_to AS span_to,
                   s.amount AS quantity, 0::numeric AS used_before,
                   jsonb_build_object(
                       'kind', 'share', 'pool', p.name, 'total', p.amount::text,
                       'method', p.method, 'weight', trim_scale(s.weight)::text,
                       'whole', trim_scale(pool_whole.weight)::text,
                       'units', pool_whole.units,
                       'quantity', s.amount::text,
                       'date_from', s.date_from, 'date_to', s.date_to) AS measured
              FROM free f
              JOIN estate_share_line s ON s.assignment_id = f.id AND s.amount > 0
               AND s.date_from <= f.free_to AND s.date_to >= f.free_from
              JOIN estate_share_pool p ON p.id = s.pool_id AND p.state = 'confirmed'
              JOIN (SELECT pool_id, sum(weight) AS weight, count(*) AS units
                      FROM estate_share_line WHERE weight > 0 GROUP BY pool_id
                   ) AS pool_whole ON pool_whole.pool_id = p.id
             WHERE f.basis = 'share' AND s.date_to <= f.last_day
        ), span AS (
            SELECT * FROM usage UNION ALL SELECT * FROM cost
        )
        """
    )


def period_sql():
    return SQL(
        """
        period AS MATERIALIZED (
            SELECT f.*, p.start AS period_from,
                   GREATEST(f.free_from, p.start) AS part_from,
                   LEAST(f.free_to,
                         (p.start + make_interval(months => f.step))::date - 1
                   ) AS part_to,
                   NULL::date AS span_to, NULL::numeric AS span_quantity,
                   0::numeric AS used_before, NULL::jsonb AS span
              FROM free f
             CROSS JOIN LATERAL (
                   SELECT g::date AS start
                     FROM generate_series(
                          date_trunc('month', f.free_from::timestamp)
                          - make_interval(months =>
                              (EXTRACT(month FROM f.free_from)::int - 1) %% f.step),
                          f.free_to, make_interval(months => f.step)) AS g
                   ) AS p
             WHERE NOT f.measured
            UNION ALL
            SELECT f.*, s.span_from, GREATEST(f.free_from, s.span_from),
                   LEAST(f.free_to, s.span_to), s.span_to, s.quantity, s.used_before,
                   s.measured
              FROM free f
              JOIN span s ON s.id = f.id AND s.free_from = f.free_from
             WHERE f.measured
        )
        """
    )
