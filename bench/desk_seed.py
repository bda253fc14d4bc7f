"""Years of a service desk, written set-wise: what `bench/desk.py` looks at.

Each statement writes one table from the cases of a temporary one, so that what belongs
together has the same number: case n is request n, order n, their clocks, the promise of
each third order and the visit after it.
"""

from odoo.tools import SQL

YEARS_OF_SECONDS = 5 * 365 * 86400
RECENT = 10
"""Only the last tenth of the cases has open ones among it, …"""
OPEN_EVERY = 5
"""… each fifth of them: two per cent of all."""


def seed_desk(env, community, clerk, technicians, count):
    """Write ``count`` requests and as many work orders, with what they leave behind."""
    facts = {
        "community": community.id,
        "company": community.company_id.id,
        "user": clerk.id,
        "engineer": community.engineer_id.id,
        "technicians": technicians.ids,
        "trades": env["estate.trade"].search([]).ids,
        "request_base": _last_id(env, "estate_request"),
        "order_base": _last_id(env, "estate_workorder"),
        "policy": env.ref("estate_service.service_policy_immediate").id,
        "request_policy": env.ref("estate_service.service_policy_request").id,
    }
    _make_cases(env, community, count)
    for statement in (REQUESTS, ORDERS, REQUEST_CLOCKS, ARRIVALS, PROMISES, VISITS):
        env.cr.execute(SQL(statement, **facts))
    for table in ("estate_request", "estate_workorder"):
        env.cr.execute(
            SQL(
                "SELECT setval(%s, (SELECT max(id) FROM %s))",
                f"{table}_id_seq",
                SQL.identifier(table),
            )
        )
    env.invalidate_all()


def _last_id(env, table):
    [(last,)] = env.execute_query(
        SQL("SELECT COALESCE(max(id), 0) FROM %s", SQL.identifier(table))
    )
    return last


def _make_cases(env, community, count):
    """A row per case: when, where, who, of which types, and in which state."""
    types = env["estate.request.type"].search([("child_ids", "=", False)])
    repairs = types.filtered(lambda one: one.flow in ("paid", "public", "rectify"))
    env.cr.execute(
        SQL(
            """
            CREATE TEMPORARY TABLE bench_case ON COMMIT DROP AS
            SELECT n, unit.id AS unit_id, unit.building_id, owner.partner_id,
                   type.id AS type_id, type.family, type.flow,
                   (%(repairs)s::int[])[1 + n %% %(repair_count)s] AS repair_id,
                   'Caller ' || n AS caller, '139' || lpad(n::text, 8, '0') AS phone,
                   right(lpad(n::text, 8, '0'), 4) AS tail, moment.at,
                   n %% 3 = 0 AS by_appointment, n %% 12 = 0 AS late,
                   n > %(count)s * (1 - 1.0 / %(recent)s)
                       AND n %% %(every)s = 0 AS open,
                   (n / %(every)s) %% 15 AS turn,
                   now() AT TIME ZONE 'UTC'
                       + interval '1 minute' * ((n * 37) %% 2880 - 300) AS deadline
              FROM generate_series(1, %(count)s) AS n
              CROSS JOIN LATERAL (
                  SELECT date_trunc('second', now() AT TIME ZONE 'UTC')
                       - interval '1 second' * trunc((%(count)s - n)
                         * (%(span)s / %(count)s::numeric)) AS at
              ) AS moment
              JOIN (SELECT array_agg(id ORDER BY id) AS ids FROM estate_unit
                     WHERE community_id = %(community)s) AS known ON true
              JOIN estate_unit unit ON unit.id = known.ids[
                   1 + (n::bigint * 7919) %% array_length(known.ids, 1)]
              JOIN estate_request_type type
                ON type.id = (%(types)s::int[])[1 + n %% %(type_count)s]
              LEFT JOIN estate_occupancy owner
                ON owner.unit_id = unit.id AND owner.role = 'owner'
            """,
            community=community.id,
            count=count,
            span=YEARS_OF_SECONDS,
            recent=RECENT,
            every=OPEN_EVERY,
            types=types.ids,
            type_count=len(types),
            repairs=repairs.ids,
            repair_count=len(repairs),
        )
    )


