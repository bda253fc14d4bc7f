from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .finding_words import finding_text

STATES = [
    ("open", "To Mend"),
    ("accepted", "Accepted"),
    ("solved", "Mended"),
]
MANAGER = "estate_service.group_estate_manager"
DECIDERS = ("estate_service.group_estate_accountant", MANAGER)
WRITABLE = {"id", "note", "user_id"}
"""What people enter; all else is written by the checks and by the steps."""
DIARY = ("message_", "activity_")


class EstateDiagnosticFinding(models.Model):
    """Something that a check found wrong, until it is mended or accepted (B-06).

    One record per check and key. What the check no longer finds is mended by itself;
    what is accepted with a reason stays so until the figures change.
    """

    _name = "estate.diagnostic.finding"
    _description = "Fee Check Finding"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "severity, first_seen desc, id desc"

    diagnostic_id = fields.Many2one(
        "estate.diagnostic", "Check", required=True, index=True, ondelete="cascade"
    )
    code = fields.Char(related="diagnostic_id.code")
    severity = fields.Selection(related="diagnostic_id.severity", store=True)
    remedy = fields.Text(related="diagnostic_id.remedy")
    why = fields.Text(related="diagnostic_id.why")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one("estate.community", index="btree_not_null")
    unit_id = fields.Many2one("estate.unit", index="btree_not_null")
    partner_id = fields.Many2one("res.partner", "Person", index="btree_not_null")
    state = fields.Selection(
        STATES, required=True, default="open", tracking=True, index=True
    )
    key = fields.Char(required=True, help="What it is about, as the check knows it.")
    res_model = fields.Char("Model to Mend")
    res_id = fields.Many2oneReference("Record to Mend", model_field="res_model")
    date = fields.Date(help="Of the bill, the entry or the reading.")
    amount = fields.Monetary()
    facts = fields.Json()
    text = fields.Char("What Is Wrong", compute="_compute_text")
    first_seen = fields.Datetime(readonly=True)
    last_seen = fields.Datetime(readonly=True)
    solved_on = fields.Datetime("Mended On", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        tracking=True,
        index="btree_not_null",
        domain="[('share', '=', False)]",
    )
    note = fields.Text(
        "Why It May Stay", tracking=True, help="Asked for when it is accepted."
    )
    accepted_by_id = fields.Many2one("res.users", readonly=True, tracking=True)
    accepted_on = fields.Datetime(readonly=True)

    _once = models.UniqueIndex(
        "(diagnostic_id, company_id, key)", "This is a finding already."
    )
    _accepted_has_reason = models.Constraint(
        "CHECK(state != 'accepted' OR note IS NOT NULL)", "Say why it may stay."
    )
    _open_idx = models.Index("(company_id, diagnostic_id) WHERE state = 'open'")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("diagnostic_id.name", "unit_id.code")
    def _compute_display_name(self):
        for finding in self:
            # Which unit it is about is told by the finding; the unit stays closed.
            what = [finding.diagnostic_id.name, finding.sudo().unit_id.code]
            finding.display_name = " ".join(part for part in what if part)

    @api.depends("facts", "diagnostic_id.code")
    @api.depends_context("lang")
    def _compute_text(self):
        for finding in self:
            finding.text = finding.facts and finding_text(
                self.env, finding.code, finding.facts, finding.currency_id
            )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        own = field.name in WRITABLE or field.name.startswith(DIARY)
        return allowed and (own or operation != "write" or self.env.su)

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    def action_take(self):
        """Make the findings those of the user."""
        self._check_decider()
        self.user_id = self.env.user

    def action_accept(self):
        """Let findings stay as they are, with the reason that was written down."""
        self._check_decider()
        self._check_may_let_block()
        for finding in self:
            if finding.state != "open":
                raise UserError(
                    self.env._("%s is settled already.", finding.display_name)
                )
            if not (finding.note or "").strip():
                raise UserError(self.env._("Write down first why it may stay."))
        self._take_step(
            state="accepted",
            accepted_by_id=self.env.uid,
            accepted_on=fields.Datetime.now(),
        )

    def action_reopen(self):
        """Have it mended after all."""
        self._check_decider()
        self.filtered(lambda finding: finding.state == "accepted")._take_step(
            state="open", accepted_by_id=False, accepted_on=False
        )

    def _check_decider(self):
        self.check_access("write")
        if not (self.env.su or any(map(self.env.user.has_group, DECIDERS))):
            raise AccessError(
                self.env._("The accountant or the manager decides what may stay.")
            )

    def _check_may_let_block(self):
        """What would keep a month open is let pass by the manager alone (B-07)."""
        blocking = self.filtered(lambda finding: finding.severity == "block")
        if blocking and not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._("Only a manager lets stay what keeps a month from closing.")
            )

    def _take_step(self, **vals):
        # The fields of a step are closed to direct writes; the role was checked.
        self.sudo().write(vals)
