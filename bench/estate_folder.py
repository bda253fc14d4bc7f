"""An estate from a folder of files: set up, imported and billed on a fresh database.

The folder has the layout of ../shared/data: `estate.json` names the currency, the
cut-over, the tariffs and the files. Everything runs through the code that the wizards
call: the accounting set-up, the import (good rows only), the fee rules, the bill run.
"""

import csv
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from odoo.fields import Command

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SAMPLE = min(DATA.glob("*/estate.json"), default=DATA / "estate.json").parent
"""The first folder of an estate beside the repository, if there is one."""
IMPORTED = ("archive", "opening", "mandates")
"""Files that the import of the estate takes, as far as the folder has them."""


class Estate:
    """One estate on a fresh database, from its folder."""

    def __init__(self, env, folder):
        self.env = env
        self.folder = folder
        self.facts = json.loads((folder / "estate.json").read_text("utf-8"))
        self.items = {}
        self.imported = [key for key in IMPORTED if self.has(key)]

    def has(self, *keys):
        """Whether the folder names these files."""
        return all(key in self.facts["files"] for key in keys)

    def read(self, key):
        return (self.folder / self.facts["files"][key]).read_bytes()

    # ---- Set-up ---------------------------------------------------------------

    def set_up(self):
        """The company in the estate's currency, its accounts, the community."""
        company = self.env.company
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", self.facts["currency"])])
        currency.active = True
        company.currency_id = currency
        if currency.name == "CNY":
            company.country_id = self.env.ref("base.cn")
        self.env["estate.setup"]._set_up(company)
        company.currency_id = currency
        self.community = self.env["estate.community"].create(
            {"name": self.facts["name"], "code": "E", "company_id": company.id}
        )
        self.profile = self.env["estate.import.profile"]._default_for(company)

    def set_up_tariffs(self):
        """One fee item per tariff, with its prices and the rule that assigns it."""
        tax = self._tax()
        for tariff in self.facts["tariffs"]:
            item = self.env["estate.fee.item"].create(
                {
                    "name": tariff["item"],
                    "code": tariff["item"],
                    "kind": tariff["kind"],
                    "basis": tariff["basis"],
                }
            )
            taxes = tax.ids if tariff["kind"] == "own" else []
            item.product_id.taxes_id = [Command.set(taxes)]
            self.items[tariff["item"]] = item
            self._set_prices(item, tariff)

    def _tax(self):
        facts = self.facts["tax"]
        included = "tax_included" if facts["price_include"] else "tax_excluded"
        return self.env["account.tax"].create(
            {
                "name": f"{facts['rate']} {included}",
                "amount": float(Decimal(facts["rate"]) * 100),
                "amount_type": "percent",
                "price_include_override": included,
                "type_tax_use": "sale",
            }
        )

    def _set_prices(self, item, tariff):
        prices = tariff.get("prices") or {None: tariff["price"]}
        self.env["estate.fee.price"].create(
            [
                {
                    "item_id": item.id,
                    "unit_kind": kind and self._word("kind", kind),
                    "price": float(price),
                    "date_from": self.facts["cut_over"],
                }
                for kind, price in prices.items()
            ]
        )

    def _word(self, key, text):
        """What a word of the archive means, by the import's own profile."""
        from odoo.addons.estate_service.models.onboarding.estate_import_profile import (
            header_key,
        )

        return self.profile._value_map("units", key)[header_key(text)]

    # ---- The month ------------------------------------------------------------

    def import_files(self):
        files = [(self.facts["files"][key], self.read(key)) for key in self.imported]
        self.importer = self.env["estate.import"].create(
            {
                "community_id": self.community.id,
                "cut_over": self.facts["cut_over"],
                "attachment_ids": [
                    Command.create({"name": name, "raw": data}) for name, data in files
                ],
            }
        )
        self.importer.action_read()

    def assign(self):
        """Charge every tariff to the units that its condition means."""
        rules = self.env["estate.fee.rule"].create(
            [
                {
                    "name": tariff["item"],
                    "community_id": self.community.id,
                    "item_id": self.items[tariff["item"]].id,
                    "unit_domain": str(self._condition(tariff.get("when"))),
                    "date_from": self.facts["cut_over"],
                }
                for tariff in self.facts["tariffs"]
            ]
        )
        rules.action_apply()

    def _condition(self, when):
        """`column=value` of the archive as a filter on units, by the profile."""
        if not when:
            return []
        header, value = when.split("=")
        synonyms = self.profile._synonyms("units")
        key = next(key for key, names in synonyms.items() if header in names)
        meant = self._word(key, value)
        if key == "parking":
            return [("parking_spaces", ">" if meant == "yes" else "=", 0)]
        return [(key, "=", meant)]

    def plan(self):
        month = f"{self.facts['billing_month']}-01"
        self.run = self.env["estate.bill.run"].create(
            {
                "community_id": self.community.id,
                "date_from": month,
                "date_invoice": month,
            }
        )
        self.run.action_plan()

    # ---- Proof ----------------------------------------------------------------

    def billed(self):
        """{unit code: {item name: amount, tax included}} of the published bills."""
        lines = self.env["account.move.line"].search_fetch(
            [("move_id", "in", self.run.move_ids.ids), ("estate_item_id", "!=", False)],
            ["estate_unit_id", "estate_item_id", "price_total"],
        )
        bills = defaultdict(lambda: defaultdict(Decimal))
        for line in lines:
            amount = Decimal(str(line.price_total))
            unit = line.estate_unit_id.code
            bills[unit][line.estate_item_id.name] += amount
        return {unit: dict(amounts) for unit, amounts in bills.items()}

    def expected(self):
        """The same of the file of expected bills, and each bill's total."""
        path = self.folder / self.facts["files"]["expected_bills"]
        with path.open(encoding="utf-8-sig", newline="") as stream:
            _unit, *items, _total = next(reader := csv.reader(stream))
            return {
                unit: (
                    {
                        item: Decimal(amount)
                        for item, amount in zip(items, amounts, strict=True)
                        if amount
                    },
                    Decimal(total),
                )
                for unit, *amounts, total in reader
            }

    def ties(self):
        """{name: (one side, other side)} of what must be equal once bills are out."""
        totals = self.importer.total_ids
        open_lines = self.env["estate.cashier"]._open_lines(self.community.unit_ids)
        bills = sum(self.run.move_ids.mapped("amount_total"))
        return {
            "opening": (
                sum(totals.mapped("new_amount")),
                sum(totals.mapped("ledger_amount")),
            ),
            "bills": (bills, sum(total for _items, total in self.expected().values())),
            "open": (self.owed(), sum(line["open"] for line in open_lines)),
        }

    def owed(self):
        """What is open of the units' receivables, by the ledger."""
        domain = [
            ("estate_unit_id", "in", self.community.unit_ids.ids),
            ("account_id.account_type", "=", "asset_receivable"),
        ]
        return self.total(domain, "amount_residual")

    def total(self, domain, field="balance"):
        """The sum of a field over posted journal items."""
        domain = [("parent_state", "=", "posted"), *domain]
        lines = self.env["account.move.line"]
        ((amount,),) = lines._read_group(domain, [], [f"{field}:sum"])
        return Decimal(str(amount or 0))


def steps(estate):
    """The work, in the order of an onboarding; each step is measured."""
    yield "set-up", estate.set_up
    yield "tariffs", estate.set_up_tariffs
    yield "read", estate.import_files
    yield "dry run", lambda: estate.importer.action_check()
    yield "import", lambda: estate.importer.action_import_good()
    yield "assign", estate.assign
    yield "plan", estate.plan
    yield "publish", lambda: estate.run._publish_all()
