import psycopg2

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .fee_common import CONSENT, FeeCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-10-05")
class TestFeePrice(FeeCommon):
    """Versions of prices, their consent (R-805), and how items are booked (R-803)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.price = cls.item_area.price_ids
        cls.income = cls.company_data["default_account_revenue"]
        cls.company.estate_income_account_id = cls.income
        cls.company.estate_fee_tax_id = cls.tax

    # ---------------------------------------------------------------- VERSIONS

    def _version(self, present, user=None, **vals):
        wizard = self.env["estate.fee.price.version"].with_user(user or self.env.user)
        form = Form(wizard.with_context(default_price_id=present.id))
        for name, value in vals.items():
            form[name] = value
        return form.save()

    def test_a_new_version_ends_the_open_one_the_day_before(self):
        wizard = self._version(
            self.price,
            date_from="2027-01-01",
            price=3.5,
            consent_kind="assembly",
            consent_ref="2026-12",
        )
        self.assertAlmostEqual(wizard.change, 25.0)
        new = self.env["estate.fee.price"].browse(wizard.action_confirm()["res_id"])
        self.assertEqual(fields.Date.to_string(self.price.date_to), "2026-12-31")
        self.assertEqual(new.item_id, self.item_area)
        self.assertEqual((new.price, new.date_to), (3.5, False))
        self.assertFalse(new.consent_missing)
        self.assertEqual(self.price.period_state, "current")
        self.assertEqual(new.period_state, "coming")

    def test_a_new_version_ends_where_the_present_one_would_have(self):
        """What comes after it was consented to as well, and is not pushed aside."""
        self.price.date_to = "2027-06-30"
        coming = self.price.copy({"date_from": "2027-07-01", "date_to": False})
        vals = {"price": 3.5, "consent_kind": "assembly", "consent_ref": "1"}
        inside = self._version(self.price, date_from="2027-01-01", **vals)
        new = self.env["estate.fee.price"].browse(inside.action_confirm()["res_id"])
        self.assertEqual(fields.Date.to_string(new.date_to), "2027-06-30")
        self.assertFalse(coming.date_to)
        coming.unlink()
        after = self._version(new, date_from="2027-09-01", **vals)
        last = self.env["estate.fee.price"].browse(after.action_confirm()["res_id"])
        self.assertEqual(fields.Date.to_string(new.date_to), "2027-06-30")
        self.assertFalse(last.date_to)

    def test_r805_an_end_makes_nothing_dearer_without_consent(self):
        vals = {
            "item_id": self.item_area.id,
            "community_id": self.community.id,
            "price": 2.0,
            "date_from": "2026-01-01",
        }
        special = self.env["estate.fee.price"].create(vals)
        with self.assertRaisesRegex(ValidationError, "2.80 instead of 2.00"):
            special.date_to = "2026-12-31"
        self.price.write({"consent_kind": "contract", "consent_ref": "7"})
        special.date_to = "2026-12-31"
        # What a discount for a time goes back to was known when it was agreed.
        self.price.write({"consent_kind": False})
        special.copy({"date_from": "2027-01-01", "date_to": "2027-03-31"})

    def test_a_version_cannot_begin_before_the_present_one(self):
        with self.assertRaisesRegex(UserError, "must begin after"):
            self._version(self.price, date_from="2020-01-01", price=3).action_confirm()

    def test_a_version_inside_billed_days_is_opened_knowingly_or_not_at_all(self):
        self._assign_all(self.unit + self.unit_2, self.item_area)
        bills = self._bill().move_ids
        with self.assertRaisesRegex(UserError, "2 bill lines"):
            self.price.date_to = "2026-10-30"
        wizard = self._version(self.price, date_from="2026-10-15", price=2.5)
        self.assertEqual(wizard.billed_count, 2)
        self.assertAlmostEqual(wizard.billed_amount, sum(bills.mapped("amount_total")))
        with self.assertRaisesRegex(UserError, "2 lines are billed"):
            wizard.action_confirm()
        wizard.keep_billed = True
        wizard.action_confirm()
        self.assertEqual(str(self.price.date_to), "2026-10-14")
        with self.assertRaisesRegex(UserError, "stands on bills"):
            self.price.price = 9  # judged by the bills, whatever its last day is now

    def test_a_version_after_the_billed_days_asks_nothing(self):
        self._assign_all(self.unit, self.item_area)
        self._bill()
        wizard = self._version(self.price, date_from="2026-11-01", price=2.5)
        self.assertFalse(wizard.billed_count)
        wizard.action_confirm()

    def test_cancelled_bills_do_not_hold_a_price(self):
        self._assign_all(self.unit, self.item_area)
        self._bill().action_cancel()
        self._run_job()
        self.price.date_to = "2026-09-30"

    def test_the_database_refuses_two_prices_of_one_day(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.ExclusionViolation),
            self.cr.savepoint(),
        ):
            self.price.copy({"price": 9.0})

    def test_a_price_on_bills_stays_as_it_was(self):
        self._assign_all(self.unit, self.item_area)
        self._bill()
        for vals in ({"price": 9}, {"date_from": "2026-01-01"}, {"unit_kind": "home"}):
            with self.assertRaisesRegex(UserError, "stands on bills"):
                self.price.write(vals)
        with self.assertRaisesRegex(UserError, "stands on bills"):
            self.price.unlink()
        self.price.write({"date_to": "2026-12-31", "consent_ref": "found later"})
        self.item_light.price_ids.price = 16.0  # never billed: still a draft of a price

    # ----------------------------------------------------------------- CONSENT

    def test_r805_a_higher_price_needs_consent_on_record(self):
        manager = self._new_staff("general_manager")
        wizard = self._version(self.price, manager, date_from="2027-01-01", price=3.5)
        with (
            self.assertRaisesRegex(ValidationError, "rises from 2.80 to 3.50"),
            self.cr.savepoint(),
        ):
            wizard.action_confirm()
        self.assertFalse(self.price.date_to)
        wizard.consent_kind = "assembly"
        with self.assertRaisesRegex(ValidationError, "name who"), self.cr.savepoint():
            wizard.action_confirm()
        # As the dialog uploads it, after its first refusal.
        file = wizard.env["ir.attachment"].create(
            {
                "name": "a.pdf",
                "raw": b"%PDF",
                "res_model": wizard._name,
                "res_id": wizard.id,
            }
        )
        wizard.consent_attachment_ids = file
        new = self.env["estate.fee.price"].browse(wizard.action_confirm()["res_id"])
        self.assertEqual((file.res_model, file.res_id), (new._name, new.id))
        wizard.unlink()
        self.assertTrue(file.exists(), "the dialog takes its files with it")
        colleague = self._new_staff("general_manager", login="colleague")
        self.assertFalse(new.with_user(colleague).consent_missing)
        with self.assertRaisesRegex(UserError, "is the consent to"):
            file.unlink()
        with self.assertRaisesRegex(ValidationError, "rises"):
            new.consent_attachment_ids = False

    def test_r805_a_dearer_price_of_a_community_or_kind_is_a_rise_as_well(self):
        for vals in (
            {"community_id": self.community.id},
            {"unit_kind": "shop"},
            {"community_id": self.community.id, "unit_kind": "home"},
        ):
            dearer = {**vals, "date_from": "2027-01-01", "date_to": False, "price": 5}
            with self.subTest(vals=vals), self.cr.savepoint() as savepoint:
                with self.assertRaisesRegex(ValidationError, "rises from 2.80"):
                    self.price.copy(dearer)
                savepoint.rollback()
                self.assertTrue(self.price.copy(dearer | CONSENT))

    def test_r805_a_lower_price_and_a_company_of_its_own_rule_need_none(self):
        self._version(self.price, date_from="2027-01-01", price=2).action_confirm()
        lower = self.item_area.price_ids.filtered(lambda price: price.price == 2)
        with self.assertRaisesRegex(ValidationError, "rises"), self.cr.savepoint():
            lower.price = 3
        self.company.estate_price_needs_consent = False
        lower.price = 3

    def test_consent_is_missing_until_somebody_and_a_document_are_named(self):
        price = self.price
        self.assertTrue(price.consent_missing)
        price.consent_kind = "assembly"
        self.assertTrue(price.consent_missing)
        price.consent_ref = "2025-12"
        self.assertFalse(price.consent_missing)
        missing = self.env["estate.fee.price"].search([("consent_missing", "=", True)])
        known = self.env["estate.fee.price"].search([("consent_missing", "=", False)])
        self.assertNotIn(price, missing)
        self.assertEqual(known, price)
        self.assertIn(self.item_light.price_ids, missing)

    def test_colleagues_read_the_consent_that_one_uploaded(self):
        manager = self._new_staff("manager")
        file = (
            self.env["ir.attachment"]
            .with_user(manager)
            .create(
                {"name": "c.pdf", "raw": b"consent", "res_model": "estate.fee.price"}
            )
        )
        price = (
            self.env["estate.fee.price"]
            .with_user(manager)
            .create(
                {
                    "item_id": self.item_light.id,
                    "community_id": self.community.id,
                    "price": 12,
                    "date_from": "2026-01-01",
                    "consent_attachment_ids": [Command.set(file.ids)],
                }
            )
        )
        desk = self._new_staff("front_desk")
        self.assertEqual(
            price.with_user(desk).consent_attachment_ids.mapped("raw"), [b"consent"]
        )

    def test_managers_price_their_communities_not_all_of_them(self):
        price = self.env["estate.fee.price"].with_user(self._new_staff("manager"))
        vals = {"item_id": self.item_light.id, "price": 1, "date_from": "2019-01-01"}
        with self.assertRaises(AccessError):
            price.create({**vals, "date_to": "2019-02-01"})
        own = price.create(
            {**vals, "community_id": self.community.id, "date_to": "2019-02-01"}
        )
        other = self.env["estate.community"].create(
            {"name": "Hillside", "code": "HS", "company_id": self.company.id}
        )
        for reach in (other, False):
            with self.assertRaises(AccessError):
                own.community_id = reach

    # ------------------------------------------------------------------- ITEMS

    def _item(self, **vals):
        form = Form(self.env["estate.fee.item"])
        for name, value in {"name": "New", "code": "NEW", **vals}.items():
            form[name] = value
        return form.save()

    def test_an_item_without_product_gets_one_booked_as_its_kind(self):
        own = self._item()
        self.assertEqual(own.income_account_id, self.income)
        self.assertEqual(own.tax_ids, self.tax)
        self.assertEqual(own.product_id.name, "New")
        agency = self._item(code="AG", kind="agency")
        self.assertEqual(
            agency.income_account_id, self.company.estate_agency_account_id
        )
        self.assertFalse(agency.tax_ids)
        self.assertFalse(own.accounting_note or agency.accounting_note)

    def test_an_item_of_a_branch_has_the_taxes_of_its_parent(self):
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.company.id}
        )
        self.item_light.product_id.taxes_id = self.tax
        item = self.item_light.copy({"company_id": branch.id, "code": "BR"})
        item.product_id = self.item_light.product_id
        self.assertEqual(item._sale_taxes(), self.tax)
        self.assertEqual(item.tax_ids, self.tax)

    def test_agency_money_without_its_account_is_refused(self):
        self.company.estate_agency_account_id = False
        with self.assertRaisesRegex(UserError, "accounting set-up"):
            self._item(kind="agency")

    def test_the_account_follows_the_kind_until_it_stands_on_bills(self):
        item = self._item(basis="fixed")
        item.kind = "agency"
        self.assertEqual(item.income_account_id, self.company.estate_agency_account_id)
        item.kind = "own"
        item.price_ids = [Command.create({"price": 5, "date_from": "2026-01-01"})]
        self._assign(self.unit, item, "2026-10-01")
        self._bill()
        with self.assertRaisesRegex(UserError, "kind cannot change"):
            item.kind = "agency"
        with self.assertRaisesRegex(UserError, "archive"):
            item.unlink()

    def test_the_accountant_chooses_account_and_tax_of_a_fee(self):
        """Parking at 9 % stands beside management at 6 %."""
        item = self._item()
        parking = self._included_tax(9)
        account = self.income.copy({"code": "600199", "name": "Parking"})
        accountant = self._new_staff("accountant")
        with Form(item.with_user(accountant)) as form:
            form.income_account_id = account
            form.tax_ids.clear()
            form.tax_ids.add(parking)
        self.assertEqual(item._sale_taxes(), parking)
        product = item.product_id.with_company(self.company)
        self.assertEqual(product.property_account_income_id, account)
        with self.assertRaises(AccessError):
            item.with_user(self._new_staff("manager")).tax_ids = self.tax
        other = self._item(code="N2", product_id=item.product_id)
        with self.assertRaisesRegex(UserError, "same product"):
            other.with_user(accountant).tax_ids = self.tax

    def test_agency_money_booked_as_income_is_said(self):
        item = self._item(kind="agency")
        item.product_id.property_account_income_id = self.income
        item.invalidate_recordset()
        self.assertIn("booked as income", item.accounting_note)

    def test_the_price_now_is_said_on_the_item(self):
        self.price.copy({"unit_kind": "shop", "price": 4.5})
        office = {"unit_kind": "office", "price": 9, "date_from": "2027-01-01"}
        self.price.copy(office | CONSENT)
        self.item_area.invalidate_recordset()
        self.assertEqual(self.item_area.price_now, "2.80 – 4.50")

    def test_an_accountant_makes_items_without_rights_on_products(self):
        accountant = self._new_staff("accountant")
        item = (
            self.env["estate.fee.item"]
            .with_user(accountant)
            .create({"name": "Reading Room", "code": "RR"})
        )
        self.assertTrue(item.product_id)
        clerk = self._new_staff("finance_clerk")
        with self.assertRaises(AccessError):
            self.env["estate.fee.item"].with_user(clerk).create(
                {"name": "X", "code": "X"}
            )
