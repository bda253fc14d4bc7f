from calendar import isleap
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..mixins.sweep import one_by_one

BIRTHDAY = "estate_service.mail_activity_type_birthday"
STATES = [("todo", "To Greet"), ("greeted", "Greeted")]
LEAP_DAY = (2, 29)


class EstateBirthday(models.Model):
    """An owner's birthday: the steward greets him, the manager comes along (R-422).

    Only the day of this year is told, not the age: who greets needs no more.
    """

    _name = "estate.birthday"
    _description = "Birthday of an Owner"
    _inherit = ["estate.scope.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _scope_fields = ("unit_id",)
    _closed_fields = (
        "partner_id",
        "unit_id",
        "date",
        "user_id",
        "state",
        "greeted_by",
        "greeted_at",
    )
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Owner", required=True, readonly=True, index=True
    )
    unit_id = fields.Many2one(
        "estate.unit", required=True, readonly=True, index=True, ondelete="cascade"
    )
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    date = fields.Date("Birthday", required=True, readonly=True, index=True)
    user_id = fields.Many2one("res.users", "Greets", readonly=True)
    manager_came = fields.Boolean("Manager Came Along", tracking=True)
    gift = fields.Char(tracking=True)
    note = fields.Text(help="What he said, what he wishes.")
    state = fields.Selection(STATES, required=True, readonly=True, default="todo")
    greeted_by = fields.Many2one("res.users", readonly=True, copy=False)
    greeted_at = fields.Datetime(readonly=True, copy=False)

    _partner_uniq = models.UniqueIndex(
        "(partner_id, date, company_id)", "An owner has one birthday a year."
    )

    def action_greeted(self):
        """The owner was greeted.

        :raises UserError: when a colleague has done it already
        """
        self.check_access("write")
        for birthday in self:
            if birthday.state != "todo":
                raise UserError(
                    self.env._(
                        "%s was greeted already.", birthday.partner_id.display_name
                    )
                )
        # Closed to direct writes; the step was checked.
        self.sudo().write(
            {
                "state": "greeted",
                "greeted_by": self.env.user.id,
                "greeted_at": fields.Datetime.now(),
            }
        )
        self.activity_feedback([BIRTHDAY])

    # -------------------------------------------------------------------- CRON

    @api.model
    def _cron_prepare(self):
        """Prepare what is celebrated soon; the second run of a day adds nothing."""
        # pylint: disable=no-search-all
        communities = self.env["estate.community"].search([])
        one_by_one(self.env["ir.cron"], communities, self._prepare)

    @api.model
    def _prepare(self, community):
        """Prepare from today on: also what became known late, or after a pause."""
        today = community._today()
        for days in range(community.company_id.estate_birthday_days + 1):
            self._prepare_day(community, today + timedelta(days=days))

    @api.model
    def _prepare_day(self, community, day):
        known = self.search(
            [("date", "=", day), ("company_id", "=", community.company_id.id)]
        ).partner_id
        seen = set(known.ids)
        vals_list = []
        for partner, unit in self._owners(community, day):
            if partner not in seen:
                seen.add(partner)
                greeter = self.env["estate.unit"].browse(unit).steward_id
                greeter = greeter or community.supervisor_id
                vals_list.append(
                    {
                        "partner_id": partner,
                        "unit_id": unit,
                        "date": day,
                        "user_id": greeter.id,
                    }
                )
        self.create(vals_list)._remind()

    @api.model
    def _owners(self, community, day):
        """Return (owner, unit) of those whose birthday it is, in one query.

        Who was born on a leap day celebrates on the last of February in other years.
        """
        dates = [(day.month, day.day)]
        if dates[0] == (2, LEAP_DAY[1] - 1) and not isleap(day.year):
            dates.append(LEAP_DAY)
        person = self.env["res.partner"]._fields
        unit = self.env["estate.unit"]._fields
        return self.env.execute_query(
            SQL(
                """SELECT p.id, min(u.id)
                     FROM estate_unit u JOIN res_partner p ON p.id = u.owner_id
                    WHERE u.community_id = %s AND u.active AND p.active
                      AND (EXTRACT(MONTH FROM p.estate_birthday),
                           EXTRACT(DAY FROM p.estate_birthday)) IN %s
                    GROUP BY p.id ORDER BY p.id""",
                community.id,
                tuple(dates),
                to_flush=[
                    *(person[name] for name in ("active", "estate_birthday")),
                    *(unit[name] for name in ("active", "community_id", "owner_id")),
                ],
            )
        )

    def _remind(self):
        """Put it on the lists of who greets and of the manager, without a mail."""
        for birthday in self:
            manager = birthday.community_id.manager_id
            for user in (birthday.user_id | manager).filtered("active"):
                spoken = birthday.with_context(lang=user.lang)
                birthday.with_context(
                    mail_activity_quick_update=True
                ).activity_schedule(
                    BIRTHDAY,
                    date_deadline=birthday.date,
                    summary=spoken.env._("Birthday: %s", birthday.partner_id.name),
                    user_id=user.id,
                )
