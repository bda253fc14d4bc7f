from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

STATES = [
    ("draft", "Being Written"),
    ("signed", "Signed"),
    ("ordered", "Ordered"),
    ("delivered", "Signed For"),
    ("settled", "Settled Up"),
    ("done", "Case Ended"),
    ("cancelled", "Cancelled"),
]
WAYS = [
    ("cash", "Cash at the Counter"),
    ("card", "Card at the Counter"),
    ("transfer", "Bank Transfer"),
    ("account", "On the Unit's Account"),
]
AGREED = {
    "type_id",
    "unit_id",
    "partner_id",
    "purpose",
    "summary",
    "details",
    "content",
    "pay_by",
    "delivery",
    "deliver_at",
    "place",
    "receiver_name",
    "receiver_phone",
    "needs_signature",
    "estimate",
    "service_fee",
    "prepay_wanted",
    "signature",
    "signed_by",
    "signed_paper_ids",
}
"""What the principal signed."""


class EstateServiceOrder(models.Model):
    """业户服务委托单: the centre buys or arranges something for a resident (R-421).

    The money lies in the ledger: the prepayment as money held for this order alone,
    the charge as an invoice, what the vendor gets as his bill.
    """

    _name = "estate.service.order"
    _description = "Commission Order"
    _inherit = [
        "estate.number.mixin",
        "estate.scope.mixin",
        "estate.step.mixin",
        "estate.files.mixin",
        "estate.escalation.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _number_code = "estate.service.order"
    _step_wizard = ("estate.service.order.step", "order_id")
    _over_states = ("done", "cancelled")
    _file_fields = (
        "signed_paper_ids",
        "vendor_voucher_ids",
        "delivery_paper_ids",
        "opinion_paper_ids",
    )
    _person_fields = ("partner_id", "vendor_id")
    _closed_fields = (
        "state",
        "signed_at",
        "ordered_at",
        "delivered_at",
        "settled_at",
        "closed_at",
        "charge_move_id",
        "vendor_bill_id",
        "held_since",
        "escalation_count",
    )
    _rec_names_search = ["name", "summary", "partner_id.name"]

    # === Who and what ===
    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    unit_id = fields.Many2one(
        "estate.unit", required=True, index=True, check_company=True, tracking=True
    )
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Principal",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
        check_company=True,
        tracking=True,
    )
    organisation = fields.Char(help="Where the principal works, if he orders for it.")
    phone = fields.Char(
        "Telephone",
        compute="_compute_phone",
        store=True,
        readonly=False,
        precompute=True,
    )
    type_id = fields.Many2one(
        "estate.service.order.type",
        "Kind",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    hint = fields.Text(related="type_id.hint")
    purpose = fields.Char(
        help="What it is for: who knows the occasion can advise (step 1 of R-421)."
    )
    summary = fields.Char("Subject", required=True, tracking=True)
    details = fields.Properties(definition="type_id.detail_definition")
    content = fields.Text("Further Wishes")
    request_id = fields.Many2one(
        "estate.request",
        "Request of the Resident",
        index="btree_not_null",
        check_company=True,
        copy=False,
    )
    user_id = fields.Many2one(
        "res.users",
        "In the Hands Of",
        default=lambda self: self.env.user,
        index="btree_not_null",
        tracking=True,
    )
    # === Delivery ===
    delivery = fields.Selection(
        [("bring", "Brought"), ("fetch", "Fetched at the Counter")],
        "Way of Delivery",
        required=True,
        default="bring",
    )
    deliver_at = fields.Datetime("Needed At", tracking=True)
    place = fields.Char(
        "Place of Delivery",
        compute="_compute_place",
        store=True,
        readonly=False,
        precompute=True,
    )
    receiver_name = fields.Char("Receiver")
    receiver_phone = fields.Char("Receiver's Telephone")
    needs_signature = fields.Boolean("Receiver Signs", default=True)
    is_birthday = fields.Boolean(
        "For a Birthday",
        help="The managers come along with the wishes of the house (R-421, R-422).",
    )
    gift = fields.Char(help="What the house brings along.")
    # === Terms ===
    pay_by = fields.Selection(
        WAYS, "How It Is Paid", required=True, default="cash", tracking=True
    )
    estimate = fields.Monetary(
        "Estimated Cost",
        tracking=True,
        help="What the vendor will ask, as far as known.",
    )
    service_fee = fields.Monetary(
        tracking=True, help="What the centre itself charges for arranging it."
    )
    prepay_wanted = fields.Monetary(
        "Prepayment Asked For",
        compute="_compute_prepay_wanted",
        store=True,
        readonly=False,
        precompute=True,
    )
    wants_fapiao = fields.Boolean("Tax Invoice Wanted")
    signature = fields.Image(
        "Signature of the Principal", copy=False, attachment=True, max_width=1024
    )
    signed_by = fields.Char("Name of Who Signed", copy=False)
    signed_paper_ids = fields.Many2many(
        "ir.attachment",
        "estate_service_order_paper_rel",
        "order_id",
        "attachment_id",
        "Signed on Paper",
        copy=False,
    )
    # === Steps ===
    state = fields.Selection(
        STATES,
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    signed_at = fields.Datetime("Signed On", readonly=True, copy=False)
    ordered_at = fields.Datetime("Ordered On", readonly=True, copy=False)
    delivered_at = fields.Datetime("Handed Over On", readonly=True, copy=False)
    settled_at = fields.Datetime("Settled Up On", readonly=True, copy=False)
    closed_at = fields.Datetime("Case Ended On", readonly=True, copy=False)
    charge_move_id = fields.Many2one(
        "account.move",
        "Charge Entry",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    vendor_bill_id = fields.Many2one(
        "account.move", "Vendor Bill", readonly=True, copy=False, index="btree_not_null"
    )

    _amounts_positive = models.Constraint(
        "CHECK(estimate >= 0 AND service_fee >= 0 AND prepay_wanted >= 0)",
        "Amounts of a commission are zero or more.",
    )
    _due_idx = models.Index("(deliver_at) WHERE state IN ('signed', 'ordered')")

    # ----------------------------------------------------------------- COMPUTE

    @api.depends("name", "summary")
    def _compute_display_name(self):
        for order in self:
            parts = (order.name, order.summary)
            order.display_name = " ".join(part for part in parts if part)

    @api.depends("unit_id")
    def _compute_partner_id(self):
        for order in self:
            unit = order.unit_id
            order.partner_id = order.partner_id or unit.tenant_id or unit.owner_id

    @api.depends("partner_id")
    def _compute_phone(self):
        for order in self:
            order.phone = order.phone or order.partner_id.phone

    @api.depends("unit_id", "delivery")
    def _compute_place(self):
        for order in self:
            home = order.unit_id.display_name if order.delivery == "bring" else False
            order.place = order.place or home

    @api.depends("estimate", "service_fee", "unit_id")
    def _compute_prepay_wanted(self):
        for order in self:
            # The share is a setting, no secret of the company.
            company = order.unit_id.company_id.sudo()
            share = company.estate_commission_prepay_percent / 100
            wanted = (order.estimate + order.service_fee) * share
            order.prepay_wanted = company.currency_id.round(wanted) if company else 0

    @api.constrains("deliver_at", "delivery", "place", "state")
    def _check_place(self):
        for order in self:
            if order.state != "draft" and order.delivery == "bring" and not order.place:
                raise ValidationError(
                    self.env._("Say where %(order)s is brought.", order=order.name)
                )

    @api.constrains("unit_id", "request_id")
    def _check_request(self):
        for order in self:
            if order.request_id.community_id - order.community_id:
                raise ValidationError(
                    self.env._(
                        "%(place)s is not in %(community)s.",
                        place=order.request_id.name,
                        community=order.community_id.name,
                    )
                )

    # -------------------------------------------------------------------- CRUD

    def write(self, vals):
        """Keep what the principal signed; to change it, it is signed anew."""
        if not self.env.su and not AGREED.isdisjoint(vals):
            signed = self.filtered(lambda order: order.state != "draft")
            if signed:
                raise UserError(
                    self.env._(
                        "%(order)s is signed: choose Change Order first, and have the "
                        "new terms signed.",
                        order=signed[0].name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        kept = self.filtered(lambda order: order.state != "draft")
        if kept:
            raise UserError(
                self.env._(
                    "%(order)s was signed and stays on record: cancel it.",
                    order=kept[0].name,
                )
            )
