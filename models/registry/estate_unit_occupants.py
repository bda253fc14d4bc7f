from odoo import api, fields, models
from odoo.tools import SQL

OCCUPANTS = ("owner_id", "tenant_id", "payer_id")


class EstateUnit(models.Model):
    """Who owns, rents and pays for a unit today, kept beside the unit.

    Occupancies say it for every day; lists, searches and the counter need today's
    answer at once. It is refreshed set-wise for the units whose occupancies change,
    and each day for all of them, because dates pass.
    """

    _inherit = "estate.unit"

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

    @api.model
    def _cron_refresh_occupants(self):
        """Follow the calendar: people move in and out on dates entered before.

        One community at a time, each committed, so that a clerk who saves at the
        same moment stands in the way of one community only.
        """
        communities = self.env["estate.community"].with_context(active_test=False)
        remaining = communities.search([])
        for community in remaining:
            timezone = community.company_id.partner_id.tz
            units = self.with_context(active_test=False, tz=timezone)
            units.search([("community_id", "=", community.id)])._refresh_occupants()
            remaining -= community
            self.env["ir.cron"]._commit_progress(1, remaining=len(remaining))
