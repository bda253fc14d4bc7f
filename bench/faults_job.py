"""The publishing job in a process of its own, to be killed: see bench/faults.py."""

import sys

from bench.common import environment


def main():
    with environment(sys.argv[1]) as env:
        env["estate.bill.run"]._cron_publish()


if __name__ == "__main__":
    main()
