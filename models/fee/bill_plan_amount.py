"""The plan's amounts: what each slice of days costs, why, and what is unusual."""

from odoo.tools import SQL

# Kinds of units that are expected to pay something every month.
CHARGED_UNIT_KINDS = ("home", "shop", "office")


def slice_sql():
    """Days with one price and one payer each.

    The prices are joined first, by themselves: estimates of unnested days are so high
    that beside them the planner takes comparing every part with every payer for as
    cheap as looking the payer up.
    """
    return SQL(
        """
        part AS MATERIALIZED (
            SELECT p.id, p.unit_id, p.item_id, p.step,
                   p.quantity, p.multiplier, p.period_from, p.last_period,
                   p.payer_rule, p.span_to, p.span_quantity, p.used_before, p.span,
                   CASE WHEN p.payer_rule = 'partner' THEN p.payer_id END AS payer_id,
                   t.no AS tariff_no, t.price,
                   GREATEST(p.part_from, t.seg_from) AS date_from,
                   LEAST(p.part_to, t.seg_to) AS date_to
              FROM period p
              JOIN tariff t ON t.item_id = p.item_id AND t.kind = p.kind
               AND t.seg_from <= p.part_to AND t.seg_to >= p.part_from
        ), slice AS MATERIALIZED (
            SELECT p.id, p.unit_id, p.item_id, p.step,
                   p.quantity, p.multiplier, p.period_from, p.last_period,
                   p.tariff_no, p.price,
                   p.span_to, p.span_quantity, p.used_before, p.span,
                   COALESCE(p.payer_id, y.partner_id) AS payer_id, y.payers,
                   GREATEST(p.date_from, y.seg_from) AS date_from,
                   LEAST(p.date_to, y.seg_to) AS date_to
              FROM part p
              LEFT JOIN payer y ON y.unit_id = p.unit_id
               AND y.payer_rule = p.payer_rule
               AND y.seg_from <= p.date_to AND y.seg_to >= p.date_from
        )
        """
    )


def term_sql():
    """What slices share: a tariff and a pair of days, of which there are few.

    It holds the full and the broken months of the days, and ``facts``, the part of
    the explanation that is the same for all lines of the term.
    """
    return SQL(
        """
        term AS MATERIALIZED (
            SELECT d.*, row_number() OVER () AS no, t.price, t.by_area, t.measured,
                   t.facts || jsonb_build_object(
                       'date_from', d.date_from, 'date_to', d.date_to)
                   || CASE WHEN t.measured THEN '{}'::jsonb ELSE jsonb_build_object(
                       'months', d.months,
                       'partials',
                       CASE WHEN head_days IS NULL THEN '[]'::jsonb
                            ELSE jsonb_build_array(jsonb_build_object(
                                'month', to_char(month_from, 'YYYY-MM'),
                                'days', head_days, 'of', head_of)) END
                       || CASE WHEN tail_days IS NULL THEN '[]'::jsonb
                            ELSE jsonb_build_array(jsonb_build_object(
                                'month', to_char(month_to, 'YYYY-MM'),
                                'days', tail_days, 'of', tail_of))
                       END) END AS facts
              FROM (%s) AS d
              JOIN tariff t ON t.no = d.tariff_no
        )
        """,
        _days_of_terms(),
    )


def _days_of_terms():
    return SQL(
        """
        SELECT m.*,
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
          FROM (SELECT tariff_no, date_from, date_to,
                       date_trunc('month', date_from)::date AS month_from,
                       (date_trunc('month', date_from)
                        + interval '1 month')::date - 1 AS month_from_end,
                       date_trunc('month', date_to)::date AS month_to,
                       (date_trunc('month', date_to)
                        + interval '1 month')::date - 1 AS month_to_end
                  FROM slice GROUP BY tariff_no, date_from, date_to) AS m
        """
    )


def priced_sql(digits):
    """Amounts: rounded once, on the running sum of a billing period's slices.

    Of what was measured, each slice of days has its share of the quantity, cut on the
    running sum too, and each tier of its price what of that falls into it.
    """
    return SQL(
        """
        exact AS (
            SELECT m.*,
                   CASE WHEN span_to IS NULL THEN rate * months
                   + COALESCE(rate * head_days / head_of, 0)
                   + COALESCE(rate * tail_days / tail_of, 0)
                   ELSE rate END AS exact
              FROM (SELECT s.id, s.unit_id, s.item_id, s.payer_id, s.payers,
                           s.date_from, s.date_to, s.multiplier, s.period_from,
                           s.last_period, s.span, s.span_to, s.part, s.quantity,
                           s.price, d.no AS term_no,
                           d.months, d.head_days, d.head_of, d.tail_days, d.tail_of,
                           (s.quantity * COALESCE(s.price, 0) * s.multiplier
                           )::numeric(38, 16) AS rate
                      FROM (SELECT *, 0::bigint AS part FROM slice WHERE span_to IS NULL
                            UNION ALL %(tiered)s) AS s
                      JOIN term d ON d.tariff_no = s.tariff_no
                       AND d.date_from = s.date_from AND d.date_to = s.date_to) AS m
        ), priced AS (
            SELECT e.*,
                   round(round(before + exact, 10), %(digits)s)
                   - round(round(before, 10), %(digits)s) AS amount
              FROM (SELECT id, unit_id, item_id, payer_id, payers, date_from, date_to,
                           quantity, multiplier, price, period_from, last_period,
                           term_no, part, span, exact,
                           COALESCE(sum(exact) OVER (
                               PARTITION BY id, period_from ORDER BY date_from, part
                               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0
                           ) AS before
                      FROM exact) AS e
        )
        """,
        digits=digits,
        tiered=_tiered_slices(),
    )


