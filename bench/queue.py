"""Publish two bill runs of one journal at once as jobs of OCA's queue_job.

The chunks are the cron's. A clerk plans and publishes a run of each of two
communities, whose bills are numbered by one journal; then a worker per run, in a
thread with cursors of its own, performs its pending jobs, each in a transaction as
the queue does, until none is left. Who finds the journal busy comes back: no row may
fail for it, and no number be left out. Then an accountant cancels both runs, whose
jobs reverse every bill once, at once again.
"""

import sys
import threading
import time

from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from bench.common import Clock, arguments, environment, fresh_database, install, result
from bench.estate_seed import seed_clerk, seed_community, seed_items, set_up_company

RUNS = 2
PAUSE_SECONDS = 0.05
"""How long a worker waits before it tries a busy job again."""


def publish(database, units, chunk):
    """Runs that a finance clerk handed to the queue; returns their ids."""
    with environment(database) as env:
        company = set_up_company(env)
        company.estate_chunk_size = chunk
        items = seed_items(env, company)
        communities = env["estate.community"]
        for number in range(RUNS):
            communities |= seed_community(env, company, items, units, f"Q{number}")[0]
        clerk = seed_clerk(env, "finance_clerk", communities)
        runs = (
            env["estate.bill.run"]
            .with_user(clerk)
            .create(
                [
                    {
                        "community_id": community.id,
                        "date_from": "2026-10-01",
                        "date_invoice": "2026-10-01",
                    }
                    for community in communities
                ]
            )
        )
        runs.action_plan()
        runs.action_publish()
        runs.action_publish()  # a second click
        return runs.ids


def cancel(database, run_ids):
    """Hand the runs to the queue once more, to be cancelled by an accountant."""
    with environment(database) as env:
        runs = env["estate.bill.run"].browse(run_ids)
        accountant = seed_clerk(env, "accountant", runs.community_id)
        runs.with_user(accountant).action_cancel()


def perform_next(database, run_id):
    """Perform the run's pending job; returns whether there was one.

    :raises RetryableJobError: when its journal is busy; nothing is kept then
    """
    from odoo.addons.queue_job.job import Job

    with environment(database) as env:
        waiting = [
            ("state", "=", "pending"),
            ("identity_key", "=", f"estate.bill.run/{run_id}"),
        ]
        pending = env["queue.job"].search(waiting, order="id")
        if not pending:
            return False
        job = Job.load(env, pending[0].uuid)
        job.set_started()
        job.store()
        job.perform()
        job.set_done()
        job.store()
    return True


def worker(database, run_id, clock, seen):
    """Perform the jobs of a run; note what came of each attempt."""
    from odoo.addons.queue_job.exception import RetryableJobError

    busy_errors = (RetryableJobError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY)
    while not clock.expired():
        try:
            if not perform_next(database, run_id):
                return
            seen.append("done")
        except busy_errors:
            seen.append("busy")
            time.sleep(PAUSE_SECONDS)


def work_at_once(database, run_ids, clock):
    """A worker per run, all at the same time; returns what came of each attempt."""
    seen = []
    workers = [
        threading.Thread(target=worker, args=(database, run_id, clock, seen))
        for run_id in run_ids
    ]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    return seen


def main():
    options = arguments(__doc__, units=60, chunk=20).parse_args()
    clock = Clock(options.max_seconds)
    with fresh_database("queue", keep=options.keep) as database:
        install(database, "queue_job")
        run_ids = publish(database, options.units, options.chunk)
        seen = work_at_once(database, run_ids, clock)
        with environment(database) as env:
            runs = env["estate.bill.run"].browse(run_ids)
            journals = len(runs.move_ids.journal_id)
            numbers = sorted(runs.move_ids.mapped("sequence_number"))
            failed = env["estate.bill.plan"].search_count(
                [("run_id", "in", run_ids), ("state", "=", "failed")]
            )
            done = all(run.state == "done" for run in runs)
        cancel(database, run_ids)
        seen += work_at_once(database, run_ids, clock)
        with environment(database) as env:
            runs = env["estate.bill.run"].browse(run_ids)
            refunds = runs.move_ids.reversal_move_ids
            reversed_once = len(runs.move_ids) == len(refunds)
            done = done and all(run.state == "cancelled" for run in runs)
    gaps = sum(b - a != 1 for a, b in zip(numbers, numbers[1:], strict=False))
    jobs, busy = seen.count("done"), seen.count("busy")
    result(
        "queue",
        jobs=jobs,
        busy=busy,
        bills=len(numbers),
        failed=failed,
        gaps=gaps,
        refunds=len(refunds),
        seconds=clock.elapsed,
    )
    chunks = -(-options.units // options.chunk)
    complete = done and reversed_once and len(numbers) == RUNS * options.units
    complete = complete and jobs == 2 * RUNS * (chunks + 1) and journals == 1
    sys.exit(0 if complete and not failed and not gaps else 1)


if __name__ == "__main__":
    main()
