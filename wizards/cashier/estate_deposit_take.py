from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateDepositTake(models.TransientModel):
    """Takes a deposit at the counter, as for renovation (R-706)."""

    _name = "estate.deposit.take"
    _description = "Take a Deposit"
    _inherit = ["estate.counter.ways", "estate.counter.paper", "estate.arrears.mixin"]

    key = fields.Char(default=lambda self: uuid4().hex, required=True, readonly=True)
    receipt_id = fields.Many2one("estate.receipt", readonly=True)
    unit_id = fields.Many2one("estate.unit", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="unit_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Paid By",
        required=True,
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        help="The deposit goes back to this person.",
    )
    item_id = fields.Many2one(
        "estate.fee.item",
        "Deposit Item",
        required=True,
        domain="[('kind', '=', 'deposit'), ('company_id', '=', company_id)]",
    )
    amount = fields.Monetary(required=True)
    method = fields.Selection(
        selection=lambda self: self._selection_way("inbound"),
        string="Paid In",
        required=True,
    )
    ref = fields.Char("Reference")

    @api.model
    def default_get(self, fields_list):
        """Propose the first way of the counter, and the item where there is one."""
        values = super().default_get(fields_list) | self._first_ways("method")
        items = self.env["estate.fee.item"].search(
            [("kind", "=", "deposit"), ("company_id", "in", self.env.companies.ids)],
            limit=2,
        )
        if len(items) == 1:
            values["item_id"] = items.id
        return values

    @api.depends("unit_id")
    def _compute_partner_id(self):
        for wizard in self:
            unit = wizard.unit_id
            wizard.partner_id = unit.owner_id or unit.tenant_id

    def action_confirm(self):
        """Book the deposit and print its receipt; a second click prints it again."""
        self.ensure_one()
        if not self.receipt_id:
            self.receipt_id = self._take()
        return self.receipt_id.action_print() | {"close_on_report_download": True}

    def _take(self):
        if self.item_id.kind != "deposit" or self.item_id.company_id != self.company_id:
            raise UserError(self.env._("Choose a deposit item of the unit's company."))
        way = self._chosen_way(self.method)
        return self.env["estate.cashier"]._collect(
            self.unit_id,
            self.partner_id,
            [],
            [way | {"amount": self.amount, "ref": self.ref}],
            deposits=[(self.item_id, self.amount)],
            key=self.key,
            paper_number=self.paper_number,
        )
