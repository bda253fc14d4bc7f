"""The matching screen over many bank lines that are left: how long it takes to open.

    ./dev bench workbench [--lines 50000]

A statement of some hundred lines is imported and proposed for through the code of the
screen; the rest are copies of its rows. Then the accountant's calls are timed, each in
a cache of its own, as each click of a browser finds it: opening, the next page, each
filter and a search for a payer, of which the slowest is told. Rendering is not in it.
"""

import base64
import random
import statistics

from odoo import api
from odoo.tools import SQL

from bench.common import (
    Clock,
    Measure,
    arguments,
    environment,
    expect,
    finish,
    fresh_database,
    result,
    vacuum,
)
from bench.estate_seed import (
    publish_month,
    seed_clerk,
    seed_community,
    seed_items,
    set_up_company,
)

HEADER = "交易日期,贷方发生额,对方户名,对方账号,备注"
REMARKS = ("1-1-{n} 物业费", "1-1-{n}", "物业费", "转账", "")
COPIED = (
    "account_move",
    "account_bank_statement_line",
    "account_move_line",
    "estate_recon_proposal",
)
"""Tables of a line, each after those that it points to."""
MUTUAL = ("account_move", "statement_line_id")
"""An entry and its line point to each other."""
MOST_OPEN_MS = 1000.0
"""In which the screen must open."""
KINDS = ("certain", "ambiguous", "uncertain", "no_fee", "nothing", "waiting", "done")


def statement(units, lines):
    """Return a file of ``lines`` receipts, most of which a person has to look at."""
    chance = random.Random(1)
    rows = [HEADER]
    for place in range(lines):
        n = chance.randint(1, units)
        remark = chance.choice(REMARKS).format(n=n)
        day = 1 + place % 28
        rows.append(
            f"202611{day:02},{chance.randint(50, 900)},户名{n},62{n:015},{remark}"
        )
    return base64.b64encode("\n".join(rows).encode())


def prepare(database, units, sample):
    """Bills, and a statement whose lines wait with their proposals."""
    with environment(database) as env:
        company = set_up_company(env)
        items = seed_items(env, company)
        community, _owners = seed_community(env, company, items, units, "W")
        publish_month(env, community)
        # Nothing is booked by itself: every line is left.
        company.estate_match_confidence = 100
        file = env["estate.statement.import"].create(
            {"file": statement(units, sample), "file_name": "statement.csv"}
        )
        file.action_check()
        file.action_import()
        if file.state == "importing":
            # As the job does.
            for _written in file._write_chunks():
                env.flush_all()
        left = file.line_ids.filtered(lambda line: not line.is_reconciled)
        env["estate.bank.matcher"]._propose(left)
        return seed_clerk(env, "accountant", community).id, left.ids


def columns_of(env, table):
    rows = env.execute_query(
        SQL(
            """SELECT column_name FROM information_schema.columns
                WHERE table_name = %s AND is_generated = 'NEVER'""",
            table,
        )
    )
    return [row[0] for row in rows]


def copied_value(table, column, step):
    """Return the value of a column in the copy of a row."""
    moved = {
        "account_move": {"id"},
        "account_move_line": {"id", "move_id", "statement_line_id"},
        "account_bank_statement_line": {"id", "move_id"},
        "estate_recon_proposal": {"id", "line_id"},
    }
    name = SQL.identifier(column)
    if column in moved[table]:
        return SQL("%s + copy.n * %s", name, step)
    if (table, column) == ("account_move", "name"):
        return SQL("%s || '/' || copy.n", name)
    if column == "internal_index":
        return SQL(
            "left(%s, -10) || lpad((id + copy.n * %s)::text, 10, '0')", name, step
        )
    if column == "estate_key" or (table, column) == MUTUAL:
        return SQL("NULL")
    return name


def multiply(database, line_ids, copies):
    """Copy the rows of the lines; nobody imports fifty thousand by hand."""
    with environment(database) as env:
        lines = env["account.bank.statement.line"].browse(line_ids)
        ids = {
            "account_move": lines.move_id.ids,
            "account_move_line": lines.move_id.line_ids.ids,
            "account_bank_statement_line": line_ids,
            "estate_recon_proposal": lines.estate_proposal_ids.ids,
        }
        step = 1 + max(max(found) for found in ids.values())
        for table in COPIED:
            columns = columns_of(env, table)
            env.cr.execute(
                SQL(
                    """INSERT INTO %s (%s)
                       SELECT %s FROM %s, generate_series(1, %s) AS copy(n)
                        WHERE id = ANY(%s)""",
                    SQL.identifier(table),
                    SQL(", ").join(map(SQL.identifier, columns)),
                    SQL(", ").join(
                        copied_value(table, column, step) for column in columns
                    ),
                    SQL.identifier(table),
                    copies,
                    ids[table],
                )
            )
            env.cr.execute(
                SQL(
                    "SELECT setval(%s, (SELECT max(id) FROM %s))",
                    f"{table}_id_seq",
                    SQL.identifier(table),
                )
            )
        env.cr.execute(
            """UPDATE account_move SET statement_line_id = line.id
                 FROM account_bank_statement_line line
                WHERE line.move_id = account_move.id
                  AND account_move.statement_line_id IS NULL"""
        )
    vacuum(database)


def timed(database, user_id, rounds, clock, **call):
    """Return the median of milliseconds of a call, and what it said last."""
    taken, page = [], {}
    for _round in range(rounds):
        with environment(database) as env:
            workbench = api.Environment(env.cr, user_id, {})["estate.recon.workbench"]
            with Measure(env) as measured:
                page = workbench.load_page(**call)
        taken.append(measured.seconds * 1000)
        if clock.expired():
            break
    return statistics.median(taken), page, measured.queries


def main():
    parser = arguments(__doc__, lines=50_000, units=200, sample=500, rounds=7)
    options = parser.parse_args()
    clock = Clock(options.max_seconds)
    with fresh_database("workbench", options.keep) as database:
        user_id, line_ids = prepare(database, options.units, options.sample)
        multiply(database, line_ids, max(0, options.lines // len(line_ids) - 1))
        calls = {
            "open": {},
            "next": {"offset": 40},
            **{kind: {"kind": kind} for kind in KINDS},
            "text": {"text": "户名17"},
            "amount": {"text": "115"},
        }
        # The first call of a process reads views, rules and translations.
        timed(database, user_id, 1, clock)
        told = {}
        for name, call in calls.items():
            told[name], page, queries = timed(
                database, user_id, options.rounds, clock, **call
            )
            print(f"{name:>10} {told[name]:8.1f} ms {queries} queries {page['count']}")
            if name == "open":
                left = page["count"]
    opened, following = told.pop("open"), told.pop("next")
    met = [expect("open_ms", opened, most=MOST_OPEN_MS)]
    result(
        "workbench",
        lines=left,
        open_ms=opened,
        next_page_ms=following,
        filter_ms=max(told.values()),
    )
    finish(met)


if __name__ == "__main__":
    main()
