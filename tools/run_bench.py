"""Run a benchmark in an Odoo environment: run_bench.py CONF NAME [options].

The repository comes last on the path: its folders `data`, `tests` or `models` must not
hide anyone's package of that name.
"""

import runpy
import sys
from pathlib import Path

import odoo.modules.registry  # noqa: F401  (Odoo's packages, in the order they expect)
from odoo.tools import config


def main(conf, name, *options):
    sys.path.append(str(Path(__file__).resolve().parents[1]))
    config.parse_config(
        ["-c", conf, "--no-http", "--max-cron-threads=0", "--log-level=warn"],
        setup_logging=True,
    )
    sys.argv = [f"./dev bench {name}", *options]
    runpy.run_module(f"bench.{name}", run_name="__main__", alter_sys=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
