from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

STATES = [
    ("new", "Registered"),
    ("inspected", "Looked At"),
    ("noticed", "Builder Notified"),
    ("mended", "Rectified"),
    ("explained", "Explained"),
    ("raised", "Raised"),
    ("closed", "Case Ended"),
    ("cancelled", "Cancelled"),
]
ON_NOTICE = {
    "community_id",
    "unit_id",
    "building_id",
    "reported_on",
    "rule_id",
    "warranty_begin",
}
"""What decides whether it is under warranty, and is told to the builder in writing."""
OPEN_STATES = ("new", "inspected", "noticed", "mended", "explained", "raised")


class EstateDefect(models.Model):
    """房屋整改: a defect of the house, in or after its warranty (R-416)."""

    _name = "estate.defect"
    _description = "Defect of the House"
    _inherit = [
        "estate.number.mixin",
        "estate.place.mixin",
        "estate.scope.mixin",
        "estate.step.mixin",
        "estate.files.mixin",
        "estate.escalation.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _number_code = "estate.defect"
    _place_parts = ("unit_id", "building_id", "request_id")
    _step_wizard = ("estate.defect.step", "defect_id")
    _file_fields = ("photo_ids",)
    _scope_fields = ("community_id", "unit_id")
    _person_fields = ("builder_id",)
    _closed_fields = (
        "state",
        "inspected_at",
        "noticed_on",
        "mended_on",
        "closed_at",
        "notice_count",
        "held_since",
        "escalation_count",
    )
    _rec_names_search = ["name", "summary"]

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    unit_id = fields.Many2one(tracking=True)
    summary = fields.Char("Subject", required=True, tracking=True)
    description = fields.Text("In Detail")
    photo_ids = fields.Many2many(
        "ir.attachment",
        "estate_defect_photo_rel",
        "defect_id",
        "attachment_id",
        "Photos",
        copy=False,
    )
    request_id = fields.Many2one(
        "estate.request",
        "Request of the Resident",
        index="btree_not_null",
        check_company=True,
        copy=False,
    )
    reported_on = fields.Date(
        compute="_compute_reported_on",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "In the Hands Of",
        index="btree_not_null",
        default=lambda self: self.env.user,
        tracking=True,
    )
    # === Looked at ===
    finding = fields.Text(
        "Seen on Site", help="What the engineers found, and what caused it."
    )
    inspected_at = fields.Datetime("Looked At On", readonly=True, copy=False)
    rule_id = fields.Many2one(
        "estate.warranty.rule",
        "Part of the House",
        index="btree_not_null",
        ondelete="restrict",
    )
    warranty_begin = fields.Date(
        "Warranty Since",
        compute="_compute_warranty_begin",
        store=True,
        readonly=False,
        help="Delivery of the unit or completion of the building, as the part asks.",
    )
    warranty_until = fields.Date(compute="_compute_warranty", store=True)
    in_warranty = fields.Boolean(
        "Under Warranty",
        compute="_compute_warranty",
        store=True,
        help="It was reported within the warranty of the part.",
    )
    # === Builder ===
    builder_id = fields.Many2one(
        "res.partner",
        "Builder",
        compute="_compute_builder_id",
        store=True,
        readonly=False,
        check_company=True,
        tracking=True,
        domain="[('estate_is_resident', '=', False)]",
    )
    noticed_on = fields.Date("Notified On", readonly=True, copy=False)
    notice_count = fields.Integer("Notices Written", readonly=True, copy=False)
    builder_deadline = fields.Date("To Be Mended By", copy=False, tracking=True)
    next_call = fields.Date(copy=False)
    is_late = fields.Boolean(
        "Builder Is Late", compute="_compute_is_late", search="_search_is_late"
    )
    mended_on = fields.Date("Rectified On", readonly=True, copy=False)
    # === End ===
    result = fields.Text(
        copy=False,
        tracking=True,
        help="What was verified, explained or agreed, as the resident is told.",
    )
    closed_at = fields.Datetime("Case Ended On", readonly=True, copy=False)
    state = fields.Selection(
        STATES,
        default="new",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )

    _open_idx = models.Index(
        "(community_id, builder_deadline) WHERE state NOT IN ('closed', 'cancelled')"
    )

    # ----------------------------------------------------------------- COMPUTE

    @api.depends("name", "summary")
    def _compute_display_name(self):
        for defect in self:
            parts = (defect.name, defect.summary)
            defect.display_name = " ".join(part for part in parts if part)

    @api.depends("community_id")
    def _compute_reported_on(self):
        """On the day that it is where the house stands, whoever registers it."""
        for defect in self:
            community = defect.community_id
            today = community._today() if community else False
            defect.reported_on = defect.reported_on or today

    @api.depends("rule_id", "unit_id", "building_id")
    def _compute_warranty_begin(self):
        for defect in self:
            begins = defect.rule_id.begins
            day = defect.building_id.completed_on
            if defect.unit_id and begins != "completion":
                day = defect.unit_id._delivered_on() or day
            defect.warranty_begin = day or defect.warranty_begin

    @api.depends("rule_id", "warranty_begin", "reported_on")
    def _compute_warranty(self):
        for defect in self:
            rule, begin = defect.rule_id, defect.warranty_begin
            until = rule._until(begin) if rule and begin else False
            defect.warranty_until = until
            day = defect.reported_on
            defect.in_warranty = bool(until and day and day <= until)

    @api.depends("building_id", "community_id")
    def _compute_builder_id(self):
        for defect in self:
            defect.builder_id = (
                defect.builder_id
                or defect.building_id.builder_id
                or defect.community_id.builder_id
            )

    @api.depends("builder_deadline", "state", "community_id")
    def _compute_is_late(self):
        days = {one: one._today() for one in self.community_id}
        for defect in self:
            due, today = defect.builder_deadline, days.get(defect.community_id)
            late = defect.state == "noticed" and due and today and due < today
            defect.is_late = bool(late)

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        communities = self.env["estate.community"].with_context(active_test=False)
        # pylint: disable=no-search-all
        by_day = communities.search([]).grouped(lambda one: one._today())
        return Domain("state", "=", "noticed") & Domain.OR(
            Domain("community_id", "in", those.ids)
            & Domain("builder_deadline", "<", today)
            for today, those in by_day.items()
        )

    # -------------------------------------------------------------------- CRUD

    def write(self, vals):
        """Keep what the builder was notified of, or the resident told."""
        if not self.env.su and not ON_NOTICE.isdisjoint(vals):
            told = self.filtered(lambda one: one.state not in ("new", "inspected"))
            if told:
                raise UserError(
                    self.env._(
                        "Place, part and warranty of %s were told to others: they "
                        "stay as they are.",
                        told[0].name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_new(self):
        kept = self.filtered(lambda defect: defect.state != "new")
        if kept:
            raise UserError(
                self.env._(
                    "%s was looked at and stays on record: cancel it.", kept[0].name
                )
            )
