from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

STATES = [
    ("draft", "Draft"),
    ("active", "In Effect"),
    ("suspended", "Suspended"),
    ("ended", "Ended"),
]
SIGNED = {
    "account_number",
    "bank_account_id",
    "date_from",
    "date_signed",
    "limit_amount",
    "name",
    "partner_id",
    "unit_id",
}
"""What the holder signed: a mandate in use is ended and written anew to change it."""


class EstateMandate(models.Model):
    """A holder lets his bank pay the fees of a unit (《委托银行代收费合同》).

    One record per unit; a contract that covers several units is entered for each
    with the same number (R-103, R-208, R-811). Dates are inclusive. Its bank account
    is told in :file:`estate_mandate_account.py`.
    """

    _name = "estate.mandate"
    _description = "Direct Debit Mandate"
    _inherit = [
        "estate.scope.mixin",
        "estate.arrears.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "unit_id, date_from desc, id desc"
    _rec_names_search = ["name", "unit_id", "partner_id"]
    _check_company_auto = True

    name = fields.Char(
        "Contract No.", required=True, index="trigram", tracking=True, copy=False
    )
    unit_id = fields.Many2one(
        "estate.unit",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        "Account Holder",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Who signed; need not live in the unit.",
    )
    limit_amount = fields.Monetary(
        "Limit per Deduction",
        tracking=True,
        help="The bank pays no more at once; 0 is no limit.",
    )
    date_signed = fields.Date(
        "Signed On", required=True, default=fields.Date.context_today
    )
    date_from = fields.Date(
        "Valid From",
        required=True,
        compute="_compute_date_from",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    date_to = fields.Date("Valid Until", tracking=True, copy=False)
    is_ending_soon = fields.Boolean(
        "Ending Soon",
        compute="_compute_is_ending_soon",
        search="_search_is_ending_soon",
        help="In force or suspended, and over within the days that the company set.",
    )
    state = fields.Selection(
        STATES, required=True, default="draft", index=True, copy=False, tracking=True
    )
    stop_reason = fields.Char(
        "Suspended Because", readonly=True, copy=False, tracking=True
    )
    line_ids = fields.One2many("estate.collection.line", "mandate_id", "Deductions")
    line_count = fields.Integer("Deductions Asked", compute="_compute_line_count")

    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A mandate cannot end before it begins.",
    )
    _limit_positive = models.Constraint(
        "CHECK(limit_amount >= 0)", "A limit cannot be negative."
    )
    _one_per_unit = models.Constraint(
        """EXCLUDE USING gist (
            int4range(unit_id, unit_id, '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&
        ) WHERE (state IN ('active', 'suspended'))""",
        "The unit has another mandate in these days: end that one first.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("unit_id")
    def _compute_partner_id(self):
        """Propose who pays for the unit."""
        for mandate in self:
            unit = mandate.unit_id
            proposed = unit.payer_id or unit.owner_id
            mandate.partner_id = mandate.partner_id or proposed

    @api.depends("date_signed")
    def _compute_date_from(self):
        for mandate in self:
            mandate.date_from = mandate.date_from or mandate.date_signed

    @api.depends("name", "unit_id.code")
    def _compute_display_name(self):
        for mandate in self:
            parts = (mandate.name, mandate.unit_id.code)
            mandate.display_name = " · ".join(filter(None, parts))

    @api.depends("state", "date_to", "company_id")
    def _compute_is_ending_soon(self):
        ending = self.filtered_domain(self._ending_soon_domain())
        for mandate in self:
            mandate.is_ending_soon = mandate in ending

    def _search_is_ending_soon(self, operator, value):
        if operator != "in":
            return NotImplemented
        ending = self._ending_soon_domain()
        return ending if True in value else ~ending

    @api.model
    def _ending_soon_domain(self):
        """Mandates to renew: each company says how many days before."""
        today = fields.Date.context_today(self)
        return Domain("state", "in", ("active", "suspended")) & Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("date_to", ">=", today)
            & Domain(
                "date_to",
                "<=",
                fields.Date.add(today, days=company.estate_mandate_ending_days),
            )
            for company in self.env.companies
        )

    def _compute_line_count(self):
        groups = self.env["estate.collection.line"]._read_group(
            [("mandate_id", "in", self.ids), ("state", "!=", "draft")],
            ["mandate_id"],
            ["__count"],
        )
        counts = {mandate.id: count for mandate, count in groups}
        for mandate in self:
            mandate.line_count = counts.get(mandate.id, 0)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_account(vals) for vals in vals_list])

    def write(self, vals):
        self._check_signed_kept(vals)
        return super().write(vals)

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        closed = operation == "write" and field.name in ("state", "stop_reason")
        return allowed and (self.env.su or not closed)

    def _check_signed_kept(self, vals):
        """Once used, a mandate says for good what was signed."""
        if not SIGNED & vals.keys():
            return
        used = self.filtered(lambda mandate: mandate.state != "draft")
        if used:
            raise UserError(
                self.env._(
                    "Mandate %(mandate)s is in use: end it, and enter what was signed "
                    "anew.",
                    mandate=used[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        """What a bank was asked for keeps its mandate as the proof."""
        # Lines of a batch over other communities count as well.
        asked = self.sudo().filtered("line_ids")
        if asked:
            raise UserError(
                self.env._(
                    "The bank was asked by mandate %(mandate)s: end it instead of "
                    "deleting it.",
                    mandate=asked[0].display_name,
                )
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_activate(self):
        """Put signed mandates into use, or suspended ones back."""
        self._check_alone()
        self._take_step("active", ("draft", "suspended"), stop_reason=False)

    def action_suspend(self):
        """Leave mandates out of collections until somebody takes them up again."""
        self._suspend(self.env._("Suspended by hand"))

    def action_end(self):
        """End mandates today; a day on which one was used stays valid."""
        self.check_access("write")
        today = fields.Date.context_today(self)
        for mandate in self:
            vals = {}
            if not mandate.date_to or mandate.date_to > today:
                vals["date_to"] = max(today, mandate.date_from)
            mandate._take_step("ended", ("draft", "active", "suspended"), **vals)

    def action_view_lines(self):
        """Open what the bank was asked for by these mandates."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_collection_line_action"
        )
        return action | {"domain": [("mandate_id", "in", self.ids)], "context": {}}

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _suspend(self, reason):
        """Leave mandates out of collections, as their bank or a colleague says."""
        self._take_step("suspended", ("active",), stop_reason=reason)

    def _take_step(self, state, allowed, **vals):
        self.check_access("write")
        for mandate in self:
            if mandate.state not in allowed:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "Mandate %(mandate)s has the state “%(state)s”: this step is "
                        "none of it.",
                        mandate=mandate.display_name,
                        state=labels[mandate.state],
                    )
                )
        # The steps are closed to direct writes: the actions above have checked them.
        self.sudo().write({"state": state, **vals})
        # One that ends makes room for the next before that one begins.
        self.flush_recordset()

    @api.model
    def _in_force_domain(self, day):
        """Mandates that a bank may be asked by on a day."""
        begun = Domain("state", "=", "active") & Domain("date_from", "<=", day)
        return begun & (Domain("date_to", "=", False) | Domain("date_to", ">=", day))

    def _check_alone(self):
        """Name the other mandate; the exclusion constraint is for who comes at once."""
        # Another one of the unit stops the step, whoever may read it.
        mandates = self.sudo()
        others = mandates.search(
            [
                ("unit_id", "in", self.unit_id.ids),
                ("state", "in", ("active", "suspended")),
            ]
        )
        by_unit = others.grouped("unit_id")
        for mandate in mandates:
            for other in by_unit.get(mandate.unit_id, others.browse()) - mandate:
                if mandate._overlaps(other):
                    raise UserError(
                        self.env._(
                            "Unit %(unit)s has mandate %(other)s in these days: end "
                            "that one first.",
                            unit=mandate.unit_id.code,
                            other=other.name,
                        )
                    )

    def _overlaps(self, other):
        """Whether the days of two mandates have one in common."""
        starts_late = other.date_to and self.date_from > other.date_to
        ends_early = self.date_to and self.date_to < other.date_from
        return not (starts_late or ends_early)
