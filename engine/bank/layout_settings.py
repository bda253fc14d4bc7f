"""Settings in JSON: read one by one, what is wrong is noted with its place."""

import re
import string
from collections.abc import Mapping
from typing import Any

from .dates import is_date_format
from .layout_fault import LayoutCode, LayoutFault

ENCODINGS = ("utf-8", "utf-8-sig", "gbk", "gb18030", "gb2312", "big5", "ascii")
UNITS = ["cents", "yuan"]
DELIMITERS = ",;|\t^~#!%&*:/"
LAST_POSITION = 4_000
_SHEET_NAME = re.compile(r"(?!'|history$)[^\[\]:*?/\\]{0,30}[^\[\]:*?/\\']", re.I)
"""What a spreadsheet takes as the name of a sheet."""


class Settings:
    """Reads the settings of one layout; notes what is wrong and goes on."""

    def __init__(self) -> None:
        self.faults: list[LayoutFault] = []

    def fault(
        self, place: str, code: LayoutCode, value: object = "", **params: Any
    ) -> None:
        """Note what is wrong at a place."""
        self.faults.append(LayoutFault(place, code, str(value)[:60], params))

    def is_object(self, place: str, source: Any, keys: set[str] | None = None) -> bool:
        """Tell whether a JSON value is an object; note its unknown keys."""
        if not isinstance(source, Mapping) or not all(map(is_name, source)):
            self.fault(place, LayoutCode.NOT_AN_OBJECT, source)
            return False
        for key in sorted(set(source) - (keys or set(source))):
            inner = f"{place}.{key}".lstrip(".")
            self.fault(inner, LayoutCode.UNKNOWN_KEY, allowed=sorted(keys or ()))
        return True

    def choice(
        self,
        source: Mapping[str, Any],
        key: str,
        allowed: list[Any],
        default: Any,
        outer: str = "",
    ) -> Any:
        """Return one of the allowed values; letter case does not matter."""
        value = source.get(key, default)
        for option in allowed:
            same_type = type(option) is type(value)
            if same_type and str(option).casefold() == str(value).casefold():
                return option
        self.fault(outer + key, LayoutCode.BAD_CHOICE, value, allowed=allowed)
        return default

    def text(self, place: str, value: Any) -> str:
        """Return a text that can be written on one line."""
        if isinstance(value, str) and all(map(str.isprintable, value)):
            return value
        self.fault(place, LayoutCode.NOT_A_TEXT, value)
        return ""

    def sheet_name(self, value: Any) -> str:
        """Return the name of a sheet, empty for the first one."""
        name = self.text("sheet", value).strip()
        if name and not _SHEET_NAME.fullmatch(name):
            self.fault("sheet", LayoutCode.NOT_A_TEXT, name)
        return name

    def pad(self, place: str, value: Any, number: bool) -> str:
        """Return the character that fills a field."""
        allowed = "0 " if number else " " + string.punctuation + string.digits
        if isinstance(value, str) and len(value) == 1 and value in allowed:
            return value
        self.fault(place, LayoutCode.BAD_CHOICE, value, allowed=list(allowed))
        return " "

    def size(self, place: str, value: Any) -> int:
        """Return a size at most; 0 for any."""
        if is_number(value) and 0 <= value <= LAST_POSITION:
            return int(value)
        self.fault(place, LayoutCode.BAD_CHOICE, value, allowed=[f"0–{LAST_POSITION}"])
        return 0

    def date_format(self, place: str, value: Any) -> str:
        """Return the format of a date, empty if none is told."""
        if value in (None, ""):
            return ""
        if isinstance(value, str) and is_date_format(value):
            return value
        self.fault(place, LayoutCode.BAD_DATE_FORMAT, value)
        return ""


def is_number(value: Any) -> bool:
    """Tell whether a JSON value is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_name(value: Any) -> bool:
    """Tell whether a JSON value can be a name."""
    return isinstance(value, str) and bool(value.strip())
