from odoo import api, models

from .. import formats
from .adjustment_pages import price_rows, unit_rows


class ReportFeeSimulation(models.AbstractModel):
    """What a price adjustment would mean: totals, distribution, largest increases."""

    _name = "report.estate_service.report_fee_simulation"
    _description = "Simulation of a Price Adjustment"

    @api.model
    def _get_report_values(self, docids, data=None):
        adjustments = self.env["estate.fee.adjustment"].browse(docids)
        adjustments.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": adjustments._name,
            "docs": adjustments,
            "pages": [self._page(adjustment) for adjustment in adjustments],
        }

    def _page(self, adjustment):
        def money(value):
            return formats.amount(self.env, value, adjustment.currency_id)

        most = max(adjustment.band_ids.mapped("units"), default=1)
        return {
            "adjustment": adjustment,
            "effective": formats.day(self.env, adjustment.date_effective),
            "month": formats.month(self.env, adjustment._month_simulated()),
            "simulated": formats.day(self.env, adjustment.simulated_on),
            "old": money(adjustment.old_amount),
            "new": money(adjustment.new_amount),
            "difference": money(adjustment.difference),
            "prices": price_rows(adjustment),
            "bands": [
                {
                    "name": band.display_name,
                    "units": band.units,
                    "share": round(100 * band.units / most),
                    "difference": money(band.difference),
                }
                for band in adjustment.band_ids
            ],
            "rows": unit_rows(adjustment.top_ids),
        }