REQUESTS = """
    INSERT INTO estate_request (
        id, name, community_id, company_id, unit_id, building_id, partner_id, type_id,
        family, flow, channel, urgency, summary, caller_name, caller_phone, phone_tail,
        state, received_at, handed_at, done_at, closed_at, first_owner_id, user_id,
        next_deadline, next_target, is_breached, timing, result, repeated, create_date,
        write_date
    )
    SELECT %(request_base)s + n, 'BS/' || lpad(n::text, 6, '0'), %(community)s,
           %(company)s, unit_id, building_id, partner_id, type_id, family, flow,
           (ARRAY['phone', 'walk_in', 'portal'])[1 + n %% 3], 'now', 'Case ' || n,
           caller, phone, tail, state.name, at,
           CASE WHEN state.name <> 'new' THEN at + interval '5 minutes' END,
           CASE WHEN state.name IN ('done', 'closed') THEN at + interval '3 hours' END,
           CASE WHEN state.name = 'closed' THEN at + interval '1 day' END,
           %(user)s, %(engineer)s,
           CASE WHEN open THEN deadline END,
           CASE WHEN open THEN CASE state.name WHEN 'new' THEN 'answer'
                WHEN 'handed' THEN 'finish' ELSE 'visit' END END,
           late OR open AND deadline < now() AT TIME ZONE 'UTC',
           CASE WHEN late OR open AND deadline < now() AT TIME ZONE 'UTC'
                THEN 'late' ELSE 'in_time' END,
           CASE WHEN state.name IN ('done', 'closed') THEN 'Mended' END, true, at, at
      FROM bench_case
      CROSS JOIN LATERAL (
          SELECT CASE WHEN open THEN (ARRAY['new', 'handed', 'done'])[1 + turn %% 3]
                      ELSE 'closed' END AS name
      ) AS state
"""

ORDERS = """
    INSERT INTO estate_workorder (
        id, name, slip_number, request_id, community_id, company_id, unit_id,
        building_id, partner_id, type_id, kind, trade_id, summary, urgency, user_id,
        technician_id, state, outcome, opinion, ordered_at, dispatched_at, arrived_at,
        finished_at, accepted_at, closed_at, appointment, attempt_count, must_keep,
        contact_name, contact_phone, next_deadline, next_target, is_breached, result,
        create_date, write_date
    )
    SELECT %(order_base)s + n, 'WO/' || lpad(n::text, 6, '0'),
           CASE WHEN state.name <> 'new'
                THEN 'WX2026' || lpad(n::text, 6, '0') END,
           CASE WHEN flow IN ('paid', 'public', 'rectify')
                THEN %(request_base)s + n END,
           %(community)s, %(company)s, unit_id, building_id, partner_id, repair_id,
           'paid', (%(trades)s::int[])[1 + n %% array_length(%(trades)s::int[], 1)],
           'Case ' || n, CASE WHEN by_appointment THEN 'appointment' ELSE 'now' END,
           %(engineer)s,
           CASE WHEN state.name <> 'new' THEN (%(technicians)s::int[])[
                1 + n %% array_length(%(technicians)s::int[], 1)] END,
           state.name, CASE WHEN state.name IN ('done', 'closed') THEN 'done' END,
           CASE WHEN state.name IN ('done', 'closed') THEN 'good' END, at,
           CASE WHEN state.name <> 'new' THEN at + interval '3 minutes' END,
           CASE WHEN state.name NOT IN ('new', 'assigned')
                THEN at + interval '12 minutes' END,
           CASE WHEN state.name IN ('to_price', 'done', 'closed')
                THEN at + interval '3 hours' END,
           CASE WHEN state.name IN ('done', 'closed') THEN at + interval '3 hours' END,
           CASE WHEN state.name = 'closed' THEN at + interval '1 day' END,
           CASE WHEN by_appointment THEN at + interval '1 day' END,
           by_appointment::int, false, caller, phone,
           CASE WHEN open THEN deadline END,
           CASE WHEN open THEN CASE WHEN state.name = 'done' THEN 'visit'
                ELSE 'arrive' END END,
           late OR open AND deadline < now() AT TIME ZONE 'UTC',
           CASE WHEN state.name IN ('done', 'closed') THEN 'Mended' END, at, at
      FROM bench_case
      CROSS JOIN LATERAL (
          SELECT CASE WHEN open THEN (ARRAY['new', 'assigned', 'on_site', 'to_price',
                                            'done'])[1 + turn %% 5]
                      ELSE 'closed' END AS name
      ) AS state
"""

REQUEST_CLOCKS = """
    INSERT INTO estate_service_clock (
        res_model, res_id, community_id, company_id, policy_id, target, state,
        started_at, warn_at, warned, deadline, reached_at, breached_at, minutes_late,
        escalate, create_date, write_date
    )
    SELECT 'estate.request', %(request_base)s + n, %(community)s, %(company)s,
           %(request_policy)s, target.name,
           CASE WHEN target.runs THEN 'running' ELSE 'reached' END, at,
           target.due - interval '10 minutes', true, target.due,
           CASE WHEN NOT target.runs THEN at + interval '5 minutes' END,
           CASE WHEN target.runs AND target.due < now() AT TIME ZONE 'UTC'
                THEN target.due END, 0, true, at, at
      FROM bench_case
      CROSS JOIN LATERAL (VALUES
          ('answer', open AND turn %% 3 = 0,
           CASE WHEN open AND turn %% 3 = 0 THEN deadline
                ELSE at + interval '30 minutes' END),
          ('finish', open AND turn %% 3 < 2,
           CASE WHEN open AND turn %% 3 < 2 THEN deadline + interval '1 day'
                ELSE at + interval '1 day' END)
      ) AS target(name, runs, due)
"""

