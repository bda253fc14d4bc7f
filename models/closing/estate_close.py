from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..mixins.date_words import month as month_words

STATES = [
    ("draft", "Draft"),
    ("checked", "Checked"),
    ("closed", "Closed and Locked"),
    ("reopened", "Opened Again"),
]
PACK_STATES = [
    ("none", "Not Made"),
    ("waiting", "Being Made"),
    ("done", "Ready"),
    ("failed", "Failed"),
]
WRITABLE = {"company_id", "period", "note"}
DIARY = ("message_", "activity_")


class EstateClose(models.Model):
    """The close of a month (月末关账): tie-outs, frozen figures, pack, lock (B-07).

    The steps are in :file:`estate_close_steps.py`, the locks in
    :file:`estate_close_lock.py`, the pack in :file:`estate_close_pack.py`, what
    changed afterwards in :file:`estate_close_change.py`.
    """

    _name = "estate.close"
    _description = "Month-End Close"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "period desc, company_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    period = fields.Date(
        "Month to Close",
        required=True,
        default=lambda self: self._default_period(),
        help="Any day of the month; kept as its first day.",
    )
    date_end = fields.Date("Last Day", compute="_compute_date_end", store=True)
    period_name = fields.Char("Year and Month", compute="_compute_period_name")
    state = fields.Selection(
        STATES, required=True, default="draft", tracking=True, index=True, copy=False
    )
    checked_at = fields.Datetime("Checked On", readonly=True, copy=False)
    closed_at = fields.Datetime("Closed On", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        "res.users", "Closed By", readonly=True, copy=False, tracking=True
    )
    reopen_reason = fields.Char(readonly=True, copy=False, tracking=True)
    version = fields.Integer(
        readonly=True, copy=False, help="How often the month was closed."
    )
    note = fields.Text()
    line_ids = fields.One2many("estate.close.line", "close_id", "Tie-Outs")
    figure_ids = fields.One2many("estate.close.figure", "close_id", "Frozen Figures")
    file_ids = fields.One2many("estate.close.file", "close_id", "Files")
    change_ids = fields.One2many("estate.close.change", "close_id", "Later Changes")
    green_count = fields.Integer(compute="_compute_counts")
    red_count = fields.Integer("Red", compute="_compute_counts")
    accepted_count = fields.Integer(compute="_compute_counts")
    change_count = fields.Integer("Changes After the Close", compute="_compute_counts")
    is_last = fields.Boolean(compute="_compute_is_last")
    # What the lock took the place of, to be put back when the month opens again.
    locked_fields = fields.Char(readonly=True, copy=False)
    lock_before = fields.Json(readonly=True, copy=False)
    # The pack
    pack_state = fields.Selection(
        PACK_STATES, "Pack", required=True, default="none", readonly=True, copy=False
    )
    pack_failed = fields.Char("Last Trouble", readonly=True, copy=False)

    _once = models.UniqueIndex(
        "(company_id, period)", "This month has a close already."
    )
    _first_day = models.Constraint(
        "CHECK(EXTRACT(day FROM period) = 1)", "A month is kept as its first day."
    )
    _closed_known = models.Constraint(
        "CHECK(state != 'closed' OR closed_at IS NOT NULL)",
        "A closed month says since when.",
    )

    # ------------------------------------------------------------
    # DEFAULTS AND COMPUTES
    # ------------------------------------------------------------

    def _default_period(self):
        """The month after the last closed one, else the one that is over."""
        until = self.env.company.estate_closed_until
        today = fields.Date.context_today(self).replace(day=1)
        if until:
            return until + relativedelta(days=1)
        return today - relativedelta(months=1)

    @api.depends("period")
    def _compute_date_end(self):
        for close in self:
            close.date_end = close.period and fields.Date.end_of(close.period, "month")

    @api.depends("period")
    @api.depends_context("lang")
    def _compute_period_name(self):
        for close in self:
            close.period_name = close.period and month_words(self.env, close.period)

    @api.depends("period", "company_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for close in self:
            what = [close.company_id.name, close.period_name]
            close.display_name = " · ".join(part for part in what if part)

    @api.depends("line_ids.state", "change_ids")
    def _compute_counts(self):
        changes = dict(
            self.env["estate.close.change"]._read_group(
                [("close_id", "in", self.ids), ("is_taken_in", "=", False)],
                ["close_id"],
                ["__count"],
            )
        )
        for close in self:
            states = close.line_ids.mapped("state")
            close.green_count = states.count("green")
            close.red_count = states.count("red")
            close.accepted_count = states.count("accepted")
            close.change_count = changes.get(close._origin, 0)

    @api.depends("period", "state", "company_id.estate_closed_until")
    def _compute_is_last(self):
        for close in self:
            # A date of the company, whoever asks for it.
            until = close.sudo().company_id.estate_closed_until
            close.is_last = close.state == "closed" and close.date_end == until

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._with_first_day(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and not {"company_id", "period"}.isdisjoint(vals):
            for close in self:
                if close.state != "draft":
                    raise UserError(
                        self.env._("%s was begun: its month stays.", close.display_name)
                    )
        return super().write(self._with_first_day(vals))

    @api.model
    def _with_first_day(self, vals):
        if not vals.get("period"):
            return vals
        return {**vals, "period": fields.Date.to_date(vals["period"]).replace(day=1)}

    def _has_field_access(self, field, operation):
        """What the steps decide is typed by nobody."""
        allowed = super()._has_field_access(field, operation)
        own = field.name in WRITABLE | {"id"} or field.name.startswith(DIARY)
        return allowed and (own or operation != "write" or self.env.su)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for close in self:
            if close.version or close.state not in ("draft", "checked"):
                raise UserError(
                    self.env._("%s was closed once and stays.", close.display_name)
                )

    def _take_step(self, **vals):
        # The fields of a step are closed to direct writes; the role was checked.
        self.sudo().write(vals)
