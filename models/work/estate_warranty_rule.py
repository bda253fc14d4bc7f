from dateutil.relativedelta import relativedelta

from odoo import api, fields, models


class EstateWarrantyRule(models.Model):
    """How long the builder answers for which part of a house (R-416).

    The shipped periods are the least that Chinese law asks for; what the warranty of
    an estate promises beyond is changed here.
    """

    _name = "estate.warranty.rule"
    _description = "Warranty of a Part"
    _order = "sequence, id"

    name = fields.Char("Part of the House", required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    months = fields.Integer(required=True)
    begins = fields.Selection(
        [
            ("delivery", "Delivery of the Unit"),
            ("completion", "Completion of the Building"),
        ],
        "Runs From",
        required=True,
        default="delivery",
    )
    basis = fields.Char(
        "Legal Basis", translate=True, help="What the builder is referred to."
    )

    _code_uniq = models.UniqueIndex("(code)", "The code of a part is used once.")
    _months_positive = models.Constraint(
        "CHECK(months > 0)", "A warranty lasts a month or longer."
    )

    @api.depends("name", "months")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = self.env._(
                "%(part)s (%(months)s months)", part=rule.name, months=rule.months
            )

    def _until(self, begin):
        """Return the last day of the warranty that begins on ``begin``."""
        self.ensure_one()
        return begin + relativedelta(months=self.months, days=-1)
