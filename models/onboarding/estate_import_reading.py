import base64
import io
import re

import xlsxwriter

from odoo import Command, models
from odoo.exceptions import UserError

from ...engine.cells import cell_text
from ...engine.table_error import TableError
from ...engine.tabular import find_header, read_table
from ...engine.workbook import is_blank
from ..mixins.reader_words import file_reason
from .estate_import_field import KINDS
from .import_plan import Finding, ImportPlan, SourceRow

BASELINE_MODELS = (
    "estate.building",
    "estate.unit",
    "res.partner",
    "estate.occupancy",
    "estate.contact.point",
)
SAMPLE_ROWS = 20


class EstateImport(models.Model):
    """Reading: files to sheets, sheets to rows, faulty rows back to a file."""

    _inherit = "estate.import"

    def action_read(self):
        """Read the files and recognise their sheets and columns."""
        importer = self._service()
        importer._expect_state("draft")
        importer._read_files()
        return True

    # ------------------------------------------------------------
    # FILES
    # ------------------------------------------------------------

    def _workbooks(self):
        """Return {attachment: workbook}; every file that is refused is named.

        :raises UserError: with the reasons of all files that cannot be read
        """
        if not self.attachment_ids:
            raise UserError(self.env._("Attach the files to import first."))
        books, refused = {}, []
        for file in self.attachment_ids.sorted("id"):
            try:
                books[file] = read_table(file.raw or b"", file.name)
            except TableError as error:
                refused.append(f"{file.name}: {file_reason(self.env, error)}")
        if refused:
            raise UserError("\n".join(refused))
        return books

    def _read_files(self):
        """Store the sheets of the files, each recognised by its headers."""
        self._forget_sheets()
        vals_list = []
        for file, book in self._workbooks().items():
            for position, sheet in enumerate(book.sheets):
                if sheet.rows:
                    vals = self._sheet_vals(sheet)
                    vals |= {
                        "import_id": self.id,
                        "sequence": len(vals_list),
                        "attachment_id": file.id,
                        "file_name": file.name,
                        "position": position,
                    }
                    vals_list.append(vals)
        self.sheet_ids.create(vals_list)

    def _sheet_vals(self, sheet):
        """Return the values of one sheet with its columns."""
        kind, index, places = self._recognise(sheet)
        header, data = sheet.rows[index], sheet.rows[index + 1 :]
        targets = self.env["estate.import.field"].search([("kind", "=", kind)])
        by_key = {target.key: target.id for target in targets}
        keys = {place: key for key, place in places.items()}
        columns = [
            {
                "position": place,
                "header": cell_text(cell),
                "sample": self._sample(data, place),
                "field_id": by_key.get(keys.get(place), False),
            }
            for place, cell in enumerate(header.cells)
            if not is_blank(cell)
        ]
        return {
            "name": sheet.name,
            "kind": kind,
            "header_row": header.number,
            "row_count": len(data),
            "column_ids": [Command.create(vals) for vals in columns],
        }

    def _recognise(self, sheet):
        """Return (kind, index of the header row, {field: column}) of a sheet.

        The kind whose columns fit best wins; when none has all it needs, the row
        that looks most like headers is offered for mapping by hand.
        """
        best = (False, self._likely_header(sheet), {})
        required = self.env["estate.import.field"].search([("required", "=", True)])
        for kind, _label in KINDS:
            needed = required.filtered(lambda field, kind=kind: field.kind == kind)
            synonyms = self.profile_id._synonyms(kind)
            try:
                header = find_header(sheet.rows, synonyms, needed.mapped("key"))
            except TableError:
                # Not of this kind; the others are tried.
                continue
            if len(header.columns) > len(best[2]):
                best = (kind, header.row_index, header.columns)
        return best

    def _likely_header(self, sheet):
        """Return the index of the fullest of the first rows."""
        rows = sheet.rows[:SAMPLE_ROWS]
        filled = [sum(not is_blank(cell) for cell in row.cells) for row in rows]
        return filled.index(max(filled))

    def _sample(self, rows, place):
        """Return the first value of a column, to recognise it by."""
        cells = (row.cell(place) for row in rows[:SAMPLE_ROWS])
        value = next((cell for cell in cells if not is_blank(cell)), None)
        return str(value)[:40] if value is not None else False

    # ------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------

    def _read_rows(self):
        """Return a plan that holds the rows of all sheets, and nothing else yet."""
        # The files first: without them there are no sheets to speak of.
        books = self._workbooks()
        self._check_sheets()
        plan = ImportPlan(self._baselines())
        plan.cut_over = self.cut_over
        for sheet in self.sheet_ids:
            if sheet.kind:
                rows = books[sheet.attachment_id].sheets[sheet.position].rows
                plan.rows[sheet.kind] += self._source_rows(sheet, rows)
                text = sheet.remark
            else:
                text = self.env._("Sheet %s is not imported.", sheet.name)
                text = f"{text} {sheet.remark}"
            if text:
                plan.findings.append(Finding("notice", sheet.id, 0, "", "", text))
        self._notice_repeated_files(plan)
        return plan

    def _check_sheets(self):
        """Refuse to plan while a sheet lacks a column that it needs."""
        used = self.sheet_ids.filtered("kind")
        lacking = used.filtered("is_blocked") if used else self.sheet_ids
        reasons = [f"{sheet.name}: {sheet.remark}" for sheet in lacking]
        if not used:
            title = self.env._(
                "No sheet was recognised. Say what each sheet holds and map its "
                "columns."
            )
            reasons.insert(0, title)
        if reasons:
            raise UserError("\n".join(reasons))

    def _source_rows(self, sheet, rows):
        """Return the rows below the header whose mapped cells are not all blank."""
        columns = sheet._targets()
        headers = {column.field_id.key: column.header for column in columns.values()}
        keys = {place: column.field_id.key for place, column in columns.items()}
        found = []
        for row in rows:
            cells = {key: row.cell(place) for place, key in keys.items()}
            if row.number > sheet.header_row and not all(map(is_blank, cells.values())):
                found.append(
                    SourceRow(
                        kind=sheet.kind,
                        sheet_id=sheet.id,
                        number=row.number,
                        cells=cells,
                        headers=headers,
                        raw=row.cells,
                    )
                )
        return found

    def _notice_repeated_files(self, plan):
        """Tell which of the files were imported before."""
        domain = [
            ("community_id", "=", self.community_id.id),
            ("state", "=", "done"),
            ("id", "!=", self.id),
        ]
        earlier = self.search(domain)
        names = {file.checksum: i.name for i in earlier for file in i.attachment_ids}
        for file in self.attachment_ids:
            if file.checksum in names:
                text = self.env._(
                    "%(file)s was imported before, as %(number)s.",
                    file=file.name,
                    number=names[file.checksum],
                )
                plan.findings.append(Finding("notice", None, 0, "", "", text))

    def _baselines(self):
        """Return what earlier imports of the community wrote: {model: {id: values}}."""
        records = self.env["estate.import.record"].search_fetch(
            [
                ("community_id", "=", self.community_id.id),
                ("res_model", "in", BASELINE_MODELS),
            ],
            ["res_model", "res_id", "values"],
            order="id",
        )
        baselines = {model: {} for model in BASELINE_MODELS}
        for record in records:
            known = baselines[record.res_model].setdefault(record.res_id, {})
            known.update(record.values)
        return baselines

    # ------------------------------------------------------------
    # FAULTY ROWS
    # ------------------------------------------------------------

    def _store_bad_rows(self, plan):
        """Keep the faulty rows with their reasons as a workbook to correct."""
        if not plan.bad_rows:
            self.write({"bad_rows_file": False, "bad_rows_name": False})
            return
        data = self._bad_rows_workbook(plan)
        name = self.env._("%s faulty rows.xlsx", self.name.replace("/", "-"))
        self.write({"bad_rows_file": base64.b64encode(data), "bad_rows_name": name})

    def _bad_rows_workbook(self, plan):
        """Return a workbook of the faulty rows, sheet by sheet, under their headers."""
        stream = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "yyyy-mm-dd",
            # Dates of a workbook carry no zone; one that does is written without.
            "remove_timezone": True,
        }
        with xlsxwriter.Workbook(stream, options) as book:
            for number, sheet in enumerate(self.sheet_ids, 1):
                rows = [row for row in plan.bad_rows if row.sheet_id == sheet.id]
                if rows:
                    page = book.add_worksheet(_sheet_name(sheet.name, number))
                    self._write_bad_rows(page, sheet, rows, plan)
        return stream.getvalue()

    def _write_bad_rows(self, page, sheet, rows, plan):
        """Write one sheet: the original cells, then row number and reasons."""
        width = max(len(row.raw) for row in rows)
        width = max([width, *(column.position + 1 for column in sheet.column_ids)])
        for column in sheet.column_ids:
            page.write_string(0, column.position, column.header)
        page.write(0, width, self.env._("Row in the File"))
        page.write(0, width + 1, self.env._("Reasons"))
        reasons = self._reasons(plan)
        for line, row in enumerate(rows, 1):
            for place, cell in enumerate(row.raw):
                _write_cell(page, line, place, cell)
            page.write(line, width, row.number)
            text = "; ".join(reasons[row.sheet_id, row.number])
            page.write_string(line, width + 1, text)

    def _reasons(self, plan):
        """Return {(sheet, row): reasons} of the faulty rows."""
        reasons = {}
        for finding in plan.findings:
            if finding.level == "error":
                text = f"{finding.column}: {finding.reason}".removeprefix(": ")
                reasons.setdefault((finding.sheet_id, finding.row), []).append(text)
        return reasons


def _write_cell(page, line, place, cell):
    """Write a cell as it was: text stays text, whatever it begins with."""
    write = page.write_string if isinstance(cell, str) else page.write
    write(line, place, cell)


def _sheet_name(name, number):
    """Return a name that a workbook accepts, unique by its number."""
    clean = re.sub(r"[\[\]:*?/\\']", " ", name or "").strip()
    return f"{number} {clean}"[:31].strip()
