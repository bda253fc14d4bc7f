from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..desk.caller import lives_elsewhere
from .estate_workorder_price import SUPERVISOR

FINANCE = "estate_service.group_estate_finance_clerk"


class EstateWorkorder(models.Model):
    """No cash on site: what a repair costs goes on the unit's account (R-404, R-408).

    The finance clerk finds in his inbox what was accepted and costs something; the
    cashier service bills it. A repair takes no money itself.
    """

    _inherit = "estate.workorder"

    payer_id = fields.Many2one(
        "res.partner",
        "Billed To",
        compute="_compute_payer_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        index="btree_not_null",
        tracking=True,
    )
    move_id = fields.Many2one(
        "account.move",
        "Bill",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The one that stands, of those that were made for the order.",
    )
    bill_name = fields.Char("Bill Number", compute="_compute_bill")
    bill_paid = fields.Boolean(compute="_compute_bill")
    to_bill = fields.Boolean(
        "Waits for Finance", compute="_compute_to_bill", search="_search_to_bill"
    )
    may_correct = fields.Boolean(compute="_compute_may_correct")

    _inbox_idx = models.Index(
        "(company_id, accepted_at) WHERE move_id IS NULL AND amount_total > 0 "
        "AND state IN ('done', 'closed')"
    )

    @api.depends("partner_id", "unit_id")
    def _compute_payer_id(self):
        for order in self:
            unit, known = order.unit_id, order.payer_id
            if lives_elsewhere(known, unit):
                # Nobody is billed for the room that was named by mistake.
                known = known.browse()
            order.payer_id = known or order.partner_id or unit.owner_id

    def _compute_bill(self):
        # What became of the bill is told to whoever did the work, not the ledger.
        for order in self.sudo():
            order.bill_name = order.move_id.name
            order.bill_paid = order.move_id.payment_state in ("paid", "in_payment")

    @api.depends("state", "kind", "amount_total", "move_id", "outcome")
    def _compute_to_bill(self):
        """What was done for all, or under warranty, is billed to nobody (R-415)."""
        for order in self:
            order.to_bill = bool(
                order.kind == "paid"
                and order.state in ("done", "closed")
                and order.outcome == "done"
                and order.amount_total
                and not order.move_id
            )

    @api.model
    def _search_to_bill(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = (
            Domain("kind", "=", "paid")
            & Domain("state", "in", ["done", "closed"])
            & Domain("outcome", "=", "done")
            & Domain("amount_total", ">", 0)
            & Domain("move_id", "=", False)
        )
        if set(value) == {True}:
            return waiting
        return ~waiting if set(value) == {False} else Domain.TRUE

    @api.depends("to_bill")
    @api.depends_context("uid")
    def _compute_may_correct(self):
        """The supervisor sets right whose bill it becomes, until it is one."""
        supervisor = self.env.user.has_group(SUPERVISOR)
        for order in self:
            order.may_correct = supervisor and order.to_bill

    def action_bill(self):
        """Bill what was accepted, each on its unit's account (R-404)."""
        self._check_may_bill()
        self.env["estate.cashier"]._bill_workorders(self)

    def _check_may_bill(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(FINANCE)):
            raise AccessError(self.env._("Finance bills repairs (R-408)."))

    def action_view_bill(self):
        """Open the bill, for those who may see it."""
        self.ensure_one()
        self.check_access("read")
        if not self.move_id:
            raise UserError(self.env._("%s is not billed yet.", self.name))
        return self.move_id._estate_action_form()

    def _find_bill(self, reason=""):
        """Say which of its bills stands: without one the order waits for finance.

        :param reason: why one was cancelled, where somebody said so
        """
        # Follows from the ledger, whoever changed that; his right was checked there.
        for order in self.sudo():
            gone = order.move_id
            bills = gone | gone.search([("estate_workorder_id", "=", order.id)])
            bill = bills.filtered(lambda one: one._estate_bill_stands())[:1]
            if bill == gone:
                continue
            order.move_id = bill
            if bill:
                told = order.env._("Bill %s stands again.", bill.name)
            elif reason:
                told = order.env._(
                    "Bill %(bill)s was cancelled: %(reason)s",
                    bill=gone.name,
                    reason=reason,
                )
            else:
                told = order.env._("Bill %s was cancelled.", gone.name)
            order.message_post(body=told)

    def _check_billable(self):
        """Refuse what cannot be billed, every order with its reason at once."""
        reasons = []
        for order in self:
            if order.move_id:
                reasons.append(self.env._("%s is billed already.", order.name))
            elif not order.to_bill:
                reasons.append(
                    self.env._("%s is not accepted, or costs nothing.", order.name)
                )
            elif not order.unit_id or not order.payer_id:
                reasons.append(
                    self.env._("%s: say for which unit, and who pays.", order.name)
                )
        if reasons:
            raise UserError("\n".join(reasons))
