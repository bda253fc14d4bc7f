from odoo import api, fields, models

ROLES = [
    ("owner", "Owner"),
    ("co_owner", "Co-owner"),
    ("tenant", "Tenant"),
    ("family", "Family Member"),
    ("staff", "Staff"),
    ("agent", "Agent"),
]


OCCUPANT_FIELDS = {
    "unit_id",
    "partner_id",
    "role",
    "date_start",
    "date_end",
    "is_primary",
    "is_payer",
}


class EstateOccupancy(models.Model):
    """Who owns, rents, lives in or pays for a unit, from when to when.

    Dates are inclusive; an empty end means until further notice. The payer may
    be another person than the occupant.
    """

    _name = "estate.occupancy"
    _description = "Occupancy"
    _inherit = ["mail.thread"]
    _order = "unit_id, date_end desc, role, id"
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
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    role = fields.Selection(ROLES, required=True, default="owner", tracking=True)
    share = fields.Float(
        "Share (%)",
        default=100.0,
        digits=(6, 2),
        help="Part of the ownership; the shares of one unit make 100 %.",
    )
    date_start = fields.Date("From", required=True, tracking=True)
    date_end = fields.Date("To", tracking=True, help="Last day, included.")
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
    is_current = fields.Boolean(
        compute="_compute_is_current", search="_search_is_current"
    )
    lease_ref = fields.Char("Lease Contract")
    contact_point_ids = fields.One2many(
        "estate.contact.point", "occupancy_id", "Contacts"
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

    @api.depends("role")
    def _compute_is_primary(self):
        for occupancy in self:
            occupancy.is_primary = occupancy.role == "owner"

    @api.depends("date_start", "date_end")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for occupancy in self:
            start, end = occupancy.date_start, occupancy.date_end
            occupancy.is_current = bool(
                start and start <= today and (not end or end >= today)
            )

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        current = fields.Domain("date_start", "<=", today) & (
            fields.Domain("date_end", "=", False)
            | fields.Domain("date_end", ">=", today)
        )
        return current if True in value else ~current

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        occupancies = super().create(vals_list)
        occupancies.unit_id._refresh_occupants()
        return occupancies

    def write(self, vals):
        if not OCCUPANT_FIELDS & vals.keys():
            return super().write(vals)
        units = self.unit_id
        result = super().write(vals)
        (units | self.unit_id)._refresh_occupants()
        return result

    def unlink(self):
        units = self.unit_id
        result = super().unlink()
        units._refresh_occupants()
        return result
