"""Bills per second beside OCA contract, in one database and one run.

Both make and post the same invoices: three lines, two of them with 6 % included.
Ours with everything on: explanation, exclusion constraint, message, and a commit after
each chunk, as the job makes it. Each measure begins in a copy of the same warm
database. The two take turns and the best of their rounds counts, since a busy machine
slows down either. Contract is
measured up to `--peer-limit` invoices; beyond that its rate there is taken, since it
is linear, and the print says so.
"""

from bench.common import (
    Clock,
    Measure,
    arguments,
    environment,
    expect,
    finish,
    fresh_database,
    install,
    nothing_measured,
    result,
    vacuum,
)
from bench.estate_seed import seed_community, seed_items, set_up_company

LEAST_RATIO = {500: 4.0, 2000: 4.0, 10000: 3.5}
"""{units: how many times as fast as the peer bills must be made}."""
MOST_QUERIES = 2.0
"""Queries per bill, of the most units."""
PLAN_UNITS, MOST_PLAN_SECONDS = 100_000, 20.0
"""So many units must be planned in so many seconds."""
MOST_SLOWDOWN = 1.25
"""Of the most units against the fewest."""


def bill(env, company, items, size, code="BILL"):
    """One bill run over ``size`` units; returns what it took, the plan apart."""
    community, _owners = seed_community(env, company, items, size, code)
    return bill_community(env, community, size)


def bill_community(env, community, size):
    """Plan and publish a month of a community; returns what either took."""
    run = env["estate.bill.run"].create(
        {
            "community_id": community.id,
            "date_from": "2026-10-01",
            "date_invoice": "2026-10-01",
        }
    )
    with Measure(env) as plan:
        run.action_plan()
        env.flush_all()
    with Measure(env) as publish:
        run._take_step("publishing")
        while run.state == "publishing":
            run._publish_chunk_safely()
            env.cr.commit()
    moves = run.move_ids
    assert len(moves) == size, f"{len(moves)} bills instead of {size}"
    assert set(moves.mapped("state")) == {"posted"}
    return plan, publish


def contract(env, company, items, size):
    """Contracts of as many customers with the same lines, invoiced and posted."""
    journal = env["account.journal"].search(
        [("type", "=", "sale"), ("company_id", "=", company.id)], limit=1
    )
    partners = env["res.partner"].create(
        [{"name": f"Customer {number}"} for number in range(size)]
    )
    contracts = env["contract.contract"].create(
        [_contract_vals(partner, journal, items) for partner in partners]
    )
    env.flush_all()
    env.invalidate_all()
    with Measure(env) as measured:
        moves = contracts._recurring_create_invoice()
        moves.action_post()
        env.flush_all()
    assert len(moves) == size and set(moves.mapped("state")) == {"posted"}
    return measured


def _contract_vals(partner, journal, items):
    dates = {"recurring_next_date": "2026-10-01", "date_start": "2026-10-01"}
    return {
        "name": partner.name,
        "partner_id": partner.id,
        "journal_id": journal.id,
        "line_recurrence": False,
        "recurring_rule_type": "monthly",
        "recurring_interval": 1,
        **dates,
        "contract_line_fixed_ids": [
            (
                0,
                0,
                {
                    "product_id": item.product_id.id,
                    "name": item.name,
                    "quantity": 1,
                    "price_unit": 100 + number,
                    **dates,
                },
            )
            for number, item in enumerate(items)
        ],
    }


def warm_up(database, bill, seed, size=50):
    """A first month of both, kept: registry, caches, and statistics to plan with."""
    with environment(database) as env:
        company = set_up_company(env)
        items = seed(env, company)
        bill(env, company, items, size, "WARM")
        contract(env, company, items, size)


def measure(function, database, seed, size):
    """Run ``function`` in a copy of the database, vacuumed as autovacuum keeps it."""
    with fresh_database("billing_turn", template=database) as copy:
        vacuum(copy)
        with environment(copy) as env:
            company = set_up_company(env)
            items = seed(env, company)
            return function(env, company, items, size)


def best(database, bill, seed, size, rounds, with_peer):
    """The fastest of ``rounds`` alternating measures of each: noise only slows down."""
    ours, theirs = [], []
    for _round in range(rounds):
        ours.append(measure(bill, database, seed, size))
        if with_peer:
            theirs.append(measure(contract, database, seed, size))
    plan, published = min(ours, key=lambda measures: measures[1].seconds)
    peer = min(theirs, key=lambda measured: measured.seconds, default=None)
    return plan, published, peer


