from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of price adjustments."""

    _inherit = "res.config.settings"

    estate_vote_participation = fields.Selection(
        related="company_id.estate_vote_participation", readonly=False, required=True
    )
    estate_vote_consent = fields.Selection(
        related="company_id.estate_vote_consent", readonly=False, required=True
    )
    estate_adjustment_notice_days = fields.Integer(
        related="company_id.estate_adjustment_notice_days", readonly=False
    )
    estate_adjustment_band = fields.Float(
        related="company_id.estate_adjustment_band", readonly=False
    )
    estate_adjustment_top = fields.Integer(
        related="company_id.estate_adjustment_top", readonly=False
    )
