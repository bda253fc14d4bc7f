from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of the matching of bank lines and of the collection board."""

    _inherit = "res.config.settings"

    estate_match_auto = fields.Boolean(
        related="company_id.estate_match_auto", readonly=False
    )
    estate_match_confidence = fields.Float(
        related="company_id.estate_match_confidence", readonly=False
    )
    estate_match_confidence_by_name = fields.Float(
        related="company_id.estate_match_confidence_by_name", readonly=False
    )
    estate_match_cents_off = fields.Float(
        related="company_id.estate_match_cents_off", readonly=False
    )
    estate_match_charges = fields.Char(
        related="company_id.estate_match_charges", readonly=False
    )
    estate_match_charge_percent = fields.Float(
        related="company_id.estate_match_charge_percent", readonly=False
    )
    estate_charge_account_id = fields.Many2one(
        related="company_id.estate_charge_account_id", readonly=False
    )
    estate_match_days_together = fields.Integer(
        related="company_id.estate_match_days_together", readonly=False
    )
    estate_match_slips_together = fields.Integer(
        related="company_id.estate_match_slips_together", readonly=False
    )
    estate_transit_days = fields.Integer(
        related="company_id.estate_transit_days", readonly=False
    )
    estate_unmatched_days = fields.Integer(
        related="company_id.estate_unmatched_days", readonly=False
    )
    estate_duplicate_days = fields.Integer(
        related="company_id.estate_duplicate_days", readonly=False
    )
    estate_lookback_days = fields.Integer(
        related="company_id.estate_lookback_days", readonly=False
    )
    estate_exception_user_id = fields.Many2one(
        related="company_id.estate_exception_user_id", readonly=False
    )
