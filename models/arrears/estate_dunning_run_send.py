import pytz

from odoo import fields, models
from odoo.tools import SQL

from ...engine import dunning
from ...engine.clock import as_utc
from ..fee.estate_bill_run_publish import BUSINESS_ERRORS
from ..mixins.bulk_rows import update_rows
from .dunning_words import values_of, wording
from .estate_dunning_policy import AUTOMATIC, BY_PEOPLE, ON_PAPER


class EstateDunningRun(models.Model):
    """Sending: every case is looked at again before anything leaves."""

    _inherit = "estate.dunning.run"

    # ------------------------------------------------------------------ CHUNKS

    def _send_all(self):
        """Send every chunk in the caller's transaction, for tests and seeds."""
        self.ensure_one()
        self._take_step("sending")
        while self.state == "sending" and not self._waits():
            self._send_chunk_safely()
            # As the commit of the job does: no run carries its chunks in memory.
            self.env.invalidate_all()

    def _waits(self):
        return bool(self.next_send_at and self.next_send_at > fields.Datetime.now())

    def _send_chunk_safely(self):
        """One chunk in a savepoint; if it fails, case by case.

        :return: number of cases that were decided
        """
        self.ensure_one()
        run = self._on_its_day()
        cases = run._next_cases(run.policy_id.chunk_size)
        if not cases:
            run._pause_or_finish()
            return 0
        try:
            with self.env.cr.savepoint():
                run._send_cases(cases)
        except BUSINESS_ERRORS:
            run._send_one_by_one(cases)
        return len(cases)

    def _send_one_by_one(self, cases):
        for case in cases:
            try:
                with self.env.cr.savepoint():
                    self._send_cases(case)
            except BUSINESS_ERRORS as error:
                reason = self.env["estate.bill.run"]._readable(error)
                already = "one_sending_of_a_level" in str(error)
                update_rows(
                    cases.browse(),
                    [
                        {
                            "id": case.id,
                            "state": "skipped" if already else "failed",
                            "reason_code": "already" if already else "error",
                            "reason": reason,
                        }
                    ],
                )
                if not already:
                    self._take_step(self.state, chunk_failed=reason)

    def _next_cases(self, limit):
        """The next cases that may leave now; messages wait in quiet hours."""
        domain = [("run_id", "=", self.id), ("state", "=", "todo")]
        if self._quiet_until():
            domain.append(("channel", "not in", AUTOMATIC))
        # The job works for who pressed the button, whose right was checked then.
        cases = self.env["estate.dunning.case"].sudo()
        return cases.search(domain, order="id", limit=limit)

    def _quiet_until(self):
        """When the quiet hours are over (UTC), or nothing outside of them."""
        zone = self.community_id._timezone()
        now = pytz.utc.localize(fields.Datetime.now()).astimezone(pytz.timezone(zone))
        local = now.replace(tzinfo=None)
        policy = self.policy_id
        allowed = dunning.next_allowed(local, policy.quiet_from, policy.quiet_to)
        if allowed == local:
            return None
        return as_utc(allowed, zone)

    def _pause_or_finish(self):
        """Wait for the end of the quiet hours, else the run is done."""
        waiting = self.env["estate.dunning.case"].search_count(
            [("run_id", "=", self.id), ("state", "=", "todo")], limit=1
        )
        if not waiting:
            self._finish()
            return
        allowed = self._quiet_until()
        self._take_step(self.state, next_send_at=allowed)
        if allowed:
            self._trigger_cron(allowed)

    def _finish(self):
        self.invalidate_recordset()
        trouble = self.failed_count and self.chunk_failed
        self._take_step("done", chunk_failed=trouble or False, next_send_at=False)
        self.message_post(
            body=self.env._(
                "%(queued)s under way, %(done)s done, %(skipped)s not sent, %(held)s "
                "wait for the manager, %(failed)s failed.",
                queued=self.queued_count,
                done=self.done_count,
                skipped=self.skipped_count,
                held=self.held_count,
                failed=self.failed_count,
            )
        )

    # ------------------------------------------------------------------ CHECK

    def _send_cases(self, cases):
        """Look at each case again, and send those that stand."""
        cases = cases.with_context(tz=self.env.context.get("tz"))
        debts = self.env["estate.dunning.debt"]._refresh(cases.unit_id)
        facts = {
            "debts": debts,
            "pauses": self.env["estate.dunning.pause"]._paused(cases.unit_id),
            "taken": cases._taken(cases.debt_id.ids),
            "ladders": cases.debt_id._ladders(),
            "details": self._open_details(cases),
        }
        decided, sending = [], []
        for case in cases:
            state, code, reason = self._verdict(case, facts)
            if state:
                decided.append(self._row(case, facts, state, code, reason))
            else:
                sending.append(case)
        going = cases.browse([case.id for case in sending])
        # First the row, which only one sender gets, then the message.
        update_rows(
            cases.browse(),
            decided + [self._row(case, facts, "queued") for case in going],
        )
        self._make_attempts(going, facts["ladders"])
        self._note_levels(going)
        held = cases.filtered(lambda case: case.state == "held")
        told = going.filtered(lambda case: case.level_id.tells_manager) | held
        told.debt_id._tell_manager()

    def _verdict(self, case, facts):
        """Return state, kind and words of why a case does not leave now, or nothing."""
        _ = self.env._
        figures = facts["debts"].get((case.unit_id.id, case.payer_id.id))
        least = self.policy_id.min_amount
        if not figures or figures[0] != case.debt_id.id or figures[1] < least:
            return "skipped", "paid", _("Paid since the list was made.")
        _debt, _overdue, months, since = figures
        if case.level_id.id in facts["taken"].get(case.debt_id.id, {}):
            return "skipped", "already", _("This level was taken in another run.")
        pause = facts["pauses"].get((case.unit_id.id, case.payer_id.id))
        if pause:
            return "skipped", "paused", pause
        step = dunning.Level(case.level_id.id, case.level_id.months, case.level_id.days)
        if not step.is_reached(months, self._age(since)):
            return "skipped", "lower", _("So much was paid that the level is too high.")
        if case.channel == "lawyer" and not case.released_by_id:
            return "held", False, _("The manager has to release it.")
        return self._verdict_of_channel(case, facts["ladders"])

    def _verdict_of_channel(self, case, ladders):
        _ = self.env._
        if case.channel == "sms" and "sms.sms" not in self.env:
            return "skipped", "no_service", _("No service for SMS is installed.")
        if case.channel == "mail" and not case.payer_id._estate_mail_address():
            return "skipped", "unreachable", _("No valid mail address is known.")
        if case.channel in ON_PAPER and not case._letter_address():
            return "skipped", "unreachable", _("Letters to all addresses came back.")
        if case.channel in ("sms", "call") and not ladders[case.debt_id.id]:
            return "skipped", "unreachable", _("No valid telephone number is known.")
        return None, None, None

    def _row(self, case, facts, state, code=False, reason=False):
        """The row of a case as it was decided, with today's figures."""
        none = (None, case.amount, case.months, case.since)
        pair = (case.unit_id.id, case.payer_id.id)
        _debt, overdue, months, since = facts["debts"].get(pair, none)
        return {
            "id": case.id,
            "state": state,
            "reason_code": code,
            "reason": reason,
            "amount": overdue,
            "months": months,
            "since": since,
            "detail": facts["details"].get(case.id, []),
            "handed_on": self._today() if state == "queued" else False,
        }

    def _open_details(self, cases):
        """Return ``{case id: [open item, …]}`` as a letter lists them, oldest first."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT dun.id, jsonb_agg(jsonb_build_object(
                           'move', move.id, 'name', COALESCE(move.name, ''),
                           'from', COALESCE(item.estate_date_from, charged.day_from),
                           'to', COALESCE(item.estate_date_to, charged.day_to),
                           'due', COALESCE(item.date_maturity, item.date),
                           'open', item.amount_residual,
                           'items', COALESCE(charged.items, ARRAY[]::int[])
                       ) ORDER BY COALESCE(item.date_maturity, item.date), item.id)
                  FROM estate_dunning_case dun
                  JOIN account_move_line item ON item.estate_unit_id = dun.unit_id
                   AND item.partner_id = dun.payer_id
                   AND item.parent_state = 'posted'
                   AND item.reconciled IS NOT TRUE AND item.amount_residual <> 0
                  JOIN account_account account ON account.id = item.account_id
                   AND account.account_type = 'asset_receivable'
                  JOIN account_move move ON move.id = item.move_id
                 CROSS JOIN LATERAL (
                       SELECT min(line.estate_date_from) AS day_from,
                              max(line.estate_date_to) AS day_to,
                              array_agg(DISTINCT line.estate_item_id) FILTER (
                                  WHERE line.estate_item_id IS NOT NULL) AS items
                         FROM account_move_line line
                        WHERE line.move_id = move.id
                          AND line.display_type = 'product'
                 ) AS charged
                 WHERE dun.id IN %s
                   AND (item.amount_residual < 0
                        OR COALESCE(item.date_maturity, item.date) < %s)
                 GROUP BY dun.id
                """,
                cases._ids,
                self._today(),
            )
        )
        return dict(rows)

    # ---------------------------------------------------------------- MESSAGES

    def _make_attempts(self, cases, ladders):
        """Write down what leaves now; calls and visits are made by people."""
        leaving = cases.filtered(lambda case: case.channel not in BY_PEOPLE)
        values = [self._attempt_vals(case, ladders) for case in leaving]
        # Attempts are written by the steps that make them alone.
        attempts = self.env["estate.dunning.attempt"].sudo()
        attempts._queue_messages(values, self.community_id)
        attempts.create(values)

    def _attempt_vals(self, case, ladders):
        """What is said to whom, in the debtor's language."""
        contacts = ladders[case.debt_id.id]
        debtor = case.payer_id
        contact = dunning.Contact(0, debtor.email or "", is_debtor=True)
        name = debtor.name
        if case.channel == "sms":
            contact = contacts[0]
            point = self.env["estate.contact.point"].browse(contact.key)
            name = point.name if contact.key else name
        address = contact.address
        if case.channel in ON_PAPER:
            address = case._letter_address()
        lang = debtor.lang or self.env.lang
        told = dunning.audience(contact)
        spoken = case.with_context(lang=lang)
        values = values_of(
            spoken.env, spoken.debt_id, case.months, case.amount, case.since
        )
        subject, text = wording(spoken.level_id, told, values)
        return {
            "debt_id": case.debt_id.id,
            "case_id": case.id,
            "channel": case.channel,
            "contact_name": name,
            "address": address,
            "audience": told.value,
            "subject": subject,
            "text": text,
            "user_id": self.create_uid.id,
        }

    def _note_levels(self, cases):
        """Write on the files which level was taken last, and when."""
        today = self._today()
        for level, same in cases.grouped("level_id").items():
            # The files are the program's to write.
            same.sudo().debt_id.write({"level_id": level.id, "level_on": today})
