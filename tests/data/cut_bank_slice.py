"""Cut the bank files of the tests' small estate out of a folder of sample data.

    python tests/data/cut_bank_slice.py SAMPLE_FOLDER

keeps of mandates, return file and statement what concerns the units that
``cut_slice.py`` has kept, and all lines of the statement that are no fees. Sums and
balances are computed anew, so that the small files hold as the large ones do.
"""

import csv
import json
import re
import sys
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENCODING = "gb18030"


def main(folder):
    sys.path.insert(0, str(HERE.parents[1]))
    estate = json.loads((folder / "estate.json").read_text("utf-8"))
    files = {key: folder / name for key, name in estate["files"].items()}
    with (HERE / files["expected_bills"].name).open(encoding="utf-8-sig") as stream:
        codes = {row[0] for row in list(csv.reader(stream))[1:]}
    _cut_mandates(files["mandates"], codes)
    credited = _cut_return(files["collection_return"], estate, codes)
    _cut_statement(files["statement"], files["truth"], codes, credited)


def _cut_mandates(path, codes):
    """Keep the mandates of the slice's units."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    with (HERE / path.name).open("w", encoding="utf-8-sig", newline="") as stream:
        kept = (row for row in rows[1:] if row[0] in codes)
        csv.writer(stream).writerows([rows[0], *kept])


def _cut_return(path, estate, codes):
    """Keep the answers for the slice's units; return what the batch brought."""
    from engine.bank.layout_parse import parse_layout
    from engine.bank.records import read_records, sums_of, write_records

    layout = parse_layout(estate["collection_layout"])
    records = read_records(path.read_bytes(), layout)
    kept = [dict(r.values) for r in records.details if r.values["unit"] in codes]
    for number, values in enumerate(kept, 1):
        values["sequence"] = number
    data = write_records(layout, kept, records.header.values)
    (HERE / path.name).write_bytes(data)
    return sums_of(kept, layout)


def _cut_statement(path, truth_path, codes, credited):
    """Keep the lines for the slice's units, and those that are no fees."""
    with truth_path.open(encoding="utf-8-sig", newline="") as stream:
        title, *truth = list(csv.reader(stream))
    text = path.read_bytes().decode(ENCODING)
    lines = text.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("交易时间")) + 1
    rows = list(csv.reader(lines[first : first + len(truth)]))
    balance = _amount(rows[0][3]) - _moved(rows[0])
    kept, kept_truth = [], []
    for row, (_line, units, amount, kind) in zip(rows, truth, strict=True):
        if kind == "fee" and not set(units.split("|")) <= codes:
            continue
        if kind == "batch":
            row[2] = amount = f"{credited['accepted_total']:.2f}"
            row[7] = re.sub(r"\d+(?=笔)", str(credited["accepted"]), row[7])
            units = "|".join(unit for unit in units.split("|") if unit in codes)
        balance += _moved(row)
        row[3] = f"{balance:,.2f}"
        kept.append(row)
        kept_truth.append([len(kept), units, amount, kind])
    ends = [lines[:first], lines[first + len(truth) :]]
    with (HERE / path.name).open("w", encoding=ENCODING, newline="") as stream:
        stream.write("\r\n".join(ends[0]) + "\r\n")
        csv.writer(stream).writerows(kept)
        stream.write("\r\n".join(ends[1]) + "\r\n")
    with (HERE / truth_path.name).open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([title, *kept_truth])


def _amount(text):
    """Return an amount of the statement, nothing where it has none."""
    return Decimal(text.replace(",", "") or 0)


def _moved(row):
    """Return what a line adds to the balance."""
    return _amount(row[2]) - _amount(row[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
