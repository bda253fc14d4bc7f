from odoo import api, fields, models

from ...engine.table_error import TableError
from ...engine.tabular import Header, find_header
from ...engine.workbook import Row
from .estate_import_field import KINDS

HEADERS_SHOWN = 3


class EstateImportSheet(models.Model):
    """One sheet of one attached file, recognised by its headers, not by its name."""

    _name = "estate.import.sheet"
    _description = "Imported Sheet"
    _order = "import_id, sequence, id"

    import_id = fields.Many2one(
        "estate.import", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="import_id.company_id", store=True, index=True)
    community_id = fields.Many2one(
        related="import_id.community_id", store=True, index=True
    )
    sequence = fields.Integer()
    attachment_id = fields.Many2one(
        "ir.attachment", required=True, index=True, ondelete="cascade"
    )
    file_name = fields.Char("File", readonly=True)
    name = fields.Char("Sheet", readonly=True)
    position = fields.Integer(readonly=True, help="Place of the sheet in its file.")
    kind = fields.Selection(KINDS, "Holds", help="Empty: the sheet is not imported.")
    header_row = fields.Integer(readonly=True, help="Row number of the headers.")
    row_count = fields.Integer("Rows", readonly=True)
    bad_count = fields.Integer("Faulty Rows", readonly=True)
    column_ids = fields.One2many("estate.import.column", "sheet_id", "Columns")
    remark = fields.Char(
        compute="_compute_remark",
        help="Why the sheet cannot be imported as it is, or what of it is not read.",
    )
    is_blocked = fields.Boolean("Cannot Be Imported", compute="_compute_remark")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        self.import_id._check_open()

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends(
        "kind", "column_ids.field_id", "import_id.profile_id.line_ids.synonyms"
    )
    def _compute_remark(self):
        required = self.env["estate.import.field"].search([("required", "=", True)])
        for sheet in self:
            hindrance = sheet._hindrance(required)
            sheet.is_blocked = bool(hindrance)
            sheet.remark = hindrance or sheet._repeated_note()

    def _hindrance(self, required):
        """Say what stands in the way of importing this sheet, if anything does."""
        if not self.kind:
            return self._unrecognised(required)
        missing = required.filtered(lambda field: field.kind == self.kind)
        missing -= self.column_ids.field_id
        if missing:
            return self.env._(
                "No column for %s: add it to the file, or choose it among the columns.",
                self._named(missing),
            )
        if doubled := self._doubled_field():
            return self.env._("Two columns for: %s.", doubled.name)
        return False

    def _unrecognised(self, required):
        """Say why the sheet is none of the known kinds: what the nearest one needs."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        found = {kind: self._header(kind).columns for kind in labels}
        kind = max(found, key=lambda kind: len(found[kind]))
        missing = required.filtered(
            lambda field: field.kind == kind and field.key not in found[kind]
        )
        if not (found[kind] and missing):
            return self.env._("Not recognised: say what it holds, or leave it out.")
        return self.env._(
            "Not recognised: for %(kind)s, the column %(columns)s is missing. Say what "
            "it holds, or leave it out.",
            kind=labels[kind],
            columns=self._named(missing),
        )

    def _named(self, targets):
        """Return the names of columns with headers by which they are known."""
        names = []
        for target in targets:
            known = self.import_id.profile_id._synonyms(target.kind)
            headers = [h for h in known.get(target.key, []) if h != target.name]
            names.append(f"{target.name} ({' / '.join(headers[:HEADERS_SHOWN])})")
        return ", ".join(names).replace(" ()", "")

    def _doubled_field(self):
        """Return a field that two columns claim to hold."""
        seen = self.env["estate.import.field"]
        for column in self.column_ids.filtered("field_id"):
            if column.field_id in seen:
                return column.field_id
            seen |= column.field_id
        return seen.browse()

    def _repeated_note(self):
        """Say which columns are not read since another one bears their name."""
        header, columns = self._header(self.kind), self.column_ids
        left = [
            columns[place].header
            for key, places in header.repeated.items()
            if columns[header.columns[key]].field_id
            for place in places
            if not columns[place].field_id
        ]
        if not left:
            return False
        return self.env._(
            "Several columns have one of these names, only the first is read: %s.",
            ", ".join(dict.fromkeys(left)),
        )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        """Map the columns anew of a sheet that is said to hold something else."""
        self.import_id._check_open()
        changed = self.filtered(
            lambda sheet: sheet.kind != vals.get("kind", sheet.kind)
        )
        result = super().write(vals)
        changed._map_columns()
        changed.import_id._plan_anew()
        return result

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _map_columns(self):
        """Give each column the field that the profile knows its header for."""
        for sheet in self:
            columns = sheet._header(sheet.kind).columns
            sheet._set_fields({place: key for key, place in columns.items()})

    def _header(self, kind):
        """Return what the profile knows of the headers; places are among the columns.

        Nothing is known among them when the user maps the columns by hand.
        """
        headers = Row(1, tuple(self.column_ids.mapped("header")))
        try:
            return find_header([headers], self.import_id.profile_id._synonyms(kind))
        except TableError:
            return Header(0, {}, {})

    def _set_fields(self, keys):
        """Write the field of each column by its place among the columns."""
        targets = self.env["estate.import.field"].search([("kind", "=", self.kind)])
        by_key = {target.key: target for target in targets}
        for place, column in enumerate(self.column_ids):
            column.field_id = by_key.get(keys.get(place))

    def _targets(self):
        """Return {place in the file's row: column} of the mapped columns."""
        return {
            column.position: column for column in self.column_ids if column.field_id
        }


class EstateImportColumn(models.Model):
    """A column of a sheet and what it holds; the user corrects it here."""

    _name = "estate.import.column"
    _description = "Imported Column"
    _order = "sheet_id, position, id"

    sheet_id = fields.Many2one(
        "estate.import.sheet", required=True, index=True, ondelete="cascade"
    )
    import_id = fields.Many2one(related="sheet_id.import_id", store=True, index=True)
    company_id = fields.Many2one(related="sheet_id.company_id", store=True, index=True)
    community_id = fields.Many2one(
        related="sheet_id.community_id", store=True, index=True
    )
    sheet_name = fields.Char(related="sheet_id.name", string="Sheet Name")
    kind = fields.Selection(related="sheet_id.kind", string="Sheet Holds")
    position = fields.Integer(readonly=True)
    header = fields.Char("Column", readonly=True)
    sample = fields.Char("Example", readonly=True)
    field_id = fields.Many2one(
        "estate.import.field",
        "Holds",
        domain="[('kind', '=', kind)]",
        ondelete="restrict",
        help="Empty: the column is not imported.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        self.import_id._check_open()

    def write(self, vals):
        self.import_id._check_open()
        self.import_id._plan_anew()
        return super().write(vals)
