"""押金退款: asked for, approved by amount by somebody else, paid once."""

from unittest.mock import patch

from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import Form, freeze_time, tagged

from .deposit_common import DepositCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierDepositRequest(DepositCommon):
    # ------------------------------------------------------------------
    # APPROVAL BY AMOUNT
    # ------------------------------------------------------------------

    def test_small_amount_is_approved_by_the_accountant(self):
        self._take()
        request = self._ask(800)
        self.assertEqual(
            (request.stage, request.approval_level), ("waiting", "accountant")
        )
        with self.assertRaises(AccessError):
            self._approve(request, self.manager)
        self._approve(request)
        self.assertEqual((request.stage, request.state), ("approved", "approved"))

    def test_a_copy_of_what_was_approved_is_asked_for_anew(self):
        self._take()
        request = self._ask(100)
        self._approve(request)
        copied = request.copy()
        self.assertEqual((request.state, copied.state), ("approved", "draft"))
        self.assertEqual(copied.stage, "draft")

    def test_large_amount_is_approved_by_the_manager(self):
        self._take()
        request = self._ask(1000.01)
        self.assertEqual(request.approval_level, "manager")
        with self.assertRaises(AccessError):
            self._approve(request)
        self._approve(request, self.manager)
        self.assertEqual(request.stage, "approved")

    def test_limit_is_a_setting_and_moves_no_request(self):
        self._take()
        request = self._ask(800, submit=False)
        self.env.flush_all()
        self.company.estate_deposit_limit = 100
        self.assertEqual(request.approval_level, "accountant")
        self.assertEqual(self._ask(800, submit=False).approval_level, "manager")

    def test_who_asks_does_not_approve(self):
        self._take()
        request = self._ask(100, self.accountant)
        with self.assertRaises(AccessError):
            self._approve(request, self.accountant)
        self._approve(request, self.accountant_2)
        self.assertEqual(request.stage, "approved")

    def test_who_wrote_it_does_not_approve_what_another_asked_for(self):
        self._take()
        request = self._ask(100, self.accountant, submit=False)
        request.with_user(self.cashier).action_submit()
        with self.assertRaises(AccessError):
            self._approve(request, self.accountant)

    def test_approval_cannot_be_forged(self):
        self._take()
        request = self._ask(100)
        review = request.review_ids.with_user(self.front_desk)
        with self.assertRaises(AccessError):
            review.write({"status": "approved"})
        with self.assertRaises(AccessError):
            review.unlink()
        with self.assertRaises(AccessError):
            review.create(
                {"model": request._name, "res_id": request.id, "status": "approved"}
            )
        for name in ("state", "validation_status", "requester_id", "stage"):
            with self.subTest(field=name), self.assertRaises(UserError):
                request.with_user(self.front_desk).write({name: False})

    def test_amount_stays_while_it_is_approved_and_after(self):
        self._take()
        request = self._ask(100).with_user(self.front_desk)
        with self.assertRaises(UserError):
            request.amount = 2000
        self._approve(request)
        with self.assertRaises(UserError):
            request.amount = 2000

    def test_without_a_definition_nothing_is_approved(self):
        self._take()
        request = self._ask(100, submit=False)
        self.env["tier.definition"].search([("model", "=", request._name)]).unlink()
        with self.assertRaisesRegex(UserError, "Nobody is named"):
            request.action_submit()

    def test_refused_request_is_taken_back_changed_and_asked_again(self):
        self._take()
        request = self._ask(900)
        self._refuse(request, self.accountant, "The meter was not read")
        self.assertEqual(request.stage, "rejected")
        self.assertEqual(request.review_ids.comment, "The meter was not read")
        self.assertIn("The meter was not read", request.message_ids[0].body)
        with self.assertRaises(AccessError):
            request.with_user(self.cashier).restart_validation()
        request.restart_validation()
        request.amount = 500
        request.action_submit()
        self.assertEqual(request.stage, "waiting")

    def _refuse(self, request, user, reason):
        action = request.with_user(user).reject_tier()
        wizards = self.env["estate.deposit.step"].with_user(user)
        wizard = wizards.with_context(**action["context"]).create({"reason": reason})
        wizard.action_confirm()

    def test_a_refusal_has_a_reason_and_an_approver(self):
        self._take()
        request = self._ask(900)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._refuse(request, self.accountant, " ")
        for user in (self.front_desk, self.cashier):
            with self.assertRaises(AccessError):
                self._refuse(request, user, "x")
        self.assertEqual(request.stage, "waiting")

    def test_approver_of_another_community_is_refused(self):
        self._take()
        request = self._ask(100)
        self.accountant_2.estate_community_ids = False
        with self.assertRaises(AccessError):
            self._approve(request, self.accountant_2)

    # ------------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------------

    def test_no_more_is_asked_for_than_is_free(self):
        self._take()
        self._ask(1500)
        with self.assertRaisesRegex(UserError, "Only"):
            self._ask(600)
        self._ask(500)

    def test_form_proposes_the_whole_deposit_and_who_left_it(self):
        self._take()
        row = self._rows(unit_id=self.unit.id).with_user(self.front_desk)
        action = row.action_request_refund()
        requests = self.requests.with_user(self.front_desk)
        with Form(requests.with_context(**action["context"])) as form:
            self.assertEqual((form.amount, form.payee_id), (2000, self.owner))
            form.reason = "Moved out"
        self.assertRegex(form.record.name, r"^YJ/2026/\d{4}$")

    def test_who_left_it_gets_it_back_though_he_lives_elsewhere(self):
        hillside = self.env["estate.community"].create(
            {"name": "Hillside", "code": "HS", "company_id": self.company.id}
        )
        home = self.env["estate.unit"].create(
            {"community_id": hillside.id, "code": "H-1", "room": "1"}
        )
        stranger, other = self.env["res.partner"].create([{"name": n} for n in "AB"])
        for person in (stranger, other):
            self.env["estate.occupancy"].create(
                {"unit_id": home.id, "partner_id": person.id, "role": "family"}
            )
        self._take(payer=stranger.sudo())
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self._ask(100, payee_id=other.id)
        request = self._ask(100, payee_id=stranger.id)
        self._approve(request)
        self.env.invalidate_all()
        self.assertEqual(self._pay(request).partner_id, stranger)

    def test_only_a_deposit_can_be_asked_for(self):
        bill = self._bill(self.unit, [(self.item_fee, 100)])
        with self.assertRaisesRegex(UserError, "Choose a deposit"):
            self.requests.with_user(self.front_desk).create(
                {
                    "move_line_id": bill.line_ids[:1].id,
                    "amount": 10,
                    "reason": "Mine",
                }
            )

    def test_deposits_are_not_paid_back_beside_the_request(self):
        self._take()
        row = self.env["estate.held.money"].search([("unit_id", "=", self.unit.id)])
        with self.assertRaisesRegex(UserError, "approved"):
            self.service.with_user(self.cashier)._refund(
                row._held_money(),
                100,
                {"payment_method_line_id": self.cash_out.id},
                "Please",
            )
        action = row.with_user(self.cashier).action_refund()
        self.assertEqual(action["res_model"], "estate.deposit")

    def test_company_may_give_deposits_back_without_approval(self):
        self.company.estate_deposit_needs_approval = False
        self._take()
        row = self.env["estate.held.money"].search([("unit_id", "=", self.unit.id)])
        action = row.with_user(self.cashier).action_refund()
        self.assertEqual(action["res_model"], "estate.held.money.refund")

    # ------------------------------------------------------------------
    # PAYING
    # ------------------------------------------------------------------

    def test_only_what_is_approved_is_paid(self):
        self._take()
        request = self._ask(100)
        with self.assertRaisesRegex(UserError, "not approved"):
            self._pay(request)
        self._approve(request)
        refund = self._pay(request)
        self.assertEqual((refund.amount, refund.kind), (100, "deposit"))
        self.assertEqual(refund.request_id, request)
        self.assertEqual((request.stage, request.done_by_id), ("done", self.cashier))

    def test_paid_once_by_two_clicks_and_two_cashiers(self):
        self._take()
        request = self._ask(100)
        self._approve(request)
        refund = self._pay(request)
        self.assertEqual(self._pay(request), refund)
        self.assertEqual(self._pay(request, self.accountant_2), refund)
        self.assertEqual(self._rows(unit_id=self.unit.id).refunded, 100)

    def test_second_of_two_cashiers_waits(self):
        self._take()
        request = self._ask(100)
        self._approve(request)
        locked = patch.object(
            type(request), "lock_for_update", side_effect=LockError("busy")
        )
        with locked, self.assertRaisesRegex(UserError, "Somebody else"):
            self._pay(request)

    def test_front_desk_does_not_pay(self):
        self._take()
        request = self._ask(100)
        self._approve(request)
        with self.assertRaises(AccessError):
            self._pay(request, self.front_desk)

    def test_payment_lands_in_the_session_of_who_pays(self):
        session = self.env["estate.cashier.session"].with_user(self.cashier)
        session = session._open(self.company, 0, None)
        self._take()
        request = self._ask(100)
        self._approve(request)
        refund = self._pay(request)
        self.assertEqual(refund.sudo().payment_ids.estate_session_id, session)
        self.assertEqual(session._cash_line().expected, 1900)

    def test_money_goes_to_the_named_payee_out_of_the_named_deposit(self):
        first = self._take(500)
        self._take(700)
        rows = self._rows(unit_id=self.unit.id)
        newest = rows.filtered(lambda row: row.receipt_id != first)
        request = self._ask(700, row=newest, payee_id=self.owner_2.id)
        self._approve(request)
        refund = self._pay(request)
        payment = refund.sudo().payment_ids
        self.assertEqual((refund.partner_id, payment.partner_id), (self.owner_2,) * 2)
        rows = self._rows(unit_id=self.unit.id)
        self.assertEqual(rows.filtered("amount").receipt_id, first)
        self.assertEqual(refund.receipt_ids, newest.receipt_id)
        self._assert_tied()

    def test_screen_pays_and_shows_the_voucher(self):
        self._take()
        request = self._ask(100).with_user(self.cashier)
        self._approve(request)
        action = request.action_carry_out()
        wizard = self.env[action["res_model"]].with_user(self.cashier)
        with Form(wizard.with_context(**action["context"])) as form:
            self.assertEqual(form.method, str(self.cash_out.id))
        shown = form.record.action_confirm()
        self.assertEqual(shown["tag"], "estate_print_and_show")
        self.assertEqual(request.stage, "done")

    def test_void_refund_is_to_be_paid_again(self):
        self._take()
        request = self._ask(100)
        self._approve(request)
        first = self._pay(request)
        self.service.with_user(self.cashier)._void(first, "Wrong person")
        self.assertEqual(request.stage, "approved")
        second = self._pay(request)
        self.assertNotEqual(first, second)
        self.assertEqual(self._rows(unit_id=self.unit.id).refunded, 100)
        self._assert_tied()

    def test_cancelled_request_keeps_who_approved_it(self):
        self._take()
        request = self._ask(100)
        self._approve(request)
        with self.assertRaises(AccessError):
            request.with_user(self.cashier)._cancel("No")
        request.with_user(self.front_desk)._cancel("The resident stays")
        self.assertEqual(request.stage, "cancelled")
        self.assertEqual(request.review_ids.done_by, self.accountant)
        with self.assertRaisesRegex(UserError, "not approved"):
            self._pay(request)

    def test_cancelled_request_waits_for_nobody(self):
        self._take()
        request = self._ask(100)
        request._cancel("The resident stays")
        self.assertEqual(request.review_ids.status, "cancel")
        with self.assertRaisesRegex(UserError, "done, or cancelled"):
            request._cancel("Again")
