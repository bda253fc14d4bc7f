from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..registry.estate_unit import UNIT_KINDS

METHODS = [
    ("area_built", "Built Area"),
    ("area_inner", "Inner Area"),
    ("household", "Household"),
    ("coefficient", "Coefficient"),
]
WEIGHTS = {
    "area_built": SQL("u.area_built"),
    "area_inner": SQL("u.area_inner"),
    "household": SQL("1"),
    "coefficient": SQL("u.coefficient"),
}
"""What a unit counts by each method."""


class EstateSharePool(models.Model):
    """A cost of some days that units share (公摊): the lift's electricity, the pump.

    Whoever has the pool's fee item assigned in these days takes part, by area, by
    household or by coefficient; a unit that was there for a part of the days by these
    days. The parts add up to the total to the cent: each share is cut off at the cent,
    what is left goes to the largest remainders. Units that count nothing get nothing.
    """

    _name = "estate.share.pool"
    _description = "Shared Cost"
    _inherit = ["estate.scope.mixin", "mail.thread"]
    _order = "date_to desc, id desc"
    _scope_fields = ("community_id",)
    _closed_fields = ("state",)
    _check_company_auto = True

    name = fields.Char(required=True, help="What was spent: Lift electricity 2026-10.")
    community_id = fields.Many2one(
        "estate.community",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env["estate.community"]._only_one(),
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    item_id = fields.Many2one(
        "estate.fee.item",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('basis', '=', 'share')]",
    )
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True, help="Last day, included.")
    amount = fields.Monetary(
        "Total to Share", required=True, tracking=True, help="As the fee's tax has it."
    )
    method = fields.Selection(METHODS, required=True, default="area_built")
    vacant_percent = fields.Float(
        "Vacant Units Count (%)",
        default=lambda self: self.env.company.estate_vacant_share_percent,
        digits=(5, 2),
        help="100: like all others; 0: they bear nothing.",
    )
    building_ids = fields.Many2many(
        "estate.building",
        string="Buildings",
        domain="[('community_id', '=', community_id)]",
        help="Empty: every unit that has the fee, wherever it lies.",
    )
    unit_kind = fields.Selection(UNIT_KINDS, "Kind of Unit", help="Empty: every kind.")
    origin = fields.Char(
        "Document", help="The invoice or meter that the total is from."
    )
    note = fields.Text()
    state = fields.Selection(
        [("draft", "Draft"), ("shared", "Shared Out"), ("confirmed", "Confirmed")],
        required=True,
        default="draft",
        readonly=True,
        tracking=True,
        index=True,
    )
    line_ids = fields.One2many("estate.share.line", "pool_id", "Shares")
    line_count = fields.Integer("Units", compute="_compute_totals")
    zero_count = fields.Integer("Units That Bear Nothing", compute="_compute_totals")
    amount_shared = fields.Monetary("Shared Out", compute="_compute_totals")

    _dates_ordered = models.Constraint(
        "CHECK(date_to >= date_from)", "The days cannot end before they start."
    )
    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "There must be something to share."
    )
    _vacant_plausible = models.Constraint(
        "CHECK(vacant_percent BETWEEN 0 AND 100)",
        "Vacant units count between 0 and 100 percent.",
    )

    @api.depends("line_ids.amount")
    def _compute_totals(self):
        totals = {
            pool: (count, amount)
            for pool, count, amount in self.env["estate.share.line"]._read_group(
                [("pool_id", "in", self.ids)], ["pool_id"], ["__count", "amount:sum"]
            )
        }
        zeros = dict(
            self.env["estate.share.line"]._read_group(
                [("pool_id", "in", self.ids), ("amount", "=", 0)],
                ["pool_id"],
                ["__count"],
            )
        )
        for pool in self:
            pool.line_count, pool.amount_shared = totals.get(pool._origin, (0, 0.0))
            pool.zero_count = zeros.get(pool._origin, 0)

    # ------------------------------------------------------------------- CRUD

    def write(self, vals):
        frozen = {"state", "note", "origin", "name"}
        if vals.keys() - frozen and any(pool.state == "confirmed" for pool in self):
            raise UserError(
                self.env._("A confirmed cost stays: take the confirmation back first.")
            )
        result = super().write(vals)
        if vals.keys() - frozen:
            # What was shared out rests on what has changed.
            self.line_ids.sudo().unlink()
            shared = self.filtered(lambda pool: pool.state == "shared")
            # Closed to direct writes, as the shares are: the write was allowed above.
            shared.sudo().state = "draft"
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_confirmed(self):
        if any(pool.state == "confirmed" for pool in self):
            raise UserError(
                self.env._("A confirmed cost stays: take the confirmation back first.")
            )

    def copy_data(self, default=None):
        """The same cost of the days that follow."""
        vals_list = super().copy_data(default)
        for pool, vals in zip(self, vals_list, strict=True):
            if not (default or {}).get("name"):
                vals["name"] = self.env._("%(name)s (copy)", name=pool.name)
        return vals_list

    # ---------------------------------------------------------------- ACTIONS

    def action_share(self):
        """Share the total out; may be done again until it is confirmed."""
        self.check_access("write")
        for pool in self:
            if pool.state == "confirmed":
                raise UserError(self.env._("This cost is confirmed already."))
            pool._share_out()
            # Closed to direct writes; the right was asked above.
            pool.sudo().state = "shared"
        return True

    def action_confirm(self):
        """Release the shares for billing."""
        self.check_access("write")
        for pool in self:
            if pool.state != "shared":
                raise UserError(self.env._("Share the total out first."))
            if pool.currency_id.compare_amounts(pool.amount_shared, pool.amount):
                raise UserError(
                    self.env._("The shares do not add up: share the total out again.")
                )
        # Closed to direct writes; the right was asked above.
        self.sudo().state = "confirmed"
        return True

    def action_reopen(self):
        """Take the confirmation back, as long as no share stands on a bill."""
        self.check_access("write")
        billed = self.line_ids._billed()
        if billed:
            raise UserError(
                self.env._(
                    "%(count)s shares stand on bills, %(unit)s for one: cancel those "
                    "bills first.",
                    count=len(billed),
                    unit=billed[0].unit_id.code,
                )
            )
        # Closed to direct writes; the right was asked above.
        self.filtered(lambda pool: pool.state == "confirmed").sudo().state = "shared"
        return True

    def action_view_shares(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_share_line_action"
        )
        return action | {"domain": [("pool_id", "=", self.id)], "name": self.name}

    # ------------------------------------------------------------- ARITHMETIC

    def _share_out(self):
        """Write the shares of one pool by one statement.

        :raises UserError: when nobody takes part, or nobody counts anything
        """
        self.ensure_one()
        # Shares are closed to direct writes; the right on the pool was checked.
        self.sudo().line_ids.unlink()
        self.env.flush_all()
        self._check_not_shared_before()
        self.env.cr.execute(self._shares_sql())
        self.env.invalidate_all()
        if not self.line_count:
            raise UserError(
                self.env._(
                    "No unit has the fee %(item)s from %(start)s to %(end)s: assign it "
                    "to the units that share.",
                    item=self.item_id.name,
                    start=self.date_from,
                    end=self.date_to,
                )
            )
        if self.currency_id.is_zero(self.amount_shared):
            raise UserError(
                self.env._(
                    "Nobody counts anything by %(method)s: enter it for the units, or "
                    "choose another way to share.",
                    method=dict(
                        self._fields["method"]._description_selection(self.env)
                    )[self.method],
                )
            )

    def _check_not_shared_before(self):
        """A unit bears one cost of an item per day: its bill has one line for it.

        :raises UserError: naming the other cost
        """
        other = self.env.execute_query(
            SQL(
                """
                SELECT p.name, u.code
                  FROM (%s) AS part
                  JOIN estate_share_line s ON s.assignment_id = part.id
                   AND s.date_from <= part.date_to AND s.date_to >= part.date_from
                  JOIN estate_share_pool p ON p.id = s.pool_id
                  JOIN estate_unit u ON u.id = s.unit_id
                 ORDER BY u.code LIMIT 1
                """,
                self._participants_sql(self.building_ids.ids),
            )
        )
        for name, code in other:
            raise UserError(
                self.env._(
                    "%(unit)s bears %(cost)s of this item in these days already: add "
                    "to that total, or share this cost by a fee item of its own.",
                    unit=code,
                    cost=name,
                )
            )

    def _shares_sql(self):
        """The largest-remainder split of ``engine.money.largest_remainder``, set-wise.

        In whole units of the smallest coin, by integer division: nothing is rounded
        before the cut. A weight is what the unit counts, times the share of a vacant
        unit, times its days.
        """
        buildings = self.building_ids.ids
        return SQL(
            """
            INSERT INTO estate_share_line (
                pool_id, community_id, company_id, unit_id, assignment_id, date_from,
                date_to, weight, amount, create_uid, create_date, write_uid, write_date)
            SELECT %(pool)s, %(community)s, %(company)s, unit_id, id, date_from,
                   date_to, weight,
                   (base + (whole > 0 AND place <= left_over)::int)
                       * power(10::numeric, -%(digits)s),
                   %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
              FROM (SELECT cut.*,
                           row_number() OVER (ORDER BY remainder DESC, id) AS place,
                           %(units)s - sum(base) OVER () AS left_over
                      FROM (SELECT w.*,
                                   COALESCE(div(%(units)s * weight, whole_or_null), 0)
                                       AS base,
                                   COALESCE(mod(%(units)s * weight, whole_or_null), 0)
                                       AS remainder
                              FROM (SELECT part.*, sum(weight) OVER () AS whole,
                                           NULLIF(sum(weight) OVER (), 0)
                                               AS whole_or_null
                                      FROM (%(parts)s) AS part) AS w) AS cut
                   ) AS ranked
             ORDER BY unit_id, id
            """,
            pool=self.id,
            community=self.community_id.id,
            company=self.company_id.id,
            uid=self.env.uid,
            digits=self.currency_id.decimal_places,
            units=round(self.amount * 10**self.currency_id.decimal_places),
            parts=self._participants_sql(buildings),
        )

    def _participants_sql(self, buildings):
        return SQL(
            """
            SELECT a.id, a.unit_id, GREATEST(a.date_from, a.billing_start, %(start)s)
                       AS date_from,
                   LEAST(a.date_to, %(end)s) AS date_to,
                   round((COALESCE(%(weight)s, 0) * a.multiplier
                    * CASE WHEN u.state = 'vacant' THEN %(vacant)s ELSE 1 END
                    * (LEAST(a.date_to, %(end)s)
                       - GREATEST(a.date_from, a.billing_start, %(start)s) + 1)
                    )::numeric, 8) AS weight
              FROM estate_fee_assignment a
              JOIN estate_unit u ON u.id = a.unit_id
             WHERE a.item_id = %(item)s AND a.community_id = %(community)s
               AND a.active AND GREATEST(a.date_from, a.billing_start) <= %(end)s
               AND (a.date_to IS NULL OR a.date_to >= %(start)s)
               AND LEAST(a.date_to, %(end)s)
                   >= GREATEST(a.date_from, a.billing_start, %(start)s)
               AND (%(everywhere)s OR u.building_id = ANY(%(buildings)s))
               AND (%(kind)s::text IS NULL OR u.kind = %(kind)s)
            """,
            start=self.date_from,
            end=self.date_to,
            weight=WEIGHTS[self.method],
            vacant=self.vacant_percent / 100,
            item=self.item_id.id,
            community=self.community_id.id,
            everywhere=not buildings,
            buildings=buildings,
            kind=self.unit_kind or None,
        )
