import re

from odoo import api, fields, models, tools
from odoo.exceptions import UserError

CYCLES = [
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("half_year", "Half Year"),
    ("year", "Year"),
]
SERVING = {"user_ids", "active", "company_id"}
"""What decides which communities a user sees."""


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
    unit_count = fields.Integer(compute="_compute_counts")
    building_count = fields.Integer(compute="_compute_counts")

    _code_uniq = models.UniqueIndex(
        "(company_id, code)", "The code of a community is unique in its company."
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("unit_ids", "building_ids")
    def _compute_counts(self):
        units, buildings = (
            dict(
                self.env[model]._read_group(
                    [("community_id", "in", self.ids)], ["community_id"], ["__count"]
                )
            )
            for model in ("estate.unit", "estate.building")
        )
        for community in self:
            community.unit_count = units.get(community, 0)
            community.building_count = buildings.get(community, 0)

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        communities = super().create(vals_list)
        self._forget_who_serves()
        return communities

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(SERVING):
            self._forget_who_serves()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_who_serves()
        return result

    @api.model
    def _forget_who_serves(self):
        """Rules keep a user's communities by their ids (``ir.rule``).

        Forgotten once more after the commit: until then others still read, and keep,
        what was before.
        """
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for community, vals in zip(self, vals_list, strict=True):
            for name in {"name", "code"} - (default or {}).keys():
                vals[name] = self.env._("%(name)s (copy)", name=community[name])
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_units(self):
        built = self.with_context(active_test=False).filtered(
            lambda community: community.building_ids or community.unit_ids
        )
        if built:
            raise UserError(
                self.env._(
                    "%(communities)s still have buildings or units: archive them "
                    "instead.",
                    communities=", ".join(built.mapped("name")),
                )
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_view_units(self):
        return self._action_view("estate_service.estate_unit_action")

    def action_view_buildings(self):
        return self._action_view("estate_service.estate_building_action")

    def _action_view(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return action | {
            "domain": [("community_id", "in", self.ids)],
            "context": {"default_community_id": self.id if len(self) == 1 else False},
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    @tools.ormcache("self.env.uid", "tuple(self.env.companies.ids)")
    def _user_serves_several(self):
        """Tell whether names must say of which community they are.

        Names are often read in sudo: what counts is what the user himself sees.
        """
        # No rights are gained, they are given up.
        communities = self.sudo(False).with_context(active_test=True)
        if not communities.has_access("read"):
            return False
        return len(communities.search([], limit=2)) > 1

    @api.model
    def _only_one(self):
        """Return the community of a user who serves one, else nothing."""
        communities = self.search([], limit=2)
        return communities if len(communities) == 1 else self.browse()

    def _timezone(self):
        """Return the zone in which the community's day turns.

        The company's, else that of its staff.
        """
        known = (self.company_id._estate_timezone(), *self.user_ids.mapped("tz"))
        return next(filter(None, known), "UTC")

    def _today(self):
        """Return the day that it is in the community, whoever's clock is asked."""
        return fields.Date.context_today(self.with_context(tz=self._timezone()))

    def _spellings(self):
        """Return the names under which the communities stand in codes and remarks."""
        names = self.mapped("name") + self.mapped("code")
        for aliases in self.filtered("alias_names").mapped("alias_names"):
            names += re.split(r"[,，、;；]", aliases)
        return [name.strip() for name in names if name.strip()]
