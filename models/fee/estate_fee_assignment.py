from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

PAYER_RULES = [
    ("payer", "Who Pays for the Unit"),
    ("owner", "Owner"),
    ("tenant", "Tenant, else Owner"),
    ("partner", "A Certain Person"),
]


class EstateFeeAssignment(models.Model):
    """One thing that is charged: this item for this unit (or vehicle), these days.

    Two parking spaces are two assignments. *Billed until* is not kept here: it is
    read from the posted journal items, whose exclusion constraint makes billing
    the same day twice impossible.
    """

    _name = "estate.fee.assignment"
    _description = "Fee Assignment"
    _inherit = ["estate.scope.mixin", "mail.thread"]
    _order = "unit_id, item_id, id"
    _rec_names_search = ["unit_id.code", "item_id.name", "label"]
    _person_fields = ("payer_id",)
    _check_company_auto = True

    unit_id = fields.Many2one(
        "estate.unit",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    item_id = fields.Many2one(
        "estate.fee.item",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    basis = fields.Selection(related="item_id.basis")
    vehicle_id = fields.Many2one(
        "estate.vehicle",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('unit_id', '=', unit_id)]",
    )
    label = fields.Char(
        help="Tells two assignments of one item apart, e.g. the space number."
    )
    multiplier = fields.Float(
        default=1.0,
        digits=(12, 4),
        help="The amount is multiplied by this, e.g. 2 for two spaces.",
    )
    date_from = fields.Date("From", required=True, tracking=True)
    date_to = fields.Date("To", tracking=True, help="Last day, included.")
    billing_start = fields.Date(
        tracking=True,
        help="Cut-over: days before it are never billed here.",
    )
    payer_rule = fields.Selection(
        PAYER_RULES, "Who Pays", required=True, default="payer"
    )
    payer_id = fields.Many2one(
        "res.partner", "Certain Payer", index="btree_not_null", tracking=True
    )
    rule_id = fields.Many2one(
        "estate.fee.rule",
        "Made by Rule",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    active = fields.Boolean(default=True)
    billed_until = fields.Date(
        compute="_compute_billed_until",
        help="Last day that stands on a posted bill; read from the ledger.",
    )
    is_current = fields.Boolean(
        "Charged Today", compute="_compute_is_current", search="_search_is_current"
    )

    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "An assignment cannot end before it starts.",
    )
    _multiplier_positive = models.Constraint(
        "CHECK(multiplier >= 0)", "A multiplier cannot be negative."
    )
    _payer_known = models.Constraint(
        "CHECK(payer_rule != 'partner' OR payer_id IS NOT NULL)",
        "Say who the certain payer is.",
    )
    _no_twin = models.Constraint(
        """EXCLUDE USING gist (
            int4range(unit_id, unit_id, '[]') WITH &&,
            int4range(item_id, item_id, '[]') WITH &&,
            int4range(COALESCE(vehicle_id, 0), COALESCE(vehicle_id, 0), '[]') WITH &&,
            int8range(hashtext(COALESCE(label, ''))::bigint,
                      hashtext(COALESCE(label, ''))::bigint, '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&
        ) WHERE (active)""",
        "This fee is assigned to the unit in these days already. A second space or "
        "share needs a label of its own.",
    )

    # ---------------------------------------------------------------- COMPUTES

    def _compute_billed_until(self):
        # The ledger is closed to those who keep assignments; a date is no secret.
        last_days = dict(
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [
                    ("estate_assignment_id", "in", self.ids),
                    ("parent_state", "=", "posted"),
                ],
                ["estate_assignment_id"],
                ["estate_date_to:max"],
            )
        )
        for assignment in self:
            assignment.billed_until = last_days.get(assignment._origin)

    @api.depends("date_from", "date_to", "active")
    def _compute_is_current(self):
        today = fields.Date.context_today(self)
        for assignment in self:
            begun = assignment.date_from and assignment.date_from <= today
            ended = assignment.date_to and assignment.date_to < today
            assignment.is_current = bool(assignment.active and begun and not ended)

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        current = Domain("date_from", "<=", today) & (
            Domain("date_to", "=", False) | Domain("date_to", ">=", today)
        )
        return Domain.OR(current if wanted else ~current for wanted in value)

    @api.depends("unit_id", "item_id.name", "label", "vehicle_id.plate")
    def _compute_display_name(self):
        for assignment in self:
            parts = (
                assignment.unit_id.code,
                assignment.item_id.name,
                assignment.vehicle_id.plate or assignment.label,
            )
            assignment.display_name = " · ".join(part for part in parts if part)

    # ------------------------------------------------------------- CONSTRAINTS

    @api.constrains("unit_id", "vehicle_id")
    def _check_vehicle_of_unit(self):
        for assignment in self:
            vehicle = assignment.vehicle_id
            if vehicle and vehicle.unit_id != assignment.unit_id:
                raise ValidationError(
                    self.env._(
                        "%(plate)s is no vehicle of %(unit)s.",
                        plate=vehicle.plate,
                        unit=assignment.unit_id.code,
                    )
                )

    @api.constrains(
        "unit_id",
        "item_id",
        "vehicle_id",
        "label",
        "date_from",
        "date_to",
        "billing_start",
        "active",
    )
    def _check_days_not_billed_before(self):
        """A successor begins after the days that were billed before it."""
        for assignment, day in self._billed_before().items():
            raise ValidationError(
                self.env._(
                    "%(assignment)s is billed until %(day)s already by an earlier "
                    "assignment: begin the day after, or cancel those bills.",
                    assignment=assignment.display_name,
                    day=day,
                )
            )

    def _billed_before(self):
        """Which of these are about days that stand on bills of another assignment.

        :return: ``{assignment: last such day}``, for the same fee of the same unit
        """
        self.flush_recordset()
        self.env["account.move.line"].flush_model(
            ["estate_assignment_id", "estate_date_from", "estate_date_to"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT a.id, max(l.estate_date_to)
                  FROM estate_fee_assignment a
                  JOIN estate_fee_assignment b
                    ON b.unit_id = a.unit_id AND b.item_id = a.item_id AND b.id != a.id
                   AND b.vehicle_id IS NOT DISTINCT FROM a.vehicle_id
                   AND COALESCE(b.label, '') = COALESCE(a.label, '')
                  JOIN account_move_line l ON l.estate_assignment_id = b.id
                 WHERE a.id IN %s AND a.active AND l.parent_state = 'posted'
                   AND l.estate_date_to >= GREATEST(a.date_from, a.billing_start)
                   AND (a.date_to IS NULL OR l.estate_date_from <= a.date_to)
                 GROUP BY a.id ORDER BY a.id
                """,
                tuple(self.ids),
            )
        )
        return {self.browse(assignment_id): day for assignment_id, day in rows}

    # ------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        # The one before ends with the same save: its end must be there first.
        self.flush_model(["date_from", "date_to", "active"])
        return super().create(vals_list)

    def write(self, vals):
        if {"unit_id", "item_id"} & vals.keys():
            self._check_not_billed(
                self.env._("end it and assign the other fee or unit anew")
            )
        if vals.get("active") is False:
            # Archived, its billed days would be forgotten and billed once more.
            self._check_not_billed(self.env._("end it instead of archiving it"))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_billed(self):
        self._check_not_billed(self.env._("give it a last day instead of deleting it"))

    def _check_not_billed(self, advice):
        """What stands on bills says what was charged: it is ended, not changed.

        :raises UserError: naming the assignments, with the advice what to do instead
        """
        # Whether a bill exists is a fact of the ledger, not of the user's rights.
        lines = self.env["account.move.line"].sudo()
        billed = lines._read_group(
            [("estate_assignment_id", "in", self.ids)], ["estate_assignment_id"]
        )
        if billed:
            names = [assignment.display_name for (assignment,) in billed[:5]]
            raise UserError(
                self.env._(
                    "%(assignments)s stands on bills: %(advice)s.",
                    assignments=", ".join(names),
                    advice=advice,
                )
            )

    # ---------------------------------------------------------------- ACTIONS

    def action_end(self):
        """Ask for the last day on which these are charged."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("End On…"),
            "res_model": "estate.fee.assignment.end",
            "view_mode": "form",
            "target": "new",
            "context": {"default_assignment_ids": self.ids},
        }

    def action_view_bill_lines(self):
        """What was billed for this so far."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.account_move_line_action_billed"
        )
        return action | {"domain": [("estate_assignment_id", "=", self.id)]}
