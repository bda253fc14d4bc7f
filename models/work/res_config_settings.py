from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Settings of work orders."""

    _inherit = "res.config.settings"

    estate_work_item_id = fields.Many2one(
        related="company_id.estate_work_item_id", readonly=False
    )
    estate_work_due_days = fields.Integer(
        related="company_id.estate_work_due_days", readonly=False
    )
    estate_promise_grace = fields.Integer(
        related="company_id.estate_promise_grace", readonly=False
    )
    estate_promise_alert = fields.Integer(
        related="company_id.estate_promise_alert", readonly=False
    )
    estate_promise_last_alert = fields.Integer(
        related="company_id.estate_promise_last_alert", readonly=False
    )
    estate_technician_load = fields.Integer(
        related="company_id.estate_technician_load", readonly=False
    )
    estate_review_days = fields.Integer(
        related="company_id.estate_review_days", readonly=False
    )
