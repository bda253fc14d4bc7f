from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of bank collection."""

    _inherit = "res.config.settings"

    estate_second_notice_days = fields.Integer(
        related="company_id.estate_second_notice_days", readonly=False
    )
