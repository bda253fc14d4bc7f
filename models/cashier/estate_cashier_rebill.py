from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ...engine.money import decimal_of
from .estate_cashier_collect import BOOKING_CONTEXT


class EstateCashier(models.AbstractModel):
    """Booking the difference of months billed ahead, once, beside the bill (B-09)."""

    _inherit = "estate.cashier"

    @api.model
    def _book_rebill(self, rows):
        """Book a bill for what is owed on top, a credit note for what is owed back.

        Per bill one of each at most. The days stay billed by the bill: what is booked
        here names no assignment (design §2.2).

        :param rows: ``estate.fee.rebill`` to do, of one company
        :return: the entries
        """
        # The ledger is closed to who decides; the job's caller was checked.
        rows = rows.sudo().with_context(**BOOKING_CONTEXT)
        service = rows.env["estate.cashier"]
        service._lock(rows)
        rows = rows.filtered(lambda row: row.state == "todo" and row.choice == "rebill")
        moves = rows.env["account.move"]
        if not rows:
            return moves
        company = rows.company_id
        service._lock_bills(rows.move_id)
        rows -= service._fail_cancelled(rows)
        rows -= service._fail_waived(rows)
        if not rows:
            return moves
        date = service._check_date(None, company, [])
        service._check_not_locked(date, company, company.estate_bill_journal_id)
        for (bill, is_credit), same in rows.grouped(
            lambda row: (row.move_id, row.difference < 0)
        ).items():
            move = service._rebill_move(bill, same, is_credit, date)
            same.write({"state": "done", "new_move_id": move.id})
            moves |= move
        moves.action_post()
        for move in moves.filtered(lambda move: move.move_type == "out_refund"):
            service._settle_with(move.reversed_entry_id, move)
        bills = moves.filtered(lambda move: move.move_type == "out_invoice")
        if bills:
            rows.env["estate.bill.writer"]._after_post(bills)
        return moves

    @api.model
    def _fail_cancelled(self, rows):
        """Leave out what was cancelled since the decision: its days are billed anew.

        :return: the rows that are not booked
        """
        gone = rows.filtered(
            lambda row: (
                row.move_line_id.parent_state != "posted"
                or not row.move_line_id.estate_assignment_id
            )
        )
        reason = self.env._("The bill was cancelled: its days are billed anew.")
        gone.write({"state": "failed", "reason": reason})
        return gone

    @api.model
    def _fail_waived(self, rows):
        """Credit no more of a line than waivers and credit notes have left of it.

        :return: the rows that are not booked
        """
        refused = rows.browse()
        credits_ = rows.filtered(lambda row: row.difference < 0)
        for bill, same in credits_.grouped("move_id").items():
            rooms = self._rooms_of_bill(bill)
            for row in same:
                charged = row.move_line_id
                taxed = charged.tax_ids.compute_all(
                    -row.difference, currency=bill.currency_id
                )
                room = rooms.get(charged.id, 0)
                if decimal_of(taxed["total_included"]) > room:
                    left = bill.currency_id.format(float(room))
                    reason = self.env._(
                        "Only %(left)s of the line is left after waivers: keep what "
                        "is billed, or undo the waiver first.",
                        left=left,
                    )
                    row.write({"state": "failed", "reason": reason})
                    refused |= row
        return refused

    @api.model
    def _rebill_move(self, bill, rows, is_credit, date):
        adjustment, company = rows.adjustment_id, rows.company_id
        due = fields.Date.add(date, days=0 if is_credit else company.estate_due_days)
        move = rows.env["account.move"].create(
            {
                "move_type": "out_refund" if is_credit else "out_invoice",
                "company_id": company.id,
                "journal_id": bill.journal_id.id,
                "partner_id": bill.partner_id.id,
                "fiscal_position_id": bill.fiscal_position_id.id,
                "currency_id": bill.currency_id.id,
                "invoice_date": date,
                "date": date,
                "invoice_date_due": due,
                "ref": f"{adjustment.name}: {bill.name}",
                "reversed_entry_id": bill.id if is_credit else False,
                "estate_unit_id": bill.estate_unit_id.id,
                "estate_period": False if is_credit else bill.estate_period,
                "invoice_line_ids": [
                    Command.create(self._rebill_line(row)) for row in rows
                ],
            }
        )
        move.line_ids.estate_unit_id = bill.estate_unit_id
        return move

    @api.model
    def _rebill_line(self, row):
        """The difference on the accounts, taxes and analytics of the line."""
        charged = row.move_line_id
        lang = row.partner_id.lang or row.env.lang
        return {
            "name": row.with_context(lang=lang).env._(
                "Price difference: %(line)s", line=charged.name
            ),
            "product_id": charged.product_id.id,
            "account_id": charged.account_id.id,
            "quantity": 1.0,
            "price_unit": abs(row.difference),
            "tax_ids": [Command.set(charged.tax_ids.ids)],
            "analytic_distribution": charged.analytic_distribution,
            "estate_unit_id": charged.estate_unit_id.id,
            "estate_item_id": charged.estate_item_id.id,
            "estate_date_from": row.date_from,
            "estate_date_to": row.date_to,
            "estate_explanation": self._rebill_explanation(row),
        }

    @api.model
    def _rebill_explanation(self, row):
        """Freeze how the difference came about (B-08)."""
        charged = row.move_line_id
        return {
            "kind": "rebill",
            "adjustment": row.adjustment_id.name,
            "bill": charged.move_id.name,
            "consent": row.adjustment_id.consent_ref or "",
            "price": str(row.price),
            "date_from": fields.Date.to_string(row.date_from),
            "date_to": fields.Date.to_string(row.date_to),
            "billed": f"{row.billed:.2f}",
            "due": f"{row.due:.2f}",
            "amount": f"{row.difference:.2f}",
            **({"of": row.explanation} if row.explanation else {}),
        }

    @api.model
    def _undo_rebill(self, rows):
        """Take back the entries of these lines; others on the same entry go with them.

        :raises UserError: when a bill of the difference is paid, in part or in full
        """
        # The ledger is closed to direct writes; the caller was checked.
        rows = rows.sudo().with_context(**BOOKING_CONTEXT)
        service = rows.env["estate.cashier"]
        service._lock(rows)
        if rows.filtered(lambda row: row.state != "done"):
            raise UserError(self.env._("Only what is booked is taken back."))
        service._check_rebill_last(rows)
        moves = rows.new_move_id
        reason = self.env._(
            "The difference of %(names)s is taken back.",
            names=", ".join(rows.adjustment_id.mapped("name")),
        )
        credits_ = moves.filtered(lambda move: move.move_type == "out_refund")
        service._check_notes_unused(rows.adjustment_id[:1].name, credits_)
        rows.search([("new_move_id", "in", credits_.ids)]).state = "undone"
        service._undo_entries(credits_, reason)
        bills = moves - credits_
        if bills:
            bills._estate_cancel_bills(reason)

    @api.model
    def _check_rebill_last(self, rows):
        """A later difference counts from this one: it is taken back first."""
        later = rows.search(
            [
                ("move_line_id", "in", rows.move_line_id.ids),
                ("state", "=", "done"),
                ("id", "not in", rows.ids),
            ]
        )
        newest = {}
        for row in later:
            line = row.move_line_id
            newest[line] = max(newest.get(line, 0), row.id)
        if any(newest.get(row.move_line_id, 0) > row.id for row in rows):
            raise UserError(
                self.env._(
                    "A later adjustment counts from this difference: take that back "
                    "first."
                )
            )
