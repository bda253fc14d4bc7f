from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """A repair is billed once: with the bill of it that stands (R-408).

    Each bill keeps its order for good. One that is cancelled waits for finance again,
    whichever way it was taken back; one that is set in force again is the order's bill
    again, unless another took its place.
    """

    _inherit = "account.move"

    estate_workorder_id = fields.Many2one(
        "estate.workorder",
        "Work Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def button_cancel(self):
        """Core's own way to take a bill back, beside the cancellation with a reason."""
        result = super().button_cancel()
        self._estate_repairs()._find_bill()
        return result

    def button_draft(self):
        """A bill that was cancelled, or whose cancellation was, is in force again."""
        result = super().button_draft()
        self._estate_repairs()._find_bill()
        return result

    def _post(self, soft=True):
        """A cancellation that was set back to draft may be confirmed again."""
        posted = super()._post(soft)
        posted._estate_repairs()._find_bill()
        return posted

    def _check_draftable(self):
        """What was cancelled stays so once another bill took its place."""
        for bill in self._estate_bills_of_repairs():
            now = bill.estate_workorder_id.move_id
            if now and now != bill:
                raise UserError(
                    self.env._(
                        "%(order)s is billed with %(bill)s now: %(old)s stays "
                        "cancelled.",
                        order=bill.estate_workorder_id.name,
                        bill=now.name,
                        old=bill.name,
                    )
                )
        return super()._check_draftable()

    def _estate_repairs(self):
        return self._estate_bills_of_repairs().estate_workorder_id

    def _estate_bills_of_repairs(self):
        """Return the bills of repairs among these entries, or that these credit.

        The bills of a run, thousands at a time, charge none and are not asked for.
        """
        own = self.filtered(
            lambda move: (
                move.move_type in ("out_invoice", "out_refund")
                and not move.estate_run_id
            )
        )
        # The order may be of a community that the accountant does not serve.
        bills = own.sudo() | own.sudo().reversed_entry_id
        return bills.filtered("estate_workorder_id")

    def _estate_bill_stands(self):
        """Tell whether the bill of a repair is one still.

        A bill that is credited in full stays one: it was waived or settled, and only
        its cancellation frees what it was for (design §2.2).
        """
        self.ensure_one()
        if self.state == "cancel":
            return False
        credited = self.estate_cancel_reason and self._estate_credited()
        return (
            not credited
            or self.currency_id.compare_amounts(credited, self.amount_total) < 0
        )
