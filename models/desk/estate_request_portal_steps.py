from odoo import models
from odoo.exceptions import UserError

from .estate_request_portal import MAX_TEXT


class EstateRequest(models.Model):
    """What a resident does with his request in the portal (R-304, B-19).

    Called with all rights, after the controller has seen that it is his.
    """

    _inherit = "estate.request"

    def _portal_words(self, text):
        """Return what was typed, or refuse what says nothing or too much."""
        text = (text or "").strip()
        if not text:
            raise UserError(self.env._("Please say it in a few words."))
        if len(text) > MAX_TEXT:
            raise UserError(self.env._("That is longer than %s characters.", MAX_TEXT))
        return text

    def _portal_remark(self, text, photos=()):
        """The resident adds something; whoever holds the case is told.

        :param photos: pairs (name, bytes)
        """
        self.ensure_one()
        text = self._portal_words(text)
        if not self._portal_is_open():
            raise UserError(self.env._("%s is over.", self.name))
        files = self._portal_add_pictures(self._portal_pictures(photos))
        self.message_post(
            body=text,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.partner_id.id,
            attachment_ids=files.ids,
        )
        self._portal_tell_added()

    def _portal_tell_added(self):
        """Who has it on his list already reads all of it, once he looks."""
        holder = self._clock_responsible()
        words = self.with_context(lang=holder.lang).env._(
            "The resident adds: %s", self.summary
        )
        known = self.activity_ids.filtered(
            lambda one: one.user_id == holder and one.summary == words
        )
        if not known:
            self._put_on_list(holder, words)

    def _portal_withdraw(self, reason):
        """It has settled itself before anybody took it up."""
        self.ensure_one()
        reason = self._portal_words(reason)
        if not self._portal_may_withdraw():
            raise UserError(
                self.env._(
                    "%s is in progress already: add a message, or call us.", self.name
                )
            )
        self._cancel(self.env._("Withdrawn in the portal: %s", reason))

    def _portal_reopen(self, reason):
        """He is not content with what was done: it goes on (R-304)."""
        self.ensure_one()
        reason = self._portal_words(reason)
        if not self._portal_may_reopen():
            raise UserError(
                self.env._(
                    "%s can be gone on with no more: register a new request.", self.name
                )
            )
        self._reopen(reason)

    def _portal_answer(self, satisfaction, answers, wishes):
        """The resident answers the questions of the return visit himself (R-511).

        :param satisfaction: a key of ``SATISFACTION``
        :param answers: ``{id of a line: text}``
        :param wishes: his own words
        :raises UserError: when nothing is asked, or he does not say if he is content
        """
        self.ensure_one()
        visit = self._portal_visit()
        if not visit or visit.satisfaction:
            raise UserError(self.env._("%s asks for no answer now.", self.name))
        visit._answered_in_portal(satisfaction, answers, (wishes or "").strip())
