from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..desk.estate_request import OPEN_STATES as OPEN_REQUESTS
from .estate_promise import OUR_FAULT
from .estate_workorder import OPEN_STATES as OPEN_ORDERS
from .estate_workorder_waiting import UNDER_WAY

WATCHERS = (
    "estate_service.group_estate_supervisor",
    "estate_service.group_estate_engineer",
)

TILES = {
    "late_requests": ("estate.request", "fa-inbox", "danger"),
    "soon_requests": ("estate.request", "fa-inbox", "warning"),
    "deferred": ("estate.request", "fa-pause", "info"),
    "late_orders": ("estate.workorder", "fa-wrench", "danger"),
    "soon_orders": ("estate.workorder", "fa-wrench", "warning"),
    "to_dispatch": ("estate.workorder", "fa-paper-plane", "warning"),
    "parts": ("estate.workorder", "fa-cogs", "info"),
    "resident": ("estate.workorder", "fa-user", "info"),
    "late_visits": ("estate.visit", "fa-phone", "danger"),
    "soon_visits": ("estate.visit", "fa-phone", "warning"),
    "late_logs": ("estate.duty.log", "fa-moon-o", "danger"),
    "logs_to_check": ("estate.duty.log", "fa-check-square-o", "info"),
}
"""Model, icon and tone of each tile."""


class EstateServiceClock(models.Model):
    _inherit = "estate.service.clock"

    # Communities are told apart by the rules of access, which use no index.
    _began_idx = models.Index("(res_model, target, started_at)")


class EstatePromise(models.Model):
    _inherit = "estate.promise"

    _promised_idx = models.Index("(promised_for)")


class EstateWorkorder(models.Model):
    _inherit = "estate.workorder"

    _due_idx = models.Index(
        "(community_id, next_deadline) INCLUDE (company_id, state) "
        "WHERE state IN ('new', 'assigned', 'on_site', 'to_price', 'done')"
    )


