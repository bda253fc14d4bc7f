import babel.dates
import pytz

from odoo import api, fields, models
from odoo.tools.misc import babel_locale_parse, get_lang

from .. import formats

BLANK_LINES = 6
"""Empty rows for what is written by hand, so that a quiet shift is a form too."""


class ReportDutyShift(models.AbstractModel):
    """值班记录表: what was logged in a shift, taken over and checked (R-313)."""

    _name = "report.estate_service.report_duty_shift"
    _description = "Duty Log on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        shifts = self.env["estate.duty.shift"].browse(docids)
        shifts.check_access("read")
        # Of the entries he prints those that he may read, and counts the others.
        logged = shifts.sudo().log_ids
        seen = logged.with_env(self.env)._filtered_access("read")
        # Names of colleagues and rooms need no right.
        pages = [self._page(shift, seen.sudo()) for shift in shifts.sudo()]
        return {
            "doc_ids": docids,
            "doc_model": shifts._name,
            "docs": shifts,
            "pages": pages,
        }

    def _page(self, shift, seen):
        env = shift.env
        community = shift.community_id
        zone = pytz.timezone(community._timezone())
        logs = (shift.log_ids & seen).sorted(lambda log: (log.logged_at, log.id))
        teams = dict(shift._fields["team"]._description_selection(env))
        return {
            "shift": shift,
            "lang": env.lang or "en_US",
            "company": shift.company_id,
            "community": community,
            "team": teams[shift.team],
            "begun": self._moment(env, zone, shift.begun_at),
            "ended": self._moment(env, zone, shift.ended_at),
            "taken_over": self._moment(env, zone, shift.taken_over_at),
            "people": formats.listing(
                env, filter(None, (shift.user_id.name, shift.colleagues))
            ),
            "rows": [self._row(log, zone, n) for n, log in enumerate(logs, 1)],
            "unseen": len(shift.log_ids - seen),
            "blank": range(max(0, BLANK_LINES - len(logs))),
            "note": (shift.handover_note or "").strip(),
        }

    def _row(self, log, zone, number):
        env = log.env
        place = (log.unit_id.code or log.building_id.name, log.place)
        if log.urgency == "appointment":
            urgency = env._("Appointment %s", self._moment(env, zone, log.appointment))
        else:
            urgency = env._("Immediate")
        return {
            "number": number,
            "time": self._moment(env, zone, log.logged_at),
            "place": " ".join(filter(None, place)),
            "caller": " ".join(filter(None, (log.caller_name, log.caller_phone))),
            "relayed": log.relayed_by or "",
            "content": log.content,
            "urgency": urgency,
            "outcome": self._outcome(log, zone),
            "logged": log.user_id.name,
            "acked": log.acked_by.name or "",
            "checked": log.checked_by.name or "",
            "finding": log.finding or "",
        }

    def _outcome(self, log, zone):
        """What was done, the case, and until when it waits with whose consent."""
        env = log.env
        parts = [log.outcome, log.request_id.name]
        if log.deferred_until:
            parts.append(
                env._(
                    "waits until %(moment)s: %(consent)s",
                    moment=self._moment(env, zone, log.deferred_until),
                    consent=log.deferral_consent,
                )
            )
        return "\n".join(filter(None, parts))

    def _moment(self, env, zone, moment):
        """Write a moment in the community's own time: 11/10 23:40."""
        if not moment:
            return ""
        local = fields.Datetime.to_datetime(moment)
        local = pytz.utc.localize(local).astimezone(zone)
        locale = babel_locale_parse(get_lang(env).code)
        return " ".join(
            babel.dates.format_skeleton(skeleton, local, locale=locale)
            for skeleton in ("Md", "Hm")
        )
