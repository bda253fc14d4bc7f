from odoo import api, fields, models
from odoo.exceptions import UserError

from .estate_fee_price import FROZEN

CONSENTED = FROZEN | {
    "consent_kind",
    "consent_ref",
    "consent_date",
    "consent_attachment_ids",
}
"""What the owners consented to, and by what."""


class EstateFeePrice(models.Model):
    """Prices that an adjustment made, and whose consent they carry (R-808)."""

    _inherit = "estate.fee.price"
    _closed_fields = ("adjustment_id",)

    adjustment_id = fields.Many2one(
        "estate.fee.adjustment",
        "Adjustment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def write(self, vals):
        if not self.env.su and not CONSENTED.isdisjoint(vals):
            self._check_not_adjusted()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_adjusted(self):
        self._check_not_adjusted()

    def _check_not_adjusted(self):
        """A price stays as the owners consented to it; another is a version after."""
        for price in self.filtered("adjustment_id"):
            raise UserError(
                self.env._(
                    "%(price)s stays as the owners consented to it in %(adjustment)s: "
                    "another price is a new version, or a new adjustment.",
                    price=price.display_name,
                    adjustment=price.adjustment_id.name,
                )
            )
