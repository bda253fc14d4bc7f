from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import LazyTranslate

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
        """Chunk by chunk; a clock that was told or stored is not met again."""
        while True:
            now = fields.Datetime.now()
            done = self._sweep_chunk(now)
            left = self.search_count(self._overdue(now) | self._due_soon(now))
            if not done or not self.env["ir.cron"]._commit_progress(
                done, remaining=left
            ):
                return

    @api.model
    def _sweep_chunk(self, now):
        """Take up to ``CHUNK`` clocks of each kind.

        :return: number of clocks told or stored
        """
        late = self.search(self._overdue(now), limit=CHUNK).try_lock_for_update()
        late._breach()
        soon = self.search(self._due_soon(now), limit=CHUNK).try_lock_for_update()
        soon._warn()
        return len(late) + len(soon)

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
        """Yield the documents of the clocks, model by model."""
        for model, clocks in self.grouped("res_model").items():
            yield self.env[model].browse(set(clocks.mapped("res_id")))

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
                known[clock.res_model, clock.res_id]._clock_responsible(),
                clock.community_id,
            )
        ).items():
            if not user.active:
                continue
            spoken = clocks[0].with_context(lang=user.lang)
            documents = self.env[model].browse(clocks.mapped("res_id"))
            documents.with_context(mail_activity_quick_update=True).activity_schedule(
                activity,
                date_deadline=community._today(),
                summary=spoken.env._(IN_WORDS[activity]) % spoken._target_label(),
                user_id=user.id,
            )
