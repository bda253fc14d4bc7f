"""An estate in, a month out: a folder of files imported, billed, collected, matched.

    ./dev bench estate [FOLDER]

The folder has the layout of ../shared/data, see bench/estate_folder.py. The bills are
compared item by item with the file of expected bills. Where `estate.json` names the
bank's files too, the bills of all who gave a mandate are asked of the bank, its return
is booked and the statement matched, as far as it is certain; what was collected and
what the bank shows is tied to the ledger, what is proposed compared with the truth.
"""

import sys
from decimal import Decimal
from pathlib import Path

from bench.common import (
    Clock,
    Measure,
    arguments,
    environment,
    expect,
    finish,
    fresh_database,
    peak_mb,
    result,
)
from bench.estate_bank import expect_score, month
from bench.estate_batch import CollectedEstate
from bench.estate_folder import SAMPLE, steps

SHOWN = 10
"""Bills that differ from the expected ones: so many are printed."""


def report(name, measured):
    print(
        f"{name:12} {measured.seconds:7.1f} s  {measured.queries:6} queries"
        f"  {measured.peak_mb:6.0f} MiB",
        flush=True,
    )


def take(estate, clock, work):
    """Take steps one by one, measured; ends the benchmark when time is over."""
    for name, step in work:
        if clock.expired():
            result("estate", out_of_time=name, seconds=clock.elapsed)
            sys.exit(1)
        with Measure(estate.env) as measured:
            step()
            estate.env.flush_all()
        report(name, measured)


# ------------------------------------------------------------
# PROOF
# ------------------------------------------------------------


def equal_bills(estate):
    """The number of bills that equal the expected ones."""
    billed, expected = estate.billed(), estate.expected()
    differing = [
        unit
        for unit in expected.keys() | billed.keys()
        if unit not in expected
        or billed.get(unit) != expected[unit][0]
        or sum(billed[unit].values()) != expected[unit][1]
    ]
    for unit in sorted(differing)[:SHOWN]:
        print(f"{unit}: billed {billed.get(unit)}, expected {expected.get(unit)}")
    return len(expected.keys() | billed.keys()) - len(differing)


def broken(ties):
    """The number of ties to the ledger that do not hold."""
    count = 0
    for name, (one, other) in ties.items():
        tied = round(Decimal(str(one)), 2) == round(Decimal(str(other)), 2)
        count += not tied
        print(f"{'tied' if tied else 'NOT TIED':12} {name}: {one:.2f} and {other:.2f}")
    return count


# ------------------------------------------------------------
# THE MONTH
# ------------------------------------------------------------


def bill(estate, clock):
    """Import and bill; returns (figures, whether they are as they must be)."""
    take(estate, clock, steps(estate))
    figures = {
        "units": estate.community.unit_count,
        "bills": len(estate.run.move_ids),
        "bills_equal": equal_bills(estate),
    }
    wanted = len(estate.expected())
    met = [
        expect("bills", figures["bills"], least=wanted, most=wanted),
        expect("bills_equal", figures["bills_equal"], least=wanted),
    ]
    return figures, met


def collect(estate, clock):
    """Ask the bank and book its answer; returns (figures, whether all is booked)."""
    take(estate, clock, estate.collection_steps())
    found = estate.returned
    figures = {
        "returned": found.accepted_count + found.refused_count,
        "collected": f"{found.accepted_total:.2f}",
    }
    return figures, [estate.expect_collected()]


def match(estate, clock):
    """Match the statement; returns (figures, lines, whether it is good enough)."""
    take(estate, clock, [("bank", estate.set_up_bank)])
    values = month(estate, estate.read("statement"), estate.truth(), "statement")
    lines, _truth, score, _seconds = values
    first, auto = score.shares
    figures = {
        "lines": score.lines,
        "first": f"{first:.4f}",
        "auto": f"{auto:.4f}",
        "wrong": score.wrong,
    }
    return figures, lines, [expect_score(score)]


def run(estate, clock):
    """The whole month; returns (figures, whether they are as they must be)."""
    figures, met = bill(estate, clock)
    untied = broken(estate.ties())
    if estate.is_collected:
        found, met_too = collect(estate, clock)
        figures |= found
        met += met_too
        untied += broken(estate.collection_ties())
    if estate.has("statement", "truth"):
        found, lines, met_too = match(estate, clock)
        figures |= found
        met += met_too
        untied += broken(estate.statement_ties(lines))
    figures["faulty_rows"] = estate.importer.bad_row_count
    figures["ties_broken"] = untied
    met.append(expect("ties_broken", untied, most=0))
    return figures, met


def main():
    parser = arguments(__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLE)
    options = parser.parse_args()
    if not (options.folder / "estate.json").is_file():
        parser.error(f"{options.folder} has no estate.json")
    clock = Clock(options.max_seconds)
    with (
        fresh_database("estate", options.keep) as database,
        environment(database) as env,
    ):
        estate = CollectedEstate(env, options.folder)
        figures, met = run(estate, clock)
    first = {name: figures.pop(name) for name in ("units", "bills", "bills_equal")}
    result("estate", **first, seconds=clock.elapsed, **figures, peak_mb=peak_mb())
    finish(met)


if __name__ == "__main__":
    main()
