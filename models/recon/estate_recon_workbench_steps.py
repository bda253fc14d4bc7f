from odoo import Command, api, models
from odoo.exceptions import UserError

from ...engine.money import decimal_of
from .estate_statement_import_job import CRON


class EstateReconWorkbench(models.AbstractModel):
    """What the accountant decides on the matching screen.

    Every step ends in core's own bank lines and journal items; whether it may be
    taken is checked by the service that takes it.
    """

    _inherit = "estate.recon.workbench"

    # ------------------------------------------------------------
    # DECIDE
    # ------------------------------------------------------------

    @api.model
    def accept(self, line_id, place=0, proposal_id=False):
        """Book a candidate of a line.

        :param proposal_id: the proposal that was looked at, if it must be that one
        :raises UserError: when the line was proposed for anew meanwhile: another
            candidate may stand in that place now
        """
        self._check_accountant()
        line = self._line(line_id)
        if proposal_id and line.estate_proposal_ids.id != proposal_id:
            raise UserError(self.env._("The proposal is gone: load it again."))
        self.env["estate.bank.decision"]._accept({line: int(place)})

    @api.model
    def book(self, line_id, shares, accounts, words="", items=()):
        """Book a line as it was split by hand.

        :param shares: list of dict(unit, line or false, amount)
        :param accounts: list of dict(account, amount, name)
        :param words: with one account alone: propose it for lines with these words
        :param items: list of dict(id, amount): money on its way that came with it;
            what the line brought beside it stays open
        """
        self.env["estate.bank.decision"]._book_by_hand(
            self._line(line_id),
            [
                {
                    "unit": int(share["unit"]),
                    "line": share.get("line") or None,
                    "amount": self._amount(share["amount"]),
                }
                for share in shares
            ],
            [
                {
                    "account": int(one["account"]),
                    "amount": self._amount(one["amount"]),
                    "name": one.get("name") or "",
                }
                for one in accounts
            ],
            {int(one["id"]): self._amount(one["amount"]) for one in items},
        )
        alone = len(accounts) == 1 and not shares and not items
        if (words or "").strip() and alone:
            self._make_rule(words.strip(), int(accounts[0]["account"]))

    @api.model
    def _amount(self, typed):
        """Return what was typed as an amount.

        :raises UserError: when it is none
        """
        try:
            return decimal_of(str(typed).strip().replace(",", ""))
        except ValueError as error:
            raise UserError(
                self.env._("%(typed)s is not an amount.", typed=typed)
            ) from error

    @api.model
    def undo(self, line_id):
        """Undo the match of a line: its bills are open again."""
        self.env["estate.bank.decision"]._undo(self._line(line_id))

    @api.model
    def propose_again(self, journal_id):
        """Ask for new proposals, with the bills and payers as they are now.

        The job makes them, chunk by chunk; until then the old ones stay.

        :return: number of lines that will be looked at
        """
        self._check_accountant()
        journal = self.env["account.journal"].browse(int(journal_id))
        lines = self.env["account.bank.statement.line"].search(
            self._domain(journal, "all") & self._matched_domain(journal)
        )
        if lines:
            # Proposals are working papers that only the system writes.
            lines.estate_proposal_ids.sudo().is_asked = True
            # The accountant may start the job though he has no right on actions.
            self.env.ref(CRON).sudo()._trigger()
        return len(lines)

    @api.model
    def _make_rule(self, words, account):
        """Have lines with these words proposed for an account from now on.

        The rule is core's: it is listed, changed and made automatic there.
        """
        self.env["account.reconcile.model"].create(
            {
                "name": words,
                "match_label": "contains",
                "match_label_param": words,
                "line_ids": [Command.create({"account_id": account})],
            }
        )
