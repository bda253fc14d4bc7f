from odoo import fields, models
from odoo.exceptions import UserError


def stands_in_ledger(move):
    """Tell whether an invoice or bill counts: posted, and not credited in full."""
    return move.state == "posted" and move.payment_state != "reversed"


class AccountMove(models.Model):
    """What books a commission is taken back with its order alone.

    Otherwise the order would stand as settled beside a charge that is none: what was
    prepaid would go back in full, and the cost be charged to nobody. What was taken
    back once does not come back either, beside what took its place.
    """

    _inherit = "account.move"

    estate_commission_id = fields.Many2one(
        "estate.service.order",
        "Commission Order",
        index="btree_not_null",
        copy=False,
        readonly=True,
        ondelete="restrict",
        help="The order that this entry charges, or whose voucher it books: also after "
        "it was taken back (R-813).",
    )

    def _has_field_access(self, field, operation):
        """Only the cashier service says which order an entry is for."""
        allowed = super()._has_field_access(field, operation)
        closed = operation == "write" and field.name == "estate_commission_id"
        return allowed and (self.env.su or not closed)

    # ------------------------------------------------------------ THE CHARGE

    def _estate_commission_of_charge(self):
        """Return the first commission that one of these entries charges now."""
        # Which order an entry charges is a fact of the entry, whoever asks.
        orders = self.sudo().estate_commission_id
        return orders.filtered(lambda order: order.charge_move_id in self)[:1]

    def _estate_commission_words(self, order):
        return self.env._(
            "%(bill)s charges commission %(order)s: undo its settlement instead.",
            bill=order.charge_move_id.name,
            order=order.name,
        )

    def _estate_hindrance(self):
        """Cancel Bill leaves commissions to their orders."""
        if self.state == "posted" and (order := self._estate_commission_of_charge()):
            return self._estate_commission_words(order)
        return super()._estate_hindrance()

    def _estate_check_no_commission(self):
        if not self.env.su and (order := self._estate_commission_of_charge()):
            raise UserError(self._estate_commission_words(order))

    # ------------------------------------------------------- WHAT IS OVER

    def _check_draftable(self):
        """The cashier service alone, as the superuser, cancels a charge."""
        self._estate_check_no_commission()
        self._estate_check_commission_over()
        return super()._check_draftable()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """A credit note may waive some of a charge; one that replaces it may not."""
        if cancel:
            self._estate_check_no_commission()
        self._estate_check_commission_over()
        return super()._reverse_moves(default_values_list, cancel)

    def _post(self, soft=True):
        """An order is charged once, and its voucher booked once, whoever posts."""
        self._estate_check_commission_over()
        self._estate_check_commission_once()
        return super()._post(soft)

    def _estate_commission_entry(self):
        """Return the entry of a commission that this one is, or took back."""
        entry = self
        while not entry.estate_commission_id and entry.reversed_entry_id:
            entry = entry.reversed_entry_id
        return entry if entry.estate_commission_id else entry.browse()

    def _estate_check_commission_over(self):
        """Refuse to revive what was taken back, or to undo what took it back.

        :raises UserError: for others than the cashier service, which is the superuser
        """
        if self.env.su:
            return
        # Likewise a fact of the entry.
        for move in self.sudo():
            entry = move._estate_commission_entry()
            order = entry.estate_commission_id
            over = entry - (order.charge_move_id | order.vendor_bill_id)
            # Undoing the credit of what is cancelled revives nothing.
            if over and (over == move or over.state == "posted"):
                raise UserError(
                    self.env._(
                        "%(entry)s is of what was taken back of commission %(order)s: "
                        "settle the order, or book its voucher, anew instead.",
                        entry=move.name,
                        order=order.name,
                    )
                )

    def _estate_check_commission_once(self):
        """Refuse a second charge, or a second bill of the vendor.

        :raises UserError: naming the entry that stands
        """
        # Likewise: other entries of the order may be closed to who posts.
        for move in self.sudo().filtered("estate_commission_id"):
            others = move.search(
                [
                    ("estate_commission_id", "=", move.estate_commission_id.id),
                    ("move_type", "=", move.move_type),
                    ("state", "=", "posted"),
                    ("id", "!=", move.id),
                ]
            )
            if standing := others.filtered(stands_in_ledger):
                raise UserError(
                    self.env._(
                        "%(entry)s stands for commission %(order)s already.",
                        entry=standing[0].name,
                        order=move.estate_commission_id.name,
                    )
                )
