from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ...engine.match_share import Share
from ...engine.matching import Claim


class EstateBankMatcher(models.AbstractModel):
    """What proposals that are certain pay, though nobody has booked them yet.

    Lines are proposed for in chunks: a chunk sees by it what those before it have
    taken, as if all were matched in one go.
    """

    _inherit = "estate.bank.matcher"

    @api.model
    def _claims(self, lines, movements):
        """Return what certain proposals of other open lines pay.

        Proposals that are asked for again claim nothing: they are about to change.

        :param lines: the bank lines to be matched now
        :param movements: {key: (movement, list of its items)}
        :return: (list of :class:`Claim`, keys of movements that lines have shown)
        """
        claims, items = [], set()
        for shares, item_ids, whole in self._certain_candidates(lines):
            items.update(item_ids or ())
            if shares:
                claims.append(Claim(tuple(map(_share, shares)), whole is not False))
        shown = [
            key
            for key, (_movement, of_movement) in movements.items()
            if any(not items.isdisjoint(group.ids) for group in of_movement)
        ]
        return claims, shown

    @api.model
    def _certain_candidates(self, lines):
        """Return (shares, items, whole) of certain proposals, those of lines apart."""
        self.env["estate.recon.proposal"].flush_model()
        self.env["account.bank.statement.line"].flush_model(["is_reconciled"])
        return self.env.execute_query(
            SQL(
                """
                SELECT proposal.candidates #> '{0,shares}',
                       proposal.candidates #> '{0,items}',
                       proposal.candidates #> '{0,whole}'
                  FROM estate_recon_proposal proposal
                  JOIN account_bank_statement_line line ON line.id = proposal.line_id
                 WHERE proposal.company_id = %(company)s
                   AND proposal.state = 'open' AND proposal.is_certain
                   AND proposal.refusal IS NULL AND proposal.is_asked IS NOT TRUE
                   AND line.is_reconciled IS NOT TRUE
                   AND proposal.line_id <> ALL(%(lines)s)
              ORDER BY line.internal_index
                """,
                company=lines.company_id.id,
                lines=list(lines.ids),
            )
        )


def _share(kept):
    """Return a share as the engine knows it."""
    return Share(kept["unit"], kept["line"], Decimal(kept["amount"]))
