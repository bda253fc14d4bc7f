from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("open", "Agreed"),
    ("kept", "Kept in Time"),
    ("missed", "Missed"),
    ("moved", "Moved by Us"),
    ("asked", "Moved by the Resident"),
    ("absent", "Nobody at Home"),
    ("ended", "Not Needed Any More"),
]
OUR_FAULT = ("missed", "moved")
AFTERWARDS = ("moved", "asked", "ended")
"""Ends that excuse nobody once the time has passed."""


class EstatePromise(models.Model):
    """What was promised about when somebody comes (R-413, B-14).

    Each promise is a line of its own and stays as it was given: a change ends it, with
    the reason and the call, and the next one begins. From the second on it must be kept
    without fail.
    """

    _name = "estate.promise"
    _description = "Promised Visit"
    _order = "order_id desc, attempt_no, id"
    _inherit = ["estate.scope.mixin"]
    _scope_fields = ("order_id",)
    _rec_name = "promised_for"

    order_id = fields.Many2one(
        "estate.workorder", required=True, readonly=True, index=True, ondelete="cascade"
    )
    unit_id = fields.Many2one(
        related="order_id.unit_id", store=True, index="btree_not_null"
    )
    community_id = fields.Many2one(
        related="order_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    attempt_no = fields.Integer("Attempt No.", required=True, readonly=True)
    must_keep = fields.Boolean(
        "Without Fail",
        readonly=True,
        help="A second appointment must be kept (R-413).",
    )
    technician_id = fields.Many2one("res.users", readonly=True)
    promised_for = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(STATES, required=True, default="open", readonly=True)
    made_by_id = fields.Many2one(
        "res.users", "Agreed By", readonly=True, default=lambda self: self.env.user
    )
    kept_at = fields.Datetime("Arrived", readonly=True)
    minutes_late = fields.Integer(readonly=True, aggregator="avg")
    reason = fields.Char("Why It Was Changed", readonly=True)
    called = fields.Boolean(
        "The Resident Was Called", readonly=True, help="Told and apologised to (R-413)."
    )
    first_alert_at = fields.Datetime("First Alert", readonly=True)
    last_alert_at = fields.Datetime("Last Alert", readonly=True)

    _one_open = models.UniqueIndex(
        "(order_id) WHERE state = 'open'", "One time is agreed at once."
    )
    _attempt_uniq = models.UniqueIndex(
        "(order_id, attempt_no)", "Each attempt is made once."
    )
    _open_idx = models.Index("(promised_for) WHERE state = 'open'")
    # What ended otherwise is never asked about: it would be walked through each time.
    _to_call_idx = models.Index(
        "(promised_for) WHERE call_due_at IS NULL "
        "AND state IN ('open', 'kept', 'missed')"
    )

    def _end(self, state, **vals):
        """End what is open; a step of the order did it.

        What had lapsed was not kept, whatever is agreed or called off afterwards.
        """
        lapsed = self._lapsed() if state in AFTERWARDS else self.browse()
        # Promises are written by the steps of their order alone.
        lapsed.sudo().write({"state": "missed", **vals})
        # As above.
        (self - lapsed).sudo().write({"state": state, **vals})

    def _lapsed(self):
        """Return those whose time and grace have passed, and nobody came (R-413)."""
        now = fields.Datetime.now()
        return self.filtered(
            lambda promise: promise.state == "open" and promise._kept_until() < now
        )

    def _kept_until(self):
        """Return until when whoever comes has kept his word (naive UTC)."""
        self.ensure_one()
        grace = timedelta(minutes=self.company_id.estate_promise_grace)
        return self.promised_for + grace

    def _arrived(self, moment):
        """Somebody came: in time, within the grace, or too late."""
        for promise in self:
            late = moment - promise.promised_for
            promise._end(
                "kept" if moment <= promise._kept_until() else "missed",
                kept_at=moment,
                minutes_late=max(0, late // timedelta(minutes=1)),
            )


class EstateWorkorder(models.Model):
    """When somebody comes, as it was agreed with the resident."""

    _inherit = "estate.workorder"

    promise_ids = fields.One2many(
        "estate.promise", "order_id", "Promised Visits", readonly=True, copy=False
    )
    attempt_count = fields.Integer(
        "Appointments", compute="_compute_attempts", store=True
    )
    must_keep = fields.Boolean("Without Fail", compute="_compute_attempts", store=True)

    @api.depends("promise_ids.state", "promise_ids.kept_at", "state")
    def _compute_attempts(self):
        """Nobody may fail to come a second time, least of all once he is late."""
        for order in self:
            order.attempt_count = len(order.promise_ids)
            waits = order.state in ("new", "assigned")
            order.must_keep = waits and order._promise_to_meet().must_keep

    def _promise_to_meet(self):
        """Return what whoever comes now was expected for, if too late, too."""
        last = self.promise_ids.sorted("attempt_no")[-1:]
        waits = last.state == "open" or (last.state == "missed" and not last.kept_at)
        return last if waits else last.browse()

    def _open_promise(self):
        return self.promise_ids.filtered(lambda promise: promise.state == "open")

    def _promise(self, moment):
        """Write down that somebody comes at ``moment`` (naive UTC)."""
        self.ensure_one()
        number = len(self.promise_ids) + 1
        # One is open at once: the one before has ended in the database, too.
        self.env["estate.promise"].flush_model(["state"])
        # The ledger is closed to hands; the step that agreed the time was checked.
        self.env["estate.promise"].sudo().create(
            {
                "order_id": self.id,
                "attempt_no": number,
                "must_keep": number > 1,
                "technician_id": self.technician_id.id,
                "promised_for": moment,
            }
        )
        # What is shown follows from the ledger.
        self.sudo().write({"appointment": moment, "urgency": "appointment"})

    def _agree(self, moment, reason="", called=False, by_us=True):
        """Agree the first time, or another one in place of it (R-403, R-413).

        :param moment: naive UTC
        :param by_us: we cannot come; else the resident cannot
        :raises UserError: without a reason, or without a call where we cannot come
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("new", "assigned", "on_site"):
            raise UserError(self.env._("%s: nobody has to come any more.", self.name))
        if moment <= fields.Datetime.now():
            raise UserError(self.env._("Agree a time to come."))
        if self.promise_ids:
            if not reason:
                raise UserError(
                    self.env._("Say why the time is changed: it stays on record.")
                )
            if by_us and not called:
                raise UserError(
                    self.env._(
                        "Call the resident first: apologise, and agree the new time "
                        "with him (R-413)."
                    )
                )
        self._open_promise()._end(
            "moved" if by_us else "asked", reason=reason, called=called
        )
        if self.state == "on_site":
            # He comes again: the state is closed to hands, the role was checked.
            self.sudo().state = "assigned"
        self._promise(moment)
        if self.env.user == self.technician_id:
            self._tell_office(lambda env: env._("Another time was agreed on site"))
        self.message_post(
            body=self.env._(
                "Agreed for %(when)s. %(reason)s",
                when=self.community_id._local(moment).strftime("%Y-%m-%d %H:%M"),
                reason=reason,
            )
        )
