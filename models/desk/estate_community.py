from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.clock import as_utc


class EstateCommunity(models.Model):
    """Who answers for the service in a community, and in which hours."""

    _inherit = "estate.community"

    supervisor_id = fields.Many2one(
        "res.users",
        "Supervisor",
        tracking=True,
        help="客服主管: the first to whom a case moves up (R-308).",
    )
    engineer_id = fields.Many2one(
        "res.users",
        "Engineering Supervisor",
        tracking=True,
        help="工程主管: dispatches repairs, checks the duty log, calls the residents "
        "back (R-313, R-409, R-410).",
    )
    office_calendar_id = fields.Many2one(
        "resource.calendar",
        "Office Hours",
        compute="_compute_office_calendar_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        help="Outside them the control room answers (R-312).",
    )
    route_ids = fields.One2many(
        "estate.department.route", "community_id", "Who Answers in a Department"
    )

    @api.depends("company_id")
    def _compute_office_calendar_id(self):
        for community in self:
            calendar = community.office_calendar_id
            if not calendar or calendar.company_id - community.company_id:
                calendar = community.company_id.resource_calendar_id
            community.office_calendar_id = calendar

    def _day_bounds(self, first, last=None):
        """Return when days begin and end here, as naive UTC moments.

        :param last: the last of several days; else ``first`` alone
        :return: the first moment, and the first one after
        """
        self.ensure_one()
        return tuple(
            self._utc(datetime.combine(day, time()))
            for day in (first, (last or first) + timedelta(days=1))
        )

    def _utc(self, local):
        """Return when the clocks here show ``local`` (naive), as a naive UTC moment."""
        self.ensure_one()
        return as_utc(local, self._timezone())

    def _local(self, moment):
        """Return a moment (naive UTC) as the clocks here show it."""
        here = self.with_context(tz=self._timezone())
        return fields.Datetime.context_timestamp(here, moment)

    def _office_time_after(self, begin, minutes):
        """Return when so many minutes of office hours have passed.

        Without office hours the clock runs always.

        :param begin: naive UTC datetime
        :return: naive UTC datetime
        :raises UserError: when the office calendar has no hours within years
        """
        self.ensure_one()
        # Office hours are no secret of the human resources.
        calendar = self.sudo().office_calendar_id
        if not calendar:
            return begin + timedelta(minutes=minutes)
        # A whole minute more would be an hour's fraction that core rounds away.
        end = calendar.plan_hours(minutes / 60, begin, compute_leaves=True)
        if not end:
            raise UserError(
                self.env._(
                    "The office hours of %(community)s have no working time: ask the "
                    "administrator to fill in the calendar %(calendar)s.",
                    community=self.name,
                    calendar=calendar.name,
                )
            )
        return end

    def _is_office_time(self, moment):
        """Tell whether the service centre itself answers at ``moment`` (naive UTC)."""
        self.ensure_one()
        # Office hours are no secret of the human resources.
        calendar = self.sudo().office_calendar_id
        if not calendar:
            return True
        # The end of a second later: an interval that has begun by then covers it.
        hours = calendar.get_work_hours_count(
            moment.replace(tzinfo=None),
            moment + timedelta(minutes=1),
            compute_leaves=True,
        )
        return hours > 0

    def _escalation_ladder(self):
        """Return who gets a case that moves up, in order (R-308)."""
        self.ensure_one()
        return (self.supervisor_id | self.manager_id).filtered("active")

    def _answering(self, department):
        """Return who answers for a department here: the one named, else its head.

        A department may be of several companies: its head answers where he works. Who
        was named and has left could not open what he is given.
        """
        self.ensure_one()
        # Whom a user serves is no secret to whoever hands a case over.
        routes = self.sudo().route_ids
        route = routes.filtered(lambda r: r.department_id == department)
        # Who heads a department is no secret; employees are closed to staff.
        heads = department.sudo().manager_id
        for user in (route.user_id, heads.user_id):
            if user and self._is_served_by(user):
                # Back to what the caller himself may see of him.
                return user.sudo(False)
        return self.env["res.users"]

    def _is_served_by(self, user):
        """Tell whether the records of the community are ``user``'s to see."""
        everywhere = user.has_group("estate_service.group_estate_all_communities")
        here = everywhere or self in user.estate_community_ids
        return user.active and here and self.company_id in user.company_ids