def _tiered_slices():
    """Slices of what was measured, one per tier: the columns of ``slice`` and part."""
    return SQL(
        """
        SELECT c.id, c.unit_id, c.item_id, c.step,
               LEAST(t.upto, c.used_before + c.quantity_to)
               - GREATEST(t.low, c.used_before + c.quantity_from) AS quantity,
               c.multiplier, c.period_from, c.last_period, c.tariff_no, t.price,
               c.span_to, c.span_quantity, c.used_before,
               c.span || jsonb_strip_nulls(jsonb_build_object(
                   'slice', CASE WHEN c.quantity_to - c.quantity_from != c.span_quantity
                                 THEN trim_scale(c.quantity_to - c.quantity_from)::text
                            END,
                   'tier', CASE WHEN t.part > 0 OR t.upto IS NOT NULL
                                THEN t.part + 1 END,
                   'tier_above', CASE WHEN t.part > 0 THEN trim_scale(t.low)::text END,
                   'used_before', CASE WHEN t.part > 0 OR t.upto IS NOT NULL
                                       THEN trim_scale(c.used_before)::text END)),
               c.payer_id, c.payers, c.date_from, c.date_to, t.part
          FROM (SELECT s.*,
                       round(span_quantity * (date_from - period_from)
                             / (span_to - period_from + 1), 4) AS quantity_from,
                       round(span_quantity * (date_to - period_from + 1)
                             / (span_to - period_from + 1), 4) AS quantity_to
                  FROM slice s WHERE span_to IS NOT NULL) AS c
          JOIN tier t ON t.tariff_no = c.tariff_no
           AND t.low < c.used_before + c.quantity_to
           AND (t.upto IS NULL OR t.upto > c.used_before + c.quantity_from)
        """
    )


def previous_sql():
    """What the same assignment was billed last, before the newest period.

    Looked for in the three periods before it, since one may have been cancelled or
    missed: more history need not be read.
    """
    return SQL(
        """
        earlier AS (
            SELECT a.id, a.step, l.estate_date_to, l.estate_explanation,
                   max(l.estate_date_to) OVER (PARTITION BY a.id) AS last_day
              FROM assigned a
              JOIN account_move_line l ON l.estate_assignment_id = a.id
             WHERE l.parent_state = 'posted'
               AND l.estate_date_to < a.last_period
               AND l.estate_date_to >= (a.last_period
                                        - make_interval(months => 3 * a.step))::date
        ), previous AS (
            SELECT id, sum((estate_explanation->>'amount')::numeric) AS amount,
                   max((estate_explanation->>'quantity')::numeric) AS quantity
              FROM earlier
             WHERE estate_date_to >= date_trunc('month', last_day::timestamp)
                                     - make_interval(months => step - 1)
             GROUP BY id
        )
        """
    )


def explained_sql(percent, all_zeros):
    """What each slice costs, how, and what is unusual about it.

    :param all_zeros: else days of earlier periods that cost nothing are left out: the
        runs of those periods have shown them, and nothing is billed that would end it
    """
    return SQL(
        """
        explained AS (
            SELECT p.unit_id, p.id, p.item_id, p.payer_id, p.date_from, p.date_to,
                   p.part, p.quantity, p.price, p.amount,
                   v.amount AS previous_amount,
                   t.facts || jsonb_build_object(
                       'quantity', trim_scale(p.quantity)::text,
                       'multiplier', trim_scale(p.multiplier)::text,
                       'exact_before', trim_scale(round(p.before, 10))::text,
                       'amount', p.amount::text)
                   || CASE WHEN p.span IS NULL THEN '{}'::jsonb
                           ELSE jsonb_strip_nulls(jsonb_build_object(
                               'measured', p.span, 'price', trim_scale(p.price)::text))
                      END AS explanation,
                   concat_ws(',',
                       CASE WHEN t.price IS NULL THEN 'no_price' END,
                       CASE WHEN p.payer_id IS NULL THEN 'no_payer' END,
                       CASE WHEN p.amount = 0 THEN 'zero' END,
                       CASE WHEN p.payers > 1 THEN 'two_payers' END,
                       CASE WHEN p.period_from = p.last_period AND t.by_area
                                 AND v.quantity != p.quantity
                            THEN 'area_changed' END,
                       CASE WHEN NOT t.measured AND v.amount != 0
                                 AND p.period_from = p.last_period
                                 AND abs(sum(p.amount) OVER (
                                         PARTITION BY p.id, p.period_from) - v.amount)
                                     >= abs(v.amount) * %(percent)s / 100
                            THEN 'deviation' END) AS anomaly
              FROM priced p
              JOIN term t ON t.no = p.term_no
              LEFT JOIN previous v ON v.id = p.id
             WHERE %(all_zeros)s OR p.amount <> 0 OR t.price IS NULL
                OR p.date_to >= p.last_period
        )
        """,
        percent=percent,
        all_zeros=all_zeros,
    )


def unassigned_sql(scope):
    """Units of the kinds that always pay, to which nothing is assigned."""
    return SQL(
        """
        unassigned AS (
            SELECT u.id AS unit_id, NULL::int AS id, NULL::int AS item_id,
                   NULL::int AS payer_id,
                   %(date_from)s::date AS date_from, %(date_to)s::date AS date_to,
                   0::bigint AS part,
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
