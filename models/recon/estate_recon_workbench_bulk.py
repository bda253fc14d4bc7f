from odoo import api, models
from odoo.fields import Domain

from ...engine.money import decimal_of

MOST_ACCEPTED = 500
"""So many lines are accepted with one click; the next click takes the next."""
LEAST = 50
"""Per cent from which a candidate is likelier than all others together."""


class EstateReconWorkbench(models.AbstractModel):
    """Many bank lines accepted at once, from a likelihood that the accountant chooses.

    Only lines whose first candidate is named by something else than the amount, and
    which has no other one near it: the rest asks for a look at each.
    """

    _inherit = "estate.recon.workbench"

    @api.model
    def acceptable(self, journal_id, least):
        """Return what :meth:`accept_all` would book now.

        :param least: least likelihood in per cent
        :return: dict(lines: their ids, received, paid: sums of what came in and what
            went out, left: number of lines beyond what one click books)
        """
        self._check_accountant()
        lines, domain = self._acceptable(journal_id, least)
        amounts = lines.mapped("amount")
        found = self.env["account.bank.statement.line"].search_count(domain)
        return {
            "lines": lines.ids,
            "received": sum(amount for amount in amounts if amount > 0),
            "paid": -sum(amount for amount in amounts if amount < 0),
            "left": max(0, found - MOST_ACCEPTED),
        }

    @api.model
    def accept_all(self, journal_id, least, line_ids=None):
        """Book the first candidates of the lines that have one alone.

        :param least: their least likelihood in per cent, as the accountant chose it
        :param line_ids: the lines he was told of: no other is booked
        :return: dict(booked, refused, left): numbers of lines
        """
        self._check_accountant()
        lines, domain = self._acceptable(journal_id, least)
        if line_ids is not None:
            lines &= lines.browse(line_ids)
        if not lines:
            return {"booked": 0, "refused": 0, "left": 0}
        booked, refused = self.env["estate.bank.decision"]._accept_many(lines)
        for line, reason in refused.items():
            line.estate_proposal_ids.write({"refusal": reason, "is_certain": False})
        left = self.env["account.bank.statement.line"].search_count(domain)
        return {"booked": len(booked), "refused": len(refused), "left": left}

    @api.model
    def _acceptable(self, journal_id, least):
        """Return the lines that one click books, and the domain of all such lines.

        What a person undid, what was refused, and what seems to be paid twice is left.
        """
        journal = self.env["account.journal"].browse(int(journal_id))
        domain = self._domain(journal, "all") & Domain(
            "estate_proposal_ids", "any", self._sole_winners(least)
        )
        lines = self.env["account.bank.statement.line"].search(
            domain, limit=MOST_ACCEPTED, order="internal_index"
        )
        repeated = self.env["estate.bank.job"]._repeated(lines)
        lines -= lines.browse().union(*repeated)
        return lines.filtered(self._bears_no_charge), domain

    @api.model
    def _bears_no_charge(self, line):
        """Who bears what the bank kept is for a person to say, line by line."""
        first = (line.estate_proposal_ids.candidates or [{}])[0]
        return not decimal_of(first.get("charge") or "0")

    @api.model
    def _sole_winners(self, least):
        """Proposals whose first candidate has none near it, and is likely enough."""
        least = max(LEAST, float(least))
        return (
            Domain("state", "=", "open")
            & Domain("is_undone", "=", False)
            & Domain("refusal", "in", (False, ""))
            & Domain("confidence", ">=", least / 100)
            & (Domain("is_certain", "=", True) | Domain("verdict", "=", "uncertain"))
        )
