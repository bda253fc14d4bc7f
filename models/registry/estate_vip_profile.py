from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

REVIEW = "estate_service.mail_activity_type_vip_review"
PERSONAL = "estate_service.group_estate_personal_data"


class EstateVipProfile(models.Model):
    """What the centre knows of a key customer (重点业户), brought up to date monthly.

    One file per person and company (R-110): what the front desk and the stewards know
    of him is collected in each period; talks with him are kept as notes below. Who is
    a key customer follows from it: the person has a file that is not archived.
    """

    _name = "estate.vip.profile"
    _description = "Key Customer File"
    _inherit = ["estate.scope.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "next_review_on, id"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id"]
    _scope_fields = ("partner_id", "company_id")
    _closed_fields = ("reviewed_on", "reviewed_by")
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('estate_is_resident', '=', True)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    active = fields.Boolean(default=True, tracking=True)
    is_company = fields.Boolean(related="partner_id.is_company")
    phone = fields.Char(related="partner_id.phone")
    birthday = fields.Date(related="partner_id.estate_birthday", groups=PERSONAL)
    unit_ids = fields.Many2many(
        "estate.unit", string="Units Now", compute="_compute_unit_ids"
    )
    unit_count = fields.Integer(compute="_compute_unit_ids")
    vehicle_count = fields.Integer(compute="_compute_vehicle_count")
    contact_point_ids = fields.Many2many(
        "estate.contact.point", string="Contacts", compute="_compute_contact_point_ids"
    )
    personality = fields.Text()
    likes = fields.Text()
    strengths = fields.Text()
    special_needs = fields.Text()
    opinions = fields.Text()
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
        domain="[('share', '=', False)]",
        help="Collects the news of the period; the steward of his unit unless changed.",
    )
    reviewed_on = fields.Date("Last Updated", readonly=True, copy=False, tracking=True)
    reviewed_by = fields.Many2one(
        "res.users", "Updated By", readonly=True, copy=False, index="btree_not_null"
    )
    next_review_on = fields.Date(
        "Next Update",
        compute="_compute_next_review_on",
        store=True,
        precompute=True,
        index=True,
        help="A file that was never brought up to date is due at once.",
    )

    _partner_uniq = models.UniqueIndex(
        "(partner_id, company_id)",
        "This person has a file already; it may be archived.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("partner_id")
    def _compute_unit_ids(self):
        for profile in self:
            # Asked of the person himself, who knows no units out of the user's reach.
            profile.unit_ids = profile.partner_id.estate_unit_ids
            profile.unit_count = len(profile.unit_ids)

    @api.depends("partner_id")
    def _compute_vehicle_count(self):
        counts = dict(
            self.env["estate.vehicle"]._read_group(
                [("partner_id", "in", self.partner_id.ids)], ["partner_id"], ["__count"]
            )
        )
        for profile in self:
            profile.vehicle_count = counts.get(profile.partner_id, 0)

    @api.depends("partner_id")
    def _compute_contact_point_ids(self):
        points = self.env["estate.contact.point"].search(
            [
                ("occupancy_id.partner_id", "in", self.partner_id.ids),
                ("occupancy_id.is_current", "=", True),
            ]
        )
        by_person = points.grouped(lambda point: point.occupancy_id.partner_id)
        for profile in self:
            profile.contact_point_ids = by_person.get(profile.partner_id)

    @api.depends("partner_id")
    def _compute_user_id(self):
        for profile in self:
            stewards = profile.partner_id.estate_unit_ids.steward_id
            profile.user_id = profile.user_id or stewards[:1] or self.env.user

    @api.depends("reviewed_on", "company_id.estate_vip_review_months")
    def _compute_next_review_on(self):
        today = fields.Date.context_today(self)
        for profile in self:
            months = profile.company_id.estate_vip_review_months
            due = profile.next_review_on or today
            if profile.reviewed_on:
                due = profile.reviewed_on + relativedelta(months=months)
            profile.next_review_on = due if months > 0 else False

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            self.activity_unlink([REVIEW], only_automated=False)
        if "user_id" in vals:
            self._hand_over_reminders()
        return result

    # ------------------------------------------------------------
    # MAIL
    # ------------------------------------------------------------

    def _mail_get_partner_fields(self, introspect_fields=False):
        """Propose nobody for messages: least of all him whom the file is about."""
        return []

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_review(self):
        """Note that the files were brought up to date today; end their reminders."""
        self.activity_feedback([REVIEW], only_automated=False)
        self._note_review()

    def action_view_units(self):
        self.ensure_one()
        return self.partner_id.action_view_estate_units()

    def action_view_vehicles(self):
        """Open the vehicles of this person."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_vehicle_action"
        )
        return action | {
            "domain": [("partner_id", "=", self.partner_id.id)],
            "context": {"default_partner_id": self.partner_id.id},
        }

    def action_view_person(self):
        """Open the person as the register of residents shows him."""
        self.ensure_one()
        form = self.env.ref("estate_service.res_partner_view_form_resident")
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "view_mode": "form",
            "views": [(form.id, "form")],
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _note_review(self):
        self.check_access("write")
        # Closed to all other writes, so that nobody dates a review himself.
        self.sudo().write(
            {
                "reviewed_on": fields.Date.context_today(self),
                "reviewed_by": self.env.uid,
            }
        )

    @api.model
    def _cron_plan_reviews(self):
        """Remind of each file that is due, once: until it is done, no more.

        Who has a reminder and serves the file no longer, hands it over.
        """
        review = self.env.ref(REVIEW)
        reminders = self.env["mail.activity"].search(
            [("res_model", "=", self._name), ("activity_type_id", "=", review.id)]
        )
        reminded = self.browse(set(reminders.mapped("res_id")))
        reminded._hand_over_reminders()
        today = fields.Date.context_today(self)
        due = self.search(
            [("next_review_on", "<=", today), ("id", "not in", reminded.ids)]
        )
        # The list of activities tells it; a mail for each would be a monthly flood.
        for profile in due.with_context(mail_activity_quick_update=True):
            user = profile._reviewer()
            if user:
                profile.activity_schedule(
                    REVIEW,
                    date_deadline=profile.next_review_on,
                    # Core's chatter shows a reminder without a summary as nameless.
                    summary=profile._reminder_text(user),
                    user_id=user.id,
                )

    def _reminder_text(self, user):
        return self.with_context(lang=user.lang).env._("Update a Key Customer's File")

    def _hand_over_reminders(self):
        """Give the open reminders to those who are reminded of their files now.

        A reminder that nobody else may be given stays where it is.
        """
        # Told by the list of activities as well, not by a mail.
        quietly = self.with_context(mail_activity_quick_update=True)
        for reminder in quietly.activity_search([REVIEW], only_automated=False):
            user = self.browse(reminder.res_id)._reviewer()
            if user and user != reminder.user_id:
                reminder.user_id = user

    def _reviewer(self):
        """Return who may be reminded: the responsible, else who leads his community.

        Who has left, or serves the community no longer, sees the file no more. The
        file of a person who moved out is left to who led the community then.
        """
        # Each is asked in all his companies: he may not work in all of this user's.
        anywhere = self.with_context(allowed_company_ids=[])
        communities = self.unit_ids.community_id
        communities |= self.partner_id.estate_occupancy_ids.community_id
        for user in self.user_id | communities.manager_id:
            if user.active and anywhere.with_user(user).has_access("write"):
                return user
        return self.env["res.users"]
