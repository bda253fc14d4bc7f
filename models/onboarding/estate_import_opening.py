from odoo import models

from ...engine.cells import cell_decimal, cell_month, cell_text
from ...engine.money import decimal_of
from .estate_import_profile import header_key
from .estate_import_result import OPENING_KINDS
from .import_plan import Total, fingerprint, first_day

ITEM_KINDS = {"arrears": "own", "deposit": "deposit", "prepay": "own"}


class EstateImportOpening(models.AbstractModel):
    """Reads what is owed, prepaid and deposited at the cut-over."""

    _name = "estate.import.opening"
    _inherit = "estate.import.kind"
    _description = "Reader of Opening Balances"

    _kind = "opening"

    def _plan(self, importer, plan):
        rows = plan.rows[self._kind]
        if not rows:
            return
        importer._check_accounts()
        items = self._items(importer)
        stored = self._stored_balances(importer)
        seen = {}
        for row in rows:
            vals = self._read(importer, plan, row, items)
            self._check_once(plan, vals, seen)
            self._count(plan, vals)
            if not row.faulty:
                self._plan_balance(importer, plan, vals, stored)

    # ---- Stored ---------------------------------------------------------------

    def _items(self, importer):
        """Return {name or code as it is compared: id} of the company's fee items."""
        domain = [("company_id", "=", importer.company_id.id)]
        found = {}
        for item in self._stored("estate.fee.item", domain, ("name", "code")):
            found.setdefault(header_key(item["code"]), item["id"])
            found[header_key(item["name"])] = item["id"]
        return found

    def _stored_balances(self, importer):
        """Return {fingerprint: record} of the balances that earlier imports posted."""
        records = self.env["estate.import.record"].search(
            [
                ("community_id", "=", importer.community_id.id),
                ("fingerprint", "!=", False),
            ]
        )
        lines = self.env["account.move.line"].browse(records.mapped("res_id"))
        lines.fetch(["amount_residual", "balance", "parent_state"])
        return {record.fingerprint: record for record in records}

    # ---- Rows -----------------------------------------------------------------

    def _read(self, importer, plan, row, items):
        """Return what a row says; every unreadable cell is a fault of the row."""
        kinds = [kind for kind, _label in OPENING_KINDS]
        needed = self._needed(plan, row, "kind")
        kind = needed and self._word(importer, plan, row, "kind", kinds)
        vals = {
            "row": row,
            "unit": self._resolve_unit(importer, plan, row),
            "kind": kind,
            "month": self._read_month(plan, row, kind),
            "amount": self._read_amount(importer, plan, row),
        }
        vals["item"] = self._read_item(importer, plan, row, kind, items)
        if vals["unit"] and not self._payer(plan, vals["unit"]):
            reason = self.env._("The unit has no owner whose balance this could be.")
            plan.fault(row, "unit", reason)
        return vals

    def _read_month(self, plan, row, kind):
        """Return the month of an arrear, before the cut-over."""
        if kind != "arrears":
            return self._cell(plan, row, "period", cell_month)
        month = self._needed(plan, row, "period", cell_month)
        if month and first_day(month) >= plan.cut_over:
            reason = self.env._("From the cut-over on, months are billed here.")
            plan.fault(row, "period", reason)
        return month

    def _read_amount(self, importer, plan, row):
        """Return a payable amount; what is owed or held is never negative."""
        amount = self._needed(plan, row, "amount", cell_decimal)
        if amount is None:
            return None
        digits = importer.currency_id.decimal_places
        if amount < 0:
            plan.fault(row, "amount", self.env._("The amount cannot be negative."))
        elif round(amount, digits) != amount:
            reason = self.env._("The amount has more than %s decimals.", digits)
            plan.fault(row, "amount", reason)
        return round(amount, digits)

    def _read_item(self, importer, plan, row, kind, items):
        """Return the fee item, an id or the reference of one to be made."""
        if kind == "arrears":
            text = self._needed(plan, row, "item")
        else:
            text = self._cell(plan, row, "item", self._code)
        if not text or not kind:
            return None
        key = header_key(text)
        if key in items:
            return items[key]
        if not importer.create_items:
            reason = self.env._("There is no such fee item: create it first.")
            plan.fault(row, "item", reason)
            return None
        return self._plan_item(importer, plan, row, kind, key, text)

    def _plan_item(self, importer, plan, row, kind, key, text):
        """Plan a fee item without price, for balances of fees no longer charged."""
        if key not in plan.changes["estate.fee.item"]:
            plan.notice(
                row, "item", self.env._("There is no such fee item: it is created.")
            )
            item = {
                "name": text,
                "code": text,
                "kind": ITEM_KINDS[kind],
                "basis": "fixed",
                "company_id": importer.company_id.id,
            }
            plan.put("estate.fee.item", key, item, row=row, label=text)
        return plan.ref("estate.fee.item", key)

    def _payer(self, plan, unit):
        """Return whose balance it is: who pays for the unit, else its owner."""
        known = plan.units[unit]
        payer = known.get("payer_id") or known.get("owner_id")
        return payer or plan.owners.get(unit)

    def _check_once(self, plan, vals, seen):
        """Refuse a second row for the same unit, kind, item and month."""
        row = vals["row"]
        if row.faulty:
            return
        key = (vals["unit"], vals["kind"], vals["item"], vals["month"])
        first = seen.setdefault(key, row)
        if first is not row:
            reason = self.env._(
                "Row %s has a balance of the same unit, item and month: add them up "
                "in one row.",
                first.number,
            )
            plan.fault(row, "unit", reason)

    def _count(self, plan, vals):
        """Add the row to the control total of its kind."""
        if vals["kind"] and vals["amount"] is not None:
            total = plan.totals.setdefault(vals["kind"], Total())
            total.rows += 1
            total.file_amount += vals["amount"]
            if vals["row"].faulty:
                total.bad_amount += vals["amount"]

    # ---- Records --------------------------------------------------------------

    def _plan_balance(self, importer, plan, vals, stored):
        """Plan one item of the ledger; a changed amount replaces the posted one."""
        unit_id = plan.units[vals["unit"]]["id"]
        key = (vals["unit"], vals["kind"], vals["item"], vals["month"])
        balance = {
            "unit": unit_id or plan.ref("estate.unit", vals["unit"]),
            "unit_code": vals["unit"],
            "kind": vals["kind"],
            "item": vals["item"] or False,
            "month": vals["month"] or False,
            "amount": float(vals["amount"]),
            "partner": self._payer(plan, vals["unit"]),
        }
        record = stored.get(fingerprint(balance)) if unit_id else None
        if record is not None:
            self._plan_again(plan, vals, key, balance, record)
        elif vals["amount"]:
            about = {"row": vals["row"], "label": _label(vals)}
            plan.put("account.move.line", key, balance, **about)
            plan.totals[vals["kind"]].new_amount += vals["amount"]

    def _plan_again(self, plan, vals, key, balance, record):
        """Leave a balance that is posted; replace one whose amount has changed."""
        total = plan.totals[vals["kind"]]
        posted = decimal_of(record.values["amount"])
        reason = self._hindrance(record, posted != vals["amount"])
        if reason:
            plan.fault(vals["row"], "amount", reason)
            total.bad_amount += vals["amount"]
            return
        found = balance | {"id": record.id, "amount": float(posted)}
        about = {"row": vals["row"], "label": _label(vals)}
        plan.put("account.move.line", key, balance, found, **about)
        if posted == vals["amount"]:
            total.left_amount += posted
        else:
            plan.changes["account.move.line"][key].vals = balance
            total.new_amount += vals["amount"] - posted

    def _hindrance(self, record, differs):
        """Say why a balance posted before cannot be left or replaced."""
        line = self.env["account.move.line"].browse(record.res_id)
        if line.parent_state != "posted":
            return self.env._(
                "The entry of import %s that holds this balance was cancelled by "
                "hand: roll that import back first.",
                record.import_id.name,
            )
        if differs and abs(line.amount_residual) != abs(line.balance):
            return self.env._(
                "%s is posted already and partly paid: correct it there.",
                record.values["amount"],
            )
        return None


def _label(vals):
    """Return a balance in the words of its row: 1-1-101 欠费 物业费 2026-09."""
    words = (cell_text(vals["row"].cells.get(k), code=True) for k in ("kind", "item"))
    return " ".join(filter(None, [vals["unit"], *words, vals["month"]]))
