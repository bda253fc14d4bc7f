from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.late_fee import Terms
from ...engine.money import decimal_of


class EstateLateFeeRule(models.Model):
    """What a community charges for being late (违约金); without a rule, nothing.

    A model of its own and no field of the fee item: the contract of each community
    has its own grace, rate and cap, one late fee item serves several items, and what
    no rule names costs nothing.
    """

    _name = "estate.late.fee.rule"
    _description = "Late Fee Rule"
    _inherit = ["mail.thread", "estate.scope.mixin"]
    _order = "community_id, id"
    _check_company_auto = True
    _scope_fields = ("community_id",)

    name = fields.Char(required=True, translate=True)
    community_id = fields.Many2one(
        "estate.community", required=True, index=True, check_company=True
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    item_ids = fields.Many2many(
        "estate.fee.item",
        string="Charged On",
        required=True,
        check_company=True,
        domain="[('company_id', '=', company_id), "
        "('kind', 'not in', ('late_fee', 'deposit'))]",
        help="Fee items whose overdue lines cost a late fee.",
    )
    late_item_id = fields.Many2one(
        "estate.fee.item",
        "Late Fee Item",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain="[('company_id', '=', company_id), ('kind', '=', 'late_fee')]",
        help="As what it is billed: its product gives the account and the taxes.",
    )
    grace_days = fields.Integer(
        default=30,
        tracking=True,
        help="Days after the due date that cost nothing.",
    )
    daily_rate = fields.Float(
        "Daily Rate (‱)",
        default=3.0,
        digits=(9, 2),
        tracking=True,
        help="In ten-thousandths of what is open, for each day: 3 is 0.03 % a day.",
    )
    cap_percent = fields.Float(
        "Cap (%)",
        default=100.0,
        digits=(5, 2),
        tracking=True,
        help="Most that is charged of a bill line over all runs, in per cent of its "
        "amount; never above the amount itself.",
    )
    min_amount = fields.Monetary(
        "Least Amount",
        default=1.0,
        tracking=True,
        help="Less is not charged yet: its days wait until they cost that much.",
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
        help="Earlier days cost nothing, however long a bill is overdue.",
    )
    active = fields.Boolean(default=True)

    _figures = models.Constraint(
        "CHECK(grace_days >= 0 AND daily_rate > 0 AND cap_percent > 0 "
        "AND cap_percent <= 100 AND min_amount >= 0)",
        "Grace and least amount are not below zero, the rate is above it, and the cap "
        "lies above 0 and up to 100 per cent.",
    )

    @api.constrains("item_ids", "late_item_id", "community_id", "active")
    def _check_items(self):
        """Never on a late fee, and an item has one rule in its community."""
        for rule in self:
            if rule.late_item_id.kind != "late_fee":
                raise ValidationError(
                    self.env._("%s is no late fee item.", rule.late_item_id.name)
                )
            wrong = rule.item_ids.filtered(
                lambda item: item.kind in ("late_fee", "deposit")
            )
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%s costs no late fee: it is a late fee or a deposit itself.",
                        ", ".join(wrong.mapped("name")),
                    )
                )
            rule._check_items_once()

    def _check_items_once(self):
        others = self.search(
            [
                ("community_id", "=", self.community_id.id),
                ("id", "!=", self.id),
                ("item_ids", "in", self.item_ids.ids),
            ]
        )
        if self.active and others:
            raise ValidationError(
                self.env._(
                    "%(items)s stands in rule %(rule)s of this community already.",
                    items=", ".join((others.item_ids & self.item_ids).mapped("name")),
                    rule=others[0].name,
                )
            )

    def _terms(self):
        """Return the figures as the engine takes them."""
        self.ensure_one()
        return Terms(
            daily_percent=decimal_of(self.daily_rate).scaleb(-2),
            grace_days=self.grace_days,
            cap_percent=decimal_of(self.cap_percent),
            digits=self.currency_id.decimal_places,
        )
