from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

STATES = [
    ("investigate", "Investigation"),
    ("plan", "Plan"),
    ("consult", "Owners Asked"),
    ("consented", "Consented"),
    ("noticed", "Owners Notified"),
    ("in_force", "Price Decided"),
    ("rejected", "Owners Did Not Agree"),
    ("withdrawn", "Withdrawn"),
]
PLANNING = ("investigate", "plan")
"""States in which what is proposed may still be changed."""
PLAN_FIELDS = {
    "affordability",
    "community_id",
    "date_effective",
    "evaluation_attachment_ids",
    "evaluation_result",
    "evaluator",
    "findings",
    "legal_basis",
    "line_ids",
    "reason",
    "simulation_month",
}
CONSENT_FIELDS = {
    "abstain_area",
    "abstain_heads",
    "consent_attachment_ids",
    "consent_by",
    "consent_date",
    "consent_ref",
    "no_area",
    "no_heads",
    "yes_area",
    "yes_heads",
}
OPEN_FIELDS = {"prepaid_choice", "question_ids", "user_id"}
"""What people write in every state until the price is decided."""


class EstateFeeAdjustment(models.Model):
    """A change of prices, from the question why to the day it counts (R-808, B-09).

    Investigated, planned and simulated, consented to by the owners, told to every one
    of them with proof, then decided: the prices it makes are ``estate.fee.price`` with
    this consent, and billing cuts the days by itself.
    """

    _name = "estate.fee.adjustment"
    _description = "Price Adjustment"
    _inherit = [
        "estate.scope.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "estate.number.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _number_code = "estate.fee.adjustment"
    _scope_fields = ("community_id",)

    name = fields.Char("Number", readonly=True, copy=False)
    community_id = fields.Many2one(
        "estate.community",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
        default=lambda self: self.env["estate.community"]._only_one(),
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users", "Responsible", default=lambda self: self.env.user, tracking=True
    )
    state = fields.Selection(
        STATES,
        default="investigate",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
    )
    # Investigation
    reason = fields.Text(help="Why prices have to change: it stands on the notice.")
    findings = fields.Html(
        "What Was Found",
        help="Cost, quality of the service, prices of comparable communities.",
    )
    # Plan
    date_effective = fields.Date(
        "In Force From",
        tracking=True,
        copy=False,
        help="First day of the new prices. A bill across it is split by days.",
    )
    line_ids = fields.One2many(
        "estate.fee.adjustment.line", "adjustment_id", "Prices", copy=True
    )
    affordability = fields.Text(
        help="What owners can bear, and what is done for those who cannot (R-808)."
    )
    legal_basis = fields.Char(
        help="The contract's clause or the rule by which the price may change; it "
        "stands on the notice.",
    )
    evaluator = fields.Char("Third Party", help="Who evaluated it, if anybody did.")
    evaluation_result = fields.Char("Result of the Evaluation")
    evaluation_attachment_ids = fields.Many2many(
        "ir.attachment",
        "estate_fee_adjustment_evaluation_rel",
        "adjustment_id",
        "attachment_id",
        "Evaluation Report",
        copy=False,
    )
    question_ids = fields.One2many(
        "estate.fee.adjustment.question", "adjustment_id", "Questions"
    )
    open_question_count = fields.Integer(
        "Open Questions", compute="_compute_open_question_count"
    )
    # Decision
    prepaid_choice = fields.Selection(
        [("keep", "Keep What Is Billed"), ("rebill", "Bill the Difference")],
        "Months Billed Ahead",
        copy=False,
        tracking=True,
        help="What becomes of bills at the old price for days of the new one. Money "
        "held in advance that is not billed yet follows the new price by itself.",
    )
    billed_count = fields.Integer("Lines Billed Ahead", compute="_compute_billed")
    billed_amount = fields.Monetary("Amount Billed Ahead", compute="_compute_billed")
    price_ids = fields.One2many(
        "estate.fee.price", "adjustment_id", "New Prices", readonly=True
    )
    exception_reason = fields.Char(
        "Decided All the Same Because", readonly=True, copy=False, tracking=True
    )
    end_reason = fields.Char(
        "Given Up Because", readonly=True, copy=False, tracking=True
    )

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("question_ids.answer")
    def _compute_open_question_count(self):
        counts = dict(
            self.env["estate.fee.adjustment.question"]._read_group(
                [("adjustment_id", "in", self.ids), ("answer", "in", (False, ""))],
                ["adjustment_id"],
                ["__count"],
            )
        )
        for adjustment in self:
            adjustment.open_question_count = counts.get(adjustment._origin, 0)

    @api.depends("date_effective", "line_ids.item_id", "line_ids.unit_kind", "state")
    def _compute_billed(self):
        # What is billed is a fact of the ledger, not of the user's rights.
        lines = self.env["account.move.line"].sudo()
        for adjustment in self:
            adjustment.billed_count, adjustment.billed_amount = 0, 0.0
            domain = adjustment._origin._billed_ahead_domain()
            if domain:
                [(count, amount)] = lines._read_group(
                    domain, [], ["__count", "price_total:sum"]
                )
                adjustment.billed_count = count
                adjustment.billed_amount = amount or 0.0

    def _billed_ahead_domain(self):
        """Posted lines of these prices for days of the new ones; none without days."""
        if not (self.date_effective and self.line_ids):
            return None
        # A unit with a price of its kind is not touched by one for all kinds.
        scopes = [
            Domain("estate_item_id", "=", line.item_id.id)
            & (
                Domain("estate_unit_id.kind", "in", line._kinds())
                if line.unit_kind or line._other_kinds()
                else Domain.TRUE
            )
            for line in self.line_ids
        ]
        domain = Domain("parent_state", "=", "posted")
        domain &= Domain("estate_assignment_id", "!=", False)
        domain &= Domain("estate_date_to", ">=", self.date_effective)
        domain &= Domain("estate_unit_id.community_id", "=", self.community_id.id)
        return domain & Domain.OR(scopes) & self._not_at_new_price()

    def _not_at_new_price(self):
        """What the new prices themselves billed is no difference to anybody."""
        made = [str(price.id) for price in self.price_ids]
        if not made:
            return Domain.TRUE
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "COALESCE(%s->>'price_id', '') != ALL(%s)",
                SQL.identifier(alias, "estate_explanation"),
                made,
            )
        )

    # ------------------------------------------------------------------ RIGHTS

    def _has_field_access(self, field, operation):
        """What the steps decide is typed by nobody."""
        allowed = super()._has_field_access(field, operation)
        # The number is given by the sequence, with the rights of who creates it.
        own = field.name in PLAN_FIELDS | CONSENT_FIELDS | OPEN_FIELDS | {"name"}
        own = own or field.name.startswith(("message_", "activity_"))
        return allowed and (own or operation != "write" or self.env.su)

    @api.model
    def _is_closed(self, name):
        """A new one begins with its investigation."""
        return name == "state" or super()._is_closed(name)

    def write(self, vals):
        if not self.env.su:
            self._check_open(vals.keys())
        result = super().write(vals)
        self._own_files(vals)
        return result

    @api.model_create_multi
    def create(self, vals_list):
        adjustments = super().create(vals_list)
        adjustments._own_files(PLAN_FIELDS)
        return adjustments

    def _own_files(self, names):
        """Who may read the adjustment may read its papers."""
        for name in {"consent_attachment_ids", "evaluation_attachment_ids"} & set(
            names
        ):
            for adjustment in self:
                adjustment[name].filtered(lambda file: not file.res_id).write(
                    {"res_model": self._name, "res_id": adjustment.id}
                )

    def _check_open(self, names):
        """What the owners were asked about, and what they said, stays as it was."""
        if "name" in names:
            raise AccessError(self.env._("The number is given by itself."))
        for adjustment in self:
            if PLAN_FIELDS & names and adjustment.state not in PLANNING:
                raise UserError(
                    self.env._(
                        "The owners were asked about %(adjustment)s as it stands: "
                        "withdraw it and make a new one to propose something else.",
                        adjustment=adjustment.name,
                    )
                )
            if CONSENT_FIELDS & names and adjustment.state != "consult":
                raise UserError(
                    self.env._(
                        "What the owners decided about %(adjustment)s is written down "
                        "while they are asked, and stays.",
                        adjustment=adjustment.name,
                    )
                )
            if "prepaid_choice" in names and adjustment.state == "in_force":
                raise UserError(
                    self.env._("%(name)s is decided.", name=adjustment.name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        for adjustment in self:
            if adjustment.state not in PLANNING:
                raise UserError(
                    self.env._(
                        "The owners were asked about %(adjustment)s: it is withdrawn, "
                        "not deleted.",
                        adjustment=adjustment.name,
                    )
                )
