from odoo import fields, models
from odoo.tools import SQL

from .estate_cashier_refund import HeldMoney


class EstateHeldMoney(models.Model):
    """Prepayments and deposits by unit, person and item: a view of the ledger.

    A row adds up the open items on the company's prepayment or deposit account, so
    the rows of a kind add up to the balance of that account.
    """

    _name = "estate.held.money"
    _description = "Prepayments and Deposits"
    _auto = False
    _order = "date desc, id desc"

    kind = fields.Selection(
        [("prepay", "Prepayment"), ("deposit", "Deposit")], readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one("estate.community", readonly=True)
    unit_id = fields.Many2one("estate.unit", readonly=True)
    partner_id = fields.Many2one("res.partner", "Held For", readonly=True)
    item_id = fields.Many2one(
        "estate.fee.item",
        "Only For",
        readonly=True,
        help="Empty: the prepayment pays any fee.",
    )
    card_ids = fields.Many2many(
        "estate.access.card",
        string="Cards",
        compute="_compute_card_ids",
        help="The cards in the resident's hands, or lost, whose deposit this is.",
    )
    date = fields.Date("Since", readonly=True)
    amount = fields.Monetary("Held", readonly=True)

    def _compute_card_ids(self):
        cards = self.env["estate.access.card"].search(
            [
                ("unit_id", "in", self.unit_id.ids),
                ("deposit_receipt_id", "!=", False),
                ("state", "in", ("issued", "lost")),
            ]
        )
        groups = cards.grouped(
            lambda card: (
                card.unit_id,
                # Who left it may live where this user does not serve.
                card.deposit_receipt_id.sudo().partner_id.commercial_partner_id,
            )
        )
        for row in self:
            of_card = row.kind == "deposit" and not row.item_id
            left = groups.get((row.unit_id, row.partner_id)) if of_card else None
            row.card_ids = left or cards.browse()

    def action_refund(self):
        """Ask how much of it is given back, how and why."""
        self.ensure_one()
        self.env["estate.cashier"]._check_may_refund(self.unit_id)
        # Whether approval is needed is no secret of a company.
        if (
            self.kind == "deposit"
            and self.company_id.sudo().estate_deposit_needs_approval
        ):
            return self._open_deposits()
        wizard = self.env["estate.held.money.refund"]
        wizard._check_refundable(self._held_money())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give Back Held Money"),
            "res_model": wizard._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_kind": self.kind,
                "default_unit_id": self.unit_id.id,
                "default_partner_id": self.partner_id.id,
                "default_item_id": self.item_id.id,
            },
        }

    def _open_deposits(self):
        """Open the deposits one by one: there it is asked for."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.estate_deposit_action"
        )
        domain = [("unit_id", "=", self.unit_id.id)]
        if self.partner_id:
            domain.append(("partner_id", "=", self.partner_id.id))
        return action | {"domain": domain}

    def _held_money(self):
        return HeldMoney(self.unit_id, self.partner_id, self.kind, self.item_id)

    @property
    def _table_query(self):
        self.env["account.move.line"].flush_model()
        self.env["res.company"].flush_model()
        return SQL(
            """
            SELECT MIN(item.id) AS id,
                   CASE WHEN item.account_id = company.estate_prepay_account_id
                        THEN 'prepay' ELSE 'deposit' END AS kind,
                   item.company_id,
                   unit.community_id,
                   item.estate_unit_id AS unit_id,
                   item.partner_id,
                   item.estate_item_id AS item_id,
                   MIN(item.date) AS date,
                   -SUM(item.amount_residual) AS amount
              FROM account_move_line item
              JOIN res_company company ON company.id = item.company_id
               AND item.account_id IN (company.estate_prepay_account_id,
                                       company.estate_deposit_account_id)
              JOIN estate_unit unit ON unit.id = item.estate_unit_id
             WHERE item.parent_state = 'posted'
               AND item.reconciled IS NOT TRUE
               AND item.amount_residual <> 0
          GROUP BY item.company_id, item.account_id, unit.community_id,
                   item.estate_unit_id, item.partner_id, item.estate_item_id,
                   company.estate_prepay_account_id
            """
        )
