"""The collection board, and the ledger counted again without it."""

from collections import defaultdict

from odoo import fields

from ..bank.collection_common import CollectionCommon
from ..cashier.cashier_common import D
from .recon_common import ReconCommon

DUE = ("billed", "credited", "opening", "adjusted")
SETTLED = ("paid", "prepaid_used", "deposit_used")
WAYS = (
    "by_cash",
    "by_pos",
    "by_transfer",
    "by_wechat",
    "by_alipay",
    "by_collection",
    "by_statement",
    "by_other",
)
PAYER = ("汪健强", "6217000000000000001")
STRANGER = ("路人甲", "6217999999999999999")


class CockpitCommon(ReconCommon, CollectionCommon):
    """Bills, tills, bank and batches of one small company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.estate_match_auto = False
        cls.wechat = cls._counter_method("wechat") or cls._new_wallet("wechat")
        cls.alipay = cls._counter_method("alipay") or cls._new_wallet("alipay")
        cls.transfer_out = cls._counter_method("transfer", "outbound")
        cls.exceptions = cls.env["estate.recon.exception"]

    @classmethod
    def _new_staff(cls, role, **kwargs):
        """The rooms' fixtures both want a clerk: it is one and the same."""
        login = kwargs.get("login", f"{role}_user")
        known = cls.env["res.users"].search([("login", "=", login)])
        return known or super()._new_staff(role, **kwargs)

    @classmethod
    def _new_wallet(cls, channel):
        """A payment service with an account of its own, as the set-up makes it."""
        account = cls.env["account.account"].create(
            {
                "name": f"{channel} in transit",
                "code": f"101298{channel[0]}",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        journal = cls.env["account.journal"].create(
            {
                "name": channel,
                "code": channel[:3].upper(),
                "type": "bank",
                "company_id": cls.company.id,
            }
        )
        method = journal.inbound_payment_method_line_ids[:1]
        method.write(
            {
                "name": channel,
                "estate_channel": channel,
                "estate_at_counter": True,
                "payment_account_id": account.id,
            }
        )
        return method

    # ---- Money ------------------------------------------------------------------

    def _pay(self, unit, amount, method=None, date=None, **kwargs):
        """Take an amount for the oldest open lines of a unit."""
        left, allocations = D(str(amount)), []
        for row in self._open(unit):
            part = min(left, row["open"])
            if part > 0:
                allocations.append((row["move_line_id"], part))
                left -= part
        method = method or self.pos
        return self._collect(
            unit, allocations, [self._by(method, amount)], date=date, **kwargs
        )

    def _prepay(self, unit, amount, date=None):
        return self._collect(
            unit,
            [],
            [self._by(self.pos, amount)],
            prepayments=[(None, amount)],
            date=date,
        )

    def _day(self, day):
        return fields.Date.to_date(f"2026-11-{day:02}")

    # ---- The board --------------------------------------------------------------

    @classmethod
    def _board(cls, user=None, **domain):
        board = cls.env["estate.recon.board"].with_user(user or cls.accountant)
        board = board.with_company(cls.company)
        # The rows are a view: what was read of them before is not told to change.
        board.invalidate_model()
        return board.search(
            [
                ("company_id", "=", cls.company.id),
                *((name, "=", value) for name, value in domain.items()),
            ]
        )

    def _total(self, *names):
        """Return the sum of figures over all rows of the company."""
        rows = self._board()
        return sum(
            (D(str(row[name])) for row in rows for name in names), D(0)
        ).quantize(D("0.01"))

    def _at_end(self, name):
        """Return a balance at the end of the last month."""
        rows = self._board()
        last = max(rows.mapped("month"))
        rows = rows.filtered(lambda row: row.month == last)
        return sum((D(str(row[name])) for row in rows), D(0)).quantize(D("0.01"))

    # ---- The ledger, counted by hand --------------------------------------------

    def _ledger(self):
        """Count the ledger item by item: {name: amount}."""
        self.env.flush_all()
        company, totals = self.company, defaultdict(D)
        items = self.env["account.move.line"].search(
            [("company_id", "=", company.id), ("parent_state", "=", "posted")]
        )
        journals = self.env["account.journal"].search([("company_id", "=", company.id)])
        banks = journals.filtered(lambda one: one.type == "bank").default_account_id
        tills = journals.filtered(lambda one: one.type == "cash").default_account_id
        ways = self.env["account.payment.method.line"].search(
            [("journal_id", "in", journals.ids)]
        )
        transit = ways.payment_account_id - banks - tills
        held = company.estate_prepay_account_id | company.estate_deposit_account_id
        money = banks | tills | transit
        for entry in items.move_id:
            of_entry = items & entry.line_ids
            moves_money = of_entry.account_id & money
            at_bank = of_entry.account_id & banks
            for item in of_entry:
                account, amount = item.account_id, D(str(item.balance))
                is_due = account.account_type == "asset_receivable"
                if is_due and item.estate_unit_id:
                    totals["open"] += D(str(item.amount_residual))
                    if moves_money:
                        totals["paid"] -= amount
                    elif of_entry.account_id & held and not entry.is_invoice():
                        totals["from_held"] -= amount
                    else:
                        totals["due"] += amount
                if moves_money and (
                    (is_due and item.estate_unit_id) or account in held
                ):
                    totals["received"] -= amount
                elif moves_money and account not in money:
                    if not at_bank:
                        totals["other_money"] -= amount
                    elif account in journals.suspense_account_id:
                        totals["unmatched"] -= amount
                    else:
                        totals["bank_other"] -= amount
                if account in transit:
                    totals["transit"] += D(str(item.amount_residual))
                if account in tills:
                    totals["cash"] += amount
                if account in banks:
                    totals["bank"] += amount
        return {name: amount.quantize(D("0.01")) for name, amount in totals.items()}

    def _check_identities(self, step=""):
        """See both identities hold, on the board and in the ledger, to the cent."""
        with self.subTest(step=step or "identities"):
            count = defaultdict(D, self._ledger())
            self.assertEqual(self._total("due"), count["due"])
            self.assertEqual(self._total("settled"), count["paid"] + count["from_held"])
            self.assertEqual(count["due"], self._total("settled") + count["open"])
            self.assertEqual(self._total("open_change"), count["open"])
            self.assertEqual(self._at_end("open_end"), count["open"])
            self.assertEqual(self._total("received"), count["received"])
            self.assertEqual(self._total(*WAYS), count["received"])
            banked = count["bank"] - count["bank_other"] - count["unmatched"]
            self.assertEqual(self._total("banked"), banked)
            self.assertEqual(self._total("bank"), count["bank"])
            self.assertEqual(self._at_end("transit_end"), count["transit"])
            self.assertEqual(self._at_end("cash_end"), count["cash"])
            self.assertEqual(self._total("other_money"), count["other_money"])
            self.assertEqual(
                count["received"] + count["other_money"],
                banked + count["transit"] + count["cash"],
            )
            self.assertEqual(self._total("between"), 0)
            for row in self._board():
                self._check_row(row)

    def _check_row(self, row):
        """Each row holds by itself."""

        def total(*names):
            return sum((D(str(row[name])) for name in names), D(0)).quantize(D("0.01"))

        self.assertEqual(total("due"), total("settled", "open_change"))
        self.assertEqual(total("due"), total(*DUE))
        self.assertEqual(total("settled"), total(*SETTLED))
        self.assertEqual(total("received"), total(*WAYS))
        self.assertEqual(total("received"), total("paid", "prepaid_in", "deposit_in"))
        self.assertEqual(
            total("received", "other_money", "between"),
            total("banked", "transit", "cash"),
        )
        self.assertEqual(total("bank"), total("banked", "bank_other", "unmatched"))

    # ---- Exceptions -------------------------------------------------------------

    def _sweep(self):
        return self.exceptions._sweep(self.company)

    def _live(self):
        """Return the exceptions to clear up, as {(type, amount)}."""
        self.env.flush_all()
        found = self.exceptions.search(
            [("company_id", "=", self.company.id), ("state", "=", "open")]
        )
        return sorted((one.type, one.amount) for one in found)
