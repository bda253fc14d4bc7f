from odoo import api, fields, models
from odoo.exceptions import UserError

from ..desk.estate_service_policy import URGENCIES

KINDS = [
    ("paid", "In the Home"),
    ("public", "Public Area"),
    ("rectify", "Rectification of the House"),
]
STATES = [
    ("new", "To Dispatch"),
    ("assigned", "Dispatched"),
    ("on_site", "On Site"),
    ("to_price", "Price to Fix"),
    ("done", "Work Accepted"),
    ("closed", "Order Closed"),
    ("cancelled", "Cancelled"),
]
OPEN_STATES = ("new", "assigned", "on_site", "to_price", "done")


class EstateWorkorder(models.Model):
    """A work order (派工单 / 维修单): somebody goes and does it (R-401…R-416).

    Where it is done is in :file:`estate_workorder_place.py`, its steps in
    :file:`estate_workorder_steps.py`, who is sent in
    :file:`estate_workorder_dispatch.py`, what was agreed about time in
    :file:`estate_promise.py`, what it costs in :file:`estate_workorder_quote.py`, what
    came of it in :file:`estate_workorder_result.py`, how it is accepted in
    :file:`estate_workorder_accept.py`.
    """

    _name = "estate.workorder"
    _description = "Work Order"
    _inherit = [
        "estate.number.mixin",
        "estate.place.mixin",
        "estate.scope.mixin",
        "estate.step.mixin",
        "estate.visited.mixin",
        "estate.clock.mixin",
        "estate.escalation.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _number_code = "estate.workorder"
    _place_parts = ("unit_id", "request_id", "building_id")
    _step_wizard = ("estate.workorder.step", "order_id")
    _clock_subject = "order"
    _scope_fields = ("community_id", "unit_id", "request_id")
    _person_fields = ("partner_id", "payer_id")
    _closed_fields = (
        "state",
        "absent_count",
        "trip_count",
        "outcome",
        "vendor_scope_id",
        "ordered_at",
        "user_id",
        "technician_id",
        "slip_number",
        "dispatched_at",
        "arrived_at",
        "finished_at",
        "accepted_at",
        "closed_at",
        "quote_id",
        "priced_engineer_id",
        "priced_supervisor_id",
        "punctual",
        "verified_by_id",
        "warranty_until",
        "move_id",
        "held_since",
        "escalation_count",
        "next_deadline",
        "next_target",
        "is_breached",
    )
    _rec_names_search = ["name", "slip_number", "summary", "contact_name"]

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    slip_number = fields.Char(
        readonly=True,
        copy=False,
        index="trigram",
        help="Of the repair slip in three copies: without a gap, since the "
        "counterfoils are bound and filed by it (R-408).",
    )
    request_id = fields.Many2one(
        "estate.request",
        "Service Request",
        index="btree_not_null",
        check_company=True,
    )
    kind = fields.Selection(
        KINDS,
        "Order Kind",
        required=True,
        compute="_compute_kind",
        store=True,
        readonly=False,
        precompute=True,
    )
    type_id = fields.Many2one(
        "estate.request.type",
        "Type",
        compute="_compute_from_request",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    summary = fields.Char("Subject", required=True, tracking=True, index="trigram")
    content = fields.Text("In Detail")
    urgency = fields.Selection(URGENCIES, required=True, default="now", tracking=True)
    appointment = fields.Datetime(
        "Agreed For",
        tracking=True,
        copy=False,
        help="What was promised last; all promises are kept in the ledger below.",
    )
    trade_id = fields.Many2one(
        "estate.trade",
        "Trade Needed",
        compute="_compute_trade_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "In the Hands Of",
        index="btree_not_null",
        tracking=True,
        copy=False,
        help="Answers for it: the engineering supervisor, or who it moved up to.",
    )
    technician_id = fields.Many2one(
        "res.users", index="btree_not_null", tracking=True, copy=False
    )
    state = fields.Selection(
        STATES,
        default="new",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
        group_expand=True,
    )
    ordered_at = fields.Datetime(
        default=fields.Datetime.now,
        readonly=True,
        required=True,
        copy=False,
    )
    dispatched_at = fields.Datetime("Dispatched", readonly=True, copy=False)
    arrived_at = fields.Datetime("Arrived", readonly=True, copy=False)
    finished_at = fields.Datetime("Work Done At", readonly=True, copy=False)
    accepted_at = fields.Datetime(readonly=True, copy=False, index="btree_not_null")
    closed_at = fields.Datetime("Order Closed At", readonly=True, copy=False)
    _slip_uniq = models.UniqueIndex(
        "(company_id, slip_number) WHERE slip_number IS NOT NULL",
        "This slip number exists already.",
    )
    _board_idx = models.Index(
        "(state, next_deadline, id DESC) "
        "WHERE state IN ('new', 'assigned', 'on_site', 'to_price', 'done')"
    )
    _ordered_idx = models.Index("(community_id, ordered_at)")
    # Years of orders of a room are counted without a look at each of them.
    _unit_idx = models.Index(
        "(unit_id, id DESC) INCLUDE (community_id, company_id) "
        "WHERE unit_id IS NOT NULL"
    )
    _technician_idx = models.Index(
        "(technician_id, dispatched_at) WHERE technician_id IS NOT NULL"
    )

    # ----------------------------------------------------------------- COMPUTE

    @api.depends("name", "summary")
    def _compute_display_name(self):
        for order in self:
            parts = (order.name, order.summary)
            order.display_name = " ".join(part for part in parts if part)

    @api.depends("request_id")
    def _compute_from_request(self):
        for order in self:
            order.type_id = order.request_id.type_id or order.type_id
            order.unit_id = order.request_id.unit_id or order.unit_id

    @api.depends("type_id")
    def _compute_kind(self):
        kinds = dict(KINDS)
        for order in self:
            flow = order.type_id.flow
            order.kind = flow if flow in kinds else order.kind or "paid"

    @api.depends("type_id")
    def _compute_trade_id(self):
        for order in self:
            order.trade_id = order.type_id.trade_id or order.trade_id

    # -------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        for order in orders:
            order._open_quote()
            if not order.user_id:
                # Who answers for it is closed to hands; it follows from the place.
                order.sudo().user_id = order.community_id.engineer_id
            if order.urgency == "appointment" and order.appointment:
                order._promise(order.appointment)
        orders._start_clocks(["answer", "arrive", "finish"])
        return orders

    def write(self, vals):
        if "appointment" in vals and not self.env.su:
            agreed = self.filtered(lambda order: order.promise_ids)
            if agreed:
                raise UserError(
                    self.env._(
                        "What was promised is not written over: agree a new time, with "
                        "the reason (R-413)."
                    )
                )
        urgency = vals.get("urgency")
        moment = fields.Datetime.to_datetime(vals.get("appointment"))
        waiting = self.filtered(lambda order: order.state in ("new", "assigned"))
        changed = waiting.filtered(lambda order: urgency not in (None, order.urgency))
        moved = (waiting - changed).filtered(
            lambda order: moment not in (None, order.appointment)
        )
        result = super().write(vals)
        changed._promise_anew()
        if moved:
            # What is done by appointment is not late before its new time.
            moved._start_clocks(["finish"])
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_numbered(self):
        kept = self.filtered("slip_number")
        if kept:
            raise UserError(
                self.env._(
                    "%(orders)s: a slip number is filed without a gap. Cancel the "
                    "order instead.",
                    orders=", ".join(kept.mapped("name")),
                )
            )

    def _promise_anew(self):
        """Another urgency, another promise: what was met is not promised again.

        It is promised from now on, and what may wait longer, from its own time.
        """
        for order in self:
            begin = fields.Datetime.now()
            if order.urgency != "now":
                begin = max(begin, order._clock_begin())
            open_targets = {"arrive", "finish"}
            if order.state == "new":
                open_targets.add("answer")
            order._start_clocks(open_targets, begin)

    # ------------------------------------------------------------------- HOOKS

    def _clock_begin(self):
        """What was told at night counts from then; what may wait, from its own time.

        A case that goes on began anew, and an order that turned out to be needed as
        well began when it was written.
        """
        # Whoever writes an order need not see the others of its case.
        request = self.request_id.sudo()
        if not request:
            return self.ordered_at
        again = request.reopen_count and request.handed_at
        begin = again or request.received_at
        begin = max(begin, request.deferred_until or begin)
        earlier = request.order_ids.filtered(
            lambda order: order.id < self.id
            and (not again or order.ordered_at >= again)
        )
        return max(begin, self.ordered_at) if earlier else begin

    def _clock_responsible(self):
        return self.technician_id or self.user_id or self.community_id.engineer_id

    def _at_it(self):
        """Whoever goes is at it as well, who answers for it or not."""
        return super()._at_it() | self.technician_id

    def _closing_hindrances(self):
        """Return what is still missing before the order can be closed, in words."""
        self.ensure_one()
        missing = []
        if self.kind != "paid" and not self.verified_by_id:
            missing.append(self.env._("that somebody verified the result"))
        if self.to_bill:
            missing.append(self.env._("the bill: finance has its copy (R-408)"))
        return missing
