from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine import dunning
from .dunning_reach import ladders_of
from .dunning_words import values_of

TOLD = "estate_service.mail_activity_type_long_arrears"
CALLERS = (
    "estate_service.group_estate_front_desk",
    "estate_service.group_estate_steward",
    "estate_service.group_estate_cashier",
)
"""Who speaks with those who owe, and writes down what was said."""


class EstateDunningDebt(models.Model):
    """What somebody owes for a unit, from the first overdue day until all is paid.

    No ledger: the figures are read from the open items. The file holds what was done
    about the debt. A new one begins when something is overdue again later, so that
    the ladder begins anew for who has paid.
    """

    _name = "estate.dunning.debt"
    _description = "Debt in Arrears"
    _inherit = [
        "estate.scope.mixin",
        "estate.discreet.mixin",
        "mail.activity.mixin",
    ]
    _order = "date_end desc, date_start, id"
    _rec_names_search = ["unit_id", "payer_id"]
    _person_fields = ("payer_id",)
    # Nobody writes a file, yet all who serve it talk about it and see its activities.
    _mail_post_access = "read"

    unit_id = fields.Many2one(
        "estate.unit", required=True, index=True, ondelete="cascade", readonly=True
    )
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    building_id = fields.Many2one(related="unit_id.building_id")
    steward_id = fields.Many2one(related="unit_id.steward_id")
    payer_id = fields.Many2one(
        "res.partner",
        "Debtor",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    phone = fields.Char(related="payer_id.phone")
    date_start = fields.Date("In Arrears Since", required=True, readonly=True)
    date_end = fields.Date("Paid On", readonly=True)
    level_id = fields.Many2one(
        "estate.dunning.level", "Last Level", readonly=True, ondelete="restrict"
    )
    level_on = fields.Date("Last Level On", readonly=True)
    told_manager_on = fields.Date("Manager Told On", readonly=True)
    arrears_amount = fields.Monetary("Arrears", compute="_compute_figures")
    arrears_months = fields.Integer(
        "Months in Arrears", compute="_compute_figures", aggregator=None
    )
    overdue_since = fields.Date("Oldest Due Date", compute="_compute_figures")
    is_paused = fields.Boolean(
        "Paused", compute="_compute_is_paused", search="_search_is_paused"
    )
    pause_reason = fields.Char("Why Paused", compute="_compute_is_paused")
    case_ids = fields.One2many("estate.dunning.case", "debt_id", "Dunning")
    attempt_ids = fields.One2many("estate.dunning.attempt", "debt_id", "Attempts")
    promise_ids = fields.One2many("estate.payment.promise", "debt_id", "Promises")
    pause_ids = fields.One2many("estate.dunning.pause", "debt_id", "Pauses")
    attempt_count = fields.Integer("Contacts Made", compute="_compute_attempt_count")

    _one_open_debt = models.UniqueIndex(
        "(unit_id, payer_id) WHERE date_end IS NULL",
        "There is one open file for what somebody owes for a unit.",
    )

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("unit_id", "payer_id")
    def _compute_display_name(self):
        for debt in self:
            debt.display_name = f"{debt.unit_id.code or ''} {debt.payer_id.name or ''}"

    def _compute_figures(self):
        """Of all debts in one statement; a debt that is paid has none."""
        figures = self.unit_id._arrears_by_payer()
        nothing = (0.0, 0.0, 0, False)
        for debt in self:
            pair = (debt.unit_id.id, debt.payer_id.id)
            _open, overdue, months, since = figures.get(pair, nothing)
            debt.arrears_amount = 0.0 if debt.date_end else overdue
            debt.arrears_months = 0 if debt.date_end else months
            debt.overdue_since = False if debt.date_end else since

    def _compute_is_paused(self):
        pauses = self.env["estate.dunning.pause"]._paused(self.unit_id)
        for debt in self:
            reason = pauses.get((debt.unit_id.id, debt.payer_id.id))
            debt.is_paused = bool(reason)
            debt.pause_reason = reason or False

    def _search_is_paused(self, operator, value):
        if operator != "in":
            return NotImplemented
        paused = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                """EXISTS (SELECT FROM (%s) AS pause
                            WHERE pause.unit_id = %s AND pause.payer_id = %s)""",
                self.env["estate.dunning.pause"]._pauses_sql(),
                SQL.identifier(alias, "unit_id"),
                SQL.identifier(alias, "payer_id"),
            )
        )
        return paused if True in value else ~paused

    @api.depends("attempt_ids")
    def _compute_attempt_count(self):
        groups = self.env["estate.dunning.attempt"]._read_group(
            [("debt_id", "in", self.ids)], ["debt_id"], ["__count"]
        )
        counts = {debt.id: count for debt, count in groups}
        for debt in self:
            debt.attempt_count = counts.get(debt.id, 0)

    # ----------------------------------------------------------------- REFRESH

    @api.model
    def _refresh(self, units):
        """Open a file for all that is overdue, close those of which all is paid.

        The ledger decides, nobody's click; three statements for any number of units.

        :return: ``{(unit id, payer id): (debt id, overdue, months, since)}``
        """
        figures = {
            pair: tuple(rest)
            for pair, (_open, *rest) in units._arrears_by_payer().items()
            if rest[0] > 0
        }
        known = self._open_pairs(units)
        missing = figures.keys() - known.keys()
        if missing:
            self._open_files([(*pair, figures[pair][-1]) for pair in sorted(missing)])
            known = self._open_pairs(units)
        self._close_files([known[pair] for pair in known.keys() - figures.keys()])
        return {
            pair: (known[pair], *rest)
            for pair, rest in figures.items()
            if pair in known
        }

    @api.model
    def _open_pairs(self, units):
        if not units:
            return {}
        self.flush_model(["unit_id", "payer_id", "date_end"])
        rows = self.env.execute_query(
            SQL(
                """SELECT unit_id, payer_id, id FROM estate_dunning_debt
                    WHERE date_end IS NULL AND unit_id IN %s""",
                units._ids,
            )
        )
        return {(unit, payer): debt for unit, payer, debt in rows}

    @api.model
    def _open_files(self, rows):
        """Begin files; one that somebody else begins at this moment is his."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO estate_dunning_debt (
                       unit_id, payer_id, date_start, community_id, company_id,
                       create_uid, create_date, write_uid, write_date)
                SELECT unit.id, fresh.payer_id, fresh.since, unit.community_id,
                       unit.company_id, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(units)s, %(payers)s, %(days)s::date[])
                       AS fresh(unit_id, payer_id, since)
                  JOIN estate_unit unit ON unit.id = fresh.unit_id
                 ORDER BY unit.id, fresh.payer_id
                    ON CONFLICT (unit_id, payer_id) WHERE date_end IS NULL DO NOTHING
                """,
                uid=self.env.uid,
                now=self.env.cr.now(),
                units=[row[0] for row in rows],
                payers=[row[1] for row in rows],
                days=[row[2] for row in rows],
            )
        )
        self.env.invalidate_all(flush=False)

    @api.model
    def _close_files(self, debt_ids):
        if debt_ids:
            # The ledger says that all is paid; nobody writes these fields himself.
            closed = self.sudo().browse(debt_ids)
            for community, files in closed.grouped("community_id").items():
                files.date_end = community._today()
            closed.activity_unlink([TOLD], only_automated=False)
            closed.case_ids._follow_payment()

    # ------------------------------------------------------------ WHO MAY HEAR

    def _ladders(self):
        return ladders_of(self)

    def _values(self):
        """Return the values of the wordings, in the language of the environment."""
        self.ensure_one()
        return values_of(
            self.env,
            self,
            self.arrears_months,
            self.arrears_amount,
            self.overdue_since,
        )

    def _audience_of(self, contact_point):
        """Tell what a contact may hear; the debtor himself where none is given."""
        self.ensure_one()
        if not contact_point:
            return dunning.Audience.DETAILS
        for contact in self._ladders()[self.id]:
            if contact.address == contact_point.phone_digits:
                return dunning.audience(contact)
        return dunning.Audience.NOTHING

    # ----------------------------------------------------------------- MANAGER

    def _tell_manager(self):
        """Put debts on the list of their community's manager, each once."""
        fresh = self.filtered(lambda debt: not debt.told_manager_on)
        # Who manages a community is no secret.
        fresh = fresh.sudo().filtered(lambda debt: debt.community_id.manager_id.active)
        activity_type = self.env.ref(TOLD)
        today = fields.Date.context_today(self)
        values = []
        for debt in fresh:
            manager = debt.community_id.manager_id
            spoken = debt.with_context(lang=manager.lang)
            values.append(
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": debt.id,
                    "activity_type_id": activity_type.id,
                    "user_id": manager.id,
                    "date_deadline": today,
                    "automated": True,
                    "summary": spoken.env._(
                        "%(debt)s: %(months)s months in arrears",
                        debt=spoken.display_name,
                        months=spoken.arrears_months,
                    ),
                }
            )
        # The list of activities tells it; a mail for each would be a flood.
        quiet = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        # The sweep acts for everybody.
        quiet.sudo().create(values)
        fresh.told_manager_on = today

    # ----------------------------------------------------------------- ACTIONS

    def _check_caller(self):
        """Whoever speaks with residents of his communities may write it down."""
        self.check_access("read")
        user = self.env.user
        if not (self.env.su or any(user.has_group(group) for group in CALLERS)):
            raise AccessError(
                self.env._("Contacts with residents are written down by the staff.")
            )

    def action_log(self):
        """Write down a call or a visit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_dunning_log_action"
        )
        return action | {"context": {"default_debt_id": self.id}}

    def action_pause(self):
        """Let dunning wait, for a dispute or another good reason."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pause Dunning"),
            "res_model": "estate.dunning.pause",
            "view_mode": "form",
            "target": "new",
            "context": {"default_debt_id": self.id},
        }

    def action_view_attempts(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_dunning_attempt_action"
        )
        return action | {"domain": [("debt_id", "in", self.ids)], "context": {}}

    def action_view_unit(self):
        self.ensure_one()
        return self.unit_id._get_records_action(context={})
