import base64

from markupsafe import Markup

from odoo import api, fields, models

from ...engine.bank.fault import BankFileError
from ...engine.bank.pain002 import read_pain002
from ...engine.bank.records import read_records
from ...models.bank.bank_messages import fault_texts, field_label
from ...models.bank.estate_bank_layout import ANY_CODE

RECORDS_SHOWN = 20


class EstateBankLayoutTry(models.TransientModel):
    """Shows what a layout reads in a file: records, sums, and every fault.

    Nothing is kept but the file on this screen.
    """

    _name = "estate.bank.layout.try"
    _description = "Try a Bank File"

    layout_id = fields.Many2one("estate.bank.layout", required=True, ondelete="cascade")
    file = fields.Binary(attachment=False)
    file_name = fields.Char()
    fault_text = fields.Text("What Is Wrong", compute="_compute_result")
    record_html = fields.Html(
        "What Was Read", compute="_compute_result", sanitize=False
    )
    record_count = fields.Integer("Records", compute="_compute_result")

    @api.depends("file", "layout_id")
    def _compute_result(self):
        for attempt in self:
            faults, rows = attempt._read() if attempt.file else ([], [])
            attempt.fault_text = "\n".join(faults) or False
            attempt.record_count = len(rows)
            attempt.record_html = attempt._records_table(rows) if rows else False

    def _read(self):
        """Return (sentences, records as dicts of texts)."""
        # A screen that is read again asks for the size of the file only.
        data = base64.b64decode(self.with_context(bin_size=False).file)
        try:
            rows = self._records(data)
        except BankFileError as error:
            return fault_texts(self.env, error.faults), []
        except ValueError as error:
            # A definition that is not saved yet and cannot be read.
            return [str(error)], []
        return [], rows

    def _records(self, data):
        """Return the records of the file, header and trailer among them."""
        purpose = self.layout_id.purpose
        if purpose == "pain002":
            return [
                {"reference": ln.reference, "code": ln.reason or ln.status}
                for ln in read_pain002(data).lines
            ]
        records = read_records(data, self.layout_id._layout(self._any_codes()))
        ends = (records.header, *records.details, records.trailer)
        return [record.values for record in ends if record]

    def _any_codes(self):
        """Return the codes of the profiles that read by this layout, if there are."""
        profiles = self.env["estate.collection.profile"].search(
            [("return_layout_id", "=", self.layout_id.id)]
        )
        known = {c: what for p in profiles for c, what in p._outcomes().items()}
        return known or ANY_CODE

    def _records_table(self, rows):
        """Return the first records as a table; values are escaped."""
        body = Markup().join(
            Markup("<tr><td class='text-muted pe-3'>%s</td><td>%s</td></tr>")
            % (number, self._cells(values))
            for number, values in enumerate(rows[:RECORDS_SHOWN], 1)
        )
        more = len(rows) - RECORDS_SHOWN
        if more > 0:
            text = self.env._("… and %(count)s more.", count=more)
            body += Markup("<tr><td/><td>%s</td></tr>") % text
        return Markup("<table class='table table-sm'>%s</table>") % body

    def _cells(self, values):
        """Return the values of one record with their names."""
        return Markup("; ").join(
            Markup("<span class='text-muted'>%s</span> %s")
            % (field_label(self.env, name), value)
            for name, value in values.items()
            if value not in (None, "")
        )