def compare(database, bill, seed, options, clock):
    """Bill by ``bill`` and by contract at each size, print it and return the figures.

    :param seed: makes the items of the company, once
    :return: what ``result`` prints; nothing when time was over before
    """
    rates, peers, queries, peaks = {}, {}, {}, {}
    warm_up(database, bill, seed)
    for size in clock.in_time(options.sizes, "units"):
        with_peer = size <= options.peer_limit
        plan, ours, theirs = best(database, bill, seed, size, options.rounds, with_peer)
        rates[size] = size / ours.seconds
        queries[size] = (plan.queries + ours.queries) / size
        peaks[size] = ours.peak_mb
        if with_peer:
            peers[size] = size / theirs.seconds
        peer = peers.get(size) or peers[max(peers)]
        origin = "measured" if size in peers else f"as at {max(peers)}"
        print(
            f"{size:>6} units: plan {plan.seconds:.2f} s, "
            f"{rates[size]:.1f} bills/s, {queries[size]:.2f} queries/bill, "
            f"peak {peaks[size]:.0f} MB | contract {peer:.1f} invoices/s "
            f"({origin}) | ratio {rates[size] / peer:.2f}",
            flush=True,
        )
    if not rates:
        return {}
    ratios = {
        size: rate / (peers.get(size) or peers[max(peers)])
        for size, rate in rates.items()
    }
    largest, smallest = max(rates), min(rates)
    return {
        "ratio": min(ratios.values()),
        **{f"ratio_{size}": ratio for size, ratio in ratios.items()},
        "invoices_per_s": rates[largest],
        "queries_per_invoice": queries[largest],
        "peak_mb": peaks[largest],
        "slowdown": rates[smallest] / rates[largest],
    }


def expect_figures(figures):
    """Whether the figures of ``compare`` are as good as they must be.

    Sizes for which nothing is wanted, as small ones for a try, are not judged.
    """
    ratios = {size: figures.get(f"ratio_{size}") for size in LEAST_RATIO}
    sizes = [size for size, ratio in ratios.items() if ratio is not None]
    met = [
        expect(f"ratio_{size}", ratios[size], least=LEAST_RATIO[size]) for size in sizes
    ]
    if sizes:
        queries = figures["queries_per_invoice"]
        met.append(expect("queries_per_invoice", queries, most=MOST_QUERIES))
    if {min(LEAST_RATIO), max(LEAST_RATIO)} <= set(sizes):
        met.append(expect("slowdown", figures["slowdown"], most=MOST_SLOWDOWN))
    return met


def main():
    options = arguments(
        __doc__,
        sizes=[500, 2000, 10000],
        rounds=2,
        peer_limit=2000,
        plan_units=PLAN_UNITS,
    ).parse_args()
    clock = Clock(options.max_seconds)
    with fresh_database("billing", keep=options.keep) as database:
        install(database, "contract", "l10n_cn")
        figures = compare(database, bill, seed_items, options, clock)
        planned = plan_only(database, options.plan_units, clock)
    if not figures:
        nothing_measured("billing", clock)
    met = expect_figures(figures)
    if options.plan_units == PLAN_UNITS:
        met.append(expect_plan(planned))
    result("billing", **figures, **planned)
    finish(met)


def expect_plan(planned):
    """Whether the plan of many units was made, and soon enough."""
    if not planned:
        print("MISSED plan_seconds: time was over before the plan")
        return False
    return expect("plan_seconds", planned["plan_seconds"], most=MOST_PLAN_SECONDS)


def plan_only(database, size, clock):
    """What planning ``size`` units took, if there was time; nothing is published."""
    if not size or clock.expired():
        return {}
    with environment(database) as env:
        company = set_up_company(env)
        items = seed_items(env, company)
        community, _owners = seed_community(env, company, items, size, "PLAN")
        run = env["estate.bill.run"].create(
            {
                "community_id": community.id,
                "date_from": "2026-10-01",
                "date_invoice": "2026-10-01",
            }
        )
        with Measure(env) as plan:
            run._compute_plan()
        print(f"plan of {size} units: {plan.seconds:.1f} s, {run.todo_count} lines")
        env.cr.rollback()
    return {"plan_units": size, "plan_seconds": plan.seconds}


if __name__ == "__main__":
    main()
