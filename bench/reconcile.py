"""Bank money into the books beside OCA account_reconcile_oca, in one run.

Both begin with the same bills and a bank statement that pays each of them, its text
the bill's number, and end with every bill paid. OCA's module matches what is created,
20 lines at a time (where it is fastest), in a database that has it; its best rate, up
to `--peer-limit` lines, is taken as constant and printed so. Ours reads the file,
writes the lines, proposes and books, chunk by chunk with a commit as the job does; the
return file of a bank collection is booked by collective entries. Each measure begins in
a copy of the same warm database.
"""

import base64
from datetime import date, timedelta

from bench.collection import FAILURES, collect
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
from bench.estate_seed import (
    publish_month,
    seed_community,
    seed_items,
    set_up_company,
)

HEADER = "交易时间,借方发生额,贷方发生额,余额,对方户名,对方账号,摘要,备注"
DAYS = 28
PEER_CHUNK = 20
PEER = "account_reconcile_oca"
SIZES = (500, 10000)
"""Lines for which a rate is wanted; from the first to the last it must stay flat."""
LEAST_STATEMENT, LEAST_COLLECTION = 8.0, 40.0
"""How many times the peer's rate must be reached."""
PROPOSED, MOST_PROPOSE_S = 5000, 60.0
"""For so many lines proposals must be made in so many seconds."""
MOST_FLAT = 1.15
"""Time per line at the most lines against the fewest."""


# ---- What is paid ---------------------------------------------------------------


def bills(env, size, code="MAIN"):
    """The posted bills of ``size`` units, in the order of their numbers."""
    company = set_up_company(env)
    items = seed_items(env, company)
    community, _owners = seed_community(env, company, items, size, code)
    run = publish_month(env, community)
    env.flush_all()
    env.invalidate_all()
    return run.move_ids.sorted("name")


def bank(env):
    return env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )


def paid_on(place):
    return date(2026, 11, 1) + timedelta(days=place % DAYS)


def statement(moves):
    """A bank's file that pays every bill."""
    rows, balance = [], 0
    paid = sorted((paid_on(place), move) for place, move in enumerate(moves))
    for day, move in paid:
        balance += move.amount_total
        rows.append(
            f"{day:%Y%m%d} 10:00:00,,{move.amount_total:.2f},{balance:.2f},"
            f"{move.partner_id.name},62170000{move.partner_id.id:011},转账,{move.name}"
        )
    return "\n".join([HEADER, *rows]).encode("gb18030")


# ---- Ours -----------------------------------------------------------------------


def ours(database, size):
    """Seconds of (import, propose, book) for a statement of ``size`` lines."""
    with fresh_database("reconcile_turn", template=database) as copy:
        with environment(copy) as env:
            moves = bills(env, size)
            file = env["estate.statement.import"].create(
                {
                    "journal_id": bank(env).id,
                    "file": base64.b64encode(statement(moves)),
                    "file_name": "bench.csv",
                }
            )
        vacuum(copy)
        with environment(copy) as env:
            file = env["estate.statement.import"].browse(file.id)
            return _take_over(env, file, size)


def _take_over(env, file, size):
    job = env["estate.bank.job"]
    with Measure(env) as imported:
        file.action_check()
        file.state = "importing"
        for _written in file._write_chunks():
            env.cr.commit()
    with Measure(env) as proposed:
        job._propose(file.line_ids)
        env.cr.commit()
    with Measure(env) as booked:
        for chunk in job._certain_chunks(env.company):
            job._book_certain(chunk)
            env.cr.commit()
    paid = file.line_ids.filtered("is_reconciled")
    assert len(paid) == size, f"{len(paid)} of {size} lines are booked"
    return imported, proposed, booked


# ---- OCA's ----------------------------------------------------------------------


def peer(database, size):
    """Lines per second that OCA's module creates and reconciles."""
    with fresh_database("reconcile_peer", template=database) as copy:
        with environment(copy) as env:
            moves = bills(env, size)
        vacuum(copy)
        with environment(copy) as env:
            return _create_with_peer(env, moves.with_env(env))


