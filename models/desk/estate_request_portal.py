from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime, groupby
from odoo.tools.image import image_process
from odoo.tools.mimetypes import guess_mimetype

from .estate_request import OPEN_STATES

NOT_HIS = ("staff", "superior")
"""How cases come that are not the resident's own, though his home is named."""
PICTURES = {"image/jpeg", "image/png", "image/webp", "image/gif"}
MAX_PICTURES = 6
MAX_PICTURE_BYTES = 10 * 1024 * 1024
PICTURE_SIZE = (1920, 1920)
"""Enough to see a crack by, in pixels; larger pictures are made smaller."""
MAX_SUMMARY = 120
MAX_TEXT = 4000


class EstateRequestType(models.Model):
    _inherit = "estate.request.type"

    in_portal = fields.Boolean(
        "Offered in the Portal",
        default=True,
        help="Residents choose it themselves when they register a request.",
    )

    @api.model
    def _portal_types(self):
        """Return what a resident chooses from: pairs (heading, types)."""
        offered = self.search([("in_portal", "=", True), ("child_ids", "=", False)])
        groups = groupby(offered, lambda kind: kind.parent_id or kind)
        return [(heading.name, kinds) for heading, kinds in groups]


class EstateRequest(models.Model):
    """What owners and tenants register and follow in the portal (R-304, B-19).

    Portal users hold no right on requests: the controller asks these methods with all
    rights, and each keeps to the person who is logged in.
    """

    _name = "estate.request"
    _inherit = ["estate.request", "estate.files.mixin"]
    _file_fields = ("photo_ids",)

    photo_ids = fields.Many2many(
        "ir.attachment",
        "estate_request_photo_rel",
        "request_id",
        "attachment_id",
        "Photos",
        copy=False,
    )

    @api.model
    def _portal_domain(self, partner):
        """Return the domain of the requests that ``partner`` reads in the portal."""
        mine = Domain("partner_id", "=", partner.id)
        return mine & Domain("channel", "not in", NOT_HIS)

    # ---------------------------------------------------------------- REGISTER

    @api.model
    def _portal_register(self, partner, values, photos=()):
        """Register what a resident asks for; the second click finds the first.

        :param dict values: ``unit_id``, ``type_id`` (ids, as typed), ``summary``,
            ``content``, ``place``,
            ``phone``, ``appointment`` (naive UTC datetime or nothing) and
            ``token``, which the form drew
        :param photos: pairs (name, bytes)
        :raises UserError: naming all that is missing or wrong at once
        """
        token = f"portal-{partner.id}-{values['token']}"
        if known := self.search([("client_token", "=", token)]):
            return known
        unit, kind = self._portal_checked(partner, values)
        pictures = self._portal_pictures(photos)
        at_home = kind.flow != "public"
        community = unit.community_id
        # His partner follows the case: what is written to him reaches him by mail.
        quiet = self.with_context(mail_create_nosubscribe=True)
        request = quiet.create(
            {
                "channel": "portal",
                "partner_id": partner.id,
                "community_id": community.id,
                "building_id": unit.building_id.id,
                # Of a lamp on the stairs the home says only where somebody lives.
                "unit_id": unit.id if at_home else False,
                "type_id": kind.id,
                "summary": values["summary"].strip(),
                "content": (values["content"] or "").strip(),
                "place": (values["place"] or "").strip(),
                "caller_phone": (values["phone"] or "").strip() or partner.phone,
                "urgency": "appointment" if values["appointment"] else "now",
                "appointment": values["appointment"],
                "first_owner_id": self._portal_receiver(unit).id,
                "client_token": token,
            }
        )
        request.message_subscribe(partner.ids)
        request._portal_add_pictures(pictures)
        request._portal_tell(lambda env: env._("From the portal: %s", request.summary))
        return request

    @api.model
    def _portal_checked(self, partner, values):
        """Return the unit and the type that were chosen, if everything is right."""
        _ = self.env._
        homes = partner._estate_homes()
        unit = homes.filtered(lambda home: str(home.id) == values["unit_id"])
        groups = self.env["estate.request.type"]._portal_types()
        offered = [kind for _name, kinds in groups for kind in kinds]
        kind = next((k for k in offered if str(k.id) == values["type_id"]), None)
        summary = (values["summary"] or "").strip()
        wrong = []
        if not unit:
            wrong.append(_("Say in which of your homes."))
        if not kind:
            wrong.append(_("Say what it is about."))
        if not summary:
            wrong.append(_("Say in a few words what has happened."))
        if len(summary) > MAX_SUMMARY:
            wrong.append(_("The subject is longer than %s characters.", MAX_SUMMARY))
        texts = [values[name] or "" for name in ("content", "place", "phone")]
        if max(map(len, texts)) > MAX_TEXT:
            wrong.append(_("The description is longer than %s characters.", MAX_TEXT))
        if values["appointment"] and values["appointment"] <= fields.Datetime.now():
            wrong.append(_("The time at which you are at home has passed."))
        if wrong:
            raise UserError("\n".join(wrong))
        self._portal_check_many(partner, unit.company_id)
        return unit, kind

    @api.model
    def _portal_check_many(self, partner, company):
        mine = self._portal_domain(partner) & Domain("company_id", "=", company.id)
        waiting = mine & Domain("state", "=", "new") & Domain("channel", "=", "portal")
        if self.search_count(waiting) >= company.estate_portal_new_max:
            raise UserError(
                self.env._(
                    "%s of your requests wait to be taken up. Please call us for more.",
                    company.estate_portal_new_max,
                )
            )

    @api.model
    def _portal_receiver(self, unit):
        """Return who receives what comes from the portal now (R-310, R-312).

        Whoever is on duty for the team of the hour, else the steward of the building,
        the supervisor, the manager: the first who serves the community.

        :raises UserError: when nobody does
        """
        community = unit.community_id
        by_day = community._is_office_time(fields.Datetime.now())
        shifts = self.env["estate.duty.shift"].search(
            [
                ("community_id", "=", community.id),
                ("state", "=", "on_duty"),
                ("team", "=", "centre" if by_day else "control_room"),
            ]
        )
        asked = [*shifts.user_id, unit.building_id.steward_id]
        asked += [*community._escalation_ladder()]
        for user in asked:
            if user and community._is_served_by(user):
                return user
        raise UserError(
            self.env._(
                "Nobody receives requests of %(community)s here. Please call "
                "%(hotline)s.",
                community=community.name,
                hotline=community.hotline or self.env._("the service centre"),
            )
        )

    def _portal_tell(self, say):
        """Put it on the list of whoever holds the case, else of its first receiver.

        :param say: returns the words in the language of an environment
        """
        self.ensure_one()
        self._tell_user(self._clock_responsible(), say)

    # ---------------------------------------------------------------- PICTURES

    @api.model
    def _portal_pictures(self, photos):
        """Return values of attachments for pictures that may be kept.

        :param photos: pairs (name, bytes)
        :raises UserError: naming the first file that is none, or is too large
        """
        if len(photos) > MAX_PICTURES:
            raise UserError(self.env._("Send %s photos at most.", MAX_PICTURES))
        kept = []
        for name, raw in photos:
            if len(raw) > MAX_PICTURE_BYTES:
                raise UserError(self.env._("%s is larger than 10 MB.", name))
            if guess_mimetype(raw) not in PICTURES:
                raise UserError(
                    self.env._("%s is no photo: send JPEG, PNG, WebP or GIF.", name)
                )
            try:
                smaller = image_process(raw, size=PICTURE_SIZE, verify_resolution=True)
            except UserError as error:
                raise UserError(self.env._("%s cannot be opened.", name)) from error
            kept.append({"name": name, "raw": smaller})
        return kept

    def _portal_add_pictures(self, pictures):
        """Keep pictures with the request; return the new attachments."""
        self.ensure_one()
        whose = {"res_model": self._name, "res_id": self.id}
        files = self.env["ir.attachment"].create([whose | one for one in pictures])
        self.photo_ids |= files
        return files

    def _portal_photos(self):
        """Return what the resident may look at: pairs (heading, attachments)."""
        self.ensure_one()
        return [(self.env._("Sent With the Request"), self.photo_ids)]

    # -------------------------------------------------------------- WHAT IT SAYS

    def _portal_state(self):
        """Return how far it is, in the resident's words, and its colour."""
        self.ensure_one()
        return {
            "new": (self.env._("Registered"), "info"),
            "handed": (self.env._("In Progress"), "warning"),
            "done": (self.env._("Done"), "success"),
            "closed": (self.env._("Closed"), "light"),
            "cancelled": (self.env._("Cancelled"), "light"),
        }[self.state]

    def _portal_promised(self):
        """Return by when it is promised to be done (naive UTC), or nothing."""
        self.ensure_one()
        if self.state not in ("new", "handed"):
            return False
        return self._running_clocks(["finish"])[:1].deadline

    def _portal_appointment(self):
        """Return for when somebody is expected at home (naive UTC), or nothing."""
        self.ensure_one()
        return self.state in ("new", "handed") and self.appointment

    def _portal_timeline(self):
        """Return what happened so far: pairs (naive UTC datetime, words), in order."""
        self.ensure_one()
        _ = self.env._
        steps = [(self.received_at, _("We have received it."))]
        if self.handed_at and not self.reopen_count:
            department = self.department_id.name
            steps.append((self.handed_at, _("Handed over to: %s", department)))
        elif self.handed_at:
            steps.append((self.handed_at, _("You were not content: we go on.")))
        if self.done_at:
            steps.append((self.done_at, _("Done: %s", self.result or "")))
        if self.closed_at and self.state == "closed":
            steps.append((self.closed_at, _("The case is closed.")))
        if self.closed_at and self.state == "cancelled":
            steps.append((self.closed_at, _("The request is cancelled.")))
        return steps

    def _portal_time(self, moment):
        """Return a moment (naive UTC) by the clocks of the community, in words."""
        self.ensure_one()
        zone = self.community_id._timezone()
        return format_datetime(self.env, moment, tz=zone, dt_format="short")

    def _portal_messages(self):
        """Return what resident and staff wrote to each other, oldest first."""
        self.ensure_one()
        return self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "in", ("comment", "email")),
                ("is_internal", "=", False),
                ("subtype_id.internal", "=", False),
                ("subtype_id", "!=", False),
            ],
            order="id",
        )

    def _portal_asked(self):
        """Return those whose resident is still to be asked: one query for all."""
        done = self.filtered(lambda request: request.state == "done")
        return self._portal_visits(done).request_id

    def _portal_visit(self):
        """Return the return visit at which the resident is still to be asked."""
        self.ensure_one()
        done = self.filtered(lambda request: request.state == "done")
        return self._portal_visits(done)[-1:]

    @api.model
    def _portal_visits(self, requests):
        return self.env["estate.visit"].search(
            [
                ("request_id", "in", requests.ids),
                ("state", "=", "due"),
                ("kind", "not in", ("daily", "sampled")),
            ],
            order="id",
        )

    def _portal_may_withdraw(self):
        """Tell whether nobody has taken it up, so that it may settle itself."""
        self.ensure_one()
        return self.state == "new"

    def _portal_may_reopen(self):
        """Tell whether the resident may still say that he is not content."""
        self.ensure_one()
        if self.state == "done":
            return not self._portal_visit()
        days = self.company_id.estate_portal_reopen_days
        since = fields.Datetime.now() - timedelta(days=days)
        return self.state == "closed" and self.closed_at >= since

    def _portal_is_open(self):
        self.ensure_one()
        return self.state in OPEN_STATES
