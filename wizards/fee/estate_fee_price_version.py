from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateFeePriceVersion(models.TransientModel):
    """The next price of an item: from when, how much, by whose consent (R-805)."""

    _name = "estate.fee.price.version"
    _description = "New Price Version"

    price_id = fields.Many2one(
        "estate.fee.price",
        "Price Before",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    item_id = fields.Many2one(related="price_id.item_id")
    community_id = fields.Many2one(related="price_id.community_id")
    unit_kind = fields.Selection(related="price_id.unit_kind")
    currency_id = fields.Many2one(related="price_id.currency_id")
    needs_consent = fields.Boolean(
        related="price_id.company_id.estate_price_needs_consent"
    )
    old_price = fields.Float(related="price_id.price", string="Present Price")
    date_from = fields.Date("In Force From", required=True)
    price = fields.Float(
        "New Price", required=True, digits="Fee Tariff", min_display_digits=2
    )
    change = fields.Float("Change (%)", compute="_compute_change")
    billed_count = fields.Integer("Bill Lines", compute="_compute_billed")
    billed_amount = fields.Monetary("Billed", compute="_compute_billed")
    keep_billed = fields.Boolean(
        "Leave These Bills As They Are",
        help="What is billed for days of the new price keeps the present one.",
    )
    consent_kind = fields.Selection(
        selection=lambda self: self.env["estate.fee.price"]
        ._fields["consent_kind"]
        ._description_selection(self.env),
        string="Consent By",
    )
    consent_ref = fields.Char("Consent Document No.")
    consent_date = fields.Date("Consent Given On")
    consent_attachment_ids = fields.Many2many(
        "ir.attachment", string="Consent Document"
    )

    @api.depends("price", "old_price")
    def _compute_change(self):
        for wizard in self:
            old = wizard.old_price
            wizard.change = 100.0 * (wizard.price - old) / old if old else 0.0

    @api.depends("price_id", "date_from")
    def _compute_billed(self):
        for wizard in self:
            count, amount = 0, 0.0
            if wizard.date_from:
                last_day = fields.Date.subtract(wizard.date_from, days=1)
                count, amount = wizard.price_id._billed_after(last_day)
            wizard.billed_count, wizard.billed_amount = count, amount

    def action_confirm(self):
        self.ensure_one()
        if self.billed_count and not self.keep_billed:
            raise UserError(
                self.env._(
                    "%(count)s lines are billed at the present price for days of the "
                    "new one, %(amount)s in all: say that they stay, or begin later.",
                    count=self.billed_count,
                    amount=self.currency_id.format(self.billed_amount),
                )
            )
        version = self.price_id._new_version(
            self.date_from,
            {
                "price": self.price,
                "consent_kind": self.consent_kind,
                "consent_ref": self.consent_ref,
                "consent_date": self.consent_date,
                "consent_attachment_ids": self.consent_attachment_ids,
            },
            knowingly=self.keep_billed,
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": version._name,
            "res_id": version.id,
            "view_mode": "form",
            "target": "current",
        }
