from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.sessions import session_days
from ..mixins.sweep import one_by_one

KINDS = [
    ("school", "Half Past Four School"),
    ("tutoring", "Tutoring in the Holidays"),
    ("class", "Interest Class"),
    ("health", "Health Centre"),
    ("community", "Community Event"),
]
WEEKDAYS = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
SCHEDULE = {"hour_from", "hour_to", "date_from", "date_to", "not_closed", *WEEKDAYS}
FOLLOWED = {"name", "seats", "user_id"}
"""What coming sessions say as their programme does."""


class EstateProgramme(models.Model):
    """What the community offers its residents, once or on days of the week (R-423).

    Its sessions are events of Odoo: planned some weeks ahead, each once, by a job or by
    hand. Residents sign up for a session in the portal or at the counter.
    """

    _name = "estate.programme"
    _description = "Community Programme"
    _inherit = ["estate.scope.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "community_id, name, id"
    _scope_fields = ("community_id",)
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    kind = fields.Selection(KINDS, required=True, default="class", tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    community_id = fields.Many2one(
        "estate.community",
        required=True,
        index=True,
        default=lambda self: self.env["estate.community"]._only_one(),
        check_company=True,
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    place = fields.Char(help="As the club room of section 2.")
    note = fields.Text("For Residents", translate=True)
    seats = fields.Integer("Seats a Session", help="0: as many as come.")
    date_from = fields.Date(
        "First Day", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date("Last Day", tracking=True, help="Empty: until it is ended.")
    hour_from = fields.Float("Begins", required=True, default=16.5, tracking=True)
    hour_to = fields.Float("Ends", required=True, default=18, tracking=True)
    monday = fields.Boolean(default=True)
    tuesday = fields.Boolean(default=True)
    wednesday = fields.Boolean(default=True)
    thursday = fields.Boolean(default=True)
    friday = fields.Boolean(default=True)
    saturday = fields.Boolean()
    sunday = fields.Boolean()
    not_closed = fields.Boolean(
        "Not on Public Holidays",
        default=True,
        help="Days on which the office hours of the community say it is closed.",
    )
    seats_each = fields.Integer(
        "Seats of One Resident",
        default=4,
        help="So many people of one resident come to a session at most; 0: any number.",
    )
    published = fields.Boolean(
        "Open for Sign-Up", tracking=True, help="Residents see it in the portal."
    )
    event_ids = fields.One2many("event.event", "estate_programme_id", "Sessions")
    coming_count = fields.Integer("Coming Sessions", compute="_compute_coming_count")

    _hours = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "A session begins before it ends, on one day.",
    )
    _dates = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "The last day is not before the first one.",
    )
    _seats = models.Constraint(
        "CHECK(seats >= 0 AND seats_each >= 0)", "Seats are none or more."
    )

    @api.depends("event_ids")
    def _compute_coming_count(self):
        counts = dict(
            self.env["event.event"]._read_group(
                [
                    ("estate_programme_id", "in", self.ids),
                    ("date_end", ">=", fields.Datetime.now()),
                ],
                ["estate_programme_id"],
                ["__count"],
            )
        )
        for programme in self:
            programme.coming_count = counts.get(programme, 0)

    # -------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        programmes = super().create(vals_list)
        programmes.filtered("published")._plan()
        return programmes

    def write(self, vals):
        """Coming sessions follow their programme, as far as nobody signed up yet."""
        if "community_id" in vals:
            self._check_community_kept(vals["community_id"])
        if "active" in vals and not vals["active"]:
            self._check_nobody_comes()
        result = super().write(vals)
        if not FOLLOWED.isdisjoint(vals):
            self._tell_sessions()
        if not SCHEDULE.isdisjoint(vals) or "active" in vals:
            self._plan_anew()
        elif vals.get("published"):
            self._plan()
        return result

    def _check_community_kept(self, community_id):
        # Whether there are sessions is asked of all of them.
        known = self.sudo().with_context(active_test=False)
        for programme in known:
            moves = programme.community_id.id != community_id
            if moves and programme.event_ids:
                raise ValidationError(
                    self.env._("%s has sessions in its community.", programme.name)
                )

    def _check_nobody_comes(self):
        """Whoever signed up is told before it ends."""
        taken = self._coming().filtered(lambda event: event._estate_taken())
        if taken:
            raise UserError(
                self.env._(
                    "Residents have signed up: first call off %s.",
                    ", ".join(taken[:3].mapped("display_name")),
                )
            )

    def _coming(self):
        # Sessions belong to whoever holds Odoo's rights on events; a programme's own
        # are written by it, whose rights were checked.
        events = self.env["event.event"].sudo()
        return events.search(
            [
                ("estate_programme_id", "in", self.ids),
                ("date_begin", ">", fields.Datetime.now()),
            ]
        )

    def _tell_sessions(self):
        for programme, events in self._coming().grouped("estate_programme_id").items():
            events.write(
                {
                    "name": programme.name,
                    "user_id": programme.user_id.id,
                    **programme._seat_vals(),
                }
            )

    def _plan_anew(self):
        """What nobody signed up for is planned again; the rest is called off by hand.

        What was never planned waits until it is.
        """
        coming = self._coming()
        planned = self & coming.estate_programme_id
        free = coming.filtered(lambda event: not event._estate_taken())
        free.registration_ids.unlink()
        free.unlink()
        again = planned | self.filtered("published")
        again.filtered("active")._plan()

    # ------------------------------------------------------------------- STEPS

    def action_plan(self):
        """Plan the sessions of the coming weeks; twice is once.

        :raises UserError: when none of the days asked for lies ahead
        """
        self.check_access("write")
        if not self._plan() and not self._coming():
            raise UserError(
                self.env._(
                    "None of the days that are ticked lies ahead: see the dates."
                )
            )

    def action_publish(self):
        """Open it for sign-up, with the sessions of the coming weeks."""
        self.published = True

    def action_view_sessions(self):
        """Open the sessions of the programme."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_session_action"
        )
        return action | {
            "domain": [("estate_programme_id", "=", self.id)],
            "context": {"search_default_coming": 1},
        }

    @api.model
    def _cron_plan(self):
        """Each night the sessions of one day more."""
        published = self.search(
            [("published", "=", True), ("community_id.active", "=", True)]
        )
        one_by_one(self.env["ir.cron"], published, lambda programme: programme._plan())

    def _plan(self):
        """Make the sessions that are missing within the days planned ahead.

        :return: the new sessions
        """
        now, vals_list = fields.Datetime.now(), []
        for programme in self:
            # What was called off by hand is not planned anew.
            whole = programme.with_context(active_test=False)
            known = set(whole._coming().mapped("date_begin"))
            vals_list += [
                programme._session_vals(begin, end)
                for begin, end in programme._times()
                if begin > now and begin not in known
            ]
        # As above: the programme's own sessions.
        return self.env["event.event"].sudo().create(vals_list)

    def _times(self):
        """Return begin and end of its sessions within the days planned ahead (UTC)."""
        self.ensure_one()
        place, today = self.community_id, self.community_id._today()
        ahead = today + timedelta(days=self.company_id.estate_programme_days)
        weekdays = {number for number, name in enumerate(WEEKDAYS) if self[name]}
        hours = [
            timedelta(minutes=round(hour * 60))
            for hour in (self.hour_from, self.hour_to)
        ]
        times = []
        for day in session_days(
            max(today, self.date_from), min(ahead, self.date_to or ahead), weekdays
        ):
            midnight = datetime.combine(day, time())
            times.append(tuple(place._utc(midnight + hour) for hour in hours))
        return self._without_holidays(times) if self.not_closed else times

    def _without_holidays(self, times):
        """Leave out what falls on a holiday of the office, its own or the company's."""
        if not times:
            return times
        # Office hours and public holidays are no secret of the human resources.
        calendar = self.community_id.sudo().office_calendar_id
        holidays = calendar.env["resource.calendar.leaves"].search(
            [
                ("resource_id", "=", False),
                ("calendar_id", "in", [calendar.id, False]),
                ("company_id", "in", [self.company_id.id, False]),
                ("date_from", "<", times[-1][1]),
                ("date_to", ">", times[0][0]),
            ]
        )
        return [
            (begin, end)
            for begin, end in times
            if not any(
                holiday.date_from < end and holiday.date_to > begin
                for holiday in holidays
            )
        ]

    def _seat_vals(self):
        return {"seats_limited": bool(self.seats), "seats_max": self.seats}

    def _session_vals(self, begin, end):
        place = self.community_id
        return {
            "name": self.name,
            "estate_programme_id": self.id,
            "date_begin": begin,
            "date_end": end,
            "date_tz": place._timezone(),
            "company_id": self.company_id.id,
            "organizer_id": self.company_id.partner_id.id,
            "address_id": place.partner_id.id,
            "user_id": self.user_id.id,
            # Residents are told in the portal, not by Odoo's mails of ticket sales.
            "event_mail_ids": [],
            "question_ids": [],
            **self._seat_vals(),
        }
