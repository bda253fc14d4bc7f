from collections import OrderedDict

from odoo.addons.web.controllers.export import CSVExport, ExcelExport

from ...engine.cells import safe_cell

FORMULAS = ("=", "{=")
"""How text begins that the writer of workbooks would write as a formula."""


class EstateCSVExport(CSVExport):
    """Lists as CSV: what a payer wrote in his remark runs in nobody's spreadsheet.

    Core guards ``=``, ``+`` and ``-``; spreadsheets also take ``@``, a blank before
    these, and their full-width forms.
    """

    def from_data(self, fields, columns_headers, rows):
        """Export rows with text that no spreadsheet takes for a formula."""
        headers = [safe_cell(header) for header in columns_headers]
        safe_rows = [[safe_cell(value) for value in row] for row in rows]
        return super().from_data(fields, headers, safe_rows)


class EstateExcelExport(ExcelExport):
    """Lists as workbooks: core writes text that begins with ``=`` as a live formula.

    Such text gets the apostrophe that core gives it in CSV. The writer's own option
    would let ``{=…}`` through. All else is a text cell and no formula in a workbook:
    a phone number keeps its ``+``.
    """

    def from_data(self, fields, columns_headers, rows):
        """Export rows, formulas as text."""
        headers = [_as_text(header) for header in columns_headers]
        return super().from_data(fields, headers, _rows_as_text(rows))

    def from_group_data(self, fields, columns_headers, groups):
        """Export groups with their rows, formulas as text, in names of groups too."""
        headers = [_as_text(header) for header in columns_headers]
        _disarm_group(groups)
        return super().from_group_data(fields, headers, groups)


def _disarm_group(group):
    """Make text of the formulas in a group made for this export."""
    group.data = _rows_as_text(group.data)
    group.children = OrderedDict(
        (_name_as_text(name), child) for name, child in group.children.items()
    )
    for child in group.children.values():
        _disarm_group(child)


def _name_as_text(name):
    """A group's name: text, or (id, name) of a record."""
    if isinstance(name, tuple):
        return tuple(_as_text(part) for part in name)
    return _as_text(name)


def _rows_as_text(rows):
    return [[_as_text(value) for value in row] for row in rows]


def _as_text(value):
    if isinstance(value, str) and value.startswith(FORMULAS):
        return "'" + value
    return value
