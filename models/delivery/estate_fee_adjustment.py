from odoo import models
from odoo.fields import Domain


class EstateFeeAdjustment(models.Model):
    """New prices of months billed ahead, where these months are another's by now."""

    _inherit = "estate.fee.adjustment"

    def _billed_ahead_domain(self):
        """Whoever has left pays no difference for the days of who came (B-11)."""
        domain = super()._billed_ahead_domain()
        if domain is None:
            return None
        # What was settled is a fact of the bill, not of the reader's communities.
        passed = (
            self.env["estate.unit.transfer.line"]
            .sudo()
            .search(
                [
                    ("community_id", "=", self.community_id.id),
                    ("credit_line_id", "!=", False),
                    ("transfer_id.state", "=", "closed"),
                    ("date_to", ">=", self.date_effective),
                ]
            )
        )
        return domain & Domain("id", "not in", passed.move_line_id.ids)
