from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

CONFIRMERS = "estate_service.group_estate_supervisor"
WRITABLE = {
    "attachment_ids",
    "date_from",
    "date_to",
    "inspected_on",
    "note",
    "unit_id",
}


class EstateVacancy(models.Model):
    """A unit that stands empty from one day to another, with its proof.

    Once confirmed it has its discount on every billed day inside: for what is billed
    already at the confirmation, for later bills after each bill run. The discounts
    are proposed as waivers, approved and booked like any other.
    """

    _name = "estate.vacancy"
    _description = "Vacancy"
    _inherit = ["mail.thread", "estate.scope.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    unit_id = fields.Many2one("estate.unit", required=True, index=True, tracking=True)
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    date_from = fields.Date("Vacant From", required=True, tracking=True)
    date_to = fields.Date(
        "Vacant To",
        required=True,
        tracking=True,
        help="The last day for which it is shown to be empty. Move it on when the unit "
        "was looked at again.",
    )
    days = fields.Integer("Day Count", compute="_compute_days", store=True)
    inspected_on = fields.Date(
        "Looked At On", tracking=True, help="Day on which somebody saw it empty."
    )
    note = fields.Char("Remarks")
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Proof",
        help="Photos, the meters' readings, the application of the owner.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("cancelled", "Cancelled")],
        required=True,
        default="draft",
        tracking=True,
        index=True,
        copy=False,
    )
    confirmed_by_id = fields.Many2one("res.users", "Confirmed By", copy=False)
    waiver_ids = fields.One2many("estate.waiver", "vacancy_id", "Waivers")
    waiver_count = fields.Integer(compute="_compute_waivers")
    amount_waived = fields.Monetary("Discounted", compute="_compute_waivers")

    _dates_in_order = models.Constraint(
        "CHECK(date_from <= date_to)", "A vacancy ends no earlier than it begins."
    )
    _no_overlap = models.Constraint(
        """EXCLUDE USING gist (
            int4range(unit_id, unit_id, '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&
        ) WHERE (state = 'confirmed')""",
        "This unit is recorded as vacant on these days already.",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("date_from", "date_to")
    def _compute_days(self):
        for vacancy in self:
            first, last = vacancy.date_from, vacancy.date_to
            vacancy.days = (last - first).days + 1 if first and last else 0

    @api.depends("waiver_ids.state", "waiver_ids.amount")
    def _compute_waivers(self):
        for vacancy in self:
            live = vacancy.waiver_ids.filtered(lambda one: one.state != "cancelled")
            booked = live.filtered(lambda one: one.state == "done")
            vacancy.waiver_count = len(live)
            vacancy.amount_waived = sum(booked.mapped("amount"))

    def _compute_display_name(self):
        for vacancy in self:
            days = f"{vacancy.date_from} – {vacancy.date_to}"
            vacancy.display_name = f"{vacancy.unit_id.display_name} {days}"

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vacancies = super().create(vals_list)
        vacancies._keep_proof()
        return vacancies

    def write(self, vals):
        if not self.env.su and not vals.keys().isdisjoint(WRITABLE):
            self._check_changeable(vals)
        result = super().write(vals)
        if not {"date_from", "date_to"}.isdisjoint(vals):
            self._check_discounted_days()
        if "attachment_ids" in vals:
            self._keep_proof()
        return result

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        name = field.name
        own = name in WRITABLE or name.startswith(("message_", "activity_"))
        return allowed and (own or operation != "write" or self.env.su)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if self.filtered(lambda vacancy: vacancy.state != "draft"):
            raise UserError(
                self.env._("A confirmed vacancy is cancelled, not deleted.")
            )

    def _check_changeable(self, vals):
        """Days and unit of a confirmed vacancy are changed by who may confirm it."""
        confirmed = self.filtered(lambda vacancy: vacancy.state != "draft")
        if confirmed and "unit_id" in vals:
            raise UserError(self.env._("A confirmed vacancy stays with its unit."))
        if confirmed and not self.env.user.has_group(CONFIRMERS):
            raise AccessError(
                self.env._("Only a supervisor changes a confirmed vacancy.")
            )

    def _keep_proof(self):
        """Who may read the vacancy may read what was uploaded with it."""
        # What others uploaded is theirs; a file nobody owns yet becomes its proof.
        for vacancy in self.sudo():
            loose = vacancy.attachment_ids.filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            )
            loose.write({"res_model": self._name, "res_id": vacancy.id})

    def _check_discounted_days(self):
        """No discounted day falls out of its vacancy."""
        for vacancy in self:
            # What was waived is a fact of the vacancy, not of its reader's role.
            lines = vacancy.sudo().waiver_ids.line_ids.filtered("is_live")
            outside = lines.filtered(
                lambda line, vacancy=vacancy: line.days_from < vacancy.date_from
                or line.days_to > vacancy.date_to
            )
            if outside:
                raise ValidationError(
                    self.env._(
                        "Days of %(waivers)s would no longer be vacant: cancel or undo "
                        "that first.",
                        waivers=", ".join(outside.waiver_id.mapped("name")),
                    )
                )

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def action_confirm(self):
        """Confirm it, and propose the discounts of what is billed already."""
        self._check_may_confirm()
        for vacancy in self:
            if vacancy.state != "draft":
                continue
            missing = vacancy._proof_missing()
            if missing:
                raise UserError(missing)
            # State and confirmer are written by the steps alone: the role was checked.
            vacancy.sudo().write(
                {"state": "confirmed", "confirmed_by_id": self.env.uid}
            )
        return self.action_propose()

    def action_propose(self):
        """Propose waivers for billed days that have no discount yet."""
        self._check_may_confirm()
        waivers = self.env["estate.cashier"]._propose_vacancies(self)
        if not waivers:
            return self._nothing_proposed()
        return waivers.with_env(self.env)._get_records_action(
            name=self.env._("Proposed Waivers"), context={}
        )

    def action_cancel(self):
        """It has no discount any more; what was booked stays or is undone first."""
        self._check_may_confirm()
        for vacancy in self:
            # Proposals are the service's to take back: the role was checked.
            waivers = vacancy.sudo().waiver_ids
            live = waivers.filtered(lambda one: one.state != "cancelled")
            if live.filtered(lambda one: one.stage != "draft"):
                raise UserError(
                    self.env._(
                        "%(waivers)s was asked for or booked: cancel or undo that "
                        "first.",
                        waivers=", ".join(live.mapped("name")),
                    )
                )
            live.unlink()
            vacancy.sudo().state = "cancelled"  # the role was checked above

    def action_view_waivers(self):
        self.ensure_one()
        self.waiver_ids.check_access("read")
        return self.waiver_ids._get_records_action(
            name=self.env._("Waivers"), context={}
        )

    def _check_may_confirm(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(CONFIRMERS)):
            raise AccessError(self.env._("A supervisor confirms vacancies."))

    def _proof_missing(self):
        """Say what proof a vacancy lacks, nothing when it has it.

        The room of inspections extends this: a recorded inspection is proof as well.
        """
        self.ensure_one()
        if self.attachment_ids:
            return ""
        return self.env._(
            "Add the proof that %(unit)s is vacant: photos, readings, the application.",
            unit=self.unit_id.display_name,
        )

    def _nothing_proposed(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "title": self.env._("No Discount to Propose"),
                "message": self.env._(
                    "Nothing that is billed falls into these days, or no vacancy "
                    "discount of the community is met. Bills to come are looked at "
                    "after each bill run."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
