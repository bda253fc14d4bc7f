"""The service desk over years of requests and work orders, beside core's maintenance.

    ./dev bench desk [--cases 1000000]

Half of the cases are requests, half work orders; all but a few per cent are closed. A
clerk's calls are timed as the web client makes them, fifty times each on a warm server,
and the slowest twentieth is told: the list that opens, the board by state, the search
by room and by the end of a telephone number, the board of promised times. Beside them,
in the same database, core's `maintenance` with as many requests answers the like.
"""

import statistics

from odoo import api
from odoo.tools import SQL

from bench.common import (
    Clock,
    Measure,
    arguments,
    environment,
    fresh_database,
    install,
    result,
    vacuum,
)
from bench.estate_seed import seed_clerk, seed_community, set_up_company

OPEN_PER_CENT = 2
YEARS_OF_SECONDS = 5 * 365 * 86400


def prepare(database, units, cases):
    """A community, its clerk, and the cases of years written set-wise."""
    with environment(database) as env:
        company = set_up_company(env)
        community, _owners = seed_community(env, company, [], units, "D")
        clerk = seed_clerk(env, "supervisor", community)
        env.flush_all()
        insert_requests(env, company, community, clerk, cases // 2)
        insert_peers(env, company, cases)
        env.cr.execute("ANALYZE")
    vacuum(database)
    return clerk.id


def insert_requests(env, company, community, clerk, count):
    """Requests over five years, the last ones open."""
    types = env["estate.request.type"].search([("child_ids", "=", False)]).ids
    env.cr.execute(
        SQL(
            """
            INSERT INTO estate_request (
                name, community_id, company_id, unit_id, building_id, type_id, family,
                flow, channel, urgency, summary, caller_name, caller_phone, phone_tail,
                state, received_at, first_owner_id, user_id, next_deadline,
                is_breached, create_date, write_date
            )
            SELECT 'BS/' || n, %(community)s, %(company)s, unit.id, unit.building_id,
                   type.id, type.family, type.flow,
                   (ARRAY['phone', 'walk_in', 'portal'])[1 + n %% 3], 'now',
                   'Case ' || n, 'Caller ' || n, '139' || lpad(n::text, 8, '0'),
                   right(lpad(n::text, 8, '0'), 4), state.name, moment.at, %(user)s,
                   %(user)s,
                   CASE WHEN state.name IN ('new', 'handed')
                        THEN moment.at + interval '1 day' END,
                   n %% 20 = 0, moment.at, moment.at
              FROM generate_series(1, %(count)s) AS n
              CROSS JOIN LATERAL (
                  SELECT CASE WHEN n <= %(count)s * (1 - %(open)s / 100.0)
                              THEN 'closed'
                              ELSE (ARRAY['new', 'handed', 'done'])[1 + n %% 3]
                         END AS name
              ) AS state
              CROSS JOIN LATERAL (
                  SELECT now() AT TIME ZONE 'UTC'
                       - interval '1 second' * (%(count)s - n)
                         * (%(span)s / %(count)s::numeric) AS at
              ) AS moment
              JOIN (SELECT array_agg(id ORDER BY id) AS ids FROM estate_unit
                     WHERE community_id = %(community)s) AS known ON true
              JOIN estate_unit unit
                ON unit.id = known.ids[1 + (n * 7919) %% array_length(known.ids, 1)]
              JOIN estate_request_type type
                ON type.id = (%(types)s::int[])[1 + n %% %(type_count)s]
            """,
            community=community.id,
            company=company.id,
            user=clerk.id,
            count=count,
            open=OPEN_PER_CENT,
            span=YEARS_OF_SECONDS,
            types=types,
            type_count=len(types),
        )
    )


def insert_peers(env, company, count):
    """As many requests of core's maintenance, as much of them open."""
    stages = env["maintenance.stage"].search([], order="sequence")
    opened, done = stages.filtered(lambda s: not s.done), stages.filtered("done")
    team = env["maintenance.team"].search([], limit=1)
    equipment = env["maintenance.equipment"].create(
        [{"name": f"Equipment {number}"} for number in range(200)]
    )
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            INSERT INTO maintenance_request (
                name, company_id, stage_id, maintenance_team_id, equipment_id,
                maintenance_type, kanban_state, archive, request_date,
                create_date, write_date
            )
            SELECT 'Request ' || n, %(company)s,
                   CASE WHEN n <= %(count)s * (1 - %(open)s / 100.0) THEN %(done)s
                        ELSE (%(opened)s::int[])[1 + n %% %(open_count)s] END,
                   %(team)s, (%(equipment)s::int[])[1 + n %% 200], 'corrective',
                   'normal', false, now()::date, now(), now()
              FROM generate_series(1, %(count)s) AS n
            """,
            company=company.id,
            count=count,
            open=OPEN_PER_CENT,
            done=done[:1].id,
            opened=opened.ids,
            open_count=len(opened),
            team=team.id,
            equipment=equipment.ids,
        )
    )


OPEN = [("state", "in", ["new", "handed", "done"])]
LISTED = {
    "name": {},
    "received_at": {},
    "unit_id": {"fields": {"display_name": {}}},
    "caller_name": {},
    "type_id": {"fields": {"display_name": {}}},
    "summary": {},
    "user_id": {"fields": {"display_name": {}}},
    "next_deadline": {},
    "is_breached": {},
    "state": {},
}
PEER_LISTED = {
    "name": {},
    "request_date": {},
    "equipment_id": {"fields": {"display_name": {}}},
    "maintenance_team_id": {"fields": {"display_name": {}}},
    "stage_id": {"fields": {"display_name": {}}},
    "user_id": {"fields": {"display_name": {}}},
}


def page(model, domain, listed):
    return model.web_search_read(domain, listed, limit=80, count_limit=10001)


def board(model, domain, group, listed):
    return model.web_read_group(
        domain,
        [group],
        ["__count"],
        auto_unfold=True,
        unfold_read_specification=listed,
        unfold_read_default_limit=40,
    )


def calls(env):
    """Return ``{name: call}`` of what a clerk does."""
    requests = env["estate.request"]
    return {
        "list": lambda: page(requests, OPEN, LISTED),
        "all": lambda: page(requests, [], LISTED),
        "board": lambda: board(requests, OPEN, "state", LISTED),
        "room": lambda: page(requests, [("unit_id", "ilike", "1-1-117")], LISTED),
        "phone": lambda: page(requests, [("phone_tail", "=", "4711")], LISTED),
        "number": lambda: page(requests, [("name", "ilike", "4711")], LISTED),
    }


def peer_calls(env):
    """The like of core's maintenance: ``{name of our call: call}``."""
    peers = env["maintenance.request"]
    not_done = [("stage_id.done", "=", False), ("archive", "=", False)]
    return {
        "list": lambda: page(peers, not_done, PEER_LISTED),
        "board": lambda: board(peers, not_done, "stage_id", PEER_LISTED),
        "room": lambda: page(peers, [("equipment_id", "ilike", "117")], PEER_LISTED),
        "number": lambda: page(peers, [("name", "ilike", "4711")], PEER_LISTED),
    }


def timed(database, user_id, made, rounds, clock):
    """Return ``{call: milliseconds}``: the 95th percentile of the rounds."""
    taken = {}
    for turn in range(rounds + 1):
        with environment(database) as env:
            env = api.Environment(env.cr, user_id, {"lang": "en_US"})
            for name, call in made(env).items():
                env.invalidate_all()
                with Measure(env) as measured:
                    call()
                # The first round warms the server up.
                if turn:
                    taken.setdefault(name, []).append(measured.seconds * 1000)
        if clock.expired():
            break
    return {name: percentile(times) for name, times in taken.items()}


def percentile(times):
    if len(times) < 2:
        return times[0]
    return statistics.quantiles(times, n=20)[-1]


def main():
    parser = arguments(__doc__, cases=1_000_000, units=2000, rounds=50)
    options = parser.parse_args()
    clock = Clock(options.max_seconds)
    with fresh_database("desk", options.keep) as database:
        install(database, "maintenance")
        user_id = prepare(database, options.units, options.cases)
        ours = timed(database, user_id, calls, options.rounds, clock)
        peers = timed(database, 1, peer_calls, options.rounds, clock)
        for name, taken in ours.items():
            beside = f" | maintenance {peers[name]:.1f}" if name in peers else ""
            print(f"{name:>10} {taken:8.1f} ms{beside}")
        result(
            "desk",
            cases=options.cases,
            slowest_ms=max(ours.values()),
            peer_ratio=min(peers[name] / ours[name] for name in peers),
        )


if __name__ == "__main__":
    main()
