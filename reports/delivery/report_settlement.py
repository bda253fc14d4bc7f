from odoo import api, models

from ...engine.money import chinese_capitals, decimal_of
from .. import formats
from .settlement_rows import cells, check_settled, held_cells, page, total


class ReportSettlement(models.AbstractModel):
    """费用结算单: what passes from the one to the other, for both to sign (B-11).

    It shows the split lines and what is carried, nothing that the leaving party owes
    beyond them: the new party never hears of that (R-116).
    """

    _name = "report.estate_service.report_settlement"
    _description = "Settlement"

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
        lang = transfer.to_partner_id.lang or self.env.lang or "en_US"
        transfer = transfer.with_context(lang=lang)
        env, lines = transfer.env, transfer.split_ids
        carried = transfer.held_ids.filtered(lambda row: row.choice == "carry")
        moved = transfer.amount_moved
        return page(transfer, lang) | {
            "title": env._("Fee Settlement"),
            "rows": [cells(transfer, line) for line in lines],
            "total_base": total(transfer, lines, "base"),
            "total_old": total(transfer, lines, "old_amount"),
            "total_new": total(transfer, lines, "new_amount"),
            "moved": formats.amount(env, moved, transfer.currency_id),
            "capitals": self._capitals(transfer, moved),
            "held": [held_cells(transfer, row) for row in carried],
            "meters": self._meters(transfer),
            "carried_credit": transfer.credit_choice == "new" and transfer.amount_back,
            "sides": [self._side(transfer, side) for side in ("from", "to")],
        }

    def _capitals(self, transfer, amount):
        if transfer.currency_id.name == "CNY":
            return f"人民币 {chinese_capitals(decimal_of(amount))}"
        return transfer.currency_id.amount_to_text(amount)

    def _meters(self, transfer):
        return [
            {
                "name": row.meter_id.display_name,
                "value": f"{row.value:g} {row.uom or ''}".strip()
                if row.is_read
                else "—",
            }
            for row in transfer.meter_ids
        ]

    def _side(self, transfer, side):
        signed_on = transfer[f"{side}_signed_on"]
        labels = {
            "from": transfer.env._("Leaving party (signature)"),
            "to": transfer.env._("New party (signature)"),
        }
        return {
            "label": labels[side],
            "image": transfer[f"{side}_signature"],
            "name": transfer[f"{side}_signed_name"] or "",
            "day": formats.day(transfer.env, signed_on) if signed_on else "",
        }
