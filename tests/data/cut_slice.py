"""Cut the small estate of the tests out of a folder of sample data.

    python tests/data/cut_slice.py SAMPLE_FOLDER

takes the first units of three buildings with their people, balances and expected
bills, and the rows at the end that are broken on purpose. The result lies beside this
script, so that the tests need no sample folder.
"""

import csv
import json
import sys
from pathlib import Path

from openpyxl import Workbook, load_workbook

ENGINE = Path(__file__).resolve().parents[2]
BUILDINGS = ("1", "13", "24")
UNITS_EACH = 40
BROKEN_ROWS = 3


def main(folder):
    sys.path.insert(0, str(ENGINE))
    from engine.unit_code import parse_unit_code, unit_code_of_parts

    here = Path(__file__).parent
    estate = json.loads((folder / "estate.json").read_text("utf-8"))
    book = load_workbook(folder / estate["files"]["archive"])
    units, people = (list(sheet.values) for sheet in book.worksheets)
    kept, codes = _cut_units(units, unit_code_of_parts)

    def of_slice(text):
        code = parse_unit_code(text or "")
        return code and code.code in codes

    good = [row for row in people[1:-BROKEN_ROWS] if of_slice(row[0])]
    sheets = [kept, [people[0], *good, *people[-BROKEN_ROWS:]]]
    _write_archive(here / "archive.xlsx", book, sheets)
    for key, encoding in (("opening", "gbk"), ("expected_bills", "utf-8-sig")):
        _cut_csv(folder / estate["files"][key], here, encoding, of_slice)
    estate["name"] = "Slice"
    text = json.dumps(estate, ensure_ascii=False, indent=1)
    (here / "estate.json").write_text(text + "\n", "utf-8")


def _cut_units(rows, code_of):
    """Return the rows to keep, titles included, and the codes of their units."""
    kept, codes = list(rows[:2]), set()
    counts = dict.fromkeys(BUILDINGS, 0)
    for row in rows[2:]:
        code = code_of(str(row[0]), str(row[1]), str(row[3]))
        if counts.get(code.building, UNITS_EACH) < UNITS_EACH:
            counts[code.building] += 1
            codes.add(code.code)
            kept.append(row)
    return kept, codes


def _write_archive(path, source, sheets):
    """Write the kept rows under the sheets' own names."""
    book = Workbook()
    book.remove(book.active)
    for sheet, rows in zip(source.worksheets, sheets, strict=True):
        page = book.create_sheet(sheet.title)
        for row in rows:
            page.append(row)
    book.save(path)


def _cut_csv(path, target, encoding, of_slice):
    """Keep the header and the lines of the slice's units."""
    with path.open(encoding=encoding, newline="") as stream:
        rows = list(csv.reader(stream))
    with (target / path.name).open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows([rows[0], *(row for row in rows[1:] if of_slice(row[0]))])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
