from odoo import api, models


class EstateDunningDebt(models.Model):
    """What time and money do to the files: nightly, and after messages came back."""

    _inherit = "estate.dunning.debt"

    @api.model
    def _cron_sweep(self):
        """Bring files, promises and messages up to date, community by community.

        The second run at once changes nothing. Whoever is long in arrears is told to
        the manager, once for each debt (R-901: inclusive).
        """
        self.env["estate.dunning.attempt"]._sweep()
        self.env["estate.payment.promise"]._sweep()
        communities = self.env["estate.community"].search([("active", "=", True)])
        for community in communities:
            self._sweep_community(community)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _sweep_community(self, community):
        debts = self.with_context(tz=community._timezone())
        units = debts.env["estate.unit"].with_context(active_test=False)
        figures = debts._refresh(units.search([("community_id", "=", community.id)]))
        alert = community.company_id.estate_arrears_months_alert
        late = [
            debt
            for debt, _overdue, months, _since in figures.values()
            if alert and months >= alert
        ]
        debts.browse(late)._tell_manager()
