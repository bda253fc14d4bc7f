"""An invented estate of any size, written set-wise: what the benchmarks bill."""

from datetime import date

from odoo.fields import Command
from odoo.tools import SQL

TARIFF = (
    ("Management", "2.80", "area_built", True),
    ("Lighting", "15.00", "fixed", True),
    ("Garbage", "10.00", "fixed", False),
)


def set_up_company(env):
    """The main company with a chart, the fee accounts and the set-up's journals."""
    company = env.company
    if not company.chart_template:
        env["account.chart.template"].try_loading(
            "cn", company=company, install_demo=False
        )
    env["estate.setup"]._set_up(company)
    return company


def seed_items(env, company):
    """Three fee items: by area and fixed with 6 % included, and one without tax.

    Those a warm-up left are used again.
    """
    items = env["estate.fee.item"]
    if known := items.search([("code", "in", [row[0] for row in TARIFF])]):
        return known
    tax = included_tax(env, company)
    for name, price, basis, taxed in TARIFF:
        product = env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "taxes_id": [Command.set(tax.ids if taxed else [])],
            }
        )
        item = items.create(
            {"name": name, "code": name, "basis": basis, "product_id": product.id}
        )
        env["estate.fee.price"].create(
            {"item_id": item.id, "price": float(price), "date_from": "2020-01-01"}
        )
        items += item
    return items


def included_tax(env, company):
    """6 %, within the price."""
    return env["account.tax"].create(
        {
            "name": "6% included (bench)",
            "amount": 6,
            "amount_type": "percent",
            "price_include_override": "tax_included",
            "type_tax_use": "sale",
            "company_id": company.id,
        }
    )


def seed_community(env, company, items, units, code="B"):
    """A community of ``units`` homes, each with an owner and every item assigned.

    :return: the community and the ids of its owners
    """
    community = env["estate.community"].create(
        {"name": f"Bench {code}", "code": code, "company_id": company.id}
    )
    building = env["estate.building"].create(
        {"name": "1", "code": "1", "community_id": community.id}
    )
    env.flush_all()
    owners = _insert_owners(env, units)
    unit_ids = _insert_units(env, company, community, building, units)
    _insert_occupancies(env, company, community, unit_ids, owners)
    for item in items:
        _insert_assignments(env, company, community, item, unit_ids)
    env.invalidate_all()
    env.cr.execute("ANALYZE")
    return community, owners


def publish_month(env, community):
    """The bills of October 2026 of a community, posted; returns their run."""
    run = env["estate.bill.run"].create(
        {
            "community_id": community.id,
            "date_from": "2026-10-01",
            "date_invoice": "2026-10-01",
        }
    )
    run.action_plan()
    run._publish_all()
    return run


def seed_clerk(env, role, community):
    """A user of one role (``cashier`` …) who serves the community."""
    group = env.ref(f"estate_service.group_estate_{role}")
    return env["res.users"].create(
        {
            "name": "Clerk",
            "login": f"bench.{role}",
            "group_ids": [Command.set(group.ids)],
            "estate_community_ids": [Command.set(community.ids)],
        }
    )


def _ids(env, query, *args):
    return [row[0] for row in env.execute_query(SQL(query, *args))]


def _insert_owners(env, count):
    owners = _ids(
        env,
        """INSERT INTO res_partner (name, complete_name, active, type, is_company,
                                    autopost_bills, lang, create_date, write_date)
           SELECT 'Owner ' || n, 'Owner ' || n, true, 'contact', false, 'ask',
                  'en_US', now(), now()
             FROM generate_series(1, %s) AS n RETURNING id""",
        count,
    )
    env.cr.execute(
        "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)",
        [owners],
    )
    return owners


def _insert_units(env, company, community, building, count):
    return _ids(
        env,
        """INSERT INTO estate_unit (code, room, section, floor, community_id,
                                    building_id, company_id, kind, state, active,
                                    area_built, area_inner, coefficient)
           SELECT '1-1-' || n, n::text, '1', n / 100, %s, %s, %s, 'home', 'occupied',
                  true, 50 + (n %% 9973) / 100.0, 40, 1
             FROM generate_series(1, %s) AS n RETURNING id""",
        community.id,
        building.id,
        company.id,
        count,
    )


def _insert_occupancies(env, company, community, units, owners):
    env.cr.execute(
        SQL(
            """INSERT INTO estate_occupancy (unit_id, partner_id, role, date_start,
                                             is_primary, is_payer, community_id,
                                             company_id, share)
               SELECT unit, owner, 'owner', '2020-01-01', true, false, %s, %s, 100
                 FROM unnest(%s, %s) AS pair(unit, owner)""",
            community.id,
            company.id,
            units,
            owners,
        )
    )


def _insert_assignments(env, company, community, item, units):
    env.cr.execute(
        SQL(
            """INSERT INTO estate_fee_assignment (unit_id, item_id, community_id,
                                                  company_id, date_from, payer_rule,
                                                  multiplier, active)
               SELECT unit, %s, %s, %s, %s, 'payer', 1, true
                 FROM unnest(%s) AS unit""",
            item.id,
            community.id,
            company.id,
            date(2026, 10, 1),
            units,
        )
    )
