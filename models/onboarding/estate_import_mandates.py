from collections import defaultdict

from odoo import models

from odoo.addons.base.models.res_bank import sanitize_account_number

from ...engine.cells import cell_date, cell_decimal
from .import_plan import Ref

STORED_MANDATE = (
    "name",
    "unit_id",
    "state",
    "date_from",
    "date_to",
    "limit_amount",
    "bank_account_id",
)


class EstateImportMandates(models.AbstractModel):
    """Reads by which mandates the bank collects from whom (R-103, R-208, R-811).

    A mandate is known by its unit and the number of its contract: read again, it is
    left as it is. What was signed cannot be changed by a file.
    """

    _name = "estate.import.mandates"
    _inherit = "estate.import.kind"
    _description = "Reader of Mandates"

    _kind = "mandates"

    def _plan(self, importer, plan):
        rows = plan.rows[self._kind]
        if not rows:
            return
        read = [self._read(importer, plan, row) for row in rows]
        self._fault_repeated(plan, read)
        accounts = self._known_accounts(importer, read)
        people = self._people_of_units(importer, plan)
        stored = self._stored_mandates(importer)
        holders = self._planned_accounts(plan)
        for vals in read:
            if not vals["row"].faulty:
                self._find_holder(importer, plan, vals, accounts, people, holders)
            if not vals["row"].faulty:
                self._plan_mandate(importer, plan, vals, accounts, stored)

    # ---- Rows -----------------------------------------------------------------

    def _read(self, importer, plan, row):
        """Return what a row says; every unreadable cell is a fault of the row."""
        written = self._needed(plan, row, "account", self._code)
        vals = {
            "row": row,
            "unit": self._resolve_unit(importer, plan, row),
            "holder": self._needed(plan, row, "holder"),
            "account": written and self._account(plan, row, "account"),
            "contract": self._needed(plan, row, "contract", self._code),
            "limit": self._read_limit(importer, plan, row),
        }
        for key in ("date_signed", "date_from", "date_to"):
            vals[key] = self._cell(plan, row, key, cell_date)
        self._check_days(plan, vals)
        return vals

    def _read_limit(self, importer, plan, row):
        """Return the limit of a deduction; nothing is no limit."""
        limit = self._cell(plan, row, "limit", cell_decimal)
        if limit is None:
            return 0.0
        digits = importer.currency_id.decimal_places
        if limit < 0 or round(limit, digits) != limit:
            reason = self.env._("A limit is an amount of money, not below zero.")
            plan.fault(row, "limit", reason)
        return float(limit)

    def _check_days(self, plan, vals):
        """A mandate needs a first day, and does not end before it."""
        row = vals["row"]
        if row.faulty:
            return
        first = vals["date_from"] or vals["date_signed"]
        if not first:
            plan.fault(row, "date_signed", self.env._("This cell may not be empty."))
        elif vals["date_to"] and vals["date_to"] < first:
            reason = self.env._("A mandate cannot end before it begins.")
            plan.fault(row, "date_to", reason)
        vals["date_from"] = first

    def _fault_repeated(self, plan, read):
        """Refuse a second row for a unit, and an account of two holders."""
        units, accounts = {}, {}
        for vals in read:
            row = vals["row"]
            if row.faulty:
                continue
            first = units.setdefault(vals["unit"], row)
            if first is not row:
                reason = self.env._(
                    "Row %s has a mandate of the same unit: one is in force at a time.",
                    first.number,
                )
                plan.fault(row, "unit", reason)
            holder, other = accounts.setdefault(vals["account"], (vals["holder"], row))
            if holder != vals["holder"]:
                reason = self.env._(
                    "Row %s has this account for somebody else.", other.number
                )
                plan.fault(row, "account", reason)

    # ---- Holder ---------------------------------------------------------------

    def _known_accounts(self, importer, read):
        """Return {account number: stored accounts with their partners' names}."""
        numbers = {sanitize_account_number(vals["account"] or "") for vals in read}
        domain = [
            ("sanitized_acc_number", "in", [n for n in numbers if n]),
            ("company_id", "in", [False, importer.company_id.id]),
        ]
        found = defaultdict(list)
        names = ("sanitized_acc_number", "partner_id")
        stored = self._stored("res.partner.bank", domain, names)
        partners = self.env["res.partner"].browse([row["partner_id"] for row in stored])
        readable = set(partners.with_user(self.env.user)._filtered_access("read").ids)
        for row, partner in zip(stored, partners, strict=True):
            hidden = partner.id not in readable
            known = row | {"name": partner.name, "hidden": hidden}
            found[row["sanitized_acc_number"]].append(known)
        return found

    def _people_of_units(self, importer, plan):
        """Return {(unit code, name): person}: stored, and of other sheets."""
        occupancies = self.env["estate.occupancy"].search(
            [("community_id", "=", importer.community_id.id)]
        )
        people = {
            (occupancy.unit_id.code, occupancy.partner_id.name): occupancy.partner_id.id
            for occupancy in occupancies
        }
        codes = {vals["id"]: code for code, vals in plan.units.items() if vals["id"]}
        planned = [key[:2] for key in plan.changes["estate.occupancy"]]
        names = self._names_of(plan, [partner for _unit, partner in planned])
        for unit, partner in planned:
            code = unit.key if isinstance(unit, Ref) else codes[unit]
            people[code, names[partner]] = partner
        return people

    def _names_of(self, plan, people):
        """Return {person: name}, also of those whom this import enters."""
        stored = [partner for partner in people if not isinstance(partner, Ref)]
        names = {p.id: p.name for p in self.env["res.partner"].browse(stored)}
        changes = plan.changes["res.partner"]
        for partner in people:
            if isinstance(partner, Ref):
                names[partner] = changes[partner.key].vals["name"]
        return names

    def _planned_accounts(self, plan):
        """Return {account number: (person, name)} of what other sheets enter."""
        keys = list(plan.changes["res.partner.bank"])
        names = self._names_of(plan, [partner for partner, _number in keys])
        return {number: (partner, names[partner]) for partner, number in keys}

    def _find_holder(self, importer, plan, vals, accounts, people, holders):
        """Find who holds the account, or enter him.

        The account tells who it is, else the unit with the name; somebody who neither
        has an account here nor lives in the unit is a new person.
        """
        row, name = vals["row"], vals["holder"]
        number = sanitize_account_number(vals["account"])
        known = accounts.get(number, [])
        own = [account for account in known if account["name"] == name]
        planned, planned_name = holders.get(number, (None, name))
        if known and not own or planned_name != name:
            reason = self.env._("This account is on file for somebody else.")
            plan.fault(row, "account", reason)
        elif own and own[0]["hidden"]:
            reason = self.env._(
                "This account is known in another community of the company: let this "
                "row be imported by someone who serves both."
            )
            plan.fault(row, "account", reason)
        elif own:
            vals["partner"] = own[0]["partner_id"]
        else:
            planned = planned or people.get((vals["unit"], name))
            vals["partner"] = planned or self._new_holder(importer, plan, vals)
            holders[number] = (vals["partner"], name)

    def _new_holder(self, importer, plan, vals):
        """Plan a person who is known by nothing but his name and account."""
        row = vals["row"]
        key = ("holder", row.sheet_id, row.number)
        person = {"name": vals["holder"], "company_id": importer.company_id.id}
        label = f"{vals['unit']} {vals['holder']}"
        plan.put("res.partner", key, person, row=row, label=label)
        return plan.ref("res.partner", key)

    # ---- Records --------------------------------------------------------------

    def _stored_mandates(self, importer):
        """Return {unit id: mandates} of the community."""
        domain = [("community_id", "=", importer.community_id.id)]
        found = defaultdict(list)
        for vals in self._stored("estate.mandate", domain, STORED_MANDATE):
            found[vals["unit_id"]].append(vals)
        return found

    def _plan_mandate(self, importer, plan, vals, accounts, stored):
        """Plan a mandate in force, unless it stands here already."""
        unit_id = plan.units[vals["unit"]]["id"]
        of_unit = stored.get(unit_id, [])
        same = [known for known in of_unit if known["name"] == vals["contract"]]
        if same:
            self._leave(plan, vals, same[0], accounts)
            return
        if self._fault_overlap(plan, vals, of_unit):
            return
        mandate = {
            "name": vals["contract"],
            "unit_id": unit_id or plan.ref("estate.unit", vals["unit"]),
            "partner_id": vals["partner"],
            "bank_account_id": self._plan_account(plan, vals, accounts),
            "limit_amount": vals["limit"],
            "date_signed": vals["date_signed"] or vals["date_from"],
            "date_from": vals["date_from"],
            "date_to": vals["date_to"] or False,
            "state": "active",
        }
        key = (vals["unit"], vals["contract"])
        plan.put("estate.mandate", key, mandate, **self._about(vals))

    def _about(self, vals):
        return {"row": vals["row"], "label": f"{vals['unit']} {vals['contract']}"}

    def _leave(self, plan, vals, known, accounts):
        """Leave a mandate that stands here; one that says otherwise is a fault."""
        row = vals["row"]
        number = sanitize_account_number(vals["account"])
        same_account = known["bank_account_id"] in [
            account["id"] for account in accounts.get(number, [])
        ]
        if not same_account:
            reason = self.env._(
                "This contract stands here with another account: end it, and enter "
                "what was signed anew."
            )
            plan.fault(row, "account", reason)
        elif known["limit_amount"] != vals["limit"]:
            reason = self.env._(
                "This contract stands here with another limit: end it, and enter what "
                "was signed anew."
            )
            plan.fault(row, "limit", reason)
        else:
            key = (vals["unit"], vals["contract"])
            plan.put("estate.mandate", key, {}, known, **self._about(vals))
            if known["state"] != "active":
                reason = self.env._("This mandate is not in force here: it is left so.")
                plan.notice(row, "contract", reason)

    def _fault_overlap(self, plan, vals, of_unit):
        """Refuse a second mandate of a unit in the same days."""
        first, last = vals["date_from"], vals["date_to"]
        for known in of_unit:
            used = known["state"] in ("active", "suspended")
            before = known["date_to"] and known["date_to"] < first
            after = last and known["date_from"] > last
            if used and not (before or after):
                reason = self.env._(
                    "The unit has mandate %s in these days: end that one first.",
                    known["name"],
                )
                plan.fault(vals["row"], "contract", reason)
                return True
        return False

    def _plan_account(self, plan, vals, accounts):
        """Return the holder's account, planned where it is not on file."""
        number = sanitize_account_number(vals["account"])
        for account in accounts.get(number, []):
            if account["partner_id"] == vals["partner"]:
                return account["id"]
        key = (vals["partner"], number)
        if key not in plan.changes["res.partner.bank"]:
            account = {
                "acc_number": vals["account"],
                "partner_id": vals["partner"],
                "allow_out_payment": False,
            }
            label = f"{vals['unit']} {vals['holder']}"
            plan.put("res.partner.bank", key, account, row=vals["row"], label=label)
        return plan.ref("res.partner.bank", key)
