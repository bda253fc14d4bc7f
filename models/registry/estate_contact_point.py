from odoo import api, fields, models


class EstateContactPoint(models.Model):
    """A way to reach the people of a unit; three per owner are asked for (R-116)."""

    _name = "estate.contact.point"
    _description = "Contact Point"
    _inherit = ["estate.scope.mixin"]
    _order = "occupancy_id, sequence, id"
    _scope_fields = ("occupancy_id",)

    occupancy_id = fields.Many2one(
        "estate.occupancy", required=True, index=True, ondelete="cascade"
    )
    unit_id = fields.Many2one(related="occupancy_id.unit_id", store=True, index=True)
    community_id = fields.Many2one(
        related="occupancy_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="occupancy_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Contact's Name", required=True)
    relation = fields.Selection(
        [
            ("self", "The Person"),
            ("spouse", "Spouse"),
            ("family", "Family"),
            ("friend", "Friend"),
            ("colleague", "Colleague"),
            ("other", "Other"),
        ],
        default="self",
        required=True,
    )
    phone = fields.Char(required=True)
    phone_digits = fields.Char(compute="_compute_phone_digits", store=True)
    phone_tail = fields.Char(
        compute="_compute_phone_digits", store=True, index="btree_not_null"
    )
    verified_on = fields.Date(help="The last day somebody was reached here.")
    may_discuss_debt = fields.Boolean(
        "May Hear of the Debt",
        help="The owner allowed talking about arrears with this contact (R-116). Taken "
        "back by itself when the name or the number changes.",
    )
    discuss_noted_on = fields.Date("Allowed On", readonly=True, copy=False)
    discuss_noted_by_id = fields.Many2one(
        "res.users", "Allowance Noted By", readonly=True, copy=False
    )
    invalid = fields.Boolean(
        "No Longer Valid", help="Kept for the record, not counted and not called."
    )

    @api.depends("phone")
    def _compute_phone_digits(self):
        for point in self:
            digits = self.env["res.partner"]._estate_phone_digits(point.phone)
            point.phone_digits = digits
            point.phone_tail = digits[-4:] if len(digits) >= 4 else False

    # ------------------------------------------------------------------- CRUD

    _closed_fields = ("discuss_noted_on", "discuss_noted_by_id")

    @api.model_create_multi
    def create(self, vals_list):
        points = super().create(vals_list)
        points.filtered("may_discuss_debt")._note_allowance()
        return points

    def write(self, vals):
        """What the owner allowed, he allowed for one person at one number."""
        before = {point: (point.name, point.phone_digits) for point in self}
        allowed = self.filtered("may_discuss_debt")
        result = super().write(vals)
        if "may_discuss_debt" not in vals:
            other = allowed.filtered(
                lambda point: (point.name, point.phone_digits) != before[point]
            )
            if other:
                other.may_discuss_debt = False
        elif vals["may_discuss_debt"]:
            (self - allowed)._note_allowance()
        return result

    def _note_allowance(self):
        """Keep who noted it and when: it is the proof that the owner allowed it."""
        # People tick the box only; who did is written down for them.
        self.sudo().write(
            {
                "discuss_noted_on": fields.Date.context_today(self),
                "discuss_noted_by_id": self.env.uid,
            }
        )

    @api.depends("name", "phone")
    def _compute_display_name(self):
        for point in self:
            point.display_name = f"{point.name or ''} {point.phone or ''}".strip()

    def action_verify(self):
        """Note that somebody was reached here today."""
        self.write({"verified_on": fields.Date.context_today(self), "invalid": False})
