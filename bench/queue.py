"""Publish a bill run as jobs of OCA's queue_job: the same chunks as the cron's.

A clerk plans and publishes; then every pending job is loaded and performed in a
transaction of its own, as the queue's workers do, until none is left.
"""

import sys

from bench.common import Clock, arguments, environment, fresh_database, install, result
from bench.estate_seed import seed_clerk, seed_community, seed_items, set_up_company


def publish(database, units, chunk):
    """A run that a finance clerk handed to the queue; returns its id."""
    with environment(database) as env:
        company = set_up_company(env)
        company.estate_chunk_size = chunk
        items = seed_items(env, company)
        community, _owners = seed_community(env, company, items, units, "Q")
        clerk = seed_clerk(env, "finance_clerk", community)
        run = (
            env["estate.bill.run"]
            .with_user(clerk)
            .create(
                {
                    "community_id": community.id,
                    "date_from": "2026-10-01",
                    "date_invoice": "2026-10-01",
                }
            )
        )
        run.action_plan()
        run.action_publish()
        run.action_publish()  # a second click
        return run.id


def perform_next(database):
    """Perform the oldest pending job; returns whether there was one."""
    from odoo.addons.queue_job.job import Job

    with environment(database) as env:
        pending = env["queue.job"].search([("state", "=", "pending")], order="id")
        if not pending:
            return False
        job = Job.load(env, pending[0].uuid)
        job.set_started()
        job.store()
        job.perform()
        job.set_done()
        job.store()
    return True


def main():
    options = arguments(__doc__, units=60, chunk=20).parse_args()
    clock = Clock(options.max_seconds)
    with fresh_database("queue", keep=options.keep) as database:
        install(database, "queue_job")
        run_id = publish(database, options.units, options.chunk)
        jobs = 0
        while not clock.expired() and perform_next(database):
            jobs += 1
        with environment(database) as env:
            run = env["estate.bill.run"].browse(run_id)
            state, bills = run.state, len(run.move_ids)
            numbers = sorted(run.move_ids.mapped("sequence_number"))
    gaps = sum(b - a != 1 for a, b in zip(numbers, numbers[1:], strict=False))
    result("queue", jobs=jobs, bills=bills, gaps=gaps, seconds=clock.elapsed)
    chunks = -(-options.units // options.chunk)
    complete = state == "done" and bills == options.units and jobs == chunks + 1
    sys.exit(0 if complete and not gaps else 1)


if __name__ == "__main__":
    main()
