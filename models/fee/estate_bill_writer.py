from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..mixins.complete_entry import COMPLETE_ENTRY
from .bill_entry import BillEntryBuilder, PlanRow
from .estate_bill_run_publish import JournalBusyError

# The entry is complete when it is handed to core: nothing is left to synchronise,
# and what changes on a posted bill later is tracked as usual.
WRITE_CONTEXT = {
    "skip_invoice_sync": True,
    "skip_invoice_line_sync": True,
    "tracking_disable": True,
    "skip_is_manually_modified": True,
    "mail_create_nosubscribe": True,
    "estate_rank_in_bulk": True,
    **COMPLETE_ENTRY,
}


class EstateBillWriter(models.AbstractModel):
    """Makes posted invoices out of plan rows: one per payer, unit and run.

    The contract of a writer: ``_write_bills(run, groups)`` returns the posted
    moves, writes one message on each, marks their plan rows as written, and takes
    the numbers in the transaction that uses them, so that a killed run leaves no
    gap. Core checks and posts; the entries equal those it would have written.
    """

    _name = "estate.bill.writer"
    _description = "Bill Writer"

    @api.model
    def _write_bills(self, run, groups):
        """Write the bills of ``groups``, pairs of unit id and payer id.

        :raises UserError, ValidationError: what core refuses, e.g. a locked period
        :raises psycopg2.errors.ExclusionViolation: when days are billed already
        """
        self._lock_journal(run)
        rows = self._read_rows(run, groups)
        # Who publishes holds no right on the ledger; the run checked his role.
        moves_sudo = self.env["account.move"].sudo().with_context(**WRITE_CONTEXT)
        # What a bill is made of is read whole, whatever he sees of it.
        builder = BillEntryBuilder(run.sudo(), rows)
        names = moves_sudo._estate_take_numbers(
            builder.journal, [run.date_invoice] * len(rows), "out_invoice"
        )
        moves = moves_sudo.create(
            [
                builder.bill_vals(group, name)
                for group, name in zip(rows.values(), names, strict=True)
            ]
        )
        self._log_creation(moves)
        moves.action_post()
        moves._estate_raise_customer_rank()
        self._mark_written(run, rows, moves)
        # Without the writer's context: from here on they are bills like any other.
        return self.env["account.move"].sudo().browse(moves.ids)

    def _log_creation(self, moves):
        """One message per bill, the one core writes, for all at once."""
        body = Markup('<div summary="o_mail_notification"><p>%s</p></div>')
        messages = moves._message_log_batch(
            bodies={move.id: body % move._creation_message() for move in moves}
        )
        subtype = moves[:1]._creation_subtype()
        if subtype:
            messages.subtype_id = subtype

    @api.model
    def _after_post(self, moves):
        """Hook for what follows a chunk of posted bills, in its transaction."""

    def _lock_journal(self, run):
        """Let one writer at a time take numbers of the journal.

        Whoever waited would not see the numbers that were taken meanwhile.

        :raises JournalBusyError: when another transaction is taking numbers
        """
        # The journal is the company's set-up, closed to clerks.
        journal = run.sudo().company_id.estate_bill_journal_id
        if not journal.try_lock_for_update(allow_referencing=True):
            raise JournalBusyError(f"{run.name}: another run takes numbers")

    def _read_rows(self, run, groups):
        """Rows to write by ``(unit id, payer id)``, in the order of the bill.

        :raises UserError: when an assignment was deleted since the plan
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id, p.unit_id, p.payer_id, a.id, p.item_id,
                       p.date_from, p.date_to, p.part, p.amount, p.explanation
                  FROM estate_bill_plan p
                  LEFT JOIN estate_fee_assignment a ON a.id = p.assignment_id
                  LEFT JOIN estate_fee_item i ON i.id = p.item_id
                 WHERE p.run_id = %s AND p.state = 'todo'
                   AND (p.unit_id, p.payer_id) IN %s
                 ORDER BY p.unit_id, p.payer_id, i.sequence, i.id, p.date_from, p.id
                """,
                run.id,
                tuple(tuple(group) for group in groups),
            )
        )
        grouped = {}
        for values in rows:
            row = PlanRow(*values)
            if not row.assignment_id:
                raise UserError(
                    self.env._(
                        "What was planned here does not exist any more: plan it anew."
                    )
                )
            grouped.setdefault((row.unit_id, row.payer_id), []).append(row)
        return grouped

    def _mark_written(self, run, rows, moves):
        pairs = [
            SQL("(%s, %s, %s)", *group, move.id)
            for group, move in zip(rows, moves, strict=True)
        ]
        self.env.cr.execute(
            SQL(
                """
                UPDATE estate_bill_plan AS plan
                   SET state = 'written', move_id = bill.move_id, reason = NULL
                  FROM (VALUES %s) AS bill(unit_id, payer_id, move_id)
                 WHERE plan.run_id = %s AND plan.state = 'todo'
                   AND plan.unit_id = bill.unit_id AND plan.payer_id = bill.payer_id
                """,
                SQL(", ").join(pairs),
                run.id,
            )
        )
        self.env["estate.bill.plan"].invalidate_model(["state", "move_id", "reason"])
