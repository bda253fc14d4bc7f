"""How the people of a debt are reached, for many debts at once."""

from collections import defaultdict

from odoo.tools import SQL

from ...engine import dunning


def ladders_of(debts):
    """Return ``{debt id: contacts in the order in which they are tried}``.

    The debtor himself comes first, by the telephone of his file; then the contacts
    that he named for this unit. One that is noted as himself is a contact all the
    same: that is what a list of three numbers says of a friend's, too, and he hears
    of the debt who was allowed to (R-116). What belongs to the other party of the unit
    (a tenant when the owner owes, the owner when the tenant does) is left out.
    """
    if not debts:
        return {}
    _flush(debts.env)
    points = defaultdict(list)
    for debt_id, contact in _points(debts):
        points[debt_id].append(contact)
    others = defaultdict(set)
    for debt_id, digits in _other_parties(debts):
        others[debt_id].add(digits)
    digits_of = debts.payer_id._estate_phone_digits
    return {
        debt.id: dunning.ladder(
            [
                dunning.Contact(
                    0,
                    digits_of(debt.payer_id.phone),
                    is_debtor=True,
                    # Whether a number is wrong is no secret to who may not call it.
                    invalid=debt.payer_id.sudo().estate_phone_invalid,
                ),
                *points[debt.id],
            ],
            others[debt.id],
        )
        for debt in debts
    }


def _points(debts):
    rows = debts.env.execute_query(
        SQL(
            """
            SELECT debt.id, point.id, point.phone_digits, point.may_discuss_debt,
                   point.verified_on, point.invalid, point.sequence
              FROM estate_dunning_debt debt
              JOIN estate_occupancy occupancy ON occupancy.unit_id = debt.unit_id
               AND occupancy.partner_id = debt.payer_id
              JOIN estate_contact_point point ON point.occupancy_id = occupancy.id
             WHERE debt.id IN %s
            """,
            debts._ids,
        )
    )
    for debt_id, key, digits, may_discuss, verified, invalid, order in rows:
        yield (
            debt_id,
            dunning.Contact(
                key,
                digits or "",
                may_discuss=bool(may_discuss),
                verified=verified,
                invalid=bool(invalid),
                order=order or 0,
            ),
        )


def _other_parties(debts):
    """Numbers of the unit's other owners and tenants of today, and of their contacts.

    A co-owner and the family of the debtor are no other party: they hear the neutral
    text unless the debtor said more.
    """
    return debts.env.execute_query(
        SQL(
            """
            WITH debtor AS (
                SELECT debt.id, debt.unit_id, debt.payer_id,
                       bool_or(mine.role = 'tenant') IS TRUE AS is_tenant
                  FROM estate_dunning_debt debt
                  LEFT JOIN estate_occupancy mine ON mine.unit_id = debt.unit_id
                   AND mine.partner_id = debt.payer_id
                   AND (mine.date_end IS NULL OR mine.date_end >= debt.date_start)
                 WHERE debt.id IN %s
                 GROUP BY debt.id
            ), party AS (
                SELECT debtor.id AS debt_id, other.id AS occupancy_id, other.partner_id
                  FROM debtor
                  JOIN estate_occupancy other ON other.unit_id = debtor.unit_id
                   AND other.partner_id <> debtor.payer_id
                   AND other.role IN ('owner', 'co_owner', 'tenant')
                   AND (other.role = 'tenant') <> debtor.is_tenant
            )
            SELECT party.debt_id,
                   right(regexp_replace(person.phone, '\\D', '', 'g'), 11)
              FROM party JOIN res_partner person ON person.id = party.partner_id
             WHERE person.phone IS NOT NULL
             UNION
            SELECT party.debt_id, point.phone_digits
              FROM party
              JOIN estate_contact_point point ON point.occupancy_id = party.occupancy_id
             WHERE point.phone_digits <> ''
            """,
            debts._ids,
        )
    )


def _flush(env):
    env["estate.dunning.debt"].flush_model()
    env["estate.occupancy"].flush_model(["unit_id", "partner_id", "role", "date_end"])
    env["estate.contact.point"].flush_model()
    env["res.partner"].flush_model(["phone"])
