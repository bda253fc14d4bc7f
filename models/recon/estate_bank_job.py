import logging

from psycopg2 import IntegrityError, OperationalError

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date, split_every

_logger = logging.getLogger(__name__)


class EstateBankJob(models.AbstractModel):
    """What is done to bank lines without a person: write, propose, book (B-02).

    Each step finds what is left for it in the records, so that a job that is killed
    goes on where it was and nothing is done twice.
    """

    _name = "estate.bank.job"
    _description = "Work on Bank Lines"

    # ------------------------------------------------------------
    # CRON
    # ------------------------------------------------------------

    @api.model
    def _cron_work(self):
        """Write the files in hand, propose for new lines, book what is certain."""
        for files in self._files_in_hand():
            self._write_file(files)
        companies = self.env["res.company"].search(
            [("estate_prepay_account_id", "!=", False)]
        )
        for company in companies:
            if not self.with_company(company)._match_waiting(company):
                return

    @api.model
    def _match_waiting(self, company):
        """Propose for the lines of a company that wait, and book what is certain.

        Chunk by chunk, the oldest lines first: what a chunk came to is kept, whatever
        becomes of the next, and those that are left are told by the ledger.

        :return: whether all is done; otherwise the scheduler calls again
        """
        progress = self.env["ir.cron"]._commit_progress
        waiting = self._waiting(company).ids
        left = len(waiting)
        for chunk in split_every(company.estate_match_chunk_size, waiting, self._lines):
            left -= len(chunk)
            self._propose_chunk(chunk)
            progress(len(chunk), remaining=left)
            self._book_chunks(company, left)
            if left and not progress(remaining=left):
                return False
        # What an earlier job proposed and could not book any more.
        self._book_chunks(company, 0)
        return True

    @api.model
    def _propose_chunk(self, lines):
        """Propose for lines; those somebody decides on meanwhile wait for later."""
        try:
            self._propose(lines.exists())
            self.env.flush_all()
        except (OperationalError, IntegrityError) as error:
            self.env.cr.rollback()
            _logger.info("%s bank lines wait: %s", len(lines), error)

    @api.model
    def _book_chunks(self, company, left):
        for chunk in self._certain_chunks(company):
            self._book_certain(chunk)
            self.env["ir.cron"]._commit_progress(len(chunk), remaining=left)

    @api.model
    def _files_in_hand(self):
        files = self.env["estate.statement.import"].search(
            [("state", "=", "importing")], order="id"
        )
        return [file.with_company(file.company_id) for file in files]

    @api.model
    def _write_file(self, file):
        """Write a file to its end; what goes wrong is said on it."""
        try:
            for written in file._write_chunks():
                self.env.flush_all()
                self.env["ir.cron"]._commit_progress(written)
        except OperationalError as error:
            # Somebody else was writing; the next run of the job goes on from here.
            self.env.cr.rollback()
            _logger.info("Statement file %s waits: %s", file.id, error)
        except Exception as error:
            self.env.cr.rollback()
            _logger.error("Statement file %s gave up", file.id, exc_info=error)
            file.write({"state": "checked", "fault_text": str(error)})
            self.env["ir.cron"]._commit_progress(0)

    # ------------------------------------------------------------
    # PROPOSE
    # ------------------------------------------------------------

    @api.model
    def _waiting(self, company):
        """Return the open bank lines of a company that wait for a proposal.

        None was made for them yet, or a person asked for another one.
        """
        waiting = Domain("estate_proposal_ids", "=", False) | Domain(
            "estate_proposal_ids.is_asked", "=", True
        )
        return self.env["account.bank.statement.line"].search(
            self._open_domain(company) & waiting, order="internal_index"
        )

    @api.model
    def _open_domain(self, company):
        return (
            Domain("company_id", "=", company.id)
            & Domain("is_reconciled", "=", False)
            & Domain("journal_id.type", "=", "bank")
            & Domain("currency_id", "=", company.currency_id.id)
            & Domain("foreign_currency_id", "=", False)
            & Domain("state", "=", "posted")
        )

    @api.model
    def _propose(self, lines):
        return self.env["estate.bank.matcher"]._propose(lines)

    # ------------------------------------------------------------
    # BOOK
    # ------------------------------------------------------------

    @api.model
    def _certain_chunks(self, company):
        if not company.estate_match_auto:
            return
        proposals = self.env["estate.recon.proposal"].search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                ("refusal", "=", False),
                ("is_certain", "=", True),
                ("is_asked", "=", False),
            ],
            order="id",
        )
        yield from split_every(
            company.estate_bank_chunk_size, proposals.line_id.ids, self._lines
        )

    @api.model
    def _lines(self, ids):
        return self.env["account.bank.statement.line"].browse(list(ids))

    @api.model
    def _book_certain(self, lines):
        """Book the lines whose proposal is certain; a refused one stays, with why."""
        if not lines.company_id.estate_match_auto:
            return
        certain = lines.filtered(
            lambda line: line.estate_proposal_ids.is_certain
            and line.estate_proposal_ids.state == "open"
            and not line.estate_proposal_ids.refusal
        )
        certain -= self._refuse_repeated(certain)
        self.env["estate.bank.decision"]._book_by_itself(certain)

    @api.model
    def _refuse_repeated(self, lines):
        """Leave to a person what was paid with the same words shortly before.

        Somebody who pushes the button twice pays one bill, not the next one too.

        :return: the lines that repeat an earlier one for the same units
        """
        repeated = self._repeated(lines)
        for line in repeated:
            # Proposals are closed to everybody's direct writes.
            line.estate_proposal_ids.sudo().refusal = self.env._(
                "The same payer paid the same amount with the same words on %(day)s: "
                "is it paid twice?",
                day=format_date(self.env, repeated[line]),
            )
        return lines.browse([line.id for line in repeated])

    @api.model
    def _repeated(self, lines):
        """Return {line: day of the earlier line of the same payer and words}."""
        if not lines:
            return {}
        days = lines.company_id.estate_duplicate_days
        since = fields.Date.subtract(min(lines.mapped("date")), days=days)
        self.env["estate.recon.proposal"].flush_model()
        lines.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id, MAX(before.date)
                  FROM account_bank_statement_line line
                  JOIN account_move move ON move.id = line.move_id
                  JOIN estate_recon_proposal proposal ON proposal.line_id = line.id
                  JOIN account_bank_statement_line other
                    ON other.journal_id = line.journal_id
                   AND other.company_id = line.company_id
                   AND other.internal_index >= %(since)s
                   AND other.internal_index < line.internal_index
                   AND other.amount = line.amount AND other.id <> line.id
                   AND COALESCE(other.account_number, '')
                       = COALESCE(line.account_number, '')
                   AND COALESCE(other.partner_name, '')
                       = COALESCE(line.partner_name, '')
                   AND COALESCE(other.payment_ref, '') = COALESCE(line.payment_ref, '')
                  JOIN account_move before ON before.id = other.move_id
                   AND before.date >= move.date - %(days)s
                  JOIN estate_recon_proposal earlier ON earlier.line_id = other.id
                   AND earlier.candidates #> '{0,units}'
                       = proposal.candidates #> '{0,units}'
                 WHERE line.id = ANY(%(lines)s)
                 GROUP BY line.id
                """,
                days=days,
                # One day for all: lines are compared in one go, not one by one.
                since=since.strftime("%Y%m%d"),
                lines=list(lines.ids),
            )
        )
        return {lines.browse(line_id): day for line_id, day in rows}
