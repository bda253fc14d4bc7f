"""Checks of what was billed and of what took bills back (B-06)."""

from odoo.tools import SQL

from ..fee.estate_fee_item import MEASURED_BASES

HUNDRED = 100


def bill_odd(scope):
    """Charges of nothing or less, or far from what the same charge was last.

    Where the days differ by more than months do, amounts are compared by the day: a
    first month that began late is no deviation. What meters count, and shares, varies
    by nature: there the difference has to be an amount of the settings as well.
    """
    return SQL(
        """
        WITH charge AS (
            SELECT line.estate_assignment_id AS id, line.move_id, line.move_name,
                   line.partner_id, line.estate_unit_id AS unit_id,
                   line.estate_item_id AS item_id, MIN(line.estate_date_from) AS day,
                   SUM(line.price_total) AS amount,
                   MAX(line.estate_date_to) - MIN(line.estate_date_from) + 1 AS days
              FROM account_move_line line
             WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
               AND line.date >= %(since)s AND line.estate_assignment_id IS NOT NULL
          GROUP BY line.estate_assignment_id, line.move_id, line.move_name,
                   line.partner_id, line.estate_unit_id, line.estate_item_id
        ), ranked AS (
            SELECT charge.*,
                   LAG(amount) OVER by_day AS last_amount,
                   LAG(days) OVER by_day AS last_days,
                   LEAD(move_id) OVER by_day AS next_id
              FROM charge
            WINDOW by_day AS (PARTITION BY id ORDER BY day, move_id)
        ), compared AS (
            SELECT ranked.*,
                   CASE WHEN ABS(days - last_days) <= 3 THEN amount
                        ELSE amount / days * last_days END AS alike
              FROM ranked
             WHERE next_id IS NULL
        )
        SELECT ranked.id || '/' || ranked.move_id AS key, unit.community_id,
               ranked.unit_id, ranked.partner_id, 'account.move' AS res_model,
               ranked.move_id AS res_id, ranked.day AS date, ranked.amount,
               jsonb_build_object(
                   'code', CASE WHEN ranked.amount <= 0 THEN 'nothing'
                                ELSE 'deviation' END,
                   'unit', unit.code, 'item', item.name, 'bill', ranked.move_name,
                   'amount', ranked.amount, 'earlier', ranked.last_amount,
                   'percent', ROUND(
                       (ranked.alike / NULLIF(ranked.last_amount, 0) - 1)
                       * %(hundred)s)) AS facts
          FROM compared ranked
          JOIN estate_unit unit ON unit.id = ranked.unit_id
          JOIN estate_fee_item item ON item.id = ranked.item_id
         WHERE ranked.amount <= 0
            OR ranked.last_amount > 0
               AND (item.basis <> ALL(%(measured)s)
                    OR ABS(ranked.alike - ranked.last_amount) >= %(least)s)
               AND ABS(ranked.alike - ranked.last_amount)
                   >= ranked.last_amount * %(percent)s / %(hundred)s
        """,
        company=scope.company.id,
        since=scope.since,
        measured=list(MEASURED_BASES),
        least=scope.company.estate_diagnostic_measured_min,
        percent=scope.company.estate_anomaly_percent,
        hundred=HUNDRED,
    )


def two_payers(scope):
    """Two people billed for one unit, item and day: not two spaces, but one thing."""
    return SQL(
        """
        SELECT one.move_id || '/' || two.move_id || '/' || one.estate_item_id AS key,
               unit.community_id, unit.id AS unit_id, MIN(two.partner_id) AS partner_id,
               'account.move' AS res_model, two.move_id AS res_id,
               MIN(two.estate_date_from) AS date, SUM(two.price_total) AS amount,
               jsonb_build_object(
                   'unit', unit.code, 'item', item.name,
                   'bill', one.move_name, 'other', two.move_name,
                   'ids', jsonb_build_array(one.move_id, two.move_id),
                   'payer', MIN(payer.name), 'second', MIN(second.name)) AS facts
          FROM account_move_line one
          JOIN account_move_line two
            ON two.estate_unit_id = one.estate_unit_id
           AND two.estate_item_id = one.estate_item_id
           AND two.move_id > one.move_id AND two.partner_id <> one.partner_id
           AND two.parent_state = 'posted' AND two.estate_assignment_id IS NOT NULL
           AND two.date >= %(since)s
           AND daterange(two.estate_date_from, two.estate_date_to, '[]')
               && daterange(one.estate_date_from, one.estate_date_to, '[]')
          JOIN estate_fee_assignment a ON a.id = one.estate_assignment_id
          JOIN estate_fee_assignment b ON b.id = two.estate_assignment_id
          JOIN estate_unit unit ON unit.id = one.estate_unit_id
          JOIN estate_fee_item item ON item.id = one.estate_item_id
          JOIN res_partner payer ON payer.id = one.partner_id
          JOIN res_partner second ON second.id = two.partner_id
         WHERE one.company_id = %(company)s AND one.parent_state = 'posted'
           AND one.date >= %(since)s AND one.estate_assignment_id IS NOT NULL
           AND COALESCE(a.vehicle_id = b.vehicle_id, true)
           AND (COALESCE(a.label, '') = '' OR COALESCE(b.label, '') = ''
                OR lower(btrim(a.label)) = lower(btrim(b.label)))
      GROUP BY one.move_id, two.move_id, one.estate_item_id, unit.id, item.id,
               one.move_name, two.move_name
        """,
        company=scope.company.id,
        since=scope.since,
    )


