from odoo import api, models
from odoo.fields import Date, Domain
from odoo.tools import format_date

from .estate_bank_transit import MOST_BEFORE

SHOWN = 300
"""Open items that are shown at once; a text finds the others."""


class EstateReconWorkbench(models.AbstractModel):
    """Money on its way that the accountant may choose for a bank line (B-01)."""

    _inherit = "estate.recon.workbench"

    @api.model
    def open_transit(self, line_id, text=""):
        """Return the open money on its way that a line may show, the latest first.

        :param text: part of a name, a reference or a payer, or an amount
        :return: dict(groups, more, account): groups of an account and day, list of
            dict(key, account, date, open, items: list of dict(id, name, open)); whether
            there is more than is shown; the account proposed for a difference
        """
        self._check_accountant()
        line = self._line(line_id)
        # Money of every community comes to one bank, and payers' names with it.
        service = self.env["estate.bank.transit"].sudo()
        domain = Domain("date", "<=", Date.add(line.date, days=MOST_BEFORE))
        items = service._items(
            line.company_id,
            domain & self._transit_domain(text),
            order="date desc, account_id, id",
            limit=SHOWN + 1,
        )
        shown = items[:SHOWN]
        slips = service._slips(shown)
        groups = shown.grouped(lambda item: (item.date, item.account_id))
        return {
            "groups": [
                {
                    "key": f"{account.id}/{day}",
                    "account": account.display_name,
                    "date": format_date(self.env, day),
                    "open": float(service._open(of_day)),
                    "items": [self._transit_values(item, slips) for item in of_day],
                }
                for (day, account), of_day in groups.items()
            ],
            "more": len(items) > SHOWN,
            "account": self._account_of_rest(line).id,
        }

    @api.model
    def _transit_domain(self, text):
        text = (text or "").strip()
        if not text:
            return Domain.TRUE
        names = ("name", "move_id.ref", "move_id.name", "partner_id.name")
        domain = Domain.OR([Domain(name, "ilike", text) for name in names])
        try:
            amount = float(text.replace(",", ""))
        except ValueError:
            return domain
        return domain | Domain("amount_residual", "in", (amount, -amount))

    @api.model
    def _transit_values(self, item, slips):
        """Return an open item: what it is and how much of it has not come."""
        slip = slips.get(item)
        names = (
            (self.env._("Deposit slip %(number)s", number=slip.slip_number),)
            if slip
            else (item.name or item.move_id.name, item.partner_id.name)
        )
        return {
            "id": item.id,
            "name": " · ".join(filter(None, names)),
            "open": item.amount_residual,
        }

    @api.model
    def _account_of_rest(self, line):
        """Return the account for a difference: of the line's rule, or of charges."""
        rule = self.env["estate.bank.rules"]._rules(line.company_id).of_line(line)
        account = rule.line_ids.account_id[:1] if rule else None
        return account or line.company_id.estate_charge_account_id
