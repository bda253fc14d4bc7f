import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..fee.estate_bill_run_publish import BUSINESS_ERRORS
from ..mixins.busy import BusyError
from .estate_waiver_bulk import STAGES

_logger = logging.getLogger(__name__)


class EstateWaiver(models.Model):
    """Large selections are worked off beside who made them, a waiver at a time.

    Each is done with the rights of who chose it, in a transaction of its own: a kill
    loses the one in hand only, which is still chosen then.
    """

    _inherit = "estate.waiver"

    chosen_step = fields.Selection(
        [("approve", "Approve"), ("book", "Book")],
        "In Hand",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Chosen together with many others: it is done in a moment.",
    )
    chosen_by_id = fields.Many2one("res.users", "Chosen By", readonly=True, copy=False)
    left_out = fields.Char("Left Out Because", readonly=True, copy=False)

    def _hand_to_job(self, step):
        """Leave what is the user's to do to the job; the rest is left out at once."""
        # What somebody chose a moment ago stays his, and is told to him.
        in_hand = self.filtered("chosen_step")
        at_stage = self.filtered(lambda waiver: waiver.stage == STAGES[step])
        ready, reasons = (at_stage - in_hand)._sift_by_right(step)
        ready._note_chosen(chosen_step=step, chosen_by_id=self.env.uid, left_out=False)
        self._trigger_chosen()
        chosen = self._fields["chosen_step"]._description_string(self.env)
        reasons |= {self._not_at(step): self - at_stage, chosen: at_stage & in_hand}
        reasons = {reason: left for reason, left in reasons.items() if left}
        text = {
            "approve": self.env._("Being approved: %s", len(ready)),
            "book": self.env._("Being booked: %s", len(ready)),
        }
        return self._summary(text[step], reasons)

    def _sift_by_right(self, step):
        """Part what the user may do from what not, by the checks of the step itself.

        What is in hand is closed to others: nobody takes it who cannot do it.
        """
        barred = {}
        for waiver in self:
            try:
                waiver._check_may_do(step)
            except AccessError as error:
                reason = waiver._plain_reason(error)
                barred[reason] = barred.get(reason, self.browse()) | waiver
        return self - self.browse().union(*barred.values()), barred

    def _check_may_do(self, step):
        if step == "book":
            self.env["estate.cashier"]._check_may_waive(self)
        else:
            self._check_approver()

    def _validate_tier(self, tiers=False):
        result = super()._validate_tier(tiers)
        # Why it was left out of a selection is past once it is approved.
        self.filtered("left_out")._note_chosen(left_out=False)
        return result

    def _note_chosen(self, **vals):
        # Whoever may read them may choose them; each is done by his own right. What
        # waits for approval is changed in nothing that is approved.
        self.sudo().with_context(skip_validation_check=True).write(vals)

    @api.model
    def _trigger_chosen(self, at=None):
        # Who chooses holds no right on scheduled actions.
        self.env.ref("estate_service.cron_chosen_waivers").sudo()._trigger(at)

    # ------------------------------------------------------------------
    # JOB
    # ------------------------------------------------------------------

    @api.model
    def _cron_chosen(self):
        """Do what was chosen, the oldest first."""
        put_off = []
        while waiver := self._next_chosen(put_off):
            done = waiver._do_in_turn(put_off)
            left = self.env["ir.cron"]._commit_progress(
                done, remaining=self.search_count(self._chosen(put_off))
            )
            if done and not left:
                return

    def _chosen(self, put_off):
        return Domain("chosen_step", "!=", False) & Domain("id", "not in", put_off)

    def _next_chosen(self, put_off):
        """The oldest one that no other worker has taken."""
        found = self.search(self._chosen(put_off), order="id")
        return found.try_lock_for_update(limit=1)

    def _do_in_turn(self, put_off):
        """Do the step, or say on the waiver why not and let the others go on.

        :return: how many were done with
        """
        reason = False
        try:
            with self.env.cr.savepoint():
                self._do_for_its_user()
        except (BusyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY) as error:
            self.env.cr.rollback()
            put_off.append(self.id)
            _logger.info("Waiver %s waits: %s", self.id, error)
            self._trigger_chosen(fields.Datetime.now() + relativedelta(minutes=1))
            return 0
        except BUSINESS_ERRORS as error:
            reason = self._plain_reason(error)
        except Exception as error:
            _logger.error("Waiver %s was given up", self.id, exc_info=error)
            self.env.cr.rollback()
            reason = str(error)
        self._note_chosen(chosen_step=False, left_out=reason)
        self._tell_when_all_done()
        return 1

    def _do_for_its_user(self):
        """Do the step as if he had opened it, unless somebody did so meanwhile."""
        user = self.chosen_by_id
        waiver = self.with_user(user).with_context(lang=user.lang, tz=user.tz)
        if waiver.stage == STAGES[self.chosen_step]:
            waiver._do_step(self.chosen_step)

    def _tell_when_all_done(self):
        """Tell who chose them, on his screen, how it went."""
        user = self.chosen_by_id
        own = Domain("chosen_by_id", "=", user.id)
        if self.search_count(own & Domain("chosen_step", "!=", False), limit=1):
            return
        left = self.search_count(own & self._left_out())
        _ = self.with_context(lang=user.lang).env._
        text = (
            _(
                "Done, but %s were left out: filter the waivers by “Left Out of a "
                "Selection” to see why.",
                left,
            )
            if left
            else _("Done: all waivers that you chose.")
        )
        user._bus_send(
            "simple_notification",
            {
                "title": _("Waivers"),
                "message": text,
                "type": "warning" if left else "success",
                "sticky": True,
            },
        )

    def _left_out(self):
        return Domain("left_out", "!=", False) & Domain(
            "stage", "in", tuple(STAGES.values())
        )
