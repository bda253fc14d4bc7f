from odoo import models

from ...engine.cells import cell_date, cell_decimal, cell_text
from ...engine.unit_code import parse_unit_code, unit_code_of_parts
from ...engine.unit_grammar import number_text
from ...engine.unit_index import Reason, UnitIndex
from ..registry.estate_unit import UNIT_KINDS, UNIT_STATES

STORED = (
    "code",
    "active",
    "building_id",
    "section",
    "floor",
    "room",
    "kind",
    "state",
    "area_built",
    "area_inner",
    "date_delivery",
    "parking_spaces",
    "note",
    "payer_id",
    "owner_id",
)


class EstateImportUnits(models.AbstractModel):
    """Reads units; buildings are made from what the units say."""

    _name = "estate.import.units"
    _inherit = "estate.import.kind"
    _description = "Reader of Units"

    _kind = "units"

    def _plan(self, importer, plan):
        stored = self._stored_units(importer)
        plan.unit_index = UnitIndex(stored)
        rows = {}
        for row in plan.rows[self._kind]:
            code = self._read_code(importer, plan, row)
            vals = self._read_values(importer, plan, row)
            if code:
                self._take(plan, row, code, vals, rows)
        good = {key: read for key, read in rows.items() if not read[0].faulty}
        self._plan_buildings(importer, plan, good)
        for key, (row, code, vals) in good.items():
            self._plan_unit(importer, plan, row, code, vals, stored.get(key))
        self._index_units(plan, stored, rows)

    def _stored_units(self, importer):
        """Return {code: values} of the community's units, archived ones too."""
        domain = [("community_id", "=", importer.community_id.id)]
        units = self._stored("estate.unit", domain, STORED)
        return {vals["code"]: vals for vals in units}

    # ---- Rows -----------------------------------------------------------------

    def _read_code(self, importer, plan, row):
        """Return the unit's address from one column, or from one for each part."""
        room = self._needed(plan, row, "room", self._code)
        if room is None:
            return None
        building = self._cell(plan, row, "building", self._code) or ""
        section = self._cell(plan, row, "section", self._code) or ""
        code = unit_code_of_parts(building, section, room)
        if code is None or not (building or section):
            whole = parse_unit_code(room, importer._unit_prefixes())
            code = whole if _agree(whole, building, section) else None
        if code is None or not code.room:
            plan.fault(
                row, "room", self.env._("No code of a unit can be made of this.")
            )
            return None
        return code

    def _read_values(self, importer, plan, row):
        """Return the values of the row's cells; blank cells say nothing."""
        kinds = [kind for kind, _label in UNIT_KINDS]
        states = [state for state, _label in UNIT_STATES]
        return {
            "floor": self._read_floor(plan, row),
            "kind": self._word(importer, plan, row, "kind", kinds),
            "state": self._word(importer, plan, row, "state", states),
            "area_built": self._read_area(plan, row, "area_built"),
            "area_inner": self._read_area(plan, row, "area_inner"),
            "date_delivery": self._cell(plan, row, "date_delivery", cell_date),
            "parking_spaces": self._read_parking(importer, plan, row),
            "note": self._cell(plan, row, "note", cell_text),
        }

    def _read_floor(self, plan, row):
        """Return the floor; without such a cell the room number tells it."""
        text = self._cell(plan, row, "floor", self._code)
        if text is None:
            return None
        number = text.upper().removesuffix("层").removesuffix("F").removesuffix("楼")
        try:
            return int(number)
        except ValueError:
            plan.fault(row, "floor", self.env._("This is not a floor."))
            return None

    def _read_area(self, plan, row, key):
        """Return an area in m² with two decimals, never negative."""
        area = self._cell(plan, row, key, cell_decimal)
        if area is None:
            return None
        if area < 0:
            plan.fault(row, key, self.env._("An area cannot be negative."))
        elif round(area, 2) != area:
            plan.notice(row, key, self.env._("Rounded to two decimals."))
        return float(round(area, 2))

    def _read_parking(self, importer, plan, row):
        """Return how many spaces the unit has: a number, or yes and no.

        Lists that mark the units with a space leave the others blank, so a blank
        cell of this column means none.
        """
        if "parking" not in row.headers:
            return None
        text = self._cell(plan, row, "parking", self._code)
        if text is None:
            return 0
        if text.isdecimal() and len(text) <= 2:
            return int(text)
        word = self._word(importer, plan, row, "parking", ["yes", "no"])
        return int(word == "yes")

    def _take(self, plan, row, code, vals, rows):
        """Keep a unit's first row; one that contradicts it is a fault."""
        known = plan.unit_index.resolve_code(code)
        key = known.code if known.reason is Reason.EXACT else code.code
        first = rows.get(key)
        if first is None:
            rows[key] = (row, code, vals)
        elif first[2] == vals:
            plan.notice(row, "room", self.env._("The same as row %s.", first[0].number))
        else:
            reason = self.env._(
                "Row %(row)s describes the unit %(unit)s otherwise.",
                row=first[0].number,
                unit=key,
            )
            plan.fault(row, "room", reason)

    # ---- Records --------------------------------------------------------------

    def _plan_buildings(self, importer, plan, good):
        """Plan the buildings that the units stand in, as high as their floors."""
        domain = [("community_id", "=", importer.community_id.id)]
        stored = self._stored("estate.building", domain, ("code", "name", "floors"))
        found = {number_text(vals["code"]): vals for vals in stored}
        by_building = {}
        for row, code, vals in good.values():
            if code.building:
                by_building.setdefault(code.building, []).append((row, vals["floor"]))
        for code, rows in by_building.items():
            self._plan_building(importer, plan, code, rows, found.get(code))

    def _plan_building(self, importer, plan, code, rows, stored):
        """Plan one building; one that is known keeps its name and only grows.

        :param rows: (row, floor) of its units; a known one is told with the highest
        """
        first, highest = rows[0], max(rows, key=lambda row: row[1] or 0)
        floors = max(highest[1] or 0, 0)
        if stored:
            row, label = highest[0], stored["name"]
            vals = {"floors": max(floors, stored["floors"])}
        else:
            row = first[0]
            label = cell_text(row.cells.get("building"), code=True) or code
            vals = {
                "code": code,
                "name": label,
                "community_id": importer.community_id.id,
                "sequence": int(code) if code.isdecimal() else 10,
                "floors": floors,
            }
        plan.put("estate.building", code, vals, stored, row=row, label=label)

    def _plan_unit(self, importer, plan, row, code, vals, stored):
        """Plan one unit; an archived one is not brought back unasked."""
        if stored and not stored["active"]:
            plan.fault(row, "room", self.env._("This unit is archived here."))
            return
        vals = {name: value for name, value in vals.items() if value is not None}
        if not stored:
            vals |= {
                "community_id": importer.community_id.id,
                "section": code.section or False,
                "room": code.room,
                "floor": vals.get("floor") or _floor_of(code.room),
            }
            if code.building:
                vals["building_id"] = plan.ref("estate.building", code.building)
        key = stored["code"] if stored else code.code
        kept = plan.put("estate.unit", key, vals, stored, row=row, label=key)
        self._notice_kept(plan, row, "estate.unit", kept)

    def _index_units(self, plan, stored, rows):
        """Remember every unit that other rows may speak of."""
        plan.units = {
            code: vals for code, vals in stored.items() if vals.get("active", True)
        }
        for code, (row, _code, vals) in rows.items():
            known = plan.units.setdefault(code, {"id": None})
            if row.faulty and known["id"] is None:
                known["faulty_row"] = row.number
            elif not row.faulty:
                given = {name: v for name, v in vals.items() if v is not None}
                plan.units[code] = known | given
        plan.unit_index = UnitIndex(plan.units)


def _agree(whole, building, section):
    """Tell whether a full code names the building and section beside it, if any."""
    if whole is None or not whole.room:
        return False
    parts = unit_code_of_parts(
        building or whole.building, section or whole.section, whole.room
    )
    return parts == whole


def _floor_of(room):
    """Return the floor that a room number such as 1501 tells, else 0."""
    digits = "".join(filter(str.isdecimal, room))
    return int(digits[:-2]) if len(digits) >= 3 else 0
