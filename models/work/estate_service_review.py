from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..desk.estate_visit import UNCONTENT
from ..mixins.date_words import month as month_words
from ..mixins.sweep import one_by_one
from .estate_promise import OUR_FAULT

ACTIVITY = "estate_service.mail_activity_type_review"
CONTENT = ("very_good", "good", "fair")


class EstateServiceReview(models.Model):
    """The supervisor's monthly look at the services of last month (R-411).

    The figures are counted from the orders and stay as they were counted last; what
    follows from them is the supervisor's: which items change, which vendors are sought.
    """

    _name = "estate.service.review"
    _description = "Monthly Review of Services"
    _inherit = ["estate.scope.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "month desc, community_id"
    _scope_fields = ("community_id",)
    _closed_fields = (
        "state",
        "done_at",
        "done_by_id",
        "order_count",
        "done_count",
        "referred_count",
        "absent_count",
        "arrival_count",
        "arrival_late_count",
        "promise_count",
        "promise_missed_count",
        "content_count",
        "opinion_count",
        "repair_count",
        "first_fix_count",
    )

    community_id = fields.Many2one(
        "estate.community", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, help="Its first day.")
    user_id = fields.Many2one("res.users", "Reviewed By", tracking=True)
    state = fields.Selection(
        [("open", "To Review"), ("done", "Reviewed")],
        required=True,
        default="open",
        readonly=True,
        tracking=True,
    )
    line_ids = fields.One2many("estate.service.review.line", "review_id", "Services")
    order_count = fields.Integer("Orders", readonly=True)
    done_count = fields.Integer("Done", readonly=True)
    referred_count = fields.Integer("Referred to Vendors", readonly=True)
    absent_count = fields.Integer("Nobody at Home", readonly=True)
    arrival_count = fields.Integer("Promised Arrivals", readonly=True)
    arrival_late_count = fields.Integer("Arrivals Too Late", readonly=True)
    promise_count = fields.Integer("Appointments", readonly=True)
    promise_missed_count = fields.Integer("Appointments Not Kept", readonly=True)
    opinion_count = fields.Integer("Opinions", readonly=True)
    content_count = fields.Integer("Content", readonly=True)
    repair_count = fields.Integer("Repairs Accepted", readonly=True)
    first_fix_count = fields.Integer(
        "Fixed at the First Visit",
        readonly=True,
        help="Somebody came once, and the resident did not have it gone on with.",
    )
    first_fix_rate = fields.Float(
        "Fixed at the First Visit (%)", compute="_compute_rates"
    )
    content_rate = fields.Float("Content (%)", compute="_compute_rates")
    kept_rate = fields.Float("Appointments Kept (%)", compute="_compute_rates")
    finding = fields.Text(
        "What Shows", help="Which services are asked for, work, and please."
    )
    change = fields.Text("Items to Change", help="Taken on, dropped, priced anew.")
    vendor = fields.Text("Vendors to Look For")
    done_at = fields.Datetime("Reviewed", readonly=True)
    done_by_id = fields.Many2one("res.users", readonly=True)

    _month_uniq = models.UniqueIndex(
        "(community_id, month)", "The services of a month are reviewed once."
    )
    _first_day = models.Constraint(
        "CHECK(date_part('day', month) = 1)", "A month is named by its first day."
    )

    @api.depends("community_id", "month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for review in self:
            named = review.month and month_words(self.env, review.month)
            parts = (review.community_id.name, named)
            review.display_name = " ".join(part for part in parts if part)

    @api.depends(
        "content_count",
        "opinion_count",
        "promise_count",
        "promise_missed_count",
        "repair_count",
        "first_fix_count",
    )
    def _compute_rates(self):
        for review in self:
            review.content_rate = _percent(review.content_count, review.opinion_count)
            review.first_fix_rate = _percent(
                review.first_fix_count, review.repair_count
            )
            kept = review.promise_count - review.promise_missed_count
            review.kept_rate = _percent(kept, review.promise_count)

    # ---------------------------------------------------------------- COUNTING

    @api.model
    def _cron_prepare(self):
        """At the beginning of a month, prepare the review of the one before."""
        # pylint: disable=no-search-all
        communities = self.env["estate.community"].search([])
        one_by_one(self.env["ir.cron"], communities, self._prepare_last_month)

    @api.model
    def _prepare_last_month(self, community):
        """Prepare it once: the run before may have, or somebody by hand."""
        month = community._today().replace(day=1) - relativedelta(months=1)
        known = self.search_count(
            [("community_id", "=", community.id), ("month", "=", month)], limit=1
        )
        if not known:
            self._prepare(community, month)

    @api.model
    def _prepare(self, community, month):
        review = self.create(
            {
                "community_id": community.id,
                "month": month,
                "user_id": community.supervisor_id.id,
            }
        )
        review._count()
        days = community.company_id.estate_review_days
        if review.user_id:
            # The scheduled action has no language: the reviewer reads it in his.
            spoken = review.with_context(lang=review.user_id.lang)
            spoken.with_context(mail_activity_quick_update=True).activity_schedule(
                ACTIVITY,
                date_deadline=month + relativedelta(months=1, days=max(days, 1) - 1),
                summary=spoken.env._("Review the services of last month"),
                user_id=review.user_id.id,
            )
        return review

    def _bounds(self):
        """Return when the month began and ended in the community (naive UTC)."""
        last = self.month + relativedelta(months=1, days=-1)
        return self.community_id._day_bounds(self.month, last)

    def _count(self):
        """Count the month anew from its orders, promises and clocks."""
        for review in self:
            begin, end = review._bounds()
            # What is counted is the community's, whoever reviews; the role was checked.
            own = review.sudo()
            values = own._count_orders(begin, end) | own._count_times(begin, end)
            values |= own._count_repairs(begin, end)
            values["line_ids"] = [
                Command.clear(),
                *map(Command.create, own._count_services(begin, end)),
            ]
            own.write(values)

    def _within(self, field, begin, end):
        return [
            ("community_id", "=", self.community_id.id),
            (field, ">=", begin),
            (field, "<", end),
        ]

    def _count_orders(self, begin, end):
        orders = self.env["estate.workorder"]
        received = self._within("ordered_at", begin, end)
        outcomes = orders._read_group(
            received, ["outcome"], ["__count", "absent_count:sum"]
        )
        by_outcome = {outcome: count for outcome, count, _absent in outcomes}
        opinions = dict(
            orders._read_group(
                [*self._within("accepted_at", begin, end), ("opinion", "!=", False)],
                ["opinion"],
                ["__count"],
            )
        )
        return {
            "order_count": sum(by_outcome.values()),
            "done_count": by_outcome.get("done", 0),
            "referred_count": by_outcome.get("referred", 0),
            "absent_count": sum(absent or 0 for *_rest, absent in outcomes),
            "opinion_count": sum(opinions.values()),
            "content_count": sum(opinions.get(opinion, 0) for opinion in CONTENT),
        }

    def _count_repairs(self, begin, end):
        """Count what was repaired, and what of it somebody came for once (B-14)."""
        orders = self.env["estate.workorder"]
        repaired = Domain(self._within("accepted_at", begin, end))
        repaired &= Domain("outcome", "=", "done")
        # Who was not content had it gone on with, whatever it was registered as.
        once = Domain("trip_count", "<=", 1)
        once &= ~Domain("request_id.reopen_count", ">", 0)
        once &= Domain("visit_ids", "not any", [("satisfaction", "in", UNCONTENT)])
        return {
            "repair_count": orders.search_count(repaired),
            "first_fix_count": orders.search_count(repaired & once),
        }

    def _count_times(self, begin, end):
        clocks = self.env["estate.service.clock"]
        arrivals = [
            *self._within("started_at", begin, end),
            ("res_model", "=", "estate.workorder"),
            ("target", "=", "arrive"),
        ]
        promises = self.env["estate.promise"]
        given = [*self._within("promised_for", begin, end), ("state", "!=", "ended")]
        return {
            "arrival_count": clocks.search_count(arrivals),
            "arrival_late_count": clocks.search_count(
                [*arrivals, ("breached_at", "!=", False)]
            ),
            "promise_count": promises.search_count(given),
            "promise_missed_count": promises.search_count(
                [*given, ("state", "in", OUR_FAULT)]
            ),
        }

    def _count_services(self, begin, end):
        """Return one row per service that was asked for, most asked first."""
        lines = self.env["estate.workorder.line"]
        rows = {}
        for product, opinion, count, quantity, amount in lines._read_group(
            [
                *self._within("accepted_at", begin, end),
                ("is_current", "=", True),
                ("product_id", "!=", False),
            ],
            ["product_id", "opinion"],
            ["__count", "quantity:sum", "amount:sum"],
        ):
            row = rows.setdefault(
                product.id,
                {
                    "product_id": product.id,
                    "order_count": 0,
                    "quantity": 0.0,
                    "amount": 0.0,
                    "content_count": 0,
                    "discontent_count": 0,
                },
            )
            row["order_count"] += count
            row["quantity"] += quantity
            row["amount"] += amount
            if opinion:
                key = "content_count" if opinion in CONTENT else "discontent_count"
                row[key] += count
        return sorted(rows.values(), key=lambda row: -row["order_count"])

    # ----------------------------------------------------------------- ACTIONS

    def action_count(self):
        """Count the month anew, while it is not reviewed."""
        self.check_access("write")
        if self.filtered(lambda review: review.state == "done"):
            raise UserError(self.env._("What was reviewed stays as it was counted."))
        self._count()

    def action_done(self):
        """The supervisor has looked at it and says what follows."""
        self.check_access("write")
        for review in self:
            if not (review.finding or "").strip():
                raise UserError(
                    self.env._("Say what shows: it is what the review is for (R-411).")
                )
        # The fields of the step are closed to direct writes; the role was checked.
        self.sudo().write(
            {
                "state": "done",
                "done_at": fields.Datetime.now(),
                "done_by_id": self.env.uid,
            }
        )
        self.activity_feedback([ACTIVITY])

    def action_print(self):
        self.check_access("read")
        return self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.action_report_service_review"
        ) | {"context": {"active_ids": self.ids, "active_model": self._name}}

    def action_view_orders(self):
        """Open the orders of the month as a table to turn."""
        self.ensure_one()
        begin, end = self._bounds()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_workorder_line_action"
        )
        return action | {
            "domain": [
                ("is_current", "=", True),
                *self._within("accepted_at", begin, end),
            ]
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reviewed(self):
        if self.filtered(lambda review: review.state == "done"):
            raise UserError(self.env._("A review that was made is kept."))


class EstateServiceReviewLine(models.Model):
    """How often a service was asked for last month, and how it pleased."""

    _name = "estate.service.review.line"
    _description = "Service in a Monthly Review"
    _order = "review_id, order_count desc, id"

    review_id = fields.Many2one(
        "estate.service.review", required=True, index=True, ondelete="cascade"
    )
    community_id = fields.Many2one(
        related="review_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", "Service", required=True)
    order_count = fields.Integer("Orders")
    quantity = fields.Float(digits="Product Unit")
    amount = fields.Monetary()
    content_count = fields.Integer("Content")
    discontent_count = fields.Integer("Not Content")


def _percent(part, whole):
    return 100 * part / whole if whole else 0.0
