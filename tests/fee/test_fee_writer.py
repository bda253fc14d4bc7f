import json
import re

from odoo import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from .fee_common import FeeCommon

# Where our writer leaves its own mark, and what differs between any two records.
OWN = {
    "id",
    "move_id",
    "create_date",
    "write_date",
    "estate_run_id",
    "estate_period",
    "estate_assignment_id",
    "estate_date_from",
    "estate_date_to",
    "estate_part",
    "estate_explanation",
    "estate_item_id",
    "estate_unit_id",
}
NUMBERED = {"name", "payment_reference", "sequence_number", "move_name"}


@tagged("post_install", "-at_install")
@freeze_time("2026-10-05")
class TestFeeWriter(FeeCommon):
    """The entry equals what core writes, column by column (design §2.2)."""

    def _plain_invoice(self, bill):
        """The same invoice made the way any Odoo user makes it."""
        invoice = (
            self.env["account.move"]
            .with_context(
                tracking_disable=False,
                mail_create_nolog=False,
                mail_create_nosubscribe=True,
            )
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": bill.partner_id.id,
                    "journal_id": bill.journal_id.id,
                    "invoice_date": bill.invoice_date,
                    "invoice_date_due": bill.invoice_date_due,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": line.product_id.id,
                                "name": line.name,
                                "quantity": 1,
                                "price_unit": line.price_unit,
                                "analytic_distribution": line.analytic_distribution,
                            }
                        )
                        for line in bill.invoice_line_ids
                    ],
                }
            )
        )
        invoice.action_post()
        return invoice

    def _stored(self, table, column, record):
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT * FROM %s WHERE %s = %s ORDER BY display_rank, id",
                SQL(
                    "(SELECT *, %s AS display_rank FROM %s) AS t",
                    SQL("sequence") if table == "account_move_line" else SQL("0"),
                    SQL.identifier(table),
                ),
                SQL.identifier(column),
                record.id,
            )
        )
        return [
            {key: self._plain(value) for key, value in row.items() if key not in OWN}
            for row in rows
        ]

    def _plain(self, value):
        return json.dumps(value, sort_keys=True) if isinstance(value, dict) else value

    def _assert_same_as_core(self, bills):
        for bill in bills:
            plain = self._plain_invoice(bill)
            self._compare("account_move", "id", bill, plain)
            self._compare("account_move_line", "move_id", bill, plain)
            self._assert_relations_equal(bill, plain)
            self._assert_messages_equal(bill, plain)

    def _compare(self, table, column, bill, plain):
        ours = self._stored(table, column, bill)
        cores = self._stored(table, column, plain)
        self.assertEqual(len(ours), len(cores), table)
        for mine, core in zip(ours, cores, strict=True):
            different = {
                key: (mine[key], core[key])
                for key in mine
                if mine[key] != core[key] and not self._numbered(key, mine, core)
            }
            self.assertFalse(different, f"{table} {mine.get('display_type')}")

    def _numbered(self, key, mine, core):
        """A number differs as numbers do; a term item is named after its bill."""
        if key in NUMBERED and mine.get("display_type") in (None, "payment_term"):
            return self._form(mine[key]) == self._form(core[key])
        return key == "move_name"

    def _form(self, number):
        """The number without its digits: what standard it was made by."""
        return re.sub(r"[\d ]+", "#", str(number))

    def _assert_relations_equal(self, bill, plain):
        for field in ("tax_ids", "tax_tag_ids"):
            self.assertEqual(
                [line[field] for line in bill.line_ids.sorted("sequence")],
                [line[field] for line in plain.line_ids.sorted("sequence")],
            )
        self.assertEqual(
            sorted(bill.line_ids.analytic_line_ids.mapped("amount")),
            sorted(plain.line_ids.analytic_line_ids.mapped("amount")),
        )

    def _assert_messages_equal(self, bill, plain):
        ours, cores = bill.message_ids, plain.message_ids
        self.assertEqual(len(ours), 1, "one message per bill")
        created = cores.sorted("id")[0]
        for field in ("body", "message_type", "subtype_id", "author_id"):
            self.assertEqual(ours[field], created[field], field)

    # -------------------------------------------------------------------- TESTS

    def test_equal_with_included_tax(self):
        self._assign_all()
        self._assert_same_as_core(self._bill().move_ids)

    def test_equal_without_tax(self):
        self._assign_all(items=self.item_garbage)
        self._assert_same_as_core(self._bill().move_ids)

    def test_equal_with_analytic(self):
        plan = self.env["account.analytic.plan"].create({"name": "Communities"})
        self.community.analytic_account_id = self.env[
            "account.analytic.account"
        ].create({"name": "Lakeside", "plan_id": plan.id})
        self._assign_all()
        bills = self._bill().move_ids
        self._assert_same_as_core(bills)
        self.assertTrue(bills.line_ids.analytic_line_ids)

    def test_equal_with_excluded_tax_and_tax_per_line(self):
        self.company.tax_calculation_rounding_method = "round_per_line"
        excluded = self.tax.copy(
            {"name": "6% on top", "price_include_override": "tax_excluded"}
        )
        self.item_light.product_id.taxes_id = excluded
        self._assign_all()
        self._assert_same_as_core(self._bill().move_ids)

    def test_equal_with_fiscal_position_and_own_receivable_account(self):
        position = self.env["account.fiscal.position"].create(
            {"name": "Exempt", "company_id": self.company.id}
        )
        exempt = self.tax.copy(
            {"name": "Exempt", "amount": 0, "fiscal_position_ids": position.ids}
        )
        exempt.original_tax_ids = self.tax
        self.owner.property_account_position_id = position
        self.owner.property_account_receivable_id = self.company_data[
            "default_account_receivable"
        ].copy()
        self._assign_all()
        bills = self._bill().move_ids
        self._assert_same_as_core(bills)
        own = bills.filtered(lambda move: move.partner_id == self.owner)
        self.assertEqual(own.fiscal_position_id, position)
        for bill, rate in ((own, "0"), (bills - own, "6")):
            lines = bill.invoice_line_ids.filtered(
                lambda line: line.estate_item_id == self.item_area
            )
            rates = {line.estate_explanation["tax_rate"] for line in lines}
            self.assertEqual(rates, {rate}, "the taxes of the bill, not of the item")

    def test_equal_with_terms_in_the_payers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.config_parameter"].set_param("account.use_invoice_terms", True)
        self.company.invoice_terms = "<p>Pay soon.</p>"
        self.company.update_field_translations(
            "invoice_terms", {"fr_FR": {"Pay soon.": "Payez."}}
        )
        self.owner_2.lang = "fr_FR"
        self.shop_owner.lang = "en_US"
        self._assign_all()
        bills = self._bill().move_ids
        self._assert_same_as_core(bills)
        self.assertEqual(
            {bill.partner_id: str(bill.narration) for bill in bills},
            {
                self.owner: "<p>Pay soon.</p>",
                self.owner_2: "<p>Payez.</p>",
                self.shop_owner: "<p>Pay soon.</p>",
            },
        )

    def test_equal_with_a_bank_account_per_way_to_pay(self):
        banks = self.env["res.partner.bank"].create(
            [
                {"acc_number": number, "partner_id": self.company.partner_id.id}
                for number in ("6222-1", "6222-2")
            ]
        )
        journal = self.company_data["default_journal_bank"]
        journal.bank_account_id = banks[1]
        method = journal.inbound_payment_method_line_ids[:1]
        self.owner_2.property_inbound_payment_method_line_id = method
        self._assign_all()
        bills = self._bill().move_ids
        self._assert_same_as_core(bills)
        found = {bill.partner_id: bill.partner_bank_id for bill in bills}
        self.assertEqual(found[self.owner_2], banks[1])
        self.assertEqual(found[self.owner], banks[0])

    def test_equal_with_the_journals_payment_reference(self):
        journal = self.company.estate_bill_journal_id
        self._assign_all()
        for month, standard in (("2026-10-01", "euro"), ("2026-11-01", "number")):
            journal.invoice_reference_model = standard
            with self.subTest(standard=standard), freeze_time(month):
                bills = self._bill(month).move_ids
                self._assert_same_as_core(bills)
                self.assertNotIn(bills[0].name, bills.mapped("payment_reference"))

    def test_equal_with_a_fiscal_position_of_the_delivery_address(self):
        country = self.env.ref("base.be")
        self.owner.country_id = self.env.ref("base.cn")
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Abroad",
                "company_id": self.company.id,
                "auto_apply": True,
                "country_id": country.id,
            }
        )
        self.env["res.partner"].create(
            {
                "name": "Holiday home",
                "type": "delivery",
                "parent_id": self.owner.id,
                "country_id": country.id,
            }
        )
        self._assign_all()
        bills = self._bill().move_ids
        self._assert_same_as_core(bills)
        own = bills.filtered(lambda move: move.partner_id == self.owner)
        self.assertEqual(own.fiscal_position_id, position)

    def test_equal_for_many_amounts(self):
        units = self.env["estate.unit"].create(
            [self._unit_vals(f"3{n:02}", 40.01 + n * 7.37) for n in range(1, 26)]
        )
        self.env["estate.occupancy"].create(
            [
                {
                    "unit_id": unit.id,
                    "partner_id": self.owner_2.id,
                    "role": "owner",
                    "date_start": "2024-01-01",
                }
                for unit in units
            ]
        )
        self._assign_all(units)
        bills = self._bill().move_ids
        self._assert_same_as_core(bills)

    def test_core_recomputes_nothing_else(self):
        self._assign_all(self.unit)
        bill = self._bill().move_ids
        before = self._stored("account_move_line", "move_id", bill)
        bill.button_draft()
        bill.action_post()
        after = self._stored("account_move_line", "move_id", bill)
        self.assertEqual(before, after)

    def test_customer_rank_counts_the_bills(self):
        self._assign_all()
        rank = self.owner.customer_rank
        self._bill()
        self._bill("2026-11-01")
        self.assertEqual(self.owner.customer_rank, rank + 2)
