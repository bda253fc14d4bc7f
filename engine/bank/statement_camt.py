"""Statements as ISO 20022 messages, camt.053 of any version."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from ..cells import cell_date, cell_decimal
from ..money import from_cents, to_cents
from ..workbook import Limits
from .fault import Faults, refusal
from .safe_xml import Element, parse_xml, text_at, texts_at
from .statement import (
    StatementFile,
    StatementLine,
    ends_of,
    in_order,
    pick_account,
)
from .statement_cells import time_in

_SIGNS = {"CRDT": 1, "DBIT": -1}
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_ACCOUNT = ("Id/IBAN", "Id/Othr/Id")
_BANK = "FinInstnId"
_NO_REFERENCE = "NOTPROVIDED"


def read_camt053(data: bytes, account: str, limits: Limits) -> StatementFile:
    """Read the statement of an account; entries that are not booked are skipped.

    :raise BankFileError: see :func:`statement_reader.read_statement`.
    """
    message = parse_xml(data, limits).find("BkToCstmrStmt")
    statements = message.findall("Stmt") if message is not None else []
    if not statements:
        raise refusal("wrong_format", expected="camt.053")
    faults = Faults()
    stated = [text_at(s, *(f"Acct/{path}" for path in _ACCOUNT)) for s in statements]
    chosen = [statements[place] for place in pick_account(stated, account, faults)]
    reader = _Reader(faults)
    for statement in chosen:
        reader.read_entries(statement)
    if not reader.lines and not faults.found:
        faults.add("no_lines")
    faults.check()
    lines = in_order(reader.lines)
    opening = _balance(chosen[0], _OPENING, faults)
    closing = _balance(chosen[-1], _CLOSING, faults)
    opening, closing = ends_of(lines, opening, closing, faults)
    faults.check()
    return StatementFile(
        account or stated[0],
        lines,
        opening,
        closing,
        name=text_at(chosen[0], "Acct/Nm", "Acct/Ownr/Nm"),
        currency=reader.currency,
        skipped=reader.skipped,
    )


def _balance(
    statement: Element, kinds: tuple[str, ...], faults: Faults
) -> Decimal | None:
    """Return a balance of a statement; the first kind that it has."""
    balances = {
        text_at(balance, "Tp/CdOrPrtry/Cd"): balance
        for balance in statement.iterfind("Bal")
    }
    for kind in kinds:
        if kind in balances:
            return _signed_amount(balances[kind], faults)
    return None


def _signed_amount(element: Element, faults: Faults) -> Decimal | None:
    """Return the amount of a balance or entry, below zero for a debit."""
    line, mark = element.sourceline, text_at(element, "CdtDbtInd")
    amount = _amount(element, "Amt", faults)
    if mark not in _SIGNS:
        faults.add("unknown_mark", line, "CdtDbtInd", mark)
        return None
    return None if amount is None else amount * _SIGNS[mark]


def _amount(element: Element, path: str, faults: Faults) -> Decimal | None:
    """Return the amount at a path."""
    text = text_at(element, path)
    try:
        value = cell_decimal(text)
        if value is None:
            raise ValueError("missing_value")
        return from_cents(to_cents(value))
    except ValueError as error:
        faults.add(str(error), element.sourceline, path, text)
        return None


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry as far as its details share it."""

    element: Element
    amount: Decimal
    date: datetime.date
    time: datetime.time | None

    @property
    def party(self) -> str:
        """The counterparty: the debtor of what was received."""
        return "Dbtr" if self.amount > 0 else "Cdtr"


