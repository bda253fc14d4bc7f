from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

ZERO = Decimal(0)


@dataclass
class Use:
    """What a part of the money is for, in the words of the ledger.

    ``items`` are the receivable items it settles (none for money that is held),
    ``receipt_lines`` the values of the receipt's lines that make up ``amount``.
    """

    account: object
    partner: object
    unit: object
    name: str
    item: object = None
    items: object = None
    amount: Decimal = ZERO
    receipt_lines: list = field(default_factory=list)

    def add(self, amount, receipt_line):
        self.amount += amount
        self.receipt_lines.append({**receipt_line, "amount": float(amount)})


class Prepayment(NamedTuple):
    """Money for bills to come: of which fee, whose, for which days and unit."""

    item: object
    amount: object
    partner: object = None
    date_from: object = None
    date_to: object = None
    unit: object = None


class EstateCashier(models.AbstractModel):
    """What money is taken for: open lines, prepayments, deposits."""

    _inherit = "estate.cashier"

    # ------------------------------------------------------------------
    # WHAT THE MONEY IS FOR
    # ------------------------------------------------------------------

    @api.model
    def _uses_of_allocations(self, unit, allocations, caller):
        """Return one use per entry to settle, after locking and checking its lines."""
        if not allocations:
            return []
        wanted = defaultdict(lambda: ZERO)
        for line_id, amount in allocations:
            wanted[line_id] += self._money(unit.company_id, amount)
        lines = self.env["account.move.line"].browse(wanted).exists()
        items = self._receivable_items(lines)
        units = items.estate_unit_id
        caller._check_may_collect((unit | units).with_env(caller.env))
        self._lock(items)
        open_lines = {
            line["move_line_id"]: line for line in self._open_lines(units | unit)
        }
        uses = {}
        for line_id, amount in wanted.items():
            line = open_lines.get(line_id)
            if not line:
                self._raise_not_open(line_id)
            self._check_open(unit.company_id, line, amount)
            source = self.env["account.move.line"].browse(line_id)
            use_key = line["move_id"] if source.move_id.is_invoice() else line_id
            if use_key not in uses:
                uses[use_key] = self._use_of_entry(line, items)
            uses[use_key].add(amount, self._bill_receipt_line(line))
        return list(uses.values())

    @api.model
    def _receivable_items(self, lines):
        """Return the open receivable items that settle these charged lines."""
        receivable = (
            lines.move_id.filtered(lambda move: move.is_invoice()).line_ids | lines
        )
        return receivable.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
            and item.parent_state == "posted"
        )

    @api.model
    def _raise_not_open(self, line_id):
        """Name the line of a unit that was checked; of any other say nothing."""
        charged = self.env["account.move.line"].browse(line_id).exists()
        if not self._receivable_items(charged).estate_unit_id:
            raise UserError(
                self.env._(
                    "One of the lines is paid or cancelled already: load the unit "
                    "again."
                )
            )
        raise UserError(
            self.env._(
                "%(name)s is paid or cancelled already: load the unit again.",
                name=charged.name or charged.move_id.name,
            )
        )

    @api.model
    def _check_open(self, company, line, amount):
        if line["open"] < 0:
            raise UserError(
                self.env._(
                    "%(name)s is a credit: apply it to the bills before you collect.",
                    name=line["name"],
                )
            )
        if amount > line["open"]:
            raise UserError(
                self.env._(
                    "Of %(name)s only %(open)s is open, not %(amount)s: load the unit "
                    "again.",
                    name=line["name"],
                    open=self._shown(company, line["open"]),
                    amount=self._shown(company, amount),
                )
            )

    @api.model
    def _use_of_entry(self, line, items):
        """Return an empty use that settles the entry or item of an open line."""
        settled = items.filtered(
            lambda item: item.move_id.id == line["move_id"]
            and (item.move_id.is_invoice() or item.id == line["move_line_id"])
        )
        return Use(
            account=settled.account_id[:1],
            partner=settled.partner_id[:1],
            unit=settled.estate_unit_id[:1],
            name=settled.move_id[:1].name,
            items=settled,
        )

    @api.model
    def _bill_receipt_line(self, line):
        return {
            "kind": "bill",
            "name": line["name"],
            "move_line_id": line["move_line_id"],
            "unit_id": line["unit_id"],
            "item_id": line["item_id"],
            "date_from": line["date_from"],
            "date_to": line["date_to"],
        }

    @api.model
    def _uses_of_prepayments(self, unit, payer, prepayments, caller):
        """Return one use per prepayment: money held for a unit's bills to come."""
        wanted = [Prepayment(*values) for values in prepayments]
        units = self.env["estate.unit"].union(*(row.unit for row in wanted if row.unit))
        self._check_prepaid_units(unit, units, caller)
        return [self._use_of_prepayment(row.unit or unit, payer, row) for row in wanted]

    @api.model
    def _check_prepaid_units(self, unit, units, caller):
        """A receipt is of one company, and its clerk serves every unit on it."""
        caller._check_may_collect((unit | units).with_env(caller.env))
        if units.company_id - unit.company_id:
            raise UserError(
                self.env._(
                    "Units of another company are paid on a receipt of their own."
                )
            )

    @api.model
    def _use_of_prepayment(self, unit, payer, prepayment):
        # Which fee it is was chosen by the clerk; his own rights on fees are less.
        unit = unit.sudo()
        item = (prepayment.item or unit.env["estate.fee.item"]).with_env(unit.env)
        partner = prepayment.partner or self._prepaying_partner(unit, payer)
        name = self.env._("Prepayment %(unit)s", unit=unit.code)
        if item:
            name = f"{name}: {item.name}"
        use = Use(
            account=self._account(unit.company_id, "prepay"),
            partner=partner.commercial_partner_id,
            unit=unit,
            name=name,
            item=item,
        )
        line = {
            "kind": "prepay",
            "name": name,
            "unit_id": unit.id,
            "item_id": item.id,
            "partner_id": use.partner.id,
            "date_from": prepayment.date_from,
            "date_to": prepayment.date_to,
        }
        use.add(self._money(unit.company_id, prepayment.amount), line)
        return use

    @api.model
    def _prepaying_partner(self, unit, payer):
        """Return whose prepayment it is: the payer's if bills of the unit go to him.

        A relative's or a neighbour's money is for the bills of who pays for the unit.
        """
        billed = unit.payer_id | unit.owner_id | unit.tenant_id
        return payer if payer in billed else (unit.payer_id or unit.owner_id or payer)

    @api.model
    def _uses_of_deposits(self, unit, payer, deposits):
        """Return one use per deposit: money that goes back to who paid it."""
        uses = []
        for purpose, amount in deposits:
            is_card = purpose._name == "estate.access.card"
            name = self.env._("Deposit: %(what)s", what=purpose.display_name)
            use = Use(
                account=self._account(unit.company_id, "deposit"),
                partner=payer.commercial_partner_id,
                unit=unit,
                name=name,
                item=None if is_card else purpose,
            )
            line = {
                "kind": "deposit",
                "name": name,
                "unit_id": unit.id,
                "card_id" if is_card else "item_id": purpose.id,
            }
            use.add(self._money(unit.company_id, amount), line)
            uses.append(use)
        return uses
