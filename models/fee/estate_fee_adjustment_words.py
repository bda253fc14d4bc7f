from odoo import models
from odoo.tools import format_amount

from ..mixins.date_words import day
from .bill_wording import number_text


class EstateFeeAdjustment(models.Model):
    """What owners read, in their language: reason, extent, day and consent (R-808)."""

    _inherit = "estate.fee.adjustment"

    def _message(self, notice, costs):
        """Return what a notice says and where it goes.

        :param costs: {unit: its row of the simulation}, read once for many notices
        """
        partner = notice.partner_id
        addresses = {"mail": partner.email, "sms": partner.phone}
        code = notice.unit_ids[:1].code
        spoken = self.with_context(lang=partner.lang or self.env.lang)
        subject, text = spoken._words(notice, costs)
        return {
            "channel": notice.channel,
            "address": addresses.get(notice.channel)
            or f"{self.community_id.name} {code or ''}".strip(),
            "subject": subject,
            "text": text,
        }

    def _words(self, notice, costs):
        """Return subject and text: reason, extent, day, and where to read and ask."""
        if notice.kind == "revocation":
            return self._revocation_words(notice)
        _ = self.env._
        community = self.community_id
        lines = [
            _("Dear %(name)s,", name=notice.partner_id.name),
            _(
                "from %(day)s on these prices of %(community)s change:",
                day=day(self.env, self.date_effective),
                community=community.name,
            ),
            *self._extent(),
            *self._unit_extent(notice, costs),
            _("Reason: %(reason)s", reason=self.reason),
            self._consent_words(),
        ]
        hotline = community.hotline or self.company_id.phone
        if hotline:
            lines.append(_("Questions: %(hotline)s", hotline=hotline))
        subject = _("Notice of price adjustment: %(name)s", name=community.name)
        return subject, "\n".join(lines)

    def _link_words(self, notice):
        """Where the reader confirms that he has read it."""
        lang = notice.partner_id.lang or self.env.lang
        return self.with_context(lang=lang).env._(
            "Read and confirm the notice here: %(link)s",
            link=notice.get_base_url() + notice.get_portal_url(),
        )

    def _extent(self):
        """One line per price: item, kind, from what to what."""
        kinds = dict(
            self.env["estate.unit"]._fields["kind"]._description_selection(self.env)
        )
        for line in self.line_ids:
            yield self.env._(
                "%(item)s (%(kind)s): %(old)s → %(new)s (%(percent)s %%)",
                item=line._item_words(),
                kind=kinds.get(line.unit_kind) or self.env._("all units"),
                old=number_text(self.env, line.old_price, least=2),
                new=number_text(self.env, line.new_price, least=2),
                percent=f"{line.percent:+.1f}",
            )

    def _monthly_costs(self, units):
        """Return {unit: its row of the simulation} of the units that have one."""
        rows = self.env["estate.fee.adjustment.unit"].search(
            [("adjustment_id", "=", self.id), ("unit_id", "in", units.ids)]
        )
        return {row.unit_id: row for row in rows}

    def _unit_extent(self, notice, costs):
        """One line per unit of the reader: what a month costs now and then."""
        for row in filter(None, map(costs.get, notice.unit_ids)):
            yield self.env._(
                "%(unit)s: %(old)s → %(new)s a month",
                unit=row.unit_id.code,
                old=format_amount(self.env, row.old_amount, self.currency_id),
                new=format_amount(self.env, row.new_amount, self.currency_id),
            )

    def _consent_words(self):
        """By whose consent, and by which rule."""
        who = dict(self._fields["consent_by"]._description_selection(self.env))
        text = self.env._(
            "Consent: %(who)s, %(ref)s of %(day)s",
            who=who.get(self.consent_by, ""),
            ref=self.consent_ref or "",
            day=day(self.env, self.consent_date),
        )
        return f"{text}. {self.legal_basis}" if self.legal_basis else text
