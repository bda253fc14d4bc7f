import logging

from odoo import Command, models

_logger = logging.getLogger(__name__)

CRON = "estate_service.cron_bank_lines"


class EstateStatementImport(models.Model):
    """Writing the lines of a file, a chunk per transaction.

    What is left to write is told by the ledger itself: the lines of the file that are
    not known yet. A job that is killed goes on where it was, and done twice it finds
    nothing to do.
    """

    _inherit = "estate.statement.import"

    # ------------------------------------------------------------
    # WRITE
    # ------------------------------------------------------------

    def _begin(self):
        """Write a short file at once; leave a long one to the job."""
        self.ensure_one()
        if self.new_count <= self.company_id.estate_bank_chunk_size:
            for _written in self._write_chunks():
                self.env.flush_all()
            lines = self.line_ids
            self.env["estate.bank.job"]._propose(lines)
            self.env["estate.bank.job"]._book_certain(lines)
        else:
            # The accountant may start the job though he has no right on actions.
            self.env.ref(CRON).sudo()._trigger()

    def _write_chunks(self):
        """Write the lines of the file, chunk by chunk; close it with the last.

        The file is read once: reading it for every chunk would take longer than to
        write it.

        :return: numbers of lines written, one after each chunk
        """
        self.ensure_one()
        content = self._read(self._data())
        new = self._new_lines(content)
        size = self.company_id.estate_bank_chunk_size
        for start in range(0, len(new) or 1, size):
            lines = self._create_lines(new[start : start + size])
            if start + size >= len(new):
                self._finish(content)
            yield len(lines)

    def _create_lines(self, chunk):
        """Create bank lines, each with its posted entry."""
        if not chunk:
            return self.env["account.bank.statement.line"]
        return (
            self.env["account.bank.statement.line"]
            .with_context(tracking_disable=True, mail_create_nosubscribe=True)
            ._estate_create_imported([self._line_vals(keyed) for keyed in chunk])
        )

    def _line_vals(self, keyed):
        line = keyed.line
        return {
            "journal_id": self.journal_id.id,
            "date": line.date,
            "amount": float(line.amount),
            "payment_ref": line.remark or line.summary or line.name or "/",
            "transaction_type": line.summary,
            "partner_name": line.name,
            "account_number": line.account,
            "estate_reference": line.reference,
            "estate_import_id": self.id,
            "estate_key": keyed.key,
            "estate_occurrence": keyed.occurrence,
            "estate_time": line.time and line.time.isoformat(),
            "estate_balance": line.balance is not None and str(line.balance),
        }

    def _finish(self, content):
        self.write({"state": "done", "statement_id": self._make_statement(content).id})
        self.message_post(
            body=self.env._(
                "%(count)s bank lines were imported.", count=self.imported_count
            )
        )

    def _make_statement(self, content):
        """Return core's statement of the new lines, whose balances core checks on.

        Without balances in the file there is nothing to check, and no statement.
        """
        statements = self.env["account.bank.statement"]
        if content.closing is None or not self.line_ids:
            return statements
        total = sum(self.line_ids.mapped("amount"))
        return statements.create(
            {
                "name": self.name,
                "reference": self.file_name,
                "date": self.date_to,
                "line_ids": [Command.set(self.line_ids.ids)],
                "balance_start": float(content.closing) - total,
                "balance_end_real": float(content.closing),
            }
        )
