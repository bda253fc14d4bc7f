import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from ..mixins.bulk_rows import insert_rows, set_links
from .estate_bill_run_publish import BUSINESS_ERRORS

_logger = logging.getLogger(__name__)


class EstateFeeAdjustment(models.Model):
    """Telling every owner, in chunks, and knowing whom it did not reach (R-808)."""

    _inherit = "estate.fee.adjustment"

    notice_ids = fields.One2many(
        "estate.fee.adjustment.notice",
        "adjustment_id",
        "Notices to Owners",
        readonly=True,
    )
    noticed_on = fields.Date("Told On", readonly=True, copy=False)
    chunk_failed = fields.Char("Last Trouble", readonly=True, copy=False)
    notice_count = fields.Integer("Notices in All", compute="_compute_notice_counts")
    todo_count = fields.Integer("To Send", compute="_compute_notice_counts")
    failed_count = fields.Integer("Failed", compute="_compute_notice_counts")
    reached_count = fields.Integer("Reached", compute="_compute_notice_counts")
    unreached_count = fields.Integer(
        "Owners Not Reached", compute="_compute_notice_counts"
    )
    progress = fields.Float("Reached (%)", compute="_compute_notice_counts")

    @api.depends("notice_ids.state")
    def _compute_notice_counts(self):
        groups = self.env["estate.fee.adjustment.notice"]._read_group(
            [("adjustment_id", "in", self.ids), ("kind", "=", "change")],
            ["adjustment_id", "role", "state"],
            ["__count"],
        )
        for adjustment in self:
            mine = [row[1:] for row in groups if row[0] == adjustment._origin]

            def total(rows=mine, **wanted):
                return sum(
                    count
                    for role, state, count in rows
                    if wanted.get("role", role) == role
                    and wanted.get("state", state) == state
                )

            adjustment.notice_count = total()
            adjustment.todo_count = total(state="todo")
            adjustment.failed_count = total(state="failed")
            adjustment.reached_count = total(state="reached")
            owners = total(role="owner")
            adjustment.unreached_count = owners - total(role="owner", state="reached")
            adjustment.progress = (
                100.0 * adjustment.reached_count / adjustment.notice_count
                if adjustment.notice_count
                else 0.0
            )

    # ----------------------------------------------------------------- ACTIONS

    def action_notify(self):
        """Write one notice for each owner and hand them to the job."""
        for adjustment in self:
            adjustment._check_may_decide()
            adjustment.lock_for_update()
            adjustment._check_state("consented")
            if adjustment.is_simulation_stale:
                # Owners read what they will pay; units change while they decide.
                adjustment._simulate()
            if not adjustment._make_notices():
                raise UserError(
                    self.env._("No owner is known in this community: add them first.")
                )
            adjustment._take_step("noticed", noticed_on=fields.Date.context_today(self))
        self._trigger_job()
        return True

    def action_view_notices(self):
        return self._action_notices()

    def action_view_unreached(self):
        return self._action_notices(search_default_unreached=1)

    def _action_notices(self, **context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_fee_adjustment_notice_action"
        )
        return action | {
            "domain": [("adjustment_id", "=", self.id)],
            "context": context,
        }

    def action_print_letters(self):
        """Print the notice for every owner who is not reached yet."""
        self.ensure_one()
        kind = self._kind_to_tell()
        notices = self.notice_ids.filtered(
            lambda notice: notice.state != "reached" and notice.kind == kind
        )
        if not notices:
            raise UserError(self.env._("Every owner of this notice is reached."))
        return notices.action_print()

    # ----------------------------------------------------------------- NOTICES

    def _make_notices(self):
        """Write the notices, set-wise; who has one already gets no other.

        :return: how many there are now
        """
        # Notices are written by the steps that make them alone.
        adjustment = self.sudo()
        self.env.flush_all()
        people = {}
        for partner_id, role, unit_ids in adjustment._people_to_tell():
            people[partner_id] = (role, unit_ids)
        told = set(adjustment._told_notices().partner_id.ids)
        partners = self.env["res.partner"].sudo().browse(people)  # as above
        rows, units = [], []
        for partner in partners:
            if partner.id in told:
                continue
            role, unit_ids = people[partner.id]
            rows.append(adjustment._notice_row(partner, role))
            units.append(unit_ids)
        notices = adjustment.env["estate.fee.adjustment.notice"]
        ids = insert_rows(notices, rows)
        if ids:
            set_links(notices, "unit_ids", dict(zip(ids, units, strict=True)))
        return len(ids) + len(told)

    def _notice_row(self, partner, role):
        notices = self.env["estate.fee.adjustment.notice"]
        return {
            "adjustment_id": self.id,
            "community_id": self.community_id.id,
            "company_id": self.company_id.id,
            "partner_id": partner.id,
            "role": role,
            "kind": "change",
            "channel": notices._channel_for(partner),
            "state": "todo",
        }

    def _people_to_tell(self):
        """Whom the notice goes to: person, role and units, an owner as owner only.

        Every owner and co-owner of today is told, whether his unit changes or not; of
        the others those who pay for a unit that does.
        """
        return self.env.execute_query(
            SQL(
                """
                WITH told AS (
                    SELECT o.partner_id, true AS owns, o.unit_id
                      FROM estate_occupancy o
                      JOIN estate_unit u ON u.id = o.unit_id AND u.active
                     WHERE u.community_id = %(community)s
                       AND o.role IN ('owner', 'co_owner')
                       AND o.date_start <= %(today)s
                       AND (o.date_end IS NULL OR o.date_end >= %(today)s)
                     UNION
                    SELECT u.payer_id, false, u.id
                      FROM estate_unit u
                      JOIN estate_fee_adjustment_unit s ON s.unit_id = u.id
                       AND s.adjustment_id = %(adjustment)s AND s.difference != 0
                     WHERE u.payer_id IS NOT NULL
                     UNION
                    SELECT a.payer_id, false, a.unit_id
                      FROM estate_fee_assignment a
                      JOIN estate_fee_adjustment_unit s ON s.unit_id = a.unit_id
                       AND s.adjustment_id = %(adjustment)s AND s.difference != 0
                     WHERE a.payer_rule = 'partner' AND a.active
                       AND a.item_id = ANY(%(items)s)
                       AND (a.date_to IS NULL OR a.date_to >= %(day)s)
                )
                SELECT partner_id,
                       CASE WHEN bool_or(owns) THEN 'owner' ELSE 'payer' END,
                       array_agg(DISTINCT unit_id)
                  FROM told GROUP BY partner_id ORDER BY min(unit_id), partner_id
                """,
                community=self.community_id.id,
                adjustment=self.id,
                items=self.line_ids.item_id.ids,
                day=self.date_effective,
                today=fields.Date.context_today(self),
            )
        )

    # --------------------------------------------------------------------- JOB

    def _trigger_job(self):
        # Who starts it holds no right on scheduled actions; his role was checked.
        self.env.ref("estate_service.cron_adjustment_notices").sudo()._trigger()

    def _in_hand(self, put_off=()):
        # A manager may decide before all were told: they are told nevertheless.
        # Whoever was told of one that is withdrawn is told so, and nothing else.
        return Domain("id", "not in", put_off) & Domain.OR(
            Domain("state", "in", states)
            & Domain("notice_ids", "any", [("state", "=", "todo"), ("kind", "=", kind)])
            for states, kind in (
                (("noticed", "in_force"), "change"),
                (("withdrawn",), "revocation"),
            )
        )

    @api.model
    def _cron_notices(self):
        """Take over what became of messages, then send what waits, chunk by chunk.

        A kill loses the chunk in hand only: its notices are still to send, and what it
        had queued went with it, since mails leave from core's queue after the commit.
        """
        self.env["estate.fee.adjustment.notice"]._sweep()
        put_off = []
        while adjustment := self._next_in_hand(put_off):
            sent = adjustment._send_chunk_in_turn(put_off)
            left = self.env["ir.cron"]._commit_progress(
                sent, remaining=self.search_count(self._in_hand(put_off))
            )
            if sent and not left:
                return

    def _next_in_hand(self, put_off):
        """The oldest with something to send that no other worker has taken."""
        found = self.search(self._in_hand(put_off), order="id")
        return found.try_lock_for_update(limit=1)

    def _send_chunk_in_turn(self, put_off):
        """One chunk; when it cannot be done, say why and let the others go on."""
        try:
            sent = self._send_chunk()
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
            self.env.cr.rollback()
            put_off.append(self.id)
            _logger.info("Adjustment %s waits: %s", self.id, error)
        except Exception as error:
            _logger.error("Adjustment %s gave up a chunk", self.id, exc_info=error)
            self.env.cr.rollback()
            put_off.append(self.id)
            self.sudo().chunk_failed = str(error)  # told by the job itself
        else:
            if self.chunk_failed:
                self.sudo().chunk_failed = False  # told by the job itself
            return sent
        return 0

    def _send_all(self):
        """Send every notice in the caller's transaction, for tests and seeds."""
        while self._send_chunk():
            self.env.invalidate_all()

    def _send_chunk(self):
        """Send the next notices, each once; a bad one stays behind with its reason.

        :return: number of notices that were taken in hand
        """
        self.ensure_one()
        # The job works for who pressed the button, whose right was checked then.
        notices = (
            self.env["estate.fee.adjustment.notice"]
            .sudo()
            .search(
                [
                    ("adjustment_id", "=", self.id),
                    ("kind", "=", self._kind_to_tell()),
                    ("state", "=", "todo"),
                ],
                order="id",
                limit=self.company_id.estate_chunk_size,
            )
        )
        try:
            with self.env.cr.savepoint():
                self._send_notices(notices)
        except BUSINESS_ERRORS:
            for notice in notices:
                self._send_one(notice)
        return len(notices)

    def _send_one(self, notice):
        try:
            with self.env.cr.savepoint():
                self._send_notices(notice)
        except BUSINESS_ERRORS as error:
            reason = self.env["estate.bill.run"]._readable(error)
            notice.write({"state": "failed", "failure": reason})

    def _send_notices(self, notices):
        """Write down what each says, in his language, and hand it over.

        The link that reads in the owner's name is his: it goes with the message alone.
        """
        costs = self._monthly_costs(notices.unit_ids)
        values = [self._message(notice, costs) for notice in notices]
        texts = [vals["text"] for vals in values]
        for notice, vals in zip(notices, values, strict=True):
            vals["text"] += "\n" + self._link_words(notice)
        notices._queue_messages(values, self.community_id)
        now = fields.Datetime.now()
        for notice, vals, text in zip(notices, values, texts, strict=True):
            notice.write(vals | {"text": text, "state": "waiting", "sent_on": now})
