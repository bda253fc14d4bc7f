from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError


class EstateFundReport(models.Model):
    """What fees came in and what they were used for, told to the owners (R-807).

    The figures are frozen when the accountant confirms them; what is booked in the
    period afterwards is shown beside them.
    """

    _name = "estate.fund.report"
    _description = "Report on the Use of Fees"
    _inherit = [
        "portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "estate.scope.mixin",
    ]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _scope_fields = ("community_id",)
    _closed_fields = (
        "line_ids",
        "state",
        "confirmed_on",
        "confirmed_by_id",
        "published_on",
        "published_by_id",
        "attachment_id",
        "mailed_up_to",
        "mail_count",
    )

    community_id = fields.Many2one(
        "estate.community", required=True, index=True, tracking=True
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._last_period()
    )
    date_to = fields.Date(
        "To",
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
    )
    words = fields.Text(
        "Words to the Owners",
        help="What the service centre says to the owners about it.",
    )
    line_ids = fields.One2many("estate.fund.report.line", "report_id", readonly=True)
    # Income, frozen with the lines
    opening = fields.Monetary("Open at the Beginning", readonly=True)
    billed = fields.Monetary(readonly=True)
    waived = fields.Monetary("Credited", readonly=True)
    received = fields.Monetary("Collected", readonly=True)
    closing = fields.Monetary("Open at the End", readonly=True)
    budget = fields.Monetary(compute="_compute_totals", store=True)
    spent = fields.Monetary(compute="_compute_totals", store=True)
    # Steps
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("confirmed", "Confirmed"),
            ("published", "Published"),
        ],
        required=True,
        default="draft",
        tracking=True,
        copy=False,
        index=True,
    )
    confirmed_on = fields.Datetime(copy=False, readonly=True)
    confirmed_by_id = fields.Many2one("res.users", copy=False, readonly=True)
    published_on = fields.Datetime(copy=False, readonly=True)
    published_by_id = fields.Many2one("res.users", copy=False, readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", "Published Paper", copy=False, readonly=True
    )
    mailed_up_to = fields.Integer(
        default=0, copy=False, readonly=True, help="-1: every owner was told."
    )
    mail_count = fields.Integer("Mails to Owners", copy=False, readonly=True)
    later_spent = fields.Monetary(
        "Booked Since",
        compute="_compute_later_spent",
        help="What was booked in these days since the figures were frozen.",
    )

    _days_in_order = models.Constraint(
        "CHECK(date_from <= date_to)", "A report ends after it begins."
    )
    _one_of_a_period = models.Constraint(
        "UNIQUE(community_id, date_from, date_to)",
        "This period of the community has its report already.",
    )

    @api.model
    def _last_period(self):
        """First day of the last period of the company that is over."""
        today = fields.Date.context_today(self)
        months = self.env.company.estate_fund_report_months
        begun = (today.month - 1) // months * months
        return today.replace(month=begun + 1, day=1) - relativedelta(months=months)

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("community_id", "date_from", "date_to")
    def _compute_display_name(self):
        for report in self:
            days = [
                day and f"{day:%Y-%m}" for day in (report.date_from, report.date_to)
            ]
            place = report.community_id.name or ""
            report.display_name = f"{place} {' – '.join(filter(None, days))}".strip()

    @api.depends("date_from")
    def _compute_date_to(self):
        for report in self:
            if report.date_from and not (
                report.date_to and report.date_to >= report.date_from
            ):
                company = report.company_id or self.env.company
                report.date_to = report.date_from + relativedelta(
                    months=company.estate_fund_report_months, days=-1
                )

    @api.depends("line_ids.budget", "line_ids.spent")
    def _compute_totals(self):
        for report in self:
            report.budget = sum(report.line_ids.mapped("budget"))
            report.spent = sum(report.line_ids.mapped("spent"))

    @api.depends("state", "line_ids.spent")
    def _compute_later_spent(self):
        for report in self:
            report.later_spent = 0.0
            if report.state != "draft" and report.id:
                spent = report._spent_now()
                report.later_spent = sum(spent.values()) - report.spent

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for report in self:
            report.access_url = f"/estate/fund/{report.id}"
        return result

    @api.constrains("date_from", "date_to")
    def _check_whole_months(self):
        """The board counts by months, and owners compare them."""
        for report in self:
            whole = report.date_from.day == 1
            whole = whole and (report.date_to + relativedelta(days=1)).day == 1
            if not whole:
                raise ValidationError(
                    self.env._(
                        "A report covers whole months: from a first to a last day."
                    )
                )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    def write(self, vals):
        told = vals.keys() - {"access_token"}
        if not self.env.su and any(
            not name.startswith(("message_", "activity_")) for name in told
        ):
            self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        self._check_draft()

    def _check_draft(self):
        if self.filtered(lambda report: report.state != "draft"):
            raise UserError(self.env._("Reopen the report before you change it."))

    # ------------------------------------------------------------------
    # FIGURES
    # ------------------------------------------------------------------

    def action_compute(self):
        """Fill in the figures of the books as they are now."""
        for report in self:
            report.check_access("write")
            report._check_draft()
            report._freeze()

    def _freeze(self):
        # Figures are typed by nobody: they come from the books alone.
        self.sudo().write(
            {
                **self._income(),
                "line_ids": [
                    Command.clear(),
                    *(Command.create(vals) for vals in self._line_vals()),
                ],
            }
        )

    def _spent_now(self):
        accounts = self.env["account.analytic.account"]
        return accounts._estate_spent(self.community_id, self.date_from, self.date_to)

    def _line_vals(self):
        """A line for each purpose that has a budget, or on which money was spent."""
        budget = self.env["estate.fund.budget"]._in_force(
            self.community_id, self.date_to
        )
        planned = {line.purpose_id: line.amount for line in budget.line_ids}
        spent = self._spent_now()
        before = {}
        if budget and budget.date_from < self.date_from:
            before = self.env["account.analytic.account"]._estate_spent(
                self.community_id,
                budget.date_from,
                self.date_from - relativedelta(days=1),
            )
        unapproved = self.env["account.analytic.account"]._estate_spent(
            self.community_id, self.date_from, self.date_to, unapproved=True
        )
        purposes = set(planned) | set(spent) | set(before)
        return [
            {
                "purpose_id": purpose.id,
                "budget": planned.get(purpose, 0.0),
                "spent_before": before.get(purpose, 0.0),
                "spent": spent.get(purpose, 0.0),
                "unapproved": unapproved.get(purpose, 0.0),
            }
            for purpose in sorted(purposes, key=lambda one: (one.sequence, one.id))
        ]

    def _income(self):
        """The collection board's figures of the months, which tie to the ledger."""
        # Totals of a community, for who may read its report.
        rows = (
            self.env["estate.recon.board"]
            .sudo()
            .search_read(
                [
                    ("community_id", "=", self.community_id.id),
                    ("month", ">=", self.date_from),
                    ("month", "<=", self.date_to),
                ],
                ["due", "credited", "settled", "open_end"],
                order="month",
            )
        )
        due, credited, settled = (
            sum(row[name] for row in rows) for name in ("due", "credited", "settled")
        )
        closing = rows[-1]["open_end"] if rows else 0.0
        return {
            "opening": closing - due + settled,
            "billed": due - credited,
            "waived": credited,
            "received": settled,
            "closing": closing,
        }
