"""Fail on lines of WARNING or above in Odoo's logs: scan_log.py ALLOW_FILE LOG…

The allow file holds regular expressions, one a line, each under a comment that says why
the line may appear.
"""

import re
import sys
from pathlib import Path

LEVEL = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) (.*)$")
MOST_SHOWN = 40


def read_allowed(path):
    allowed, reason = [], None
    for number, line in enumerate(Path(path).read_text().splitlines(), 1):
        if line.startswith("#"):
            reason = line
        elif line.strip():
            if not reason:
                sys.exit(f"{path}:{number}: no reason stands above this entry")
            allowed.append(re.compile(line))
        else:
            reason = None
    return allowed


def unexpected(log, allowed):
    for number, line in enumerate(log.read_text(errors="replace").splitlines(), 1):
        found = LEVEL.match(line)
        if found and not any(pattern.search(line) for pattern in allowed):
            yield f"{log.name}:{number}: {found[1]} {found[2]}"


def main(allow_file, *logs):
    allowed = read_allowed(allow_file)
    if not logs:
        sys.exit("no log to scan: did the installation run?")
    lines = [line for log in logs for line in unexpected(Path(log), allowed)]
    for line in lines[:MOST_SHOWN]:
        print(line)
    if len(lines) > MOST_SHOWN:
        print(f"… and {len(lines) - MOST_SHOWN} more")
    print(f"{len(logs)} logs, {len(lines)} unexpected lines of WARNING or above")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
