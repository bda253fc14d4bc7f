"""Deposits: taken with the card, given back with it, held on their account."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..paper import tree_of
from .cashier_common import CashierCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierDeposit(CashierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card_type = cls.env["estate.access.card.type"].create(
            {"name": "Parking", "kind": "parking", "deposit": 100}
        )
        cls.card = cls._card("P-001")

    @classmethod
    def _card(cls, number, **vals):
        return cls.env["estate.access.card"].create(
            {
                "name": number,
                "type_id": cls.card_type.id,
                "unit_id": cls.unit.id,
                "partner_id": cls.owner.id,
                "standard_told": True,
                "documents_checked": True,
                **vals,
            }
        )

    def _wizard(self, action, user=None):
        wizard = self.env[action["res_model"]].with_user(user or self.front_desk)
        return Form(wizard.with_context(**action["context"]))

    def _issue(self, card=None):
        card = (card or self.card).with_user(self.front_desk)
        self._wizard(card.action_issue()).save().action_confirm()
        return card

    def _give_back(self, card):
        """Give the deposit back at the counter; return the voucher."""
        printed = self._wizard(card.action_return()).save().action_confirm()
        return self.env["estate.refund"].browse(printed["context"]["active_ids"])

    def _held(self):
        return self.service._deposit_balance(self.unit).get(self.unit.id, 0)

    # ------------------------------------------------------------------
    # CARDS
    # ------------------------------------------------------------------

    def test_issue_takes_the_deposit_and_gives_a_receipt(self):
        action = self.card.with_user(self.front_desk).action_issue()
        self.assertEqual(self.card.state, "draft")
        form = self._wizard(action)
        self.assertEqual(form.amount, 100)
        self.assertEqual(form.partner_id, self.owner)
        self.assertEqual(form.method_in, str(self.cash.id))
        printed = form.save().action_confirm()
        self.assertEqual(self.card.state, "issued")
        receipt = self.card.deposit_receipt_id
        self.assertEqual(printed["context"]["active_ids"], receipt.ids)
        self.assertEqual(receipt.line_ids.mapped("kind"), ["deposit"])
        self.assertEqual(receipt.line_ids.card_id, self.card)
        self.assertEqual((self._held(), self.card.deposit_held), (100, 100))

    def test_confirmed_twice_is_taken_once(self):
        form = self._wizard(self.card.with_user(self.front_desk).action_issue())
        wizard = form.save()
        printed = wizard.action_confirm()
        self.assertEqual(wizard.action_confirm(), printed)
        self.assertEqual(self._held(), 100)

    def test_return_gives_the_deposit_back(self):
        card = self._issue()
        action = card.action_return()
        self.assertEqual(card.state, "issued")
        form = self._wizard(action)
        self.assertEqual((form.amount, form.payee_id), (100, self.owner))
        form.save().action_confirm()
        self.assertEqual(card.state, "returned")
        self.assertEqual((self._held(), card.deposit_held), (0, 0))
        payment = self.env["account.payment"].search(
            [("estate_unit_id", "=", self.unit.id), ("payment_type", "=", "outbound")]
        )
        self.assertEqual((payment.amount, payment.estate_channel), (100, "cash"))
        items = payment.move_id.line_ids
        self.assertEqual(items.estate_unit_id, self.unit)
        self.assertEqual(items.partner_id, self.owner)

    def test_card_leads_to_the_papers_of_its_deposit(self):
        card = self._issue()
        action = card.action_view_deposit_receipt()
        self.assertEqual(action["res_id"], card.deposit_receipt_id.id)
        self.assertFalse(card.refund_ids)
        refund = self._give_back(card)
        card.invalidate_recordset(["refund_ids"])
        action = card.action_view_deposit_refunds()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (refund._name, refund.id)
        )
        self.service.with_user(self.supervisor)._void(refund, "Wrong card")
        card.invalidate_recordset(["refund_ids"])
        self.assertFalse(card.refund_ids)

    def test_deposits_of_two_cards_are_kept_apart(self):
        first, second = self._issue(), self._issue(self._card("P-002"))
        self._wizard(first.action_return()).save().action_confirm()
        self.assertEqual((first.deposit_held, second.deposit_held), (0, 100))
        self.assertEqual(self._held(), 100)

    def test_card_without_deposit_is_issued_at_once(self):
        card = self._card("P-003", deposit=0).with_user(self.front_desk)
        card.action_issue()
        self.assertEqual(card.state, "issued")
        card.action_return()
        self.assertEqual(card.state, "returned")

    def test_cards_with_a_deposit_go_one_by_one(self):
        cards = self.card | self._card("P-004")
        with self.assertRaisesRegex(UserError, "one by one"):
            cards.with_user(self.front_desk).action_issue()

    # ------------------------------------------------------------------
    # VOID AND OTHER DEPOSITS
    # ------------------------------------------------------------------

    def test_void_leaves_the_card_without_its_deposit(self):
        card = self._issue()
        receipt = card.deposit_receipt_id
        self.service.with_user(self.front_desk)._void(receipt, "Wrong amount")
        self.assertFalse(card.deposit_receipt_id)
        self.assertEqual(self._held(), 0)
        # The card is out: the right amount is taken again, once.
        issued_on = card.issued_on
        with freeze_time("2026-11-11"):
            self._wizard(card.action_take_deposit()).save().action_confirm()
        self.assertEqual((self._held(), card.issued_on), (100, issued_on))
        with self.assertRaisesRegex(UserError, "No deposit is missing"):
            card.action_take_deposit()

    def test_r905_no_card_goes_out_for_less_than_its_kind_asks(self):
        card = self.card.with_user(self.front_desk)
        self.assertFalse(card.may_change_deposit)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            card.deposit = 0
        with self.assertRaisesRegex(UserError, "Take the deposit"):
            card.write({"state": "issued"})
        card.with_user(self.supervisor).deposit = 0
        card.action_issue()
        self.assertEqual(card.state, "issued")

    def test_r706_a_deposit_is_taken_at_the_counter(self):
        item = self._new_item("Renovation Deposit", 2000, kind="deposit")
        wizards = self.env["estate.deposit.take"].with_user(self.front_desk)
        with Form(wizards.with_context(default_unit_id=self.unit.id)) as form:
            self.assertEqual((form.partner_id, form.item_id), (self.owner, item))
            form.amount = 2000
        wizard = form.record
        printed = wizard.action_confirm()
        self.assertEqual(wizard.action_confirm(), printed)
        receipt = wizard.receipt_id
        self.assertEqual(receipt.line_ids.mapped("kind"), ["deposit"])
        self.assertEqual((receipt.amount, self._held()), (2000, 2000))
        fee = self._new_item("Fee", 2)
        with self.assertRaisesRegex(UserError, "deposit item"):
            wizards.create(
                {"unit_id": self.unit.id, "item_id": fee.id, "amount": 5}
            ).action_confirm()

    def test_returned_deposit_is_not_void(self):
        card = self._issue()
        receipt = card.deposit_receipt_id
        self._wizard(card.action_return()).save().action_confirm()
        with self.assertRaisesRegex(UserError, "given back already"):
            self.service.with_user(self.front_desk)._void(receipt, "Too late")

    def test_void_refund_leaves_the_deposit_of_the_returned_card_held(self):
        card = self._issue()
        refund = self._give_back(card)
        self.assertEqual((refund.card_id, refund.amount), (card, 100))
        self.assertIn("P-001", refund.reason)
        self.service.with_user(self.front_desk)._void(refund, "Wrong person")
        card.invalidate_recordset(["deposit_held"])
        self.assertEqual((card.state, card.deposit_held), ("returned", 100))
        self._give_back(card)
        self.assertEqual((card.state, self._held()), ("returned", 0))

    def test_returned_twice_is_paid_out_once(self):
        card = self._issue()
        wizard = self._wizard(card.action_return()).save()
        wizard.action_confirm()
        self.assertEqual(wizard.action_confirm()["type"], "ir.actions.act_window_close")
        self.assertEqual(self.env["estate.refund"].search_count([]), 1)

    def test_money_goes_out_by_a_way_out(self):
        card = self._issue()
        with self.assertRaisesRegex(UserError, "pays nothing out"):
            self.service.with_user(self.front_desk)._refund_card(
                card, self._by(self.cash, None)
            )

    # ------------------------------------------------------------------
    # A PAYER OF ANOTHER COMMUNITY
    # ------------------------------------------------------------------

    def _issue_paid_by_a_neighbour(self):
        """The card's deposit is left by a resident of another community only."""
        community = self.env["estate.community"].create(
            {"name": "Hillside", "code": "HS", "company_id": self.company.id}
        )
        home = self.env["estate.unit"].create(
            {"community_id": community.id, "code": "H-1", "room": "1"}
        )
        neighbour = self.env["res.partner"].create({"name": "卫芳"})
        self.env["estate.occupancy"].create(
            {
                "unit_id": home.id,
                "partner_id": neighbour.id,
                "role": "owner",
                "date_start": "2024-01-01",
            }
        )
        self._collect(
            self.unit, [], deposits=[(self.card, 100)], payer=neighbour.sudo()
        )
        self.card.with_user(self.front_desk).action_issue()
        for user in (self.front_desk, self.cashier):
            self.assertFalse(neighbour.with_user(user).has_access("read"))
        self.env.invalidate_all()
        return neighbour

    def test_card_comes_back_though_its_payer_is_hidden(self):
        neighbour = self._issue_paid_by_a_neighbour()
        card = self.card.with_user(self.front_desk)
        form = self._wizard(card.action_return())
        self.assertEqual(form.payee_id.id, neighbour.id)
        wizard = form.save()
        shown = wizard.web_read({"payee_id": {"fields": {"display_name": {}}}})
        self.assertEqual(shown[0]["payee_id"]["display_name"], neighbour.name)
        printed = wizard.action_confirm()
        refund = self.env["estate.refund"].browse(printed["context"]["active_ids"])
        self.assertEqual((card.state, refund.partner_id), ("returned", neighbour))

    def test_list_of_held_money_opens_though_a_payer_is_hidden(self):
        neighbour = self._issue_paid_by_a_neighbour()
        rows = self.env["estate.held.money"].with_user(self.cashier).search([])
        shown = rows.web_read(
            {
                "partner_id": {"fields": {"display_name": {}}},
                "card_ids": {"fields": {"display_name": {}}},
            }
        )
        self.assertEqual(shown[0]["partner_id"]["display_name"], neighbour.name)
        self.assertEqual([card["id"] for card in shown[0]["card_ids"]], self.card.ids)

    def test_voucher_of_a_hidden_payee_is_printed(self):
        self._issue_paid_by_a_neighbour()
        refund = self._give_back(self.card.with_user(self.front_desk))
        self.env.invalidate_all()
        page = tree_of(
            self.env, "estate_service.action_report_refund", refund, self.front_desk
        )
        self.assertIn("卫芳", page.text_content())

    def test_held_money_of_a_hidden_payer_is_given_back(self):
        self.company.estate_deposit_needs_approval = False
        neighbour = self._issue_paid_by_a_neighbour()
        self.card.with_user(self.front_desk).action_lost()
        self.env.invalidate_all()
        row = self.env["estate.held.money"].with_user(self.cashier).search([])
        form = self._wizard(row.action_refund(), self.cashier)
        form.reason = "Lost"
        form.amount = 101
        with self.assertRaisesRegex(UserError, "Only"):
            form.save().action_refund()
        form.amount = 100
        form.save().action_refund()
        self.assertFalse(self._held())
        refund = self.env["estate.refund"].search([("partner_id", "=", neighbour.id)])
        self.assertEqual(refund.amount, 100)

    # ------------------------------------------------------------------
    # ROLES
    # ------------------------------------------------------------------

    def test_steward_pays_nothing_out(self):
        self._issue()
        with self.assertRaises(AccessError):
            self.service.with_user(self.steward)._refund_card(
                self.card.with_user(self.steward), self._by(self.cash_out, None)
            )
