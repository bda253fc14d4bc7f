"""A month of bank collection: choose, freeze, send, and the bank's return booked.

Every unit has a bill of three lines and a mandate; one deduction in fifty fails. The
rate is that of the return file: answers per second, read, booked and reconciled.
"""

from decimal import Decimal

from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.estate_service.engine.bank.records import write_records

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
from bench.estate_batch import ask_bank, make_profile
from bench.estate_seed import (
    publish_month,
    seed_community,
    seed_items,
    set_up_company,
)

DAY = "2026-11-10"
ACCOUNT = "44050100000000001234"
REQUEST = {
    "encoding": "gbk",
    "amount": "cents",
    "header": {"mark": "H", "account": [2, 26], "count": [27, 34], "total": [35, 49]},
    "detail": {
        "mark": "D",
        "sequence": [2, 9],
        "account": [10, 34],
        "amount": [35, 49],
    },
}
RETURN = {
    **REQUEST,
    "codes": {"00": "success", "01": "retry"},
    "header": {**REQUEST["header"], "date": [50, 57]},
    "detail": {**REQUEST["detail"], "code": [50, 51]},
}
FAILURES = 50
"""One deduction in so many fails."""
SIZES = (500, 2000, 10000)
MOST_SLOWDOWN = 1.15
"""Time per answer at the most deductions against the fewest."""


def seed_profile(env, company):
    """A profile of the company, once."""
    if known := env["estate.collection.profile"].search([], limit=1):
        return known
    return make_profile(env, ACCOUNT, REQUEST, RETURN)


def seed_mandates(env, community):
    """A mandate in force for each unit of the community."""
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            WITH account AS (
                INSERT INTO res_partner_bank (acc_number, sanitized_acc_number,
                                              partner_id, active)
                SELECT '62170000' || lpad(id::text, 11, '0'),
                       '62170000' || lpad(id::text, 11, '0'), owner_id, true
                  FROM estate_unit WHERE community_id = %(community)s
             RETURNING id, partner_id)
            INSERT INTO estate_mandate (name, unit_id, community_id, company_id,
                                        partner_id, bank_account_id, date_signed,
                                        date_from, state, limit_amount)
            SELECT 'DK' || unit.id, unit.id, unit.community_id, unit.company_id,
                   unit.owner_id, account.id, '2020-01-01', '2020-01-01', 'active', 0
              FROM estate_unit unit JOIN account ON account.partner_id = unit.owner_id
             WHERE unit.community_id = %(community)s
            """,
            community=community.id,
        )
    )
    env.invalidate_all()
    env.cr.execute("ANALYZE")


def bills(env, company, items, size, code):
    """A community of ``size`` units with mandates and the bills of October."""
    community, _owners = seed_community(env, company, items, size, code)
    env["estate.unit"].search([("community_id", "=", community.id)])._recompute_model(
        ["owner_id", "payer_id"]
    )
    env.cr.execute(
        SQL(
            """UPDATE estate_unit unit SET owner_id = o.partner_id
                 FROM estate_occupancy o
                WHERE o.unit_id = unit.id AND unit.community_id = %s""",
            community.id,
        )
    )
    env.invalidate_all()
    seed_mandates(env, community)
    publish_month(env, community)
    env.flush_all()
    env.invalidate_all()
    return community


def answer(batch):
    """The bank's return file of a batch."""
    details = [
        {
            "sequence": line.sequence,
            "account": line.account,
            "amount": Decimal(str(line.amount)),
            "code": "01" if line.sequence % FAILURES == 0 else "00",
        }
        for line in batch.line_ids
    ]
    layout = batch.profile_id._return_layout()
    return write_records(layout, details, {"account": ACCOUNT, "date": batch.date})


def collect(database, size, code="MAIN"):
    """One month; returns what each step took.

    The return is imported another day, in a transaction of its own.
    """
    with environment(database) as env:
        batch_id, data, steps = ask(env, size, code)
    vacuum(database)
    with environment(database) as env:
        batch = env["estate.collection.batch"].browse(batch_id)
        with Measure(env) as steps["import"]:
            found = env["estate.collection.return"]._import(batch, data, "return.txt")
            env.cr.commit()
        assert found.refused_count == size // FAILURES
        paid = found.move_ids.line_ids.filtered("reconciled")
        assert len(paid) == size - size // FAILURES, f"{len(paid)} are settled"
    return steps


def ask(env, size, code):
    """Bill a month and ask the bank for it; returns batch, its answer, the steps."""
    company = set_up_company(env)
    items = seed_items(env, company)
    seed_profile(env, company)
    community = bills(env, company, items, size, code)
    batch = env["estate.collection.batch"].create(
        {"community_ids": [Command.set(community.ids)], "date": DAY}
    )
    steps = ask_bank(batch)
    assert batch.line_count == size, f"{batch.line_count} deductions, not {size}"
    return batch.id, answer(batch), steps


def main():
    options = arguments(__doc__, sizes=list(SIZES)).parse_args()
    clock = Clock(options.max_seconds)
    rates, chosen = {}, {}
    with fresh_database("collection", keep=options.keep) as database:
        install(database, "l10n_cn")
        collect(database, 20, "WARM")
        for size in clock.in_time(options.sizes, "units"):
            with fresh_database("collection_turn", template=database) as copy:
                steps = collect(copy, size)
            rates[size] = size / steps["import"].seconds
            chosen[size] = steps["choose"].seconds
            told = ", ".join(
                f"{name} {step.seconds:.2f} s ({step.queries} queries)"
                for name, step in steps.items()
            )
            peak = steps["import"].peak_mb
            print(
                f"{size:>6} deductions: {told}, {rates[size]:.0f} answers/s, "
                f"peak {peak:.0f} MB",
                flush=True,
            )
    if not rates:
        nothing_measured("collection", clock)
    slowdown = rates[min(rates)] / rates[max(rates)]
    # Smaller sizes are a try and not judged.
    is_judged = {min(SIZES), max(SIZES)} <= rates.keys()
    met = [expect("slowdown", slowdown, most=MOST_SLOWDOWN)] if is_judged else []
    result(
        "collection",
        answers_per_s=rates[max(rates)],
        slowdown=slowdown,
        **{f"choose_{size}": seconds for size, seconds in chosen.items()},
    )
    finish(met)


if __name__ == "__main__":
    main()