def waiver_over(scope):
    """Bills credited beside the waivers, and waivers that nobody who may approved.

    Who asked for a waiver approves it not, nor who may not decide on its amount.
    """
    return SQL(
        """
        SELECT 'note/' || note.id AS key, unit.community_id, unit.id AS unit_id,
               note.partner_id, 'account.move' AS res_model, note.id AS res_id,
               note.date, note.amount_total AS amount,
               jsonb_build_object(
                   'code', 'note', 'unit', unit.code, 'note', note.name,
                   'amount', note.amount_total, 'limit', %(limit)s::numeric) AS facts
          FROM account_move note
          JOIN estate_unit unit ON unit.id = note.estate_unit_id
     LEFT JOIN account_move bill ON bill.id = note.reversed_entry_id
         WHERE note.company_id = %(company)s AND note.move_type = 'out_refund'
           AND note.state = 'posted' AND note.date >= %(since)s
           AND note.estate_waiver_id IS NULL AND bill.estate_cancel_reason IS NULL
           AND note.amount_total > %(limit)s
           -- A credit note that was itself taken back waives nothing any more.
           AND note.payment_state <> 'reversed'
           -- What a settlement or a price adjustment credits was approved there.
           AND NOT EXISTS (
                   SELECT FROM account_move_line line
                    WHERE line.move_id = note.id
                      AND line.estate_explanation ->> 'kind'
                          IN ('settlement', 'rebill'))
     UNION ALL
        SELECT 'waiver/' || waiver.id, waiver.community_id, waiver.unit_id,
               waiver.partner_id, 'estate.waiver', waiver.id, waiver.done_on,
               waiver.amount,
               jsonb_build_object(
                   'code', CASE WHEN approval.names IS NULL THEN 'waiver'
                                ELSE 'level' END,
                   'unit', unit.code, 'note', waiver.name,
                   'amount', waiver.amount, 'role', role.name,
                   'approver', approval.names)
          FROM estate_waiver waiver
          JOIN estate_unit unit ON unit.id = waiver.unit_id
          JOIN (VALUES %(levels)s) may (level, role_id, group_ids)
            ON may.level = COALESCE(waiver.approval_level, 'accountant')
          JOIN res_groups role ON role.id = may.role_id
    CROSS JOIN LATERAL (
               SELECT STRING_AGG(who.name, ', ' ORDER BY who.name) AS names,
                      BOOL_OR(EXISTS (
                          SELECT FROM res_groups_users_rel has
                           WHERE has.uid = review.done_by
                             AND has.gid = ANY(may.group_ids))) AS is_high_enough
                 FROM tier_review review
            LEFT JOIN res_users approver ON approver.id = review.done_by
            LEFT JOIN res_partner who ON who.id = approver.partner_id
                WHERE review.model = 'estate.waiver' AND review.res_id = waiver.id
                  AND review.status = 'approved'
                  AND review.done_by IS DISTINCT FROM waiver.requester_id) approval
         WHERE waiver.company_id = %(company)s AND waiver.state = 'done'
           AND waiver.done_on >= %(since)s
           AND approval.is_high_enough IS NOT TRUE
        """,
        company=scope.company.id,
        since=scope.since,
        limit=scope.company.estate_waiver_limit,
        levels=_levels(scope),
    )


def _levels(scope):
    """Return each level of approval with its role, and the roles that reach it."""
    levels = scope.env["estate.waiver"]._fields["approval_level"].get_values(scope.env)
    reach = scope.env["res.groups"]
    rows = []
    # From the highest down: who decides on more decides on less.
    for level in reversed(levels):
        role = scope.env.ref(f"estate_service.group_estate_{level}")
        reach |= role | role.all_implied_by_ids
        rows.append(SQL("(%s, %s, %s)", level, role.id, reach.ids))
    return SQL(", ").join(rows)


def after_close(scope):
    """Entries that came into closed months, or left them, after their close."""
    return SQL(
        """
        SELECT DISTINCT ON (change.close_id, change.move_id)
               change.close_id || '/' || change.move_id AS key,
               unit.community_id,
               move.estate_unit_id AS unit_id, move.partner_id,
               'account.move' AS res_model, move.id AS res_id, change.date,
               change.amount,
               jsonb_build_object(
                   'entry', COALESCE(move.name, change.name), 'date', change.date,
                   'what', change.what, 'amount', change.amount) AS facts
          FROM estate_close_change change
          JOIN account_move move ON move.id = change.move_id
     LEFT JOIN estate_unit unit ON unit.id = move.estate_unit_id
         WHERE change.company_id = %(company)s AND change.is_taken_in IS NOT TRUE
           -- What came in and was taken out again left nothing behind.
           AND NOT (move.state <> 'posted' AND (
                    SELECT first.what FROM estate_close_change first
                     WHERE first.close_id = change.close_id
                       AND first.move_id = change.move_id
                       AND first.is_taken_in IS NOT TRUE
                  ORDER BY first.id LIMIT 1) = 'posted')
      ORDER BY change.close_id, change.move_id, change.id DESC
        """,
        company=scope.company.id,
    )
