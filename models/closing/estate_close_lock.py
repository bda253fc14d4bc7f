from odoo import fields, models
from odoo.exceptions import UserError

LOCKS = {
    "all": ("fiscalyear_lock_date", "sale_lock_date"),
    "sale": ("sale_lock_date",),
}


class EstateClose(models.Model):
    """Lock dates: set by the close, never moved back but by opening it again."""

    _inherit = "estate.close"

    def _lock(self):
        """Lock the month, and keep what the dates were before.

        :raises UserError: while bank lines of the month are not matched, which core
            asks for before all entries are locked
        """
        company = self.company_id
        kind = company.estate_close_lock
        if kind == "all":
            self._check_bank_lines_matched()
        later = {
            name: self.date_end
            for name in LOCKS[kind]
            if not company[name] or company[name] < self.date_end
        }
        self.lock_before = {
            name: fields.Date.to_string(company[name]) for name in later
        }
        company.write({**later, "estate_closed_until": self.date_end})
        self._log_locks(later)

    def _check_bank_lines_matched(self):
        company = self.company_id
        lines = self.env["account.bank.statement.line"].search_count(
            company._get_unreconciled_statement_lines_domain(self.date_end)
        )
        if lines:
            raise UserError(
                self.env._(
                    "%(count)s bank lines up to %(day)s are not matched, and Odoo "
                    "locks no such month: match them first, or have only bills locked "
                    "(Settings → Month End).",
                    count=lines,
                    day=self.date_end,
                )
            )

    def _unlock(self):
        """Put the lock dates back, where nobody has moved them since.

        :raises UserError: when the month is locked for good
        """
        company = self.company_id
        if company.hard_lock_date and company.hard_lock_date >= self.date_end:
            raise UserError(
                self.env._(
                    "The books are locked for good up to %s: corrections are booked "
                    "in a later month.",
                    company.hard_lock_date,
                )
            )
        back = {
            name: before
            for name, before in (self.lock_before or {}).items()
            if company[name] == self.date_end
        }
        before = self._closed_before()
        company.write({**back, "estate_closed_until": before.date_end})
        self.lock_before = False
        self._log_locks(back)

    def _closed_before(self):
        """Return the close of the month before, if it was closed."""
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "closed"),
                ("period", "<", self.period),
            ],
            limit=1,
        )

    def _log_locks(self, locks):
        if not locks:
            return
        labels = self.env["res.company"].fields_get(list(locks), ["string"])
        self.message_post(
            body=self.env._(
                "Lock dates: %(locks)s",
                locks=", ".join(
                    f"{labels[name]['string']} {value or '—'}"
                    for name, value in locks.items()
                ),
            )
        )
