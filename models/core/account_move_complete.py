from odoo import models

from ..mixins.complete_entry import is_complete_entry, mark_as_computed

REPEATED = {"company_id", "journal_id"}


class AccountMove(models.Model):
    """Complete entries: what core need not look for, since the writer gave it."""

    _inherit = "account.move"

    def write(self, vals):
        # A bank line that is made for its entry repeats what that has already.
        if is_complete_entry(self.env) and vals.keys() <= REPEATED:
            vals = {
                name: value for name, value in vals.items() if self[name].id != value
            }
            if not vals:
                return True
        return super().write(vals)

    # Core's method fills the values in place and returns nothing.
    def _add_precomputed_values(self, vals_list):  # pylint: disable=missing-return
        super()._add_precomputed_values(vals_list)
        if is_complete_entry(self.env):
            mark_as_computed(self, vals_list)

    def _check_company(self, fnames=None):
        # Journal, payer and bank of a complete entry come from one company.
        if not is_complete_entry(self.env):
            return super()._check_company(fnames)
        return None

    def _compute_reconciled_payment_ids(self):
        # Creating an entry asks for its payments: a complete one has none yet.
        if not is_complete_entry(self.env):
            return super()._compute_reconciled_payment_ids()
        self.reconciled_payment_ids = False
        return None

    def _compute_invoice_date_due(self):
        # A given date stays: core would derive it from terms it is not asked to make.
        moves = self
        if is_complete_entry(self.env):
            moves = self.filtered(lambda move: not move.invoice_date_due)
        return super(AccountMove, moves)._compute_invoice_date_due()

    def _compute_amount(self):
        # Posting reads an invoice's amounts first and changes none of them.
        moves = self
        if is_complete_entry(self.env):
            moves = self.filtered(
                lambda move: move.state == "draft" or not move.is_invoice()
            )
        return super(AccountMove, moves)._compute_amount()

    def _affect_tax_report(self):
        # ``invoice_line_ids`` is a part of ``line_ids``, not worth a query of its own.
        if not is_complete_entry(self.env):
            return super()._affect_tax_report()
        return any(line._affect_tax_report() for line in self.line_ids)

    def _set_next_made_sequence_gap(self, made_gap):
        # Numbers come from the end of the journal: no later entry has a gap before it.
        if not is_complete_entry(self.env):
            return super()._set_next_made_sequence_gap(made_gap)
        return None
