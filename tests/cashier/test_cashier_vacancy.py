"""空置折扣: exactly the vacant days, proposed for bills past and to come."""

from psycopg2.errors import ExclusionViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .waiver_common import WaiverCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierVacancy(WaiverCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["estate.vacancy.rule"].create(
            {
                "community_id": cls.community.id,
                "item_id": cls.item_fee.id,
                "percent": 50,
                "min_days": 30,
            }
        )

    def _vacancy(self, first="2026-09-16", last="2026-12-31", confirm=True, **values):
        files = self.env["ir.attachment"].with_user(self.front_desk)
        proof = files.create({"name": "empty.jpg", "raw": b"x"})
        vacancy = (
            self.env["estate.vacancy"]
            .with_user(self.front_desk)
            .create(
                {
                    "unit_id": self.unit.id,
                    "date_from": first,
                    "date_to": last,
                    "attachment_ids": [Command.set(proof.ids)],
                    **values,
                }
            )
        )
        if confirm:
            vacancy.with_user(self.supervisor).action_confirm()
        return vacancy

    def _lines(self, vacancy):
        lines = vacancy.sudo().waiver_ids.line_ids.sorted("days_from")
        return [
            (str(line.days_from), str(line.days_to), line.days, line.amount)
            for line in lines
            if line.is_live
        ]

    def _approve_and_book(self, waiver):
        waiver.with_user(self.front_desk).action_submit()
        self._approve(waiver)
        self._book(waiver)

    def test_credit_covers_the_billed_days_inside_the_vacancy(self):
        self._bill(self.unit, [(self.item_fee, 300), (self.item_light, 15)])
        self._bill(self.unit, [(self.item_fee, 310)], "2026-10-01")
        self._bill(self.unit, [(self.item_fee, 310)], "2027-01-01")
        vacancy = self._vacancy()
        self.assertEqual(
            self._lines(vacancy),
            [
                ("2026-09-16", "2026-09-30", 15, 75.0),
                ("2026-10-01", "2026-10-31", 31, 155.0),
            ],
        )
        waiver = vacancy.sudo().waiver_ids
        self.assertEqual((waiver.stage, waiver.amount), ("draft", 230))
        proof = vacancy.with_user(self.accountant).attachment_ids
        self.assertEqual(waiver.with_user(self.accountant).attachment_ids, proof)
        self.assertEqual(proof.raw, b"x")

    def test_proposed_again_it_finds_nothing_new(self):
        self._bill(self.unit, [(self.item_fee, 300)])
        vacancy = self._vacancy()
        again = vacancy.with_user(self.supervisor).action_propose()
        self.assertEqual(again["tag"], "display_notification")
        self.assertEqual(len(self._lines(vacancy)), 1)

    def test_moved_on_it_covers_the_days_added(self):
        self._bill(self.unit, [(self.item_fee, 300)])
        vacancy = self._vacancy("2026-08-01", "2026-09-10")
        with self.assertRaises(AccessError):
            vacancy.with_user(self.front_desk).date_to = "2026-09-30"
        boss = vacancy.with_user(self.supervisor)
        boss.date_to = "2026-09-30"
        boss.action_propose()
        self.assertEqual(
            self._lines(vacancy),
            [
                ("2026-09-01", "2026-09-10", 10, 50.0),
                ("2026-09-11", "2026-09-30", 20, 100.0),
            ],
        )
        with self.assertRaisesRegex(ValidationError, "no longer be vacant"):
            boss.date_to = "2026-09-20"

    def test_too_short_a_vacancy_has_no_discount(self):
        self._bill(self.unit, [(self.item_fee, 300)])
        vacancy = self._vacancy("2026-09-01", "2026-09-29")
        self.assertFalse(self._lines(vacancy))

    def test_a_supervisor_confirms_it_and_asks_for_proof(self):
        vacancy = self._vacancy(confirm=False, attachment_ids=False)
        with self.assertRaises(AccessError):
            vacancy.action_confirm()
        with self.assertRaisesRegex(UserError, "proof"):
            vacancy.with_user(self.supervisor).action_confirm()
        with self.assertRaises(AccessError):
            vacancy.write({"state": "confirmed"})

    def test_a_unit_is_vacant_once_at_a_time(self):
        self._vacancy()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ExclusionViolation),
            self.env.cr.savepoint(),
        ):
            self._vacancy("2026-12-01", "2027-03-31")

    def test_a_run_proposes_the_discount_of_the_bills_it_makes(self):
        vacancy = self._vacancy()
        self._assign(self.unit, self.item_fee, "2026-11-01")
        self._assign(self.unit_2, self.item_fee, "2026-11-01")
        run = self.env["estate.bill.run"].create(
            {
                "community_id": self.community.id,
                "date_from": "2026-11-01",
                "date_invoice": "2026-11-01",
            }
        )
        run.action_plan()
        run._publish_all()
        bill = run.move_ids.filtered(lambda move: move.estate_unit_id == self.unit)
        waiver = vacancy.sudo().waiver_ids
        self.assertEqual(waiver.line_ids.move_id, bill)
        self.assertEqual((waiver.stage, waiver.line_ids.days), ("draft", 30))
        self.assertAlmostEqual(waiver.amount, bill.amount_total / 2, 2)
        self._approve_and_book(waiver)
        self.assertAlmostEqual(bill.amount_residual, bill.amount_total / 2, 1)
        self.assertTrue(bill.invoice_line_ids.estate_assignment_id)
        self._assert_tied()

    def test_what_is_paid_becomes_the_units_credit(self):
        bill = self._bill(self.unit, [(self.item_fee, 300)])
        self._collect(self.unit, [(bill.invoice_line_ids.id, 300)])
        waiver = self._vacancy().sudo().waiver_ids
        self._approve_and_book(waiver)
        self.assertEqual(sum(self._open_amounts()), -75)
        self._assert_tied()

    def test_cancelled_its_proposals_go(self):
        self._bill(self.unit, [(self.item_fee, 300)])
        vacancy = self._vacancy()
        vacancy.with_user(self.supervisor).action_cancel()
        self.assertEqual((vacancy.state, self._lines(vacancy)), ("cancelled", []))

    def test_asked_for_it_is_not_cancelled(self):
        self._bill(self.unit, [(self.item_fee, 300)])
        vacancy = self._vacancy()
        vacancy.sudo().waiver_ids.with_user(self.front_desk).action_submit()
        with self.assertRaisesRegex(UserError, "asked for or booked"):
            vacancy.with_user(self.supervisor).action_cancel()

    def test_who_confirmed_does_not_approve_the_discount(self):
        self.company.estate_waiver_limit = 10
        self._bill(self.unit, [(self.item_fee, 300)])
        vacancy = self._vacancy(confirm=False)
        vacancy.with_user(self.manager).action_confirm()
        waiver = vacancy.sudo().waiver_ids
        waiver.with_user(self.front_desk).action_submit()
        with self.assertRaises(AccessError):
            self._approve(waiver, self.manager)
        self._approve(waiver, self.general_manager)