ARRIVALS = """
    INSERT INTO estate_service_clock (
        res_model, res_id, community_id, company_id, policy_id, target, state,
        started_at, warn_at, warned, deadline, reached_at, breached_at, minutes_late,
        escalate, create_date, write_date
    )
    SELECT 'estate.workorder', %(order_base)s + n, %(community)s, %(company)s,
           %(policy)s, target.name,
           CASE WHEN target.runs THEN 'running' ELSE 'reached' END, target.since,
           target.due - interval '5 minutes', true, target.due,
           CASE WHEN NOT target.runs THEN target.due + interval '1 minute'
                * (CASE WHEN late THEN 8 ELSE -3 END) END,
           CASE WHEN target.runs AND target.due < now() AT TIME ZONE 'UTC' OR late
                THEN target.due END,
           CASE WHEN late THEN 8 ELSE 0 END, true, at, at
      FROM bench_case
      CROSS JOIN LATERAL (VALUES
          ('arrive', open AND turn %% 5 < 2, at,
           CASE WHEN open AND turn %% 5 < 2 THEN deadline
                ELSE at + interval '15 minutes' END),
          ('visit', open, at + interval '3 hours',
           CASE WHEN open THEN deadline ELSE at + interval '27 hours' END)
      ) AS target(name, runs, since, due)
     WHERE CASE target.name WHEN 'arrive' THEN NOT by_appointment
                ELSE NOT open OR turn %% 5 = 4 END
"""

PROMISES = """
    INSERT INTO estate_promise (
        order_id, unit_id, community_id, company_id, attempt_no, must_keep,
        technician_id, promised_for, state, made_by_id, kept_at, minutes_late,
        call_due_at, create_date, write_date
    )
    SELECT %(order_base)s + n, unit_id, %(community)s, %(company)s, 1, false,
           (%(technicians)s::int[])[
               1 + n %% array_length(%(technicians)s::int[], 1)],
           at + interval '1 day',
           CASE WHEN open THEN 'open' WHEN late THEN 'missed' ELSE 'kept' END,
           %(user)s, CASE WHEN NOT open THEN at + interval '1 day' END, 0,
           at + interval '1 day', at, at
      FROM bench_case WHERE by_appointment
"""

VISITS = """
    INSERT INTO estate_visit (
        community_id, company_id, unit_id, building_id, partner_id, request_id,
        res_model, res_id, user_id, kind, method, visitor, state, satisfaction, score,
        coverage, begun_at, deadline, done_at, done_by_id, attempts, create_date,
        write_date
    )
    SELECT %(community)s, %(company)s, unit_id, building_id, partner_id,
           CASE WHEN flow IN ('paid', 'public', 'rectify')
                THEN %(request_base)s + n END,
           'estate.workorder', %(order_base)s + n, %(engineer)s, 'report', 'phone',
           'engineer', CASE WHEN open THEN 'due' ELSE 'done' END,
           CASE WHEN NOT open THEN 'content' END, CASE WHEN open THEN 0 ELSE 4 END,
           CASE WHEN open THEN 0 ELSE 100 END, at + interval '3 hours',
           CASE WHEN open THEN deadline ELSE at + interval '27 hours' END,
           CASE WHEN NOT open THEN at + interval '1 day' END,
           CASE WHEN NOT open THEN %(engineer)s END, 0, at, at
      FROM bench_case WHERE NOT open OR turn %% 5 = 4
"""


def seed_peers(env, company, manager, places, count):
    """Core's requests: as many, as many of them open, at as many places as ours."""
    stages = env["maintenance.stage"].search([], order="sequence")
    opened, done = stages.filtered(lambda s: not s.done), stages.filtered("done")
    team = env["maintenance.team"].search([], limit=1)
    category = env["maintenance.equipment.category"].create({"name": "Homes"})
    equipment = env["maintenance.equipment"].create(
        [
            {"name": f"1-1-{number}", "category_id": category.id}
            for number in range(1, places + 1)
        ]
    )
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            INSERT INTO maintenance_request (
                name, company_id, stage_id, maintenance_team_id, equipment_id,
                category_id, owner_user_id, user_id, maintenance_type, kanban_state,
                priority, archive, request_date, create_date, write_date
            )
            SELECT 'Request ' || lpad(n::text, 6, '0'), %(company)s,
                   CASE WHEN n > %(count)s * (1 - 1.0 / %(recent)s)
                             AND n %% %(every)s = 0
                        THEN (%(opened)s::int[])[1 + (n / %(every)s) %% %(open_count)s]
                        ELSE %(done)s END,
                   %(team)s,
                   (%(equipment)s::int[])[1 + (n::bigint * 7919) %% %(places)s],
                   %(category)s, %(user)s, %(user)s, 'corrective', 'normal', '0', false,
                   (now() - interval '1 second' * (%(count)s - n)
                        * (%(span)s / %(count)s::numeric))::date, now(), now()
              FROM generate_series(1, %(count)s) AS n
            """,
            company=company.id,
            count=count,
            recent=RECENT,
            every=OPEN_EVERY,
            span=YEARS_OF_SECONDS,
            done=done[:1].id,
            opened=opened.ids,
            open_count=len(opened),
            team=team.id,
            equipment=equipment.ids,
            places=places,
            category=category.id,
            user=manager.id,
        )
    )
