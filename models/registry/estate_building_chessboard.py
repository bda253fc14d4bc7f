import re

from odoo import api, models

BUILT_KINDS = ("home", "shop", "office")


def _natural(text):
    """Sort ``2`` before ``10``, numbers before letters."""
    parts = re.findall(r"\d+|\D+", text)
    return [(0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts]


def _column(unit):
    """Return the place of a unit on its floor: the room without the floor."""
    floor = str(unit.floor)
    if unit.room.startswith(floor) and len(unit.room) > len(floor):
        return unit.room[len(floor) :]
    return unit.room


class EstateBuilding(models.Model):
    """The building as a chessboard: floors by rooms, one board for each section."""

    _inherit = "estate.building"

    @api.readonly
    def get_chessboard(self):
        """Return the board of this building, read with the rights of the user.

        ``sections`` are in the order of their codes; each has its ``columns`` and
        ``floors`` (highest first), a floor has one list of cells for each column.
        Two units of one place share it. What stands on no floor plan (parking spaces,
        store rooms) is listed in ``others``.
        """
        self.ensure_one()
        self.check_access("read")
        units = self.env["estate.unit"].search_fetch(
            [("building_id", "=", self.id)],
            ["code", "section", "floor", "room", "kind", "state", "owner_id"],
        )
        values = self._chessboard_unit_values(units)
        built = units.filtered(lambda unit: unit.kind in BUILT_KINDS)
        sections = built.grouped(lambda unit: unit.section or "")
        return {
            "building": {"id": self.id, "name": self.display_name},
            "currency_id": self.company_id.currency_id.id,
            "arrears_alert_months": self.company_id.estate_arrears_months_alert,
            "shows_arrears": self._chessboard_shows_arrears(),
            "states": self._chessboard_states(units),
            "sections": [
                self._chessboard_section(section, sections[section], values)
                for section in sorted(sections, key=_natural)
            ],
            "others": [values[unit.id] for unit in units - built],
            "unit_count": len(units),
        }

    @api.model
    def _chessboard_shows_arrears(self):
        """Debts are no business of who does not work with fees (R-116)."""
        return self.env.user.has_group("estate_service.group_estate_fee_reader")

    @api.model
    def _chessboard_unit_values(self, units):
        """Return what a cell shows, by id of the unit. Rooms add keys or fill them."""
        return {
            unit.id: {
                "id": unit.id,
                "code": unit.code,
                "room": unit.room,
                "kind": unit.kind,
                "state": unit.state,
                "owner": unit.owner_id.name or "",
                "arrears": 0.0,
                "arrears_months": 0,
            }
            for unit in units
        }

    @api.model
    def _chessboard_states(self, units):
        """Return the legend: each state with its label and number of units."""
        labels = (
            self.env["estate.unit"]._fields["state"]._description_selection(self.env)
        )
        by_state = units.grouped("state")
        return [
            {"value": state, "label": label, "count": len(by_state.get(state, ()))}
            for state, label in labels
        ]

    @api.model
    def _chessboard_section(self, section, units, values):
        columns = sorted({_column(unit) for unit in units}, key=_natural)
        floors = []
        for floor, on_floor in sorted(
            units.grouped("floor").items(), key=lambda item: -item[0]
        ):
            cells = {column: [] for column in columns}
            for unit in on_floor:
                cells[_column(unit)].append(values[unit.id])
            floors.append({"floor": floor, "cells": list(cells.values())})
        return {
            "name": section,
            "columns": columns,
            "floors": floors,
            "unit_count": len(units),
        }
