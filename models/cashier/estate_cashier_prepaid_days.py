from decimal import Decimal

from odoo import api, models

from ...engine.money import decimal_of
from ...engine.periods import days_still_paid

ZERO = Decimal(0)


class EstateCashier(models.AbstractModel):
    """For which days to come money is held, as the receipts say that took it."""

    _inherit = "estate.cashier"

    @api.model
    def _prepaid_days(self, units):
        """Return ``{(unit, item, whose it is): [(first day, last day), …]}``, by ids.

        Of receipts whose money still waits for a bill, wholly or in part. What was
        given back, went to somebody else or paid older debts covers nothing: of the
        receipt it was taken from the last months fall away.
        """
        units.check_access("read")
        # The balance of an account, which counter staff cannot read by themselves.
        service = self.sudo()
        held = service.env["account.move.line"].search(
            [*service._held_domain(units, "prepay"), ("amount_residual", "<", 0)]
        )
        receipts = held.move_id.origin_payment_id.estate_receipt_id
        items = receipts.payment_ids.move_id.line_ids.filtered(
            lambda item: item.account_id in held.account_id
        ).grouped(service._use_of_item)
        lines = receipts.line_ids.filtered(service._is_dated)
        days = {}
        for use, dated in lines.grouped(
            lambda line: service._use_of_line(line, items)
        ).items():
            own = items.get(use, held.browse())
            if own & held:
                _receipt, *whose = use
                key = tuple(record.id for record in whose)
                days.setdefault(key, []).extend(service._days_left(dated, own))
        return days

    @api.model
    def _use_of_item(self, item):
        receipt = item.move_id.origin_payment_id.estate_receipt_id
        return receipt, item.estate_unit_id, item.estate_item_id, item.partner_id

    @api.model
    def _use_of_line(self, line, items):
        """Return the use of a receipt's line: its receipt, unit, item and person.

        Of lines from before it was noted the ledger alone says whose the money is.
        """
        use = (line.receipt_id, line.unit_id, line.item_id)
        found = (partner for *other, partner in items if tuple(other) == use)
        return *use, line.partner_id or next(found, line.partner_id)

    @api.model
    def _is_dated(self, line):
        """Whether the line of a receipt says which months of a fee are prepaid."""
        months = line.date_from and line.date_to
        return bool(line.kind == "prepay" and line.item_id and months)

    @api.model
    def _days_left(self, lines, items):
        """Return the days of a receipt's lines for which its money was kept."""
        kept = self._held_of(items) + self._used_for(lines, items)
        days = []
        for line in lines.sorted("date_from"):
            taken = decimal_of(line.amount)
            period = days_still_paid(line.date_from, line.date_to, taken, kept)
            if period:
                days.append((period.start, period.end))
            kept -= min(kept, taken)
        return days

    @api.model
    def _used_for(self, lines, items):
        """Return how much of the prepayment items has paid bills of these very days.

        What paid older debts instead is not there any more when the days are billed.
        """
        first, last = min(lines.mapped("date_from")), max(lines.mapped("date_to"))
        used = ZERO
        for partial in items.matched_debit_ids:
            entry = partial.debit_move_id.move_id
            if self._is_application(entry):
                charged = entry.line_ids.matched_debit_ids.debit_move_id.move_id
                of_days = charged.line_ids.filtered(
                    lambda line: (
                        line.estate_item_id == items.estate_item_id
                        and line.estate_date_from
                        and first <= line.estate_date_from <= last
                    )
                )
                # A bill may charge other months of the item as well.
                charge = decimal_of(sum(of_days.mapped("price_total")))
                used += min(decimal_of(partial.amount), charge)
        return used
