from odoo import fields, models
from odoo.exceptions import UserError

from ..mixins.complete_entry import COMPLETE_ENTRY, mark_as_computed

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

    # -------------------------------------------------------- COMPLETE ENTRIES

    def _add_precomputed_values(self, vals_list):
        if not self.env.context.get(COMPLETE_ENTRY):
            return super()._add_precomputed_values(vals_list)
        for vals in vals_list:
            balance = vals["balance"]
            vals["debit"], vals["credit"] = max(balance, 0.0), max(-balance, 0.0)
        return mark_as_computed(self, vals_list)

    def _check_company(self, fnames=None):
        # Journal, accounts and taxes of a complete entry come from one company.
        if not self.env.context.get(COMPLETE_ENTRY):
            return super()._check_company(fnames)
        return None

    def _compute_totals(self):
        """Let equal lines of complete entries share one computation of their taxes."""
        if not self.env.context.get(COMPLETE_ENTRY):
            return super()._compute_totals()
        shapes = self.grouped(
            lambda line: (
                line.display_type,
                line.price_unit,
                line.tax_ids._ids,
                line.product_id,
                line.currency_id,
            )
        )
        firsts = self.browse().concat(*(lines[0] for lines in shapes.values()))
        super(AccountMoveLine, firsts)._compute_totals()
        for lines in shapes.values():
            rest = lines[1:]
            rest.price_subtotal = lines[0].price_subtotal
            rest.price_total = lines[0].price_total
        return None
