"""票据: each number is used once, void or missing, and by the book's holder alone."""

import psycopg2

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .book_common import BookCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierBook(BookCommon):
    # ------------------------------------------------------------------
    # WRITING ON PAPERS
    # ------------------------------------------------------------------

    def test_receipt_takes_the_next_paper_of_the_clerk(self):
        first, second = self._take(), self._take()
        self.assertEqual(first.paper_number, "SJ0000101")
        self.assertEqual(second.paper_number, "SJ0000102")
        self.assertEqual(self._take(user=self.front_desk).paper_number, "SJ0000201")

    def test_clerk_may_type_another_paper_of_his_book(self):
        self.assertEqual(self._take("SJ0000105").paper_number, "SJ0000105")
        self.assertEqual(self._take().paper_number, "SJ0000106")

    def test_number_is_used_once(self):
        self._take("SJ0000105")
        with self.assertRaisesRegex(UserError, "told already"):
            self._take("SJ0000105")

    @mute_logger("odoo.sql_db")
    def test_database_lets_no_number_be_told_twice(self):
        paper = self._take().paper_ids.sudo()
        values = {"state": "void", "reason": "Spoiled", "user_id": self.cashier.id}
        with self.assertRaises(psycopg2.errors.UniqueViolation):
            paper.copy({**values, "name": "Other"})

    def test_only_its_holder_writes_in_a_book(self):
        with self.assertRaisesRegex(UserError, "front_desk_user"):
            self._take("SJ0000203")
        with self.assertRaisesRegex(UserError, "none of the books"):
            self._take("SJ0000999")

    def test_who_has_no_book_takes_no_money(self):
        with self.assertRaisesRegex(UserError, "ask the accountant"):
            self._take(user=self.supervisor)

    def test_full_book_is_followed_by_the_next_one(self):
        self._new_book(301, 305, self.cashier)
        self._take("SJ0000110")
        self.assertEqual(self._take().paper_number, "SJ0000301")

    def test_book_of_another_community_is_not_written_in(self):
        other = self.env["estate.community"].create(
            {"name": "Hill", "code": "HL", "company_id": self.company.id}
        )
        other.user_ids = [Command.set((self.cashier | self.accountant).ids)]
        self.book.with_user(self.accountant).action_return()
        self._new_book(401, 405, self.cashier, community_id=other.id)
        with self.assertRaisesRegex(UserError, "Lakeside"):
            self._take()

    def test_collected_twice_uses_one_paper(self):
        first = self._take(key="once")
        self.assertEqual(self._take(key="once"), first)
        self.assertEqual(self._usage(self.book)[0], ("used", 101, 101))

    def test_without_books_the_number_of_the_system_counts_alone(self):
        self.company.estate_uses_books = False
        receipt = self._take(user=self.supervisor)
        self.assertFalse(receipt.paper_number)
        self.assertTrue(receipt.name)

    def test_counter_proposes_the_next_paper(self):
        screens = self.env["estate.collect"].with_user(self.cashier)
        screen = screens.with_context(default_unit_id=self.unit.id).create({})
        self.assertTrue(screen.uses_books)
        self.assertEqual(screen.paper_number, "SJ0000101")
        screen.prepay_amount = 20
        screen.action_add_prepayment()
        with Form(screen) as form:
            form.paper_number = "SJ0000103"
            with form.method_ids.edit(0) as row:
                row.amount = 20
        screen.action_collect()
        self.assertEqual(screen.receipt_id.paper_number, "SJ0000103")

    # ------------------------------------------------------------------
    # VOID, MISSING, SKIPPED
    # ------------------------------------------------------------------

    def test_paper_of_a_void_receipt_is_void_and_not_used_again(self):
        receipt = self._take()
        self._void(receipt)
        self.assertEqual(receipt.paper_number, "SJ0000101")
        self.assertEqual(self._usage(self.book)[0], ("void", 101, 101))
        with self.assertRaisesRegex(UserError, "told already"):
            self._take("SJ0000101")
        self.assertEqual(self._take().paper_number, "SJ0000102")

    def test_usage_shows_every_number_of_the_book(self):
        self._take()
        self._take("SJ0000104")
        self.book.with_user(self.cashier)._tell(110, 110, "missing", "Torn out")
        self.assertEqual(
            self._usage(self.book),
            [
                ("used", 101, 101),
                ("skipped", 102, 103),
                ("used", 104, 104),
                ("blank", 105, 109),
                ("missing", 110, 110),
            ],
        )
        counts = ("used", "void", "missing", "skipped", "blank")
        self.assertEqual(
            [self.book[f"{state}_count"] for state in counts], [2, 0, 1, 2, 5]
        )
        self.assertEqual(sum(self.book.range_ids.mapped("count")), self.book.size)

    def test_amounts_of_used_papers_are_those_of_their_receipts(self):
        for amount in (10, 25):
            self._take(amount=amount)
        self._usage(self.book)
        self.assertEqual(self.book.range_ids[0].amount, 35)

    def test_holder_says_what_became_of_his_papers(self):
        book = self.book.with_user(self.cashier)
        action = book.action_void_papers()
        wizard = self.env[action["res_model"]].with_user(self.cashier)
        with Form(wizard.with_context(**action["context"])) as form:
            self.assertEqual(form.first, "SJ0000101")
            form.last = "103"
            form.reason = "Spoiled in the printer"
        form.record.action_confirm()
        self.assertEqual(self._usage(self.book)[0], ("void", 101, 103))

    def test_only_holder_and_accountant_tell_papers(self):
        for user in (self.front_desk, self.supervisor):
            with self.assertRaises(AccessError):
                self.book.with_user(user)._tell(101, 101, "missing", "Gone")
        self.book.with_user(self.accountant)._tell(101, 101, "missing", "Gone")

    def test_telling_papers_needs_a_reason_and_numbers_of_the_book(self):
        book = self.book.with_user(self.cashier)
        with self.assertRaisesRegex(UserError, "Say what"):
            book._tell(101, 101, "void", " ")
        with self.assertRaisesRegex(UserError, "no such numbers"):
            book._tell(109, 111, "void", "Spoiled")

    def test_found_paper_is_blank_again_and_a_used_one_stays(self):
        self.book.with_user(self.cashier)._tell(102, 102, "missing", "Gone")
        paper = self.book.number_ids
        with self.assertRaises(AccessError):
            paper.with_user(self.cashier).action_found()
        paper.with_user(self.accountant).action_found()
        self.assertEqual(self._usage(self.book), [("blank", 101, 110)])
        self.assertIn("SJ0000102", self.book.message_ids[0].body)
        used = self._take().paper_ids
        with self.assertRaisesRegex(UserError, "it stays"):
            used.with_user(self.accountant).action_found()

    # ------------------------------------------------------------------
    # WHO HAS THE BOOK
    # ------------------------------------------------------------------

    def test_issued_book_is_not_issued_to_a_second_person(self):
        with self.assertRaisesRegex(UserError, "take it back first"):
            self.book.with_user(self.accountant)._issue(self.front_desk, False)

    def test_returned_book_is_written_in_by_the_next_holder_only(self):
        self._take()
        self.book.with_user(self.accountant).action_return()
        with self.assertRaisesRegex(UserError, "ask the accountant"):
            self._take()
        self.book.with_user(self.accountant)._issue(self.front_desk, False)
        receipt = self._take("SJ0000102", user=self.front_desk)
        self.assertEqual(receipt.paper_number, "SJ0000102")

    def test_book_with_skipped_papers_is_not_taken_back(self):
        self._take("SJ0000103")
        book = self.book.with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "SJ0000101 – SJ0000102"):
            book.action_return()
        self.book.with_user(self.cashier)._tell(101, 102, "void", "Spoiled")
        book.action_return()
        self.assertEqual((book.state, book.returned_to_id), ("returned", book.env.user))

    def test_book_is_issued_to_who_takes_money_here(self):
        book = self._new_book(301, 305).with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "takes no money"):
            book._issue(self.steward, False)

    def test_keeping_books_is_the_accountants_work(self):
        for user in (self.cashier, self.front_desk, self.supervisor):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self.books.with_user(user).create(
                        {"first": 1, "last": 2, "company_id": self.company.id}
                    )
                with self.assertRaises(AccessError):
                    self.book_desk.with_user(user)._issue(user, False)
                with self.assertRaises(AccessError):
                    self.book.with_user(user).action_return()

    def test_holder_is_not_written_beside_the_steps(self):
        with self.assertRaises(AccessError):
            self.book.with_user(self.accountant).holder_id = self.front_desk
        papers = self.env["estate.receipt.book.number"].with_user(self.accountant)
        with self.assertRaises(AccessError):
            papers.create({"book_id": self.book.id, "number": 101, "name": "x"})

    @mute_logger("odoo.sql_db")
    def test_no_number_is_in_two_books_of_a_kind(self):
        self._new_book(101, 110, kind="fapiao")
        self._new_book(101, 110, prefix="TK")
        with self.assertRaises(psycopg2.errors.ExclusionViolation):
            self._new_book(110, 120)

    def test_numbers_of_a_used_book_stay(self):
        self._take()
        with self.assertRaisesRegex(UserError, "its numbers stay"):
            self.book.with_user(self.accountant).last = 120
        with self.assertRaisesRegex(UserError, "is kept"):
            self.book.with_user(self.accountant).unlink()
        self._new_book(301, 305).with_user(self.accountant).unlink()

    # ------------------------------------------------------------------
    # SPEED
    # ------------------------------------------------------------------

    def test_many_books_are_counted_with_as_many_queries_as_one(self):
        more = self.books.concat(
            *(self._new_book(n, n + 9) for n in range(1000, 1200, 10))
        )
        self.env.flush_all()
        counts = ["used_count", "skipped_count", "next_number"]
        found = []
        for books in (self.book, self.book, self.book | more):
            self.env.invalidate_all()
            books.read(["name"])
            before = self.env.cr.sql_log_count
            books.read(counts)
            found.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*found[1:], "the first round warms the registry")
