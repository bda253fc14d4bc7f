from odoo import api, models

from .estate_recon_workbench import KINDS


class EstateReconWorkbench(models.AbstractModel):
    """How many bank lines are left, of which kind, and how far the job is with them."""

    _inherit = "estate.recon.workbench"

    @api.model
    def _counts(self, journal):
        """Return the number of lines of each kind, and all that are left."""
        rows = self.env["estate.recon.proposal"]._read_group(
            [("journal_id", "=", journal.id), ("line_id.is_reconciled", "=", False)],
            ["verdict", "is_certain"],
            ["__count"],
        )
        counts = dict.fromkeys(KINDS, 0)
        for verdict, is_certain, count in rows:
            for kind in counts:
                [(name, _op, wanted)] = KINDS[kind]
                value = is_certain if name == "is_certain" else verdict
                if value == wanted or (isinstance(wanted, tuple) and value in wanted):
                    counts[kind] += count
        left = self.env["account.bank.statement.line"].search_count(
            [("journal_id", "=", journal.id), ("is_reconciled", "=", False)]
        )
        new = left - sum(count for _verdict, _certain, count in rows)
        waiting = new and self.env["account.bank.statement.line"].search_count(
            self._domain(journal, "waiting")
        )
        return counts | {"all": left, "waiting": waiting, "other": new - waiting}

    @api.model
    def _working(self, journal, counts):
        """Return how far the job is with the journal's lines, false if it has none.

        :return: false, or dict(file: its name if one is being written, written, lines:
            how many of it are and will be, proposed, waiting: lines looked at or not)
        """
        file = self._file_in_hand(journal)
        ready = journal.company_id.estate_prepay_account_id
        asked = self._asked_again(journal) if ready else 0
        waiting = asked + (counts["waiting"] if ready else 0)
        return bool(file or waiting) and {
            "file": file.name or "",
            "written": file.imported_count,
            "lines": file.new_count,
            "proposed": counts["all"] - counts["waiting"] - counts["other"] - asked,
            "waiting": waiting,
        }

    @api.model
    def _asked_again(self, journal):
        """How many lines are to be proposed for anew; till then their old ones stay."""
        return self.env["estate.recon.proposal"].search_count(
            [
                ("is_asked", "=", True),
                ("journal_id", "=", journal.id),
                ("line_id", "any", self._matched_domain(journal)),
            ]
        )

    @api.model
    def _file_in_hand(self, journal):
        return self.env["estate.statement.import"].search(
            [("state", "=", "importing"), ("journal_id", "=", journal.id)], limit=1
        )
