"""From plan rows to complete journal entries, as core would write them."""

from typing import NamedTuple

from odoo.fields import Command

TAX_FACTS = ("tax_rate", "tax_included")
"""What an explanation says about taxes; absent where they are no single percentage."""


class PlanRow(NamedTuple):
    """One row of ``estate_bill_plan`` as the writer reads it."""

    id: int
    unit_id: int
    payer_id: int
    assignment_id: int
    item_id: int
    date_from: object
    date_to: object
    part: int
    amount: object
    explanation: dict


class BillEntryBuilder:
    """Builds the values of the bills of one chunk.

    Taxes are computed by core's own engine, once per set of equal lines: in an
    estate many homes have the same area. Everything that depends on the payer
    (receivable account, fiscal position, language) is read for all at once.
    """

    def __init__(self, run, groups):
        self.run = run
        self.env = run.env
        self.company = run.company_id
        self.currency = run.company_id.currency_id
        self.journal = run.company_id.estate_bill_journal_id
        self.payers = self.env["res.partner"].browse({payer for _, payer in groups})
        self.payers.mapped("commercial_partner_id.property_account_receivable_id")
        self.analytic = self._analytic_distribution()
        self.positions = self._has_fiscal_positions()
        self.payer_cache = {}
        self.item_cache = {}
        self.entry_cache = {}
        self.label_cache = {}
        self.header_cache = {}
        self.named_by_number = self._is_named_by_number()
        # Whatever core would compute before the insert is given, so that it need
        # not build a virtual record per item.
        self.line_common = {
            "journal_id": self.journal.id,
            "company_id": self.company.id,
            "company_currency_id": self.currency.id,
            "currency_id": self.currency.id,
            "is_storno": False,
        }

    # ------------------------------------------------------------------ HEADER

    def bill_vals(self, rows, name):
        """Values of one posted-to-be invoice with all its journal items."""
        payer = self._payer(rows[0].payer_id)
        unit_id = rows[0].unit_id
        return {
            "move_type": "out_invoice",
            "name": name,
            "payment_reference": name if self.named_by_number else False,
            "journal_id": self.journal.id,
            "company_id": self.company.id,
            "currency_id": self.currency.id,
            "partner_id": rows[0].payer_id,
            "partner_shipping_id": payer["shipping_id"],
            "partner_bank_id": payer["partner_bank_id"],
            "fiscal_position_id": payer["position"].id,
            "date": self.run.date_invoice,
            "invoice_date": self.run.date_invoice,
            "invoice_date_due": self.run.date_due,
            "invoice_payment_term_id": False,
            "invoice_user_id": self.env.uid,
            "invoice_incoterm_id": self.company.incoterm_id.id,
            "preferred_payment_method_line_id": payer["method_id"],
            "invoice_currency_rate": 1.0,
            "delivery_date": False,
            "taxable_supply_date": False,
            "narration": payer["narration"],
            "estate_unit_id": unit_id,
            "estate_run_id": self.run.id,
            "estate_period": self.run.date_from,
            "line_ids": self._line_commands(rows, name, payer),
        }

    def _payer(self, partner_id):
        if partner_id not in self.payer_cache:
            partner = self.payers.browse(partner_id).with_prefetch(self.payers.ids)
            self.payer_cache[partner_id] = self._read_payer(partner)
        return self.payer_cache[partner_id]

    def _read_payer(self, partner):
        partner = partner.with_company(self.company)
        shipping = self._shipping(partner)
        position = self.env["account.fiscal.position"]
        if self.positions:
            position = position.with_company(self.company)._get_fiscal_position(
                partner, delivery=shipping
            )
        account = partner.commercial_partner_id.property_account_receivable_id
        method = partner.property_inbound_payment_method_line_id
        return {
            "partner_id": partner.commercial_partner_id.id,
            "shipping_id": shipping.id,
            "lang": partner.lang or self.env.lang,
            "position": position,
            "account_id": position.map_account(account).id,
            "method_id": method.id,
            **self._header(partner, method),
        }

    def _shipping(self, partner):
        if not partner.child_ids and not partner.parent_id:
            return partner
        return partner.browse(partner.address_get(["delivery"])["delivery"])

    def _header(self, partner, method):
        """What core prints for payers of one language and way to pay, asked once."""
        key = (partner.lang, method)
        if key not in self.header_cache:
            move = self.env["account.move"].new(
                {
                    "move_type": "out_invoice",
                    "journal_id": self.journal.id,
                    "company_id": self.company.id,
                    "partner_id": partner.id,
                    "preferred_payment_method_line_id": method.id,
                }
            )
            self.header_cache[key] = {
                "partner_bank_id": move.partner_bank_id.id,
                "narration": move.narration,
            }
        return self.header_cache[key]

    def _is_named_by_number(self):
        """Whether the payment reference is the number; others core makes on posting."""
        return (
            self.journal.invoice_reference_model == "odoo"
            and self.journal.invoice_reference_type == "invoice"
        )

    def _has_fiscal_positions(self):
        found = self.env["account.fiscal.position"].search_count(
            [("company_id", "in", self.company.parent_ids.ids)], limit=1
        )
        return bool(found)

    def _analytic_distribution(self):
        account = self.run.community_id.analytic_account_id
        return {str(account.id): 100.0} if account else False

    # ------------------------------------------------------------------- LINES

    def _line_commands(self, rows, name, payer):
        key = (payer["position"], *((row.item_id, row.amount) for row in rows))
        if key not in self.entry_cache:
            self.entry_cache[key] = self._compute_entry(rows, payer["position"])
        products, taxes, total = self.entry_cache[key]
        unit_id = rows[0].unit_id
        common = {
            **self.line_common,
            "partner_id": payer["partner_id"],
            "estate_unit_id": unit_id,
        }
        commands = [
            Command.create(
                {
                    **values,
                    **common,
                    "name": self._label(row, payer["lang"]),
                    "estate_assignment_id": row.assignment_id,
                    "estate_item_id": row.item_id,
                    "estate_date_from": row.date_from,
                    "estate_date_to": row.date_to,
                    "estate_part": row.part,
                    "estate_explanation": self._explanation(row, payer["position"]),
                }
            )
            for values, row in zip(products, rows, strict=True)
        ]
        commands += [Command.create({**values, **common}) for values in taxes]
        commands.append(
            Command.create(
                {
                    **common,
                    "display_type": "payment_term",
                    "sequence": 12000,
                    "name": name if self.named_by_number else False,
                    "account_id": payer["account_id"],
                    "date_maturity": self.run.date_due,
                    "balance": total,
                    "amount_currency": total,
                    "discount_date": False,
                    "discount_balance": 0.0,
                    "discount_amount_currency": 0.0,
                    "tax_line_id": False,
                    "tax_group_id": False,
                    **self._non_product_vals(),
                }
            )
        )
        return commands

    def _non_product_vals(self):
        return {
            "tax_ids": False,
            "product_uom_id": False,
            "quantity": 0.0,
            "price_unit": 0.0,
        }

    def _compute_entry(self, rows, position):
        """Product items, tax items and total of these amounts, by core's tax engine."""
        engine = self.env["account.tax"]
        base_lines = [self._base_line(row, position) for row in rows]
        engine._add_tax_details_in_base_lines(base_lines, self.company)
        engine._round_base_lines_tax_details(base_lines, self.company)
        engine._add_accounting_data_in_base_lines_tax_details(base_lines, self.company)
        result = engine._prepare_tax_lines(base_lines, self.company)
        products = [
            self._product_vals(base_line, amounts)
            for base_line, amounts in result["base_lines_to_update"]
        ]
        taxes = [self._tax_vals(values) for values in result["tax_lines_to_add"]]
        balance = sum(vals["balance"] for vals in products + taxes)
        return products, taxes, self.currency.round(-balance)

    def _tax_vals(self, values):
        repartition = self.env["account.tax.repartition.line"].browse(
            values["tax_repartition_line_id"]
        )
        return {
            **self._non_product_vals(),
            **values,
            "display_type": "tax",
            "sequence": 10000,
            "tax_line_id": repartition.tax_id.id,
            "tax_group_id": repartition.tax_id.tax_group_id.id,
        }

    def _base_line(self, row, position):
        item = self._item(row.item_id, position)
        return self.env["account.tax"]._prepare_base_line_for_taxes_computation(
            None,
            product_id=item["product"],
            product_uom_id=item["product"].uom_id,
            account_id=item["account"],
            tax_ids=item["taxes"],
            price_unit=float(row.amount),
            quantity=1.0,
            currency_id=self.currency,
            rate=1.0,
            sign=-1,
            is_refund=False,
            analytic_distribution=self.analytic,
        )

    def _product_vals(self, base_line, amounts):
        details = base_line["tax_details"]
        return {
            "display_type": "product",
            "sequence": 100,
            "tax_line_id": False,
            "tax_group_id": False,
            "product_id": base_line["product_id"].id,
            "product_uom_id": base_line["product_uom_id"].id,
            "account_id": base_line["account_id"].id,
            "tax_ids": [Command.set(base_line["tax_ids"].ids)],
            "tax_tag_ids": amounts["tax_tag_ids"],
            "quantity": 1.0,
            "price_unit": base_line["price_unit"],
            "balance": amounts["balance"],
            "amount_currency": amounts["amount_currency"],
            "price_subtotal": details["total_excluded_currency"]
            + details["delta_total_excluded_currency"],
            "price_total": details["total_included_currency"],
            "analytic_distribution": self.analytic,
        }

    def _item(self, item_id, position):
        key = (item_id, position)
        if key not in self.item_cache:
            item = self.env["estate.fee.item"].browse(item_id)
            product = item.product_id.with_company(self.company)
            accounts = product.product_tmpl_id.get_product_accounts(position)
            taxes = position.map_tax(item._sale_taxes())
            self.item_cache[key] = {
                "product": product,
                "account": accounts["income"] or self.journal.default_account_id,
                "taxes": taxes,
                "plain_tax": dict(zip(TAX_FACTS, item._plain_tax(taxes), strict=True)),
            }
        return self.item_cache[key]

    def _explanation(self, row, position):
        """The plan's explanation with the taxes of this bill, as its payer has them."""
        facts = {**row.explanation, **self._item(row.item_id, position)["plain_tax"]}
        return {key: fact for key, fact in facts.items() if fact is not None}

    def _label(self, row, lang):
        """What the bill line says: the item and its days, in the payer's language."""
        key = (row.item_id, row.date_from, row.date_to, row.part, lang)
        if key not in self.label_cache:
            item = self.env["estate.fee.item"].browse(row.item_id)
            self.label_cache[key] = item.with_context(lang=lang)._bill_label(
                row.date_from, row.date_to, row.part
            )
        return self.label_cache[key]
