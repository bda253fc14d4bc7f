from datetime import date
from unittest.mock import patch

from odoo.api import Environment
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, tagged

from ..paper import rows_of, tree_of, words_of
from .work_common import WorkCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestWorkBill(WorkCommon):
    """The catalogue, the papers and the money of repairs (R-404…R-419)."""

    # ------------------------------------------------------------- CATALOGUE

    def test_r417_r418_the_published_list_is_there(self):
        services = self.env["product.template"]
        free = services.search([("estate_service_kind", "=", "free")])
        paid = services.search(
            [("estate_service_kind", "=", "paid"), ("estate_service_number", "!=", 0)]
        )
        self.assertEqual(set(free.mapped("estate_service_number")), set(range(1, 29)))
        self.assertEqual(set(paid.mapped("estate_service_number")), set(range(1, 61)))
        without = paid.filtered("estate_material_excluded")
        self.assertEqual(
            set(without.mapped("estate_service_number")), {24, 25, 26, 27, 28, 31}
        )
        self.assertTrue(all((free | paid).mapped("estate_department_id")))

    def test_r419_water_power_and_delivery_are_round_the_clock(self):
        always = self.env["product.template"].search(
            [("estate_available_24h", "=", True)]
        )
        names = {"service_paid_12", "service_paid_26", "service_delivery"}
        for name in names:
            self.assertIn(self.env.ref(f"estate_service.{name}"), always)

    def test_r417_a_free_service_has_no_price(self):
        free = self.env.ref("estate_service.service_free_24")
        with self.assertRaisesRegex(ValidationError, "free service has no price"):
            free.estate_price = 5

    def test_r412_each_company_files_its_own_price(self):
        tap = self.tap.product_tmpl_id
        other = self.setup_other_company()["company"]
        self.assertEqual(tap.with_company(self.company).estate_price, 30)
        self.assertEqual(tap.with_company(other).estate_price, 0)

    def test_r411_the_supervisor_adjusts_services_and_no_other_products(self):
        tap = self.tap.product_tmpl_id.with_user(self.supervisor)
        tap.with_company(self.company).estate_price = 32
        fee = self._new_item("Fee", 2).product_id.product_tmpl_id
        with self.assertRaises(AccessError):
            fee.with_user(self.supervisor).list_price = 1
        with self.assertRaises(AccessError):
            tap.with_user(self.desk).estate_price = 1
        new = self.env["product.template"].with_user(self.supervisor)
        new.create(
            {
                "name": "Hanging pictures",
                "type": "service",
                "estate_is_service": True,
                "estate_service_kind": "paid",
            }
        )

    # ----------------------------------------------------------------- MONEY

    def test_r404_the_bill_is_on_the_account_of_the_unit_to_the_cent(self):
        self.company.estate_work_item_id = self._new_item(
            "Repairs", 0, kind="service", tax=self._included_tax()
        )
        order = self._on_site()
        self._lines(order, (self.tap, 2), ("Tap", 45.55))
        self._step(order, "consent", agreed_by="汪健强", agreed_how="site")
        self._finish(order)
        self.assertTrue(order.to_bill)
        order.with_user(self.clerk).action_bill()
        bill = order.sudo().move_id
        self.assertEqual((bill.state, bill.amount_total), ("posted", 105.55))
        self.assertEqual(bill.partner_id, self.owner)
        self.assertEqual(bill.invoice_date_due, date(2026, 11, 25))
        self.assertIn(order.slip_number, bill.ref)
        owed = bill.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        self.assertEqual(owed.estate_unit_id, self.unit)
        self.assertEqual(sum(owed.mapped("balance")), 105.55)
        items = bill.invoice_line_ids.mapped("estate_item_id")
        self.assertEqual(items, self.company.estate_work_item_id)
        # The counter sees it as it sees every bill.
        lines = self.env["estate.cashier"]._open_lines(self.unit)
        self.assertEqual([float(line["amount"]) for line in lines], [60.0, 45.55])
        self.assertFalse(order.to_bill)

    def test_r404_taxes_on_top_do_not_change_what_was_agreed(self):
        tax = self._included_tax()
        tax.price_include_override = "tax_excluded"
        self.company.estate_work_item_id = self._new_item(
            "Repairs", 0, kind="service", tax=tax
        )
        order = self._accepted((self.tap, 1), ("Screw", 3.33))
        order.with_user(self.clerk).action_bill()
        self.assertEqual(order.sudo().move_id.amount_total, 33.33)

    def test_r404_the_day_of_a_repair_is_the_day_of_the_community(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        with freeze_time("2026-11-09 17:30:00"):
            order = self._accepted()
        self.assertEqual(order._day_here(order.finished_at), date(2026, 11, 10))
        order.with_user(self.clerk).action_bill()
        line = order.sudo().move_id.invoice_line_ids
        self.assertEqual(line.estate_date_from, date(2026, 11, 10))
        self.assertEqual(line.estate_date_to, date(2026, 11, 10))

    def test_r408_finance_finds_what_is_to_bill_and_bills_it_once(self):
        order, free = self._accepted(), self._on_site()
        self._finish(free)
        inbox = self.env["estate.workorder"].with_user(self.clerk)
        self.assertEqual(inbox.search([("to_bill", "=", True)]), order)
        with self.assertRaises(AccessError):
            order.with_user(self.desk).action_bill()
        with self.assertRaisesRegex(UserError, "Finance|finance"):
            order.with_user(self.desk).action_close()
        order.with_user(self.clerk).action_bill()
        with self.assertRaisesRegex(UserError, "billed already"):
            order.with_user(self.clerk).action_bill()
        with self.assertRaisesRegex(UserError, "costs nothing"):
            free.with_user(self.clerk).action_bill()
        with self.assertRaisesRegex(UserError, "return visit"):
            order.with_user(self.desk).action_close()
        self._ask_resident_of(order, "very")
        self.assertEqual(order.state, "closed")
        # Asked before it was billed, it is closed with the bill.
        again = self._accepted()
        self._ask_resident_of(again, "very")
        self.assertEqual(again.state, "done")
        again.with_user(self.clerk).action_bill()
        self.assertEqual(again.state, "closed")

    def test_r408_a_cancelled_bill_waits_for_finance_again(self):
        order = self._accepted()
        order.with_user(self.clerk).action_bill()
        bill = order.sudo().move_id
        bill._estate_cancel_bills("Wrong unit")
        self.assertTrue(order.to_bill)
        order.with_user(self.clerk).action_bill()
        self.assertNotEqual(order.sudo().move_id, bill)

    def test_r408_a_bill_that_core_cancels_waits_for_finance_again(self):
        order = self._accepted()
        order.with_user(self.clerk).action_bill()
        bill = order.sudo().move_id
        bill.button_draft()
        self.assertFalse(order.to_bill)
        bill.button_cancel()
        self.assertTrue(order.to_bill)
        order.with_user(self.clerk).action_bill()
        self.assertEqual(order.sudo().move_id.state, "posted")
        self.assertNotEqual(order.sudo().move_id, bill)

    def test_r408_a_repair_is_billed_once_whatever_is_set_in_force_again(self):
        accountant = self._new_staff("accountant")
        order = self._accepted()
        order.with_user(self.clerk).action_bill()
        first = order.sudo().move_id.with_user(accountant)
        first.button_cancel()
        self.assertTrue(order.to_bill)
        # Nothing took its place: it is the bill again.
        first.button_draft()
        self.assertFalse(order.to_bill)
        first.action_post()
        with self.assertRaisesRegex(UserError, "billed already"):
            order.with_user(self.clerk).action_bill()
        note = first._estate_cancel_bills("Wrong unit")
        self.assertTrue(order.to_bill)
        note.button_draft()
        self.assertEqual(order.sudo().move_id, first)
        note.action_post()
        self.assertTrue(order.to_bill)
        order.with_user(self.clerk).action_bill()
        second = order.sudo().move_id.with_user(accountant)
        for entry in (note, first):
            with self.assertRaisesRegex(UserError, "stays cancelled"):
                entry.button_draft()
        second.button_cancel()
        order.with_user(self.clerk).action_bill()
        with self.assertRaisesRegex(UserError, "stays cancelled"):
            second.button_draft()
        bills = first.sudo().search([("estate_workorder_id", "=", order.id)])
        owed = self.env["estate.cashier"]._open_lines(self.unit)
        self.assertEqual(len(bills), 3)
        self.assertEqual([float(one["amount"]) for one in owed], [60])

    def test_b08_the_bill_says_which_slip_it_is_for(self):
        order = self._accepted((self.tap, 2))
        order.with_user(self.clerk).action_bill()
        text = order.sudo().move_id.invoice_line_ids.estate_explanation_text
        self.assertIn(order.slip_number, text)
        self.assertIn("价备〔2026〕18号", text)

    # ---------------------------------------------------------------- PAPERS

    def test_r408_the_slip_is_printed_in_three_copies(self):
        order = self._accepted((self.tap, 2))
        page = tree_of(
            self.env, "estate_service.report_workorder_slip", order, self.desk
        )
        self.assertEqual(
            words_of(page, "e_copy_name"),
            ["Resident's Copy", "Finance Copy", "Counterfoil"],
        )
        self.assertEqual(words_of(page, "e_receipt_number"), [order.slip_number] * 3)
        self.assertEqual(rows_of(page, "e_slip_row")[0][2:], ["2", "30.00", "60.00"])

    def test_r403_the_note_says_when_we_came_and_whom_to_call(self):
        self.community.hotline = "020-88886666"
        order = self._order(urgency="appointment", appointment="2026-11-10 10:30:00")
        order._assign(self.li)
        self._step(order, "absent", self.li, text="Nobody opened")
        page = tree_of(self.env, "estate_service.report_workorder_note", order, self.li)
        came, call = words_of(page, "e_note_line")
        self.assertRegex(came, r"2026 \d\d:00 for “Tap drips”")
        self.assertIn("020-88886666", call)

    def test_r311_the_price_list_names_price_and_filing(self):
        page = tree_of(
            self.env, "estate_service.report_price_list", self.community, self.desk
        )
        rows = {row[0]: row for row in rows_of(page, "e_service_row")}
        self.assertEqual(rows["26"][2], "30.00")
        self.assertIn("价备〔2026〕18号", rows["26"])
        self.assertEqual(rows["1"][2], "by quote")
        both = tree_of(
            self.env, "estate_service.report_service_list", self.community, self.desk
        )
        numbers = [row[0] for row in rows_of(both, "e_service_row")]
        listed = [int(number) for number in numbers if number]
        self.assertEqual(listed, [*range(1, 29), *range(1, 61)])
        self.assertIn("", numbers, "deliveries are offered, but are not no. 61")

    def test_r311_the_buttons_of_the_list_print_what_is_published(self):
        services = self.env["product.template"].with_user(self.desk)
        for name, report in (
            ("action_estate_print_prices", "estate_service.report_price_list"),
            ("action_estate_print_services", "estate_service.report_service_list"),
        ):
            # As the client calls it: with the ids that are chosen, here none.
            action = call_kw(services, name, [[]], {})
            self.assertEqual(action["report_name"], report)

    # ---------------------------------------------------------------- REVIEW

    def test_b14_what_somebody_came_for_once_is_fixed_at_the_first_visit(self):
        with freeze_time("2026-11-10 10:00:00"):
            once, again, absent, cased, alone = (
                self._on_site(**vals)
                for vals in ({}, {}, {}, {"request_id": self._request().id}, {})
            )
            again.with_user(self.desk)._assign(self.wang)
            again.with_user(self.wang).action_arrive()
            self._step(absent, "absent", self.li, text="Nobody opened")
            self.assertEqual(again.sudo().trip_count, 2)
            self.assertEqual(absent.trip_count, 0)
            absent.action_arrive()
            for order in (once, absent, cased, alone):
                self._finish(order)
            self._finish(again, self.wang)
            for order in (cased, alone):
                self._ask_resident_of(order, "not")
        self.env.flush_all()
        with freeze_time("2026-12-01 08:00:00"):
            review = self.env["estate.service.review"]._prepare(
                self.community, date(2026, 11, 1)
            )
        self.assertEqual((review.repair_count, review.first_fix_count), (5, 2))
        self.assertEqual(review.first_fix_rate, 40)
        page = tree_of(
            self.env, "estate_service.report_service_review", review, self.supervisor
        )
        self.assertIn("40.0 %", words_of(page, "e_strong"))

    def test_r411_one_review_that_fails_keeps_no_other_back(self):
        other = self.env["estate.community"].create(
            {
                "name": "Hilltop",
                "code": "HT",
                "company_id": self.company.id,
                "supervisor_id": self.supervisor.id,
            }
        )
        self.env["res.lang"]._activate_lang("zh_CN")
        self.supervisor.lang = "zh_CN"
        reviews = self.env["estate.service.review"]
        count, spoken = type(reviews)._count, []

        def fail_here(review):
            if review.community_id == self.community:
                raise ValueError("figures")
            return count(review)

        def say(env, source, *args, **kwargs):
            spoken.append((env.lang, source))
            return source

        with (
            freeze_time("2026-12-01 08:00:00"),
            patch.object(type(reviews), "_count", fail_here),
            patch.object(Environment, "_", say),
            self.assertLogs("odoo.addons.estate_service.models.mixins.sweep", "ERROR"),
        ):
            reviews._cron_prepare()
        known = reviews.search([("community_id", "in", (other | self.community).ids)])
        self.assertEqual(known.community_id, other)
        # Whose list it is on reads it in his language.
        self.assertIn(("zh_CN", "Review the services of last month"), spoken)
        with freeze_time("2026-12-01 09:00:00"):
            reviews._cron_prepare()
        self.assertTrue(reviews.search([("community_id", "=", self.community.id)]))

    def test_r411_at_the_beginning_of_a_month_the_last_one_is_reviewed(self):
        self._accepted((self.tap, 2))
        bad = self._on_site()
        self._lines(bad, (self.drain, 1))
        self._step(bad, "consent", agreed_by="汪健强", agreed_how="site")
        self._finish(bad, opinion="bad")
        self.env.flush_all()
        reviews = self.env["estate.service.review"]
        with freeze_time("2026-12-01 08:00:00"):
            reviews._cron_prepare()
            review = reviews.search([("community_id", "=", self.community.id)])
            count = reviews.search_count([])
            reviews._cron_prepare()
            self.assertEqual(reviews.search_count([]), count)
        self.assertEqual(review.month, date(2026, 11, 1))
        self.assertEqual((review.order_count, review.done_count), (2, 2))
        self.assertEqual((review.content_rate, review.arrival_count), (50.0, 2))
        tap = review.line_ids.filtered(lambda line: line.product_id == self.tap)
        self.assertEqual((tap.order_count, tap.quantity, tap.amount), (1, 2, 60))
        activity = review.activity_ids
        self.assertEqual(activity.user_id, self.supervisor)
        self.assertEqual(activity.date_deadline, date(2026, 12, 5))
        mine = review.with_user(self.supervisor)
        with self.assertRaisesRegex(UserError, "what shows"):
            mine.action_done()
        mine.finding = "Drains are asked for at night"
        mine.action_done()
        self.assertEqual(review.state, "done")
        with self.assertRaisesRegex(UserError, "stays as it was counted"):
            mine.action_count()
        page = tree_of(
            self.env, "estate_service.report_service_review", review, self.supervisor
        )
        self.assertEqual(len(rows_of(page, "e_review_row")), 2)
