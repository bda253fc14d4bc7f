"""Kill a publishing run with SIGKILL at random moments and resume it (R: Done when 3).

Each round copies a planned database, starts the publishing job in a process of its
own, kills it somewhere in a chunk, resumes it, and compares with a run that was left
alone: the same bills, none double, no gap in the numbers. Which chunk, and where in it,
is random; every chunk from the first to the last is as likely as another.
"""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from odoo import sql_db
from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tools import SQL, config

from bench.common import (
    Clock,
    arguments,
    drop_database,
    environment,
    fresh_database,
    result,
)
from bench.estate_seed import seed_community, seed_items, set_up_company

TOOL = Path(__file__).resolve().parents[1] / "tools" / "run_bench.py"


def prepare(database, units, chunk):
    """A planned run, handed to the job."""
    with environment(database) as env:
        company = set_up_company(env)
        company.estate_chunk_size = chunk
        items = seed_items(env, company)
        community, _owners = seed_community(env, company, items, units, "F")
        run = env["estate.bill.run"].create(
            {
                "community_id": community.id,
                "date_from": "2026-10-01",
                "date_invoice": "2026-10-01",
            }
        )
        run.action_plan()
        run.state = "publishing"
        env.cr.commit()
        return run.id


def copy_of(database, name):
    close_db(database)
    Registry.delete(database)
    drop_database(name)
    subprocess.run(["createdb", "-T", database, name], check=True)
    return name


def start_job(database):
    return subprocess.Popen(
        [sys.executable, TOOL, config["config"], "faults_job", database],
        stdout=subprocess.PIPE,
        text=True,
    )


def finish_job(database):
    """Let the job end by itself; returns the seconds it published."""
    out, _errors = start_job(database).communicate()
    return float(out.split()[-1])


def kill_job(database, run_id, bills_before, delay):
    """Kill the job ``delay`` seconds after it committed ``bills_before`` bills."""
    job = start_job(database)
    job.stdout.readline()  # it says when its registry is loaded
    with sql_db.db_connect(database).cursor() as cr:
        while job.poll() is None and bill_count(cr, run_id) < bills_before:
            cr.rollback()  # the next look is a new snapshot
            time.sleep(0.01)
    time.sleep(delay)
    job.send_signal(signal.SIGKILL)
    job.wait()
    job.stdout.close()


def bill_count(cr, run_id):
    cr.execute(
        SQL("SELECT count(*) FROM account_move WHERE estate_run_id = %s", run_id)
    )
    return cr.fetchone()[0]


def bills(database, run_id):
    """What the run left: per bill its unit, payer, amount and lines; its numbers."""
    with environment(database) as env:
        run = env["estate.bill.run"].browse(run_id)
        content = sorted(
            (
                move.estate_unit_id.code,
                move.partner_id.id,
                move.amount_total,
                len(move.line_ids),
            )
            for move in run.move_ids
        )
        numbers = sorted(run.move_ids.mapped("sequence_number"))
        state = run.state
    return state, content, numbers


def main():
    options = arguments(
        __doc__, units=400, chunk=20, rounds=50, seed=20261001
    ).parse_args()
    clock = Clock(options.max_seconds)
    moments = random.Random(options.seed)
    with fresh_database("faults", keep=options.keep) as database:
        run_id = prepare(database, options.units, options.chunk)
        whole = copy_of(database, "bench_faults_whole")
        duration = finish_job(whole)
        expected = bills(whole, run_id)
        drop_database(whole)
        a_chunk = duration * options.chunk / options.units
        assert expected[0] == "done" and len(expected[1]) == options.units
        done = wrong = partial = 0
        while done < options.rounds and not clock.expired():
            name = copy_of(database, "bench_faults_round")
            chunk = moments.randrange(-(-options.units // options.chunk))
            kill_job(name, run_id, chunk * options.chunk, moments.uniform(0, a_chunk))
            _state, before, numbers = bills(name, run_id)
            partial += 0 < len(before) < options.units
            wrong += numbers != list(range(1, len(numbers) + 1))
            finish_job(name)
            wrong += bills(name, run_id) != expected
            done += 1
            drop_database(name)
    result(
        "faults",
        rounds=done,
        killed_midway=partial,
        wrong=wrong,
        units=options.units,
        seconds=clock.elapsed,
    )
    sys.exit(1 if wrong or not partial or done < options.rounds else 0)


if __name__ == "__main__":
    main()
