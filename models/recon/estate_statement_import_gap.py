from odoo import api, fields, models
from odoo.tools import format_date

from ...engine.money import decimal_of


class EstateStatementImport(models.Model):
    """Whether a file follows on what is known of its bank account (B-02).

    Balances within a file are checked when it is read. This is about two files: a
    month that nobody downloaded shows in balances that do not follow on each other.
    """

    _inherit = "estate.statement.import"

    has_gap = fields.Boolean("Does Not Follow", readonly=True, copy=False)
    last_date = fields.Date("Last Statement Until", readonly=True, copy=False)
    last_closing = fields.Monetary("Last Known Balance", readonly=True, copy=False)
    gap_text = fields.Text("What Seems to Be Missing", compute="_compute_gap_text")

    @api.depends("has_gap", "last_date", "last_closing", "date_from", "opening")
    @api.depends_context("lang")
    def _compute_gap_text(self):
        for record in self:
            money = record.currency_id.format
            record.gap_text = record.has_gap and self.env._(
                "The account stood at %(closing)s after the statement until %(last)s; "
                "this file begins on %(first)s with %(opening)s. Bank lines of the "
                "days between seem to be missing: is there a file to import first?",
                closing=money(record.last_closing),
                last=format_date(self.env, record.last_date),
                first=format_date(self.env, record.date_from),
                opening=money(record.opening),
            )

    def action_import(self):
        """Take the lines over; where a part seems to be missing, that is kept."""
        result = super().action_import()
        for record in self.filtered("has_gap"):
            record.message_post(body=record.gap_text)
        return result

    @api.model
    def _blank_findings(self):
        blank = {"has_gap": False, "last_date": False, "last_closing": 0}
        return super()._blank_findings() | blank

    def _found(self, content, new):
        return super()._found(content, new) | self._gap(content, new)

    def _gap(self, content, new):
        """Return what was known before a file that does not follow on it, as values.

        A file that brings a known line again overlaps and has no gap.
        """
        if content.opening is None or len(new) < len(content.lines):
            return {}
        first = min(line.date for line in content.lines)
        statement = self._statement_before(first)
        closing = statement and self._balance_before(first, statement)
        if not statement or closing == content.opening:
            return {}
        return {
            "has_gap": True,
            "last_date": statement.date,
            "last_closing": float(closing),
        }

    def _statement_before(self, day):
        """Return the bank's last statement until a day; it may end on that day."""
        return self.env["account.bank.statement"].search(
            [("journal_id", "=", self.journal_id.id), ("date", "<=", day)],
            order="date desc, first_line_index desc, id desc",
            limit=1,
        )

    def _balance_before(self, day, statement):
        """Return the balance after a statement and the lines that came without one."""
        rows = self.env["account.bank.statement.line"]._read_group(
            [
                ("journal_id", "=", self.journal_id.id),
                ("statement_id", "=", False),
                ("state", "=", "posted"),
                ("date", ">", statement.date),
                ("date", "<", day),
            ],
            aggregates=["amount:sum"],
        )
        total = decimal_of(statement.balance_end_real) + decimal_of(rows[0][0] or 0)
        return round(total, self.currency_id.decimal_places)
