"""Mandates: what was signed, who may see it, one of a unit at a time (R-208)."""

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .collection_common import NUMBERS, TODAY, CollectionCommon

NEW = "6217232003967166855"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestBankMandate(CollectionCommon):
    def _new(self, **vals):
        """A draft for the first unit, whose mandate was ended."""
        self.mandate.action_end()
        return self._mandate(
            self.unit, NEW, "DK99", active=False, date_from="2026-11-11", **vals
        )

    # ------------------------------------------------------------
    # ENTERING
    # ------------------------------------------------------------

    def test_a_clerk_enters_a_mandate_with_the_account_on_the_card(self):
        parking = self.env["estate.unit"].create(self._unit_vals("104", 12.0))
        form = Form(self.env["estate.mandate"].with_user(self.clerk))
        form.name = "DK50"
        form.unit_id = parking
        form.partner_id = self.owner
        form.account_number = "6217 2320 0396 7166 855"
        mandate = form.save()
        account = mandate.sudo().bank_account_id
        self.assertEqual(account.sanitized_acc_number, NEW)
        self.assertEqual(account.partner_id, self.owner)
        self.assertFalse(account.allow_out_payment)
        self.assertEqual(mandate.state, "draft")
        self.assertEqual(mandate.date_from, mandate.date_signed)

    def test_the_payer_of_the_unit_is_proposed_as_holder(self):
        with Form(self.env["estate.mandate"].with_user(self.clerk)) as form:
            form.unit_id = self.unit
            self.assertEqual(form.partner_id, self.owner)
            form.name, form.account_number = "DK60", NEW

    def test_an_account_on_file_is_used_again(self):
        other = self._new(partner_id=self.owner.id)
        again = other.with_user(self.clerk)
        again.account_number = NUMBERS[0]
        self.assertEqual(again.sudo().bank_account_id, self.mandate.bank_account_id)

    def test_an_account_of_somebody_else_is_refused(self):
        with self.assertRaisesRegex(UserError, "on file for somebody else"):
            self._mandate(self.unit, NUMBERS[1], "DK98", active=False)

    def test_what_is_no_account_number_is_refused(self):
        for number in ("12", "none at all", ""):
            with self.subTest(number=number), self.assertRaises(Exception) as caught:
                with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    self._mandate(self.unit, number, "DK98", active=False)
            self.assertIsInstance(caught.exception, (UserError, psycopg2.Error))

    def test_a_holder_need_not_live_here(self):
        aunt = self.env["res.partner"].create({"name": "姑妈"})
        mandate = self._new(partner_id=aunt.id)
        self.assertEqual(mandate.bank_account_id.partner_id, aunt)

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    def test_what_was_signed_is_kept_once_it_is_used(self):
        for vals in (
            {"date_from": "2024-01-01"},
            {"limit_amount": 5},
            {"name": "DK2"},
            {"account_number": NEW},
            {"unit_id": self.unit_2.id},
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "in use"):
                self.mandate.with_user(self.clerk).write(vals)

    def test_steps_are_taken_by_buttons_only(self):
        mandate = self._new().with_user(self.clerk)
        for vals in ({"state": "active"}, {"stop_reason": "x"}):
            with self.assertRaises(AccessError):
                mandate.write(vals)

    def test_suspended_and_taken_up_again(self):
        mandate = self.mandate.with_user(self.clerk)
        mandate.action_suspend()
        self.assertEqual(mandate.state, "suspended")
        self.assertTrue(mandate.stop_reason)
        mandate.action_activate()
        self.assertEqual((mandate.state, mandate.stop_reason), ("active", False))

    def test_an_ended_mandate_is_not_taken_up_again(self):
        self.mandate.action_end()
        self.assertEqual(str(self.mandate.date_to), TODAY)
        with self.assertRaisesRegex(UserError, "Ended"):
            self.mandate.action_activate()

    def test_one_mandate_of_a_unit_at_a_time(self):
        other = self._mandate(self.unit, NEW, "DK99", active=False)
        with self.assertRaisesRegex(UserError, "has mandate DK1"):
            other.action_activate()

    def test_the_next_mandate_begins_when_the_last_one_is_over(self):
        mandate = self._new()
        mandate.action_activate()
        self.assertEqual(mandate.state, "active")

    @mute_logger("odoo.sql_db")
    def test_two_clerks_at_once_are_stopped_by_the_database(self):
        other = self._mandate(self.unit, NEW, "DK99", active=False)
        with self.assertRaises(psycopg2.errors.ExclusionViolation):
            self.env.cr.execute(
                "UPDATE estate_mandate SET state = 'active' WHERE id = %s", (other.id,)
            )

    def test_in_force_on_its_days_only(self):
        mandates = self.env["estate.mandate"]
        self.mandate.action_end()
        for day, found in (
            ("2024-12-31", False),
            ("2025-01-01", False),
            (TODAY, False),
        ):
            domain = mandates._in_force_domain(day)
            self.assertEqual(self.mandate in mandates.search(domain), found)
        domain = mandates._in_force_domain(TODAY)
        self.assertIn(self.mandate_2, mandates.search(domain))
        domain = mandates._in_force_domain("2024-12-31")
        self.assertNotIn(self.mandate_2, mandates.search(domain))

    def test_ending_soon_is_a_setting(self):
        mandates = self.env["estate.mandate"].with_company(self.company)
        self.mandate.date_to = "2026-12-31"
        found = mandates.search([("is_ending_soon", "=", True)])
        self.assertEqual(found, self.mandate)
        self.assertTrue(found.is_ending_soon)
        self.company.estate_mandate_ending_days = 30
        found.invalidate_recordset()
        self.assertFalse(mandates.search([("is_ending_soon", "=", True)]))
        self.assertFalse(self.mandate.with_company(self.company).is_ending_soon)

    def test_the_signed_contract_follows_its_mandate(self):
        file = self.env["ir.attachment"].create({"name": "scan.pdf", "raw": b"%PDF"})
        self.mandate.attachment_ids = file
        self.assertEqual(file.res_model, "estate.mandate")
        self.assertEqual(file.res_id, self.mandate.id)

    def test_the_signed_contract_is_for_who_may_see_the_account(self):
        files = self.env["ir.attachment"].with_user(self.clerk)
        before = files.create({"name": "a.pdf", "raw": b"%PDF"})
        to_record = files.create(
            {
                "name": "b.pdf",
                "raw": b"%PDF",
                "res_model": "estate.mandate",
                "res_id": self.mandate.id,
            }
        )
        mandate = self.mandate.with_user(self.clerk)
        mandate.attachment_ids = before | to_record
        for user in (self.front_desk, self.clerk, self.accountant):
            with self.subTest(user=user.login):
                found = self.mandate.with_user(user).attachment_ids
                self.assertEqual(found, before | to_record)
                self.assertEqual(set(found.mapped("raw")), {b"%PDF"})
        for user in (self.steward, self.cashier):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.mandate.with_user(user).read(["attachment_ids"])
                for file in before | to_record:
                    self.assertFalse(file.with_user(user).has_access("read"))

    def test_nobody_takes_the_upload_of_another(self):
        file = self.env["ir.attachment"].with_user(self.front_desk)
        file = file.create({"name": "other.pdf", "raw": b"%PDF"})
        with self.assertRaises(AccessError):
            self.mandate.with_user(self.clerk).attachment_ids = [(4, file.id)]

    def test_who_the_bank_was_asked_by_is_not_deleted(self):
        draft = self._mandate(self.unit, NEW, "DK99", active=False)
        draft.with_user(self.accountant).unlink()
        self._three_bills()
        self._frozen()
        with self.assertRaisesRegex(UserError, "end it instead"):
            self.mandate.with_user(self.accountant).unlink()

    # ------------------------------------------------------------
    # WHO SEES WHAT
    # ------------------------------------------------------------

    def test_account_numbers_are_for_the_roles_that_need_them(self):
        whole = (self.front_desk, self.supervisor, self.clerk, self.accountant)
        for user in whole:
            with self.subTest(user=user.login):
                mandate = self.mandate.with_user(user)
                self.assertEqual(mandate.account_number, NUMBERS[0])
        for user in (self.steward, self.cashier):
            with self.subTest(user=user.login):
                mandate = self.mandate.with_user(user)
                self.assertEqual(mandate.account_number, "…8625")
                with self.assertRaises(AccessError):
                    mandate.read(["bank_account_id"])
                found = mandate.search([("account_number", "like", "6217")])
                self.assertFalse(found)

    def test_only_finance_enters_mandates(self):
        for user in (self.front_desk, self.steward, self.cashier, self.manager):
            with self.subTest(user=user.login):
                self.assertTrue(self.mandate.with_user(user).has_access("read"))
                with self.assertRaises(AccessError):
                    self.mandate.with_user(user).action_suspend()
                with self.assertRaises(AccessError):
                    self.env["estate.mandate"].with_user(user).create(
                        {
                            "unit_id": self.unit.id,
                            "account_number": NEW,
                            "name": "DK97",
                        }
                    )
                self.assertFalse(
                    self.env["res.partner.bank"].search([("acc_number", "=", NEW)])
                )

    def test_smart_buttons_lead_to_mandates(self):
        unit = self.unit.with_user(self.front_desk)
        self.assertEqual(unit.mandate_count, 1)
        action = unit.action_view_mandates()
        self.assertEqual(action["context"]["default_unit_id"], unit.id)
        person = self.owner.with_user(self.front_desk)
        self.assertEqual(person.estate_mandate_count, 1)
        found = self.env["estate.mandate"].search(
            person.action_view_estate_mandates()["domain"]
        )
        self.assertEqual(found, self.mandate)
