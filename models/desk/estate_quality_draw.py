from dateutil.relativedelta import relativedelta

from odoo import api, models

from ...engine.sampling import sample
from ..mixins.sweep import one_by_one


class EstateQualityCheck(models.Model):
    """Draws closed requests by lot, once a week (R-430)."""

    _inherit = "estate.quality.check"

    @api.model
    def _cron_draw(self):
        """Draw of what was closed last week; a second run of the week draws no more."""
        communities = self.env["estate.community"].search([("active", "=", True)])
        one_by_one(self.env["ir.cron"], communities, self._draw)

    @api.model
    def _draw(self, community):
        """Return the checks of last week's sample that are new.

        Weeks begin on Monday, where the community is. The same sample comes out again,
        so that nothing is drawn twice.
        """
        percent = community.company_id.estate_quality_percent
        if percent <= 0:
            return self.browse()
        today = community._today()
        monday = today - relativedelta(days=today.weekday())
        before = monday - relativedelta(weeks=1)
        begin, end = community._day_bounds(before, monday - relativedelta(days=1))
        closed = self.env["estate.request"].search(
            [
                ("community_id", "=", community.id),
                ("state", "=", "closed"),
                ("closed_at", ">=", begin),
                ("closed_at", "<", end),
            ]
        )
        chosen = sample(closed.ids, percent, f"{self._name}/{before}")
        known = self.search([("request_id", "in", list(chosen))])
        spoken = self.with_context(lang=community.company_id.partner_id.lang)
        return spoken.create(
            [
                {"request_id": request_id}
                for request_id in sorted(chosen - set(known.request_id.ids))
            ]
        )
