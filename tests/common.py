"""Fixtures that the rooms share: one company with accounts, one small community."""

from odoo import Command, fields
from odoo.tests import new_test_user

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.uom.tests.common import UomCommon

from ..engine.explained import explained_amount
from ..engine.money import decimal_of

# Made by tools/prepared_company.py.
PREPARED_COMPANY = "estate_service_tests.company"


class EstateCommon(AccountTestInvoicingCommon):
    """A company with the accounts of the set-up and the community *Lakeside*.

    Building 1 has units 1-1-101 (89.17 m²), 1-1-102 (100 m²) and the shop 1-1-103
    (50 m²); every unit has a primary owner since 2024-01-01.
    """

    @classmethod
    def setUpClass(cls):
        # Of core's fixtures only the company and its user: the products, taxes and
        # partners of the others would take as long again as ours.
        super(UomCommon, cls).setUpClass()
        cls.company_data = cls._accounts_and_journals(cls.company)
        cls._set_up_accounting()
        cls.community = cls.env["estate.community"].create(
            {
                "name": "Lakeside",
                "code": "LS",
                "company_id": cls.company.id,
                "user_ids": [Command.link(cls.env.user.id)],
            }
        )
        cls.building = cls.env["estate.building"].create(
            {"name": "1栋", "code": "1", "community_id": cls.community.id, "floors": 6}
        )
        cls.unit, cls.unit_2, cls.shop = cls.env["estate.unit"].create(
            [
                cls._unit_vals("101", 89.17),
                cls._unit_vals("102", 100.0),
                cls._unit_vals("103", 50.0, kind="shop"),
            ]
        )
        cls.owner, cls.owner_2, cls.shop_owner = cls.env["res.partner"].create(
            [
                {"name": "汪健强", "phone": "13969493179", "lang": "en_US"},
                {"name": "郭萍", "phone": "18665009411"},
                {"name": "顾怡国", "phone": "13944846659"},
            ]
        )
        cls.env["estate.occupancy"].create(
            [
                {
                    "unit_id": unit.id,
                    "partner_id": owner.id,
                    "role": "owner",
                    "date_start": "2024-01-01",
                }
                for unit, owner in (
                    (cls.unit, cls.owner),
                    (cls.unit_2, cls.owner_2),
                    (cls.shop, cls.shop_owner),
                )
            ]
        )

    @classmethod
    def setup_independent_company(cls, **kwargs):
        """The company that the test runner made beforehand, where it did.

        A test that asks for a country or a chart of its own gets a new company.
        """
        prepared = cls.env.ref(PREPARED_COMPANY, raise_if_not_found=False)
        if not prepared or kwargs or cls.country_code or cls.chart_template:
            return super().setup_independent_company(**kwargs)
        cls.env.user.company_ids += prepared
        return prepared

    @classmethod
    def setup_other_company(cls, **kwargs):
        company = cls._create_company(**{"name": "company_2", **kwargs})
        return cls._accounts_and_journals(company)

    @classmethod
    def _accounts_and_journals(cls, company):
        """What the chart brought, by the names of core's tests."""
        env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        accounts, journals = env["account.account"], env["account.journal"]
        receivable = env["res.partner"]._fields["property_account_receivable_id"]
        data = {
            "company": company,
            "default_account_receivable": receivable.get_company_dependent_fallback(
                env["res.partner"]
            ),
            "default_account_tax_sale": company.account_sale_tax_id.mapped(
                "invoice_repartition_line_ids.account_id"
            ),
        }
        for name, kind in (("revenue", "income"), ("expense", "expense")):
            domain = accounts._check_company_domain(company)
            domain = [*domain, ("account_type", "=", kind)]
            data[f"default_account_{name}"] = accounts.search(domain, limit=1)
        for name, kind in (("bank", "bank"), ("misc", "general")):
            domain = [("company_id", "=", company.id), ("type", "=", kind)]
            data[f"default_journal_{name}"] = journals.search(domain, limit=1)
        return {name: found.with_env(cls.env) for name, found in data.items()}

    @classmethod
    def get_default_groups(cls):
        return super().get_default_groups() | cls.quick_ref(
            "estate_service.group_estate_admin"
        )

    @classmethod
    def _unit_vals(cls, room, area, **vals):
        return {
            "community_id": cls.community.id,
            "building_id": cls.building.id,
            "section": "1",
            "floor": int(room[:-2]),
            "room": room,
            "area_built": area,
            "area_inner": area * 0.8,
            **vals,
        }

    @classmethod
    def _set_up_accounting(cls):
        account = cls.env["account.account"]
        prepay, deposit, agency, difference, opening = account.create(
            [
                {"name": name, "code": code, "account_type": kind, "reconcile": rec}
                for name, code, kind, rec in (
                    ("Fees Received in Advance", "220301", "liability_current", True),
                    ("Deposits Held", "224101", "liability_current", True),
                    ("Agency Money", "224102", "liability_current", False),
                    ("Cash Over/Short", "660299", "expense", False),
                    ("Opening Balances", "400199", "equity", False),
                )
            ]
        )
        bills, misc = cls.env["account.journal"].create(
            [
                {"name": "Fee Bills", "code": "FEE", "type": "sale"},
                {"name": "Fee Adjustments", "code": "FADJ", "type": "general"},
            ]
        )
        cls.company.write(
            {
                "estate_bill_journal_id": bills.id,
                "estate_misc_journal_id": misc.id,
                "estate_prepay_account_id": prepay.id,
                "estate_deposit_account_id": deposit.id,
                "estate_agency_account_id": agency.id,
                "estate_cash_difference_account_id": difference.id,
                "estate_opening_account_id": opening.id,
            }
        )

    def _run_cron(self, name):
        """Run a scheduled action of ours as its worker does; what it did is seen."""
        with self.enter_registry_test_mode():
            # It runs by itself, whoever the test acts as.
            self.env.ref(f"estate_service.{name}").sudo().method_direct_trigger()
        self.env.invalidate_all()

    def _assert_explained(self, moves):
        """Each amount follows from what is frozen on its line alone (B-08)."""
        for line in moves.sudo().invoice_line_ids:
            amount = explained_amount(line.estate_explanation)
            self.assertEqual(abs(amount), decimal_of(line.price_total), line.name)

    @classmethod
    def _new_staff(cls, role, **kwargs):
        """A user of one role (``front_desk`` …) who serves the test community."""
        return new_test_user(
            cls.env,
            login=kwargs.pop("login", f"{role}_user"),
            groups=f"estate_service.group_estate_{role}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            estate_community_ids=[Command.set(cls.community.ids)],
            **kwargs,
        )

    @classmethod
    def _occupy(cls, unit, partner, role, date_start, **vals):
        """Let somebody own, live in or pay for a unit from a day on."""
        return cls.env["estate.occupancy"].create(
            {
                "unit_id": unit.id,
                "partner_id": partner.id,
                "role": role,
                "date_start": date_start,
                **vals,
            }
        )

    @classmethod
    def _new_item(cls, name, price, basis="fixed", kind="own", tax=None, **vals):
        """A fee item with a general price in force since 2020-01-01."""
        product = cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "taxes_id": [Command.set(tax.ids if tax else [])],
                "property_account_income_id": cls.company_data[
                    "default_account_revenue"
                ].id,
            }
        )
        item = cls.env["estate.fee.item"].create(
            {
                "name": name,
                "code": name,
                "basis": basis,
                "kind": kind,
                "product_id": product.id,
                "company_id": cls.company.id,
                **vals,
            }
        )
        cls.env["estate.fee.price"].create(
            {"item_id": item.id, "price": price, "date_from": "2020-01-01"}
        )
        return item

    @classmethod
    def _assign(cls, unit, item, date_from="2026-01-01", **vals):
        return cls.env["estate.fee.assignment"].create(
            {
                "unit_id": unit.id,
                "item_id": item.id,
                "date_from": fields.Date.to_date(date_from),
                **vals,
            }
        )

    @classmethod
    def _included_tax(cls, percent=6.0):
        return cls.env["account.tax"].create(
            {
                "name": f"{percent}% included",
                "amount": percent,
                "amount_type": "percent",
                "price_include_override": "tax_included",
                "type_tax_use": "sale",
                "company_id": cls.company.id,
            }
        )
