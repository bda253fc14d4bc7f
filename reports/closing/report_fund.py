from odoo import api, fields, models

from .. import formats


class ReportFund(models.AbstractModel):
    """费用使用情况报告: what came in, what it was used for (R-807)."""

    _name = "report.estate_service.report_fund"
    _description = "Report on the Use of Fees"

    @api.model
    def _get_report_values(self, docids, data=None):
        reports = self.env["estate.fund.report"].browse(docids)
        reports.check_access("read")
        # Who may read the report may print it; the company's data need no right.
        reports = reports.sudo()
        return {
            "doc_ids": docids,
            "doc_model": "estate.fund.report",
            "docs": reports,
            "pages": [self._page(report) for report in reports],
        }

    def _page(self, report):
        lang = report.company_id.partner_id.lang or self.env.lang or "en_US"
        return dict(self._values(report.with_context(lang=lang)), lang=lang)

    @api.model
    def _values(self, report):
        """Return what the paper and the page say, in the language of ``report``."""
        return {
            "report": report,
            "company": report.company_id,
            "community": report.community_id,
            "period": formats.period(report.env, report.date_from, report.date_to),
            "amount_head": report.env._(
                "Amount (%(symbol)s)", symbol=report.currency_id.symbol
            ),
            "income": self._income(report),
            "rows": [self._row(report, line) for line in report.line_ids],
            "total": self._total(report),
            "unapproved": self._unapproved(report),
            "words": (report.words or "").strip().splitlines(),
            "published": self._day(report),
            "qr": formats.qr_data_uri(report._public_link())
            if report.state == "published"
            else "",
        }

    def _day(self, report):
        """The day of the publication where the community is."""
        if not report.published_on:
            return ""
        local = report.with_context(tz=report.community_id._timezone())
        moment = fields.Datetime.context_timestamp(local, report.published_on)
        return formats.day(report.env, moment.date())

    def _money(self, report, value):
        return formats.amount(report.env, value, report.currency_id)

    def _unapproved(self, report):
        """What nobody approved beforehand, where there is any."""
        amount = sum(report.line_ids.mapped("unapproved"))
        return amount and self._money(report, amount)

    def _income(self, report):
        _ = report.env._
        rows = [
            (_("Open at the beginning"), report.opening),
            (_("Billed"), report.billed),
            (_("Waived and credited"), report.waived),
            (_("Collected"), -report.received),
            (_("Open at the end"), report.closing),
        ]
        return [(name, self._money(report, value)) for name, value in rows]

    def _row(self, report, line):
        return {
            "name": line.purpose_id.name,
            "note": line.purpose_id.note or "",
            "budget": self._money(report, line.budget),
            "before": self._money(report, line.spent_before),
            "spent": self._money(report, line.spent),
            "left": self._money(report, line.left),
        }

    def _total(self, report):
        return {
            name: self._money(report, sum(report.line_ids.mapped(field)))
            for name, field in (
                ("budget", "budget"),
                ("before", "spent_before"),
                ("spent", "spent"),
                ("left", "left"),
            )
        }
