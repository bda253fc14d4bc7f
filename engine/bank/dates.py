"""Dates in a format that a layout tells."""

import re
from datetime import date
from functools import lru_cache

_TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "YY": r"(?P<short>\d{2})",
    "MM": r"(?P<month>\d{2})",
    "DD": r"(?P<day>\d{2})",
}
_TOKEN = re.compile("YYYY|YY|MM|DD")
_LITERALS = re.compile(r"[-/. 年月日]*")
_TIME = re.compile(r"[-T ]?\d{1,2}[:.]?\d{2}(?:[:.]?\d{2}(?:\.\d+)?)?", re.ASCII)
_YEARS = range(1900, 2101)
_CENTURY = 2000


def is_date_format(text: str) -> bool:
    """Tell whether a format has year, month and day once each, and only separators."""
    tokens = sorted(token[0] for token in _TOKEN.findall(text))
    return tokens == ["D", "M", "Y"] and bool(_LITERALS.fullmatch(_TOKEN.sub("", text)))


def parse_date(text: str, form: str, with_time: bool = False) -> date:
    """Read a date of just this format, such as ``YYYYMMDD``.

    :param with_time: a time of day may follow.
    :raise ValueError: ``bad_date``, also for years before 1900 and after 2100.
    """
    match = _pattern(form).match(text)
    rest = text[match.end() :] if match else ""
    if not match or (rest and not (with_time and _TIME.fullmatch(rest))):
        raise ValueError("bad_date")
    parts = match.groupdict()
    year = int(parts.get("year") or _CENTURY + int(parts["short"]))
    try:
        day = date(year, int(parts["month"]), int(parts["day"]))
    except ValueError as error:
        raise ValueError("bad_date") from error
    if year not in _YEARS:
        raise ValueError("bad_date")
    return day


def format_date(day: date, form: str) -> str:
    """Write a date in a format; without one as ``YYYY-MM-DD``.

    :raise ValueError: ``bad_date`` when the format cannot tell this year.
    """
    form = form or "YYYY-MM-DD"
    values = {
        "YYYY": f"{day.year:04}",
        "YY": f"{day.year % 100:02}",
        "MM": f"{day.month:02}",
        "DD": f"{day.day:02}",
    }
    text = _TOKEN.sub(lambda match: values[match[0]], form)
    if parse_date(text, form) != day:
        raise ValueError("bad_date")
    return text


@lru_cache(maxsize=64)
def _pattern(form: str) -> re.Pattern[str]:
    """Return the expression that reads a format."""
    parts = re.split(f"({_TOKEN.pattern})", form)
    return re.compile(
        "".join(_TOKENS.get(part) or re.escape(part) for part in parts), re.ASCII
    )
