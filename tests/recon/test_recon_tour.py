"""A statement is matched and a till is counted in a real browser."""

import csv
import io
import json

from openpyxl import load_workbook

from odoo import http
from odoo.tests import tagged

from ..tour_common import EstateHttpCase
from .recon_common import ReconCommon


@tagged("post_install", "-at_install")
class TestReconTour(ReconCommon, EstateHttpCase):
    def test_b02_from_the_statement_to_the_closed_session(self):
        """Import, accept, split and undo, then the counter's till is closed."""
        self._match_in_the_browser()
        self._close_in_the_browser()

    def _match_in_the_browser(self):
        for unit in (self.unit, self.unit_2, self.shop):
            self._bill(unit, [(self.item_fee, 100), (self.item_light, 15)])
        other = self._file(self._csv(("20261101", 1, "x", "", "x")), name="long.csv")
        other.action_check()
        # A long file that the job is writing: the page reads itself again meanwhile.
        other.sudo().state = "importing"
        self.start_tour(
            "/odoo/action-estate_service.estate_statement_import_action/new",
            "estate_recon_tour",
            login=self.accountant.login,
        )
        file = self.env["estate.statement.import"].search(
            [("company_id", "=", self.company.id), ("id", "!=", other.id)]
        )
        first, split, accepted = file.line_ids.sorted("id")
        self.assertEqual(first.estate_proposal_ids.state, "auto")
        self.assertEqual(accepted.estate_proposal_ids.state, "accepted")
        self.assertFalse(split.is_reconciled)
        self.assertEqual(self._suspense(), -200)
        self.assertEqual(self._owed(self.shop), 115)

    def _close_in_the_browser(self):
        """What is open of the shop is paid in cash, and the till counted."""
        self.env["estate.cash.denomination"].create(
            {"currency_id": self.company.currency_id.id, "value": 100}
        )
        sessions = self.env["estate.cashier.session"].with_user(self.cashier)
        session = sessions._open(self.company, 200)
        [fee, _light] = self._open(self.shop)
        self._collect(self.shop, [(fee["move_line_id"], 100)])
        self.start_tour(
            "/odoo/estate-cashier-sessions",
            "estate_session_tour",
            login=self.cashier.login,
        )
        self.assertEqual(session.state, "closed")
        self.assertEqual(session.line_ids.mapped("counted"), [300])
        self.assertEqual(session.line_ids.mapped("difference"), [0])
        self.assertEqual(self._owed(self.shop), 15)

    # ---- Export -----------------------------------------------------------------

    def test_exported_cells_never_begin_a_formula(self):
        """A payer's remark is text in the files of the list, grouped or not."""
        texts = ["=1+1", "{=1+1}", "+86 138", "@SUM(1)", "＝1+1", "1=1"]
        lines = self._written(
            *(("20261101", 1, "x", "", text) for text in texts), encoding="utf-8"
        )
        self.accountant.group_ids += self.env.ref("base.group_allow_export")
        self.authenticate(self.accountant.login, self.accountant.login)
        cells = self._exported_cells(lines)
        self.assertEqual(
            [cell.value for cell in cells], ["'=1+1", "'{=1+1}", *texts[2:]]
        )
        grouped = self._exported_cells(lines, groupby=["payment_ref"])
        values = {cell.value for cell in grouped}
        self.assertLessEqual({"'=1+1", "'=1+1 (1)", "'{=1+1} (1)", "@SUM(1)"}, values)
        answer = self._export(lines, "csv")
        rows = list(csv.reader(io.StringIO(answer.content.decode())))
        guarded = ["'=1+1", "{=1+1}", "'+86 138", "'@SUM(1)", "'＝1+1", "1=1"]
        self.assertEqual([row[0] for row in rows[1:]], guarded)

    def _exported_cells(self, lines, **params):
        """Return the cells below the header of the list's workbook, none a formula."""
        answer = self._export(lines, "xlsx", **params)
        sheet = load_workbook(io.BytesIO(answer.content)).active
        cells = [row[0] for row in sheet.iter_rows(min_row=2)]
        self.assertEqual({cell.data_type for cell in cells}, {"s"})
        return cells

    def _export(self, lines, kind, **params):
        """Export the remarks of bank lines by the button of the list."""
        values = {
            "model": lines._name,
            "ids": lines.ids,
            "domain": [],
            "fields": [
                {"name": "payment_ref", "label": "Remark", "type": "char"},
            ],
            "import_compat": False,
            **params,
        }
        answer = self.url_open(
            f"/web/export/{kind}",
            data={
                "data": json.dumps(values),
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(answer.status_code, 200)
        return answer
