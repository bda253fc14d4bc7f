from odoo import fields, models

CYCLES = [
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("half_year", "Half Year"),
    ("year", "Year"),
]


class EstateCommunity(models.Model):
    """A residential community (小区) that the company serves."""

    _name = "estate.community"
    _description = "Community"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, code, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(required=True, help="Short code, unique in the company.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Address", check_company=True, help="Postal address of the site."
    )
    manager_id = fields.Many2one("res.users", "Manager", tracking=True)
    user_ids = fields.Many2many(
        "res.users",
        "estate_community_res_users_rel",
        "community_id",
        "user_id",
        string="Staff",
        help="Who may see this community.",
    )
    hotline = fields.Char(help="24-hour telephone printed on every paper (R-311).")
    alias_names = fields.Char(
        "Other Names",
        help="Spellings of the community's name in imported files and remarks, "
        "separated by commas.",
    )
    billing_cycle = fields.Selection(
        CYCLES,
        required=True,
        default="month",
        help="Fixed by the owners' assembly or committee (R-806).",
    )
    cut_over = fields.Date(
        "Billing Starts On",
        help="Nothing before this day is billed here: it is in the opening balances.",
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account", "Analytic Account", check_company=True
    )
    building_ids = fields.One2many("estate.building", "community_id", "Buildings")
    unit_ids = fields.One2many("estate.unit", "community_id", "Units")
    unit_count = fields.Integer(compute="_compute_unit_count")

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "The code of a community is unique in its company."
    )

    def _compute_unit_count(self):
        counts = dict(
            self.env["estate.unit"]._read_group(
                [("community_id", "in", self.ids)], ["community_id"], ["__count"]
            )
        )
        for community in self:
            community.unit_count = counts.get(community, 0)
