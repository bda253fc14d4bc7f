from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

DUE = "estate_service.mail_activity_type_fund_report"


class EstateFundReport(models.Model):
    """A report is due when its period is over: the accountant is asked (R-807)."""

    _inherit = "estate.fund.report"

    @api.model
    def _cron_due(self):
        """Begin each report whose period is over, and ask the accountant for it.

        How many months a period has is a setting of the company.
        """
        since = self._reporting_since()
        communities = self.env["estate.community"].union(*since)
        for company, own in (
            communities.filtered("active").grouped("company_id").items()
        ):
            reports = self.with_company(company)
            begins = reports._last_period()
            months = company.estate_fund_report_months
            ends = begins + relativedelta(months=months, days=-1)
            asked = own.filtered(lambda one, day=ends: since[one] <= day)
            known = self.search(
                [
                    ("community_id", "in", asked.ids),
                    ("date_to", ">=", ends),
                ]
            )
            due = reports.create(
                [
                    {"community_id": community.id, "date_from": begins, "date_to": ends}
                    for community in asked - known.community_id
                ]
            )
            due._ask_accountant()

    @api.model
    def _reporting_since(self):
        """Return {community: day from which its owners are told} by its budgets."""
        groups = self.env["estate.fund.budget"]._read_group(
            [("state", "!=", "draft")], ["community_id"], ["date_from:min"]
        )
        return dict(groups)

    def _ask_accountant(self):
        """Each report once: it is made on the day on which it is due."""
        today = fields.Date.context_today(self)
        # Who is asked follows from roles and communities, whoever runs the job.
        accountants = self.env.ref("estate_service.group_estate_accountant").sudo()
        for report in self:
            staff = accountants.all_user_ids.filtered(
                lambda user, company=report.company_id: user.active
                and company in user.company_ids
            )
            community = report.community_id
            user = (staff & community.user_ids)[:1] or community.manager_id or staff[:1]
            if not user:
                continue
            spoken = report.with_context(
                lang=user.lang, mail_activity_quick_update=True
            )
            spoken.activity_schedule(
                DUE,
                date_deadline=today,
                summary=spoken.env._(
                    "The report on the use of fees is due: confirm its figures."
                ),
                user_id=user.id,
            )
