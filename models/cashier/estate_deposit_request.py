from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.account_payment_method_line import CHANNELS


class EstateDepositRequest(models.Model):
    """Somebody asks for a deposit to be given back, or a part of it to be kept.

    It is approved by amount before money moves (``base_tier_validation``); the ledger
    alone says what is held. Its steps are in :file:`estate_deposit_request_steps.py`.
    """

    _name = "estate.deposit.request"
    _description = "Deposit Request"
    _inherit = [
        # Before the number, which it lets nobody type.
        "estate.approval.mixin",
        "estate.number.mixin",
        "mail.thread",
        "estate.scope.mixin",
        "estate.arrears.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _number_code = "estate.deposit.request"
    _step_model = "estate.deposit.step"
    _scope_fields = ("move_line_id",)
    _person_fields = ("payee_id",)
    _asked_fields = {
        "amount",
        "attachment_ids",
        "bill_id",
        "channel",
        "income_item_id",
        "payee_id",
        "reason",
        "target",
    }
    _chosen_once = {"move_line_id", "purpose"}

    name = fields.Char("Number", readonly=True, copy=False)
    move_line_id = fields.Many2one(
        "account.move.line",
        "Journal Item of the Deposit",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        related="move_line_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(
        related="move_line_id.estate_unit_id", store=True, index=True, string="Unit"
    )
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    partner_id = fields.Many2one(
        related="move_line_id.partner_id", store=True, index=True, string="Left By"
    )
    item_id = fields.Many2one(
        related="move_line_id.estate_item_id", store=True, string="Deposit Item"
    )
    purpose = fields.Selection(
        [("refund", "Refund"), ("deduct", "Deduction")],
        "Kind",
        required=True,
        default="refund",
        index=True,
    )
    held = fields.Monetary(
        compute="_compute_held",
        help="What is held of the deposit now, less what is asked for already.",
    )
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        tracking=True,
    )
    reason = fields.Char(required=True, tracking=True)
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Evidence",
        help="Photos, the acceptance record, the notice the resident signed.",
    )
    # Of a refund
    payee_id = fields.Many2one(
        "res.partner",
        "Paid To",
        compute="_compute_payee_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    channel = fields.Selection(
        [channel for channel in CHANNELS if channel[0] != "collection"],
        "Way to Pay Out",
        default="cash",
    )
    refund_ids = fields.One2many("estate.refund", "request_id", "Refund Vouchers")
    # Of a deduction
    target = fields.Selection(
        [("bill", "Pay an Open Bill"), ("income", "Charge a Fee")],
        "Kept For",
        default="bill",
    )
    bill_id = fields.Many2one(
        "account.move", "Bill", index="btree_not_null", check_company=True
    )
    income_item_id = fields.Many2one(
        "estate.fee.item", "Fee Item", ondelete="restrict", check_company=True
    )
    move_id = fields.Many2one(
        "account.move", "Entry", readonly=True, copy=False, index="btree_not_null"
    )
    # Steps
    stage = fields.Selection(
        [
            ("draft", "Draft"),
            ("waiting", "To Approve"),
            ("rejected", "Rejected"),
            ("approved", "To Carry Out"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ]
    )
    approval_level = fields.Selection(
        [("accountant", "Accountant"), ("manager", "Manager")],
        compute="_compute_approval_level",
        store=True,
    )
    done_by_id = fields.Many2one("res.users", "Carried Out By", copy=False)
    done_on = fields.Date("Carried Out On", copy=False)

    _has_number = models.Constraint(
        "CHECK(name IS NOT NULL)", "A request has a number."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "Ask for an amount above zero."
    )
    _done_by_somebody = models.Constraint(
        "CHECK(state != 'done' OR done_by_id IS NOT NULL)",
        "What is done names who did it.",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("move_line_id", "state")
    def _compute_held(self):
        service = self.env["estate.cashier"]
        for request in self:
            request.held = float(service._free_of_deposit(request))

    @api.depends("move_line_id")
    def _compute_amount(self):
        for request in self:
            request.amount = request.amount or request.held

    @api.depends("move_line_id")
    def _compute_payee_id(self):
        for request in self:
            request.payee_id = request.payee_id or request.partner_id

    @api.depends("amount", "company_id")
    def _compute_approval_level(self):
        """Frozen with the amount: a limit changed later moves no request."""
        for request in self:
            limit = request.company_id.estate_deposit_limit
            small = request.amount <= limit
            request.approval_level = "accountant" if small else "manager"

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Who asks has the deposit in his list: else he is refused here."""
        requests = super().create(vals_list)
        requests._check_deposits()
        return requests

    @api.model
    def _check_persons_known(self, vals_list):
        """Who left the deposit gets it back, wherever he lives."""
        # Whose deposit it is stands in the ledger, closed to the counter.
        requests = self.sudo()
        items = requests.env["account.move.line"]
        others = [
            vals
            for vals in vals_list
            for item in [items.browse(vals.get("move_line_id"))]
            for left_by in [item.partner_id | requests.partner_id]
            if vals.get("payee_id") not in left_by.ids
        ]
        return super()._check_persons_known(others)

    def _check_deposits(self):
        # What a deposit is stands in the ledger, closed to the counter.
        for request in self.sudo():
            account = request.company_id.estate_deposit_account_id
            item = request.move_line_id
            if item.account_id != account or item.balance >= 0 or not request.unit_id:
                raise UserError(self.env._("Choose a deposit from the list."))
