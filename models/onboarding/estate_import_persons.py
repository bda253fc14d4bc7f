from odoo import models

from odoo.addons.base.models.res_bank import sanitize_account_number

from ...engine.cells import cell_phone
from ...engine.identity import IdKind
from .person_index import Person, PersonIndex

ID_TYPES = {
    IdKind.RESIDENT: "resident_id",
    IdKind.RESIDENT_OLD: "resident_id",
    IdKind.CREDIT_CODE: "business_licence",
    IdKind.HK_MACAO_PERMIT: "permit",
    IdKind.TAIWAN_PERMIT: "permit",
    IdKind.PASSPORT: "passport",
    IdKind.OTHER: "other",
}
# The column that a partner's value was read from.
COLUMNS = {
    "phone": "phone_1",
    "email": "email",
    "estate_gender": "gender",
    "estate_native_place": "native_place",
    "estate_household_registration": "household",
}
STORED_PERSON = (
    "name",
    "phone",
    "email",
    "estate_id_type",
    "estate_id_number",
    "estate_gender",
    "estate_native_place",
    "estate_household_registration",
)


class EstateImportOccupants(models.AbstractModel):
    """Persons: who is meant by a row, and what the file says of him."""

    _inherit = "estate.import.occupants"

    # ---- Whom a row means -----------------------------------------------------

    def _known_persons(self, importer, plan, read):
        """Return the index of the stored persons whom the rows may mean."""
        persons = PersonIndex()
        homes = self._homes(importer)
        found = self._stored(
            "res.partner", self._person_domain(importer, read), STORED_PERSON
        )
        readable = self._readable_ids([stored["id"] for stored in found])
        for stored in found:
            number = stored["estate_id_number"] or None
            person = Person(("id", stored["id"]), stored["name"], number, stored)
            person.hidden = stored["id"] not in readable
            if person.hidden:
                # Known by his number alone, so that he is not entered twice.
                persons.add(person)
            else:
                persons.add(person, _phone_of(stored), homes.get(stored["id"], ()))
        return persons

    def _readable_ids(self, partner_ids):
        """Return the persons whom the importing user may know without this import."""
        partners = self.env["res.partner"].browse(partner_ids)
        return set(partners.with_user(self.env.user)._filtered_access("read").ids)

    def _person_domain(self, importer, read):
        """Return the domain of persons with a number or a name of the file."""
        numbers = [vals["number"].number for vals in read if vals["number"]]
        names = [vals["name"] for vals in read if vals["name"]]
        return [
            ("company_id", "in", [False, importer.company_id.id]),
            "|",
            ("estate_id_number", "in", numbers),
            ("name", "in", names),
        ]

    def _homes(self, importer):
        """Return {partner id: codes of the units that he occupies}."""
        homes = {}
        domain = [("community_id", "=", importer.community_id.id)]
        groups = self.env["estate.occupancy"]._read_group(
            domain, ["partner_id"], ["unit_id:recordset"]
        )
        for partner, units in groups:
            homes[partner.id] = units.mapped("code")
        return homes

    def _find_person(self, plan, persons, vals):
        """Find or enter the person of a row; a number with two names is a fault."""
        row, name = vals["row"], vals["name"]
        number = vals["number"].number if vals["number"] else None
        phone = vals["phones"][0]
        person = persons.find(name, number, phone, vals["unit"])
        if person is None:
            person = Person(("row", row.sheet_id, row.number), name, number)
            persons.add(person, phone, [vals["unit"]])
        elif person.hidden:
            reason = self.env._(
                "This number is known in another community of the company: let this "
                "row be imported by someone who serves both."
            )
            plan.fault(row, "id_number", reason)
        elif person.name != name:
            reason = self.env._(
                "This number belongs to another name already: %s.", person.name
            )
            plan.fault(row, "id_number", reason)
        else:
            person.id_number = person.id_number or number
            persons.learn(person, phone, [vals["unit"]])
        vals["person"] = person

    # ---- Records --------------------------------------------------------------

    def _plan_persons(self, importer, plan, good):
        """Plan each person once; where his rows differ the first one counts."""
        for vals in good:
            person = vals["person"]
            person.row = person.row or vals["row"]
            person.label = person.label or vals["label"]
            for name, value in self._person_vals(vals).items():
                self._merge(plan, vals["row"], person, name, value)
        for person in dict.fromkeys(vals["person"] for vals in good):
            if not person.stored:
                person.vals["company_id"] = importer.company_id.id
            kept = plan.put(
                "res.partner",
                person.key,
                person.vals,
                person.stored,
                row=person.row,
                label=person.label,
            )
            self._notice_kept(plan, person.row, "res.partner", kept)

    def _merge(self, plan, row, person, name, value):
        """Add what a row says of a person, unless another row said otherwise."""
        if value in (None, False, ""):
            return
        first = person.vals.setdefault(name, value)
        if first != value:
            label = self.env["res.partner"]._fields[name]._description_string(self.env)
            plan.notice(
                row,
                COLUMNS.get(name),
                self.env._(
                    "%(field)s of this person differs from row %(row)s, which counts.",
                    field=label,
                    row=person.row.number,
                ),
            )

    def _person_vals(self, vals):
        """Return the partner's values that a row tells."""
        told = {
            "name": vals["name"],
            "phone": next(filter(None, vals["phones"]), None),
            "email": vals["email"],
            "estate_gender": vals["gender"],
            "estate_native_place": vals["native_place"],
            "estate_household_registration": vals["household"],
        }
        if vals["number"]:
            told["estate_id_type"] = ID_TYPES[vals["number"].kind]
            told["estate_id_number"] = vals["number"].number
        return told

    def _plan_accounts(self, importer, plan, good):
        """Plan the bank accounts, kept for mandates and never trusted unasked."""
        numbers = {vals["account"] for vals in good if vals["account"]}
        domain = [("acc_number", "in", list(numbers))]
        names = ("sanitized_acc_number", "partner_id")
        stored = self._stored("res.partner.bank", domain, names)
        found = {
            (vals["partner_id"], vals["sanitized_acc_number"]): vals for vals in stored
        }
        for vals in good:
            partner = plan.ref("res.partner", vals["person"].key)
            if vals["account"]:
                key = (partner, sanitize_account_number(vals["account"]))
                account = {
                    "acc_number": vals["account"],
                    "partner_id": partner,
                    "allow_out_payment": False,
                }
                plan.put(
                    "res.partner.bank",
                    key,
                    {} if key in found else account,
                    found.get(key),
                    row=vals["row"],
                    label=vals["label"],
                )


def _phone_of(stored):
    """Return a stored person's telephone in the readers' spelling."""
    try:
        return cell_phone(stored["phone"] or None)
    except ValueError:
        # Typed by hand in a form that no file would have: compared as it stands.
        return stored["phone"]
