from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Every setting of the company in one place; the numbers are those of the house."""

    _inherit = "res.config.settings"

    estate_bill_journal_id = fields.Many2one(
        related="company_id.estate_bill_journal_id", readonly=False
    )
    estate_misc_journal_id = fields.Many2one(
        related="company_id.estate_misc_journal_id", readonly=False
    )
    estate_prepay_account_id = fields.Many2one(
        related="company_id.estate_prepay_account_id", readonly=False
    )
    estate_deposit_account_id = fields.Many2one(
        related="company_id.estate_deposit_account_id", readonly=False
    )
    estate_agency_account_id = fields.Many2one(
        related="company_id.estate_agency_account_id", readonly=False
    )
    estate_cash_difference_account_id = fields.Many2one(
        related="company_id.estate_cash_difference_account_id", readonly=False
    )
    estate_opening_account_id = fields.Many2one(
        related="company_id.estate_opening_account_id", readonly=False
    )
    estate_income_account_id = fields.Many2one(
        related="company_id.estate_income_account_id", readonly=False
    )
    estate_fee_tax_id = fields.Many2one(
        related="company_id.estate_fee_tax_id", readonly=False
    )
    estate_agency_tax_id = fields.Many2one(
        related="company_id.estate_agency_tax_id", readonly=False
    )
    estate_price_needs_consent = fields.Boolean(
        related="company_id.estate_price_needs_consent", readonly=False
    )
    estate_due_days = fields.Integer(
        related="company_id.estate_due_days", readonly=False
    )
    estate_anomaly_percent = fields.Float(
        related="company_id.estate_anomaly_percent", readonly=False
    )
    estate_meter_deviation_percent = fields.Float(
        related="company_id.estate_meter_deviation_percent", readonly=False
    )
    estate_vacant_share_percent = fields.Float(
        related="company_id.estate_vacant_share_percent", readonly=False
    )
    estate_chunk_size = fields.Integer(
        related="company_id.estate_chunk_size", readonly=False
    )
    estate_print_limit = fields.Integer(
        related="company_id.estate_print_limit", readonly=False
    )
    estate_auto_apply_prepayment = fields.Boolean(
        related="company_id.estate_auto_apply_prepayment", readonly=False
    )
    estate_arrears_months_alert = fields.Integer(
        related="company_id.estate_arrears_months_alert", readonly=False
    )
    estate_front_desk_collects = fields.Boolean(
        related="company_id.estate_front_desk_collects", readonly=False
    )
    estate_void_days = fields.Integer(
        related="company_id.estate_void_days", readonly=False
    )
    estate_mandate_ending_days = fields.Integer(
        related="company_id.estate_mandate_ending_days", readonly=False
    )
    estate_session_required = fields.Boolean(
        related="company_id.estate_session_required", readonly=False
    )
    estate_session_deadline = fields.Float(
        related="company_id.estate_session_deadline", readonly=False
    )
    estate_session_escalation = fields.Float(
        related="company_id.estate_session_escalation", readonly=False
    )
    estate_uses_books = fields.Boolean(
        related="company_id.estate_uses_books", readonly=False
    )
    estate_fapiao_after_front_desk = fields.Boolean(
        related="company_id.estate_fapiao_after_front_desk", readonly=False
    )
    estate_deposit_needs_approval = fields.Boolean(
        related="company_id.estate_deposit_needs_approval", readonly=False
    )
    estate_waiver_limit = fields.Float(
        related="company_id.estate_waiver_limit", readonly=False
    )
    estate_waiver_manager_limit = fields.Float(
        related="company_id.estate_waiver_manager_limit", readonly=False
    )
    estate_waiver_days = fields.Integer(
        related="company_id.estate_waiver_days", readonly=False
    )
    estate_deposit_limit = fields.Float(
        related="company_id.estate_deposit_limit", readonly=False
    )
    estate_receipt_parts = fields.Selection(
        related="company_id.estate_receipt_parts", readonly=False
    )
    estate_contact_points_required = fields.Integer(
        related="company_id.estate_contact_points_required", readonly=False
    )
    estate_vip_review_months = fields.Integer(
        related="company_id.estate_vip_review_months", readonly=False
    )

    def action_estate_setup(self):
        """Open the accounting set-up of the company."""
        return self.env["estate.setup"].action_open()
