from odoo import api, fields, models

from .estate_defect import OPEN_STATES as OPEN_DEFECT
from .estate_workorder import OPEN_STATES as OPEN_ORDER

SHOWN = 6
OPEN_COMMISSION = ("draft", "signed", "ordered", "delivered", "settled")


class EstateCounterConsole(models.AbstractModel):
    """What is being repaired, arranged and rectified, at the counter (B-12)."""

    _inherit = "estate.counter.console"

    @api.model
    def _cards(self):
        return [*super()._cards(), "orders", "commissions", "defects"]

    @api.model
    def _card_orders(self, unit):
        """Work orders under way, with the time that was promised (R-401)."""
        rows = self._rows_under_way("estate.workorder", unit, OPEN_ORDER)
        for row, order in rows:
            row["value"] = " ".join(
                filter(None, (row["value"], order.technician_id.name))
            )
            row["tone"] = "danger" if order.is_breached else ""
            row["due"] = fields.Datetime.to_string(order.next_deadline) or ""
        title = self.env._("Work Orders")
        return self._card("orders", title, "fa-wrench", [row for row, _order in rows])

    @api.model
    def _card_commissions(self, unit):
        """What is arranged for the resident (R-421)."""
        rows = self._rows_under_way("estate.service.order", unit, OPEN_COMMISSION)
        title = self.env._("Commission Orders")
        rows = [row for row, _order in rows]
        return self._card("commissions", title, "fa-gift", rows)

    @api.model
    def _card_defects(self, unit):
        """Defects of the house that are not mended yet (R-416)."""
        rows = self._rows_under_way("estate.defect", unit, OPEN_DEFECT)
        for row, defect in rows:
            row["tone"] = "danger" if defect.is_late else ""
        title = self.env._("Defects")
        return self._card("defects", title, "fa-home", [row for row, _defect in rows])

    @api.model
    def _rows_under_way(self, model, unit, states):
        """Return pairs (row, record) of what is open for a unit, newest first."""
        records = self.env[model]
        if not records.has_access("read"):
            return []
        words = dict(records._fields["state"]._description_selection(self.env))
        return [
            (
                {
                    "text": record.summary,
                    "value": words[record.state],
                    "open": [model, record.id],
                },
                record,
            )
            for record in records.search(
                [("unit_id", "=", unit.id), ("state", "in", states)], limit=SHOWN
            )
        ]
