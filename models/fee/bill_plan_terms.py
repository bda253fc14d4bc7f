"""The plan's terms: which price and which payer hold on which days."""

from odoo.tools import SQL


def tariff_sql(scope):
    """Price segments per item and kind of unit, gaps included (price NULL).

    ``facts`` is the part of the explanation that all lines of a segment share.
    """
    yield SQL(
        """
        candidate AS MATERIALIZED (
            SELECT k.item_id, k.kind, v.id, v.price, v.date_from, v.date_to,
                   v.consent_ref,
                   (v.community_id IS NOT NULL)::int * 2
                   + (v.unit_kind IS NOT NULL)::int AS rank
              FROM (SELECT DISTINCT item_id, kind FROM assigned) AS k
              JOIN %(versions)s AS v ON v.item_id = k.item_id
               AND (v.community_id IS NULL OR v.community_id = %(community)s)
               AND (v.unit_kind IS NULL OR v.unit_kind = k.kind)
        ), tariff AS MATERIALIZED (
            SELECT row_number() OVER () AS no, i.basis LIKE 'area%%' AS by_area,
                   i.measured, b.item_id, b.kind, b.day AS seg_from,
                   lead(b.day, 1, 'infinity') OVER (
                       PARTITION BY b.item_id, b.kind ORDER BY b.day) - 1 AS seg_to,
                   best.*,
                   jsonb_strip_nulls(jsonb_build_object(
                       'v', 1, 'basis', i.basis,
                       'unit',
                       CASE WHEN i.basis LIKE 'area%%' THEN 'm2'
                            WHEN i.basis = 'usage' THEN i.uom
                            WHEN i.basis = 'share' THEN 'money'
                            ELSE 'each' END,
                       'price', trim_scale(best.price)::text,
                       'price_id', best.price_id, 'price_from', best.price_from,
                       'consent', best.consent_ref,
                       'tax_rate', i.rate, 'tax_included', i.included)) AS facts
              FROM (SELECT DISTINCT item_id, kind, '-infinity'::date AS day
                      FROM assigned
                    UNION SELECT item_id, kind, date_from FROM candidate
                    UNION SELECT item_id, kind, date_to + 1 FROM candidate
                           WHERE date_to IS NOT NULL) AS b
              JOIN item i ON i.id = b.item_id
              -- A share of a cost is an amount already: its price is one.
              LEFT JOIN LATERAL (
                   SELECT NULL::int AS price_id, 1::numeric AS price,
                          NULL::date AS price_from, NULL::text AS consent_ref
                    WHERE i.basis = 'share'
                    UNION ALL
                   (SELECT c.id AS price_id, c.price, c.date_from AS price_from,
                          c.consent_ref
                     FROM candidate c
                    WHERE c.item_id = b.item_id AND c.kind = b.kind
                      AND i.basis != 'share' AND c.date_from <= b.day
                      AND (c.date_to IS NULL OR c.date_to >= b.day)
                    ORDER BY c.rank DESC LIMIT 1)) AS best ON true
        ), tier AS MATERIALIZED (
            SELECT t.no AS tariff_no, s.above AS low,
                   lead(s.above) OVER (PARTITION BY t.no ORDER BY s.above) AS upto,
                   s.price,
                   row_number() OVER (PARTITION BY t.no ORDER BY s.above) - 1 AS part
              FROM tariff t
             CROSS JOIN LATERAL (
                   SELECT 0::numeric AS above, t.price
                    UNION ALL
                   SELECT above, price FROM estate_fee_price_tier
                    WHERE price_id = t.price_id
                    %(proposed)s) AS s
             WHERE t.measured
        )
        """,
        community=scope.community.id,
        proposed=_proposed_tiers_sql(scope),
        versions=_versions_sql(scope) if scope.as_of else SQL("estate_fee_price"),
    )


def _proposed_tiers_sql(scope):
    """The tiers of what is proposed, beside those of the versions."""
    if not scope.proposed_tiers:
        return SQL()
    return SQL(
        """UNION ALL
           SELECT p.above::numeric, p.price::numeric
             FROM (VALUES %s) AS p(no, above, price) WHERE p.no = t.price_id""",
        SQL(", ").join(SQL("(%s, %s, %s)", *row) for row in scope.proposed_tiers),
    )


def _versions_sql(scope):
    """The tariff of one day for ever, changed by what is proposed."""
    return SQL(
        """
        (WITH proposal AS (
            SELECT no::int, item_id::int, unit_kind::varchar, price::numeric
              FROM (VALUES %(proposals)s)
                   AS p(no, item_id, unit_kind, price)
             WHERE item_id IS NOT NULL
         )
         SELECT p.id, p.item_id, p.community_id, p.unit_kind, p.price::numeric,
                '-infinity'::date AS date_from, NULL::date AS date_to, p.consent_ref
           FROM estate_fee_price p
          WHERE p.date_from <= %(day)s AND (p.date_to IS NULL OR p.date_to >= %(day)s)
            AND NOT EXISTS (
                SELECT FROM proposal
                 WHERE proposal.item_id = p.item_id
                   AND p.community_id = %(community)s
                   AND proposal.unit_kind IS NOT DISTINCT FROM p.unit_kind)
          UNION ALL
         SELECT no, item_id, %(community)s, unit_kind, price,
                '-infinity'::date, NULL, NULL
           FROM proposal)
        """,
        proposals=SQL(", ").join(
            [SQL("(NULL, NULL, NULL, NULL)")]
            + [SQL("(%s, %s, %s, %s)", *row) for row in scope.proposals]
        ),
        day=scope.as_of,
        community=scope.community.id,
    )


def payer_sql():
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
                    AND (o.role IN ('owner', 'co_owner')
                         OR (d.payer_rule = 'payer' AND o.is_payer)
                         OR (d.payer_rule = 'tenant' AND o.role = 'tenant'))
             ORDER BY d.unit_id, d.payer_rule, d.day,
                   CASE WHEN d.payer_rule = 'payer' AND o.is_payer THEN 0
                        WHEN d.payer_rule = 'tenant' AND o.role = 'tenant' THEN 1
                        WHEN o.role = 'owner' AND o.is_primary THEN 2
                        WHEN o.role = 'owner' THEN 3
                        ELSE 4 END,
                   o.is_primary DESC, o.id
        ), payer AS MATERIALIZED (
            SELECT unit_id, payer_rule, partner_id, max(payers) AS payers,
                   min(day) AS seg_from,
                   lead(min(day), 1, 'infinity') OVER (
                       PARTITION BY unit_id, payer_rule ORDER BY min(day)) - 1 AS seg_to
              FROM (SELECT *, count(*) FILTER (WHERE changed) OVER (
                               PARTITION BY unit_id, payer_rule ORDER BY day) AS segment
                      FROM (SELECT *, partner_id IS DISTINCT FROM lag(partner_id) OVER (
                                       PARTITION BY unit_id, payer_rule ORDER BY day
                                   ) AS changed
                              FROM paying) AS p) AS s
             GROUP BY unit_id, payer_rule, partner_id, segment
        )
        """
    )
