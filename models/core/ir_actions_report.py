import io
from collections import OrderedDict

from markupsafe import Markup

from odoo import api, fields, models, tools
from odoo.tools import split_every
from odoo.tools.misc import file_open

PAPER_CSS = "estate_service/static/src/report/estate_paper.css"
PAPER_OPTIONS = (
    "--disable-javascript",
    "--javascript-delay",
    "0",
    "--footer-right",
    "[sitepage] / [sitepages]",
    "--footer-font-size",
    "7",
)
"""No script runs on our papers and each document counts its own pages."""


class IrActionsReport(models.Model):
    """Papers that are printed by the hundred.

    Core gives wkhtmltopdf every page with all headers and footers of all documents
    and lets it fetch style sheets over HTTP, which grows with the square of the
    pages and waits for a free worker. A report with ``estate_slice`` is rendered in
    slices of self-contained pages (letterhead and style within) instead, and the
    slices are merged: time and memory grow with the pages only.
    """

    _inherit = "ir.actions.report"

    estate_slice = fields.Integer(
        "Documents per Slice",
        help="Papers of Estate Service are rendered in slices of so many documents "
        "and merged into one file. 0: rendered the way Odoo does it.",
    )

    def _get_layout(self):
        if self.estate_slice:
            return self.env.ref("estate_service.report_paper_frame")
        return super()._get_layout()

    @api.model
    @tools.ormcache()
    def _estate_paper_css(self):
        """Style of the papers, written into each page."""
        with file_open(PAPER_CSS) as file:
            # Our own file, no user's text: safe to stand unescaped in <style>.
            return Markup(file.read())

    def _prepare_html(self, html, report_model=False):
        result = super()._prepare_html(html, report_model=report_model)
        if not (result and self.estate_slice):
            return result
        bodies, res_ids, _header, _footer, paper_args = result
        return bodies, res_ids, None, None, paper_args

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        size = self._get_report(report_ref).estate_slice
        available = self.get_wkhtmltopdf_state() != "install"
        if not (size and available and res_ids and len(res_ids) > 1):
            return super()._render_qweb_pdf_prepare_streams(
                report_ref, data, res_ids=res_ids
            )
        streams = OrderedDict()
        for slice_ids in split_every(size, res_ids, list):
            pdf = self._estate_render_slice(report_ref, data, slice_ids)
            streams[slice_ids[0]] = {"stream": io.BytesIO(pdf), "attachment": None}
        return streams

    def _estate_render_slice(self, report_ref, data, res_ids):
        """Return one PDF (bytes) with the documents ``res_ids`` in that order."""
        report = self._get_report(report_ref).with_context(debug=False)
        values = dict(data or {}, report_type="pdf", debug=False)
        html, _type = self._render_qweb_html(report_ref, res_ids, data=values)
        bodies, _ids, header, footer, paper_args = report._prepare_html(
            html, report_model=report.model
        )
        return self._run_wkhtmltopdf(
            bodies,
            report_ref=report_ref,
            header=header,
            footer=footer,
            landscape=self.env.context.get("landscape"),
            specific_paperformat_args=paper_args,
        )

    @api.model
    def _run_wkhtmltopdf(self, bodies, report_ref=False, **kwargs):
        paper = bool(report_ref and self._get_report(report_ref).estate_slice)
        return super(
            IrActionsReport, self.with_context(estate_paper=paper)
        )._run_wkhtmltopdf(bodies, report_ref=report_ref, **kwargs)

    @api.model
    def _build_wkhtmltopdf_args(self, *args, **kwargs):
        command = super()._build_wkhtmltopdf_args(*args, **kwargs)
        return command + list(
            PAPER_OPTIONS if self.env.context.get("estate_paper") else ()
        )
