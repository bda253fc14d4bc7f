from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from .estate_demo import MONTHS

DOOR_CARDS = (
    # card, unit, holder, month of the issue
    ("MJ0001", "1-1-101", "lin_jianguo", 1),
    ("MJ0002", "1-1-202", "chen_zhiyuan", 1),
    ("MJ0003", "1-2-301", "yu_chunlei", 14),
    ("MJ0004", "2-1-102", "jiang_sisi", 8),
    ("MJ0005", "1-1-201", "huang_xiaoyan", 10),
    ("MJ0006", "1-2-402", "xie_yulan", 21),
    ("MJ0009", "1-1-201", "huang_xiaoyan", 16),
)
PARKING_CARDS = (
    ("TC0001", "1-1-102", "zhou_meiling", 0),
    ("TC0002", "1-1-301", "wu_guoqiang", 2),
    ("TC0003", "2-1-101", "feng_yongsheng", 3),
)


class EstateDemo(models.AbstractModel):
    """Two years of bills and receipts, and what lies on the desks today."""

    _inherit = "estate.demo"

    @api.model
    def _tell_history(self):
        for number in range(MONTHS):
            # The clerk plans; the job that publishes runs as the system.
            self._plan_run(number).with_env(self.env)._publish_all()
            self._issue_cards(number)
            if number == MONTHS - 1:
                self._void_a_receipt()
            self._collect_by_bank(number)
            self._pay(number)

    @api.model
    def _plan_run(self, number):
        first = self._month(number)
        run = self._as("finance_clerk", "estate.bill.run", first).create(
            {
                "community_id": self._community().id,
                "date_from": first,
                "date_invoice": first,
            }
        )
        run.action_plan()
        return run

    # ------------------------------------------------------------
    # CARDS
    # ------------------------------------------------------------

    @api.model
    def _issue_cards(self, number):
        for kind, cards in (("door", DOOR_CARDS), ("parking", PARKING_CARDS)):
            for name, code, holder, month in cards:
                if month == number:
                    self._issue_card(kind, name, code, holder, self._month(month))

    @api.model
    def _issue_card(self, kind, name, code, holder, day):
        """Tell the standard, take the deposit and hand the card out (R-905)."""
        card = self.env["estate.access.card"].create(
            {
                "name": name,
                "type_id": self._ref(f"card_type_{kind}").id,
                "unit_id": self._unit(code).id,
                "partner_id": self._ref(f"partner_{holder}").id,
                "standard_told": True,
                "documents_checked": True,
            }
        )
        deposit = Decimal(str(card.deposit))
        self._collect(
            "front_desk",
            card.unit_id,
            card.partner_id,
            [],
            [self._by("cash", deposit)],
            deposits=[(card, deposit)],
            day=day,
        )
        card.action_issue()
        card.issued_on = day
        return card

    # ------------------------------------------------------------
    # TODAY
    # ------------------------------------------------------------

    @api.model
    def _void_a_receipt(self):
        """Write a receipt by the wrong method, take it back, write it again."""
        unit = self._unit("1-2-402")
        day = self._month(MONTHS - 1) + relativedelta(days=2)
        amount = Decimal("300.00")
        wrong = self._collect(
            "front_desk",
            unit,
            unit.payer_id,
            [],
            [self._by("cash", amount)],
            prepayments=[(None, amount)],
            day=day,
        )
        supervisor = self._as("supervisor", "estate.cashier")
        supervisor._void(wrong.with_env(supervisor.env), "业主改用微信支付，现金已退")
        self._collect(
            "front_desk",
            unit,
            unit.payer_id,
            [],
            [self._by("wechat", amount)],
            prepayments=[(None, amount)],
            day=day,
        )

    @api.model
    def _leave_work_for_today(self):
        """Leave a plan with anomalies, cards and an import on the desks."""
        # The area was measured again; the former tenant's payer mark was left.
        self._unit("1-1-102").area_built = 109.40
        self.env["estate.occupancy"].create(
            self._occupancy(
                "1-2-301", "liang_ziyu", "family", self._month(MONTHS), is_payer=True
            )
        )
        self._plan_run(MONTHS)
        self._take_deposits()
        self._leave_books()
        session = self._leave_sessions()
        self._leave_deposits()
        # Two papers of the book are skipped.
        self._collect_today("front_desk", "1-1-402", "wechat", paper="SJ0000304")
        self._collect_today("cashier", "1-1-302", "cash")
        session.action_take_over()
        self._leave_cards()
        self._leave_fapiaos()
        self._leave_import()

    @api.model
    def _collect_today(self, role, code, channel, paper=None):
        unit = self._unit(code)
        lines = self.env["estate.cashier"]._open_lines(unit)
        total = sum(line["open"] for line in lines)
        allocations = [(line["move_line_id"], line["open"]) for line in lines]
        self._collect(
            role,
            unit,
            unit.payer_id,
            allocations,
            [self._by(channel, total)],
            paper_number=paper,
        )

    @api.model
    def _leave_cards(self):
        """A card to hand out, one that was lost, one that came back."""
        today = fields.Date.context_today(self)
        self._issue_card("door", "MJ0007", "2-1-201", "cao_wenbo", today)
        lost = self._issue_card("door", "MJ0008", "1-2-101", "he_junjie", today)
        lost.action_lost()
        self._take_back_card("MJ0009")
        self.env["estate.access.card"].create(
            {
                "name": "ZX0001",
                "type_id": self._ref("card_type_renovation").id,
                "unit_id": self._unit("1-2-402").id,
            }
        )

    @api.model
    def _take_back_card(self, name):
        """Give the deposit of a spare card back, by who hands cards out."""
        card = self._as("front_desk", "estate.access.card").search(
            [("name", "=", name)]
        )
        method = {"payment_method_line_id": self._method("cash", "outbound").id}
        card.env["estate.cashier"]._refund_card(card, method)
        card.action_return()
