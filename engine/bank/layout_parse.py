"""From the JSON of a layout to a checked :class:`layout.Layout`.

Everything that is wrong is told at once, each with the place in the JSON.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from .layout import (
    FieldLayout,
    Kind,
    Layout,
    Outcome,
    RecordLayout,
    Sign,
    ValueKind,
)
from .layout_fault import LayoutCode, LayoutError
from .layout_settings import (
    DELIMITERS,
    ENCODINGS,
    LAST_POSITION,
    UNITS,
    Settings,
    is_name,
    is_number,
)

_BYTEWISE = ("gbk", "gb18030", "gb2312", "big5")
_NEWLINES = {"CRLF": "\r\n", "LF": "\n"}
_LAST_COLUMN = 256

_LAYOUT_KEYS = {
    *("kind", "encoding", "newline", "positions", "delimiter", "quotes", "sheet"),
    *("amount", "date", "codes", "header", "detail", "trailer"),
}
_FIELD_KEYS = {
    *("at", "kind", "required", "align", "pad", "unit", "sign", "format", "value"),
    "max",
}
_SUMS = {
    "count": ValueKind.INTEGER,
    "total": ValueKind.AMOUNT,
    "accepted": ValueKind.INTEGER,
    "accepted_total": ValueKind.AMOUNT,
    "rejected": ValueKind.INTEGER,
    "rejected_total": ValueKind.AMOUNT,
}
_TEXTS = dict.fromkeys(("account", "name", "bank", "currency"), ValueKind.TEXT)
_OF_FILE = {**_SUMS, **_TEXTS, "batch": ValueKind.TEXT, "date": ValueKind.DATE}
_OF_DETAIL = {
    **_TEXTS,
    **dict.fromkeys(
        ("contract", "unit", "reference", "code", "reason", "memo"), ValueKind.TEXT
    ),
    "sequence": ValueKind.INTEGER,
    "amount": ValueKind.AMOUNT,
    "paid": ValueKind.AMOUNT,
    "date": ValueKind.DATE,
}
_REQUIRED = {
    "header": {*_SUMS, "account", "date"},
    "detail": {"sequence", "account", "amount", "code"},
    "trailer": {*_SUMS},
}


def parse_layout(source: Mapping[str, Any]) -> Layout:
    """Return the layout that a JSON object describes; see :mod:`layout` for its shape.

    :raise LayoutError: with everything that is wrong.
    """
    parser = _Parser()
    layout = parser.layout(source)
    if parser.faults or layout is None:
        raise LayoutError(parser.faults)
    return layout


class _Parser(Settings):
    """Reads one layout; notes what is wrong and goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.kind = Kind.FIXED
        self.unit = ""
        self.date = ""
        self.encoding = "auto"
        self.bytewise = False

    # ---- The whole ------------------------------------------------------------------

    def layout(self, source: Any) -> Layout | None:
        """Return the layout as far as it can be read."""
        if not self.is_object("", source, _LAYOUT_KEYS):
            return None
        self.kind = Kind(self.choice(source, "kind", [k.value for k in Kind], "fixed"))
        if "amount" in source:
            self.unit = self.choice(source, "amount", UNITS, "yuan")
        self.date = self.date_format("date", source.get("date"))
        self.encoding = self.choice(source, "encoding", [*ENCODINGS, "auto"], "auto")
        counted = "bytes" if self.encoding in _BYTEWISE else "characters"
        counted = self.choice(source, "positions", ["bytes", "characters"], counted)
        self.bytewise = counted == "bytes"
        records = {
            role: self.record(role, source[role])
            for role in ("header", "detail", "trailer")
            if source.get(role) is not None
        }
        codes = self.codes(source.get("codes"))
        self.check_records(source, records)
        if not records.get("detail"):
            return None
        return Layout(
            **records,
            kind=self.kind,
            encoding=None if self.encoding == "auto" else self.encoding,
            newline=_NEWLINES[self.choice(source, "newline", [*_NEWLINES], "CRLF")],
            bytewise=self.bytewise,
            delimiter=self.choice(source, "delimiter", [*DELIMITERS], ","),
            quotes=self.choice(source, "quotes", [True, False], True),
            sheet=self.sheet_name(source.get("sheet", "")),
            codes=codes,
        )

    def codes(self, source: Any) -> dict[str, Outcome]:
        """Return the result codes with their meaning."""
        if source is None or not self.is_object("codes", source):
            return {}
        outcomes = [outcome.value for outcome in Outcome]
        return {
            code.strip(): Outcome(
                self.choice(source, code, outcomes, outcomes[0], "codes.")
            )
            for code in source
        }

    def check_records(
        self, source: Mapping[str, Any], records: Mapping[str, RecordLayout | None]
    ) -> None:
        """Check what concerns several records."""
        if "detail" not in records:
            self.fault("detail", LayoutCode.MISSING_KEY)
        detail = records.get("detail")
        if detail and detail.field("code") and not source.get("codes"):
            self.fault("codes", LayoutCode.MISSING_KEY)
        marks: dict[str, str] = {}
        for role, record in records.items():
            if record and record.mark:
                other = marks.setdefault(record.mark.value, role)
                if other != role:
                    place = f"{role}.mark"
                    self.fault(place, LayoutCode.EQUAL_MARKS, other=other)

    # ---- A record -------------------------------------------------------------------

    def record(self, role: str, source: Any) -> RecordLayout | None:
        """Return one kind of record."""
        if not self.is_object(role, source):
            return None
        mark = None
        if "mark" in source:
            mark = self.mark(role, source["mark"])
        fields = [
            self.field(role, name, spec)
            for name, spec in source.items()
            if name != "mark"
        ]
        record = RecordLayout(role, tuple(f for f in fields if f), mark)
        if not set(source) - {"mark"}:
            self.fault(role, LayoutCode.MISSING_KEY)
        self.check_places(record)
        return record

    def mark(self, role: str, spec: Any) -> FieldLayout | None:
        """Return the constant that tells a record, at its beginning unless told."""
        if isinstance(spec, str):
            at = [1, self.measure(spec)] if self.kind is Kind.FIXED else 1
            spec = {"at": at, "value": spec}
        if not self.is_object(f"{role}.mark", spec, {"at", "value"}):
            return None
        if not spec.get("value"):
            self.fault(f"{role}.mark", LayoutCode.MISSING_KEY)
            return None
        return self.field(role, "mark", {**spec, "kind": "constant"})

    def check_places(self, record: RecordLayout) -> None:
        """Check that no two fields stand at one place, and all are told one way."""
        taken: dict[object, str] = {}
        for field in record.all_fields:
            place = f"{record.role}.{field.name}"
            spots: Iterable[object] = range(field.first, field.last + 1)
            if self.kind is not Kind.FIXED:
                spots = [field.column or field.names[0]]
            for spot in spots:
                other = taken.setdefault(spot, field.name)
                if other != field.name:
                    self.fault(place, LayoutCode.OVERLAP, spot, other=other)
                    break
        named = [bool(field.names) for field in record.fields]
        if any(named) and not all(named):
            self.fault(record.role, LayoutCode.MIXED_PLACES)
        elif any(named) and record.mark:
            self.fault(f"{record.role}.mark", LayoutCode.MARK_WITH_NAMES)

    # ---- A field --------------------------------------------------------------------

    def field(self, role: str, name: str, spec: Any) -> FieldLayout | None:
        """Return one field; ``None`` where it has no place."""
        place = f"{role}.{name}"
        if not isinstance(spec, Mapping):
            spec = {"at": spec}
        if not self.is_object(place, spec, _FIELD_KEYS):
            return None
        at = self.place(role, f"{place}.at", spec.get("at"))
        kind = self.value_kind(role, name, spec)
        if at is None or kind is None:
            return None
        number = kind in (ValueKind.INTEGER, ValueKind.AMOUNT)
        inner = f"{place}."
        field = FieldLayout(
            name=name,
            kind=kind,
            **at,
            required=self.choice(
                spec, "required", [True, False], name in _REQUIRED[role], inner
            ),
            pad=self.pad(
                f"{inner}pad", spec.get("pad", "0" if number else " "), number
            ),
            right=self.choice(
                spec, "align", ["left", "right"], "right" if number else "left", inner
            )
            == "right",
            cents=kind is ValueKind.AMOUNT and self.in_cents(spec, inner),
            sign=Sign(
                self.choice(spec, "sign", [s.value for s in Sign], "none", inner)
            ),
            format=self.date_format(f"{inner}format", spec.get("format"))
            or self.default_date(kind),
            value=self.text(f"{inner}value", spec.get("value", "")).strip(),
            longest=self.size(f"{inner}max", spec.get("max", 0)),
        )
        self.check_width(place, field)
        return field

    def value_kind(
        self, role: str, name: str, spec: Mapping[str, Any]
    ) -> ValueKind | None:
        """Return what a field holds: as told, else by its name."""
        known = _OF_DETAIL if role == "detail" else _OF_FILE
        default = ValueKind.CONSTANT if spec.get("value") else known.get(name)
        if default is None and "kind" not in spec:
            allowed = sorted(known)
            self.fault(f"{role}.{name}", LayoutCode.UNKNOWN_FIELD, allowed=allowed)
            return None
        kinds = [kind.value for kind in ValueKind]
        fallback = (default or ValueKind.TEXT).value
        kind = ValueKind(self.choice(spec, "kind", kinds, fallback, f"{role}.{name}."))
        if kind is ValueKind.CONSTANT and not spec.get("value"):
            self.fault(f"{role}.{name}.value", LayoutCode.MISSING_KEY)
        return kind

    def in_cents(self, spec: Mapping[str, Any], inner: str) -> bool:
        """Tell whether an amount is written in cents; it must be told somewhere."""
        if not self.unit and "unit" not in spec:
            self.fault("amount", LayoutCode.MISSING_KEY, allowed=UNITS)
            self.unit = "yuan"
        return self.choice(spec, "unit", UNITS, self.unit, inner) == "cents"

    def default_date(self, kind: ValueKind) -> str:
        """Return how dates are written where the field does not tell.

        In a table dates are read as people write them, and written with dashes.
        """
        if kind is not ValueKind.DATE or self.date:
            return self.date if kind is ValueKind.DATE else ""
        return "YYYYMMDD" if self.kind is Kind.FIXED else ""

    def place(self, role: str, place: str, at: Any) -> dict[str, Any] | None:
        """Return the place of a field in the words of :class:`FieldLayout`."""
        if self.kind is Kind.FIXED:
            numbers = isinstance(at, list | tuple) and all(map(is_number, at))
            if numbers and len(at) == 2 and 1 <= at[0] <= at[1] <= LAST_POSITION:
                return {"first": at[0], "last": at[1]}
        elif is_number(at) and 1 <= at <= _LAST_COLUMN:
            return {"column": at}
        elif role == "detail":
            names = [at] if isinstance(at, str) else at
            if isinstance(names, list | tuple) and names and all(map(is_name, names)):
                return {"names": tuple(name.strip() for name in names)}
        self.fault(place, LayoutCode.BAD_PLACE, at)
        return None

    def check_width(self, place: str, field: FieldLayout) -> None:
        """Check that what is known of a fixed field's content fits."""
        if self.kind is not Kind.FIXED:
            return
        value = field.value or field.format
        if self.measure(value) > field.width:
            self.fault(place, LayoutCode.TOO_WIDE, value, limit=field.width)

    def measure(self, text: str) -> int:
        """Return the size of a text as the layout counts positions."""
        if self.bytewise and self.encoding != "auto":
            return len(text.encode(self.encoding, "replace"))
        return len(text)
