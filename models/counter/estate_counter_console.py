from odoo import api, models
from odoo.tools import format_amount, format_date

from ..delivery.estate_unit_transfer import OPEN_STATES

SHOWN = 6


class EstateCounterConsole(models.AbstractModel):
    """What the fees and the changes of owner and tenant say at the counter (B-12)."""

    _inherit = "estate.counter.console"

    @api.model
    def _cards(self):
        return ["arrears", *super()._cards(), "changes"]

    @api.model
    def _card_arrears(self, unit):
        """What each debtor owes: told to him, never to another (R-116, R-810)."""
        if not self.env.user.has_group("estate_service.group_estate_fee_reader"):
            return False
        # The unit was checked; whoever sees it may know by name who owes for it.
        payers = self.env["res.partner"].sudo()
        alert = unit.company_id.estate_arrears_months_alert
        debts = sorted(unit._arrears_by_payer().items())[:SHOWN]
        rows = [
            {
                "text": payers.browse(payer).name,
                "value": self.env._(
                    "%(months)s months, %(amount)s, since %(day)s",
                    months=months,
                    amount=format_amount(self.env, overdue, unit.currency_id),
                    day=format_date(self.env, since),
                ),
                "tone": "danger" if alert and months >= alert else "warning",
                "open": ["estate.unit", unit.id],
            }
            for (_unit, payer), (_open, overdue, months, since) in debts
            if overdue > 0
        ]
        return self._card("arrears", self.env._("Arrears"), "fa-money", rows)

    @api.model
    def _card_changes(self, unit):
        """Changes of owner or tenant under way (R-210)."""
        transfers = self.env["estate.unit.transfer"]
        if not transfers.has_access("read"):
            return False
        states = dict(transfers._fields["state"]._description_selection(self.env))
        rows = [
            {
                "text": transfer.display_name,
                "value": " ".join(
                    (states[transfer.state], format_date(self.env, transfer.date))
                ),
                "open": ["estate.unit.transfer", transfer.id],
            }
            for transfer in transfers.search(
                [("unit_id", "=", unit.id), ("state", "in", OPEN_STATES)],
                limit=SHOWN,
            )
        ]
        return self._card(
            "changes", self.env._("Change Under Way"), "fa-exchange", rows
        )
