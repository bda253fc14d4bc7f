from odoo import api, models


class TierDefinition(models.Model):
    """Our documents that are approved by level."""

    _inherit = "tier.definition"

    @api.model
    def _get_tier_validation_model_names(self):
        own = ["estate.deposit.request", "estate.fund.expense", "estate.waiver"]
        return [*super()._get_tier_validation_model_names(), *own]
