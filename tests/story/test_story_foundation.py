"""The main job from end to end: an estate in, a month out, money in, all of it tied.

Each step is done by the person whose work it is, with the buttons he has.
"""

import csv
import io
import json
from collections import defaultdict
from decimal import Decimal

from freezegun import freeze_time

from odoo import Command
from odoo.tests import Form, tagged

from ..onboarding.onboarding_common import ARCHIVE, DATA, OPENING, OnboardingCommon

D = Decimal
FACTS = json.loads((DATA / "estate.json").read_text("utf-8"))
KINDS = {"住宅": "home", "商铺": "shop"}
HOME = "1-1-101"


@tagged("post_install", "-at_install")
class TestStoryFoundation(OnboardingCommon):
    """Import, tariffs, bill run, counter, prepayment, statement, ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["estate.setup"]._set_up(cls.company)
        cls.company.estate_auto_apply_prepayment = True
        cls.staff = {
            role: cls._new_staff(role)
            for role in ("finance_clerk", "accountant", "front_desk", "cashier")
        }
        for user in cls.staff.values():
            user.estate_community_ids = [Command.set(cls.hillside.ids)]

    def _as(self, role, records):
        return records.with_user(self.staff[role])

    # ---- The steps --------------------------------------------------------------

    def _set_up_tariffs(self):
        self.items = {}
        tax = self._included_tax()
        for tariff in FACTS["tariffs"]:
            prices = tariff.get("prices") or {None: tariff["price"]}
            item = self._new_item(
                tariff["item"],
                float(next(iter(prices.values()))),
                basis=tariff["basis"],
                kind=tariff["kind"],
                tax=tax if tariff["kind"] == "own" else None,
            )
            for kind, price in list(prices.items())[1:]:
                item.price_ids[0].copy(
                    {"unit_kind": KINDS[kind], "price": float(price)}
                )
            self.items[tariff["item"]] = item

    def _assign_by_rule(self):
        for tariff in FACTS["tariffs"]:
            domain = [("parking_spaces", ">", 0)] if tariff.get("when") else []
            rule = self.env["estate.fee.rule"].create(
                {
                    "name": tariff["item"],
                    "community_id": self.hillside.id,
                    "item_id": self.items[tariff["item"]].id,
                    "unit_domain": str(domain),
                    "date_from": FACTS["cut_over"],
                }
            )
            rule.action_apply()

    def _publish(self, month):
        """A clerk plans and publishes; the scheduled job writes the bills."""
        runs = self._as("finance_clerk", self.env["estate.bill.run"])
        with Form(runs) as form:
            form.community_id = self.hillside
            form.date_from = f"{month}-01"
        run = form.record
        run.action_plan()
        run.action_publish()
        self.assertEqual(run.state, "publishing")
        self._run_cron("cron_publish_bills")
        self.assertEqual(run.state, "done")
        return run.sudo()

    def _screen(self, role, unit):
        """The collection screen of a unit, saved."""
        return self._as(
            role, self.env["estate.collect"].with_context(default_unit_id=unit.id)
        ).create({})

    def _take(self, screen, amount=None):
        """Take the amount (what is to be paid) in the first way, which is cash."""
        amount = amount or screen.pay_total
        with Form(screen) as form, form.method_ids.edit(0) as row:
            row.amount = amount
        screen.action_collect()
        return screen.receipt_id

    # ---- The proof --------------------------------------------------------------

    def _billed(self, run):
        """{unit: {item: amount}} as the published invoices have it."""
        bills = defaultdict(dict)
        for line in run.move_ids.invoice_line_ids:
            amount = D(str(line.price_total))
            bills[line.estate_unit_id.code][line.estate_item_id.name] = amount
        return dict(bills)

    def _expected(self):
        text = (DATA / FACTS["files"]["expected_bills"]).read_text("utf-8-sig")
        unit, *items, total = next(rows := csv.reader(io.StringIO(text)))
        return {
            unit: {
                item: D(amount)
                for item, amount in zip(items, amounts, strict=True)
                if amount
            }
            for unit, *amounts, total in rows
        }

    def _assert_tied(self):
        """Open lines = statement = partner ledger = receivable account, per unit."""
        lines = self.env["estate.cashier"]._open_lines(self.hillside.unit_ids)
        items = self.env["account.move.line"].search(
            [
                ("estate_unit_id.community_id", "=", self.hillside.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        by_unit = items.grouped("estate_unit_id")
        figures = self.hillside.unit_ids._arrears()
        for unit in self.hillside.unit_ids:
            ledger = sum(by_unit.get(unit, items.browse()).mapped("balance"))
            shown = sum(row["open"] for row in lines if row["unit_id"] == unit.id)
            self.assertAlmostEqual(float(shown), ledger, 2, unit.code)
            total = figures.get(unit.id, (0,))[0]
            self.assertAlmostEqual(float(total), ledger, 2, unit.code)
        self._assert_statements_tied(items)
        account = items.account_id
        [[balance]] = self.env["account.move.line"]._read_group(
            [("account_id", "in", account.ids), ("parent_state", "=", "posted")],
            aggregates=["balance:sum"],
        )
        self.assertAlmostEqual(balance, sum(items.mapped("balance")), 2)

    def _assert_statements_tied(self, items):
        """The paper of a unit, and the ledger of the person who owes."""
        for unit in self._unit(HOME) | self._unit("1-1-102"):
            of_unit = items.filtered(lambda i, unit=unit: i.estate_unit_id == unit)
            statement = self._as("cashier", self.env["estate.statement"]).create(
                {
                    "unit_ids": [Command.set(unit.ids)],
                    "date_from": "2026-01-01",
                    "date_to": "2026-12-31",
                }
            )
            closing = statement.line_ids[-1:].balance
            self.assertAlmostEqual(closing, sum(of_unit.mapped("balance")), 2)
            self.assertAlmostEqual(closing, sum(of_unit.mapped("amount_residual")), 2)
            owed = float(self._owed_by(unit.owner_id))
            self.assertAlmostEqual(unit.owner_id.credit, owed, 2)

    def _owed_by(self, partner):
        """What the counter shows as open on all units that this person pays for."""
        units = self.hillside.unit_ids
        lines = self.env["estate.cashier"]._open_lines(units)
        charged = self.env["account.move.line"].browse(
            [row["move_line_id"] for row in lines]
        )
        return sum(
            row["open"]
            for row, line in zip(lines, charged, strict=True)
            if line.partner_id == partner
        )

    def test_story_an_estate_in_bills_out_money_in(self):
        with freeze_time("2026-10-02"):
            self._set_up_tariffs()
            files = {name: self._slice(name) for name in (ARCHIVE, OPENING)}
            importer = self._imported(files, cut_over=FACTS["cut_over"])
            self.assertEqual(importer.bad_row_count, 3)
            self._assert_tied()
            self._assign_by_rule()
            run = self._publish("2026-10")
            self.assertEqual(self._billed(run), self._expected())
            self._assert_tied()
            again = self.env["estate.bill.run"].create(
                {"community_id": self.hillside.id, "date_from": "2026-10-01"}
            )
            again.action_plan()
            self.assertFalse(again.todo_count, "the month is billed already")
        with freeze_time("2026-10-20"):
            self._pay_everything_and_two_months_ahead()
            self._pay_a_part_of_the_oldest()
            self._assert_tied()
        with freeze_time("2026-11-02"):
            run = self._publish("2026-11")
            home = run.move_ids.filtered(lambda m: m.estate_unit_id.code == HOME)
            self.assertIn(home.payment_state, ("paid", "in_payment"))
            self.assertEqual(self._held(HOME), home.amount_total, "December is left")
            self._assert_tied()

    def _pay_everything_and_two_months_ahead(self):
        """The front desk, finance being away (R-707, R-804)."""
        unit = self._unit(HOME)
        month = sum(self._expected()[HOME].values())
        held = D(str(self._held(HOME)))
        screen = self._screen("front_desk", unit)
        due = D(str(screen.open_total))
        screen.action_pay_all()
        screen.prepay_months = 2
        screen.action_prepay_months()
        self.assertEqual(D(str(screen.pay_total)), due + 2 * month)
        receipt = self._take(screen)
        self.assertTrue(receipt.name)
        self.assertEqual(D(str(self._held(HOME))), held + 2 * month)

    def _pay_a_part_of_the_oldest(self):
        unit = self._unit("1-1-102")
        screen = self._screen("cashier", unit)
        due = screen.open_total
        screen.amount_oldest = 100
        screen.action_oldest_first()
        self._take(screen)
        self.assertAlmostEqual(self._screen("cashier", unit).open_total, due - 100, 2)

    def _held(self, code):
        unit = self._unit(code)
        return float(self.env["estate.cashier"]._prepaid_balance(unit).get(unit.id, 0))
