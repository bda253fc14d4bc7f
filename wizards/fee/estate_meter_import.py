import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ...engine.cells import cell_decimal, cell_text
from ...engine.table_error import TableError
from ...engine.tabular import find_header, read_table
from ...models.fee.estate_meter_reading import SHOWN_FAULTS
from ...models.mixins.reader_words import file_reason, reason

COLUMNS = {
    "serial": ("表号", "表编号", "电表号", "水表号", "serial", "serial no", "meter"),
    "unit": ("房号", "房间号", "房屋编号", "单元房号", "unit", "room"),
    "value": ("本次读数", "本期读数", "读数", "止码", "本期止码", "reading"),
    "note": ("备注", "说明", "note", "remark"),
}
"""Names under which the columns are known, Chinese and English."""


class EstateMeterImport(models.TransientModel):
    """Readings of a round from a file: all of them, or none and every fault named."""

    _name = "estate.meter.import"
    _description = "Import Meter Readings"

    round_id = fields.Many2one(
        "estate.meter.round", required=True, readonly=True, ondelete="cascade"
    )
    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()

    def action_import(self):
        """Enter what the file says; readings that are the same already stay."""
        self.ensure_one()
        rows = self._rows()
        values, faults = {}, []
        index = self._index()
        for number, cells in rows:
            self._take(number, cells, index, values, faults)
        if faults:
            more = len(faults) - SHOWN_FAULTS
            shown = faults[:SHOWN_FAULTS]
            if more > 0:
                shown.append(self.env._("… and %(count)s more.", count=more))
            raise UserError("\n".join(shown))
        changed = {
            reading: vals
            for reading, vals in values.items()
            if reading.state == "todo" or reading.value != vals["value"]
        }
        readings = self.env["estate.meter.reading"].browse(
            [reading.id for reading in changed]
        )
        readings._enter(changed)
        return self._told(len(readings), len(values) - len(readings))

    def _told(self, entered, known):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(entered)s readings entered, %(known)s were known already.",
                    entered=entered,
                    known=known,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _rows(self):
        """Row number and ``{column: cell}`` of the data rows.

        :raises UserError: when the file, or its header, cannot be read
        """
        try:
            book = read_table(base64.b64decode(self.file), self.file_name or "")
        except TableError as error:
            raise UserError(file_reason(self.env, error)) from error
        for sheet in book.sheets:
            try:
                header = find_header(sheet.rows, COLUMNS)
            except TableError:
                # A sheet without such columns is another one of the workbook.
                continue
            places = header.columns
            if "value" in places and {"serial", "unit"} & places.keys():
                return [
                    (
                        row.number,
                        {name: row.cell(place) for name, place in places.items()},
                    )
                    for row in sheet.rows[header.row_index + 1 :]
                ]
        raise UserError(
            self.env._(
                "The file needs a column of readings and one of serial numbers or of "
                "units: 表号, 房号, 本次读数."
            )
        )

    def _take(self, number, cells, index, values, faults):
        """Add what one row says to ``values``, or why it cannot be to ``faults``."""
        where = self.env._("Row %(row)s", row=number)
        try:
            value = cell_decimal(cells.get("value"))
        except ValueError as error:
            faults.append(f"{where}: {reason(self.env, error.args[0])}")
            return
        if value is None:
            return
        reading, fault = self._reading_of(cells, index)
        if not fault and reading in values:
            fault = self.env._("this meter stands in the file twice")
        if fault:
            faults.append(f"{where}: {fault}")
            return
        note = cell_text(cells.get("note"))
        values[reading] = {"value": float(value), "kind": "regular"}
        if note:
            values[reading]["note"] = note

    def _reading_of(self, cells, index):
        """The reading of the round that a row is about, and why there is none."""
        by_serial, by_unit = index
        serial = cell_text(cells.get("serial"), code=True)
        unit = cell_text(cells.get("unit"), code=True)
        found = by_serial.get(serial) if serial else by_unit.get(unit or "")
        if not found:
            return None, self.env._(
                "no meter %(what)s is to be read in this round",
                what=serial or unit or "",
            )
        if len(found) > 1:
            return None, self.env._(
                "%(what)s has %(count)s meters: name the serial number",
                what=unit,
                count=len(found),
            )
        return found, ""

    def _index(self):
        """Readings of the round by serial number and by code of the unit."""
        by_serial, by_unit = {}, {}
        empty = self.env["estate.meter.reading"]
        for reading in self.round_id.reading_ids:
            if reading.state == "checked":
                continue
            serial, unit = reading.meter_id.serial, reading.unit_id.code
            by_serial[serial] = by_serial.get(serial, empty) | reading
            if unit:
                by_unit[unit] = by_unit.get(unit, empty) | reading
        return by_serial, by_unit
