from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError

from .estate_request_portal import MAX_TEXT
from .estate_visit import UNCONTENT


class EstateVisit(models.Model):
    """The return visit that the resident answers himself in the portal (R-511)."""

    _inherit = "estate.visit"

    def _answered_in_portal(self, satisfaction, answers, wishes):
        """The resident has answered; who is not content has his case gone on with.

        What he leaves empty he does not wish to say. After a repair the engineering
        supervisor asks himself all the same (R-410): he finds what the resident has
        written.
        """
        self.ensure_one()
        self._check_due()
        if satisfaction not in dict(self._fields["satisfaction"].selection):
            raise UserError(self.env._("Please say whether you are content."))
        written = [wishes, *answers.values()]
        if max(len(text or "") for text in written) > MAX_TEXT:
            raise UserError(self.env._("That is longer than %s characters.", MAX_TEXT))
        for line in self.answer_ids:
            line.answer = (answers.get(line.id) or "").strip()
        self.write({"satisfaction": satisfaction, "wishes": wishes})
        if self._is_for_engineer() and satisfaction not in UNCONTENT:
            self.message_post(
                body=self.env._("Answered in the portal by the resident.")
                + Markup("<br/>")
                + self._in_words()
            )
            return
        self.method = "message"
        self._end("done")
        self._go_on()
