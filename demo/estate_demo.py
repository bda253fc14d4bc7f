from dateutil.relativedelta import relativedelta
from passlib.hash import pbkdf2_sha512

from odoo import api, fields, models

MONTHS = 24
"""Months of history before the present one."""


class EstateDemo(models.AbstractModel):
    """Builds the demo estate; nothing calls it where there is no demo data.

    Who and what there is lies in XML and CSV beside this file. What happened depends
    on today's date, so that the demo never grows old: it is told here through the
    same services that people use, in the order in which it would have happened.
    """

    _name = "estate.demo"
    _description = "Demo Estate"

    # ------------------------------------------------------------
    # ENTRANCES (called by the XML files)
    # ------------------------------------------------------------

    @api.model
    def _set_up_company(self):
        """Give the demo company its chart and accounts; again it changes nothing."""
        company = self._ref("company")
        # Journals and ways to pay are named in the language of who sets up.
        setup = self.with_context(lang=self._lang()).env["estate.setup"]
        if not company.chart_template:
            chart = setup.new({"company_id": company.id})._guess_chart()
            # Its public name warns while modules load; those that come later bring
            # their own part of a chart with them.
            self.env["account.chart.template"]._load(chart, company, False)
        setup._set_up(company)

    @api.model
    def _set_passwords(self):
        """Let each demo user log in with his login as the password.

        Few rounds do for a password that is no secret, where nine of core's strength
        would take seconds; core hashes it anew at the first login.
        """
        users = self.env["res.users"]
        quick = pbkdf2_sha512.using(rounds=1000)
        for user in users.search([("company_id", "=", self._ref("company").id)]):
            if user != self.env.ref("base.user_admin"):
                user._set_encrypted_password(user.id, quick.hash(user.login))

    @api.model
    def _choose_language(self):
        """Let staff and residents speak Chinese where it is installed."""
        if self._lang() != "zh_CN":
            return
        company = self._ref("company")
        users = self.env["res.users"].search([("company_id", "=", company.id)])
        partners = self.env["res.partner"].search([("company_id", "=", company.id)])
        staff = users - self.env.ref("base.user_admin")
        (staff.partner_id | partners | company.partner_id).lang = "zh_CN"

    @api.model
    def _forget_loading(self):
        """Take away the notes of creation, which speak the loader's language.

        Files of names and units say nothing about when somebody entered them.
        """
        partners = self.env["res.partner"].search(
            [("company_id", "=", self._ref("company").id)]
        )
        units = self.env["estate.unit"].search(
            [("community_id", "=", self._community().id)]
        )
        (partners.message_ids | units.message_ids).unlink()

    @api.model
    def _load_labels(self):
        """Bring the labels of choices into the language of the demo.

        Modules load their data before their translations, and papers keep the words
        with which they were made.
        """
        if self._lang() != "en_US":
            modules = self.env["ir.module.module"]
            modules._load_module_terms(["estate_service"], [self._lang()])

    @api.model
    def _build(self):
        """Tell two years of the estate, once."""
        if self._community().cut_over:
            return
        self._load_labels()
        self._forget_loading()
        builder = self.with_context(lang=self._lang(), tracking_disable=True)
        builder = builder.with_company(self._ref("company"))
        builder._add_people()
        builder._add_vips()
        builder._add_fees()
        builder._import_opening()
        builder._add_mandates()
        builder._tell_history()
        builder._leave_work_for_today()
        builder._leave_meters()
        builder._leave_bank_work()
        builder._bring_money_to_the_bank()
        builder._import_statement()
        builder._leave_exceptions()
        builder._remind_debtors()
        builder._leave_waivers()
        builder._leave_fund()
        builder._adjust_prices()
        builder._leave_transfers()
        builder._leave_visits()
        builder._leave_commissions()
        builder._close_months()
        builder._leave_workorders()
        builder._leave_duty()

    # ------------------------------------------------------------
    # TOOLS
    # ------------------------------------------------------------

    @api.model
    def _ref(self, name):
        """Return the record of the demo data with this name."""
        return self.env.ref(f"estate_service.demo_{name}")

    @api.model
    def _community(self):
        return self._ref("community")

    @api.model
    def _unit(self, code):
        """Return the unit ``1-1-101``."""
        return self.env["estate.unit"].search(
            [("community_id", "=", self._community().id), ("code", "=", code)]
        )

    @api.model
    def _month(self, number):
        """Return the first day of a month; 0 is the first of the history.

        ``MONTHS`` is the present month.
        """
        first = fields.Date.context_today(self).replace(day=1)
        return first + relativedelta(months=number - MONTHS)

    @api.model
    def _lang(self):
        return "zh_CN" if self.env["res.lang"]._lang_get("zh_CN") else "en_US"

    @api.model
    def _as(self, role, model, day=None):
        """Return a model as the demo user of a role, numbering as on ``day``."""
        records = self.env[model].with_user(self._ref(f"user_{role}"))
        return records.with_context(ir_sequence_date=day) if day else records
