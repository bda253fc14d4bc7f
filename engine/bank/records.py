"""Records of a collection file, read and written by one layout (B-03).

What is written is read back the same. The sums that a header or trailer may hold are
computed here in both directions, so that a layout cannot write what it would refuse.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..workbook import Limits
from .fault import Faults, refusal, table_refusals
from .layout import FieldLayout, Layout, Outcome, RecordLayout, ValueKind
from .record_lines import Line, read_lines
from .record_writer import write_file
from .values import Value, ValueFault, fault_of, read_value, write_value

_SUMS_OF_OUTCOMES = ("accepted", "accepted_total", "rejected", "rejected_total")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the values of its fields."""

    values: Mapping[str, Value]
    """By the names of the layout; without mark and constants."""
    line: int = 0
    """Where it was read, from 1."""


@dataclass(frozen=True, slots=True)
class Records:
    """All records of a file."""

    details: Sequence[Record]
    header: Record | None = None
    trailer: Record | None = None

    def value(self, name: str) -> Value:
        """Return a value of the header, else of the trailer."""
        for record in (self.header, self.trailer):
            if record and record.values.get(name) not in (None, ""):
                return record.values[name]
        return None


# ---- Reading --------------------------------------------------------------------


def read_records(data: bytes, layout: Layout, limits: Limits | None = None) -> Records:
    """Read a file and check the sums it states.

    :raise BankFileError: with all faults: of the file (one), else of its lines and
        values (all), else of its sums (all).
    """
    with table_refusals():
        lines = read_lines(data, layout, limits or Limits())
    faults = Faults()
    parted = _parted(lines, layout, faults)
    records = Records(
        header=_read_one(parted.get("header"), layout.header, layout, faults),
        details=_read_details(parted["detail"], layout, faults),
        trailer=_read_one(parted.get("trailer"), layout.trailer, layout, faults),
    )
    faults.check()
    _check_sums(records, layout, faults)
    faults.check()
    return records


def _parted(lines: list[Line], layout: Layout, faults: Faults) -> dict[str, list[Line]]:
    """Tell header and trailer by their place; a file without them is another file."""
    parted = {"detail": lines}
    for record, place in ((layout.header, 0), (layout.trailer, -1)):
        if record is None:
            continue
        rest = parted["detail"]
        if not rest or not _bears_mark(rest[place], record):
            expected = record.mark.value if record.mark else ""
            last = lines[place] if lines else None
            raise refusal(
                f"{record.role}_missing",
                line=last.number if last else None,
                value=last.told if last else "",
                expected=expected,
            )
        parted[record.role] = [rest[place]]
        parted["detail"] = rest[1:] if place == 0 else rest[:-1]
    return parted


def _bears_mark(line: Line, record: RecordLayout) -> bool:
    """Tell whether a line is marked as a record; without mark any line is."""
    if record.mark is None:
        return True
    try:
        cell = line.cell(record.mark)
    except ValueError:
        # A line too short for the mark, or cut within a character, does not bear it.
        return False
    return str(cell).strip() == record.mark.value


def _read_details(lines: list[Line], layout: Layout, faults: Faults) -> list[Record]:
    """Read the details; a line that is none is told."""
    details = []
    faults.record = "detail"
    for line in lines:
        if _bears_mark(line, layout.detail):
            details.append(_read(line, layout.detail, layout, faults))
            continue
        ends = [r for r in (layout.header, layout.trailer) if r and r.mark]
        misplaced = any(_bears_mark(line, record) for record in ends)
        faults.add(
            "misplaced_record" if misplaced else "unknown_record",
            line.number,
            value=line.told,
            expected=layout.detail.mark.value if layout.detail.mark else "",
        )
    return details


def _read_one(
    lines: list[Line] | None,
    record: RecordLayout | None,
    layout: Layout,
    faults: Faults,
) -> Record | None:
    """Read a header or trailer."""
    if not lines or not record:
        return None
    faults.record = record.role
    return _read(lines[0], record, layout, faults)


