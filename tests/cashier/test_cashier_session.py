"""收银日结 (B-04): what a session expects, counts, posts, and who may do what."""

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .session_common import SessionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 02:00:00")
class TestCashierSession(SessionCommon):
    # ------------------------------------------------------------------
    # OPEN
    # ------------------------------------------------------------------

    def test_float_is_what_the_last_session_left(self):
        first = self._session(200)
        self._take(50)
        self._close(first)
        self.assertEqual(first.cash_left, 250)
        with self.assertRaisesRegex(UserError, "250.00"):
            self._session(300)
        wizard = self.env["estate.cashier.session.open"].with_user(self.cashier)
        self.assertEqual(wizard.create({}).opening_float, 250)
        again = self._session(300, reason="50.00 from the safe")
        self.assertEqual(again.float_reason, "50.00 from the safe")

    @mute_logger("odoo.sql_db")
    def test_second_open_session_is_refused_by_the_database(self):
        self._session()
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self._session()

    def test_second_click_finds_the_first_session(self):
        wizards = self.env["estate.cashier.session.open"].with_user(self.cashier)
        first, second = wizards.create({}), wizards.create({})
        session = first.action_confirm()["res_id"]
        self.assertEqual(second.action_confirm()["res_id"], session)
        self.assertEqual(wizards.action_begin()["res_id"], session)

    def test_front_desk_and_supervisor_open_none(self):
        for user in (self.front_desk, self.supervisor, self.steward):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._session(user=user)

    def test_required_session_is_asked_of_cashiers_only(self):
        self._take(10)
        self.company.estate_session_required = True
        with self.assertRaisesRegex(UserError, "Open your cashier session"):
            self._take(10)
        self._take(10, user=self.front_desk)
        session = self._session()
        self.assertEqual(self._take(10).sudo().payment_ids.estate_session_id, session)

    # ------------------------------------------------------------------
    # WHAT IS EXPECTED
    # ------------------------------------------------------------------

    def test_expected_by_way_to_pay(self):
        session = self._session(100)
        self._take(60)
        self._take(30, method=self.pos)
        receipt = self._collect(self.unit_2, [], prepayments=[(None, 50)])
        held = self.env["estate.held.money"].search(
            [("unit_id", "=", self.unit_2.id), ("kind", "=", "prepay")]
        )
        self.service.with_user(self.cashier)._refund(
            held.with_user(self.cashier)._held_money(),
            20,
            {"payment_method_line_id": self.cash_out.id},
            "Paid too much",
        )
        cash, pos = self._way(session), self._way(session, "pos")
        self.assertRecordValues(
            cash | pos,
            [
                {"taken": 110, "given_back": -20, "expected": 190, "count": 3},
                {"taken": 30, "given_back": 0, "expected": 30, "count": 1},
            ],
        )
        self.assertEqual(receipt.sudo().payment_ids.estate_session_id, session)
        self.assertEqual(self._cash_in_hand(), 90)

    def test_void_in_the_open_session_has_its_sign(self):
        session = self._session()
        receipt = self._take(60)
        self._void(receipt, user=self.supervisor)
        self.assertRecordValues(
            self._way(session), [{"taken": 60, "voided": -60, "expected": 0}]
        )
        self.assertEqual(self._cash_in_hand(), 0)

    def test_totals_cost_the_same_for_many_sessions(self):
        sessions = self.sessions
        for user in (self.cashier, self.cashier_2):
            sessions |= self._session(user=user).sudo()
            self._take(10, user=user)
        self.env.flush_all()
        counts = []
        for some in (sessions[:1], sessions):
            self.env.invalidate_all()
            some.line_ids.mapped("journal_id")
            before = self.env.cr.sql_log_count
            some._payment_totals()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
        self.assertLessEqual(counts[1], 2)

    # ------------------------------------------------------------------
    # COUNT AND CLOSE
    # ------------------------------------------------------------------

    def test_cash_is_counted_by_notes_and_coins(self):
        self.env["estate.cash.denomination"].create(
            [
                {"currency_id": self.company.currency_id.id, "value": value}
                for value in (100, 10, 0.5)
            ]
        )
        session = self._session()
        self._take(110.5, unit=self.unit_2)
        session.action_count()
        self.assertEqual(session.cash_ids.mapped("value"), [100, 10, 0.5])
        session.write(
            {
                "cash_ids": [
                    Command.update(cash.id, {"quantity": 1})
                    for cash in session.cash_ids
                ]
            }
        )
        self.assertEqual(self._way(session).counted, 110.5)
        with self.assertRaisesRegex(UserError, "notes and coins"):
            self._way(session).counted = 1
        session.action_close()
        self.assertEqual(session.state, "closed")
        self.assertFalse(session.line_ids.move_id)

    def test_over_and_short_are_posted_with_a_reason(self):
        account = self.company.estate_cash_difference_account_id
        for counted, balance in ((58, 2), (63, -3)):
            session = self._session(self._cash_in_hand(), reason="As in the ledger")
            self._take(60, unit=self.unit_2)
            expected = session.expected
            before = self._balance(account)
            with (
                self.subTest(counted=counted),
                self.assertRaisesRegex(UserError, "say why"),
            ):
                self._close(session, cash=expected - 60 + counted)
            session.difference_reason = "Change of a coin"
            session.action_close()
            move = session.sudo().line_ids.move_id
            self.assertEqual(move.journal_id, self.cash.journal_id)
            self.assertIn("Change of a coin", move.ref)
            self.assertEqual(self._balance(account) - before, balance)
            self.assertEqual(self._cash_in_hand(), session.cash_left)

    def test_missing_pos_slip_needs_a_reason_and_posts_nothing(self):
        session = self._session()
        self._take(60, method=self.pos)
        self._close(session, reason="One slip is missing", pos=50)
        self.assertEqual((session.state, session.difference), ("closed", -10))
        self.assertFalse(session.line_ids.move_id)

    def test_nothing_is_taken_or_voided_while_counting(self):
        session = self._session()
        receipt = self._take(10)
        session.action_count()
        with self.assertRaisesRegex(UserError, "being counted"):
            self._take(10)
        with self.assertRaisesRegex(UserError, "being counted"):
            self._void(receipt)
        session.action_collect_again()
        self._void(receipt)
        self.assertEqual(session.expected, 0)

    def test_only_the_cashier_counts_and_closes(self):
        session = self._session()
        for user in (self.accountant, self.supervisor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                session.with_user(user).action_count()
        with self.assertRaises(AccessError):
            session.with_user(self.cashier_2).action_count()

    # ------------------------------------------------------------------
    # REVIEW, LOCK, REOPEN
    # ------------------------------------------------------------------

    def test_cashier_does_not_review_his_own_session(self):
        session = self._session(user=self.accountant)
        self._close(session)
        with self.assertRaisesRegex(AccessError, "never his own"):
            session.action_review()
        with self.assertRaises(AccessError):
            session.with_user(self.cashier).action_review()
        session.with_user(self.supervisor).action_review()
        self.assertEqual(
            (session.state, session.reviewer_id.login),
            (
                "reviewed",
                self.supervisor.login,
            ),
        )

    @mute_logger("odoo.sql_db")
    def test_database_knows_reviewer_and_cashier_apart(self):
        session = self._session()
        with (
            self.assertRaises(psycopg2.errors.CheckViolation),
            self.env.cr.savepoint(),
        ):
            session.sudo().write({"state": "reviewed", "reviewer_id": self.cashier.id})
            self.env.flush_all()

    def test_closed_session_is_locked(self):
        session = self._session()
        receipt = self._take(60)
        self._close(session)
        for user in (self.cashier, self.supervisor, self.accountant):
            with self.subTest(user=user.login):
                with self.assertRaisesRegex(UserError, "closed"):
                    self._void(receipt, user=user)
        with self.assertRaisesRegex(UserError, "counted this payment"):
            payment = receipt.sudo().payment_ids.with_user(self.accountant)
            payment.write({"amount": 10})
        for vals in (
            {"difference_reason": "x"},
            {"line_ids": [Command.update(session.line_ids[0].id, {"counted": 1})]},
        ):
            with self.assertRaisesRegex(UserError, "not being counted"):
                session.write(vals)

    def test_accountant_changes_no_payment_of_a_closed_session(self):
        session = self._session()
        receipt = self._take(60)
        undone = self._take(20)
        self._void(undone)
        self._close(session)
        session.with_user(self.supervisor).action_review()
        payments = (receipt | undone).sudo().payment_ids.with_user(self.accountant)
        for payment in payments:
            for vals in (
                {"amount": 10},
                {"date": "2026-11-01"},
                {"payment_method_line_id": self.pos.id},
            ):
                with self.subTest(payment=payment.name, vals=vals):
                    with self.assertRaisesRegex(UserError, "counted this payment"):
                        payment.write(vals)
            with self.assertRaises(AccessError):
                payment.estate_channel = "pos"
            with self.assertRaises(UserError):
                payment.unlink()
            self.assertTrue(payment.exists())
        self.cash.estate_channel = "pos"
        session.invalidate_recordset()
        self.assertRecordValues(session.line_ids, [{"taken": 80, "voided": -20}])

    def test_accountant_undoes_no_entry_of_the_till_beside_its_session(self):
        session = self._session()
        self._take(60)
        self._close(session, reason="Coins", cash=59)
        entry = session.sudo().line_ids.move_id.with_user(self.accountant)
        bank = self.service._bank_journals(self.company)[:1]
        slip = self.service.with_user(self.cashier)._deposit(
            session, bank, 30, fields.Date.to_date("2026-11-10"), "JK-1"
        )
        booked = slip.sudo().move_id.with_user(self.accountant)
        for move, words in ((entry, "open the session"), (booked, "void the slip")):
            for undo in (move.button_draft, move.button_cancel, move._reverse_moves):
                with (
                    self.subTest(words=words, undo=undo.__name__),
                    self.assertRaisesRegex(UserError, words),
                ):
                    undo()
        slip.with_user(self.accountant)._void("Not brought")
        self.assertEqual(booked.state, "cancel")

    @mute_logger("odoo.models")
    def test_steps_are_not_written_by_hand(self):
        session = self._session()
        for user in (self.cashier, self.env.user):
            mine = session.with_user(user)
            for vals in (
                {"state": "reviewed"},
                {"user_id": self.cashier_2.id},
                {"opening_float": 5},
                {"reviewer_id": self.accountant.id},
            ):
                with self.subTest(user=user.login, vals=vals):
                    with self.assertRaises(AccessError):
                        mine.write(vals)
        with self.assertRaises(AccessError):
            self.sessions.with_user(self.cashier).create({"user_id": self.cashier.id})

    def test_b04_the_manager_alone_opens_a_closed_session_before_its_review(self):
        session = self._session()
        receipt = self._take(60)
        self._close(session, reason="Coins", cash=59)
        move = session.sudo().line_ids.move_id
        manager = self._new_staff("manager")
        for user in (self.cashier, self.supervisor, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                session.with_user(user)._reopen("Wrong unit")
        self.env["estate.cashier.reason"].with_user(manager).create(
            {"session_id": session.id, "reason": "Wrong unit"}
        ).action_confirm()
        self.assertEqual((session.state, move.state), ("open", "cancel"))
        self.assertIn("Wrong unit", session.sudo().message_ids[0].body)
        self._void(receipt)
        self._close(session)
        self.assertEqual((session.expected, self._cash_in_hand()), (0, 0))
        session.with_user(self.supervisor).action_review()
        with self.assertRaisesRegex(UserError, "meanwhile"):
            session.with_user(manager)._reopen("Too late")

    def test_void_after_the_review_lands_where_it_is_voided(self):
        session = self._session()
        receipt = self._take(60)
        self._close(session)
        session.with_user(self.supervisor).action_review()
        other = self._session(user=self.accountant)
        self._void(receipt, user=self.accountant)
        payment = receipt.sudo().payment_ids
        self.assertEqual(payment.estate_session_id, session)
        self.assertEqual(payment.estate_void_session_id, other)
        self.assertEqual((session.expected, other.expected), (60, -60))
        self.assertEqual(self._cash_in_hand(), 0)

    # ------------------------------------------------------------------
    # WHO SEES WHAT
    # ------------------------------------------------------------------

    def test_an_archived_community_shows_nobody_the_sessions_of_its_cashiers(self):
        session = self._session()
        hilltop = self.env["estate.community"].create(
            {"name": "Hilltop", "code": "HT", "company_id": self.company.id}
        )
        both = self.supervisor | self.cashier
        both.sudo().estate_community_ids = hilltop
        sessions = self.sessions.with_user(self.supervisor)
        mine = [("id", "=", session.id)]
        self.assertEqual(sessions.search(mine), session)
        hilltop.active = False
        self.assertFalse(sessions.search(mine))
        self.assertFalse(session.with_user(self.supervisor).has_access("read"))

    def test_a_cashier_sees_his_own_sessions(self):
        mine, other = self._session(), self._session(user=self.cashier_2)
        for user, seen in (
            (self.cashier, mine),
            (self.cashier_2, other),
            (self.supervisor, mine | other),
            (self.accountant, mine | other),
        ):
            with self.subTest(user=user.login):
                found = self.sessions.with_user(user).search(
                    [("id", "in", (mine | other).ids)]
                )
                self.assertEqual(found, seen.sorted())
        for user in (self.front_desk, self.steward):
            self.assertFalse(self.sessions.with_user(user).has_access("read"))
