"""Homes that change hands: bills, papers, signatures and who does what."""

import base64

from odoo import Command
from odoo.tests import freeze_time

from ..cashier.cashier_common import CashierCommon
from ..fee.meter_common import MeterCommon

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
NOW = "2026-10-20 02:00:00"
CHANGE = "2026-10-17"


class DeliveryCommon(MeterCommon, CashierCommon):
    """Unit 1-1-101: management by quarter, light and garbage by month, from October.

    The management fee of 249.68 a month has its tax included. On 17 October the
    buyer takes over: sixteen days of October are the seller's.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        cls.manager = cls._new_staff("manager")
        cls.finance_clerk = cls._new_staff("finance_clerk")
        cls.building.steward_id = cls.steward
        cls.item_area.billing_cycle = "quarter"
        cls.assignments = cls._assign_all(cls.unit)
        cls.buyer = cls.env["res.partner"].create(
            {"name": "赵敏", "phone": "13900001111", "lang": "en_US"}
        )
        cls.transfers = cls.env["estate.unit.transfer"]
        cls.receivable = cls.company_data["default_account_receivable"]

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def _begin(self, user=None, **vals):
        """The front desk begins a change and asks for its papers."""
        transfer = self.transfers.with_user(user or self.front_desk).create(
            {
                "unit_id": self.unit.id,
                "date": CHANGE,
                "to_partner_id": self.buyer.id,
                **vals,
            }
        )
        transfer.action_ask_papers()
        return transfer

    def _verify(self, transfer, user=None):
        rows = transfer.paper_ids.with_user(user or self.steward)
        rows.filtered("is_required").action_verify()

    def _settle(self, transfer=None, **vals):
        transfer = transfer or self._begin(**vals)
        self._verify(transfer)
        transfer.with_user(self.accountant).action_settle()
        return transfer

    def _step(self, transfer, step, user=None, **vals):
        wizards = self.env["estate.unit.transfer.step"].with_user(
            user or self.accountant
        )
        wizard = wizards.create({"transfer_id": transfer.id, "step": step, **vals})
        return wizard.action_confirm()

    def _sign(self, transfer, sides=("from", "to"), user=None):
        for side in sides:
            self._step(
                transfer,
                f"sign_{side}",
                user or self.front_desk,
                signature=base64.b64encode(PIXEL),
            )

    def _close(self, transfer=None, **vals):
        """All the way: papers, settlement, both signatures, closed."""
        transfer = transfer or self._settle(**vals)
        if transfer.state == "settled":
            self._sign(transfer)
        self._step(transfer, "close")
        self.env.invalidate_all()
        return transfer.sudo()

    # ------------------------------------------------------------------
    # LOOKING
    # ------------------------------------------------------------------

    def _splits(self, transfer):
        return {
            line.item_id: (line.old_days, line.new_days, line.old_amount)
            + (line.new_amount,)
            for line in transfer.split_ids
        }

    def _moves(self, transfer, kind):
        return transfer.move_ids.filtered(lambda move: move.move_type == kind)

    def _items(self, move):
        """Return {(account, partner): balance} of an entry."""
        found = {}
        for item in move.line_ids:
            key = (item.account_id, item.partner_id)
            found[key] = round(found.get(key, 0) + item.balance, 2)
        return found

    def _owes(self, partner, unit=None):
        rows = self._open(unit or self.unit, partner=partner)
        return float(sum(row["open"] for row in rows))

    def _held(self, partner, kind="prepay", unit=None):
        self.env.flush_all()
        rows = self.env["estate.held.money"].search(
            [
                ("unit_id", "=", (unit or self.unit).id),
                ("partner_id", "=", partner.id),
                ("kind", "=", kind),
            ]
        )
        return sum(rows.mapped("amount"))

    def _balance(self, account, partner=None):
        domain = [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        if partner:
            domain.append(("partner_id", "=", partner.id))
        [(total,)] = self.env["account.move.line"]._read_group(
            domain, [], ["balance:sum"]
        )
        return round(total or 0, 2)

    def _assert_tied(self):
        """Open lines, the unit's figure and the receivable account say the same."""
        balance, residual = self._receivable(self.unit)
        opened = float(sum(row["open"] for row in self._open(self.unit)))
        self.unit.invalidate_recordset()
        self.assertEqual(
            [round(value, 2) for value in (opened, self.unit.open_amount, residual)],
            [round(balance, 2)] * 3,
        )

    def _assign_shop(self, tax, price=3.0):
        item = self._new_item("商铺物业费", price, "area_built", tax=tax)
        return item, self._assign(self.shop, item, "2026-10-01")

    def _tenant(self, unit=None, pays=True, date="2026-03-01"):
        tenant = self.env["res.partner"].create(
            {"name": "李租", "phone": "13700002222", "lang": "en_US"}
        )
        self._occupy(unit or self.unit, tenant, "tenant", date, is_payer=pays)
        return tenant

    def _mandate(self, partner, unit=None):
        bank = self.env["res.bank"].create({"name": "工商银行"})
        account = self.env["res.partner.bank"].create(
            {
                "partner_id": partner.id,
                "acc_number": "6222020200012345678",
                "bank_id": bank.id,
            }
        )
        mandate = self.env["estate.mandate"].create(
            {
                "name": "WT-1",
                "unit_id": (unit or self.unit).id,
                "partner_id": partner.id,
                "bank_account_id": account.id,
                "date_signed": "2026-01-01",
            }
        )
        mandate.action_activate()
        return mandate

    def _prepay(self, amount, item=None):
        self._collect(self.unit, [], prepayments=[(item, amount)])

    def _deposit(self, amount, item=None):
        item = item or self._new_item("装修押金", 0.0, kind="deposit")
        self._collect(self.unit, [], deposits=[(item, amount)])
        return item

    def _upload(self, name="deed.txt"):
        files = self.env["ir.attachment"].with_user(self.front_desk)
        return Command.set(files.create({"name": name, "raw": b"x"}).ids)


class BilledCommon(DeliveryCommon):
    """October is billed: a quarter of the management fee, light and garbage."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(NOW):
            cls.first_run = cls._bill("2026-10-01", date_due="2026-10-15")
        cls.bill = cls.first_run.move_ids.filtered(
            lambda move: move.estate_unit_id == cls.unit
        )

    def _pay_bill(self, amount=None):
        rows = self._open(self.unit)
        if amount is None:
            pairs = [(row["move_line_id"], row["open"]) for row in rows]
        else:
            pairs = [(rows[0]["move_line_id"], amount)]
        self._collect(self.unit, pairs)

    def _split_moves(self, transfer):
        return self._moves(transfer, "out_refund") | self._moves(
            transfer, "out_invoice"
        )
