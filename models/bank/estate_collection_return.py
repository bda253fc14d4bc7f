from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.bank.layout import Outcome
from ..mixins.bulk_rows import update_rows
from .collection_entry import CollectionEntry
from .estate_collection_batch import ACCOUNTANT

STATES_OF = {Outcome.SUCCESS: "paid", Outcome.RETRY: "retry", Outcome.STOP: "stop"}


class EstateCollectionReturn(models.Model):
    """A return file (回盘) of the bank as it was imported: kept as proof (B-03).

    What the bank took is one booking against one item of money on its way, which the
    bank's one credit on the statement is matched with later.
    """

    _name = "estate.collection.return"
    _description = "Collection Return"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char("File", required=True)
    batch_id = fields.Many2one(
        "estate.collection.batch",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="batch_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        "Date of Entry", required=True, help="Day on which the bank took it."
    )
    state = fields.Selection(
        [("booked", "Posted"), ("undone", "Undone")],
        required=True,
        default="booked",
        index=True,
        tracking=True,
    )
    fingerprint = fields.Char(
        "Checksum",
        required=True,
        help="The same answers, however the file spells them.",
    )
    attachment_id = fields.Many2one(
        "ir.attachment", "File of the Bank", ondelete="restrict"
    )
    line_ids = fields.One2many("estate.collection.line", "return_id", "Answers")
    move_ids = fields.One2many(
        "account.move", "estate_collection_return_id", "Entries", readonly=True
    )
    accepted_count = fields.Integer("Number Taken")
    accepted_total = fields.Monetary("Amount Taken")
    refused_count = fields.Integer("Number Not Taken")
    refused_total = fields.Monetary("Amount Not Taken")
    prepaid_total = fields.Monetary(
        "Kept as Prepayments", help="Taken for what was paid otherwise meanwhile."
    )
    undo_reason = fields.Char(readonly=True, tracking=True)

    _fingerprint_uniq = models.UniqueIndex(
        "(company_id, fingerprint) WHERE state = 'booked'",
        "This return was imported already: nothing is changed.",
    )
    _undone_has_reason = models.Constraint(
        "CHECK(state != 'undone' OR undo_reason IS NOT NULL)",
        "Say why the return is undone.",
    )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_undo(self):
        """Ask why, then take the booking back."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Undo Return %(file)s", file=self.name),
            "res_model": "estate.collection.undo",
            "view_mode": "form",
            "target": "new",
            "context": {"default_return_id": self.id},
        }

    def action_view_entries(self):
        """Open the entry, for those who may see the ledger."""
        return self.move_ids._get_records_action(name=self.env._("Entries"))

    # ------------------------------------------------------------
    # BOOKING
    # ------------------------------------------------------------

    @api.model
    def _import(self, batch, data, name, date=None):
        """Write what a return file says: book what was taken, free what was not.

        :param data: bytes of the file
        :param date: day of the entry; else the one the file tells, else the batch's
        :return: the ``estate.collection.return``
        :raises UserError: with every reason for which the file is refused, or that it
            was imported already; nothing is changed then
        """
        batch._check_role(ACCOUNTANT)
        batch._expect("sent", "answered", "closed")
        # Ledger, rows and mandates are written by the system; the role was checked.
        service = batch.sudo().with_company(batch.company_id)
        answers = service._read_answers(data)
        service._check_answers(answers)
        day = date or answers.answer.date or batch.date
        # A bank that answers on its own day is right, whatever our clock says.
        if day > max(fields.Date.context_today(self), batch.date):
            raise UserError(self.env._("Money cannot be taken on a day to come."))
        self.env["estate.cashier"]._check_not_locked(
            day, service.company_id, service.profile_id.journal_id
        )
        found = service._keep_return(answers, name, data, day)
        entry = CollectionEntry(found, answers.new)
        entry.book()
        found._write_lines(answers.new, entry)
        found._suspend_mandates()
        found._write_totals()
        service._after_return()
        found._tell()
        return found.with_env(self.env)

    def _write_lines(self, pairs, entry):
        """Write the answers on the deductions and let their bills go."""
        profile = self.batch_id.profile_id
        # The booking has emptied the cache: read together, not one by one.
        lines = self.env["estate.collection.line"].browse(
            [ln.id for ln, _said in pairs]
        )
        update_rows(
            lines,
            [
                self._line_vals(line, said, profile, entry)
                for line, (_line, said) in zip(lines, pairs, strict=True)
            ],
        )
        settled = [
            {"id": bill_id, "amount_settled": amount, "is_live": False}
            for bill_id, amount in entry.settled.items()
        ]
        update_rows(self.env["estate.collection.bill"], settled)

    def _line_vals(self, line, said, profile, entry):
        """Return the values of an answered deduction."""
        success = said.outcome is Outcome.SUCCESS
        prepaid = entry.prepaid.get(line.id, 0)
        return {
            "id": line.id,
            "state": STATES_OF[said.outcome],
            "return_id": self.id,
            "code": said.code,
            "reason": None if success else profile._reason(said.code, said.reason),
            "amount_paid": said.paid if success else 0,
            "amount_prepaid": prepaid,
            "note": self._remark(line, said, prepaid) if success else None,
        }

    def _remark(self, line, said, prepaid):
        """Say what is unusual about a success: less taken, or paid otherwise."""
        notes = []
        currency = self.currency_id
        if currency.compare_amounts(float(said.paid), line.amount) < 0:
            notes.append(
                self.env._(
                    "Only %(paid)s of %(asked)s was taken.",
                    paid=currency.format(float(said.paid)),
                    asked=currency.format(line.amount),
                )
            )
        if prepaid:
            notes.append(
                self.env._(
                    "%(amount)s was paid otherwise meanwhile: it is kept as a "
                    "prepayment.",
                    amount=currency.format(float(prepaid)),
                )
            )
        return " ".join(notes) or None

    def _suspend_mandates(self):
        """Leave mandates out of collections whose account allows no other try."""
        stopped = self.line_ids.filtered(
            lambda line: line.state == "stop" and line.mandate_id.state == "active"
        )
        for reason, lines in stopped.grouped("reason").items():
            lines.mandate_id._suspend(f"{self._stop_mark()} {reason}")

    def _stop_mark(self):
        """Return what begins the reason of a mandate that this batch stopped."""
        return f"{self.batch_id.name}:"

    def _write_totals(self):
        """Keep what the file brought."""
        lines = self.line_ids
        paid = lines.filtered(lambda line: line.state == "paid")
        refused = lines - paid
        self.write(
            {
                "accepted_count": len(paid),
                "accepted_total": sum(paid.mapped("amount_paid")),
                "refused_count": len(refused),
                "refused_total": sum(refused.mapped("amount")),
                "prepaid_total": sum(paid.mapped("amount_prepaid")),
            }
        )

    def _tell(self):
        """Leave a note on the batch."""
        currency = self.currency_id
        text = self.env._(
            "Return %(file)s: %(accepted)s taken (%(paid)s), %(refused)s not taken "
            "(%(unpaid)s).",
            file=self.name,
            accepted=self.accepted_count,
            paid=currency.format(self.accepted_total),
            refused=self.refused_count,
            unpaid=currency.format(self.refused_total),
        )
        self.batch_id.message_post(
            body=Markup("<p>%s</p>") % text, attachment_ids=self.attachment_id.ids
        )

    # ------------------------------------------------------------
    # BANK
    # ------------------------------------------------------------

    def _bank_items(self):
        """Return the items of money on its way: the debits of the booked entries.

        A bank credit is matched with those of a return, or of all of a batch.
        """
        return self.move_ids.line_ids.filtered(
            lambda item: item.parent_state == "posted" and item.balance > 0
        )


class EstateCollectionBatch(models.Model):
    """What a return leaves on its batch."""

    _inherit = "estate.collection.batch"

    def _check_answers(self, answers):
        """Refuse a file with faults, and one that says nothing new.

        :raises UserError: with every reason
        """
        if answers.earlier:
            raise UserError(self._told_before(answers.earlier))
        if answers.faults:
            title = self.env._("The file is refused, nothing was changed:")
            raise UserError("\n".join([title, *answers.faults]))
        if not answers.new:
            raise UserError(
                self.env._(
                    "The file says nothing new: each of its answers is known, nothing "
                    "was changed."
                )
            )

    def _told_before(self, earlier):
        return self.env._(
            "This file was imported on %(date)s already (%(file)s, batch %(batch)s): "
            "nothing was changed.",
            date=fields.Date.to_string(earlier.create_date.date()),
            file=earlier.name,
            batch=earlier.batch_id.name,
        )

    def _keep_return(self, answers, name, data, day):
        """Keep the file and its fingerprint, before anything is booked by it."""
        found = self.env["estate.collection.return"].create(
            {
                "name": name,
                "batch_id": self.id,
                "date": day,
                "fingerprint": answers.fingerprint,
            }
        )
        found.attachment_id = self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": data,
                "res_model": found._name,
                "res_id": found.id,
            }
        )
        # The index stops who imports the same file at the same moment.
        self.env.flush_all()
        return found

    def _after_return(self):
        """Count anew; a batch is answered when no deduction waits any more."""
        self._update_totals()
        if self.state == "sent" and not self.waiting_count:
            self._take_step("answered")
