from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of changes of owner or tenant."""

    _inherit = "res.config.settings"

    estate_transfer_measure = fields.Selection(
        related="company_id.estate_transfer_measure", readonly=False
    )
    estate_transfer_due_days = fields.Integer(
        related="company_id.estate_transfer_due_days", readonly=False
    )
    estate_transfer_blocks_arrears = fields.Boolean(
        related="company_id.estate_transfer_blocks_arrears", readonly=False
    )
    estate_transfer_one_sided = fields.Boolean(
        related="company_id.estate_transfer_one_sided", readonly=False
    )
