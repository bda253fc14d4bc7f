"""Bills made the plain way, and the counter's payment methods."""

from decimal import Decimal

from odoo import Command, fields

from ..common import EstateCommon

D = Decimal


class CashierCommon(EstateCommon):
    """Two fee items, four ways to pay, one user per role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["estate.setup"]._set_up(cls.company)
        cls.service = cls.env["estate.cashier"]
        cls.item_fee = cls._new_item("Management Fee", 2.8, basis="area_built")
        cls.item_light = cls._new_item("Lighting", 15.0)
        cls.cash = cls._counter_method("cash")
        cls.pos = cls._counter_method("pos")
        cls.cash_out = cls._counter_method("cash", "outbound")
        cls.cashier = cls._new_staff("cashier")
        cls.front_desk = cls._new_staff("front_desk")
        cls.steward = cls._new_staff("steward")
        cls.supervisor = cls._new_staff("supervisor")
        cls.accountant = cls._new_staff("accountant")

    @classmethod
    def _counter_method(cls, channel, direction="inbound"):
        return cls.env["account.payment.method.line"].search(
            [
                ("journal_id.company_id", "=", cls.company.id),
                ("estate_at_counter", "=", True),
                ("estate_channel", "=", channel),
                ("payment_method_id.payment_type", "=", direction),
            ],
            limit=1,
        )

    @classmethod
    def _bill(cls, unit, lines, date="2026-09-01", partner=None, post=True, **vals):
        """Return a bill of ``(item, amount)`` lines for the month of ``date``."""
        start = fields.Date.to_date(date)
        end = fields.Date.end_of(start, "month")
        bill = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or unit.owner_id).id,
                "invoice_date": start,
                "invoice_date_due": fields.Date.add(start, days=15),
                "journal_id": cls.company.estate_bill_journal_id.id,
                "estate_unit_id": unit.id,
                "estate_period": start,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": f"{item.name} {start:%Y-%m}",
                            "product_id": item.product_id.id,
                            "price_unit": amount,
                            "tax_ids": [Command.set(item.product_id.taxes_id.ids)],
                            "estate_item_id": item.id,
                            "estate_date_from": start,
                            "estate_date_to": end,
                        }
                    )
                    for item, amount in lines
                ],
                **vals,
            }
        )
        bill.line_ids.estate_unit_id = unit
        if post:
            bill.action_post()
        return bill

    def _open(self, unit, **kwargs):
        return self.service._open_lines(unit, **kwargs)

    def _collect(self, unit, allocations, methods=None, user=None, **kwargs):
        """Collect as ``user`` (the cashier), in cash unless methods are given."""
        service = self.service.with_user(user or self.cashier)
        unit = unit.with_user(user or self.cashier)
        total = sum(
            (D(str(line[1])) for line in allocations),
            sum(
                D(str(line[1]))
                for kind in ("prepayments", "deposits")
                for line in kwargs.get(kind, ())
            )
            or D(0),
        )
        methods = methods or [self._by(self.cash, total)]
        payer = kwargs.pop("payer", unit.owner_id)
        return service._collect(unit, payer, allocations, methods, **kwargs)

    def _by(self, method, amount, **vals):
        return {"payment_method_line_id": method.id, "amount": amount, **vals}

    def _receivable(self, *units):
        """Return the balance of the receivable items of the units."""
        units = self.env["estate.unit"].union(*units)
        rows = self.env["account.move.line"]._read_group(
            [
                ("estate_unit_id", "in", units.ids),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ],
            [],
            ["balance:sum", "amount_residual:sum"],
        )
        return rows[0]
