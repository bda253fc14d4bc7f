"""The estate of the year end's story, and how its books are looked at."""

from decimal import Decimal

from odoo import Command

from odoo.addons.mail.tests.common import MailCase

from ..delivery.delivery_common import DeliveryCommon
from ..fee.fee_common import CONSENT
from .year_end_table import LEDGER

D = Decimal
CENT = D("0.01")


class YearEndCommon(MailCase, DeliveryCommon):
    """Three units with three fees from December on, and a water meter in 1-1-102."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for assignment in cls.assignments:
            assignment.unlink()
        cls._set_up_fees()
        cls._set_up_people()

    @classmethod
    def _set_up_fees(cls):
        """Three fees for each, water for one; tax and agency money booked apart."""
        cls.item_area.billing_cycle = "month"
        cls.item_late = cls._new_item("违约金", 1, kind="late_fee")
        cls.env["estate.fee.item"].search([]).price_ids.write(CONSENT)
        data, company = cls.company_data, cls.company
        company.tax_calculation_rounding_method = "round_globally"
        taxed = cls.tax.repartition_line_ids.filtered(
            lambda line: line.repartition_type == "tax"
        )
        taxed.account_id = data["default_account_tax_sale"]
        for item in cls.item_garbage | cls.water:
            item.product_id.property_account_income_id = (
                company.estate_agency_account_id
            )
        cls._assign_all(date_from="2026-12-01")
        charge = cls._assign(cls.unit_2, cls.water, "2026-12-01")
        cls.meter_102 = cls._meter(
            cls.unit_2,
            "W102",
            100,
            date_install="2026-11-30",
            assignment_id=charge.id,
        )
        cls.items = {
            cls.item_area: "area",
            cls.item_light: "light",
            cls.item_garbage: "garbage",
            cls.water: "water",
        }
        cls.accounts = {
            cls.receivable: "receivable",
            data["default_account_revenue"]: "income",
            data["default_account_tax_sale"]: "tax",
            data["default_account_expense"]: "expense",
            company.estate_agency_account_id: "agency",
            company.estate_cash_difference_account_id: "difference",
            cls.cash.payment_account_id
            or cls.cash.journal_id.default_account_id: "cash",
        }

    @classmethod
    def _set_up_people(cls):
        cls.owner.email = "seller@example.com"
        cls.owner_2.email = "owner2@example.com"
        cls.buyer.email = "buyer@example.com"
        cls.shop_owner.email = "shop@example.com"
        cls.community.write({"manager_id": cls.manager.id, "hotline": "400-888"})
        cls.company.write({"estate_waiver_limit": 200})
        cls.env["estate.dunning.policy"].create(
            {
                "name": "Dunning",
                "company_id": cls.company.id,
                "min_amount": 1.0,
                "level_ids": [
                    Command.create(
                        {
                            "name": "Mail",
                            "channel": "mail",
                            "days": 7,
                            "subject": "{unit}: fees",
                            "body": "Dear {payer}, {unit} owes {amount}.",
                            "neutral_body": "Please ask {payer} to call {company}.",
                        }
                    )
                ],
            }
        )

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    def _take(self, unit, payer, amount):
        """The cashier takes all that somebody owes for a unit; return its entry."""
        rows = self._open(unit, partner=payer)
        receipt = self._collect(
            unit, [(row["move_line_id"], row["open"]) for row in rows], payer=payer
        )
        self.assertEqual(receipt.amount, amount)
        return receipt.sudo().payment_ids.move_id

    def _dun(self):
        runs = self.env["estate.dunning.run"].with_user(self.finance_clerk)
        run = runs.create({"community_id": self.community.id})
        run.action_plan()
        return run

    def _enter(self, name, move):
        """Remember an entry of the story under its name in the table."""
        self.assertEqual(len(move), 1, name)
        self.moves[name] = move.sudo()

    # ------------------------------------------------------------
    # LOOKING
    # ------------------------------------------------------------

    def _lines(self, lines, unit, amount):
        """Return what lines of a plan or of bills charge, as ``DECEMBER`` does."""
        billed = unit.startswith("estate_")
        prefix = "estate_" if billed else ""
        found = {}
        for line in lines:
            found.setdefault(line[unit].code, []).append(
                (
                    self.items[line[f"{prefix}item_id"]],
                    str(line[f"{prefix}date_from"]),
                    str(line[f"{prefix}date_to"]),
                    str(self._cents(line[amount])),
                )
            )
        order = list(self.items.values())
        return {
            code: sorted(rows, key=lambda row: (order.index(row[0]), row[1]))
            for code, rows in found.items()
        }

    def _look_at_the_ledger(self):
        items = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("parent_state", "=", "posted"),
                ("date", ">=", "2026-12-01"),
            ]
        )
        self.assertEqual(
            items.move_id, self.env["account.move"].union(*self.moves.values())
        )
        self.assertEqual(set(self.moves), set(LEDGER))
        for name, (partner, unit, rows) in LEDGER.items():
            with self.subTest(name):
                self.assertEqual(
                    self._booked(self.moves[name]), self._expected(partner, unit, rows)
                )
        totals = [
            sum(map(self._cents, items.mapped(side))) for side in ("debit", "credit")
        ]
        self.assertEqual(totals[0], totals[1])
        expected = [D(row[1]) for *_whose, rows in LEDGER.values() for row in rows]
        self.assertEqual(totals[0], sum(expected))
        self._assert_accounts_agree(items)

    def _cents(self, amount):
        return D(str(amount)).quantize(CENT)

    def _booked(self, move):
        return sorted(
            (
                self.accounts[item.account_id],
                item.partner_id.id,
                item.estate_unit_id.code,
                self._cents(item.debit),
                self._cents(item.credit),
            )
            for item in move.line_ids
        )

    def _expected(self, partner, unit, rows):
        partner_id = getattr(self, partner).id if partner else False
        return sorted(
            (account, partner_id, unit, self._cents(debit), self._cents(credit))
            for account, debit, credit in rows
        )

    def _assert_accounts_agree(self, items):
        """Statement, open lines, partner ledger and receivable account, by hand too."""
        due = items.filtered(lambda item: item.account_id == self.receivable)
        self.assertEqual(
            {
                partner: sum(map(self._cents, mine.mapped("balance")))
                for partner, mine in due.grouped("partner_id").items()
            },
            {
                self.owner: D("144.74"),  # 142.92 + 1.82
                self.buyer: D(0),
                self.owner_2: D("310.42"),  # 307.05 + 3.37
                self.shop_owner: D(0),
            },
        )
        for unit, owed in (
            (self.unit, D("144.74")),
            (self.unit_2, D("310.42")),
            (self.shop, D(0)),
        ):
            statement = (
                self.env["estate.statement"]
                .with_user(self.accountant)
                .create(
                    {
                        "unit_ids": [Command.set(unit.ids)],
                        "partner_id": False,
                        "date_from": "2026-12-01",
                        "date_to": "2027-01-31",
                    }
                )
            )
            balance, residual = self._receivable(unit)
            opened = sum((row["open"] for row in self._open(unit)), D(0))
            closing = statement.line_ids[-1].balance
            self.assertEqual(
                [
                    self._cents(figure)
                    for figure in (closing, balance, residual, opened, unit.open_amount)
                ],
                [owed] * 5,
            )
        self.assertEqual(
            self._cents(self._balance(self.receivable)), D("144.74") + D("310.42")
        )
