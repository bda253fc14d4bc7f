from odoo import fields, models
from odoo.exceptions import UserError

# What a posted bill line charged for which days; the plan of the next run reads it.
BILLED_FIELDS = (
    "estate_assignment_id",
    "estate_date_from",
    "estate_date_to",
    "estate_part",
    "estate_explanation",
)


class AccountMoveLine(models.Model):
    """Journal items know the unit, the item and the days they are about.

    Nothing of the ledger is kept twice: what a unit owes is the residual of its
    receivable items, what it was charged for is the product items with
    ``estate_item_id``.
    """

    _inherit = "account.move.line"

    estate_unit_id = fields.Many2one(
        "estate.unit", "Housing Unit", index="btree_not_null"
    )
    estate_item_id = fields.Many2one(
        "estate.fee.item", "Fee Item", index="btree_not_null"
    )
    estate_assignment_id = fields.Many2one(
        "estate.fee.assignment",
        "Charged Assignment",
        copy=False,
        index="btree_not_null",
        help="Set while these days of the assignment count as billed.",
    )
    estate_date_from = fields.Date("From", copy=False)
    estate_date_to = fields.Date("To", copy=False)
    estate_part = fields.Integer(
        "Part",
        copy=False,
        help="Price tier within the same days; 0 when there is one price.",
    )
    estate_explanation = fields.Json("Explanation", copy=False)

    _estate_no_double_billing = models.Constraint(
        """EXCLUDE USING gist (
            int4range(estate_assignment_id, estate_assignment_id, '[]') WITH &&,
            int4range(estate_part, estate_part, '[]') WITH &&,
            daterange(estate_date_from, estate_date_to, '[]') WITH &&
        ) WHERE (estate_assignment_id IS NOT NULL AND parent_state = 'posted')""",
        "These days of this fee are billed already. Cancel the earlier bill first.",
    )
    _estate_open_item_idx = models.Index(
        """(estate_unit_id, date_maturity) INCLUDE (amount_residual)
        WHERE estate_unit_id IS NOT NULL AND reconciled IS NOT TRUE
          AND parent_state = 'posted'"""
    )

    def write(self, vals):
        """Keep what a posted line charged: only *Cancel bill* frees its days."""
        if not self.env.su and any(name in vals for name in BILLED_FIELDS):
            self._estate_check_billed_days_kept()
        return super().write(vals)

    def _estate_check_billed_days_kept(self):
        billed = self.filtered(
            lambda line: line.parent_state == "posted" and line.estate_assignment_id
        )
        if billed:
            raise UserError(
                self.env._(
                    "%(bill)s is published: what it charged for which days is kept. "
                    "Cancel the bill instead.",
                    bill=billed[0].move_id.name,
                )
            )
