"""Checks of what is charged: assignments, areas, prices and meters (B-06)."""

from odoo.tools import SQL

from ..fee.bill_plan_amount import CHARGED_UNIT_KINDS
from ..fee.bill_plan_days import RECURRING_ITEM_KINDS


def no_fee(scope):
    """Units of the kinds that always pay, with no recurring fee today."""
    return SQL(
        """
        SELECT unit.id::text AS key, unit.community_id, unit.id AS unit_id,
               NULL::int AS partner_id, 'estate.unit' AS res_model, unit.id AS res_id,
               unit.date_delivery AS date, NULL::numeric AS amount,
               jsonb_build_object('unit', unit.code) AS facts
          FROM estate_unit unit
          JOIN estate_community community ON community.id = unit.community_id
         WHERE unit.company_id = %(company)s AND unit.active AND community.active
           AND unit.kind = ANY(%(kinds)s)
           AND COALESCE(unit.date_delivery, %(today)s) <= %(today)s
           AND COALESCE(community.cut_over, %(today)s) <= %(today)s
           AND NOT EXISTS (
                   SELECT FROM estate_fee_assignment charge
                     JOIN estate_fee_item item ON item.id = charge.item_id
                    WHERE charge.unit_id = unit.id AND charge.active
                      AND item.kind = ANY(%(recurring)s)
                      AND charge.date_from <= %(today)s
                      AND COALESCE(charge.date_to, %(today)s) >= %(today)s)
        """,
        company=scope.company.id,
        today=scope.today,
        kinds=list(CHARGED_UNIT_KINDS),
        recurring=list(RECURRING_ITEM_KINDS),
    )


def overlap(scope):
    """The same thing assigned twice for the same days.

    The database refuses twins with one label; here are those that differ in it: an
    area that is charged more than once, a vehicle that has two, spellings of a label.
    """
    return SQL(
        """
        SELECT one.id || '/' || two.id AS key, one.community_id, one.unit_id,
               NULL::int AS partner_id, 'estate.fee.assignment' AS res_model,
               two.id AS res_id, GREATEST(one.date_from, two.date_from) AS date,
               NULL::numeric AS amount,
               jsonb_build_object(
                   'unit', unit.code, 'item', item.name, 'ids',
                   jsonb_build_array(one.id, two.id),
                   'since', GREATEST(one.date_from, two.date_from)) AS facts
          FROM estate_fee_assignment one
          JOIN estate_fee_assignment two
            ON two.unit_id = one.unit_id AND two.item_id = one.item_id
           AND two.id > one.id AND two.active
           AND daterange(two.date_from, two.date_to, '[]')
               && daterange(one.date_from, one.date_to, '[]')
          JOIN estate_fee_item item ON item.id = one.item_id
          JOIN estate_unit unit ON unit.id = one.unit_id
         WHERE one.company_id = %(company)s AND one.active
           AND LEAST(COALESCE(one.date_to, %(today)s), COALESCE(two.date_to, %(today)s))
               >= %(since)s
           AND (item.basis LIKE 'area%%' AND one.multiplier + two.multiplier > 1
                OR one.vehicle_id = two.vehicle_id
                OR one.vehicle_id IS NOT DISTINCT FROM two.vehicle_id
                   AND lower(btrim(COALESCE(one.label, '')))
                       = lower(btrim(COALESCE(two.label, ''))))
        """,
        company=scope.company.id,
        today=scope.today,
        since=scope.since,
    )


def area_changed(scope):
    """The last bill of a charge by area names another area than the unit has."""
    return SQL(
        """
        SELECT last.charge_id::text AS key, unit.community_id, unit.id AS unit_id,
               last.partner_id, 'account.move' AS res_model, last.move_id AS res_id,
               last.day AS date, NULL::numeric AS amount,
               jsonb_build_object(
                   'unit', unit.code, 'item', item.name, 'bill', last.move_name,
                   'billed', trim_scale(last.quantity),
                   'area', trim_scale(now.area)) AS facts
          FROM (SELECT DISTINCT ON (line.estate_assignment_id)
                       line.estate_assignment_id AS charge_id, line.move_id,
                       line.move_name, line.partner_id, line.estate_item_id AS item_id,
                       line.estate_date_to AS day,
                       (line.estate_explanation->>'quantity')::numeric AS quantity
                  FROM account_move_line line
                 WHERE line.company_id = %(company)s AND line.parent_state = 'posted'
                   AND line.date >= %(since)s
                   AND line.estate_assignment_id IS NOT NULL
                   AND line.estate_explanation ? 'quantity'
              ORDER BY line.estate_assignment_id, line.estate_date_to DESC,
                       line.id DESC) last
          JOIN estate_fee_assignment charge ON charge.id = last.charge_id
          JOIN estate_fee_item item ON item.id = last.item_id
          JOIN estate_unit unit ON unit.id = charge.unit_id
    CROSS JOIN LATERAL (
               SELECT ROUND((CASE item.basis WHEN 'area_built' THEN unit.area_built
                             ELSE unit.area_inner END)::numeric, 4) AS area) now
         WHERE item.basis LIKE 'area%%' AND ROUND(last.quantity, 4) <> now.area
        """,
        company=scope.company.id,
        since=scope.since,
    )


