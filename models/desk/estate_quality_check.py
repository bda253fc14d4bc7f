from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .estate_visit import WHOLE

VERDICTS = [("yes", "Yes"), ("no", "No"), ("na", "Does Not Apply")]


class EstateQualityPoint(models.Model):
    """What quality control looks at in a closed request (R-430)."""

    _name = "estate.quality.point"
    _description = "Point of the Quality Check"
    _order = "sequence, id"

    name = fields.Char("Point", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)


class EstateQualityCheck(models.Model):
    """A closed request that was drawn by lot and is looked at (R-430).

    Whoever had a hand in the case does not check it.
    """

    _name = "estate.quality.check"
    _description = "Quality Check of a Request"
    _inherit = ["estate.scope.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "request_id"
    _scope_fields = ("request_id",)
    _closed_fields = ("state", "done_at", "user_id", "score")
    _check_company_auto = True

    request_id = fields.Many2one(
        "estate.request",
        "Service Request",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('state', '=', 'closed')]",
    )
    community_id = fields.Many2one(
        related="request_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, index=True
    )
    department_id = fields.Many2one(
        related="request_id.department_id", store=True, index="btree_not_null"
    )
    unit_id = fields.Many2one(related="request_id.unit_id")
    handler_id = fields.Many2one(
        related="request_id.user_id", string="Handled By", store=True
    )
    state = fields.Selection(
        [("due", "To Be Checked"), ("passed", "Passed"), ("failed", "Not Passed")],
        default="due",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    user_id = fields.Many2one("res.users", "Checked By", readonly=True, copy=False)
    done_at = fields.Datetime("Checked At", readonly=True, copy=False)
    line_ids = fields.One2many("estate.quality.check.line", "check_id", "Points")
    score = fields.Float("Points Met (%)", readonly=True, copy=False, aggregator="avg")
    finding = fields.Text("Findings of the Check", tracking=True)
    measure = fields.Text("What Is Done About It", tracking=True)

    _request_uniq = models.UniqueIndex(
        "(request_id)", "This request was drawn for a check already."
    )

    @api.constrains("request_id")
    def _check_request_closed(self):
        for check in self:
            if check.request_id.state != "closed":
                raise ValidationError(
                    self.env._(
                        "%s is not closed: there is nothing to check yet.",
                        check.request_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        checks = super().create(vals_list)
        # pylint: disable=no-search-all
        points = self.env["estate.quality.point"].search([])
        # The points of a check are closed to everybody's writes.
        self.env["estate.quality.check.line"].sudo().create(
            [
                {"check_id": check.id, "name": point.name, "sequence": point.sequence}
                for check in checks
                for point in points
            ]
        )
        return checks

    def write(self, vals):
        """A verdict stays as it was given; what is done about it is added."""
        if {"request_id", "line_ids", "finding"} & vals.keys() and not self.env.su:
            self._check_due()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if self.filtered(lambda check: check.state != "due"):
            raise UserError(self.env._("What was checked stays on record."))

    # ----------------------------------------------------------------- ACTIONS

    def action_done(self):
        """Note the verdict: one point that is not met, and the case has failed.

        :raises UserError: when a point is not judged, or by whoever handled the case
        """
        self.check_access("write")
        for check in self:
            check._check_complete()
            judged = check.line_ids.filtered(lambda line: line.verdict != "na")
            met = judged.filtered(lambda line: line.verdict == "yes")
            # Closed to direct writes; the role was checked.
            check.sudo().write(
                {
                    "state": "passed" if met == judged else "failed",
                    "score": WHOLE * len(met) / len(judged) if judged else WHOLE,
                    "user_id": self.env.uid,
                    "done_at": fields.Datetime.now(),
                }
            )
            if check.state == "failed":
                check._tell_supervisor()

    def action_view_request(self):
        """Open the request with all that was written on it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "estate.request",
            "res_id": self.request_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def _check_due(self):
        for check in self:
            if check.state != "due":
                raise UserError(
                    self.env._("%s was checked already.", check.display_name)
                )

    def _check_complete(self):
        self._check_due()
        if self.env.user in self._who_had_a_hand():
            raise UserError(
                self.env._("Whoever had a hand in the case does not check it.")
            )
        missing = self.line_ids.filtered(lambda line: not line.verdict).mapped("name")
        failed = self.line_ids.filtered(lambda line: line.verdict == "no")
        if failed and not (self.finding or "").strip():
            missing.append(self.env._("what was found"))
        if missing:
            raise UserError(self.env._("Still to be judged: %s.", "; ".join(missing)))

    def _who_had_a_hand(self):
        """Return who received the case, held it, or asked the resident."""
        # Who did what is asked of all of it, whatever the checker reads.
        request = self.request_id.sudo()
        moves = request.escalation_ids
        visits = request.env["estate.visit"]
        asked = visits.search([("request_id", "=", request.id)]).done_by_id
        held = moves.from_user_id | moves.to_user_id
        return request.first_owner_id | request.user_id | held | asked

    def _tell_supervisor(self):
        supervisor = self.community_id.supervisor_id
        if supervisor:
            spoken = self.with_context(lang=supervisor.lang)
            # The list of activities tells it, not a mail.
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "estate_service.mail_activity_type_quality",
                date_deadline=self.community_id._today(),
                summary=spoken.env._("Failed the quality check: %s", self.display_name),
                user_id=supervisor.id,
            )


class EstateQualityCheckLine(models.Model):
    """One point of a check."""

    _name = "estate.quality.check.line"
    _description = "Point of a Check"
    _inherit = ["estate.scope.mixin"]
    _order = "check_id, sequence, id"
    _scope_fields = ("check_id",)
    _closed_fields = ("check_id", "name", "sequence")

    check_id = fields.Many2one(
        "estate.quality.check", required=True, index=True, ondelete="cascade"
    )
    community_id = fields.Many2one(
        related="check_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    name = fields.Char("Point", required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    verdict = fields.Selection(VERDICTS, "Met")
    note = fields.Char()

    def write(self, vals):
        """A verdict stays as it was given."""
        if not self.env.su:
            self.check_id._check_due()
        return super().write(vals)
