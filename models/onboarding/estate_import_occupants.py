from odoo import models

from ...engine.cells import cell_date, cell_decimal, cell_phone, cell_text
from ...engine.identity import identify
from ..registry.estate_occupancy import ROLES

PHONES = ("phone_1", "phone_2", "phone_3")
STORED_OCCUPANCY = (
    "unit_id",
    "partner_id",
    "role",
    "date_start",
    "date_end",
    "share",
    "is_primary",
)


class EstateImportOccupants(models.AbstractModel):
    """Reads who owns, rents and lives in the units, and how to reach them."""

    _name = "estate.import.occupants"
    _inherit = "estate.import.kind"
    _description = "Reader of Occupants"

    _kind = "occupants"

    def _plan(self, importer, plan):
        rows = plan.rows[self._kind]
        if not rows:
            return
        read = [self._read(importer, plan, row) for row in rows]
        persons = self._known_persons(importer, plan, read)
        for vals in read:
            if not vals["row"].faulty:
                self._find_person(plan, persons, vals)
        stored = self._stored_occupancies(importer)
        for unit, people in self._by_unit(read).items():
            known = stored.get(plan.units[unit]["id"], {})
            self._check_unit(plan, people, known)
        good = [v for v in read if not (v["row"].faulty or v.get("repeated"))]
        self._plan_persons(importer, plan, good)
        self._plan_accounts(importer, plan, good)
        self._plan_occupancies(plan, good, stored)
        self._plan_contacts(importer, plan, good)
        self._plan_vehicles(importer, plan, good)

    # ---- Rows -----------------------------------------------------------------

    def _read(self, importer, plan, row):
        """Return what a row says; every unreadable cell is a fault of the row."""
        roles = [role for role, _label in ROLES]
        vals = {
            "row": row,
            "unit": self._resolve_unit(importer, plan, row),
            "name": self._needed(plan, row, "name"),
            "role": self._word(importer, plan, row, "role", roles) or "owner",
            "gender": self._word(importer, plan, row, "gender", ["male", "female"]),
            "number": self._cell(plan, row, "id_number", _identity),
            "phones": [self._cell(plan, row, key, cell_phone) for key in PHONES],
            "date_start": self._cell(plan, row, "date_start", cell_date),
            "date_end": self._cell(plan, row, "date_end", cell_date),
            "share": self._read_share(plan, row),
            "account": self._read_account(plan, row),
            "plates": self._read_plates(plan, row),
        }
        for key in ("email", "native_place", "household"):
            vals[key] = self._cell(plan, row, key, cell_text)
        if vals["date_end"] and not row.faulty:
            self._check_dates(plan, vals)
        return vals

    def _read_share(self, plan, row):
        """Return the owner's share in percent."""
        share = self._cell(plan, row, "share", cell_decimal)
        if share is None:
            return None
        if not 0 <= share <= 100:
            plan.fault(row, "share", self.env._("A share lies between 0 and 100 %."))
        return float(round(share, 2))

    def _read_account(self, plan, row):
        """Return a bank account number: digits, as banks print it."""
        text = self._cell(plan, row, "bank_account", self._code)
        if text is None:
            return None
        number = text.replace(" ", "").replace("-", "")
        if not (number.isalnum() and 8 <= len(number) <= 34):
            reason = self.env._("This is not an account number.")
            plan.fault(row, "bank_account", reason)
        return number

    def _read_plates(self, plan, row):
        """Return the plates of the vehicles, several ones separated by commas."""
        text = self._cell(plan, row, "plate", self._code) or ""
        parts = text.upper().replace("、", ",").replace(";", ",").split(",")
        return [part.replace(" ", "") for part in parts if part.strip()]

    def _check_dates(self, plan, vals):
        """Refuse an occupancy that ends before it begins."""
        start = vals["date_start"] or self._default_start(plan, vals["unit"])
        if start and vals["date_end"] < start:
            reason = self.env._("An occupancy cannot end before it starts.")
            plan.fault(vals["row"], "date_end", reason)

    def _default_start(self, plan, unit):
        """Return the delivery of the unit, from when its people are counted."""
        return plan.units[unit].get("date_delivery") or plan.cut_over

    # ---- Records --------------------------------------------------------------

    def _stored_occupancies(self, importer):
        """Return {unit id: {(partner id, role): values}} of the community."""
        domain = [("community_id", "=", importer.community_id.id)]
        found = {}
        rows = self._stored("estate.occupancy", domain, STORED_OCCUPANCY)
        for vals in sorted(rows, key=lambda vals: vals["date_start"]):
            people = found.setdefault(vals["unit_id"], {})
            people[vals["partner_id"], vals["role"]] = vals
        return found

    def _plan_occupancies(self, plan, good, stored):
        """Plan who occupies which unit, and remember the owners for the balances."""
        for vals in good:
            unit = plan.units[vals["unit"]]["id"] or plan.ref(
                "estate.unit", vals["unit"]
            )
            partner = plan.ref("res.partner", vals["person"].key)
            key = (unit, partner, vals["role"])
            found = stored.get(unit, {}).get(key[1:])
            told = {
                "date_start": vals["date_start"],
                "date_end": vals["date_end"],
                "share": vals["share"],
            }
            if not found:
                told |= {"unit_id": unit, "partner_id": partner, "role": vals["role"]}
                told["date_start"] = self._span(plan, vals)[0]
                told = {
                    name: value for name, value in told.items() if value is not None
                }
            vals["occupancy"] = key
            kept = plan.put("estate.occupancy", key, told, found)
            self._notice_kept(plan, vals["row"], "estate.occupancy", kept)
            gone = vals["date_end"] and vals["date_end"] < plan.cut_over
            if vals["role"] == "owner" and not gone:
                plan.owners[vals["unit"]] = partner

    def _plan_contacts(self, importer, plan, good):
        """Plan a contact for each telephone, in the order of the columns (R-116)."""
        domain = [("community_id", "=", importer.community_id.id)]
        stored = self._stored("estate.contact.point", domain, ("occupancy_id", "phone"))
        found = {(vals["occupancy_id"], vals["phone"]): vals for vals in stored}
        for vals in good:
            occupancy = plan.ref("estate.occupancy", vals["occupancy"])
            for sequence, phone in enumerate(vals["phones"], 1):
                key = (occupancy, phone)
                if phone and key in found:
                    plan.put("estate.contact.point", key, {}, found[key])
                elif phone:
                    point = {
                        "occupancy_id": occupancy,
                        "name": vals["name"],
                        "phone": phone,
                        "sequence": sequence,
                    }
                    plan.put("estate.contact.point", key, point)

    def _plan_vehicles(self, importer, plan, good):
        """Plan the vehicles; a plate of another unit is told and left."""
        domain = [
            ("community_id", "=", importer.community_id.id),
            ("active", "=", True),
        ]
        stored = self._stored("estate.vehicle", domain, ("plate", "unit_id"))
        found = {vals["plate"]: vals for vals in stored}
        for vals in good:
            unit = plan.units[vals["unit"]]["id"] or plan.ref(
                "estate.unit", vals["unit"]
            )
            for plate in vals["plates"]:
                known = found.get(plate)
                if known and known["unit_id"] != unit:
                    reason = self.env._("This plate is registered for another unit.")
                    plan.notice(vals["row"], "plate", reason)
                    continue
                vehicle = {
                    "plate": plate,
                    "unit_id": unit,
                    "partner_id": plan.ref("res.partner", vals["person"].key),
                    "date_start": self._span(plan, vals)[0],
                }
                plan.put("estate.vehicle", plate, {} if known else vehicle, known)


def _identity(cell):
    """Return the recognised number of an identity document."""
    text = cell_text(cell, code=True)
    return identify(text) if text else None