def no_consent(scope):
    """Prices in force or to come whose consent is not on record (R-805).

    Nobody named, or no document; a number of a document that nobody can open is told
    as such.
    """
    return SQL(
        """
        SELECT price.id::text AS key, price.community_id, NULL::int AS unit_id,
               NULL::int AS partner_id, 'estate.fee.price' AS res_model,
               price.id AS res_id, price.date_from AS date,
               price.price::numeric AS amount,
               jsonb_build_object(
                   'item', item.name, 'price', trim_scale(price.price::numeric),
                   'since', price.date_from)
               || CASE WHEN price.consent_kind IS NULL
                         OR COALESCE(price.consent_ref, '') = '' THEN '{}'::jsonb
                       ELSE jsonb_build_object(
                           'code', 'file', 'ref', price.consent_ref) END AS facts
          FROM estate_fee_price price
          JOIN estate_fee_item item ON item.id = price.item_id AND item.active
         WHERE price.company_id = %(company)s AND %(asked)s AND price.price > 0
           AND COALESCE(price.date_to, %(today)s) >= %(today)s
           AND (price.consent_kind IS NULL OR NOT EXISTS (
                    SELECT FROM estate_fee_price_ir_attachment_rel file
                     WHERE file.estate_fee_price_id = price.id))
        """,
        company=scope.company.id,
        today=scope.today,
        asked=scope.company.estate_price_needs_consent,
    )


def meter_back(scope):
    """A dial that fell, or a new dial below the old one, with no replacement told."""
    return SQL(
        """
        SELECT 'reading/' || reading.id AS key, reading.community_id, reading.unit_id,
               NULL::int AS partner_id, 'estate.meter' AS res_model,
               reading.meter_id AS res_id, reading.date, NULL::numeric AS amount,
               jsonb_build_object(
                   'code', 'reading', 'unit', unit.code, 'meter', meter.serial,
                   'before', trim_scale(before.value::numeric),
                   'value', trim_scale(reading.value::numeric)) AS facts
          FROM estate_meter_reading reading
          JOIN estate_meter meter ON meter.id = reading.meter_id
     LEFT JOIN estate_unit unit ON unit.id = reading.unit_id
    CROSS JOIN LATERAL (
               SELECT earlier.value, earlier.kind, earlier.charged_to
                 FROM estate_meter_reading earlier
                WHERE earlier.meter_id = reading.meter_id AND earlier.state <> 'todo'
                  AND earlier.date < reading.date
             ORDER BY earlier.date DESC LIMIT 1) before
         WHERE reading.company_id = %(company)s AND reading.state <> 'todo'
           AND reading.date >= %(since)s AND reading.rolled_over IS NOT TRUE
           AND reading.value < before.value AND before.kind <> 'estimated'
     UNION ALL
        SELECT 'meter/' || new.id || '/' || old.id, new.community_id,
               new.unit_id, NULL, 'estate.meter',
               old.id, new.date_install, NULL,
               jsonb_build_object(
                   'code', 'meter', 'unit', unit.code, 'meter', old.serial,
                   'new', new.serial, 'before', trim_scale(last.value::numeric),
                   'value', trim_scale(COALESCE(new.first_value, 0)::numeric))
          FROM estate_meter new
          JOIN estate_meter old
            ON old.unit_id = new.unit_id AND old.type_id = new.type_id
           AND old.id < new.id AND old.date_removed IS NULL
           AND old.assignment_id IS NULL
          JOIN estate_unit unit ON unit.id = new.unit_id
    CROSS JOIN LATERAL (
               SELECT reading.value, reading.date
                 FROM estate_meter_reading reading
                WHERE reading.meter_id = old.id AND reading.state <> 'todo'
             ORDER BY reading.date DESC LIMIT 1) last
         WHERE new.company_id = %(company)s AND new.active
           AND new.replaces_id IS NULL AND new.assignment_id IS NOT NULL
           AND new.date_install >= last.date
           AND COALESCE(new.first_value, 0) < last.value
        """,
        company=scope.company.id,
        since=scope.since,
    )
