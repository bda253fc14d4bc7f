from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_date

REASONS = [
    ("dispute", "Disputed"),
    ("hardship", "Hardship"),
    ("legal", "Before the Court"),
    ("other", "Other Reason"),
]


class EstateDunningPause(models.Model):
    """Dunning waits: the debt is disputed, or there is another good reason (B-18)."""

    _name = "estate.dunning.pause"
    _description = "Pause of Dunning"
    _inherit = ["estate.scope.mixin", "estate.discreet.mixin"]
    _order = "date_to desc, id desc"
    _scope_fields = ("debt_id",)

    debt_id = fields.Many2one(
        "estate.dunning.debt", required=True, index=True, ondelete="cascade"
    )
    unit_id = fields.Many2one(related="debt_id.unit_id", store=True, index=True)
    payer_id = fields.Many2one(related="debt_id.payer_id", store=True, index=True)
    community_id = fields.Many2one(
        related="debt_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="debt_id.company_id", store=True, index=True)
    reason = fields.Selection(REASONS, required=True, default="dispute", tracking=True)
    note = fields.Text(
        "What Is Disputed", required=True, help="In the words of who disputes it."
    )
    date_from = fields.Date(
        "From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date(
        "Until",
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
        help="The last day; the policy says how long a pause may last.",
    )
    active = fields.Boolean(default=True)
    is_running = fields.Boolean(
        compute="_compute_is_running", search="_search_is_running"
    )

    _dates_ordered = models.Constraint(
        "CHECK(date_to >= date_from)", "A pause cannot end before it begins."
    )

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("debt_id")
    def _compute_display_name(self):
        for pause in self:
            pause.display_name = pause.debt_id.display_name

    @api.depends("date_from", "debt_id")
    def _compute_date_to(self):
        for pause in self:
            if pause.date_from and not pause.date_to:
                pause.date_to = pause._last_day()

    def _last_day(self):
        policy = self.env["estate.dunning.policy"]._policy_of(self.community_id)
        return self.date_from + timedelta(days=policy.pause_days)

    @api.depends("date_from", "date_to", "active")
    def _compute_is_running(self):
        today = fields.Date.context_today(self)
        for pause in self:
            start, end = pause.date_from, pause.date_to
            pause.is_running = bool(
                pause.active and start and end and start <= today <= end
            )

    def _search_is_running(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        running = fields.Domain("date_from", "<=", today)
        running &= fields.Domain("date_to", ">=", today)
        running &= fields.Domain("active", "=", True)
        return running if True in value else ~running

    @api.constrains("date_from", "date_to", "debt_id")
    def _check_length(self):
        for pause in self:
            last_day = pause._last_day()
            if pause.date_to > last_day:
                raise ValidationError(
                    self.env._(
                        "A pause that begins on %(start)s lasts until %(end)s at most: "
                        "look at the case again then.",
                        start=format_date(self.env, pause.date_from),
                        end=format_date(self.env, last_day),
                    )
                )

    # ------------------------------------------------------------------ SEAM

    @api.model
    def _dunning_pauses(self):
        """Return statements that say which debts wait, and why.

        Each yields ``unit_id, payer_id, code, until``; no payer means whoever owes
        for the unit. Other rooms (complaints) add theirs, and the words of their code
        in :meth:`_pause_reasons`.
        """
        today = fields.Date.context_today(self)
        return [
            SQL(
                """SELECT unit_id, payer_id, reason AS code, date_to AS until
                     FROM estate_dunning_pause
                    WHERE active AND date_from <= %(today)s AND date_to >= %(today)s""",
                today=today,
            ),
            SQL(
                """SELECT unit_id, payer_id, 'promise' AS code, date AS until
                     FROM estate_payment_promise
                    WHERE state = 'open' AND date >= %s""",
                today,
            ),
        ]

    @api.model
    def _pause_reasons(self):
        """Return {code: words} of why a debt waits."""
        _ = self.env._
        return {
            "dispute": _("Disputed"),
            "hardship": _("Hardship"),
            "legal": _("Before the Court"),
            "other": _("Other Reason"),
            "promise": _("Promised to pay"),
        }

    @api.model
    def _pauses_sql(self):
        """One row per debt that waits: unit_id, payer_id, code, until."""
        self.env["estate.dunning.debt"].flush_model()
        self.flush_model()
        self.env["estate.payment.promise"].flush_model()
        return SQL(
            """
            SELECT DISTINCT ON (debt.unit_id, debt.payer_id)
                   debt.unit_id, debt.payer_id, pause.code, pause.until
              FROM estate_dunning_debt debt
              JOIN (%s) AS pause ON pause.unit_id = debt.unit_id
               AND (pause.payer_id IS NULL OR pause.payer_id = debt.payer_id)
             WHERE debt.date_end IS NULL
             ORDER BY debt.unit_id, debt.payer_id, pause.until DESC
            """,
            SQL(" UNION ALL ").join(self._dunning_pauses()),
        )

    @api.model
    def _paused(self, units):
        """Return ``{(unit id, payer id): why}`` of debts that wait, in one query."""
        if not units.ids:
            return {}
        words = self._pause_reasons()
        rows = self.env.execute_query(
            SQL(
                "SELECT * FROM (%s) AS pause WHERE unit_id = ANY(%s)",
                self._pauses_sql(),
                units.ids,
            )
        )
        return {
            (unit, payer): self.env._(
                "%(reason)s, until %(day)s",
                reason=words.get(code, code),
                day=format_date(self.env, until),
            )
            for unit, payer, code, until in rows
        }

    # ----------------------------------------------------------------- ACTIONS

    def action_end(self):
        """Go on with dunning; the pause stays in the archive."""
        ended = self.filtered("active")
        if not ended:
            raise UserError(self.env._("This pause has ended already."))
        ended.action_archive()
