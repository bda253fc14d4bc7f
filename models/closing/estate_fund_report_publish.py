from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..mixins.busy import lock

REPORT = "estate_service.action_report_fund"


class EstateFundReport(models.Model):
    """Confirmed by the accountant, published by the manager, mailed to every owner."""

    _inherit = "estate.fund.report"

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def action_confirm(self):
        """Freeze the figures as the books say them now."""
        for report in self:
            report.check_access("write")
            report._check_draft()
            report._freeze()
            if not report.line_ids:
                raise UserError(
                    self.env._(
                        "There is neither a budget nor a cost in %s: book the costs on "
                        "the analytic accounts of the purposes first.",
                        report.display_name,
                    )
                )
            # Steps write what nobody types: the right was checked.
            report.sudo().write(
                {
                    "state": "confirmed",
                    "confirmed_on": fields.Datetime.now(),
                    "confirmed_by_id": self.env.uid,
                }
            )

    def action_reopen(self):
        """Back to draft; a published one was told to the owners and stays."""
        for report in self:
            report.check_access("write")
            if report.state != "confirmed":
                raise UserError(
                    self.env._("Only a report that is not published is reopened.")
                )
        # Steps write what nobody types: the right was checked.
        self.sudo().write(
            {"state": "draft", "confirmed_on": False, "confirmed_by_id": False}
        )

    def action_publish(self):
        """Keep the paper, open the page to the owners, and mail each of them."""
        for report in self:
            report.check_access("write")
            # Steps write what nobody types: the right was checked.
            published = report.sudo()
            lock(published)
            if published.state != "confirmed":
                raise UserError(
                    self.env._("%s is not confirmed.", published.display_name)
                )
            published._portal_ensure_token()
            published.write(
                {
                    "state": "published",
                    "published_on": fields.Datetime.now(),
                    "published_by_id": self.env.uid,
                }
            )
            published.attachment_id = published._print()
        # Who publishes needs no right on scheduled work.
        self.env.ref("estate_service.cron_fund_report").sudo()._trigger()

    def _print(self):
        """Keep the paper as it was published."""
        content, _type = self.env["ir.actions.report"]._render_qweb_pdf(
            REPORT, self.ids
        )
        return self.env["ir.attachment"].create(
            {
                "name": f"{self.display_name}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    # ------------------------------------------------------------------
    # MAIL
    # ------------------------------------------------------------------

    @api.model
    def _cron_mail(self):
        """Tell every owner, chunk by chunk; a killed run goes on where it was."""
        reports = self.search([("state", "=", "published"), ("mailed_up_to", ">=", 0)])
        for report in reports:
            while owners := report._next_owners():
                report._mail(owners)
                self.env["ir.cron"]._commit_progress(len(owners))
            # Nobody is left: the search above passes it by.
            report.mailed_up_to = -1
            self.env["ir.cron"]._commit_progress(0)

    def _next_owners(self):
        """Return the next owners of today's units who were not told yet."""
        today = fields.Date.context_today(self)
        occupancies = self.env["estate.occupancy"].search(
            [
                ("community_id", "=", self.community_id.id),
                ("role", "in", ("owner", "co_owner")),
                ("date_start", "<=", today),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", today),
                ("partner_id.id", ">", self.mailed_up_to),
            ]
        )
        size = self.company_id.estate_chunk_size
        return occupancies.partner_id.sorted("id")[:size]

    def _mail(self, owners):
        """Queue a mail to each of them who has an address, in his language."""
        mails = []
        for lang, group in owners.grouped(lambda owner: owner.lang or "en_US").items():
            report = self.with_context(lang=lang)
            subject = report.env._("Use of fees: %s", report.display_name)
            body = report.env["ir.qweb"]._render(
                "estate_service.fund_report_mail", {"report": report, "lang": lang}
            )
            mails += [
                {
                    "subject": subject,
                    "body_html": body,
                    "recipient_ids": [Command.link(owner.id)],
                    "email_from": self.company_id.email_formatted,
                    "auto_delete": False,
                    "model": self._name,
                    "res_id": self.id,
                }
                for owner in group
                if email_normalize(owner.email)
            ]
        self.env["mail.mail"].create(mails)
        self.write(
            {
                "mailed_up_to": max(owners.ids),
                "mail_count": self.mail_count + len(mails),
            }
        )

    def _public_link(self):
        return f"{self.get_base_url()}{self.get_portal_url()}"
