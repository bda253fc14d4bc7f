from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ...engine.money import decimal_of
from .estate_dunning_case import TAKEN


class EstateBankFacts(models.AbstractModel):
    """Who was reminded often pays what the letter says (B-02, B-18)."""

    _inherit = "estate.bank.facts"

    @api.model
    def _reminded(self, communities):
        """Return {unit id: what each of its payers was told to owe last}.

        Of debts that are open. Who was only asked to call back was told no amount,
        and what did not reach anybody was not told.
        """
        for model in ("debt", "case", "attempt"):
            self.env[f"estate.dunning.{model}"].flush_model()
        reminded = defaultdict(list, super()._reminded(communities))
        for unit_id, amount in self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (debt.id) debt.unit_id, dun.amount
                  FROM estate_dunning_debt debt
                  JOIN estate_dunning_case dun ON dun.debt_id = debt.id
                  JOIN estate_dunning_attempt told ON told.case_id = dun.id
                 WHERE debt.community_id = ANY(%(communities)s)
                   AND debt.date_end IS NULL
                   AND dun.state IN %(taken)s
                   AND told.audience = 'details' AND told.state <> 'failed'
              ORDER BY debt.id, told.date DESC, told.id DESC
                """,
                communities=communities.ids,
                taken=TAKEN,
            )
        ):
            reminded[unit_id].append(decimal_of(amount))
        return reminded
