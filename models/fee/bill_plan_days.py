"""The plan's days: what is assigned, what of it is billed, and what is left to bill."""

from odoo.tools import SQL

RECURRING_ITEM_KINDS = ("own", "agency", "service")


def assigned_sql(scope):
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
                   a.multiplier, u.kind, i.basis, i.step,
                   CASE i.basis WHEN 'area_built' THEN u.area_built
                                WHEN 'area_inner' THEN u.area_inner
                                ELSE 1 END AS quantity,
                   GREATEST(a.date_from, a.billing_start, i.cut_over) AS start,
                   LEAST(a.date_to, period.stop) AS stop,
                   period.start AS last_period
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
        monthly=scope.monthly,
        community=scope.community.id,
        kinds=RECURRING_ITEM_KINDS,
        filter=SQL("i.id IN %s", scope.items) if scope.items else SQL("i.active"),
        units=SQL("a.unit_id IN %s", scope.units) if scope.units else SQL("true"),
        until=scope.date_to,
    )


def billed_sql():
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


def period_sql():
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
                          date_trunc('month', f.free_from::timestamp)
                          - make_interval(months =>
                              (EXTRACT(month FROM f.free_from)::int - 1) %% f.step),
                          f.free_to, make_interval(months => f.step)) AS g
                   ) AS p
        )
        """
    )
