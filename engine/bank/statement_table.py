"""Statements as tables: CSV, TXT and XLSX exports of any bank (B-02).

Titles stand above the header, totals and notes below and between the lines. A row
that moves no money is skipped and told; every other row must be read for certain.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from ..cells import cell_text
from ..tabular import Dialect, Header, find_header, label_of, read_table
from ..workbook import Cell, Limits, Row, Workbook, is_blank
from .fault import Faults, refusal, table_refusals
from .statement import (
    StatementFile,
    StatementLine,
    check_account,
    check_balances,
    ends_of,
    in_order,
)
from .statement_cells import DASHES, account_in, amount_in, date_in, time_in
from .statement_layout import GRAND_TOTALS, StatementLayout

_NOTE = re.compile(r"\s*[^\d\s:\uff1a][^\d:\uff1a]{0,20}[:\uff1a]")
_MONEY = ("debit", "credit", "amount")
_TEXTS = ("name", "bank", "summary", "reference")
_REMARKS = ("postscript", "remark", "purpose")


def read_table_statement(
    data: bytes, layout: StatementLayout, account: str, limits: Limits
) -> StatementFile:
    """Read a statement from a table.

    :raise BankFileError: see :func:`statement_reader.read_statement`.
    """
    with table_refusals():
        dialect = Dialect(layout.delimiter) if layout.delimiter else None
        book = read_table(data, "", limits, layout.encoding, dialect)
        rows, header = _find_table(book, layout)
    return _Reader(layout, rows, header).statement(account)


def _find_table(book: Workbook, layout: StatementLayout) -> tuple[list[Row], Header]:
    """Return the rows and header of the first sheet that has a statement."""
    sheets = [s for s in book.sheets if not layout.sheet or s.name == layout.sheet]
    if not sheets:
        raise refusal("sheet_missing", value=layout.sheet)
    sheet = next((s for s in sheets if s.rows), sheets[0])
    header = find_header(sheet.rows, layout.columns)
    found = header.columns
    row = sheet.rows[header.row_index].number
    if "date" not in found and "time" not in found:
        raise refusal("columns_missing", line=row, fields=["date"])
    if not any(column in found for column in _MONEY):
        raise refusal("columns_missing", line=row, fields=list(_MONEY))
    return sheet.rows, header


class _Reader:
    """Reads the rows of one table."""

    def __init__(
        self, layout: StatementLayout, rows: list[Row], header: Header
    ) -> None:
        self.layout = layout
        self.columns = header.columns
        self.above = rows[: header.row_index]
        names = rows[header.row_index]
        self.names = {i: label_of(names.cell(i)) for i in self.columns.values()}
        self.body = rows[header.row_index + 1 :]
        self.faults = Faults()
        self.lines: list[StatementLine] = []
        self.skipped: list[int] = []
        self.totals: list[Row] = []
        self.sums = {column: [Decimal(0), 0] for column in _MONEY}
        self.labels = {
            key: {label_of(name) for name in names}
            for key, names in layout.labels.items()
        }
        self.stated = {key: self.above_table(key) for key in self.labels}
        self.receipts = {label_of(mark) for mark in layout.receipts}
        self.payments = {label_of(mark) for mark in layout.payments}
        self.total_labels = tuple(label_of(name) for name in layout.totals)
        self.signed_marks = self.marks_are_signed()

    def statement(self, account: str) -> StatementFile:
        """Return the whole statement, or refuse it with all faults."""
        account = check_account(self.own_account(), account, self.faults)
        for row in self.body:
            self.read_row(row)
        if not self.lines and not self.faults.found:
            self.faults.add("no_lines")
        self.faults.check()
        self.check_totals()
        lines = in_order(self.lines)
        opening, closing = self.balances(lines)
        return StatementFile(
            account,
            lines,
            opening,
            closing,
            name=self.stated.get("name", ""),
            currency=self.stated.get("currency", ""),
            skipped=self.skipped,
        )

    def balances(
        self, lines: list[StatementLine]
    ) -> tuple[Decimal | None, Decimal | None]:
        """Check the balances and return those before and after the lines."""
        opening, closing = map(self.stated_balance, ("opening", "closing"))
        self.faults.check()
        if not self.layout.balances:
            return opening, closing
        check_balances(lines, opening, self.faults)
        self.faults.check()
        ends = ends_of(lines, opening, closing, self.faults)
        self.faults.check()
        return ends

    # ---- Beside the lines -----------------------------------------------------------

    def above_table(self, key: str) -> str:
        """Return what stands behind one of a label's names above the table."""
        for row in self.above:
            value = _labelled(row, self.labels[key])
            if value:
                return value
        return ""

    def stated_balance(self, key: str) -> Decimal | None:
        """Return the opening or closing balance that the file states."""
        text = self.stated.get(key, "")
        try:
            return amount_in(text, self.layout.cents)
        except ValueError as error:
            self.faults.add(str(error), field=key, value=text)
            return None

    def own_account(self) -> str:
        """Return the account of the file: above the table, else of a column."""
        if self.stated.get("account"):
            return account_in(self.stated["account"])
        if "own_account" not in self.columns:
            return ""
        found: dict[str, int] = {}
        for row in self.body:
            if any(not is_blank(self.cell(row, column)) for column in _MONEY):
                found.setdefault(self.text(row, "own_account"), row.number)
        self.faults.check()
        found.pop("", None)
        if len(found) > 1:
            accounts = sorted(found)
            place = {"line": list(found.values())[1], "field": "own_account"}
            self.faults.stop("several_accounts", **place, accounts=accounts)
        return next(iter(found), "")

    def check_totals(self) -> None:
        """Compare a row of sums of the whole file with the columns' sums.

        The row may also state how many lines there are. Rows of one page or month
        only are not checked.
        """
        grand = {label_of(name) for name in GRAND_TOTALS}
        rows = [row for row in self.totals if _first_label(row) in grand]
        if len(rows) != 1 or len(self.totals) != 1:
            return
        for column, (total, count) in self.sums.items():
            try:
                stated = amount_in(self.cell(rows[0], column), self.layout.cents)
            except ValueError:
                # Words, such as "13 lines", state no sum.
                continue
            if stated is not None and abs(stated) not in (abs(total), count):
                place = {"line": rows[0].number, "field": column, "value": stated}
                self.faults.add("total_differs", **place, expected=total, found=stated)
        self.faults.check()

    # ---- Rows -----------------------------------------------------------------------

    def cell(self, row: Row, column: str) -> Cell:
        """Return the cell of a field, ``None`` where the table lacks it."""
        return row.cell(self.columns.get(column))

    def read_row(self, row: Row) -> None:
        """Read a line, or skip a row that moves no money."""
        no_money = all(is_blank(self.cell(row, column)) for column in _MONEY)
        dated = self.is_dated(row)
        if not dated and _first_label(row).startswith(self.total_labels):
            self.totals.append(row)
        elif self.is_repeated_header(row) or (not dated and _is_note(row)):
            self.takes_balance(row)
        elif no_money and self.takes_balance(row):
            pass
        elif no_money and dated:
            self.faults.add("no_amount", row.number)
        elif not no_money:
            self.read_line(row)
            return
        self.skipped.append(row.number)

    def is_dated(self, row: Row) -> bool:
        """Tell whether a row has a readable date."""
        try:
            return self.date(row) is not None
        except ValueError:
            return False

    def is_repeated_header(self, row: Row) -> bool:
        """Tell whether a row names the columns again, as printed pages do."""
        return all(label_of(row.cell(i)) == name for i, name in self.names.items())

    def takes_balance(self, row: Row) -> bool:
        """Take the balance that a row of the table states, if it names one."""
        for key in ("opening", "closing"):
            names = self.labels.get(key, set())
            text = _labelled(row, names)
            balance = self.cell(row, "balance")
            if not is_blank(balance) and any(label_of(c) in names for c in row.cells):
                text = str(balance)
            if text:
                self.stated[key] = self.stated.get(key) or text
                return True
        return False

    def read_line(self, row: Row) -> None:
        """Read a row that moves money; what cannot be read is told."""
        before = len(self.faults.found)
        day = self.value(row, "date", self.date)
        if day is None and len(self.faults.found) == before:
            self.faults.add("missing_value", row.number, "date")
        amount = self.amount(row)
        balance = self.value(row, "balance", self.money_in("balance"))
        texts = {name: self.text(row, name) for name in (*_TEXTS, "account")}
        remarks = [self.text(row, name) for name in _REMARKS]
        if len(self.faults.found) > before:
            return
        if not amount:
            self.skipped.append(row.number)
            return
        self.lines.append(
            StatementLine(
                row.number,
                day,
                amount,
                time_in(self.cell(row, "time")) or time_in(self.cell(row, "date")),
                balance,
                remark=_joined(remarks),
                **texts,
            )
        )

    # ---- Cells ----------------------------------------------------------------------

    def value(self, row: Row, column: str, reader: Callable[[Row], Any]) -> Any:
        """Return what a reader makes of a row, ``None`` with a fault if it cannot."""
        try:
            return reader(row)
        except ValueError as error:
            place = column if column in self.columns else "time"
            value = self.cell(row, place)
            self.faults.add(str(error), row.number, place, value)
            return None

    def date(self, row: Row) -> date | None:
        """Return the day of a row, of its date or else of its time."""
        cell = self.cell(row, "date")
        return date_in(
            self.cell(row, "time") if is_blank(cell) else cell, self.layout.date
        )

    def money_in(self, column: str) -> Callable[[Row], Decimal | None]:
        """Return the reader of an amount's column."""
        return lambda row: amount_in(self.cell(row, column), self.layout.cents)

    def text(self, row: Row, column: str) -> str:
        """Return the text of a column on one line."""
        cell = self.cell(row, column)
        try:
            is_account = column in ("account", "own_account")
            text = account_in(cell) if is_account else cell_text(cell) or ""
            return "" if text in DASHES and column != "mark" else text
        except ValueError as error:
            self.faults.add(str(error), row.number, column, cell)
            return ""

    # ---- Amounts --------------------------------------------------------------------

    def amount(self, row: Row) -> Decimal | None:
        """Return the amount of a row, receipts above zero."""
        found = {}
        for column in _MONEY:
            value = self.value(row, column, self.money_in(column))
            if value:
                found[column] = value
                self.sums[column][0] += value
                self.sums[column][1] += 1
        if "debit" in found and "credit" in found:
            self.faults.add("two_amounts", row.number, "debit", found["debit"])
            return None
        if "credit" in found:
            return found["credit"]
        if "debit" in found:
            return -found["debit"]
        return self.directed(row, found.get("amount", Decimal(0)))

    def directed(self, row: Row, amount: Decimal) -> Decimal | None:
        """Give an amount the direction that its mark or the layout tells."""
        if "mark" not in self.columns:
            return -amount if self.layout.positive_payments else amount
        mark = label_of(self.text(row, "mark"))
        if mark not in self.receipts | self.payments:
            self.faults.add("unknown_mark", row.number, "mark", mark)
            return None
        if self.signed_marks:
            return amount
        return amount if mark in self.receipts else -amount

    def marks_are_signed(self) -> bool:
        """Tell whether amounts have their sign besides the mark.

        They have where every payment is below zero; a single one is a reversal.
        """
        if not {"mark", "amount"} <= set(self.columns):
            return False
        payments = []
        for row in self.body:
            try:
                amount = amount_in(self.cell(row, "amount"), self.layout.cents)
            except ValueError:
                # Told when the row itself is read.
                continue
            if amount and label_of(self.cell(row, "mark")) in self.payments:
                payments.append(amount)
        return bool(payments) and all(amount < 0 for amount in payments)


