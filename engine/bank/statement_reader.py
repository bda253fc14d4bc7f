"""Read a statement file of any known format (B-02)."""

from ..workbook import Limits
from .statement import StatementFile
from .statement_camt import read_camt053
from .statement_layout import StatementLayout
from .statement_ofx import read_ofx
from .statement_table import read_table_statement

_LOOKED_AT = 4096


def read_statement(
    data: bytes,
    layout: StatementLayout | None = None,
    account: str = "",
    limits: Limits | None = None,
) -> StatementFile:
    """Read a statement: OFX, camt.053, or a table in CSV, TXT or XLSX.

    :param layout: how the bank writes it; the usual names of columns unless told.
    :param account: the account it must be of, where that is known.
    :raise BankFileError: with all faults at once: of the file (one; ``wrong_format``,
        ``other_account``, and those of the table reader), else of its rows
        (``missing_value``, ``bad_date``, ``bad_number``, ``fraction_of_cent``,
        ``digits_lost``, ``no_amount``, ``two_amounts``, ``unknown_mark``), else of
        its sums (``total_differs``, ``balance_broken``, ``closing_differs``).
    """
    layout = layout or StatementLayout()
    limits = limits or Limits()
    form = _format_of(data) if layout.format == "auto" else layout.format
    if form == "ofx":
        return read_ofx(data, layout, account, limits)
    if form == "camt053":
        return read_camt053(data, account, limits)
    return read_table_statement(data, layout, account, limits)


def _format_of(data: bytes) -> str:
    """Tell a file's format by how it begins, whatever its encoding."""
    head = data[:_LOOKED_AT].replace(b"\0", b"").upper()
    if b"<OFX>" in head or b"OFXHEADER" in head:
        return "ofx"
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return "camt053" if text.startswith((b"<?XML", b"<DOCUMENT")) else "table"
