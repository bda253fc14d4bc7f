import logging
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import LazyTranslate

from ..mixins.sweep import one_by_one

_logger = logging.getLogger(__name__)
_lt = LazyTranslate(__name__)

CHUNK = 200
LATE = "estate_service.mail_activity_type_late"
WARN = "estate_service.mail_activity_type_due_soon"
IN_WORDS = {LATE: _lt("Late: %s"), WARN: _lt("Due soon: %s")}


class EstateServiceClock(models.Model):
    """Each minute: warn of what is due soon, store what is late (R-317, B-15)."""

    _inherit = "estate.service.clock"

    @api.model
    def _cron_sweep(self):
        """Each minute."""
        self._sweep(fields.Datetime.now())

    @api.model
    def _sweep(self, now):
        """Store what is late, then warn of what is due soon (R-317, B-15)."""
        if self._sweep_due(self._overdue(now), lambda clocks: clocks._breach()):
            self._sweep_due(self._due_soon(now), lambda clocks: clocks._warn())

    @api.model
    def _sweep_due(self, due, step):
        """Take ``step`` of all clocks that are ``due``, chunk by chunk.

        :return: whether there was time for all of them
        """
        ids = self.search(due).ids
        chunks = [self.browse(ids[i : i + CHUNK]) for i in range(0, len(ids), CHUNK)]
        sweep = partial(self._sweep_chunk, due=due, step=step)
        return one_by_one(self.env["ir.cron"], chunks, sweep)

    @api.model
    def _sweep_chunk(self, clocks, due, step):
        """Take ``step`` of many clocks together; where one of them fails, one by one.

        Who cannot be told of one keeps no other waiting; the next run tries it again.
        """
        take = partial(self._take, due=due, step=step)
        try:
            with self.env.cr.savepoint():
                take(clocks)
        except Exception as error:
            _logger.info("%s are taken one by one: %s", clocks, error)
            # Without the progress of the job: the chunk is committed as a whole.
            one_by_one(self.env(context={})["ir.cron"], clocks, take)

    @api.model
    def _take(self, clocks, due, step):
        """Take ``step`` of those that are due still, and that nobody works on."""
        still = clocks.try_lock_for_update().filtered_domain(due)
        step(still._of_a_document())

    def _of_a_document(self):
        """Return the clocks whose document is there; the others run no longer."""
        known = self._known_documents()
        gone = self.filtered(lambda clock: (clock.res_model, clock.res_id) not in known)
        gone.state = "stopped"
        return self - gone

    @api.model
    def _overdue(self, now):
        return (
            Domain("state", "=", "running")
            & Domain("breached_at", "=", False)
            & Domain("deadline", "<", now)
        )

    @api.model
    def _due_soon(self, now):
        return (
            Domain("state", "=", "running")
            & Domain("warned", "=", False)
            & Domain("warn_at", "!=", False)
            & Domain("warn_at", "<=", now)
            & Domain("deadline", ">=", now)
        )

    def _breach(self):
        """Store that the time has passed, tell who is responsible, move it up."""
        known = self._known_documents()
        for clock in self:
            holder = known[clock.res_model, clock.res_id]._clock_responsible()
            clock.write({"breached_at": clock.deadline, "responsible_id": holder.id})
        for documents in self._documents():
            documents._refresh_deadline()
        self._tell(LATE)
        for clock in self.filtered("escalate"):
            clock._document()._escalate_late(clock)

    def _warn(self):
        self.warned = True
        self._tell(WARN)

    def _documents(self):
        """Yield the documents of the clocks, model by model, as far as they exist."""
        for model, clocks in self.grouped("res_model").items():
            yield self.env[model].browse(set(clocks.mapped("res_id"))).exists()

    def _known_documents(self):
        """Return ``{(model, id): document}``, read together, not one by one."""
        return {
            (document._name, document.id): document
            for documents in self._documents()
            for document in documents
        }

    def _tell(self, activity):
        """Put it on the lists of those who have to keep the times; not by mail.

        Each reads it in his own language, whoever's clock finds it.
        """
        known = self._known_documents()
        for (model, _target, user, community), clocks in self.grouped(
            lambda clock: (
                clock.res_model,
                clock.target,
                clock._told_to(known[clock.res_model, clock.res_id]),
                clock.community_id,
            )
        ).items():
            if not user:
                continue
            spoken = clocks[0].with_context(lang=user.lang)
            words = spoken.env._(IN_WORDS[activity])
            documents = self.env[model].browse(clocks.mapped("res_id"))
            documents.with_context(mail_activity_quick_update=True).activity_schedule(
                activity,
                date_deadline=community._today(),
                summary=words % spoken._target_label(),
                user_id=user.id,
            )

    def _told_to(self, document):
        """Return who keeps the time; whoever leads instead of who has left."""
        asked = document._clock_responsible() | self.community_id._escalation_ladder()
        return asked.filtered("active")[:1]

    def _told(self):
        """Return the clocks that somebody may have on his list."""
        return self.filtered(lambda clock: clock.warned or clock.breached_at)

    def _take_back(self):
        """Take from the lists what was told of clocks that stand still.

        As long as another of the same document is late or due soon, it stays.
        """
        for model, clocks in self.grouped("res_model").items():
            ids = set(clocks.mapped("res_id"))
            running = self.search(
                Domain("res_model", "=", model)
                & Domain("res_id", "in", ids)
                & Domain("state", "=", "running")
            )
            ids -= set(running._told().mapped("res_id"))
            # It was told to whoever held the case, whoever ends it now.
            self.env[model].sudo().browse(ids).activity_unlink([LATE, WARN])
