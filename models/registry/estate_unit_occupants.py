from odoo import api, fields, models
from odoo.tools import SQL

from .estate_occupancy import SHARES_LATER

OCCUPANTS = ("owner_id", "tenant_id", "payer_id")
PEOPLE = {"occupancy_ids", "present_occupancy_ids"}


class EstateUnit(models.Model):
    """Who owns, rents and pays for a unit today, kept beside the unit.

    Occupancies say it for every day; lists, searches and the counter need today's
    answer at once. It is refreshed set-wise for the units whose occupancies change,
    and each day for all of them, because dates pass.
    """

    _inherit = "estate.unit"

    occupancy_ids = fields.One2many("estate.occupancy", "unit_id", "Occupancies")
    present_occupancy_ids = fields.One2many(
        "estate.occupancy",
        "unit_id",
        "People Now",
        domain=["|", ("date_end", "=", False), ("date_end", ">=", "today")],
    )
    former_occupancy_ids = fields.One2many(
        "estate.occupancy",
        "unit_id",
        "People Before",
        domain=[("date_end", "<", "today")],
    )
    has_co_owners = fields.Boolean(compute="_compute_has_co_owners")
    occupancy_count = fields.Integer(compute="_compute_occupancy_count")
    owner_id = fields.Many2one(
        "res.partner", "Owner", readonly=True, copy=False, index="btree_not_null"
    )
    tenant_id = fields.Many2one(
        "res.partner", "Tenant", readonly=True, copy=False, index="btree_not_null"
    )
    payer_id = fields.Many2one(
        "res.partner", "Payer", readonly=True, copy=False, index="btree_not_null"
    )
    has_vip = fields.Boolean(
        "Key Customers Here",
        compute="_compute_has_vip",
        help="A key customer owns, rents or lives in the unit now (R-110).",
    )
    owner_phone = fields.Char(related="owner_id.phone", string="Owner's Phone")
    contact_note = fields.Char(
        compute="_compute_contact_note",
        help="Says when an owner left fewer contacts than asked for (R-116).",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("present_occupancy_ids.role")
    def _compute_has_co_owners(self):
        for unit in self:
            roles = unit.present_occupancy_ids.mapped("role")
            unit.has_co_owners = "co_owner" in roles or roles.count("owner") > 1

    @api.depends("present_occupancy_ids.partner_id.estate_is_vip")
    def _compute_has_vip(self):
        for unit in self:
            people = unit.present_occupancy_ids.partner_id
            unit.has_vip = any(people.mapped("estate_is_vip"))

    @api.depends("occupancy_ids")
    def _compute_occupancy_count(self):
        counts = self._count_by_unit("estate.occupancy", fields.Domain.TRUE)
        for unit in self:
            unit.occupancy_count = counts.get(unit.id, 0)

    @api.depends(
        "occupancy_ids.contact_count",
        "occupancy_ids.is_primary",
        "occupancy_ids.date_start",
        "occupancy_ids.date_end",
        "company_id.estate_contact_points_required",
    )
    def _compute_contact_note(self):
        for unit in self:
            unit.contact_note = " ".join(
                self.env._(
                    "%(owner)s left %(count)s of %(required)s contacts.",
                    owner=occupancy.partner_id.name,
                    count=occupancy.contact_count,
                    required=unit.company_id.estate_contact_points_required,
                )
                for occupancy in unit.occupancy_ids
                if occupancy.contacts_missing
            )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not any(PEOPLE & vals.keys() for vals in vals_list):
            return super().create(vals_list)
        units = super(EstateUnit, self._with_shares_later()).create(vals_list)
        units = units.with_env(self.env)
        units._check_ownership_shares()
        return units

    def write(self, vals):
        if not PEOPLE & vals.keys():
            return super().write(vals)
        result = super(EstateUnit, self._with_shares_later()).write(vals)
        self._check_ownership_shares()
        return result

    def _with_shares_later(self):
        """Let the shares of several people change one by one, checked at the end."""
        return self.with_context(estate_shares_later=SHARES_LATER)

    def _has_field_access(self, field, operation):
        """Let nobody say who owns or pays but the occupancies."""
        if operation == "write" and field.name in OCCUPANTS and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    # ------------------------------------------------------------
    # SHARES
    # ------------------------------------------------------------

    def _check_ownership_shares(self):
        """Refuse shares that do not make 100 % on every day with a co-owner.

        :raises ValidationError: names the first unit and day, the people and the sum
        """
        self.env["estate.occupancy"].flush_model(
            ["unit_id", "role", "share", "date_start", "date_end"]
        )
        for occupancy_ids, day, total in self.env.execute_query(
            self._wrong_shares_sql()
        ):
            raise (
                self.env["estate.occupancy"]
                .browse(occupancy_ids)
                ._shares_error(day, total)
            )

    def _wrong_shares_sql(self):
        """Return the days from which shares are wrong, at most one, for these units.

        Shares change only when an ownership begins or has ended. A hundredth per
        person is the rounding of thirds.
        """
        return SQL(
            """
            WITH owning AS (
                SELECT id, unit_id, role, share, date_start, date_end
                  FROM estate_occupancy
                 WHERE unit_id = ANY(%s) AND role IN ('owner', 'co_owner')
            ), turn AS (
                SELECT unit_id, date_start AS day FROM owning
                 UNION
                SELECT unit_id, date_end + 1 FROM owning WHERE date_end IS NOT NULL
            )
            SELECT array_agg(o.id ORDER BY o.id), t.day, sum(o.share)
              FROM turn t
              JOIN owning o ON o.unit_id = t.unit_id AND o.date_start <= t.day
               AND (o.date_end IS NULL OR o.date_end >= t.day)
             GROUP BY t.unit_id, t.day
            HAVING (bool_or(o.role = 'co_owner') OR count(*) > 1)
               AND abs(sum(o.share) - 100) > 0.01 * count(*)
             ORDER BY t.unit_id, t.day
             LIMIT 1
            """,
            self.ids,
        )

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _refresh_occupants(self):
        """Store today's owner, tenant and payer of these units in one statement.

        The payer is the occupant who pays, else the primary owner, as the bill run
        chooses for a day.
        """
        if not self:
            return self
        self.env["estate.occupancy"].flush_model(
            ["unit_id", "partner_id", "role", "date_start", "date_end"]
            + ["is_primary", "is_payer"]
        )
        self.flush_recordset(OCCUPANTS)
        rows = self.env.execute_query(self._refresh_occupants_sql(self.ids))
        changed = self.browse(unit_id for (unit_id,) in rows)
        changed.invalidate_recordset(OCCUPANTS)
        changed.modified(OCCUPANTS)
        return changed

    @api.model
    def _refresh_occupants_sql(self, unit_ids):
        """Return the statement that updates the units whose people differ."""
        return SQL(
            """
            UPDATE estate_unit u
               SET owner_id = p.owner_id, tenant_id = p.tenant_id,
                   payer_id = p.payer_id, write_uid = %(uid)s,
                   write_date = now() AT TIME ZONE 'UTC'
              FROM (
                SELECT unit.id,
                       (array_agg(o.partner_id ORDER BY o.rank, o.is_primary DESC, o.id)
                            FILTER (WHERE o.rank < 4))[1] AS owner_id,
                       (array_agg(o.partner_id ORDER BY o.date_start DESC, o.id)
                            FILTER (WHERE o.role = 'tenant'))[1] AS tenant_id,
                       (array_agg(o.partner_id ORDER BY NOT o.is_payer, o.rank,
                                  o.is_primary DESC, o.id)
                            FILTER (WHERE o.is_payer OR o.rank < 5))[1] AS payer_id
                  FROM estate_unit unit
                  LEFT JOIN (
                    SELECT id, unit_id, partner_id, role, date_start,
                           COALESCE(is_payer, FALSE) AS is_payer,
                           COALESCE(is_primary, FALSE) AS is_primary,
                           CASE WHEN role = 'owner' AND is_primary THEN 1
                                WHEN role = 'owner' THEN 2
                                WHEN role = 'co_owner' THEN 3
                                WHEN role = 'tenant' THEN 4
                                ELSE 5 END AS rank
                      FROM estate_occupancy
                     WHERE date_start <= %(today)s
                       AND (date_end IS NULL OR date_end >= %(today)s)
                       AND unit_id = ANY(%(unit_ids)s)
                  ) o ON o.unit_id = unit.id
                 WHERE unit.id = ANY(%(unit_ids)s)
                 GROUP BY unit.id
              ) p
             WHERE p.id = u.id
               AND (u.owner_id, u.tenant_id, u.payer_id)
                   IS DISTINCT FROM (p.owner_id, p.tenant_id, p.payer_id)
            RETURNING u.id
            """,
            uid=self.env.uid,
            today=fields.Date.context_today(self),
            unit_ids=list(unit_ids),
        )

    def action_open_vip_profiles(self):
        """Open the files of the key customers here, or begin the owner's."""
        self.ensure_one()
        people = self.present_occupancy_ids.partner_id.filtered("estate_is_vip")
        return (people or self.owner_id).action_open_estate_vip_profile()

    @api.model
    def _cron_refresh_occupants(self):
        """Follow the calendar: people move in and out on dates entered before.

        Run each hour, since the day turns at another hour in each zone; units whose
        people stay the same are not written. One community at a time, each committed,
        so that a clerk who saves at the same moment stands in the way of one only.
        """
        communities = self.env["estate.community"].with_context(active_test=False)
        # Every community: there are few.
        remaining = communities.search([])  # pylint: disable=no-search-all
        for community in remaining:
            units = self.with_context(active_test=False, tz=community._timezone())
            units.search([("community_id", "=", community.id)])._refresh_occupants()
            remaining -= community
            self.env["ir.cron"]._commit_progress(1, remaining=len(remaining))
