"""The publishing job in a process of its own, to be killed: see bench/faults.py."""

import sys
import time

from bench.common import environment


def main():
    with environment(sys.argv[1]) as env:
        print("ready", flush=True)
        begin = time.monotonic()
        env["estate.bill.run"]._cron_publish()
        print(time.monotonic() - begin, flush=True)


if __name__ == "__main__":
    main()
