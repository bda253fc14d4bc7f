"""Money on its way comes late, in sums, in parts or short (B-01, B-02, B-03)."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ...models.cashier.estate_cashier_refund import HeldMoney
from .cockpit_common import CockpitCommon, D


@tagged("post_install", "-at_install")
@freeze_time("2026-11-20 02:00:00")
class TestReconTransit(CockpitCommon):
    """Each case ends in the ledger, by the accountant's own user, and undone again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.charges = cls.company_data["default_account_expense"]
        cls.company.estate_charge_account_id = cls.charges
        for month in ("2026-09-01", "2026-10-01"):
            cls._three_bills(month)

    # ---- Steps ------------------------------------------------------------------

    def _transit_of(self, method):
        """Return what is open on the account of a payment method."""
        items = self.env["account.move.line"].search(
            [
                ("account_id", "=", method.payment_account_id.id),
                ("parent_state", "=", "posted"),
            ]
        )
        return sum((D(str(item.amount_residual)) for item in items), D(0))

    def _slip(self, number, amount, method=None):
        """A slip of cash that was taken."""
        sessions = self.env["estate.cashier.session"].with_user(self.cashier)
        session = sessions.search([("state", "=", "open")])
        session = session or sessions._open(self.company, 0)
        self._pay(self.unit, amount, self.cash)
        service = self.service.with_user(self.cashier)
        return service._deposit(session, self.journal, amount, session.date, number)

    def _items(self, line, text=""):
        """Return the open items that the screen offers for a line."""
        groups = self.workbench.open_transit(line.id, text)["groups"]
        return [item for group in groups for item in group["items"]]

    def _ticked(self, line, text="", **amounts):
        return [
            {"id": item["id"], "amount": str(amounts.get(item["name"], item["open"]))}
            for item in self._items(line, text)
        ]

    def _candidate(self, line, kind):
        """Return the place of a line's candidate of a kind."""
        self.workbench.propose_again(line.journal_id.id)
        for place, one in enumerate(line.estate_proposal_ids.candidates):
            for reason in one["reasons"]:
                if reason["code"] == "expected" and reason["args"][1] == kind:
                    return place
        raise AssertionError(line.estate_proposal_ids.candidates)

    def _check_settled(self, *lines, charge=0):
        """Nothing is left of bank lines and of what they brought."""
        for line in lines:
            self.assertTrue(line.is_reconciled)
        self.assertEqual(self._suspense(), 0)
        self.assertEqual(self._at_end("transit_end"), 0)
        self.assertEqual(self._balance_of(self.charges) - self.before, charge)
        self._check_identities()
        self._sweep()
        self.assertFalse(
            {"amount", "bank_only", "batch_total", "book_only"}
            & {type_ for type_, _amount in self._live()}
        )

    def _check_undone(self, *lines):
        """The accountant takes the matches back: all is open as before."""
        total = sum(D(str(line.amount)) for line in lines)
        open_before = self._at_end("transit_end")
        for line in lines:
            self.workbench.undo(line.id)
            self.assertFalse(line.is_reconciled)
        self.assertEqual(self._suspense(), -total)
        self.assertEqual(self._balance_of(self.charges), self.before)
        self.assertGreater(self._at_end("transit_end"), open_before)
        self._check_identities()

    def setUp(self):
        super().setUp()
        self.before = self._balance_of(self.charges)

    # ---- Ticked by hand ---------------------------------------------------------

    def test_b01_a_wallet_that_keeps_its_charge_is_settled_on_screen(self):
        self._pay(self.shop, 115, self.wechat, self._day(5))
        [line] = self._imported(("20261106", "114.31", "财付通", "", "微信结算"))
        answer = self.workbench.open_transit(line.id)
        self.assertEqual(answer["account"], self.charges.id)
        [group] = answer["groups"]
        self.assertEqual(group["open"], 115)
        part = {"account": self.charges.id, "amount": "-0.69", "name": "Charge"}
        self.workbench.book(line.id, [], [part], "", self._ticked(line))
        self._check_settled(line, charge=D("0.69"))
        self._check_undone(line)
        self.workbench.book(line.id, [], [part], "", self._ticked(line))
        self._check_settled(line, charge=D("0.69"))

    def test_b01_what_came_short_may_stay_open_and_come_later(self):
        self._pay(self.unit, 115, self.pos, self._day(5))
        first, rest = self._imported(
            ("20261106", 100, "银联商务", "", "POS 结算"),
            ("20261109", 15, "银联商务", "", "POS 结算"),
        )
        [item] = self._items(first)
        came = [{"id": item["id"], "amount": "100"}]
        self.workbench.book(first.id, [], [], "", came)
        self.assertEqual(self._transit_of(self.pos), 15)
        self._sweep()
        self.assertIn(("amount", 15), self._live())
        [item] = self._items(rest)
        self.assertEqual(item["open"], 15)
        self.workbench.book(rest.id, [], [], "", self._ticked(rest))
        self._check_settled(first, rest)
        self._check_undone(first, rest)

    def test_b01_bills_and_money_on_its_way_come_with_one_line(self):
        self._pay(self.unit, 115, self.pos, self._day(5))
        [line] = self._imported(("20261106", 230, "银联商务", "", "POS 结算"))
        shares = [
            {"unit": row["unit"], "line": row["line"], "amount": row["open"]}
            for row in self.workbench.open_lines(self.shop.ids)[:2]
        ]
        self.workbench.book(line.id, shares, [], "", self._ticked(line))
        self._check_settled(line)
        self.assertEqual(self._owed(self.shop), 115)
        self._check_undone(line)

    def test_b01_a_settlement_less_a_refund_that_is_under_way(self):
        self._prepay(self.unit, 50, self._day(4))
        way = self.service._counter_methods(self.company, "outbound").filtered(
            lambda one: one.estate_channel == "transfer"
        )[:1]
        held = HeldMoney(self.unit, self.owner, "prepay")
        self.service.with_user(self.cashier)._refund(
            held,
            50,
            {"payment_method_line_id": way.id},
            "Moved out",
            date=self._day(5),
        )
        self._pay(self.shop, 115, self.pos, self._day(5))
        [line] = self._imported(("20261106", 115, "银联商务", "", "结算"))
        self.workbench.book(line.id, [], [], "", self._ticked(line))
        self._check_settled(line)
        self._check_undone(line)

    def test_b01_what_was_ticked_teaches_nothing_of_the_payer(self):
        self._pay(self.shop, 115, self.wechat, self._day(5))
        [line] = self._imported(("20261106", 115, "财付通", "333", "微信结算"))
        self.workbench.book(line.id, [], [], "", self._ticked(line))
        aliases = self.env["estate.payer.alias"].search([("payer", "=", "财付通")])
        self.assertFalse(aliases)
        self.workbench.undo(line.id)

    def test_b01_no_more_than_is_open_and_nothing_but_money_on_its_way(self):
        self._pay(self.unit, 115, self.pos, self._day(5))
        [line] = self._imported(("20261106", 200, "银联商务", "", "POS 结算"))
        [item] = self._items(line)
        bill = self._open(self.shop)[0]["move_line_id"]
        for came, message in (
            ({"id": item["id"], "amount": "200"}, "is open"),
            ({"id": item["id"], "amount": "-115"}, "is open"),
            ({"id": bill, "amount": "115"}, "meanwhile"),
            ({"id": line.move_id.line_ids[0].id, "amount": "200"}, "meanwhile"),
            ({"id": item["id"], "amount": "115.001"}, "115.00"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self.workbench.book(line.id, [], [], "", [came])
        account = self.pos.payment_account_id
        part = {"account": account.id, "amount": "200", "name": "x"}
        with self.assertRaisesRegex(UserError, "choose what has come of it"):
            self.workbench.book(line.id, [], [part])
        self.assertNotIn(account.id, [one["id"] for one in self.workbench.accounts()])
        self.assertFalse(line.is_reconciled)
        with self.assertRaises(AccessError):
            self.workbench.with_user(self.clerk).open_transit(line.id)

    def test_b01_what_a_line_brings_beside_money_on_its_way_stays_open(self):
        self._pay(self.unit, 115, self.pos, self._day(5))
        line, less = self._imported(
            ("20261106", 200, "银联商务", "", "POS 结算"),
            ("20261107", 60, "银联商务", "", "POS 结算"),
        )
        before = line.estate_proposal_ids.candidates
        with self.assertRaisesRegex(UserError, "is more than"):
            self.workbench.book(less.id, [], [], "", self._ticked(less))
        self.workbench.book(line.id, [], [], "", self._ticked(line))
        self.assertEqual((line.is_reconciled, line.amount_residual), (False, -85))
        self.assertEqual((self._transit_of(self.pos), self._suspense()), (0, -145))
        [shown] = [
            one
            for one in self.workbench.load_page(self.journal.id)["lines"]
            if one["id"] == line.id
        ]
        self.assertEqual(
            (shown["is_partly"], shown["open"], shown["can_undo"]), (True, 85, True)
        )
        self._check_identities("part")
        # Core's button, too, goes our way.
        for undo in (self.workbench.undo, self._undo_by_core):
            undo(line.id)
            self.assertEqual((line.amount_residual, self._suspense()), (-200, -260))
            self.assertEqual(self._transit_of(self.pos), 115)
            self.assertEqual(line.estate_proposal_ids.candidates, before)
            self.assertFalse(line.estate_proposal_ids.is_of_rest)
            self.workbench.book(line.id, [], [], "", self._ticked(line))
        for one, amount in ((line, 85), (less, 60)):
            share = {"unit": self.unit.id, "line": False, "amount": amount}
            self.workbench.book(one.id, [share], [])
        self._check_settled(line, less)
        self._check_undone(line, less)
        self.assertFalse(line.estate_proposal_ids.is_of_rest)

    def _undo_by_core(self, line_id):
        line = self.workbench.env["account.bank.statement.line"].browse(line_id)
        line.action_undo_reconciliation()

    def test_b01_money_on_its_way_is_found_by_reference_payer_and_amount(self):
        self._pay(self.unit, 100, self.pos, self._day(5))
        self._slip("JK-77", 130)
        [line] = self._imported(("20261120", 9, "x", "", "x"))
        for text, amount in (("JK-77", 130), (self.owner.name, 100), ("130.00", 130)):
            found = self._items(line, text)
            self.assertEqual([item["open"] for item in found], [amount], text)
        self.assertEqual(len(self._items(line)), 2)
        self.assertFalse(self._items(line, "nowhere"))

    # ---- Proposed ---------------------------------------------------------------

    def test_b02_takings_of_a_weekend_in_one_sum_are_proposed(self):
        for day, unit in ((6, self.unit), (7, self.unit_2), (8, self.shop)):
            self._pay(unit, 115, self.pos, self._day(day))
        [line] = self._imported(("20261109", 345, "银联商务", "", "POS 结算"))
        place = self._candidate(line, "days")
        found = self.workbench.load_page(self.journal.id)["lines"][0]["candidates"]
        self.assertIn("3 days in one sum", str(found[place]["reasons"]))
        self.workbench.accept(line.id, place)
        self._check_settled(line)
        self._check_undone(line)

    def test_b02_two_slips_in_one_credit_are_proposed(self):
        slips = self._slip("JK-701", 100) + self._slip("JK-702", 15)
        other = self._slip("JK-703", 40)
        line, last = self._imported(
            ("20261120", 115, "现金", "", "存款"),
            ("20261120", 40, "现金", "", "缴款单 JK-703"),
        )
        self.workbench.accept(line.id, self._candidate(line, "slips"))
        slips.invalidate_recordset(["is_banked"])
        self.assertEqual(slips.mapped("is_banked"), [True, True])
        self.assertTrue(last.estate_proposal_ids.is_certain)
        self.workbench.accept(last.id, 0)
        self._check_settled(line, last)
        self._check_undone(line, last)
        (slips | other).invalidate_recordset(["is_banked"])
        self.assertFalse(any((slips | other).mapped("is_banked")))

    def test_b02_takings_less_a_charge_are_proposed_with_it(self):
        self._pay(self.shop, 115, self.wechat, self._day(5))
        [line] = self._imported(("20261106", "114.31", "财付通", "", "微信结算"))
        proposal = line.estate_proposal_ids
        self.assertEqual(proposal.candidates[0]["charge"], "0.69")
        self.assertFalse(proposal.is_certain)
        self.workbench.accept(line.id, 0)
        self._check_settled(line, charge=D("0.69"))
        self._check_undone(line)

    def test_b02_a_transfer_short_of_the_banks_charge_pays_its_bill(self):
        self.company.estate_match_charges = "5 10.50"
        payer = ("郭萍", "6217000000000000002")
        [line] = self._imported(("20261106", 225, *payer, "1-1-102 物业费"))
        proposal = line.estate_proposal_ids
        self.assertEqual(D(proposal.candidates[0]["charge"]), 5)
        self.assertFalse(proposal.is_certain)
        self.assertIn(
            "what the bank keeps",
            str(proposal._reason_texts(proposal.candidates[0]["reasons"])),
        )
        self.workbench.accept(line.id, 0)
        self.assertEqual(self._owed(self.unit_2), 0)
        self._check_settled(line, charge=5)
        self.workbench.undo(line.id)
        self.assertEqual(self._owed(self.unit_2), 230)
        self.assertEqual(self._balance_of(self.charges), self.before)

    def test_b02_without_an_account_no_charge_is_proposed(self):
        self._pay(self.shop, 115, self.wechat, self._day(5))
        [line] = self._imported(("20261106", "114.31", "财付通", "", "微信结算"))
        self.company.estate_charge_account_id = False
        with self.assertRaisesRegex(UserError, "account of bank charges"):
            self.workbench.accept(line.id, 0)
        self.workbench.propose_again(self.journal.id)
        self._match_job()
        candidates = line.estate_proposal_ids.candidates or []
        self.assertFalse([one for one in candidates if one["items"]])

    def test_b02_charges_are_amounts_above_zero(self):
        for typed in ("5 x", "0", "-1"):
            with self.assertRaisesRegex(ValidationError, "above zero"):
                self.company.estate_match_charges = typed

    # ---- Collections ------------------------------------------------------------

    def test_b03_a_batch_with_two_returns_matches_its_two_credits(self):
        batch = self._sent(date="2026-11-20")
        day = "2026-11-20"
        self._import(batch, codes={self.unit: "00", self.unit_2: "00"}, day=day)
        self._import(
            batch, codes={self.unit: "00", self.unit_2: "00", self.shop: "00"}, day=day
        )
        first, second = batch.sudo().return_ids.sorted("id").mapped("accepted_total")
        self.assertTrue(first > second > 0)
        one, two = self._imported(
            ("20261120", second, "", "", "代收款项"),
            ("20261120", first, "", "", "代收款项"),
        )
        for line in (one, two):
            self.assertEqual(self._candidate(line, "return"), 0)
            self.assertTrue(line.estate_proposal_ids.is_certain)
        answer = self.workbench.accept_all(self.journal.id, 50)
        self.assertEqual(answer["booked"], 2)
        self._check_settled(one, two)
        self._check_undone(one, two)
        [whole] = self._imported(
            ("20261120", first + second, "", "", "代收款项"), opening=9000
        )
        self.workbench.accept(whole.id, self._candidate(whole, "batch"))
        self.assertEqual(self._at_end("transit_end"), 0)

    # ---- Deposit slips ----------------------------------------------------------

    def test_b04_a_slip_that_came_in_part_is_not_made_void(self):
        slip = self._slip("JK-9", 100)
        [line] = self._imported(("20261120", 60, "现金", "", "缴款单 JK-9 一部分"))
        [item] = self._items(line)
        self.workbench.book(line.id, [], [], "", [{"id": item["id"], "amount": "60"}])
        slip.invalidate_recordset(["is_banked"])
        self.assertTrue(slip.is_banked)
        with self.assertRaisesRegex(UserError, "缴款单 JK-9 一部分.*undone first"):
            slip.with_user(self.cashier)._void("Wrong")
        self.assertTrue(line.is_reconciled)
        self.workbench.undo(line.id)
        slip.invalidate_recordset(["is_banked"])
        self.assertFalse(slip.is_banked)
        slip.with_user(self.cashier)._void("Wrong")
        slip.invalidate_recordset(["is_banked"])
        self.assertFalse(slip.is_banked)
