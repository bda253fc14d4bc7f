import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ...engine.adjustment import repriced, repriced_facts
from ...engine.bill_amount import time_parts
from ...engine.money import decimal_of
from ..fee.estate_bill_run_publish import BUSINESS_ERRORS
from ..mixins.approval_mixin import KEEPER
from ..mixins.bulk_rows import insert_rows

_logger = logging.getLogger(__name__)


class EstateFeeAdjustment(models.Model):
    """Months billed ahead at the old price: kept, or the difference booked (B-09)."""

    _inherit = "estate.fee.adjustment"

    rebill_ids = fields.One2many(
        "estate.fee.rebill", "adjustment_id", "Billed Ahead", readonly=True
    )
    rebill_count = fields.Integer("Lines", compute="_compute_rebill")
    rebill_todo_count = fields.Integer("To Book", compute="_compute_rebill")
    rebill_wanted = fields.Boolean("Booking", readonly=True, copy=False)

    @api.depends("rebill_ids.state", "rebill_ids.choice")
    def _compute_rebill(self):
        groups = self.env["estate.fee.rebill"]._read_group(
            [("adjustment_id", "in", self.ids)],
            ["adjustment_id", "state", "choice"],
            ["__count"],
        )
        for adjustment in self:
            mine = [row[1:] for row in groups if row[0] == adjustment._origin]
            adjustment.rebill_count = sum(count for *_what, count in mine)
            adjustment.rebill_todo_count = sum(
                count for state, _choice, count in mine if state in ("todo", "failed")
            )

    # ------------------------------------------------------------------- LISTS

    def _after_decision(self):
        result = super()._after_decision()
        self._list_billed_ahead()
        return result

    def _list_billed_ahead(self):
        """Write a row for each line that is billed beyond the day at the old price."""
        if not self.prepaid_choice:
            return
        # What is billed is a fact of the ledger; the decision's role was checked.
        adjustment = self.sudo()
        adjustment.env.flush_all()
        lines = adjustment.env["account.move.line"].search(
            adjustment._billed_ahead_domain() or Domain.FALSE, order="id"
        )
        prices = {
            (line.item_id.id, kind): line.new_price
            for line in adjustment.line_ids.sorted(lambda line: bool(line.unit_kind))
            for kind in line._kinds()
        }
        adjustment._check_none_pending(lines)
        earlier = adjustment._rebilled_before(lines)
        rows = []
        for line in lines:
            price = prices.get((line.estate_item_id.id, line.estate_unit_id.kind))
            if price is not None:
                rows += adjustment._rebill_row(line, price, earlier.get(line.id))
        insert_rows(adjustment.env["estate.fee.rebill"], rows)

    def _check_none_pending(self, lines):
        """A difference that is not booked yet would be charged twice."""
        pending = self.env["estate.fee.rebill"].search(
            [
                ("move_line_id", "in", lines.ids),
                ("state", "in", ("todo", "failed")),
                ("choice", "=", "rebill"),
            ]
        )
        if pending:
            raise UserError(
                self.env._(
                    "Differences of %(names)s wait to be booked on the same bills: "
                    "have them booked, or kept, first.",
                    names=", ".join(sorted(set(pending.adjustment_id.mapped("name")))),
                )
            )

    def _rebilled_before(self, lines):
        """Return {bill line id: its newest difference that an adjustment booked}."""
        rows = self.env["estate.fee.rebill"].search(
            [("move_line_id", "in", lines.ids), ("state", "=", "done")], order="id"
        )
        return {row.move_line_id.id: row for row in rows}

    def _rebill_row(self, line, price, earlier):
        """The row of a line, or none when the new price changes nothing of it."""
        explained = dict(line.estate_explanation or {})
        if earlier:
            # Its last days cost what an earlier adjustment made of them.
            explained |= {
                "price": str(decimal_of(earlier.price)),
                "exact_before": "0",
                **time_parts(earlier.date_from, earlier.date_to),
            }
        try:
            found = repriced(explained, self.date_effective, decimal_of(price))
        except ValueError as error:
            if self.prepaid_choice == "keep":
                return []
            raise UserError(
                self.env._(
                    "The calculation of %(line)s cannot be read (%(fault)s): cancel "
                    "its bill, or keep what is billed.",
                    line=line.display_name,
                    fault=error,
                )
            ) from error
        if not found or not found.difference:
            return []
        return [
            {
                "adjustment_id": self.id,
                "company_id": self.company_id.id,
                "community_id": self.community_id.id,
                "move_line_id": line.id,
                "move_id": line.move_id.id,
                "unit_id": line.estate_unit_id.id,
                "item_id": line.estate_item_id.id,
                "partner_id": line.move_id.partner_id.id,
                "date_from": found.date_from,
                "date_to": found.date_to,
                "price": price,
                "billed": found.billed,
                "due": found.due,
                "difference": found.difference,
                "explanation": repriced_facts(explained),
                "choice": self.prepaid_choice,
                "state": "todo",
            }
        ]

    # ----------------------------------------------------------------- ACTIONS

    def action_view_rebill(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_fee_rebill_action"
        )
        return action | {"domain": [("adjustment_id", "=", self.id)]}

    def action_book_rebill(self):
        """Hand what was chosen to the job; the button itself books nothing."""
        for adjustment in self:
            adjustment._check_may_rebill()
            adjustment._check_state("in_force")
            if not adjustment.rebill_todo_count:
                raise UserError(
                    self.env._(
                        "Nothing is left to book of %(name)s.", name=adjustment.name
                    )
                )
            # What the job does is the program's to write: the role was checked.
            asked = adjustment.sudo()
            asked.write({"rebill_wanted": True, "chunk_failed": False})
            failed = asked.rebill_ids.filtered(lambda row: row.state == "failed")
            failed.write({"state": "todo", "reason": False})
        # Likewise scheduled actions.
        self.env.ref("estate_service.cron_adjustment_rebill").sudo()._trigger()
        return True

    def _check_may_rebill(self):
        """Bills are the accountant's."""
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(KEEPER)):
            raise AccessError(self.env._("The accountant bills differences."))

    # --------------------------------------------------------------------- JOB

    @api.model
    def _cron_rebill(self):
        """Book what was chosen, a chunk per transaction; a kill loses one at most."""
        put_off = []
        while adjustment := self._next_to_rebill(put_off):
            booked = adjustment._rebill_in_turn(put_off)
            waiting = Domain("rebill_wanted", "=", True)
            waiting &= Domain("id", "not in", put_off)
            left = self.env["ir.cron"]._commit_progress(
                booked, remaining=self.search_count(waiting)
            )
            if not left:
                return

    def _next_to_rebill(self, put_off):
        waiting = Domain("rebill_wanted", "=", True) & Domain("id", "not in", put_off)
        found = self.search(waiting, order="id").try_lock_for_update(limit=1)
        return found.with_company(found.company_id) if found else found

    def _rebill_in_turn(self, put_off):
        """One chunk; when it cannot be done, say why and let the others go on."""
        try:
            booked = self._rebill_chunk()
            self.env.flush_all()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
            self.env.cr.rollback()
            put_off.append(self.id)
            _logger.info("Re-billing of %s waits: %s", self.id, error)
        except Exception as error:
            _logger.error("Re-billing of %s gave up a chunk", self.id, exc_info=error)
            self.env.cr.rollback()
            put_off.append(self.id)
            # Told by the job itself.
            self.sudo().write({"chunk_failed": str(error), "rebill_wanted": False})
        else:
            return booked
        return 0

    def _rebill_all(self):
        """Book everything in the caller's transaction, for tests and seeds."""
        # Started by a step whose role was checked.
        self.sudo().rebill_wanted = True
        while self.rebill_wanted:
            self._rebill_chunk()
            self.env.invalidate_all()

    def _rebill_chunk(self):
        """Book the next bills, each with all its lines; a bad one stays behind.

        :return: number of lines that were decided
        """
        self.ensure_one()
        # The job works for the accountant who asked for it.
        rows = self.env["estate.fee.rebill"].sudo()
        todo = [("adjustment_id", "=", self.id), ("state", "=", "todo")]
        rows.search([*todo, ("choice", "=", "keep")]).state = "kept"
        bills = rows._read_group(
            todo, ["move_id"], order="move_id", limit=self.company_id.estate_chunk_size
        )
        if not bills:
            # As above.
            self.sudo().rebill_wanted = False
            return 0
        chosen = rows.search(
            [*todo, ("move_id", "in", [bill.id for (bill,) in bills])], order="id"
        )
        service = self.env["estate.cashier"]
        try:
            with self.env.cr.savepoint():
                service._book_rebill(chosen)
        except BUSINESS_ERRORS:
            for same in chosen.grouped("move_id").values():
                self._rebill_one(same)
        return len(chosen)

    def _rebill_one(self, rows):
        try:
            with self.env.cr.savepoint():
                self.env["estate.cashier"]._book_rebill(rows)
        except BUSINESS_ERRORS as error:
            reason = self.env["estate.bill.run"]._readable(error)
            rows.write({"state": "failed", "reason": reason})
