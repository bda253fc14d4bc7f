"""The accounting set-up: finds what is there, makes what is missing, runs again."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, TransactionCase, freeze_time, new_test_user, tagged

ACCOUNTS = (
    *("prepay", "deposit", "agency", "cash_difference", "charge", "opening", "income"),
)


class SetupCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.setup = cls.env["estate.setup"]

    def _company(self, country, chart=None, **vals):
        company = self.env["res.company"].create(
            {
                "name": f"Property {country}",
                "country_id": self.env.ref(f"base.{country}").id,
                **vals,
            }
        )
        self.env.user.company_ids = [Command.link(company.id)]
        if chart:
            self.env["account.chart.template"].try_loading(
                chart, company, install_demo=False
            )
        return company

    def _count(self, company):
        """Number of records of each kind that the set-up may make."""
        owners = {
            "account.account": "company_ids",
            "account.journal": "company_id",
            "account.tax": "company_id",
            "ir.sequence": "company_id",
            "account.payment.method.line": "journal_id.company_id",
        }
        return {
            model: self.env[model].search_count([(field, "in", company.ids)])
            for model, field in owners.items()
        }

    def _channels(self, company):
        methods = self.env["estate.cashier"]._counter_methods(company)
        return methods.mapped("estate_channel")


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierSetup(SetupCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls._company(cls, "us", "generic_coa")

    # ------------------------------------------------------------------
    # WHAT IT MAKES
    # ------------------------------------------------------------------

    def test_any_chart_gets_what_a_property_company_needs(self):
        self.setup._set_up(self.company)
        for key in ACCOUNTS:
            with self.subTest(account=key):
                self.assertTrue(self.company[f"estate_{key}_account_id"])
        self.assertTrue(self.company.estate_prepay_account_id.reconcile)
        self.assertTrue(self.company.estate_deposit_account_id.reconcile)
        self.assertEqual(self.company.estate_bill_journal_id.code, "FEE")
        self.assertEqual(self.company.estate_misc_journal_id.type, "general")
        self.assertEqual(
            self.company.estate_fee_tax_id, self.company.account_sale_tax_id
        )
        self.assertEqual(self._channels(self.company), ["cash", "pos", "transfer"])

    def test_existing_accounts_are_found_by_name(self):
        account = self.env["account.account"].create(
            {
                "name": "预收物业费",
                "code": "220399",
                "account_type": "liability_current",
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        self.setup._set_up(self.company)
        self.assertEqual(self.company.estate_prepay_account_id, account)
        self.assertTrue(account.reconcile)
        difference = self.company.default_cash_difference_expense_account_id
        self.assertEqual(self.company.estate_cash_difference_account_id, difference)

    def test_way_to_pay_has_its_account_in_and_out(self):
        self.setup._set_up(self.company)
        service = self.env["estate.cashier"]
        for direction in ("inbound", "outbound"):
            for method in service._counter_methods(self.company, direction):
                with self.subTest(direction=direction, channel=method.estate_channel):
                    self.assertTrue(method.payment_account_id)
        cash, pos, _transfer = service._counter_methods(self.company)
        self.assertEqual(cash.payment_account_id, cash.journal_id.default_account_id)
        self.assertNotEqual(pos.payment_account_id, pos.journal_id.default_account_id)
        self.assertTrue(pos.payment_account_id.reconcile)

    def test_receipts_and_refunds_are_numbered_without_a_gap(self):
        self.setup._set_up(self.company)
        codes = ("estate.receipt", "estate.refund")
        sequences = self.env["ir.sequence"].search(
            [("company_id", "=", self.company.id), ("code", "in", codes)], order="code"
        )
        self.assertEqual(
            sequences.mapped(lambda sequence: (sequence.code, sequence.prefix)),
            [("estate.receipt", "SJ/%(year)s/"), ("estate.refund", "TK/%(year)s/")],
        )
        self.assertEqual(set(sequences.mapped("implementation")), {"no_gap"})

    def test_company_set_up_before_gets_the_book_it_lacks(self):
        self.setup._set_up(self.company)
        self.env["ir.sequence"].search(
            [("code", "=", "estate.refund"), ("company_id", "=", self.company.id)]
        ).unlink()
        again = self.setup._set_up(self.company)
        made = again.line_ids.filtered(lambda line: line.result == "made")
        self.assertEqual(made.mapped("key"), ["refund"])

    def test_missing_number_names_the_way_out(self):
        """Vouchers: the set-up makes the book; the rest comes with the module."""
        self.setup._set_up(self.company)
        for model in ("estate.receipt", "estate.refund"):
            numbers = self.env["ir.sequence"].search([("code", "=", model)])
            numbers.filtered(
                lambda sequence: sequence.company_id == self.company
            ).unlink()
            with self.subTest(model=model):
                with self.assertRaisesRegex(UserError, "Accounting Set-up") as caught:
                    self.env[model]._next_number(self.company.id)
                self.assertIn(self.company.name, str(caught.exception))
                self.setup._set_up(self.company)
                self.assertTrue(self.env[model]._next_number(self.company.id))
        for model in ("estate.bill.run", "estate.import"):
            self.env["ir.sequence"].search([("code", "=", model)]).unlink()
            with (
                self.subTest(model=model),
                self.assertRaisesRegex(UserError, "upgrade"),
            ):
                self.env[model]._next_number(self.company.id)

    def test_company_may_have_a_series_of_its_own(self):
        """Working papers share a series until a company makes one for itself."""
        runs = self.env["estate.bill.run"]
        shared = runs._next_number(self.company.id)
        self.env["ir.sequence"].create(
            {
                "name": "Own",
                "code": "estate.bill.run",
                "prefix": "OWN/",
                "company_id": self.company.id,
            }
        )
        self.assertTrue(shared.startswith("BR/2026/"))
        self.assertEqual(runs._next_number(self.company.id), "OWN/1")
        other = self.env["res.company"].create({"name": "Other"})
        self.assertTrue(runs._next_number(other.id).startswith("BR/2026/"))

    def test_codes_taken_are_passed_over(self):
        taken = {"code": "FEE", "name": "Other", "type": "sale"}
        self.env["account.journal"].create({**taken, "company_id": self.company.id})
        self.setup._set_up(self.company)
        self.assertEqual(self.company.estate_bill_journal_id.code, "FEE2")
        codes = [
            self.company[f"estate_{key}_account_id"].with_company(self.company).code
            for key in ACCOUNTS
        ]
        self.assertEqual(len(set(codes)), len(ACCOUNTS))

    # ------------------------------------------------------------------
    # AGAIN, CHANGED, WITHOUT A CHART
    # ------------------------------------------------------------------

    def test_second_run_changes_nothing_and_says_so(self):
        first = self.setup._set_up(self.company)
        self.assertTrue(first.made_count)
        before = self._count(self.company)
        settings = {
            name: self.company[name]
            for name in self.company._fields
            if name.startswith("estate_")
        }
        again = self.setup._set_up(self.company)
        self.assertEqual(again.made_count, 0)
        self.assertEqual(self._count(self.company), before)
        for name, value in settings.items():
            self.assertEqual(self.company[name], value)
        wanted = again.line_ids.filtered("wanted")
        self.assertEqual(set(wanted.mapped("result")), {"kept"})

    def test_proposals_can_be_changed_before_they_are_applied(self):
        company_setup = self.setup.with_company(self.company)
        form = Form(company_setup.create({"company_id": self.company.id}))
        with form.account_line_ids.edit(0) as line:
            line.name = "Owners' Advances"
            line.code = "219999"
        with form.journal_line_ids.edit(4) as line:
            line.wanted = False
        form.save().action_apply()
        account = self.company.estate_prepay_account_id.with_company(self.company)
        self.assertEqual((account.name, account.code), ("Owners' Advances", "219999"))
        self.assertNotIn("pos", self._channels(self.company))

    def test_company_without_chart_is_offered_one(self):
        company = self._company("cn")
        setup = self.setup.with_company(company).create({"company_id": company.id})
        self.assertFalse(setup.line_ids)
        with self.assertRaisesRegex(UserError, "Load a chart"):
            setup.action_apply()
        setup.chart_template = "generic_coa"
        setup.action_load_chart()
        self.assertTrue(setup.has_chart and setup.line_ids)
        with self.assertRaisesRegex(UserError, "has a chart already"):
            setup.action_load_chart()
        setup.action_apply()
        self.assertEqual(
            self._channels(company), ["cash", "pos", "transfer", "wechat", "alipay"]
        )
        self.assertEqual(company.estate_fee_tax_id.amount, 6)
        self.assertTrue(company.estate_fee_tax_id.price_include)

    def test_a_chart_made_by_hand_is_a_chart(self):
        company = self._company("cn")
        accounts = self.env["account.account"].with_company(company)
        accounts.create(
            [
                {"name": name, "code": code, "account_type": kind}
                for name, code, kind in (
                    ("Receivable", "112200", "asset_receivable"),
                    ("Income", "600100", "income"),
                )
            ]
        )
        group = self.env["account.tax.group"].create(
            {"name": "VAT", "company_id": company.id}
        )
        self.env["account.tax"].with_company(company).create(
            {
                "name": "6%",
                "amount": 6,
                "type_tax_use": "sale",
                "price_include_override": "tax_included",
                "company_id": company.id,
                "country_id": company.country_id.id,
                "tax_group_id": group.id,
            }
        )
        setup = self.setup.with_company(company).create({"company_id": company.id})
        self.assertTrue(setup.has_chart and setup.line_ids)
        with self.assertRaisesRegex(UserError, "has a chart already"):
            setup.action_load_chart()
        setup.action_apply()
        self.assertTrue(company.estate_prepay_account_id)
        self.assertTrue(company.estate_bill_journal_id)

    # ------------------------------------------------------------------
    # ROLES
    # ------------------------------------------------------------------

    def _user(self, role):
        return new_test_user(
            self.env,
            f"{role}.setup",
            groups=f"estate_service.group_estate_{role}",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def test_accountant_sets_the_company_up(self):
        setup = self.setup.with_user(self._user("accountant"))
        action = setup.action_open()
        setup.browse(action["res_id"]).action_apply()
        self.assertTrue(self.company.estate_prepay_account_id)

    def test_others_do_not(self):
        for role in ("cashier", "manager"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.setup.with_user(self._user(role)).action_open()


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierSetupChina(SetupCase):
    """On the Chinese chart, where the localisation is installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        templates = cls.env["account.chart.template"]._get_chart_template_mapping()
        module = cls.env["ir.module.module"].search([("name", "=", "l10n_cn")])
        if "cn" not in templates or module.state != "installed":
            cls.skipTest(cls, "l10n_cn is not installed: its chart cannot be tried")
        cls.company = cls._company(cls, "cn", currency_id=cls.env.ref("base.CNY").id)

    def test_chinese_chart_is_chosen_and_completed(self):
        self.setup._set_up(self.company)
        company = self.company
        self.assertEqual(company.chart_template, "cn")
        codes = {
            key: company[f"estate_{key}_account_id"].with_company(company).code
            for key in ACCOUNTS
        }
        self.assertEqual(codes["prepay"][:4], "2203")
        self.assertEqual(codes["deposit"][:4], "2241")
        self.assertEqual(codes["agency"][:4], "2241")
        self.assertEqual(codes["income"][:4], "5001")
        tax = company.estate_fee_tax_id
        self.assertEqual((tax.amount, tax.price_include), (6, True))
        self.assertEqual(tax.tax_group_id.name, "VAT 6%")
        self.assertFalse(company.estate_agency_tax_id)
        self.assertEqual(
            self._channels(company), ["cash", "pos", "transfer", "wechat", "alipay"]
        )

    def test_second_run_changes_nothing(self):
        self.setup._set_up(self.company)
        before = self._count(self.company)
        self.assertEqual(self.setup._set_up(self.company).made_count, 0)
        self.assertEqual(self._count(self.company), before)