def _create_with_peer(env, moves):
    values = [
        {
            "journal_id": bank(env).id,
            "date": paid_on(place),
            "amount": move.amount_total,
            "payment_ref": move.name,
            # Owners' names are not unique here: it need not look for them.
            "partner_id": move.partner_id.id,
        }
        for place, move in enumerate(moves)
    ]
    lines = env["account.bank.statement.line"]
    with Measure(env) as measured:
        for start in range(0, len(values), PEER_CHUNK):
            lines += lines.create(values[start : start + PEER_CHUNK])
            env.cr.commit()
    paid = lines.filtered("is_reconciled")
    assert len(paid) == len(moves), f"OCA left {len(moves) - len(paid)} lines open"
    return len(moves) / measured.seconds


# ---- Run ------------------------------------------------------------------------


def warm_up(database, size=20):
    """A first month, kept: registry, caches, and statistics to plan with."""
    with environment(database) as env:
        bills(env, size, "WARM")


def collected(database, size):
    """Return files' successes booked per second, committed."""
    with fresh_database("reconcile_turn", template=database) as copy:
        collect(copy, PEER_CHUNK, "COLL")
        steps = collect(copy, size)
    return (size - size // FAILURES) / steps["import"].seconds


def main():
    options = arguments(__doc__, sizes=list(SIZES), peer_limit=500).parse_args()
    clock = Clock(options.max_seconds)
    lines_per_s, answers_per_s, proposing, rate = {}, {}, {}, 0.0
    with fresh_database("reconcile", keep=options.keep) as database:
        install(database, "l10n_cn")
        warm_up(database)
        with fresh_database("reconcile_oca", template=database) as beside:
            install(beside, PEER)
            for size in sorted({min(options.peer_limit, 200), options.peer_limit}):
                found = peer(beside, size)
                print(f"OCA: {size} lines, {found:.2f} lines/s", flush=True)
                rate = max(rate, found)
        print(f"OCA's best rate, {rate:.2f} lines/s, is taken for every size")
        for size in clock.in_time(options.sizes, "lines"):
            steps = ours(database, size)
            lines_per_s[size] = size / sum(step.seconds for step in steps)
            proposing[size] = steps[1].seconds * PROPOSED / size
            answers_per_s[size] = collected(database, size)
            told = ", ".join(
                f"{name} {step.seconds:.1f} s ({step.queries / size:.2f} queries/line)"
                for name, step in zip(("import", "propose", "book"), steps, strict=True)
            )
            print(
                f"{size:>6} lines: {told}; {lines_per_s[size]:.1f} lines/s, ratio "
                f"{lines_per_s[size] / rate:.2f} | collection "
                f"{answers_per_s[size]:.0f} answers/s, ratio "
                f"{answers_per_s[size] / rate:.1f}",
                flush=True,
            )
    if not lines_per_s:
        nothing_measured("reconcile", clock)
    first, last = min(lines_per_s), max(lines_per_s)
    if first == last:
        print("one size only: how flat it is was not measured")
    figures = {
        "statement_ratio": min(lines_per_s.values()) / rate,
        "collection_ratio": min(answers_per_s.values()) / rate,
        "flat": _slowdown(lines_per_s),
        "flat_collection": _slowdown(answers_per_s),
        f"propose_s_per_{PROPOSED}": proposing[last],
    }
    met = expect_figures(figures, set(lines_per_s))
    result(
        "reconcile",
        **figures,
        lines_per_s=lines_per_s[last],
        answers_per_s=answers_per_s[last],
        peer_lines_per_s=rate,
    )
    finish(met)


def expect_figures(figures, sizes):
    """Whether the figures are as good as they must be.

    Sizes smaller than any for which a rate is wanted are a try and not judged.
    """
    wanted = {"statement_ratio": LEAST_STATEMENT, "collection_ratio": LEAST_COLLECTION}
    met = []
    if min(sizes) >= min(SIZES):
        met += [expect(name, figures[name], least=wanted[name]) for name in wanted]
        name = f"propose_s_per_{PROPOSED}"
        met.append(expect(name, figures[name], most=MOST_PROPOSE_S))
    if set(SIZES) <= sizes:
        flat = ("flat", "flat_collection")
        met += [expect(name, figures[name], most=MOST_FLAT) for name in flat]
    return met


def _slowdown(rates):
    """Time per line at the largest size against the smallest; ``none`` of one size."""
    if len(rates) == 1:
        return "none"
    return rates[min(rates)] / rates[max(rates)]


if __name__ == "__main__":
    main()
