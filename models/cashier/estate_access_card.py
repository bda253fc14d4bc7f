from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateAccessCard(models.Model):
    """A card's deposit is taken when it is issued and given back at its return."""

    _name = "estate.access.card"
    _inherit = ["estate.access.card", "estate.arrears.mixin"]
    _closed_fields = ("deposit_receipt_id",)

    deposit_receipt_id = fields.Many2one(
        "estate.receipt",
        "Deposit Receipt",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        groups="estate_service.group_estate_fee_reader",
    )
    refund_ids = fields.One2many(
        "estate.refund",
        "card_id",
        "Deposit Refunds",
        domain=[("state", "=", "issued")],
        readonly=True,
        groups="estate_service.group_estate_fee_reader",
    )
    deposit_held = fields.Monetary(
        compute="_compute_deposit_held",
        help="What of the deposit lies on the deposit account still.",
        groups="estate_service.group_estate_fee_reader",
    )

    @api.constrains("state")
    def _check_deposit_taken(self):
        """A card with a deposit leaves the counter against its receipt (R-905)."""
        for card in self.filtered(lambda card: card.state == "issued"):
            # Whether there is a receipt is no secret; what stands on it is.
            if card.deposit and not card.sudo().deposit_receipt_id:
                raise UserError(
                    self.env._(
                        "Take the deposit of card %(card)s first.", card=card.name
                    )
                )

    @api.depends("deposit_receipt_id")
    def _compute_deposit_held(self):
        for card in self:
            card.deposit_held = float(self.env["estate.cashier"]._card_deposit(card))

    def action_issue(self):
        """Take the deposit first, where the card has one (R-905)."""
        due = self.filtered(lambda card: card.deposit and not card.deposit_receipt_id)
        if due:
            due._raise_unless_told()
            return due._open_deposit("take")
        return super().action_issue()

    def action_take_deposit(self):
        """Take the deposit of a card that is out without one: its receipt was void."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "issued" or not self.deposit or self.deposit_receipt_id:
            raise UserError(
                self.env._("No deposit is missing of card %(card)s.", card=self.name)
            )
        return self._open_deposit("take")

    def action_return(self):
        """Give the deposit back first, where one is held."""
        held = self.filtered("deposit_held")
        if held:
            return held._open_deposit("give_back")
        return super().action_return()

    def action_view_deposit_receipt(self):
        """Open the paper with which the deposit was taken."""
        return self.deposit_receipt_id._get_records_action()

    def action_view_deposit_refunds(self):
        """Open the paper with which the deposit was given back."""
        return self.refund_ids._get_records_action(name=self.env._("Refunds"))

    def _open_deposit(self, direction):
        if len(self) > 1:
            raise UserError(
                self.env._("Cards with a deposit are issued and returned one by one.")
            )
        names = {
            "take": self.env._("Deposit of Card %(card)s", card=self.name),
            "give_back": self.env._(
                "Give Back Deposit of Card %(card)s", card=self.name
            ),
        }
        return {
            "type": "ir.actions.act_window",
            "name": names[direction],
            "res_model": "estate.card.deposit",
            "view_mode": "form",
            "target": "new",
            "context": {"default_card_id": self.id, "default_direction": direction},
        }
