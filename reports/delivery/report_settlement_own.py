from odoo import api, models

from .. import formats
from .settlement_rows import cells, check_settled, held_cells, page, total


class ReportSettlementOwn(models.AbstractModel):
    """费用结清单: what the leaving party still owes, and what it gets back.

    It is handed to the leaving party alone (R-116).
    """

    _name = "report.estate_service.report_settlement_own"
    _description = "Sheet of the Leaving Party"

    @api.model
    def _get_report_values(self, docids, data=None):
        transfers = self.env["estate.unit.transfer"].browse(docids)
        transfers.check_access("read")
        check_settled(transfers)
        # Who may read a change may print it; fee items and parties need no right.
        return {
            "doc_ids": docids,
            "doc_model": transfers._name,
            "docs": transfers,
            "pages": [self._page(transfer) for transfer in transfers.sudo()],
        }

    def _page(self, transfer):
        lang = transfer.from_partner_id.lang or self.env.lang or "en_US"
        transfer = transfer.with_context(lang=lang)
        arrears = transfer.own_ids.filtered(lambda line: line.kind == "arrears")
        unbilled = transfer.own_ids.filtered(lambda line: line.kind == "unbilled")
        balance = transfer.amount_arrears - transfer.amount_back
        return page(transfer, lang) | {
            "title": transfer.env._("Settlement Sheet of the Leaving Party"),
            "arrears": [cells(transfer, line) for line in arrears],
            "total_arrears": total(transfer, arrears, "old_amount"),
            "unbilled": [cells(transfer, line) for line in unbilled],
            "total_unbilled": total(transfer, unbilled, "old_amount"),
            "held": [held_cells(transfer, row) for row in transfer.held_ids],
            "credit": self._credit(transfer, arrears),
            "owes": balance >= 0,
            "balance": formats.amount(transfer.env, abs(balance), transfer.currency_id),
            "cards": formats.listing(transfer.env, transfer.card_ids.mapped("name")),
            "vehicles": formats.listing(
                transfer.env, transfer.vehicle_ids.mapped("plate")
            ),
        }

    def _credit(self, transfer, arrears):
        """What it paid for days of the new party, as far as it counts here."""
        owed = sum(arrears.mapped("old_amount"))
        credit = owed - transfer.amount_arrears + transfer.amount_back
        if transfer.currency_id.is_zero(credit):
            return ""
        return formats.amount(transfer.env, -credit, transfer.currency_id)
