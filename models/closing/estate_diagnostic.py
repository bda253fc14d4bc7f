from odoo import api, fields, models
from odoo.exceptions import AccessError

CHECKERS = (
    "estate_service.group_estate_finance_clerk",
    "estate_service.group_estate_manager",
)


class EstateDiagnostic(models.Model):
    """One of the checks that run each night and by button (B-06).

    What it looks for is a query named by its code; what people may change is whether
    it runs, how grave its findings are, and which roles mend them.
    """

    _name = "estate.diagnostic"
    _description = "Fee Check"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(
        default=True,
        help="A check that is switched off finds nothing and settles none.",
    )
    why = fields.Text("Why It Matters", translate=True)
    remedy = fields.Text("What Fix Does", translate=True)
    severity = fields.Selection(
        [("block", "Keeps the Month Open"), ("warn", "To Look At")],
        required=True,
        default="warn",
        help="What keeps the month open stands red among its tie-outs until it is "
        "mended or accepted.",
    )
    group_ids = fields.Many2many(
        "res.groups",
        string="Mended By",
        help="Roles that the Fix button leads on; what they may do there is a matter "
        "of their own rights.",
    )
    last_run = fields.Datetime(company_dependent=True, readonly=True, copy=False)
    finding_ids = fields.One2many("estate.diagnostic.finding", "diagnostic_id")
    open_count = fields.Integer("To Mend", compute="_compute_counts")
    accepted_count = fields.Integer("Accepted", compute="_compute_counts")
    open_amount = fields.Monetary("Amount to Mend", compute="_compute_counts")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    _code_uniq = models.UniqueIndex("(code)", "There is a check of this code already.")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("finding_ids.state", "finding_ids.amount")
    @api.depends_context("allowed_company_ids", "uid")
    def _compute_counts(self):
        rows = self.env["estate.diagnostic.finding"]._read_group(
            [("diagnostic_id", "in", self.ids), ("state", "!=", "solved")],
            ["diagnostic_id", "state"],
            ["__count", "amount:sum"],
        )
        found = {(check.id, state): figures for check, state, *figures in rows}
        for check in self:
            count, amount = found.get((check.id, "open"), (0, 0.0))
            check.open_count, check.open_amount = count, amount
            check.accepted_count = found.get((check.id, "accepted"), (0, 0.0))[0]

    @api.depends_context("company")
    def _compute_currency_id(self):
        self.currency_id = self.env.company.currency_id

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_check(self):
        """Look now, as the nightly job does: the chosen checks, of his companies."""
        self._check_may_check()
        findings = self.env["estate.diagnostic.finding"]
        for company in self.env.companies:
            for check in self:
                findings._sweep_check(company, check)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_check_all(self):
        """Look now for everything."""
        return self.search([("active", "=", True)]).action_check()

    def action_view_findings(self):
        """Open what the check found and nobody has mended."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_diagnostic_finding_action"
        )
        return action | {
            "display_name": self.name,
            "domain": [("diagnostic_id", "=", self.id)],
        }

    def _check_may_check(self):
        self.check_access("read")
        if not (self.env.su or any(map(self.env.user.has_group, CHECKERS))):
            raise AccessError(self.env._("Finance or the manager runs the checks."))
