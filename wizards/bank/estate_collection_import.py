import base64

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.bank.bank_messages import TOLD_FAULTS
from ...models.bank.estate_collection_batch import ACCOUNTANT


class EstateCollectionImport(models.TransientModel):
    """Imports a return file: what it says is shown first, then booked in one go."""

    _name = "estate.collection.import"
    _description = "Import Collection Return"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    batch_id = fields.Many2one(
        "estate.collection.batch",
        required=True,
        ondelete="cascade",
        default=lambda self: self._default_batch(),
        domain="[('company_id', '=', company_id), "
        "('state', 'in', ('sent', 'answered', 'closed'))]",
    )
    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()
    told_date = fields.Date(compute="_compute_preview")
    date = fields.Date(
        "Date of Entry",
        compute="_compute_date",
        store=True,
        readonly=False,
        help="Day of the entry: as the file tells it, else the day of the deduction.",
    )
    is_future = fields.Boolean(compute="_compute_is_future")
    is_ready = fields.Boolean(compute="_compute_preview")
    accepted_count = fields.Integer("Number Taken", compute="_compute_preview")
    accepted_total = fields.Monetary("Amount Taken", compute="_compute_preview")
    refused_count = fields.Integer("Number Not Taken", compute="_compute_preview")
    refused_total = fields.Monetary("Amount Not Taken", compute="_compute_preview")
    known_count = fields.Integer("Known Already", compute="_compute_preview")
    waiting_count = fields.Integer("Left Unanswered", compute="_compute_preview")
    prepaid_total = fields.Monetary("Kept as Prepayments", compute="_compute_preview")
    fault_text = fields.Text("Why It Is Refused", compute="_compute_preview")
    twin_text = fields.Text("The Same File Before", compute="_compute_preview")
    refused_html = fields.Html(
        "Deductions Not Taken", compute="_compute_preview", sanitize=False
    )

    # ------------------------------------------------------------
    # DEFAULTS
    # ------------------------------------------------------------

    @api.model
    def _default_batch(self):
        """Return the one batch that waits for an answer, if there is just one."""
        waiting = self.env["estate.collection.batch"].search(
            [("company_id", "=", self.env.company.id), ("state", "=", "sent")], limit=2
        )
        return waiting if len(waiting) == 1 else waiting.browse()

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("file", "batch_id")
    def _compute_preview(self):
        """Say what the import would do; nothing is written."""
        blank = dict.fromkeys(self._preview_fields(), False)
        for wizard in self:
            values = blank
            if wizard.file and wizard.batch_id:
                values = blank | wizard._preview()
            for name, value in values.items():
                wizard[name] = value

    @api.depends("told_date")
    def _compute_date(self):
        for wizard in self:
            wizard.date = wizard.told_date

    @api.depends("date")
    def _compute_is_future(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            wizard.is_future = bool(wizard.date and wizard.date > today)

    @api.model
    def _preview_fields(self):
        return [
            name
            for name, field in self._fields.items()
            if field.compute == "_compute_preview"
        ]

    def _data(self):
        """Return the bytes of the file, also to a screen that asks for its size."""
        return base64.b64decode(self.with_context(bin_size=False).file)

    def _preview(self):
        """Return what the file says about the batch, as values of this screen."""
        batch = self.batch_id
        batch._check_role(ACCOUNTANT)
        try:
            # Rows and bills are read with all rights; the role was checked just now.
            answers = batch.sudo()._read_answers(self._data())
        except UserError as error:
            return {"fault_text": str(error)}
        if answers.earlier:
            return {"fault_text": batch._told_before(answers.earlier)}
        if answers.faults:
            return {"fault_text": "\n".join(answers.faults)}
        return self._preview_values(batch, answers)

    def _preview_values(self, batch, answers):
        taken, refused = answers.taken, answers.refused
        # Payments are closed to clerks; of these a sum is told.
        meanwhile = batch.sudo()._paid_meanwhile(taken)
        return {
            "is_ready": bool(answers.new),
            "told_date": answers.answer.date or batch.date,
            "accepted_count": len(taken),
            "accepted_total": float(sum(said.paid for _line, said in taken)),
            "refused_count": len(refused),
            "refused_total": float(sum(said.amount for _line, said in refused)),
            "known_count": len(answers.known),
            "waiting_count": batch.waiting_count - len(answers.new),
            "prepaid_total": float(sum(meanwhile.values())),
            "refused_html": self._refused_table(batch, refused),
            "twin_text": self._twin_text(answers.twin),
        }

    def _twin_text(self, twin):
        if not twin:
            return ""
        return self.env._(
            "Batch %(batch)s of the same day was answered by the very same file "
            "(%(file)s). Book it only if the bank answered both batches.",
            batch=twin.batch_id.name,
            file=twin.name,
        )

    def _refused_table(self, batch, refused):
        """Return the failures as a table; values are escaped."""
        # What the bank's codes mean is no secret; the profile's contract is.
        profile = batch.sudo().profile_id
        row = Markup("<tr><td>%s</td><td>%s</td><td class='text-end'>%s</td>%s</tr>")
        cell = Markup("<td>%s</td>")
        rows = [
            row
            % (
                line.unit_id.code,
                line.holder or "",
                self.currency_id.format(line.amount),
                cell % profile._reason(said.code, said.reason),
            )
            for line, said in refused[:TOLD_FAULTS]
        ]
        return rows and Markup("<table class='table table-sm mb-0'>%s</table>") % (
            Markup().join(rows)
        )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_import(self):
        """Book what the file says, and open the batch."""
        self.ensure_one()
        self.check_access("write")
        self.env["estate.collection.return"]._import(
            self.batch_id,
            self._data(),
            self.file_name or self.env._("Return"),
            self.date,
        )
        return self.batch_id._get_records_action()
