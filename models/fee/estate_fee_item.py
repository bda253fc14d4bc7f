from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..registry.estate_community import CYCLES
from .bill_wording import number_text

FEE_KINDS = [
    ("own", "Own Fee"),
    ("agency", "Agency Fee"),
    ("service", "Special Service"),
    ("deposit", "Deposit"),
    ("late_fee", "Late Fee"),
]
BASES = [
    ("area_built", "Built Area"),
    ("area_inner", "Inner Area"),
    ("fixed", "Fixed per Unit"),
    ("vehicle", "Per Vehicle or Space"),
    ("usage", "Metered Usage"),
    ("share", "Share of a Cost"),
]
MEASURED_BASES = ("usage", "share")
"""What is charged once per reading or cost, whatever the days."""


class EstateFeeItem(models.Model):
    """What is charged (R-803): its product gives the account and the taxes."""

    _name = "estate.fee.item"
    _description = "Fee Item"
    _order = "sequence, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        FEE_KINDS,
        required=True,
        default="own",
        help="Own fees are income; agency money is owed to others; deposits go back "
        "(R-803).",
    )
    basis = fields.Selection(BASES, required=True, default="area_built")
    meter_type_id = fields.Many2one(
        "estate.meter.type",
        "Counted By",
        index="btree_not_null",
        ondelete="restrict",
        help="The kind of meter whose usage is charged.",
    )
    tier_period = fields.Selection(
        [
            ("reading", "Each Reading"),
            ("month", "Calendar Month"),
            ("quarter", "Calendar Quarter"),
            ("year", "Calendar Year"),
        ],
        "Tiers Count",
        required=True,
        default="year",
        help="Where prices have tiers: what was used since when counts for them, by "
        "the days of the readings. However often a month is read, and on how many "
        "meters one after the other, it has its first tier once.",
    )
    billing_cycle = fields.Selection(
        CYCLES, help="Empty: the cycle of the community (R-806)."
    )
    product_id = fields.Many2one(
        "product.product",
        ondelete="restrict",
        check_company=True,
        copy=False,
        help="Income account (or the account of agency money) and taxes come from it. "
        "Empty: made for this item with the accounts of the company's set-up.",
    )
    use_note = fields.Text(
        "Composition and Use",
        translate=True,
        help="Printed on the bill: what the fee consists of and is used for (R-806).",
    )
    price_ids = fields.One2many("estate.fee.price", "item_id", "Prices")
    price_now = fields.Char(compute="_compute_price_now")
    assignment_count = fields.Integer(
        compute="_compute_assignment_count",
        groups="estate_service.group_estate_fee_reader",
    )

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "The code of a fee item is unique in its company."
    )
    _product_set = models.Constraint(
        "CHECK(product_id IS NOT NULL)", "A fee item needs a product."
    )
    _meter_type_known = models.Constraint(
        "CHECK(basis != 'usage' OR meter_type_id IS NOT NULL)",
        "Say which kind of meter counts the usage.",
    )

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("price_ids.price", "price_ids.date_from", "price_ids.date_to")
    def _compute_price_now(self):
        today = fields.Date.context_today(self)
        in_force = self.env["estate.fee.price"]._read_group(
            [
                ("item_id", "in", self.ids),
                ("date_from", "<=", today),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", today),
            ],
            ["item_id"],
            ["price:min", "price:max"],
        )
        spans = {item.id: span for item, *span in in_force}
        for item in self:
            prices = sorted(set(spans.get(item._origin.id, ())))
            item.price_now = " – ".join(
                number_text(self.env, price, least=2) for price in prices
            )

    def _compute_assignment_count(self):
        counts = dict(
            self.env["estate.fee.assignment"]._read_group(
                [("item_id", "in", self.ids)], ["item_id"], ["__count"]
            )
        )
        for item in self:
            item.assignment_count = counts.get(item, 0)

    # ------------------------------------------------------------------- CRUD

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for item, vals in zip(self, vals_list, strict=True):
            for name in {"name", "code"} - (default or {}).keys():
                vals[name] = self.env._("%(name)s (copy)", name=item[name])
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        billed = self.filtered(lambda item: item._is_billed())
        if billed:
            raise UserError(
                self.env._(
                    "%(items)s stand on bills: archive them instead.",
                    items=", ".join(billed.mapped("name")),
                )
            )

    def _is_billed(self):
        # Whether a bill exists is a fact of the ledger, not of the user's rights.
        lines = self.env["account.move.line"].sudo()
        return bool(lines.search_count([("estate_item_id", "in", self.ids)], limit=1))

    # ---------------------------------------------------------------- ACTIONS

    def action_view_assignments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_fee_assignment_action"
        )
        return action | {
            "domain": [("item_id", "=", self.id)],
            "context": {"default_item_id": self.id},
        }

    # ---------------------------------------------------------------- BILLING

    def _sale_taxes(self):
        """The taxes a bill line of this item carries: a branch has its parent's."""
        self.ensure_one()
        return self.product_id.taxes_id._filter_taxes_by_company(self.company_id)

    def _tax_rows(self):
        """``(item id, percent as text, included)`` of each item, for the plan.

        Percent and included are None where the taxes are no single percentage.
        """
        return tuple((item.id, *item._plain_tax()) for item in self)

    def _plain_tax(self, taxes=None):
        """Percent as text and included of ``taxes``, else of the item's own."""
        if taxes is None:
            # Taxes are no secret of the accountants; a clerk may read the rate.
            taxes = self.sudo()._sale_taxes()
        if not taxes:
            return ("0", False)
        if len(taxes) > 1 or taxes.amount_type != "percent":
            return (None, None)
        return (f"{taxes.amount:g}", taxes.price_include)

    def _bill_label(self, date_from, date_to, tier=0):
        """``Management Fee 2026-10`` or, for broken months, both days.

        :param int tier: of a tiered price above its first tier
        """
        self.ensure_one()
        if tier:
            label = self._bill_label(date_from, date_to)
            return self.env._("%(label)s, tier %(tier)s", label=label, tier=tier + 1)
        first, last = date_from.strftime("%Y-%m"), date_to.strftime("%Y-%m")
        if date_from.day != 1 or (date_to + relativedelta(days=1)).day != 1:
            return f"{self.name} {date_from} – {date_to}"
        return (
            f"{self.name} {first}" if first == last else f"{self.name} {first} – {last}"
        )
