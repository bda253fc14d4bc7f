"""Every yuan billed, received and banked, with all that goes wrong in a fortnight."""

from odoo.tests import freeze_time, tagged

from ...models.cashier.estate_cashier_refund import HeldMoney
from .cockpit_common import CockpitCommon, D

BANK_FEE = "0.69"


@tagged("post_install", "-at_install")
class TestReconStory(CockpitCommon):
    """B-01: billed = received + open; received = banked + in transit + cash in hand,
    to the cent after each step, done by those who do it in a property office."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for month in ("2026-08-01", "2026-09-01", "2026-10-01"):
            cls._three_bills(month)

    # ---- Steps ------------------------------------------------------------------

    def _oldest(self, unit):
        """Return the shares of the oldest bill of a unit."""
        lines = [line for line in self._open(unit) if line["open"] > 0]
        return [line for line in lines if line["move_id"] == lines[0]["move_id"]]

    def _pay_oldest(self, unit, method):
        rows = self._oldest(unit)
        return self._collect(
            unit,
            [(row["move_line_id"], row["open"]) for row in rows],
            [self._by(method, sum(row["open"] for row in rows))],
        )

    def _book(self, line, unit):
        """The accountant books a bank line for the oldest bill of a unit."""
        shares = [
            {"unit": unit.id, "line": row["move_line_id"], "amount": str(row["open"])}
            for row in self._oldest(unit)
        ]
        self.workbench.book(line.id, shares, [])

    def _match_transit(self, line, account, fee=None):
        """The accountant matches a bank line with money on its way, less a charge."""
        groups = self.workbench.open_transit(line.id)["groups"]
        items = [
            {"id": item["id"], "amount": str(item["open"])}
            for group in groups
            if group["account"] == account.display_name
            for item in group["items"]
        ]
        parts = []
        if fee:
            charge = self.company_data["default_account_expense"]
            parts.append({"account": charge.id, "amount": f"-{fee}", "name": "Charge"})
        self.workbench.book(line.id, [], parts, "", items)

    # ---- The story --------------------------------------------------------------

    @freeze_time("2026-11-10 02:00:00")
    def test_b01_every_yuan_billed_received_and_banked(self):
        self._check_identities("bills are published")
        self.assertEqual(self._at_end("open_end"), 9 * 115)
        self._at_the_counter()
        self._on_the_statement()
        self._by_collection()
        self._what_goes_wrong()
        self._all_is_told()

    def _at_the_counter(self):
        sessions = self.env["estate.cashier.session"].with_user(self.cashier)
        session = sessions._open(self.company, 0)
        self._pay_oldest(self.unit, self.cash)
        self._check_identities("cash at the counter")
        self.assertEqual(self._at_end("cash_end"), 115)
        self._pay_oldest(self.unit_2, self.pos)
        self._check_identities("POS")
        self._pay_oldest(self.shop, self.wechat)
        self._pay_oldest(self.shop, self.alipay)
        self._check_identities("WeChat and Alipay")
        self.assertEqual(self._at_end("transit_end"), 345)
        session.action_count()
        for line in session.line_ids:
            line.counted = line.expected - (1 if line.is_till else 0)
        session.difference_reason = "A coin fell down"
        session.action_close()
        self._check_identities("the session is closed, a yuan short")
        self.assertEqual(self._total("other_money"), -1)
        service = self.service.with_user(self.cashier)
        bank = self.journal
        service._deposit(session, bank, 114, session.date, "JK-1")
        self._check_identities("the cash is brought to the bank")
        self.assertEqual(self._at_end("cash_end"), 0)
        self.assertEqual(self._at_end("transit_end"), 345 + 114)
        session.with_user(self.supervisor).action_review()

    def _on_the_statement(self):
        lines = self._imported(
            ("20261105", 115, "汪健强", "6217000000000000001", "1-1-101 物业费"),
            ("20261106", 114, "现金", "", "缴款单 JK-1"),
            ("20261106", 115, "银联商务", "", "POS 结算"),
            ("20261107", "114.31", "财付通", "", "微信结算"),
            ("20261107", 115, "支付宝", "", "支付宝结算"),
            ("20261108", -15, "城市银行", "", "手续费"),
        )
        self.transfer, slip, pos, wechat, alipay, charge = lines
        self._check_identities("the statement is imported")
        self.assertEqual(self._total("unmatched"), D("558.31"))
        self._book(self.transfer, self.unit)
        self._check_identities("a transfer is matched")
        self._match_transit(slip, self.service._transit_account(self.journal))
        self._check_identities("the deposit slip arrived")
        self._match_transit(pos, self.pos.payment_account_id)
        self._check_identities("POS settled")
        self._match_transit(wechat, self.wechat.payment_account_id, fee=BANK_FEE)
        self._match_transit(alipay, self.alipay.payment_account_id)
        self._check_identities("wallets settled, a fee kept")
        fee = self.company_data["default_account_expense"].id
        self.workbench.book(
            charge.id, [], [{"account": fee, "amount": "-15", "name": "Charge"}]
        )
        self._check_identities("a bank charge")
        self.assertEqual(self._total("bank_other"), D("-15.69"))
        self.assertEqual(self._total("unmatched"), 0)
        self.assertEqual(self._at_end("transit_end"), 0)

    def _by_collection(self):
        batch = self._sent()
        asked = D(str(batch.sudo().amount_total))
        self._check_identities("a batch is with the bank")
        codes = {self.unit: "00", self.unit_2: "01", self.shop: "00"}
        found = self._import(batch, codes=codes)
        self.assertEqual(found.refused_count, 1)
        self._check_identities("one deduction bounced")
        taken = D(str(found.accepted_total))
        self.assertLess(taken, asked)
        self.assertEqual(self._total("by_collection"), taken)
        self.assertEqual(self._at_end("transit_end"), taken)
        [line] = self._imported(
            ("20261110", str(taken), "", "", "代收款项"), opening=2000
        )
        self._match_transit(line, self._collection_method().payment_account_id)
        self._check_identities("the bank credited the batch")
        self.assertEqual(self._at_end("transit_end"), 0)

    def _what_goes_wrong(self):
        open_before = self._at_end("open_end")
        self.workbench.undo(self.transfer.id)
        self._check_identities("a match is undone")
        self.assertEqual(self._at_end("open_end"), open_before + 115)
        self._book(self.transfer, self.unit_2)
        self._check_identities("it is booked for the wrong unit")
        self.workbench.undo(self.transfer.id)
        self._book(self.transfer, self.unit)
        self._check_identities("and for the right one")
        self.assertEqual(self._at_end("open_end"), open_before)
        [again] = self._imported(
            ("20261110", 115, "汪健强", "6217000000000000001", "1-1-101 物业费"),
            opening=3000,
        )
        self.workbench.book(
            again.id, [{"unit": self.unit.id, "line": False, "amount": "115"}], []
        )
        self._check_identities("the same is paid twice")
        self._sweep()
        self.assertIn(("duplicate", 115.0), self._live())
        held = HeldMoney(self.unit, self.owner, "prepay")
        sessions = self.env["estate.cashier.session"].with_user(self.cashier)
        sessions._open(self.company, 0)
        service = self.service.with_user(self.cashier)
        method = {"payment_method_line_id": self._way_out().id}
        refund = service._refund(held, 115, method, "Paid twice")
        self._check_identities("it is given back")
        self._sweep()
        self.assertNotIn(("duplicate", 115.0), self._live())
        self.service.with_user(self.accountant)._void(
            refund.with_user(self.accountant), "The payee's account was wrong"
        )
        self._check_identities("the refund is void")
        receipt = self._pay_oldest(self.unit_2, self.pos)
        self._check_identities("money is taken")
        self.service.with_user(self.cashier)._void(receipt, "Wrong unit")
        self._check_identities("and its receipt is void")

    def _way_out(self):
        """Return a way to pay out that goes over the bank."""
        ways = self.service._counter_methods(self.company, "outbound")
        over_bank = ways.filtered(lambda way: way.estate_channel != "cash")
        return (over_bank or ways)[:1]

    def _all_is_told(self):
        """Of what is left over, nothing is without a type."""
        with freeze_time("2026-11-25 02:00:00"):
            self._sweep()
            self.assertEqual(self._total("untyped"), 0)
            self.assertFalse(self._sweep())