def _read(line: Line, record: RecordLayout, layout: Layout, faults: Faults) -> Record:
    """Read the fields of one line."""
    limit = line.excess(record)
    if limit:
        faults.add("line_too_long", line.number, value=line.told, limit=limit)
    values = {}
    for field in record.fields:
        cell: object = ""
        try:
            cell = line.cell(field)
            value = read_value(field, cell, layout)
            if field.name == "code" and layout.codes and value not in layout.codes:
                # Told here, since without its meaning no sum could be checked.
                raise ValueFault("unknown_code")
        except ValueError as error:
            code, params = fault_of(error)
            faults.add(code, line.number, field.name, cell, **params)
            continue
        if field.kind is not ValueKind.CONSTANT:
            values[field.name] = value
    return Record(values, line.number)


# ---- Sums -----------------------------------------------------------------------


def sums_of(
    details: Iterable[Mapping[str, Value]], layout: Layout
) -> dict[str, int | Decimal]:
    """Return what a header or trailer may state about the details, by name.

    The sums by outcome only where the layout knows result codes. A detail with an
    amount ``paid`` counts with it where it was accepted.
    """
    sums: dict[str, int | Decimal] = {"count": 0, "total": Decimal("0.00")}
    if layout.codes:
        for name in _SUMS_OF_OUTCOMES:
            sums[name] = Decimal("0.00") if name.endswith("_total") else 0
    for values in details:
        amount = values.get("amount") or Decimal(0)
        sums["count"] += 1
        sums["total"] += amount
        if layout.codes:
            accepted = layout.codes.get(str(values.get("code"))) is Outcome.SUCCESS
            if accepted and values.get("paid") is not None:
                amount = values["paid"]
            name = "accepted" if accepted else "rejected"
            sums[name] += 1
            sums[f"{name}_total"] += amount
    return sums


def _check_sums(records: Records, layout: Layout, faults: Faults) -> None:
    """Compare the sums that header and trailer state with the details."""
    sums = sums_of((record.values for record in records.details), layout)
    for role in ("header", "trailer"):
        record: Record | None = getattr(records, role)
        faults.record = role
        for name, expected in sums.items():
            found = record.values.get(name) if record else None
            if found is not None and found != expected:
                is_count = isinstance(expected, int)
                code = "count_differs" if is_count else "total_differs"
                place = {"line": record.line, "field": name, "value": found}
                faults.add(code, **place, expected=expected, found=found)


# ---- Writing --------------------------------------------------------------------


def write_records(
    layout: Layout,
    details: Sequence[Mapping[str, Value]],
    header: Mapping[str, Value] | None = None,
    trailer: Mapping[str, Value] | None = None,
) -> bytes:
    """Write a file: values by the layout's names; the sums need not be given.

    :raise BankFileError: with every value that does not fit, at the line it would
        have had; ``wrong_format`` for a layout without encoding.
    """
    if layout.encoding is None and layout.kind.value != "xlsx":
        raise refusal("wrong_format", field="encoding")
    faults = Faults()
    titles = 1 if layout.by_name else 0
    first = 1 + titles + (1 if layout.header else 0)
    rows = [
        (layout.detail, _texts(layout.detail, values, layout, line, faults))
        for line, values in enumerate(details, first)
    ]
    # Faulty values have no sums; header and trailer are checked for all else.
    sums = sums_of([] if faults.found else details, layout)
    last = first + len(details)
    if layout.header:
        texts = _texts(layout.header, {**(header or {}), **sums}, layout, 1, faults)
        rows.insert(0, (layout.header, texts))
    if layout.trailer:
        stated = {**(trailer or {}), **sums}
        texts = _texts(layout.trailer, stated, layout, last, faults)
        rows.append((layout.trailer, texts))
    faults.found.sort(key=lambda fault: fault.line or 0)
    faults.check()
    return write_file(layout, rows)


def _texts(
    record: RecordLayout,
    values: Mapping[str, Value],
    layout: Layout,
    line: int,
    faults: Faults,
) -> dict[FieldLayout, str]:
    """Return the texts of one record's fields."""
    texts = {}
    faults.record = record.role
    for field in record.all_fields:
        value = values.get(field.name)
        try:
            texts[field] = write_value(field, value, layout)
        except ValueError as error:
            code, params = fault_of(error)
            faults.add(code, line, field.name, value, **params)
    return texts
