from odoo import api, models

from ..mixins.complete_entry import is_complete_entry, mark_as_computed

CURRENCY_FIELDS = ("currency_id", "company_currency_id")


class AccountMoveLine(models.Model):
    """Items of complete entries: see ``models/mixins/complete_entry.py``."""

    _inherit = "account.move.line"

    @api.model
    def new(self, values=None, origin=None, ref=None):
        """Let the amounts of complete entries ask one dummy for their currency.

        The insert rounds every amount by the currency of a virtual record of its
        own; one per currency tells the same.
        """
        if not (
            is_complete_entry(self.env)
            and values
            and len(values) == 1
            and (name := next(iter(values))) in CURRENCY_FIELDS
        ):
            return super().new(values, origin, ref)
        dummies = self.env.cr.cache.setdefault(CURRENCY_FIELDS, {})
        key = (name, values[name])
        # Whoever empties the cache empties the dummy as well.
        if key not in dummies or name not in dummies[key]._cache:
            dummies[key] = super().new(values)
        return dummies[key]

    def _add_precomputed_values(self, vals_list):
        if not is_complete_entry(self.env):
            return super()._add_precomputed_values(vals_list)
        for vals in vals_list:
            balance = vals["balance"]
            vals["debit"], vals["credit"] = max(balance, 0.0), max(-balance, 0.0)
            # Read-only fields are taken out before; writers use the company's currency.
            vals["company_currency_id"] = vals["currency_id"]
        return mark_as_computed(self, vals_list)

    def _check_company(self, fnames=None):
        # Journal, accounts and taxes of a complete entry come from one company.
        if not is_complete_entry(self.env):
            return super()._check_company(fnames)
        return None

    def _compute_totals(self):
        """Let equal lines of complete entries share one computation of their taxes."""
        if not is_complete_entry(self.env):
            return super()._compute_totals()
        shapes = self.grouped(
            lambda line: (
                line.display_type,
                # Items of plain entries have no price: core takes their amount.
                line.price_unit
                if line.move_id.is_invoice(include_receipts=True)
                else line.amount_currency,
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
