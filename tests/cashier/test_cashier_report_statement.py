"""The unit statement: every entry, a running balance, tied to the ledger."""

from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ..paper import qr_matrix, qr_modules, rows_of, tree_of, words_of
from .cashier_common import CashierCommon

D = Decimal
REPORT = "estate_service.action_report_statement"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierReportStatement(CashierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.bill_september = cls._bill(
            cls.unit, [(cls.item_fee, 249.68), (cls.item_light, 15.0)], "2026-09-01"
        )
        cls.bill_october = cls._bill(
            cls.unit, [(cls.item_fee, 249.68), (cls.item_light, 15.0)], "2026-10-01"
        )
        cls._bill(cls.unit_2, [(cls.item_fee, 280.0)], "2026-10-01")

    # ------------------------------------------------------------------
    # HELPERS
    # ------------------------------------------------------------------

    def _statement(self, units=None, user=None, **vals):
        user = user or self.cashier
        return (
            self.env["estate.statement"]
            .with_user(user)
            .create(
                {
                    "unit_ids": [Command.set((units or self.unit).ids)],
                    "date_from": "2026-09-01",
                    "date_to": "2026-11-30",
                    **vals,
                }
            )
        )

    def _rows(self, statement):
        return [
            (line.name, line.debit, line.credit, line.balance)
            for line in statement.line_ids
        ]

    def _closing(self, statement):
        return statement.line_ids[-1].balance

    def _pay(self, amount, **kwargs):
        line = self._open(self.unit)[0]
        return self._collect(self.unit, [(line["move_line_id"], amount)], **kwargs)

    # ------------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------------

    def test_bills_and_payments_with_running_balance(self):
        receipt = self._pay(200)
        statement = self._statement()
        self.assertEqual(
            self._rows(statement),
            [
                ("Balance carried forward", 0.0, 0.0, 0.0),
                (
                    "September 2026 Management Fee 249.68\n"
                    "September 2026 Lighting 15.00",
                    264.68,
                    0.0,
                    264.68,
                ),
                (
                    "October 2026 Management Fee 249.68\nOctober 2026 Lighting 15.00",
                    264.68,
                    0.0,
                    529.36,
                ),
                ("Payment (Cash)", 0.0, 200.0, 329.36),
            ],
        )
        self.assertEqual(statement.line_ids[-1].document, receipt.name)
        self.assertEqual(statement.line_ids[1].document, self.bill_september.name)

    def test_what_was_before_is_carried_forward(self):
        statement = self._statement(date_from="2026-10-01")
        self.assertEqual([row[3] for row in self._rows(statement)], [264.68, 529.36])

    def test_a_period_without_entries(self):
        statement = self._statement(date_from="2026-11-01")
        self.assertEqual(
            self._rows(statement), [("Balance carried forward", 0.0, 0.0, 529.36)]
        )

    def test_days_after_the_end_are_left_out(self):
        statement = self._statement(date_to="2026-09-30")
        self.assertEqual(self._closing(statement), 264.68)

    def test_drafts_do_not_count(self):
        self._bill(self.unit, [(self.item_fee, 1.0)], "2026-11-01", post=False)
        self.assertEqual(self._closing(self._statement()), 529.36)

    def test_credit_note(self):
        self.bill_october._reverse_moves(
            [{"invoice_date": date(2026, 11, 2)}], cancel=True
        )
        statement = self._statement()
        rows = self._rows(statement)
        self.assertEqual(
            rows[-1][0].split("\n")[:2],
            ["Credit note", "October 2026 Management Fee 249.68"],
        )
        self.assertEqual(rows[-1][1:], (0.0, 264.68, 264.68))

    def test_a_cancelled_bill_is_called_so(self):
        run = self.env["estate.bill.run"].create(
            {"community_id": self.community.id, "date_from": "2026-10-01"}
        )
        self.bill_october.estate_run_id = run
        self.bill_october._estate_cancel_bills("Wrong area")
        words = [row[0] for row in self._rows(self._statement())]
        self.assertIn(
            f"Cancellation of {self.bill_october.name}\n"
            "October 2026 Management Fee 249.68\nOctober 2026 Lighting 15.00",
            words,
        )
        self.assertFalse([text for text in words if text.startswith("Credit note")])

    def test_items_of_different_periods_name_their_own(self):
        bill = self._bill(
            self.unit,
            [(self.item_fee, 249.68), (self.item_light, 15.0)],
            "2026-11-01",
            post=False,
        )
        bill.invoice_line_ids[1].estate_date_from = "2026-10-01"
        bill.action_post()
        self.assertEqual(
            self._rows(self._statement())[-1][0],
            "November 2026 Management Fee 249.68\n"
            "October 2026 – November 2026 Lighting 15.00",
        )

    def test_opening_entry_names_its_items_and_months(self):
        receivable = self.owner.property_account_receivable_id
        item = {
            "account_id": receivable.id,
            "partner_id": self.owner.id,
            "estate_unit_id": self.unit.id,
            "estate_item_id": self.item_fee.id,
            "name": "Management Fee 2026-08",
            "estate_date_from": "2026-08-01",
            "estate_date_to": "2026-08-31",
            "balance": 100.0,
        }
        counter = {
            "account_id": self.company.estate_opening_account_id.id,
            "balance": -100.0,
        }
        self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-09-01",
                "journal_id": self.company.estate_misc_journal_id.id,
                "line_ids": [Command.create(item), Command.create(counter)],
            }
        ).action_post()
        names = [row[0] for row in self._rows(self._statement())]
        self.assertIn("Opening balance\nAugust 2026 Management Fee 100.00", names)

    def test_prepayment_is_held_then_applied(self):
        self._collect(self.unit, [], prepayments=[(False, 300)])
        bill = self._bill(self.unit, [(self.item_fee, 249.68)], "2026-11-01")
        self.service._apply_prepayments(bill)
        statement = self._statement()
        names = [row[0] for row in self._rows(statement)]
        self.assertIn("Prepayment applied", names)
        (section,) = statement._sections()
        self.assertEqual(section["prepaid"]["received"], 300.0)
        balance = self.service._prepaid_balance(self.unit).get(self.unit.id, 0)
        self.assertEqual(section["prepaid"]["closing"], float(balance))
        self.assertGreater(section["prepaid"]["used"], 0)

    def test_deposit_is_held(self):
        self._collect(self.unit, [], deposits=[(self.item_light, 50)])
        (section,) = self._statement()._sections()
        self.assertEqual(section["deposit"]["closing"], 50.0)
        self.assertEqual(section["closing"], 529.36)

    # ------------------------------------------------------------------
    # TIES
    # ------------------------------------------------------------------

    def test_closing_is_the_ledger_and_the_open_lines(self):
        """Statement = receivable items = their residuals = open lines."""
        self._pay(100)
        self._pay(D("149.68"))
        units = self.unit | self.unit_2
        statement = self._statement(units)
        for unit, section in zip(units, statement._sections(), strict=True):
            balance, residual = self._receivable(unit)
            opened = sum(line["open"] for line in self._open(unit))
            self.assertEqual(section["closing"], balance)
            self.assertEqual(section["closing"], residual)
            self.assertEqual(D(str(section["closing"])), opened)
            moved = section["opening"] + section["debit"] - section["credit"]
            self.assertAlmostEqual(section["closing"], moved, places=2)

    def test_one_payer_of_a_unit(self):
        """R-116: the tenant's statement holds nothing of the owner."""
        tenant = self.env["res.partner"].create({"name": "Tenant"})
        self._bill(self.unit, [(self.item_light, 30.0)], "2026-11-01", partner=tenant)
        statement = self._statement(partner_id=tenant.id)
        self.assertEqual([row[3] for row in self._rows(statement)], [0.0, 30.0])
        everybody = self._rows(self._statement(partner_id=False))
        self.assertTrue(everybody[-1][0].endswith("\nTenant"))
        self.assertEqual(everybody[-1][3], 559.36)

    def test_paper_is_of_its_payer_alone_unless_another_is_named(self):
        """R-116: nobody has to think of it, and no paper shows everybody's debts."""
        tenant = self.env["res.partner"].create({"name": "Tenant"})
        self._bill(self.unit, [(self.item_light, 30.0)], "2026-11-01", partner=tenant)
        statement = self._statement()
        self.assertEqual(statement.partner_id, self.owner)
        self.assertEqual(self._closing(statement), 529.36)
        everybody = self._statement(self.unit | self.unit_2)
        self.assertFalse(everybody.partner_id)
        page = tree_of(self.env, REPORT, everybody, self.cashier)
        self.assertEqual(words_of(page, "e_closing"), ["529.36", "280.00"])

    # ------------------------------------------------------------------
    # MONEY THAT THE ACCOUNTANT BOOKS
    # ------------------------------------------------------------------

    def _assert_ties(self, units):
        """Statement = residuals of the unit's items = open lines."""
        sections = self._statement(units, partner_id=False)._sections()
        for unit, section in zip(units, sections, strict=True):
            _balance, residual = self._receivable(unit)
            opened = sum(line["open"] for line in self._open(unit))
            self.assertAlmostEqual(section["closing"], residual, 2)
            self.assertAlmostEqual(section["closing"], float(opened), 2)
        return sections

    def _accountant_s_register(self, bills, **vals):
        wizard = self.env["account.payment.register"].with_user(self.accountant)
        return (
            wizard.with_context(active_model="account.move", active_ids=bills.ids)
            .create(vals)
            ._create_payments()
        )

    def test_payment_over_two_units_is_booked_on_each(self):
        bill = self._bill(
            self.unit_2, [(self.item_fee, 50.0)], "2026-11-01", partner=self.owner
        )
        bills = self.bill_october | bill
        payments = self._accountant_s_register(bills, group_payment=True)
        self.assertEqual(payments.estate_unit_id, self.unit | self.unit_2)
        self.assertEqual(set(bills.mapped("payment_state")), {"paid"})
        self._assert_ties(self.unit | self.unit_2)
        for unit in self.unit | self.unit_2:
            self.assertEqual(*self._receivable(unit))

    def test_payment_without_a_unit_shows_once_it_is_reconciled(self):
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.owner.id,
                "amount": 300.0,
                "date": "2026-10-20",
                "journal_id": self.pos.journal_id.id,
                "payment_method_line_id": self.pos.id,
            }
        )
        payment.action_post()
        (section,) = self._assert_ties(self.unit)
        self.assertEqual(section["closing"], 529.36)
        bills = self.bill_september | self.bill_october
        (bills.line_ids | payment.move_id.line_ids).filtered(
            lambda item: item.account_type == "asset_receivable"
        ).reconcile()
        (section,) = self._assert_ties(self.unit)
        self.assertEqual(section["closing"], 229.36)
        row = section["rows"][-1]
        self.assertEqual((row["document"], row["credit"]), (payment.move_id.name, 300))
        self.assertEqual(str(row["date"]), "2026-10-20")

    def test_voided_money_is_owed_again(self):
        receipt = self._pay(200)
        self.service.with_user(self.supervisor)._void(receipt, "Mistyped")
        self.assertEqual(self._closing(self._statement()), 529.36)

    # ------------------------------------------------------------------
    # SCREEN, PAPER, ACCESS
    # ------------------------------------------------------------------

    def test_rows_follow_the_choice_on_the_screen(self):
        form = Form(self.env["estate.statement"].with_user(self.front_desk))
        form.unit_ids.add(self.unit)
        form.date_from = "2026-10-01"
        self.assertEqual(len(form.line_ids), 2)
        form.unit_ids.add(self.unit_2)
        self.assertEqual(len(form.line_ids), 4)
        statement = form.save()
        self.assertEqual(len(statement.line_ids), 4)

    def _lines(self, page, number):
        """Lines of the description in a row of the paper."""
        return page.xpath("//tr[@class='e_statement_line']")[number].xpath("td[3]/div")

    def test_paper(self):
        self._pay(200)
        self._collect(self.unit, [], prepayments=[(False, 300)])
        statement = self._statement()
        page = tree_of(self.env, REPORT, statement, self.cashier)
        rows = rows_of(page, "e_statement_line")
        self.assertEqual(len(rows), 3)
        self.assertEqual(rows[-1][3:], ["", "200.00", "329.36"])
        self.assertEqual(
            [" ".join(line.text_content().split()) for line in self._lines(page, 0)],
            ["September 2026 Management Fee 249.68", "September 2026 Lighting 15.00"],
        )
        self.assertEqual(words_of(page, "e_closing"), ["329.36"])
        self.assertEqual(words_of(page, "e_opening"), ["0.00"])
        (prepaid,) = rows_of(page, "e_prepaid")
        self.assertEqual(prepaid, ["Prepayments", "0.00", "300.00", "0.00", "300.00"])
        link = statement.get_base_url() + "/my/invoices"
        source = page.xpath("//img[@class='e_qr_code']/@src")[0]
        self.assertEqual(qr_matrix(source), qr_modules(link))

    def test_paper_of_each_unit_in_its_payer_s_language(self):
        self.owner_2.lang = "zh_CN"
        statement = self._statement(self.unit | self.unit_2)
        page = tree_of(self.env, REPORT, statement, self.cashier)
        articles = page.xpath("//div[@data-oe-model='estate.statement']")
        self.assertEqual(
            [article.get("data-oe-lang") for article in articles], ["en_US", "zh_CN"]
        )
        self.assertIn("2026年10月", articles[1].text_content())

    def test_only_units_of_one_s_communities(self):
        elsewhere = self._new_staff("front_desk", login="elsewhere")
        elsewhere.estate_community_ids = False
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            statement = self._statement(user=elsewhere)
            statement.action_print()

    def test_a_statement_is_for_who_asked(self):
        statement = self._statement(user=self.cashier)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models"):
            tree_of(self.env, REPORT, statement, self.front_desk)

    def test_queries_do_not_grow_with_the_units(self):
        few, many = self.unit, self.unit | self.unit_2 | self.shop

        def queries(units):
            statement = self._statement(units)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            statement._sections()
            return self.env.cr.sql_log_count - before

        queries(few)
        self.assertLessEqual(queries(many), queries(few))
