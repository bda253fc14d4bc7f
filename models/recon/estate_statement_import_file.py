import base64
import hashlib

from odoo import api, fields, models
from odoo.tools import format_date

from ...engine.bank.fault import BankFileError
from ...engine.bank.layout_fault import LayoutError
from ...engine.bank.statement_key import line_key, new_lines
from ...engine.bank.statement_reader import read_statement
from ..bank.bank_messages import fault_texts, layout_fault_text
from .estate_statement_import import ACCOUNTANT

SHOWN = 50
"""So many new lines a preview shows."""
ANY_ACCOUNT = ""
"""Lines are known per journal: its account may be entered or corrected later."""
READ_FROM_LINE = (
    "estate_key",
    "estate_occurrence",
    "estate_time",
    "estate_balance",
)


class EstateStatementImport(models.Model):
    """What a file holds: why it is refused, or what of it is new (B-02).

    By reading it nothing reaches the ledger.
    """

    _inherit = "estate.statement.import"

    fault_text = fields.Text("Why It Is Refused", readonly=True, copy=False)
    line_count = fields.Integer("Lines in the File", readonly=True, copy=False)
    known_count = fields.Integer("Imported Before", readonly=True, copy=False)
    new_count = fields.Integer("New Lines", readonly=True, copy=False)
    skipped_count = fields.Integer(
        "Rows Without Money",
        readonly=True,
        copy=False,
        help="Totals, notes and repeated headers below the header.",
    )
    received = fields.Monetary("Money In", readonly=True, copy=False)
    paid = fields.Monetary("Money Out", readonly=True, copy=False)
    has_balance = fields.Boolean(readonly=True, copy=False)
    opening = fields.Monetary("Balance Before", readonly=True, copy=False)
    closing = fields.Monetary("Balance After", readonly=True, copy=False)
    date_from = fields.Date("From", readonly=True, copy=False)
    date_to = fields.Date("To", readonly=True, copy=False)
    examples = fields.Json("Preview", readonly=True, copy=False, groups=ACCOUNTANT)

    @api.model
    def _blank_findings(self):
        """Return what is known of a file before it is read."""
        return {
            "fault_text": False,
            "digest": False,
            "examples": False,
            "statement_id": False,
            "has_balance": False,
            "date_from": False,
            "date_to": False,
            **dict.fromkeys(
                (
                    "line_count",
                    "known_count",
                    "new_count",
                    "skipped_count",
                    "received",
                    "paid",
                    "opening",
                    "closing",
                ),
                0,
            ),
        }

    def _data(self):
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _read(self, data):
        """Return the statement of a file.

        :raises BankFileError: with all faults
        """
        layout = self.layout_id._statement_layout()
        return read_statement(data, layout, self.account_number or "")

    def _findings(self):
        """Return what the file holds and what of it is new, as values."""
        data = self._data()
        blank = self._blank_findings() | {"digest": hashlib.sha256(data).hexdigest()}
        try:
            content = self._read(data)
        except BankFileError as error:
            return blank | {"fault_text": self._told(fault_texts, error)}
        except LayoutError as error:
            return blank | {"fault_text": self._told(_layout_texts, error)}
        if fault := self._currency_fault(content) or self._empty_fault(content):
            return blank | {"fault_text": fault}
        return blank | self._found(content, self._new_lines(content))

    def _told(self, texts, error):
        return "\n".join(texts(self.env, error.faults))

    def _currency_fault(self, content):
        currency = self.journal_id.currency_id or self.company_id.currency_id
        if content.currency and content.currency.upper() != currency.name:
            return self.env._(
                "The file is in %(found)s, the account in %(expected)s.",
                found=content.currency,
                expected=currency.name,
            )
        if currency != self.company_id.currency_id:
            return self.env._(
                "The account is in %(currency)s: only accounts in the company's own "
                "currency are matched with fees.",
                currency=currency.name,
            )
        return ""

    def _empty_fault(self, content):
        return "" if content.lines else self.env._("The file has no bank lines.")

    def _found(self, content, new):
        lines = content.lines
        return {
            "line_count": len(lines),
            "known_count": len(lines) - len(new),
            "new_count": len(new),
            "skipped_count": len(content.skipped),
            "received": float(content.received),
            "paid": float(content.paid),
            "has_balance": content.closing is not None,
            "opening": float(content.opening or 0),
            "closing": float(content.closing or 0),
            "date_from": min(line.date for line in lines),
            "date_to": max(line.date for line in lines),
            "examples": [self._example(keyed.line) for keyed in new[:SHOWN]],
        }

    def _example(self, line):
        return {
            "line": line.line,
            "date": format_date(self.env, line.date),
            "amount": float(line.amount),
            "name": line.name,
            "account": line.account,
            "text": " ".join(filter(None, [line.summary, line.remark])),
        }

    def _new_lines(self, content):
        """Return the lines that no file brought before, keyed and counted."""
        keys = {line_key(ANY_ACCOUNT, line) for line in content.lines}
        known = self.env["account.bank.statement.line"].search_fetch(
            [("journal_id", "=", self.journal_id.id), ("estate_key", "in", list(keys))],
            READ_FROM_LINE,
        )
        return new_lines(
            ANY_ACCOUNT, content.lines, [line._estate_known() for line in known]
        )


def _layout_texts(env, faults):
    return [layout_fault_text(env, fault) for fault in faults]
