"""Bills of metered and shared fees per second beside OCA contract, in one run.

Each unit has a fee by area, a meter with tiers by the year, and its share of a cost:
three lines, two of them with 6 % included; contract makes and posts invoices of as
many lines with the same taxes. Every fourth home used so much that its reading crosses
a tier, every twentieth two: their bills have a line more, or two, than contract's.
Readings and shares are there before the clock starts: what is measured is what
bench/billing measures, with everything on.
"""

from odoo.fields import Command

from bench.billing import bill_community, compare, expect_figures
from bench.common import (
    Clock,
    arguments,
    finish,
    fresh_database,
    install,
    nothing_measured,
    result,
)
from bench.estate_seed import included_tax, seed_community

CODES = ("Metered: Management", "Metered: Water", "Metered: Lift")
FIRST, USED = 100, 6
"""What each meter showed at the beginning, and the least that was used."""
TIERS = ((180, 3.85), (260, 6.7))
"""Above how many m³ of the year, and at which price then."""
CROSSING = ((20, 1), (4, 0))
"""Of how many homes one crosses which tier, the rarest first."""


def seed_items(env, company):
    """The three fee items; those a warm-up left are used again."""
    items = env["estate.fee.item"]
    if known := items.search([("code", "in", CODES)], order="id"):
        return known
    tax = included_tax(env, company)
    water = env.ref("estate_service.estate_meter_type_water")
    area, usage, share = CODES
    for name, basis, taxed, vals in (
        (area, "area_built", True, {}),
        (usage, "usage", False, {"meter_type_id": water.id}),
        (share, "share", True, {}),
    ):
        product = env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "taxes_id": [Command.set(tax.ids if taxed else [])],
            }
        )
        items += items.create(
            {
                "name": name,
                "code": name,
                "basis": basis,
                "product_id": product.id,
                **vals,
            }
        )
    _price(env, items)
    return items


def _price(env, items):
    area, usage, share = items
    prices = env["estate.fee.price"]
    for item, price in ((area, 2.8), (usage, 2.9), (share, 0)):
        prices.create({"item_id": item.id, "price": price, "date_from": "2020-01-01"})
    usage.price_ids.tier_ids = [
        Command.create({"above": above, "price": price}) for above, price in TIERS
    ]


def _used(place):
    """What a home used: most of them little, some so much that they cross tiers."""
    for one_of, tier in CROSSING:
        if place % one_of == 0:
            return TIERS[tier][0] + USED + place % USED
    return USED + place % USED


def bill(env, company, items, size, code="BILL"):
    """One bill run over ``size`` units with a reading and a share each."""
    community, _owners = seed_community(env, company, items, size, code)
    units = env["estate.unit"].search([("community_id", "=", community.id)], order="id")
    _read(env, units)
    _share(env, community, items[2], size)
    env.flush_all()
    env.invalidate_all()
    env.cr.execute("ANALYZE")
    taken = bill_community(env, community, size)
    _check_tiers(env, community, items[1], size)
    return taken


def _check_tiers(env, community, usage, size):
    """As many lines as homes, and one more for each tier that a home crossed."""
    lines = env["account.move.line"].search_count(
        [
            ("estate_item_id", "=", usage.id),
            ("estate_unit_id.community_id", "=", community.id),
            ("parent_state", "=", "posted"),
            ("display_type", "=", "product"),
        ]
    )
    crossed = sum(-(-size // one_of) for one_of, _tier in CROSSING)
    assert lines == size + crossed, f"{lines} lines of usage"


def _read(env, units):
    """A meter in each unit, read at the end of the month."""
    water = env.ref("estate_service.estate_meter_type_water")
    meters = env["estate.meter"].create(
        [
            {
                "unit_id": unit.id,
                "type_id": water.id,
                "serial": f"{unit.community_id.code}-{unit.id}",
                "date_install": "2026-09-30",
                "first_value": FIRST,
            }
            for unit in units
        ]
    )
    readings = env["estate.meter.reading"].create(
        [
            {
                "meter_id": meter.id,
                "date": "2026-10-31",
                "value": FIRST + _used(place),
            }
            for place, meter in enumerate(meters)
        ]
    )
    readings.action_check()


def _share(env, community, item, size):
    pool = env["estate.share.pool"].create(
        {
            "name": "Lift electricity",
            "community_id": community.id,
            "item_id": item.id,
            "date_from": "2026-10-01",
            "date_to": "2026-10-31",
            "amount": 12.34 * size,
        }
    )
    pool.action_share()
    pool.action_confirm()


def main():
    options = arguments(
        __doc__, sizes=[500, 10000], rounds=2, peer_limit=500
    ).parse_args()
    clock = Clock(options.max_seconds)
    with fresh_database("metered", keep=options.keep) as database:
        install(database, "contract", "l10n_cn")
        figures = compare(database, bill, seed_items, options, clock)
    if not figures:
        nothing_measured("metered", clock)
    met = expect_figures(figures)
    result("metered", **figures)
    finish(met)


if __name__ == "__main__":
    main()