class _Reader:
    """Reads the entries of the statements of one account."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.lines: list[StatementLine] = []
        self.skipped: list[int] = []
        self.currency = ""

    def read_entries(self, statement: Element) -> None:
        """Read one statement and count its entries."""
        entries = statement.findall("Ntry")
        stated = text_at(statement, "TxsSummry/TtlNtries/NbOfNtries")
        if stated and stated != str(len(entries)):
            figures = {"expected": len(entries), "found": stated}
            place = {"line": statement.sourceline, "field": "NbOfNtries"}
            self.faults.add("count_differs", **place, value=stated, **figures)
        self.currency = self.currency or text_at(statement, "Acct/Ccy")
        for entry in entries:
            self.read_entry(entry)

    def read_entry(self, element: Element) -> None:
        """Read one entry: a line, or one for each of its details."""
        if text_at(element, "Sts/Cd", "Sts") not in ("BOOK", ""):
            self.skipped.append(element.sourceline)
            return
        self.check_currency(element)
        amount = _signed_amount(element, self.faults)
        day = self.day(element)
        if amount is None or day is None:
            return
        moment = text_at(element, "BookgDt/DtTm")[:19]
        entry = _Entry(element, amount, day, time_in(moment))
        details = element.findall("NtryDtls/TxDtls")
        amounts = self.amounts(entry, details)
        if amounts:
            for detail, part in zip(details, amounts, strict=True):
                self.lines.append(self.line(entry, [detail], part))
        elif amount:
            self.lines.append(self.line(entry, details, amount))

    def check_currency(self, element: Element) -> None:
        """Note an amount in another currency than the account's."""
        amount = element.find("Amt")
        currency = amount.get("Ccy", "") if amount is not None else ""
        self.currency = self.currency or currency
        if currency not in ("", self.currency):
            figures = {"expected": self.currency, "found": currency}
            place = {"line": element.sourceline, "field": "Ccy", "value": currency}
            self.faults.add("other_currency", **place, **figures)

    def day(self, element: Element) -> datetime.date | None:
        """Return the day of the booking, else that of its value."""
        text = text_at(element, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
        try:
            if not text:
                raise ValueError("missing_value")
            return cell_date(text[:10])
        except ValueError as error:
            self.faults.add(str(error), element.sourceline, "BookgDt", text)
            return None

    def amounts(self, entry: _Entry, details: list[Element]) -> list[Decimal]:
        """Return the amounts of several details that make up the entry, else none."""
        silent = Faults(limit=None)
        path = "AmtDtls/TxAmt/Amt"
        amounts = [
            _amount(detail, "Amt" if text_at(detail, "Amt") else path, silent)
            for detail in details
        ]
        if len(amounts) < 2 or silent.found:
            return []
        signed = [amount.copy_sign(entry.amount) for amount in amounts]
        return signed if sum(signed) == entry.amount else []

    def line(
        self, entry: _Entry, details: list[Element], amount: Decimal
    ) -> StatementLine:
        """Return the line of an entry or of one of its details."""
        party, places = entry.party, [*details, entry.element]
        remarks = [
            text
            for detail in details
            for path in ("RmtInf/Ustrd", "RmtInf/Strd/CdtrRefInf/Ref")
            for text in texts_at(detail, path)
        ]
        return StatementLine(
            entry.element.sourceline,
            entry.date,
            amount,
            entry.time,
            name=_first(details, f"RltdPties/{party}/Nm", f"RltdPties/{party}/Pty/Nm"),
            account=_first(
                details, *(f"RltdPties/{party}Acct/{path}" for path in _ACCOUNT)
            ),
            bank=_first(
                details,
                *(
                    f"RltdAgts/{party}Agt/{_BANK}/{tag}"
                    for tag in ("Nm", "BICFI", "BIC", "ClrSysMmbId/MmbId")
                ),
            ),
            summary=_first(
                places,
                *("AddtlTxInf", "AddtlNtryInf", "BkTxCd/Prtry/Cd", "BkTxCd/Domn/Cd"),
            ),
            remark=" ".join(dict.fromkeys(remarks)),
            reference=self.reference(entry, details),
        )

    def reference(self, entry: _Entry, details: list[Element]) -> str:
        """Return the bank's number of a booking; of a part, the part's own first."""
        of_entry = text_at(entry.element, "AcctSvcrRef", "NtryRef")
        of_part = ""
        if len(details) == 1:
            names = ("AcctSvcrRef", "TxId", "EndToEndId", "InstrId")
            of_part = text_at(details[0], *(f"Refs/{name}" for name in names))
        several = len(entry.element.findall("NtryDtls/TxDtls")) > 1
        found = of_part or of_entry if several else of_entry or of_part
        return "" if found == _NO_REFERENCE else found


def _first(places: list[Element], *paths: str) -> str:
    """Return the text at the first path that some place has."""
    return next((text for place in places if (text := text_at(place, *paths))), "")
