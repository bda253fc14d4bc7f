from odoo import api, fields, models

from .. import formats
from .adjustment_pages import price_rows, unit_rows


class ReportFeeNotice(models.AbstractModel):
    """费用调整通知: reason, extent, day, consent, and what it means for the reader."""

    _name = "report.estate_service.report_fee_notice"
    _description = "Notice of Price Adjustment"

    @api.model
    def _get_report_values(self, docids, data=None):
        notices = self.env["estate.fee.adjustment.notice"].browse(docids)
        notices.check_access("read")
        # Who may read a notice may print it; what stands on it (prices, simulation,
        # the link into the portal) needs no right of its own.
        notices = notices.sudo()
        simulated = self._simulated(notices)
        return {
            "doc_ids": docids,
            "doc_model": notices._name,
            "docs": notices,
            "pages": [self._page(notice, simulated) for notice in notices],
        }

    def _simulated(self, notices):
        """Return {(adjustment, unit): simulated unit} of all pages at once."""
        rows = notices.env["estate.fee.adjustment.unit"].search(
            [
                ("adjustment_id", "in", notices.adjustment_id.ids),
                ("unit_id", "in", notices.unit_ids.ids),
                ("difference", "!=", 0),
            ]
        )
        return {(row.adjustment_id.id, row.unit_id.id): row for row in rows}

    def _link(self, notice):
        """The owner's page: with its key for who delivers letters, else by login."""
        base = notice.get_base_url()
        if self.env["estate.fee.adjustment.notice"].has_access("write"):
            return base + notice.get_portal_url()
        return base + notice.access_url

    def _page(self, notice, simulated):
        lang = notice.partner_id.lang or self.env.lang or "en_US"
        notice = notice.with_context(lang=lang)
        adjustment = notice.adjustment_id
        none = notice.env["estate.fee.adjustment.unit"]
        rows = none.union(
            *(simulated.get((adjustment.id, unit.id), none) for unit in notice.unit_ids)
        )
        community = adjustment.community_id
        told = adjustment.noticed_on or fields.Date.context_today(adjustment)
        return {
            "lang": lang,
            "notice": notice,
            "adjustment": adjustment,
            "date": formats.day(notice.env, told),
            "effective": formats.day(notice.env, adjustment.date_effective),
            "units": formats.listing(notice.env, notice.unit_ids.mapped("code")),
            "reason": (adjustment.reason or "").strip().splitlines(),
            "words": (
                notice.text or adjustment._revocation_words(notice)[1]
            ).splitlines(),
            "prices": price_rows(adjustment),
            "rows": unit_rows(rows.with_context(lang=lang)),
            "consent": adjustment._consent_words(),
            "hotline": community.hotline or adjustment.company_id.phone,
            "qr": formats.qr_data_uri(self._link(notice)),
        }
