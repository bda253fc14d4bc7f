from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ResCompany(models.Model):
    """Numbers of commissions, of the directory and of the warranty."""

    _inherit = "res.company"

    estate_commission_prepay_percent = fields.Float(
        "Prepayment of Commissions (%)",
        default=100.0,
        help="Share of the estimate that is taken in advance (R-421).",
    )
    estate_commission_cost_item_id = fields.Many2one(
        "estate.fee.item",
        "Item of What Is Bought",
        check_company=True,
        domain="[('kind', '=', 'agency')]",
        help="What a commission costs is collected for the vendor. Empty: made with "
        "the first commission.",
    )
    estate_commission_fee_item_id = fields.Many2one(
        "estate.fee.item",
        "Item of the Service Fee",
        check_company=True,
        domain="[('kind', '!=', 'agency')]",
        help="What the centre charges for arranging. Empty: made with the first "
        "commission that has a fee.",
    )
    estate_directory_check_days = fields.Integer(
        "Days Until an Entry Is Checked Again",
        default=180,
        help="Addresses and telephones of the information desk and of vendors that "
        "nobody called for so long are listed to be checked.",
    )
    estate_builder_days = fields.Integer(
        "Days for the Builder to Mend",
        default=7,
        help="Proposed in the written notice to the builder (R-416).",
    )
    estate_defect_follow_days = fields.Integer(
        "Days Between Calls to the Builder",
        default=3,
        help="A defect under warranty is followed up so often until it is mended.",
    )

    @api.constrains("estate_commission_cost_item_id", "estate_commission_fee_item_id")
    def _check_commission_items(self):
        """What was charged for the vendor is told from the fee by its kind."""
        for company in self:
            cost = company.estate_commission_cost_item_id
            fee = company.estate_commission_fee_item_id
            if (cost and cost.kind != "agency") or fee.kind == "agency":
                raise ValidationError(
                    self.env._(
                        "What a commission costs is collected for others, its service "
                        "fee is not: choose fee items of these kinds."
                    )
                )

    def _estate_checked_since(self):
        """Return the day since which an entry counts as checked."""
        # The number of days is a setting, no secret of the company.
        days = self.sudo().estate_directory_check_days
        return fields.Date.context_today(self) - timedelta(days=days)

    def _estate_stale_domain(self):
        """Return the domain of entries that nobody checked for too long."""
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & (
                Domain("checked_on", "=", False)
                | Domain("checked_on", "<", company._estate_checked_since())
            )
            for company in self
        )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    estate_commission_prepay_percent = fields.Float(
        related="company_id.estate_commission_prepay_percent", readonly=False
    )
    estate_commission_cost_item_id = fields.Many2one(
        related="company_id.estate_commission_cost_item_id", readonly=False
    )
    estate_commission_fee_item_id = fields.Many2one(
        related="company_id.estate_commission_fee_item_id", readonly=False
    )
    estate_directory_check_days = fields.Integer(
        related="company_id.estate_directory_check_days", readonly=False
    )
    estate_builder_days = fields.Integer(
        related="company_id.estate_builder_days", readonly=False
    )
    estate_defect_follow_days = fields.Integer(
        related="company_id.estate_defect_follow_days", readonly=False
    )
