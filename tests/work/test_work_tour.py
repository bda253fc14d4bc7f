"""A night's call, a queue and a commission in a real browser."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged

from ..tour_common import EstateHttpCase
from .commission_common import PIXEL, CommissionCommon
from .work_common import WorkCommon

PHONE = "375x667"
CALLED = "2026-11-09 15:40:00"
"""23:40 by the clocks of the community."""


@tagged("post_install", "-at_install")
class TestWorkTour(WorkCommon, EstateHttpCase):
    def test_a_burst_pipe_at_night_from_the_call_to_the_return_visit(self):
        """Called at 23:40, mended within the night, asked about within a day."""
        self.company.partner_id.tz = "Asia/Shanghai"
        self.community.office_calendar_id.tz = "Asia/Shanghai"
        called = fields.Datetime.to_datetime(CALLED)
        self.assertEqual(f"{self.community._local(called):%H:%M}", "23:40")
        self.assertFalse(self.community._is_office_time(called))
        with freeze_time(CALLED, tick=True):
            self.start_tour(
                "/odoo/action-estate_service.estate_request_action/new",
                "estate_burst_call_tour",
                login=self.control_room.login,
            )
        order = self.env["estate.workorder"].search([("unit_id", "=", self.unit.id)])
        self.assertEqual(order.technician_id, self.li)
        request = order.request_id
        self.assertEqual(request.first_owner_id, self.control_room)
        self.assertEqual(str(request.received_at)[:15], CALLED[:15])
        with freeze_time("2026-11-09 15:50:00", tick=True):
            self._mend_on_the_telephone(order)
        self.assertEqual(order.state, "done")
        self.assertFalse(order.is_breached)
        self.assertEqual(request.state, "done")
        with freeze_time("2026-11-10 01:00:00", tick=True):
            self._ask_in_the_browser(order)
        self.assertEqual(request.state, "closed")

    def _mend_on_the_telephone(self, order):
        """The form of the technician at the width of his telephone."""
        with patch.object(self, "browser_size", PHONE):
            with patch.object(self, "touch_enabled", True):
                self.start_tour(
                    "/odoo/estate-my-work",
                    "estate_burst_technician_tour",
                    login=self.li.login,
                )
        self.env.invalidate_all()
        self.assertEqual(order.line_ids.mapped("name"), ["Angle valve"])
        self.assertEqual(order.amount_total, 48.5)
        self.assertEqual(order.signed_by, "Wang Jianqiang")
        self.assertTrue(order.signature)

    def _ask_in_the_browser(self, order):
        visit = order.sudo().visit_ids | order.sudo().request_id.visit_ids
        visit.ensure_one()
        self.start_tour(
            f"/odoo/estate.visit/{visit.id}",
            "estate_burst_visit_tour",
            login=self.engineer.login,
        )
        self.env.invalidate_all()
        self.assertEqual(visit.state, "done")
        self.assertLess(visit.done_at, order.finished_at + timedelta(days=1))

    def test_a_queue_with_one_who_moves_up(self):
        visitors = self.env["estate.reception"].with_user(self.desk)
        waiting = visitors.create(
            {"community_id": self.community.id, "visitor_name": "Mr Wang"}
        )
        early = fields.Datetime.now() - timedelta(minutes=5)
        waiting.sudo().write({"arrived_at": early})
        self.start_tour(
            "/odoo/estate-counter", "estate_queue_tour", login=self.desk.login
        )
        self.env.invalidate_all()
        self.assertEqual(waiting.state, "done")
        self.assertTrue(waiting.waited_long)
        moved = visitors.search([("visitor_name", "=", "Ms Chen")])
        self.assertEqual(moved.user_id, self.supervisor)
        [held] = moved.sudo().escalation_ids
        self.assertEqual(held.from_user_id, self.desk)


@tagged("post_install", "-at_install")
class TestCommissionTour(CommissionCommon, EstateHttpCase):
    def test_a_cake_from_the_order_to_the_file(self):
        order = self._order(prepay_wanted=200, vendor_id=self.bakery.id)
        page = f"/odoo/estate.service.order/{order.id}"
        report = type(self.env["ir.actions.report"])
        paper = patch.object(
            report, "_render", lambda *args, **kwargs: (b"%PDF-1.4", "pdf")
        )
        with paper:
            self.start_tour(
                page, "estate_commission_order_tour", login=self.front_desk.login
            )
            self.env.invalidate_all()
            self.assertEqual(order.prepaid, 200)
            order.write(
                {"receiver_signature": PIXEL, "vendor_voucher_ids": self._file()}
            )
            self.start_tour(
                page, "estate_commission_delivery_tour", login=self.front_desk.login
            )
        self.env.invalidate_all()
        self.assertEqual((order.state, order.to_refund), ("settled", 20))
        self.assertTrue(order.opinion_signature)
        for tour, user in (
            ("estate_commission_booking_tour", self.cashier),
            ("estate_commission_filing_tour", self.front_desk),
        ):
            self.start_tour(page, tour, login=user.login)
            self.env.invalidate_all()
        self.assertEqual((order.state, order.held), ("done", 0))
        self.assertEqual(order.sudo().vendor_bill_id.amount_total, 180)
