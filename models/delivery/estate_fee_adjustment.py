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
        return domain & Domain("id", "not in", self._passed_line_ids())

    def _passed_line_ids(self):
        """Return the bill lines of which days of the new prices passed to another."""
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
        return passed.move_line_id.ids

    def _after_decision(self):
        result = super()._after_decision()
        self._tell_passed_units()
        return result

    def _tell_passed_units(self):
        """Name the units whose difference is two people's: nobody bills it by rule."""
        domain = super()._billed_ahead_domain()
        if self.prepaid_choice != "rebill" or domain is None:
            return
        # As above.
        lines = self.env["account.move.line"].sudo()
        left_out = lines.search(domain & Domain("id", "in", self._passed_line_ids()))
        if left_out:
            self.message_post(
                body=self.env._(
                    "Changed hands within days that are billed ahead, so no difference "
                    "is listed; agree it with who left and who came: %(units)s",
                    units=", ".join(
                        sorted(set(left_out.estate_unit_id.mapped("code")))
                    ),
                )
            )
