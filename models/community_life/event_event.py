from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime

MAX_NAME = 60


class EventEvent(models.Model):
    """A session of a community programme (R-423)."""

    _inherit = "event.event"

    estate_programme_id = fields.Many2one(
        "estate.programme",
        "Community Programme",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )
    estate_community_id = fields.Many2one(
        related="estate_programme_id.community_id",
        store=True,
        index="btree_not_null",
        string="Community",
    )
    estate_kind = fields.Selection(related="estate_programme_id.kind", string="Kind")
    estate_place = fields.Char(related="estate_programme_id.place", string="Place")
    estate_signed_up = fields.Integer("Signed Up", compute="_compute_estate_signed_up")

    _estate_once = models.UniqueIndex(
        "(estate_programme_id, date_begin) WHERE estate_programme_id IS NOT NULL",
        "This session of the programme is planned already.",
    )

    @api.depends("registration_ids.state")
    def _compute_estate_signed_up(self):
        counts = dict(
            self.env["event.registration"]._read_group(
                [("event_id", "in", self.ids), ("state", "in", ("open", "done"))],
                ["event_id"],
                ["__count"],
            )
        )
        for event in self:
            event.estate_signed_up = counts.get(event, 0)

    # ----------------------------------------------------------------- ACTIONS

    def action_estate_sign_up(self):
        """Ask who signs up."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign Up"),
            "res_model": "estate.programme.sign.up",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_event_id": self.id},
        }

    def action_estate_call_off(self):
        """The session does not take place: whoever signed up is told.

        :raises AccessError: for who may not change its programme
        """
        self.estate_programme_id.check_access("write")
        for event in self:
            if not event.estate_programme_id:
                raise UserError(self.env._("%s is no session of ours.", event.name))
            if event.date_begin <= fields.Datetime.now():
                raise UserError(self.env._("%s has begun.", event.name))
        # Sessions are written by the steps of their programme, whose rights were
        # checked.
        for event in self.sudo():
            coming = event.registration_ids.filtered(lambda one: one.state == "open")
            event._tell_called_off(coming.partner_id.filtered("email"))
            event._call_without_mail(coming)
            coming.state = "cancel"
            event.active = False

    def _tell_called_off(self, partners):
        """Write to whoever signed up, each in his language."""
        self.ensure_one()
        zone = self.date_tz
        for lang, readers in partners.grouped("lang").items():
            spoken = self.with_context(lang=lang)
            spoken.message_post(
                body=spoken.env._(
                    "%(name)s on %(day)s does not take place.",
                    name=spoken.estate_programme_id.name,
                    day=format_datetime(
                        spoken.env, self.date_begin, tz=zone, dt_format="short"
                    ),
                ),
                subtype_xmlid="mail.mt_comment",
                partner_ids=readers.ids,
            )

    def _call_without_mail(self, coming):
        """Whom no mail reaches somebody calls: whoever is responsible, or leads."""
        self.ensure_one()
        seats = coming.filtered(lambda one: not one.partner_id.email)
        programme = self.estate_programme_id
        ladder = programme.community_id._escalation_ladder()
        user = (self.user_id | ladder).filtered("active")[:1]
        if seats and user:
            spoken = programme.with_context(lang=user.lang)
            who = ", ".join(f"{seat.name} {seat.phone or ''}".strip() for seat in seats)
            spoken.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_call",
                date_deadline=programme.community_id._today(),
                summary=spoken.env._("Called off: tell them"),
                # Residents type these names themselves.
                note=escape(who),
                user_id=user.id,
            )

    # ------------------------------------------------------------------- STEPS

    @api.model
    def _estate_offered(self, homes):
        """Return the domain of the sessions that are open to residents of ``homes``."""
        return (
            Domain("estate_community_id", "in", homes.community_id.ids)
            & Domain("estate_programme_id.published", "=", True)
            & Domain("estate_programme_id.active", "=", True)
            & Domain("date_begin", ">", fields.Datetime.now())
        )

    def _estate_sign_up(self, partner, name, phone=""):
        """Somebody of a home takes a seat; once each.

        :param partner: who signs up, a resident of the community
        :param name: who comes, as a child
        :raises UserError: when it is full or has begun, or for who lives elsewhere
        :return: the registration
        """
        self.ensure_one()
        name = (name or "").strip() or partner.name
        homes = partner._estate_homes()
        home = homes.filtered(lambda u: u.community_id == self.estate_community_id)[:1]
        if not home:
            raise UserError(
                self.env._(
                    "%(who)s has no home in %(community)s.",
                    who=partner.name,
                    community=self.estate_community_id.name,
                )
            )
        if len(name) > MAX_NAME:
            raise UserError(self.env._("The name is longer than %s.", MAX_NAME))
        self._estate_take_row()
        mine = self._estate_taken().filtered(lambda one: one.partner_id == partner)
        if known := mine.filtered(lambda one: one.name == name):
            return known[:1]
        if self.date_begin <= fields.Datetime.now():
            raise UserError(self.env._("%s has begun.", self.name))
        if self.seats_limited and self.seats_available < 1:
            raise UserError(self.env._("%s is full.", self.name))
        each = self.estate_programme_id.seats_each
        if each and len(mine) >= each:
            raise UserError(
                self.env._(
                    "%(count)s seats of %(who)s at most.", count=each, who=partner.name
                )
            )
        return self.registration_ids.create(
            {
                "event_id": self.id,
                "partner_id": partner.id,
                "name": name,
                "phone": (phone or "").strip() or partner.phone,
                "estate_unit_id": home.id,
            }
        )

    def _estate_taken(self):
        """Return the registrations of who comes."""
        return self.registration_ids.filtered(lambda one: one.state != "cancel")

    def _estate_take_row(self):
        """Whoever signs up writes the session: of two at once the second begins anew.

        Counting seats alone would give the last one to both.
        """
        self.env.cr.execute(
            SQL("UPDATE event_event SET write_date = write_date WHERE id = %s", self.id)
        )
        self.invalidate_recordset(["registration_ids", "seats_available"])
