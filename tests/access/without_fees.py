"""Debts and payments are no business of who does not work with fees (R-116, R-430)."""

from odoo.exceptions import AccessError
from odoo.tests import Form

from .access_common import ROLES

WITHOUT_FEES = ("cr", "te", "en", "qu")
"""Control room, technician, engineering supervisor, quality controller."""
MONEY = """
    account.move account.move.line account.payment account.partial.reconcile
    account.bank.statement.line
    estate.bill.plan estate.bill.run estate.cash.deposit estate.cashier.handover
    estate.cashier.session estate.collection.batch estate.collection.line
    estate.deposit estate.deposit.request estate.dunning.attempt estate.dunning.case
    estate.dunning.debt estate.dunning.pause estate.dunning.run
    estate.fee.adjustment.notice estate.fee.adjustment.unit estate.fee.assignment
    estate.fee.rebill estate.fund.report estate.fund.report.line estate.held.money
    estate.late.fee.line estate.late.fee.pause estate.mandate estate.payment.promise
    estate.receipt estate.receipt.line estate.recon.exception estate.refund
    estate.share.line estate.share.pool estate.unit.transfer
    estate.unit.transfer.held estate.unit.transfer.line estate.vacancy estate.waiver
""".split()
PRICES = ("estate.fee.item", "estate.fee.price", "estate.meter.reading")
"""What things cost and what the dials show is told to everybody."""
SCREENS = (
    "estate.access.card",
    "estate.building",
    "estate.community",
    "estate.defect",
    "estate.duty.log",
    "estate.fee.item",
    "estate.fee.price",
    "estate.meter",
    "estate.meter.reading",
    "estate.occupancy",
    "estate.quality.check",
    "estate.request",
    "estate.service.order",
    "estate.unit",
    "estate.vehicle",
    "estate.visit",
    "estate.workorder",
    "res.partner",
)


class WithoutFees:
    """Tests of :class:`AccessWorld` about the roles that see no money."""

    def test_r116_the_desks_roles_read_nothing_of_money(self):
        told = [
            (role, model)
            for role in WITHOUT_FEES
            for model in MONEY
            if self.env[model].with_user(self.users[role]).has_access("read")
        ]
        self.assertFalse(told)
        for role in WITHOUT_FEES:
            for model in PRICES:
                mine = self.env[model].with_user(self.users[role])
                self.assertTrue(mine.has_access("read"), (role, model))

    def test_r116_no_record_tells_them_what_somebody_owes(self):
        unit = self._of("estate.unit", self.here)[:1]
        for role in WITHOUT_FEES:
            mine = unit.with_user(self.users[role])
            for field in ("arrears_amount", "open_amount", "prepaid_amount"):
                with self.subTest(role=role, field=field):
                    self.assertNotIn(field, mine.fields_get())
                    with self.assertRaises(AccessError):
                        mine.read([field])
            with self.assertRaises(AccessError):
                mine.search([("arrears_amount", ">", 0)])
            with self.assertRaises(AccessError):
                mine.action_view_debts()
            board = mine.building_id.get_chessboard()
            cells = [*board["others"]]
            for section in board["sections"]:
                for floor in section["floors"]:
                    cells += [cell for column in floor["cells"] for cell in column]
            self.assertFalse(board["shows_arrears"])
            self.assertFalse(any(cell["arrears"] for cell in cells))
        board = unit.building_id.with_user(self.users["fd"]).get_chessboard()
        self.assertTrue(board["shows_arrears"])

    def test_r116_their_menu_leads_to_no_money(self):
        menus = self.env["ir.ui.menu"]
        rooms = menus.union(
            *(
                self.env.ref(f"estate_service.estate_menu_{room}")
                for room in ("fee", "cashier", "bank", "dunning")
            )
        )
        for role in ROLES:
            visible = menus.with_user(self.users[role])._visible_menu_ids()
            shown = {room.name for room in rooms if room.id in visible}
            with self.subTest(role=role):
                self.assertEqual(bool(shown), role not in WITHOUT_FEES, shown)

    def test_r116_who_sees_no_fees_still_finds_the_meters(self):
        for name in ("estate_meter_action", "estate_meter_reading_action"):
            action = self.env.ref(f"estate_service.{name}")
            for role in ("te", "en"):
                menus = self.env["ir.ui.menu"].with_user(self.users[role])
                shown = menus.load_menus(False).values()
                ways = [menu for menu in shown if menu.get("action_id") == action.id]
                with self.subTest(role=role, action=name):
                    self.assertEqual(len(ways), 1, ways)

    def test_r116_their_screens_open_without_it(self):
        opened = {role: set() for role in WITHOUT_FEES}
        for role in WITHOUT_FEES:
            for model in SCREENS:
                mine = self._of(model, self.here).with_user(self.users[role])
                if not mine.browse().has_access("read"):
                    continue
                record = mine.search([("id", "in", mine.ids)], limit=1)
                with self.subTest(role=role, model=model):
                    self._open(record)
                opened[role] |= {model} if record else set()
        for role in WITHOUT_FEES:
            self.assertLessEqual(
                {"estate.unit", "estate.request", "estate.workorder", "res.partner"},
                opened[role],
            )

    def _open(self, record):
        """Show the form of a record, and whatever else a list may ask of it."""
        self.env.invalidate_all()
        if record._name in self._own_models():
            record.web_read({name: {} for name in record.fields_get()})
        if record:
            Form(record)
