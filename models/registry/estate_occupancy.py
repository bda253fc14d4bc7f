import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

ROLES = [
    ("owner", "Owner"),
    ("co_owner", "Co-owner"),
    ("tenant", "Tenant"),
    ("family", "Family Member"),
    ("staff", "Staff"),
    ("agent", "Agent"),
]
PEOPLE_FIELDS = {
    "unit_id",
    "partner_id",
    "role",
    "date_start",
    "date_end",
    "is_primary",
    "is_payer",
    "share",
}
SHARES_LATER = object()
"""Put into the context, defers the check of shares. No remote caller can send it."""


class EstateOccupancy(models.Model):
    """Who owns, rents, lives in or pays for a unit, from when to when.

    Dates are inclusive; an empty end means until further notice. The payer may
    be another person than the occupant.
    """

    _name = "estate.occupancy"
    _description = "Occupancy"
    _inherit = ["estate.scope.mixin", "mail.thread"]
    _order = "unit_id, date_end desc, is_primary desc, date_start, id"
    _rec_names_search = ["unit_id", "partner_id"]
    _check_company_auto = True

    unit_id = fields.Many2one(
        "estate.unit",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
    )
    phone = fields.Char(related="partner_id.phone")
    role = fields.Selection(ROLES, required=True, default="owner", tracking=True)
    share = fields.Float(
        "Share (%)",
        default=100.0,
        digits=(6, 2),
        aggregator=None,
        tracking=True,
        help="Part of the ownership; the shares of one unit make 100 %.",
    )
    date_start = fields.Date(
        "From", required=True, tracking=True, default=fields.Date.context_today
    )
    date_end = fields.Date("To", tracking=True, copy=False, help="Last day, included.")
    is_primary = fields.Boolean(
        "Primary",
        compute="_compute_is_primary",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The owner whom the company addresses; one at a time.",
    )
    is_payer = fields.Boolean(
        "Pays the Fees",
        tracking=True,
        help="When nobody pays, the primary owner does.",
    )
    payer_note = fields.Char(
        compute="_compute_payer_note", help="Says who else pays in these days."
    )
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )
    lease_ref = fields.Char("Lease Contract")
    contact_point_ids = fields.One2many(
        "estate.contact.point", "occupancy_id", "Contacts"
    )
    contact_count = fields.Integer(
        "Ways to Reach",
        compute="_compute_contact_count",
        store=True,
        aggregator=None,
        help="Different numbers that are valid, the person's own included (R-116).",
    )
    contacts_required = fields.Integer(
        related="company_id.estate_contact_points_required"
    )
    contacts_missing = fields.Boolean(
        compute="_compute_contacts_missing",
        search="_search_contacts_missing",
        help="A present owner with fewer contacts than the company asks for (R-116).",
    )

    _dates_ordered = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)",
        "An occupancy cannot end before it starts.",
    )
    _share_in_range = models.Constraint(
        "CHECK(share >= 0 AND share <= 100)", "A share lies between 0 and 100 %."
    )
    _one_primary_owner = models.Constraint(
        """EXCLUDE USING gist (
            int4range(unit_id, unit_id, '[]') WITH &&,
            daterange(date_start, date_end, '[]') WITH &&
        ) WHERE (role = 'owner' AND is_primary)""",
        "The unit has another primary owner in these days: end that ownership first.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("unit_id.code", "partner_id.name", "role")
    def _compute_display_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for occupancy in self:
            occupancy.display_name = self.env._(
                "%(unit)s %(person)s (%(role)s)",
                unit=occupancy.unit_id.code or "",
                person=occupancy.partner_id.name or "",
                role=roles.get(occupancy.role, ""),
            )

    @api.depends("role")
    def _compute_is_primary(self):
        for occupancy in self:
            occupancy.is_primary = occupancy.role == "owner"

    @api.depends("date_start", "date_end")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for occupancy in self:
            occupancy.is_current = occupancy._covers(today)

    def _covers(self, day):
        """Tell whether the occupancy has begun by ``day`` and has not ended before."""
        self.ensure_one()
        start, end = self.date_start, self.date_end
        return bool(start and start <= day and (not end or end >= day))

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        current = Domain("date_start", "<=", today) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", today)
        )
        return current if True in value else ~current

    @api.depends("unit_id", "is_payer", "date_start", "date_end")
    def _compute_payer_note(self):
        for occupancy in self:
            others = occupancy._other_payers() if occupancy.is_payer else self.browse()
            names = ", ".join(others.partner_id.mapped("name"))
            occupancy.payer_note = names and self.env._(
                "%(names)s pays for this unit in the same days. The bill run will ask "
                "which of them is meant.",
                names=names,
            )

    def _other_payers(self):
        """Return the occupancies whose payer clashes with this one."""
        if not self.unit_id or not self.date_start:
            return self.browse()
        overlap = Domain("date_end", "=", False) | Domain(
            "date_end", ">=", self.date_start
        )
        if self.date_end:
            overlap &= Domain("date_start", "<=", self.date_end)
        return self.search(
            overlap
            & Domain("unit_id", "=", self.unit_id._origin.id or self.unit_id.id)
            & Domain("is_payer", "=", True)
            & Domain("id", "!=", self._origin.id)
        )

    @api.depends(
        "contact_point_ids.phone_digits",
        "contact_point_ids.invalid",
        "partner_id.phone",
    )
    def _compute_contact_count(self):
        for occupancy in self:
            points = occupancy.contact_point_ids.filtered(lambda p: not p.invalid)
            own = occupancy.partner_id._estate_phone_digits(occupancy.partner_id.phone)
            occupancy.contact_count = len({own, *points.mapped("phone_digits")} - {""})

    @api.depends("contact_count", "role", "is_primary", "date_start", "date_end")
    def _compute_contacts_missing(self):
        for occupancy in self:
            required = occupancy.company_id.estate_contact_points_required
            occupancy.contacts_missing = (
                occupancy.role == "owner"
                and occupancy.is_primary
                and occupancy.is_current
                and occupancy.contact_count < required
            )

    def _search_contacts_missing(self, operator, value):
        if operator != "in":
            return NotImplemented
        missing = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("contact_count", "<", company.estate_contact_points_required)
            for company in self.env.companies
        )
        missing &= Domain("role", "=", "owner") & Domain("is_primary", "=", True)
        missing &= Domain("is_current", "=", True)
        return missing if True in value else ~missing

    # ------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------

    def _shares_error(self, day, total):
        """Return the error that these owners' shares do not make 100 % from a day."""
        shares = ", ".join(
            f"{o.partner_id.name} {formatLang(self.env, o.share)} %" for o in self
        )
        return ValidationError(
            self.env._(
                "The shares of %(unit)s make %(total)s %% from %(day)s instead of "
                "100 %%: %(shares)s. Change the shares of all owners together in the "
                "form of the unit.",
                unit=self.unit_id.code,
                total=formatLang(self.env, total),
                day=format_date(self.env, day),
                shares=shares,
            )
        )

    @api.model
    def _sql_error_to_message(self, exc):
        """Name the primary owner who stands in the way."""
        if exc.diag.constraint_name == "estate_occupancy_one_primary_owner":
            present = self._primary_owner_of_error(exc.diag.message_detail or "")
            if present:
                return present._primary_owner_message()
        return super()._sql_error_to_message(exc)

    @api.model
    def _primary_owner_of_error(self, detail):
        """Return the existing ownership that PostgreSQL names: ``[7,8), [2024-01-01,``.

        The last key in the text is the existing one. It may be gone again, when both
        were made together.
        """
        keys = re.findall(r"\(\[(\d+),\d+\),\s*\[([\d-]{10}),", detail)
        if not keys:
            return self.browse()
        unit_id, date_start = keys[-1]
        return self.search(
            [
                ("unit_id", "=", int(unit_id)),
                ("role", "=", "owner"),
                ("is_primary", "=", True),
                ("date_start", "=", date_start),
            ]
        )

    def _primary_owner_message(self):
        if self.date_end:
            return self.env._(
                "%(owner)s is the primary owner of %(unit)s from %(start)s to %(end)s. "
                "Choose other days, or end that ownership earlier.",
                owner=self.partner_id.name,
                unit=self.unit_id.code,
                start=format_date(self.env, self.date_start),
                end=format_date(self.env, self.date_end),
            )
        return self.env._(
            "%(owner)s is the primary owner of %(unit)s since %(start)s. End that "
            "ownership first, or enter the new person as a co-owner.",
            owner=self.partner_id.name,
            unit=self.unit_id.code,
            start=format_date(self.env, self.date_start),
        )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        occupancies = super().create(vals_list)
        occupancies._people_changed(occupancies.unit_id)
        return occupancies

    def write(self, vals):
        if not PEOPLE_FIELDS & vals.keys():
            return super().write(vals)
        units = self.unit_id
        result = super().write(vals)
        self._people_changed(units | self.unit_id)
        return result

    def unlink(self):
        units = self.unit_id
        result = super().unlink()
        self._people_changed(units)
        return result

    def _people_changed(self, units):
        """Bring today's people of the units up to date and check their shares."""
        units._refresh_occupants()
        if self.env.context.get("estate_shares_later") is not SHARES_LATER:
            units._check_ownership_shares()

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_end(self):
        """Ask for the last day; owners go with their co-owners."""
        together = self
        if "owner" in self.mapped("role"):
            together |= self.unit_id.present_occupancy_ids.filtered(
                lambda o: o.role == "co_owner" and o.is_current
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("End Occupancy"),
            "res_model": "estate.occupancy.end",
            "view_mode": "form",
            "target": "new",
            "context": {"default_occupancy_ids": together.ids},
        }

    def action_open(self):
        """Open the occupancy from a list within another form."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "estate.occupancy",
            "view_mode": "form",
            "res_id": self.id,
        }
