"""Choosing which bills of a run go on paper."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from .fee_common import FeeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-10-20")
class TestFeeReportPrint(FeeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tower = cls.env["estate.building"].create(
            {"name": "2栋", "code": "2", "community_id": cls.community.id}
        )
        cls.high, cls.low = cls.env["estate.unit"].create(
            [
                cls._unit_vals("1001", 90.0, building_id=cls.tower.id, section="10"),
                cls._unit_vals("901", 90.0, building_id=cls.tower.id, section="2"),
            ]
        )
        cls.env["estate.occupancy"].create(
            [
                {
                    "unit_id": unit.id,
                    "partner_id": cls.owner_2.id,
                    "role": "owner",
                    "date_start": "2024-01-01",
                }
                for unit in cls.high | cls.low
            ]
        )
        cls._assign_all(
            units=cls.high | cls.low | cls.unit | cls.unit_2, items=cls.item_light
        )
        cls.bill_run = cls._bill("2026-10-01")

    def _wizard(self, **vals):
        return self.env["estate.bill.print"].create(
            {"run_id": self.bill_run.id, **vals}
        )

    def _printed(self, wizard):
        """Units of the printed bills, in the order of the pages."""
        action = wizard.action_print()
        self.assertEqual(action["report_name"], "estate_service.report_bill_notice")
        moves = self.env["account.move"].browse(action["context"]["active_ids"])
        return moves.mapped("estate_unit_id.code")

    def test_order_is_that_of_the_walk(self):
        """Building, section, floor, room; section 2 comes before section 10."""
        self.assertEqual(
            self._printed(self._wizard()),
            ["1-1-101", "1-1-102", "2-2-901", "2-10-1001"],
        )

    def test_one_building(self):
        wizard = self._wizard(building_ids=[Command.set(self.tower.ids)])
        self.assertEqual(self._printed(wizard), ["2-2-901", "2-10-1001"])

    def test_count_follows_the_choice(self):
        form = Form(self._wizard())
        self.assertEqual(form.bill_count, 4)
        form.building_ids = self.building
        self.assertEqual(form.bill_count, 2)

    def _pay(self, unit):
        bill = self.bill_run.move_ids.filtered(lambda move: move.estate_unit_id == unit)
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        )
        register.create({})._create_payments()

    def test_paid_bills_stay_out_unless_wanted(self):
        self._pay(self.unit)
        self.assertNotIn("1-1-101", self._printed(self._wizard()))
        self.assertIn("1-1-101", self._printed(self._wizard(only_unpaid=False)))

    def test_those_who_read_in_the_portal_need_no_paper(self):
        new_test_user(
            self.env, "resident", groups="base.group_portal", partner_id=self.owner.id
        )
        self.assertNotIn("1-1-101", self._printed(self._wizard(without_portal=True)))

    def test_cancelled_bills_are_not_handed_out(self):
        bill = self.bill_run.move_ids.filtered(lambda m: m.estate_unit_id == self.unit)
        bill._estate_cancel_bills("Wrong area")
        wizard = self._wizard(only_unpaid=False)
        self.assertNotIn("1-1-101", self._printed(wizard))

    def test_nothing_to_print_says_so(self):
        with self.assertRaisesRegex(UserError, "No bill"):
            self._wizard(
                building_ids=[Command.set(self.tower.ids)], run_id=self._run().id
            ).action_print()

    def test_more_than_the_limit_is_printed_by_building(self):
        self.company.estate_print_limit = 3
        with self.assertRaisesRegex(UserError, "4 bills; at most 3"):
            self._wizard().action_print()
