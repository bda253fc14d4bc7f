from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..mixins.busy import lock

REPORT = "estate_service.action_report_fund"


class EstateFundReport(models.Model):
    """Confirmed by the accountant, published by the manager, mailed to every owner."""

    _inherit = "estate.fund.report"

    receipt_ids = fields.One2many(
        "estate.fund.report.receipt", "report_id", "Owners Told", readonly=True
    )
    unreached_count = fields.Integer(
        "Owners Not Reached", compute="_compute_unreached_count"
    )

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
        self.env["estate.fund.report.receipt"]._sweep()
        reports = self.search([("state", "=", "published"), ("mailed_up_to", ">=", 0)])
        for report in reports:
            while occupancies := report._next_ownerships():
                report._mail(occupancies)
                told = len(occupancies.partner_id)
                self.env["ir.cron"]._commit_progress(told)
            # Nobody is left: the search above passes it by.
            report.mailed_up_to = -1
            self.env["ir.cron"]._commit_progress(0)

    def _next_ownerships(self):
        """Return what the next owners own today who were not told yet."""
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
        owners = occupancies.partner_id.sorted("id")[:size]
        return occupancies.filtered(lambda one: one.partner_id in owners)

    def _mail(self, occupancies):
        """Queue a mail to each owner who has an address; keep who has none.

        :param occupancies: all that these owners own
        """
        owned = occupancies.grouped("partner_id")
        reached = occupancies.partner_id.filtered(
            lambda owner: email_normalize(owner._estate_mail_address())
        )
        mails = self._queue(reached)
        none = self.env._("No valid mail address is known.")
        self.env["estate.fund.report.receipt"].create(
            [
                {
                    "report_id": self.id,
                    "partner_id": owner.id,
                    "units": ", ".join(units.unit_id.mapped("code")),
                    **(
                        {
                            "channel": "mail",
                            "address": owner.email,
                            "mail_id": mails[owner].id,
                        }
                        if owner in mails
                        else {"channel": "letter", "state": "failed", "failure": none}
                    ),
                }
                for owner, units in owned.items()
            ]
        )
        self.write(
            {
                "mailed_up_to": max(occupancies.partner_id.ids),
                "mail_count": self.mail_count + len(mails),
            }
        )

    def _queue(self, owners):
        """Queue a mail to each, in his language.

        :return: {owner: his mail}
        """
        mails = {}
        for lang, group in owners.grouped(lambda owner: owner.lang or "en_US").items():
            report = self.with_context(lang=lang)
            subject = report.env._("Use of fees: %s", report.display_name)
            body = report.env["ir.qweb"]._render(
                "estate_service.fund_report_mail", {"report": report, "lang": lang}
            )
            queued = self.env["mail.mail"].create(
                [
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
                ]
            )
            mails |= dict(zip(group, queued, strict=True))
        return mails

    def _public_link(self):
        return f"{self.get_base_url()}{self.get_portal_url()}"

    # ------------------------------------------------------------------
    # WHO WAS NOT REACHED
    # ------------------------------------------------------------------

    @api.depends("receipt_ids.state")
    def _compute_unreached_count(self):
        counts = dict(
            self.env["estate.fund.report.receipt"]._read_group(
                [("report_id", "in", self.ids), ("state", "=", "failed")],
                ["report_id"],
                ["__count"],
            )
        )
        for report in self:
            report.unreached_count = counts.get(report._origin, 0)

    def action_view_receipts(self):
        """Open who was told, and first who was not reached."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_fund_report_receipt_action"
        )
        return action | {
            "domain": [("report_id", "=", self.id)],
            "context": {"search_default_unreached": bool(self.unreached_count)},
        }
