from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine.bank.collection import CollectionRequest, RequestLine, write_request
from ...engine.bank.fault import BankFileError
from ...engine.bank.pain008 import DebitMessage, DirectDebit, Party, write_pain008
from ...engine.money import decimal_of, round_half_up
from .bank_messages import fault_texts
from .estate_collection_batch import ACCOUNTANT, CLERK

BATCHES_NAMED = 5
EXTENSIONS = {"fixed": "txt", "delimited": "csv", "xlsx": "xlsx"}


class EstateCollectionBatch(models.Model):
    """Freezing a batch and sending it: after that the bank has it."""

    _inherit = "estate.collection.batch"

    # ------------------------------------------------------------
    # FREEZE
    # ------------------------------------------------------------

    def action_freeze(self):
        """Hold the bills for the bank; nothing in the batch changes any more.

        :raises UserError: when a bill was paid or asked for meanwhile, a mandate is no
            longer in force, or the file cannot be written
        """
        self.ensure_one()
        self._check_role(CLERK)
        self._expect("draft")
        # Rows and bills are closed to clerks; the role was checked just now.
        batch = self.sudo()
        if not batch.line_ids:
            raise UserError(
                self.env._("There is nothing to collect: choose the bills.")
            )
        self._check_unchanged()
        batch._check_not_busy()
        batch._number_lines()
        batch._keep_holders()
        batch._hold_bills()
        batch._update_totals()
        now = fields.Datetime.now()
        batch.write({"date_frozen": now, "user_frozen_id": self.env.uid})
        request = batch._request()
        batch._file_bytes(request)
        batch._take_step("frozen", digest=request.fingerprint)
        return True

    def _check_unchanged(self):
        """Refuse bills that are no longer open, and mandates no longer in force."""
        # Mandates and bills are compared whole, whatever the clerk may read of them.
        lines = self.sudo().line_ids
        in_force = self._mandates()
        gone = lines.filtered(lambda line: line.mandate_id not in in_force)
        open_now = {
            line["move_line_id"]: line["open"]
            for line in self.env["estate.cashier"]._open_lines(lines.unit_id)
        }
        for bill in lines.bill_ids:
            if decimal_of(bill.amount) > open_now.get(bill.move_line_id.id, 0):
                gone |= bill.line_id
        if gone:
            units = sorted(set(gone.unit_id.mapped("code")))
            raise UserError(
                self.env._(
                    "Bills or mandates of %(units)s have changed since they were "
                    "chosen: choose the bills again.",
                    units=", ".join(units),
                )
            )

    def _check_not_busy(self):
        """Name the batches that have these bills; the index stops who comes at once."""
        bills = self.line_ids.bill_ids
        live = bills.search(
            [
                ("move_line_id", "in", bills.move_line_id.ids),
                ("is_live", "=", True),
            ]
        )
        if live:
            batches = live.line_id.batch_id.mapped("name")[:BATCHES_NAMED]
            units = sorted(set(live.unit_id.mapped("code")))
            raise UserError(
                self.env._(
                    "Bills of %(units)s are with the bank already (%(batches)s): "
                    "choose the bills again.",
                    units=", ".join(units),
                    batches=", ".join(batches),
                )
            )

    def _number_lines(self):
        """Number the deductions without the gaps of those that were left out."""
        lines = self.line_ids.sorted("sequence")
        if lines.mapped("sequence") == list(range(1, len(lines) + 1)):
            return
        self.env.flush_all()
        # Below zero first: no two deductions may have one number for a moment.
        self.env.cr.execute(
            SQL(
                """
                UPDATE estate_collection_line line SET sequence = -place.number
                  FROM (SELECT id, row_number() OVER (ORDER BY sequence) AS number
                          FROM estate_collection_line WHERE batch_id = %s) AS place
                 WHERE place.id = line.id
                """,
                self.id,
            )
        )
        self.env.cr.execute(
            SQL(
                """UPDATE estate_collection_line SET sequence = -sequence
                    WHERE batch_id = %s""",
                self.id,
            )
        )
        lines.invalidate_recordset(["sequence"])

    def _keep_holders(self):
        """Keep holder, account and contract as they are now, for good."""
        for line in self.line_ids:
            now = self._holder_vals(line.mandate_id)
            changed = {name: v for name, v in now.items() if line[name] != v}
            if changed:
                line.write(changed)

    def _hold_bills(self):
        """Mark the bills as being with the bank, and count how often they were.

        :raises psycopg2.errors.UniqueViolation: when somebody holds one at the same
            moment; the index has the sentence
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE estate_collection_bill bill
                   SET is_live = true,
                       attempt = 1 + COALESCE((
                           SELECT MAX(before.attempt)
                             FROM estate_collection_bill before
                            WHERE before.mandate_id = bill.mandate_id
                              AND before.move_line_id = bill.move_line_id), 0)
                  FROM estate_collection_line line
                 WHERE line.id = bill.line_id AND line.batch_id = %(batch)s
                """,
                batch=self.id,
            )
        )
        self._set_line_state("draft", "waiting")

    def _free_lines(self, state):
        """Let the bills of lines that wait go; ``cancelled`` ones were never asked."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE estate_collection_bill bill
                   SET is_live = false,
                       attempt = CASE WHEN %(cancelled)s THEN 0
                                      ELSE bill.attempt END
                  FROM estate_collection_line line
                 WHERE line.id = bill.line_id AND line.batch_id = ANY(%(batches)s)
                   AND line.state IN ('draft', 'waiting')
                """,
                batches=self.ids,
                cancelled=state == "cancelled",
            )
        )
        self._set_line_state("draft", state)
        self._set_line_state("waiting", state)

    def _set_line_state(self, before, after):
        self.env.cr.execute(
            SQL(
                """UPDATE estate_collection_line SET state = %s
                    WHERE batch_id = ANY(%s) AND state = %s""",
                after,
                self.ids,
                before,
            )
        )
        self.env["estate.collection.line"].invalidate_model(["state"])
        self.env["estate.collection.bill"].invalidate_model(["is_live", "attempt"])

    # ------------------------------------------------------------
    # SEND
    # ------------------------------------------------------------

    def action_send(self):
        """Write the file for the bank and keep it; then download it.

        :raises UserError: when the batch is no longer what was frozen
        """
        self.ensure_one()
        self._check_role(ACCOUNTANT)
        self._expect("frozen")
        # Rows are read and the file kept by the system; the role was checked just now.
        batch = self.sudo()
        request = batch._request()
        batch._check_digest(request)
        attachment = (
            # Kept with a record that its users read and no one writes to.
            self.env["ir.attachment"]
            .sudo()
            .create(
                {
                    "name": batch._request_file_name(),
                    "raw": batch._file_bytes(request),
                    "res_model": batch._name,
                    "res_id": batch.id,
                }
            )
        )
        batch._take_step(
            "sent",
            attachment_id=attachment.id,
            date_sent=fields.Datetime.now(),
            user_sent_id=self.env.uid,
        )
        self.message_post(body=batch._sent_note(attachment))
        return self.action_download()

    def action_download(self):
        """Download the file as it was sent."""
        self.ensure_one()
        self.check_access("read")
        if not self.attachment_id:
            raise UserError(self.env._("The file of this batch is not written yet."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "download",
        }

    def _sent_note(self, attachment):
        currency = self.currency_id
        return Markup("<p>%s</p><p class='text-muted'><small>%s</small></p>") % (
            self.env._(
                "File %(file)s was written: %(count)s deductions, %(total)s in all.",
                file=attachment.name,
                count=self.line_count,
                total=currency.format(self.amount_total),
            ),
            self.digest,
        )

    def _check_digest(self, request):
        """Refuse to go on with a batch that is not what was frozen."""
        if request.fingerprint != self.digest:
            raise UserError(
                self.env._(
                    "Batch %(batch)s is no longer what was frozen: cancel it and "
                    "choose the bills again.",
                    batch=self.name,
                )
            )

    # ------------------------------------------------------------
    # FILE
    # ------------------------------------------------------------

    def _request(self):
        """Return the batch as the engine knows it: what the bank is asked for."""
        profile = self.profile_id
        return CollectionRequest(
            account=profile.account_number,
            date=self.date,
            lines=[
                self._request_line(line) for line in self.line_ids.sorted("sequence")
            ],
            name=profile.creditor_name or self.company_id.name,
            batch=self.name,
            extra={
                "currency": self.currency_id.name,
                "bank": profile.creditor_agent or "",
                "collector": profile.creditor_ref or "",
            },
        )

    def _request_line(self, line):
        return RequestLine(
            sequence=line.sequence,
            account=line.account or "",
            amount=round_half_up(decimal_of(line.amount)),
            name=line.holder or "",
            contract=line.contract or "",
            unit=line.unit_id.code,
            reference=line._reference(),
            extra={
                "bank": line.agent or "",
                "currency": self.currency_id.name,
                "date": self.date,
                "memo": self._memo(line),
            },
        )

    def _memo(self, line):
        """Return what the deduction is for, in one line of the bank's statement."""
        return f"{self.company_id.name} {line.unit_id.code}"

    def _file_bytes(self, request):
        """Return the file for the bank; the same batch always gives the same bytes.

        :raises UserError: with every value that does not fit its field
        """
        try:
            if self.profile_id.request_layout_id.purpose == "pain008":
                layout = self.profile_id.request_layout_id
                return write_pain008(self._message(), layout.pain_version)
            layout = self.profile_id.request_layout_id._layout()
            return write_request(layout, request)
        except BankFileError as error:
            title = self.env._("The file cannot be written:")
            texts = fault_texts(self.env, error.faults)
            raise UserError("\n".join([title, *texts])) from error

    def _message(self):
        """Return the batch as a message of ISO 20022."""
        profile = self.profile_id
        return DebitMessage(
            message=self.name,
            created=self.date_frozen,
            creditor=profile._creditor(),
            collected=self.date,
            lines=[
                DirectDebit(
                    reference=line._reference(),
                    amount=round_half_up(decimal_of(line.amount)),
                    debtor=Party(
                        line.holder or "", line.account or "", line.agent or ""
                    ),
                    mandate=line.contract or "",
                    signed=line.date_signed,
                    text=self._memo(line),
                )
                for line in self.line_ids.sorted("sequence")
            ],
            currency=self.currency_id.name,
            scheme=profile.creditor_ref or "",
        )

    def _request_file_name(self):
        """Return ``TS-2026-0001_20261110.txt``."""
        layout = self.profile_id.request_layout_id
        if layout.purpose == "pain008":
            extension = "xml"
        else:
            extension = EXTENSIONS[layout._layout().kind.value]
        number = self.name.replace("/", "-")
        return f"{number}_{self.date:%Y%m%d}.{extension}"
