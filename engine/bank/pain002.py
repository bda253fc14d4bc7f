"""The bank's status report on direct debits, ISO 20022 pain.002 (B-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..cells import cell_decimal
from ..workbook import Limits
from .fault import Faults, refusal
from .safe_xml import Element, parse_xml, text_at, texts_at


@dataclass(frozen=True, slots=True)
class StatusLine:
    """What became of one deduction."""

    line: int
    """Line of the file, from 1."""
    reference: str
    """End-to-end reference of the deduction."""
    status: str
    """ISO code such as ``ACSC`` (settled), ``ACCP`` (accepted), ``RJCT`` (rejected)."""
    reason: str
    """ISO or proprietary code such as ``AM04``; empty if none is given."""
    text: str
    """The bank's own words."""
    amount: Decimal | None
    """As asked for, where the report repeats it."""


@dataclass(frozen=True, slots=True)
class StatusReport:
    """A status report; deductions that it does not list have the group's status."""

    message: str
    """Number of the message it answers."""
    status: str
    """Status of the whole group, empty if only single ones are told."""
    lines: Sequence[StatusLine]


def read_pain002(data: bytes, limits: Limits | None = None) -> StatusReport:
    """Read a status report of any version.

    :raise BankFileError: see :func:`safe_xml.parse_xml`; ``wrong_format``,
        ``missing_value``, ``bad_number``, ``repeated_sequence``.
    """
    report = parse_xml(data, limits).find("CstmrPmtStsRpt")
    if report is None:
        raise refusal("wrong_format", expected="pain.002")
    faults = Faults()
    message = text_at(report, "OrgnlGrpInfAndSts/OrgnlMsgId")
    if not message:
        faults.add("missing_value", report.sourceline, "OrgnlMsgId")
    seen: dict[str, int] = {}
    lines = []
    for block in report.iterfind("OrgnlPmtInfAndSts"):
        status = text_at(block, "PmtInfSts")
        for entry in block.iterfind("TxInfAndSts"):
            lines.append(_line(entry, status, seen, faults))
    faults.check()
    return StatusReport(message, text_at(report, "OrgnlGrpInfAndSts/GrpSts"), lines)


def _line(
    entry: Element, status: str, seen: dict[str, int], faults: Faults
) -> StatusLine:
    """Read the status of one deduction; without one it has its block's."""
    number = entry.sourceline or 0
    reference = text_at(entry, "OrgnlEndToEndId", "OrgnlInstrId")
    status = text_at(entry, "TxSts") or status
    for name, value in (("OrgnlEndToEndId", reference), ("TxSts", status)):
        if not value:
            faults.add("missing_value", number, name)
    first = seen.setdefault(reference, number)
    if reference and first != number:
        place = {"line": number, "field": "OrgnlEndToEndId", "value": reference}
        faults.add("repeated_sequence", **place, first=first)
    return StatusLine(
        number,
        reference,
        status,
        text_at(entry, "StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry"),
        " ".join(texts_at(entry, "StsRsnInf/AddtlInf")),
        _amount(entry, number, faults),
    )


def _amount(entry: Element, number: int, faults: Faults) -> Decimal | None:
    """Return the amount that the report repeats."""
    text = text_at(entry, "OrgnlTxRef/Amt/InstdAmt")
    try:
        return cell_decimal(text)
    except ValueError as error:
        faults.add(str(error), number, "InstdAmt", text)
        return None
