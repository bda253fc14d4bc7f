"""What an import is about to do, kept in memory: planning writes nothing.

A plan holds the rows of the files, the findings about them, and one change per
record that the good rows speak of. Records are named by model and natural key, so
that a row may refer to a unit that another row of the same file creates.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from dateutil.relativedelta import relativedelta


class Ref(NamedTuple):
    """A record that does not exist yet, by the key of the change that makes it."""

    model: str
    key: Any


@dataclass(slots=True)
class SourceRow:
    """One row of a file; ``cells`` and ``headers`` by the key of the field."""

    kind: str
    sheet_id: int
    number: int
    cells: dict[str, Any]
    headers: dict[str, str]
    raw: tuple = ()
    faulty: bool = False


@dataclass(slots=True)
class Finding:
    """A fault or a notice about one cell, row or file."""

    level: str
    sheet_id: int | None
    row: int
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Change:
    """One record: created when it has no id, changed when it has values, else left."""

    model: str
    key: Any
    vals: dict[str, Any]
    record_id: int | None = None
    old: dict[str, Any] = field(default_factory=dict)
    row: SourceRow | None = None
    """The first row that speaks of the record, if one does."""
    label: str = ""
    """The record as its user knows it: ``1-1-101 王伟``."""

    @property
    def action(self) -> str:
        """Return create, change or leave."""
        if self.record_id is None:
            return "create"
        return "change" if self.vals else "leave"


@dataclass(slots=True)
class Total:
    """Money of one kind of opening balance in the file."""

    rows: int = 0
    file_amount: Decimal = Decimal(0)
    bad_amount: Decimal = Decimal(0)
    left_amount: Decimal = Decimal(0)
    new_amount: Decimal = Decimal(0)


def plain(value):
    """Return a value as JSON keeps it: dates as text, decimals as floats."""
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def same(one, other):
    """Tell whether two stored values are equal, empty ones being all alike."""
    one, other = plain(one), plain(other)
    if isinstance(one, float) or isinstance(other, float):
        return round(one or 0.0, 4) == round(other or 0.0, 4)
    return (one or False) == (other or False)


def fingerprint(balance):
    """Return the natural key of a posted balance within its community."""
    parts = [balance["unit"], balance["kind"], balance["item"], balance["month"]]
    return ":".join(str(part or "") for part in parts)


def first_day(month):
    """Return the first day of a month written YYYY-MM."""
    return date.fromisoformat(f"{month}-01")


def last_day(month):
    """Return the last day of a month written YYYY-MM."""
    return first_day(month) + relativedelta(months=1, days=-1)


class ImportPlan:
    """Rows, findings, changes and control totals of one reading of the files."""

    def __init__(self, baselines=None):
        self.rows: dict[str, list[SourceRow]] = defaultdict(list)
        self.findings: list[Finding] = []
        self.changes: dict[str, dict[Any, Change]] = defaultdict(dict)
        self.totals: dict[str, Total] = {}
        self.baselines: dict[str, dict[int, dict]] = baselines or {}
        """What earlier imports wrote: {model: {id: values}}."""
        self.words: dict[tuple[str, str], dict[str, str]] = {}
        """Spellings of values by kind of sheet and field."""
        self.units: dict[str, dict] = {}
        """Values of every unit that a row may speak of, stored or new."""
        self.unit_index = None
        self.cut_over = None
        """First day that is billed here."""
        self.owners: dict[str, Any] = {}
        """Who owns a new or changed unit, as a planned person: {unit: id or Ref}."""

    # ---- Findings -------------------------------------------------------------

    def fault(self, row, key, reason, value=None):
        """Note why the row cannot be imported; the others go on."""
        row.faulty = True
        self._find("error", row, key, reason, value)

    def notice(self, row, key, reason, value=None):
        """Note something worth knowing that does not hold the row up."""
        self._find("notice", row, key, reason, value)

    def _find(self, level, row, key, reason, value):
        shown = row.cells.get(key) if value is None else value
        self.findings.append(
            Finding(
                level=level,
                sheet_id=row.sheet_id,
                row=row.number,
                column=row.headers.get(key, ""),
                value="" if shown is None else str(plain(shown))[:200],
                reason=reason,
            )
        )

    @property
    def bad_rows(self):
        """All rows with a fault."""
        return [row for rows in self.rows.values() for row in rows if row.faulty]

    # ---- Changes --------------------------------------------------------------

    def ref(self, model, key):
        """Return the id of a planned record, or a reference while it has none."""
        change = self.changes[model][key]
        return Ref(model, key) if change.record_id is None else change.record_id

    def put(self, model, key, vals, found=None, *, row=None, label=""):
        """Plan a record; ``found`` is the stored one, if there is one.

        Only what the file says differently is changed. What someone changed by hand
        since an earlier import of the same value stays: returns those fields.
        """
        change = Change(model, key, vals, row=row, label=label)
        kept = []
        if found:
            change.record_id = found["id"]
            change.vals, kept = self._differences(model, vals, found)
            change.old = {name: found[name] for name in change.vals}
        self.changes[model][key] = change
        return kept

    def _differences(self, model, vals, found):
        """Return the values to write, and the names of those changed by hand."""
        before = self.baselines.get(model, {}).get(found["id"], {})
        changed, kept = {}, []
        for name, value in vals.items():
            if value in (None, "") or same(value, found[name]):
                continue
            if name in before and same(value, before[name]):
                kept.append(name)
            else:
                changed[name] = value
        return changed, kept

    def counts(self, model):
        """Return (create, change, leave) of one model."""
        actions = [change.action for change in self.changes[model].values()]
        return tuple(actions.count(name) for name in ("create", "change", "leave"))
