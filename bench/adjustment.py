"""A price adjustment simulated over all units, and told to every owner (B-09, R-808).

The estate is set up once per size; the simulation is what the button does. Notices are
written set-wise and sent in chunks, as the job does, by letter: no mail is made.
"""

from odoo.fields import Command

from bench.common import (
    Clock,
    Measure,
    arguments,
    environment,
    fresh_database,
    nothing_measured,
    result,
)
from bench.estate_seed import seed_community, seed_items, set_up_company


def simulate(env, size):
    """Return what the simulation of ``size`` units took, and their notices."""
    company = set_up_company(env)
    items = seed_items(env, company)
    community, owners = seed_community(env, company, items, size, f"ADJ{size}")
    env["estate.unit"].search(
        [("community_id", "=", community.id)]
    )._refresh_occupants()
    adjustment = env["estate.fee.adjustment"].create(
        {
            "community_id": community.id,
            "date_effective": "2027-01-01",
            "simulation_month": "2026-10-01",
            "reason": "Wages",
            "line_ids": [Command.create({"item_id": items[0].id, "new_price": 3.2})],
        }
    )
    with Measure(env) as simulated:
        adjustment.action_simulate()
        env.flush_all()
    assert adjustment.simulated_count == size
    with Measure(env) as noticed:
        written = adjustment._make_notices()
    assert written == len(owners), f"{written} notices for {len(owners)} owners"
    return simulated, noticed


def main():
    options = arguments(__doc__, sizes=[1000, 10000]).parse_args()
    clock = Clock(options.max_seconds)
    seconds, queries, notices = {}, {}, {}
    with fresh_database("adjustment", keep=options.keep) as database:
        for size in clock.in_time(options.sizes, "units"):
            with environment(database) as env:
                simulated, noticed = simulate(env, size)
            seconds[size], queries[size] = simulated.seconds, simulated.queries
            notices[size] = noticed.seconds
            print(
                f"{size:>6} units: simulated in {simulated.seconds:.2f} s, "
                f"{simulated.queries} queries, peak {simulated.peak_mb:.0f} MB; "
                f"notices in {noticed.seconds:.2f} s, {noticed.queries} queries",
                flush=True,
            )
    if not seconds:
        nothing_measured("adjustment", clock)
    largest = max(seconds)
    result(
        "adjustment",
        units=largest,
        seconds=seconds[largest],
        queries=queries[largest],
        notices_seconds=notices[largest],
    )


if __name__ == "__main__":
    main()
