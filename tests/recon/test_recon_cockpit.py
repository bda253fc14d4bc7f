"""B-01: the figures of the collection board."""

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from ...models.cashier.estate_cashier_refund import HeldMoney
from ...models.recon import ledger_figures
from .cockpit_common import PAYER, STRANGER, CockpitCommon, D

MORE = (
    *("bank", "untyped", "between", "open_change"),
    *("exception_count", "exception_amount"),
)
"""Figures of a row beside those that open journal items."""


@tagged("post_install", "-at_install")
@freeze_time("2026-11-20 02:00:00")
class TestReconCockpit(CockpitCommon):
    # ---- Figures ----------------------------------------------------------------

    def test_b01_each_figure_opens_exactly_its_journal_items(self):
        """The sum of the items opened is the figure: up to the side it is booked on."""
        self._three_bills()
        self._bill(self.unit, [(self.item_fee, 60)], "2026-11-01")
        self._pay(self.unit, 100, self.cash)
        self._pay(self.unit_2, 115, self.pos)
        self._prepay(self.shop, 50)
        self.service._apply_held_money(self.shop)
        line, charge = self._imported(
            ("20261115", 15, *PAYER, "1-1-101"), ("20261115", -3, "银行", "", "手续费")
        )
        share = self._open(self.unit)[0]
        self.workbench.book(
            line.id,
            [{"unit": self.unit.id, "line": share["move_line_id"], "amount": "15"}],
            [],
        )
        expense = self.company_data["default_account_expense"].id
        self.workbench.book(
            charge.id, [], [{"account": expense, "amount": "-3", "name": "x"}]
        )
        self._check_identities()
        items = self.env["account.move.line"].with_user(self.accountant)
        names = [*ledger_figures.FIGURES, *ledger_figures.BALANCES]
        seen = set()
        for row in self._board():
            for name in names:
                action = row.with_context(estate_figure=name).action_view_items()
                opened = items.search(action["domain"])
                total = sum(D(str(item.balance)) for item in opened)
                with self.subTest(figure=name, month=row.month):
                    self.assertEqual(abs(total), abs(D(str(row[name]))))
                if row[name]:
                    seen.add(name)
        self.assertGreaterEqual(
            seen,
            {"billed", "paid", "prepaid_used", "by_cash", "by_pos", "by_statement"}
            | {"banked", "bank_other", "open_end", "transit_end", "cash_end"},
        )

    def test_b01_figures_of_elsewhere_are_no_way_into_the_ledger(self):
        self._three_bills()
        items = self.env["account.move.line"].with_user(self.accountant)
        for junk in ("x", "due/1", "due/a/b/c", "due/1/1/2026-13-01", "1=1--/1/1/1"):
            self.assertFalse(items.search([("estate_board_figure", "=", junk)]))
        with self.assertRaises(AccessError):
            self._board(self.clerk)[:1].action_view_items()

    def test_b01_prepayments_deposits_credit_notes_and_opening_balances(self):
        bill, *_others = self._three_bills()
        bill._estate_cancel_bills("Wrong area")
        self._check_identities("a bill is cancelled")
        self.assertEqual(self._total("credited"), -115)
        self._prepay(self.unit_2, 200)
        self._check_identities("a prepayment")
        self.service._apply_held_money(self.unit_2)
        self._check_identities("it pays a bill")
        self.assertEqual(self._total("prepaid_used"), 115)
        held = HeldMoney(self.unit_2, self.owner_2, "prepay")
        way = {"payment_method_line_id": self.cash_out.id}
        self._prepay(self.unit_2, 10)
        self.service.with_user(self.cashier)._refund(held, 20, way, "Moved out")
        self._check_identities("the rest is given back in cash")
        self.assertEqual(self._at_end("cash_end"), -20)
        self.assertEqual(self._total("prepaid_in"), 190)

    def test_b01_a_balance_is_that_of_all_months_before(self):
        self._three_bills("2026-08-01")
        self._three_bills("2026-10-01")
        rows = self._board(community_id=self.community.id).grouped("month_name")
        self.assertEqual(
            {month: (row.due, row.open_end) for month, row in rows.items()},
            {
                "2026-08": (345, 345),
                "2026-09": (0, 345),
                "2026-10": (345, 690),
                "2026-11": (0, 690),
            },
        )

    def _figures(self, *domain):
        """Return all that the board tells, by row; rows of zeros apart."""
        board = self.env["estate.recon.board"].with_user(self.accountant)
        board = board.with_company(self.company)
        board.invalidate_model()
        rows = board.search([("company_id", "=", self.company.id), *domain])
        names = [*ledger_figures.FIGURES, *ledger_figures.BALANCES, *MORE]
        told = {
            (row.month, row.community_id.id): tuple(row[name] for name in names)
            for row in rows
        }
        return {key: figures for key, figures in told.items() if any(figures)}

    def test_b01_a_month_read_alone_tells_what_it_tells_among_all(self):
        """Its entries, those they settle in other months, and all before it."""
        other, unit = self._other_community()
        self._three_bills("2026-08-01")
        self._bill(unit, [(self.item_fee, 80)], "2026-09-01")
        with freeze_time("2026-09-05 02:00:00"):
            self._pay(self.unit, 100, self.cash)
        with freeze_time("2026-09-28 02:00:00"):
            self._pay(self.unit_2, 115, self.pos)
        with freeze_time("2026-10-02 02:00:00"):
            self._pay(unit, 80, self.pos)
            self._prepay(self.shop, 50)
        self.service._apply_held_money(self.shop)
        lines = self._imported(
            ("20261001", 115, "银联商务", "", "POS 结算"),
            ("20261004", 130, "银联商务", "", "POS 结算"),
            ("20261104", 9, "路人", "", "转账"),
        )
        pos = self.pos.payment_account_id
        items = self.env["account.move.line"].search(
            [("account_id", "=", pos.id), ("reconciled", "=", False)], order="date, id"
        )
        for line, came in zip(lines[:2], (items[:1], items[1:]), strict=True):
            taken = [{"id": one.id, "amount": str(one.balance)} for one in came]
            self.workbench.book(line.id, [], [], "", taken)
        self.assertFalse(items.filtered(lambda item: not item.reconciled))
        self._sweep()
        everything = self._figures()
        self.assertGreater(len(everything), 4)
        for first, last in (
            ("2026-09-01", "2026-09-01"),
            ("2026-10-01", "2026-10-01"),
            ("2026-10-01", "2026-11-01"),
            ("2026-08-01", "2026-09-01"),
            ("2026-12-01", "2026-12-01"),
            ("2025-01-01", "2025-02-01"),
        ):
            with self.subTest(first=first, last=last):
                days = [fields.Date.to_date(day) for day in (first, last)]
                wanted = {
                    key: figures
                    for key, figures in everything.items()
                    if days[0] <= key[0] <= days[1]
                }
                found = self._figures(("month", ">=", first), ("month", "<=", last))
                self.assertEqual(found, wanted)
        rows = self._board()
        alone = {row: D(str(row.open_end)) for row in rows}
        for row in rows:
            row.invalidate_model()
            self.assertEqual(D(str(row.open_end)), alone[row], row.display_name)

    def test_b01_what_a_browser_says_of_the_scope_is_not_heard(self):
        self._three_bills()
        rows = self._board()
        forged = rows.with_context(estate_board_scope=[[1], "2030-01-01", None])
        self.assertEqual(forged.exists(), rows)

    def test_b01_the_filters_mean_the_months_they_say(self):
        self._three_bills("2025-12-01")
        view = self.env.ref("estate_service.estate_recon_board_view_search")
        months = {}
        for node in etree.fromstring(view.arch).iter("filter"):
            if (node.get("domain") or "").startswith("[('month'"):
                rows = self._board().search(safe_eval(node.get("domain")))
                rows = rows.filtered(lambda row: row.company_id == self.company)
                months[node.get("name")] = sorted(rows.mapped("month_name"))
        year = [f"2026-{month:02}" for month in range(1, 12)]
        self.assertEqual(
            months,
            {"this_month": year[-1:], "last_month": year[-2:-1], "this_year": year},
        )

    def test_b01_two_communities_are_told_apart_also_in_one_batch(self):
        other, unit = self._other_community()
        self._three_bills()
        self._bill(unit, [(self.item_fee, 80)], "2026-10-01")
        self._mandate(unit, "6217232003967166855", "DK9")
        both = self.community | other
        batch = self._sent(community_ids=[(6, 0, both.ids)], date="2026-11-20")
        self._import(batch, day="2026-11-20")
        self._check_identities("collected in two communities")
        rows = self._board().filtered("transit")
        self.assertEqual(
            {row.community_id: (row.received, row.transit) for row in rows},
            {self.community: (345, 345), other: (80, 80)},
        )
        [line] = self._imported(("20261120", 425, "", "", "代收款项"))
        self.workbench.accept(line.id, 0)
        self._check_identities("credited in one sum")
        rows = self._board().filtered("banked")
        self.assertEqual(
            {row.community_id: (row.banked, row.transit_end) for row in rows},
            {self.community: (345, 0), other: (80, 0)},
        )
        self.assertFalse(self._board().filtered("between"))

    def _other_community(self):
        other = self.community.create(
            {"name": "Hilltop", "code": "HT", "company_id": self.company.id}
        )
        other.user_ids = self.clerk | self.accountant | self.cashier
        building = self.building.create(
            {"name": "9栋", "code": "9", "community_id": other.id}
        )
        unit = self.unit.create(
            {"building_id": building.id, "room": "901", "area_built": 90.0}
        )
        self.env["estate.occupancy"].create(
            {
                "unit_id": unit.id,
                "partner_id": self.owner.id,
                "date_start": "2025-01-01",
            }
        )
        return other, unit

    # ---- Speed ------------------------------------------------------------------

    def test_b01_queries_do_not_grow_with_the_records(self):
        self._three_bills()
        self._pay(self.unit, 5, date=self._day(1))
        self._queries()
        few = self._queries()
        for unit in (self.unit, self.unit_2, self.shop):
            for _time in range(5):
                self._pay(unit, 5, date=self._day(1))
        self._imported(*(("20261101", 70 + n, *STRANGER, "x") for n in range(10)))
        many = self._queries()
        self.assertEqual(few["board"], many["board"])
        # Core writes the followers and the diary of new records in some batches.
        self.assertLessEqual(many["sweep"], few["sweep"] + 12)
        self.assertEqual(len(self._live()), 26)
        again = self._queries()
        self.assertEqual(again["sweep"], few["sweep"])

    def _queries(self):
        """Return how many queries the board and the check take."""
        counts = {}
        for name, work in (
            ("sweep", self._sweep),
            ("board", lambda: self._board().read(["due", "untyped", "month_name"])),
        ):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            work()
            self.env.flush_all()
            counts[name] = self.env.cr.sql_log_count - before
        return counts