def _is_note(row: Row) -> bool:
    """Tell whether a row begins with a label and a colon, as words below a table do."""
    first = next((cell for cell in row.cells if not is_blank(cell)), None)
    return isinstance(first, str) and bool(_NOTE.match(first))


def _first_label(row: Row) -> str:
    """Return the label in the first cell with content."""
    return next((label_of(cell) for cell in row.cells if not is_blank(cell)), "")


def _labelled(row: Row, names: set[str]) -> str:
    """Return what follows one of some names: in its cell after a colon, or the next."""
    for place, cell in enumerate(row.cells):
        if not isinstance(cell, str):
            continue
        name, _colon, value = cell.replace("\uff1a", ":").partition(":")
        if label_of(name) in names:
            rest = [value, *(row.cells[place + 1 :])]
            return next((_plain(found) for found in rest if not is_blank(found)), "")
    return ""


def _plain(cell: Cell) -> str:
    """Return the text of a cell above the table; a number that lost digits is none."""
    try:
        return cell_text(cell) or ""
    except ValueError:
        return ""


def _joined(parts: list[str]) -> str:
    """Return the different texts of a payer, joined by a blank."""
    kept: list[str] = []
    for part in parts:
        if part and not any(part in other for other in kept):
            kept.append(part)
    return " ".join(kept)
