"""Statements as OFX: the SGML of version 1 and the XML of version 2.

A reader of our own, since ``ofxparse`` (which Odoo requires) shifts times into UTC, so
that a payment before eight in the morning in China moves to the day before, reads
``1,234`` as 1.234, knows neither GBK nor the counterparty's account, and builds a tree
of whatever is nested. Here tags are read one after the other, no entities but
those of characters are known, and the work grows with the size of the file only.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ..cells import cell_decimal
from ..decoding import decode_text
from ..money import from_cents, to_cents
from ..table_error import TableError
from ..workbook import Limits
from .dates import parse_date
from .fault import Faults, refusal, table_refusals
from .statement import (
    StatementFile,
    StatementLine,
    ends_of,
    in_order,
    pick_account,
)
from .statement_cells import time_in
from .statement_layout import StatementLayout

_STATEMENTS = {"STMTRS", "CCSTMTRS"}
_GROUPS = {
    *_STATEMENTS,
    *("STMTTRN", "BANKACCTFROM", "CCACCTFROM", "BANKACCTTO", "CCACCTTO", "PAYEE"),
    *("LEDGERBAL", "AVAILBAL", "CURRENCY", "ORIGCURRENCY"),
}
"""The groups of fields that matter; all others are looked through."""
_DEPTH = 12
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9_.]{0,40})>([^<]*)")
_BODY = re.compile(r"<OFX>", re.IGNORECASE)
_END = re.compile(r"</OFX>", re.IGNORECASE)
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_COMMA_AMOUNT = re.compile(r"[+-]?\d+,\d{1,2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Group:
    """A statement, or a booking of one, with its fields as ``GROUP.FIELD``."""

    line: int
    values: dict[str, str] = field(default_factory=dict)
    bookings: list["_Group"] = field(default_factory=list)

    def get(self, *names: str) -> str:
        """Return the first of some fields that has content."""
        return next((v for name in names if (v := self.values.get(name))), "")


def read_ofx(
    data: bytes, layout: StatementLayout, account: str, limits: Limits
) -> StatementFile:
    """Read the statement of an account.

    :raise BankFileError: see :func:`statement_reader.read_statement`.
    """
    with table_refusals():
        limits.check_size(data)
        text = decode_text(data, layout.encoding).text
        groups = _groups(text, limits)
        _check_end(text)
    faults = Faults()
    stated = [g.get("BANKACCTFROM.ACCTID", "CCACCTFROM.ACCTID") for g in groups]
    chosen = [groups[place] for place in pick_account(stated, account, faults)]
    lines = [
        line
        for group in chosen
        for booking in group.bookings
        if (line := _line(booking, faults))
    ]
    closing = _closing(chosen, faults)
    if not lines and not faults.found:
        faults.add("no_lines")
    faults.check()
    lines = in_order(lines)
    opening, closing = ends_of(lines, None, closing, faults)
    currency = chosen[0].get("STMTRS.CURDEF", "CCSTMTRS.CURDEF")
    return StatementFile(account or stated[0], lines, opening, closing, "", currency)


def _check_end(text: str) -> None:
    """Refuse a file that breaks off: the bookings after it would be missing.

    :raise BankFileError: ``trailer_missing``.
    """
    if not _END.search(text):
        raise refusal("trailer_missing", expected="</OFX>")


def _closing(groups: list[_Group], faults: Faults) -> Decimal | None:
    """Return the balance of the last statement of an account."""
    text = groups[-1].get("LEDGERBAL.BALAMT") if groups else ""
    try:
        return _amount(text) if text else None
    except ValueError as error:
        faults.add(str(error), groups[-1].line, "BALAMT", text)
        return None


def _line(booking: _Group, faults: Faults) -> StatementLine | None:
    """Return one booking; what cannot be read is told."""
    before = len(faults.found)
    posted, amount = booking.get("STMTTRN.DTPOSTED"), booking.get("STMTTRN.TRNAMT")
    values = {}
    readers = {"DTPOSTED": (posted, _day), "TRNAMT": (amount, _amount)}
    for name, (text, read) in readers.items():
        try:
            values[name] = read(text)
        except ValueError as error:
            code = str(error) if text else "missing_value"
            faults.add(code, booking.line, name, text)
    if len(faults.found) > before or not values["TRNAMT"]:
        return None
    return StatementLine(
        booking.line,
        # As the bank wrote it: the day of its books, whatever zone stands behind.
        values["DTPOSTED"],
        values["TRNAMT"],
        time_in(posted[:14]),
        name=booking.get("STMTTRN.NAME", "PAYEE.NAME"),
        account=booking.get("BANKACCTTO.ACCTID", "CCACCTTO.ACCTID"),
        bank=booking.get("BANKACCTTO.BANKID"),
        summary=booking.get("STMTTRN.TRNTYPE"),
        remark=booking.get("STMTTRN.MEMO"),
        reference=booking.get("STMTTRN.FITID", "STMTTRN.REFNUM", "STMTTRN.CHECKNUM"),
    )


def _day(text: str) -> date:
    """Return the day of a moment such as ``20261101124305.000[8:CST]``."""
    return parse_date(text[:8], "YYYYMMDD")


def _amount(text: str) -> Decimal:
    """Return a signed amount; a comma is decimal only where it cannot be thousands."""
    if _COMMA_AMOUNT.fullmatch(text):
        text = text.replace(",", ".")
    value = cell_decimal(text)
    if value is None:
        raise ValueError("missing_value")
    return from_cents(to_cents(value))


# ---- Tags -----------------------------------------------------------------------


def _groups(text: str, limits: Limits) -> list[_Group]:
    """Return the statements of a file."""
    body = _BODY.search(text)
    if not body:
        raise refusal("wrong_format", expected="ofx")
    if "<!DOCTYPE" in text[: body.start()].upper():
        raise TableError("doctype", part="")
    found: list[_Group] = []
    stack: list[str] = []
    count = 0
    for line, closing, tag, value in _tags(_plain_text(text)):
        if tag in _GROUPS:
            _step(stack, tag, bool(closing), line)
            if not closing and tag in _STATEMENTS:
                found.append(_Group(line))
            elif not closing and tag == "STMTTRN" and found:
                count += 1
                if count > limits.rows:
                    raise TableError("too_many_rows", sheet="", limit=limits.rows)
                found[-1].bookings.append(_Group(line))
        elif value and stack and found:
            in_booking = "STMTTRN" in stack and found[-1].bookings
            group = found[-1].bookings[-1] if in_booking else found[-1]
            if len(value) > limits.cell:
                raise TableError("cell_too_long", row=line, limit=limits.cell)
            group.values.setdefault(f"{stack[-1]}.{tag}", value)
    return found


def _step(stack: list[str], tag: str, closing: bool, line: int) -> None:
    """Enter or leave a group; whatever was left open within it ends with it."""
    if tag in stack and (closing or tag == "STMTTRN" or tag in _STATEMENTS):
        del stack[stack.index(tag) :]
    if not closing:
        stack.append(tag)
    if len(stack) > _DEPTH:
        raise TableError("unreadable", row=line, detail="depth")


def _tags(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Yield line, slash, name and text behind of each tag."""
    line, last = 1, 0
    for match in _TAG.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        closing, tag, value = match.groups()
        value = " ".join(html.unescape(value).split()) if not closing else ""
        yield line, closing, tag.upper(), value


def _plain_text(text: str) -> str:
    """Return a text whose literal sections are written like any other text."""
    first, *sections = text.split(_CDATA)
    plain = [first]
    for section in sections:
        literal, _end, rest = section.partition(_CDATA_END)
        plain += [html.escape(literal, quote=False), rest]
    return "".join(plain)
