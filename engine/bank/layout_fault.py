"""What is wrong with a layout: codes, each with the place in the JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class LayoutCode(str, Enum):
    """What is wrong with a layout; in brackets what ``params`` adds."""

    NOT_AN_OBJECT = "not_an_object"
    NOT_A_TEXT = "not_a_text"
    UNKNOWN_KEY = "unknown_key"
    """(``allowed``)"""
    MISSING_KEY = "missing_key"
    BAD_CHOICE = "bad_choice"
    """(``allowed``)"""
    BAD_PLACE = "bad_place"
    """No place that this kind of file has."""
    OVERLAP = "overlap"
    """Two fields at one place (``other``)."""
    UNKNOWN_FIELD = "unknown_field"
    """A field of one's own must tell its kind (``allowed``: the known names)."""
    MIXED_PLACES = "mixed_places"
    """Some columns are told by number and some by name."""
    TOO_WIDE = "too_wide"
    """The text needs more room than the field has (``limit``)."""
    BAD_DATE_FORMAT = "bad_date_format"
    EQUAL_MARKS = "equal_marks"
    """(``other``)"""
    MARK_WITH_NAMES = "mark_with_names"
    """Details whose columns have names bear no mark."""


@dataclass(frozen=True, slots=True)
class LayoutFault:
    """One thing that is wrong with a layout."""

    place: str
    """Keys from the outside in, such as ``detail.amount.pad``."""
    code: LayoutCode
    value: str
    params: Mapping[str, Any]


class LayoutError(Exception):
    """A layout is refused; ``faults`` says why."""

    def __init__(self, faults: Iterable[LayoutFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "; ".join(f"{f.place}: {f.code.value}" for f in self.faults)
