from odoo import models


class IrRule(models.Model):
    """Rules of communities name them by their ids, as core's name companies.

    A rule that asks the table of staff for each row costs a search in a million cases
    more than the search itself; ids are looked up once and kept with the rule.
    """

    _inherit = "ir.rule"

    def _eval_context(self):
        """Add ``estate_community_ids``: the communities that the user serves.

        Those that are archived too: what was done there can still be read.
        """
        # The rules of communities ask for them in turn.
        user = self.env.user.sudo().with_context(active_test=False)
        return super()._eval_context() | {
            "estate_community_ids": user.estate_community_ids.ids
        }
