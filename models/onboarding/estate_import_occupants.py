from odoo import models

from ...engine.cells import cell_date, cell_decimal, cell_phone, cell_text
from ...engine.identity import identify
from ..registry.estate_occupancy import ROLES
from ..registry.estate_vehicle import normalise_plate

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
        self._fault_repeated(plan, read)
        good = [vals for vals in read if not vals["row"].faulty]
        for vals in good:
            # A person is told with the unit: namesakes are not rare.
            vals["label"] = f"{vals['unit']} {vals['name']}"
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
            "account": self._account(plan, row, "bank_account"),
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

    def _read_plates(self, plan, row):
        """Return the plates of the vehicles, several ones separated by commas."""
        text = self._cell(plan, row, "plate", self._code) or ""
        parts = text.replace("、", ",").replace(";", ",").split(",")
        return list(filter(None, map(normalise_plate, parts)))

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
            key = vals["occupancy"] = (unit, partner, vals["role"])
            if vals.get("repeated"):
                continue
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
            about = {"row": vals["row"], "label": vals["label"]}
            kept = plan.put("estate.occupancy", key, told, found, **about)
            self._notice_kept(plan, vals["row"], "estate.occupancy", kept)
            gone = vals["date_end"] and vals["date_end"] < plan.cut_over
            if vals["role"] == "owner" and not gone:
                plan.owners[vals["unit"]] = partner

    def _plan_contacts(self, importer, plan, good):
        """Plan a contact for each telephone, in the order of the columns (R-116)."""
        domain = [("community_id", "=", importer.community_id.id)]
        names = ("occupancy_id", "phone_digits")
        stored = self._stored("estate.contact.point", domain, names)
        found = {(vals["occupancy_id"], vals["phone_digits"]): vals for vals in stored}
        imported = self._imported_contacts(plan)
        for vals in good:
            occupancy = plan.ref("estate.occupancy", vals["occupancy"])
            for sequence, phone in enumerate(vals["phones"], 1):
                key = (occupancy, self._phone_digits(phone))
                if not phone or key in plan.changes["estate.contact.point"]:
                    continue
                if key in imported and key not in found:
                    self._notice_kept(
                        plan, vals["row"], "estate.contact.point", ["phone"]
                    )
                    continue
                point = {
                    "occupancy_id": occupancy,
                    "name": vals["name"],
                    "phone": phone,
                    "sequence": sequence,
                }
                known = found.get(key)
                plan.put(
                    "estate.contact.point",
                    key,
                    {} if known else point,
                    known,
                    row=vals["row"],
                    label=vals["label"],
                )

    def _imported_contacts(self, plan):
        """Return the (occupancy id, digits) of contacts that earlier imports made.

        One that is no longer found was changed or deleted by hand, and stays so.
        """
        return {
            (vals.get("occupancy_id"), self._phone_digits(vals.get("phone")))
            for vals in plan.baselines.get("estate.contact.point", {}).values()
        }

    def _phone_digits(self, phone):
        """Return a telephone number as contacts are compared by it."""
        return self.env["res.partner"]._estate_phone_digits(phone)

    def _plan_vehicles(self, importer, plan, good):
        """Plan the vehicles; a plate of another unit is told and left."""
        domain = [("community_id", "=", importer.community_id.id)]
        names = ("plate", "unit_id", "active")
        stored = self._stored("estate.vehicle", domain, names)
        present = {vals["plate"]: vals for vals in stored if vals["active"]}
        left = {(v["plate"], v["unit_id"]): v for v in stored if not v["active"]}
        for vals in good:
            unit = plan.units[vals["unit"]]["id"] or plan.ref(
                "estate.unit", vals["unit"]
            )
            for plate in vals["plates"]:
                known = present.get(plate) or left.get((plate, unit))
                if self._may_plan_vehicle(plan, vals, plate, unit, known):
                    vehicle = {
                        "plate": plate,
                        "unit_id": unit,
                        "partner_id": plan.ref("res.partner", vals["person"].key),
                        "date_start": self._span(plan, vals)[0],
                    }
                    plan.put(
                        "estate.vehicle",
                        plate,
                        {} if known else vehicle,
                        known,
                        row=vals["row"],
                        label=f"{vals['unit']} {plate}",
                    )

    def _may_plan_vehicle(self, plan, vals, plate, unit, known):
        """Tell what is odd about a plate; no plate is moved or brought back."""
        planned = plan.changes["estate.vehicle"].get(plate)
        if known and known["unit_id"] != unit:
            reason = self.env._("This plate is registered for another unit.")
        elif planned and planned.vals and planned.vals["unit_id"] != unit:
            reason = self.env._("Another row has this plate for another unit.")
        elif known and not known["active"]:
            reason = self.env._("This vehicle has left: it is not brought back.")
        else:
            return not planned
        plan.notice(vals["row"], "plate", reason)
        return bool(known and known["unit_id"] == unit)


def _identity(cell):
    """Return the recognised number of an identity document."""
    text = cell_text(cell, code=True)
    return identify(text) if text else None
