"""What the benchmarks share: options, a fresh database, measuring, the RESULT line.

A benchmark is a module `bench/NAME.py` that ends with::

    if __name__ == "__main__":
        main()

and is run by `./dev bench NAME [options]`, which has Odoo configured and a database
`estate_plain` (the module installed, no demo data) ready to copy. Its sizes are
options with defaults, it is bounded in time by `--max-seconds`, and it ends with one
RESULT line. A figure that has to be met is told to `expect`, which says when it is
missed; `finish` ends in failure then.
"""

import argparse
import contextlib
import os
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.sql_db import close_db
from odoo.tools import config

TEMPLATE = "estate_plain"
STATUS = Path("/proc/self/status")
CLEAR = Path("/proc/self/clear_refs")


def arguments(description, **defaults):
    """Parser with an option per default (`sizes=[500, 2000]`, `rounds=50`, …).

    A list makes an option that takes several values; add what else is needed to it.
    """
    parser = argparse.ArgumentParser(
        description=description,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument(
        "--max-seconds",
        type=float,
        default=1800,
        help="stop starting new work after this time",
    )
    parser.add_argument(
        "--keep", action="store_true", help="keep the database for a closer look"
    )
    for name, default in defaults.items():
        many = isinstance(default, list)
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=type(default[0] if many else default),
            nargs="+" if many else None,
            default=default,
        )
    return parser


class Clock:
    """The time a benchmark may take."""

    def __init__(self, max_seconds):
        self.begin = time.monotonic()
        self.end = self.begin + max_seconds

    @property
    def elapsed(self):
        return time.monotonic() - self.begin

    def expired(self):
        return time.monotonic() > self.end

    def in_time(self, sizes, unit):
        """Yield the sizes that are begun in time; say so where it is over.

        :param unit: what a size counts
        """
        for size in sizes:
            if self.expired():
                print(f"out of time before {size} {unit}")
                return
            yield size


# ------------------------------------------------------------
# DATABASES
# ------------------------------------------------------------


def filestore(database):
    return Path(config["data_dir"], "filestore", database)


def drop_database(database):
    close_db(database)
    Registry.delete(database)
    quiet = {**os.environ, "PGOPTIONS": "-c client_min_messages=warning"}
    command = ["dropdb", "--if-exists", "--force", database]
    subprocess.run(command, check=True, env=quiet)
    shutil.rmtree(filestore(database), ignore_errors=True)


@contextlib.contextmanager
def fresh_database(name, keep=False, template=TEMPLATE):
    """A copy of the template called `bench_<name>`, dropped at the end."""
    database = f"bench_{name}"
    drop_database(database)
    close_db(template)
    made_by = "estate_service-dev bench"  # the mark of tools/databases.sh
    subprocess.run(["createdb", "-T", template, database, made_by], check=True)
    if filestore(template).exists():
        shutil.copytree(filestore(template), filestore(database))
    try:
        yield database
    finally:
        if not keep:
            drop_database(database)


@contextlib.contextmanager
def environment(database, **context):
    """An administrator's environment; commits when the block ends without error."""
    with Registry(database).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, context)


def install(database, *modules):
    """Install further modules, such as a peer, before `environment` is used."""
    Registry.new(database, install_modules=modules)


def vacuum(database):
    """Clear dead rows and refresh the planner's statistics (no transaction may)."""
    subprocess.run(
        ["vacuumdb", "--analyze", "--quiet", database], check=True, env=os.environ
    )


# ------------------------------------------------------------
# MEASURING
# ------------------------------------------------------------


def reset_peak():
    """Let the peak of the process's memory start from what it uses now (Linux)."""
    with contextlib.suppress(OSError):
        CLEAR.write_text("5")


def peak_mb():
    """Most memory in use since `reset_peak`, in MiB."""
    if STATUS.exists():
        for line in STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Measure:
    """Seconds, SQL queries and peak memory of a block.

    >>> with Measure(env) as measured:
    ...     run.action_publish()
    >>> result("billing", invoices_per_s=2000 / measured.seconds)
    """

    def __init__(self, env):
        self.cr = env.cr

    def __enter__(self):
        reset_peak()
        self.queries = -self.cr.sql_log_count
        self.seconds = -time.perf_counter()
        return self

    def __exit__(self, *_error):
        self.seconds += time.perf_counter()
        self.queries += self.cr.sql_log_count
        self.peak_mb = peak_mb()


def _text(value):
    if isinstance(value, float):
        return f"{value:.2f}" if abs(value) < 1000 else f"{value:.0f}"
    return str(value).replace(" ", "_")


def result(name, **values):
    """Print the line that ends every benchmark: `RESULT name key=value …`."""
    pairs = " ".join(f"{key}={_text(value)}" for key, value in values.items())
    print(f"RESULT {name} {pairs}", flush=True)


def nothing_measured(name, clock):
    """End a benchmark whose time was over before its first figure: in failure."""
    result(name, out_of_time=1, seconds=clock.elapsed)
    sys.exit(1)


def expect(name, value, *, least=None, most=None):
    """Whether a figure is as good as it has to be; says so when it is not."""
    if least is not None and value < least:
        print(f"MISSED {name}: {value:.5g}, at least {least:g} is wanted")
        return False
    if most is not None and value > most:
        print(f"MISSED {name}: {value:.5g}, at most {most:g} is wanted")
        return False
    return True


def finish(met):
    """End the benchmark: in failure unless every figure that was expected is met."""
    sys.exit(0 if all(met) else 1)
