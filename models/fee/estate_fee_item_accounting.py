from odoo import Command, api, fields, models
from odoo.exceptions import UserError

OTHERS_MONEY = ("agency", "deposit")
"""Kinds of items whose money belongs to somebody else: never income (R-803)."""


class EstateFeeItem(models.Model):
    """How an item is booked. Whoever makes an item need not know products.

    Left empty, the product is made with the account and the tax that the company's
    set-up has for the item's kind.
    """

    _inherit = "estate.fee.item"

    income_account_id = fields.Many2one(
        "account.account",
        "Booked On",
        compute="_compute_accounting",
        inverse="_inverse_income_account",
        domain="[('company_ids', 'in', company_id)]",
        help="Of the fee's product; bills from now on are booked there.",
    )
    tax_ids = fields.Many2many(
        "account.tax",
        string="Taxes",
        compute="_compute_accounting",
        inverse="_inverse_taxes",
        domain="[('company_id', '=', company_id), ('type_tax_use', '=', 'sale')]",
        help="Of the fee's product; bills from now on carry them.",
    )
    accounting_note = fields.Char(compute="_compute_accounting")

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("product_id", "kind", "company_id")
    @api.depends_context("lang")
    def _compute_accounting(self):
        for item in self:
            product = item._product_sudo()
            account = product.product_tmpl_id._get_product_accounts()["income"]
            item.income_account_id = account
            item.tax_ids = product.taxes_id._filter_taxes_by_company(item.company_id)
            item.accounting_note = product and item._judge_account(account)

    def _inverse_income_account(self):
        for item in self:
            account = item.income_account_id
            accounts = item._product_sudo().product_tmpl_id._get_product_accounts()
            if account != accounts["income"]:
                item._own_product().property_account_income_id = account

    def _inverse_taxes(self):
        for item in self:
            taxes = item._product_sudo().taxes_id
            mine = taxes._filter_taxes_by_company(item.company_id)
            if item.tax_ids != mine:
                item._own_product().taxes_id = taxes - mine | item.tax_ids

    def _own_product(self):
        """Return the product to write on, which no other fee is booked by.

        :raises UserError: when another fee shares the product
        """
        self.check_access("write")
        # Whether a product is shared is asked of all companies' items.
        items = self.sudo().with_context(active_test=False)
        shared = items.search(
            [("product_id", "=", self.product_id.id), ("id", "!=", self.id)]
        )
        if shared:
            raise UserError(
                self.env._(
                    "%(others)s is booked by the same product: choose another product "
                    "for %(item)s first.",
                    others=", ".join(shared.mapped("name")),
                    item=self.name,
                )
            )
        return self._product_sudo()

    def _judge_account(self, account):
        """What is wrong with booking this item there, or nothing."""
        on_income = account.internal_group == "income"
        if self.kind in OTHERS_MONEY and on_income:
            return self.env._(
                "This is money of others, but it is booked as income: choose a "
                "liability account."
            )
        if self.kind not in OTHERS_MONEY and account and not on_income:
            return self.env._("This is an own fee, but it is not booked as income.")
        return False

    # ------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            if not vals.get("product_id"):
                vals["product_id"] = self._make_product(vals).id
        return super().create(vals_list)

    def write(self, vals):
        if "kind" not in vals:
            return super().write(vals)
        self._check_kind_may_change(vals["kind"])
        follow = self.filtered(lambda item: item._has_proposed_account())
        result = super().write(vals)
        for item in follow:
            item._product_sudo().write(
                item._proposed_accounting(item.kind, item.company_id)
            )
        return result

    def _check_kind_may_change(self, kind):
        for item in self:
            if item.kind != kind and item._is_charged():
                raise UserError(
                    self.env._(
                        "%(item)s stands on bills, its kind cannot change: make a new "
                        "item.",
                        item=item.name,
                    )
                )

    def _is_charged(self):
        """Whether bills are booked as its kind asks; opening balances do not count."""
        # Whether a bill exists is a fact of the ledger, not of the user's rights.
        lines = self.env["account.move.line"].sudo()
        charged = [
            ("estate_item_id", "in", self.ids),
            ("move_id.move_type", "in", ("out_invoice", "out_refund")),
        ]
        return bool(lines.search_count(charged, limit=1))

    # ---------------------------------------------------------------- PRODUCT

    def _product_sudo(self):
        # Products are the administrator's; who may see or change the item sees or
        # changes how it is booked.
        return self.product_id.sudo().with_company(self.company_id)

    @api.model
    def _make_product(self, vals):
        """The product of a new item, booked as its kind asks (R-803)."""
        self.check_access("create")
        company = self.env["res.company"].browse(
            vals.get("company_id") or self.env.company.id
        )
        # Rights on products are the administrator's; the item's were checked.
        product = self.env["product.product"].sudo().with_company(company)
        return product.create(
            {
                "name": vals.get("name"),
                "type": "service",
                "company_id": company.id,
                "purchase_ok": False,
                "supplier_taxes_id": [Command.clear()],
                **self._proposed_accounting(vals.get("kind") or "own", company),
            }
        )

    @api.model
    def _proposed_accounting(self, kind, company):
        """Account and taxes that the product of an item of this kind should have."""
        account = self._proposed_account(kind, company)
        if kind in OTHERS_MONEY and not account:
            raise UserError(
                self.env._(
                    "The company %(company)s has no account for this money: run the "
                    "accounting set-up first.",
                    company=company.name,
                )
            )
        company = company.sudo()  # the set-up, for clerks without accounting rights
        tax = {
            "agency": company.estate_agency_tax_id,
            "deposit": company.estate_fee_tax_id.browse(),
        }.get(kind, company.estate_fee_tax_id)
        return {
            "property_account_income_id": account.id,
            "taxes_id": [Command.set(tax.ids)],
        }

    @api.model
    def _proposed_account(self, kind, company):
        purpose = kind if kind in OTHERS_MONEY else "income"
        # The set-up of the company, for clerks without accounting rights.
        return company.sudo()[f"estate_{purpose}_account_id"]

    def _has_proposed_account(self):
        """Tell whether the product still has the account that was proposed for it."""
        account = self._product_sudo().property_account_income_id
        return account == self._proposed_account(self.kind, self.company_id)
