"""Units are imported, a month is billed and another closed in a real browser."""

from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import Command, fields
from odoo.tests import tagged

from ..tour_common import EstateHttpCase
from .closing_common import ClosingCommon


@tagged("post_install", "-at_install")
class TestClosingTour(ClosingCommon, EstateHttpCase):
    def test_b07_close_a_month(self):
        """Check the month that is over, see it green, close it."""
        month = fields.Date.today().replace(day=1) - relativedelta(months=1)
        self._publish(month, date_invoice=month)
        self.start_tour(
            "/odoo/month-end", "estate_close_tour", login=self.accountant.login
        )
        close = self.env["estate.close"].search([("company_id", "=", self.company.id)])
        self.assertEqual((close.state, close.period), ("closed", month))
        self.assertEqual(self.company.fiscalyear_lock_date, close.date_end)
        self.assertEqual(close.pack_state, "waiting")

    def test_b10_from_the_imported_file_to_the_printed_bills(self):
        """Import what is good of a file, bill the month, print; jobs run at once."""
        manager = self.env.ref("estate_service.group_estate_manager")
        self.accountant.group_ids = [Command.link(manager.id)]
        printed = []

        def publish(run):
            while run.state == "publishing":
                run.sudo()._publish_chunk_safely()
                run.invalidate_recordset()

        def render(reports, report_ref, res_ids, **kwargs):
            printed.extend(res_ids)
            return b"%PDF-1.4", "pdf"

        runs = self.env.registry["estate.bill.run"]
        reports = self.env.registry["ir.actions.report"]
        with (
            patch.object(runs, "_trigger_job", publish),
            patch.object(reports, "_render_qweb_pdf", render),
        ):
            self.start_tour(
                "/odoo/estate-imports/new",
                "estate_first_bills_tour",
                login=self.accountant.login,
            )
        here = [("community_id", "=", self.community.id)]
        importer = self.env["estate.import"].search(here)
        self.assertEqual((importer.state, importer.bad_row_count), ("done", 1))
        added = self.community.unit_ids - self.unit - self.unit_2 - self.shop
        self.assertEqual((added.room, added.area_built), ("201", 80))
        run = self.env["estate.bill.run"].search(here)
        self.assertEqual((run.state, run.bill_count), ("done", 3))
        self.assertEqual(sorted(printed), sorted(run.move_ids.ids))