class EstateDeskOverview(models.AbstractModel):
    """What a supervisor looks at first: late, due, waiting, kept, who has how much.

    Each figure is one query over an index, counted with the user's own rights, and
    comes with the domain it was counted by: a click opens what was counted (B-15).
    """

    _name = "estate.desk.overview"
    _description = "Overview of the Desk"

    @api.model
    def load_overview(self, community_id=False):
        """Return the figures of one community, or of all that the user serves.

        Moments are UTC, as the server keeps them.

        :return: dict(now, days, communities, community_id, tiles, rates, technicians):
            a tile has key, title, icon, tone, model, domain and count; a rate has key,
            title, model, domain (of what failed), count, failed and percent (of 100,
            None where nothing was promised)
        :raises AccessError: for who supervises nothing
        """
        self._check_watches()
        # pylint: disable=no-search-all
        communities = self.env["estate.community"].search([])
        chosen = communities.filtered(lambda one: one.id == community_id)
        now = fields.Datetime.now()
        here = Domain("community_id", "=", chosen.id) if chosen else Domain.TRUE
        days = (chosen.company_id or self.env.company).estate_overview_days
        since = now - timedelta(days=days)
        orders = self.env["estate.workorder"]
        return {
            "now": fields.Datetime.to_string(now),
            "days": days,
            "communities": [{"id": one.id, "name": one.name} for one in communities],
            "community_id": chosen.id,
            "tiles": self._tiles(here, now),
            "rates": [
                self._arrivals(here, since, now),
                self._promises(here, since, now),
            ],
            "technicians": orders.load_technicians(chosen.ids),
        }

    @api.model
    def _check_watches(self):
        user = self.env.user
        if not self.env.su and not any(map(user.has_group, WATCHERS)):
            raise AccessError(
                self.env._("The overview is for supervisors of the service desk.")
            )

    # ------------------------------------------------------------------- TILES

    @api.model
    def _tiles(self, here, now):
        titles = self._titles()
        tiles = []
        for key, domain in self._domains(now).items():
            model, icon, tone = TILES[key]
            counted = here & Domain(domain)
            tiles.append(
                {
                    "key": key,
                    "title": titles[key],
                    "icon": icon,
                    "tone": tone,
                    "model": model,
                    "domain": list(counted),
                    "count": self.env[model].search_count(counted),
                }
            )
        return tiles

    @api.model
    def _titles(self):
        return {
            "late_requests": self.env._("Requests Late Now"),
            "soon_requests": self.env._("Requests Due Within the Hour"),
            "deferred": self.env._("Requests Deferred by Consent"),
            "late_orders": self.env._("Orders Late Now"),
            "soon_orders": self.env._("Orders Due Within the Hour"),
            "to_dispatch": self.env._("Orders to Dispatch"),
            "parts": self.env._("Waiting for Parts"),
            "resident": self.env._("Waiting for the Resident"),
            "late_visits": self.env._("Visits Overdue"),
            "soon_visits": self.env._("Visits Due Within a Day"),
            "late_logs": self.env._("Night Entries Not Taken Over"),
            "logs_to_check": self.env._("Entries Drawn for a Check"),
        }

    @api.model
    def _domains(self, now):
        """Return what each tile counts: ``{key: domain}``."""
        requests = [("state", "in", OPEN_REQUESTS)]
        orders = [("state", "in", OPEN_ORDERS)]
        under_way = Domain("state", "in", UNDER_WAY)
        visits = [("state", "=", "due")]
        hour, day = now + timedelta(hours=1), now + timedelta(days=1)
        waits = [("state", "in", ("new", "handed")), *_after("deferred_until", now)]
        return {
            "late_requests": [*requests, *_before("next_deadline", now)],
            "soon_requests": [*requests, *_between("next_deadline", now, hour)],
            "deferred": waits,
            "late_orders": [*orders, *_before("next_deadline", now)],
            "soon_orders": [*orders, *_between("next_deadline", now, hour)],
            "to_dispatch": [("state", "=", "new")],
            "parts": under_way & Domain("waiting_for", "=", "parts"),
            "resident": under_way & self._waits_for_resident(),
            "late_visits": [*visits, *_before("deadline", now)],
            "soon_visits": [*visits, *_between("deadline", now, day)],
            "late_logs": [("ack_state", "=", "waiting"), *_before("ack_due", now)],
            "logs_to_check": [("to_check", "=", True)],
        }

    @api.model
    def _waits_for_resident(self):
        """He was not at home and agrees a new time, or has something to decide."""
        to_agree = Domain("urgency", "=", "appointment")
        to_agree &= Domain("appointment", "=", False)
        return Domain("waiting_for", "=", "resident") | to_agree

    # ------------------------------------------------------------------- RATES

    @api.model
    def _arrivals(self, here, since, now):
        """How many immediate orders somebody came to in time (R-401)."""
        model = "estate.service.clock"
        began = (
            here
            & Domain("res_model", "=", "estate.workorder")
            & Domain("target", "=", "arrive")
            & Domain(_between("started_at", since, now))
        )
        late = Domain("breached_at", "!=", False)
        judged = began & (Domain("state", "=", "reached") | late)
        [(count, failed)] = self.env[model]._read_group(
            judged, [], ["__count", "breached_at:count"]
        )
        title = self.env._("Arrived in Time")
        return self._rate("arrived", title, model, judged & late, count, failed)

    @api.model
    def _promises(self, here, since, now):
        """How many appointments were kept; those the resident moved are (B-14)."""
        model = "estate.promise"
        judged = (
            here
            & Domain(_between("promised_for", since, now))
            & Domain("state", "not in", ("open", "ended"))
        )
        counts = dict(self.env[model]._read_group(judged, ["state"], ["__count"]))
        failed = sum(counts.get(state, 0) for state in OUR_FAULT)
        ours = judged & Domain("state", "in", OUR_FAULT)
        title = self.env._("Appointments Kept")
        return self._rate("kept", title, model, ours, sum(counts.values()), failed)

    @api.model
    def _rate(self, key, title, model, domain, count, failed):
        return {
            "key": key,
            "title": title,
            "model": model,
            "domain": list(domain),
            "count": count,
            "failed": failed,
            "percent": 100 * (count - failed) / count if count else None,
        }


def _after(field, moment):
    return [(field, ">", fields.Datetime.to_string(moment))]


def _before(field, moment):
    return [(field, "<", fields.Datetime.to_string(moment))]


def _between(field, begin, end):
    return [
        (field, ">=", fields.Datetime.to_string(begin)),
        *_before(field, end),
    ]
