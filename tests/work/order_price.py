from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .work_common import SIGNED


class OrderPrice:
    """What it costs, and who agrees to it (R-402…R-408)."""

    def test_r404_what_it_costs_is_told_and_agreed_before_it_is_accepted(self):
        order = self._on_site()
        self._lines(order, (self.tap, 2), ("Tap", 45.5))
        self.assertEqual(order.amount_total, 105.5)
        with self.assertRaisesRegex(UserError, "consent"):
            self._finish(order)
        self._step(order, "consent", agreed_by="汪健强", agreed_how="site")
        self.assertEqual(order.quote_state, "agreed")
        with self.assertRaisesRegex(UserError, "new version"):
            self._lines(order, ("Another tap", 10))
        self._finish(order)
        self.assertEqual(order.state, "done")
        self.assertEqual(order.outcome, "done")

    def test_r404_nothing_is_slipped_into_a_quote_that_was_agreed(self):
        agreed, other = self._on_site(), self._on_site()
        for order in (agreed, other):
            self._lines(order, (self.tap, 1))
        self._step(agreed, "consent", agreed_by="汪健强", agreed_how="site")
        line = other.line_ids
        for values in (
            {"order_id": agreed.id, "quote_id": agreed.quote_id.id},
            {"quote_id": agreed.quote_id.id},
            {"order_id": agreed.id},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "stays in"):
                line.write(values)
        self.assertEqual((agreed.amount_total, other.amount_total), (30, 30))

    def test_r404_a_consent_by_signature_needs_one(self):
        order = self._on_site()
        with self.assertRaisesRegex(UserError, "what it takes"):
            self._step(order, "consent", agreed_by="汪健强", agreed_how="site")
        self._lines(order, (self.tap, 1))
        with self.assertRaisesRegex(UserError, "signature is missing"):
            self._step(order, "consent", agreed_by="汪健强", agreed_how="signed")
        self._step(
            order, "consent", agreed_by="汪健强", agreed_how="signed", signature=SIGNED
        )
        self.assertTrue(order.quote_id.signature)

    def test_r405_another_than_it_seemed_is_a_new_version_with_a_new_consent(self):
        order = self._on_site()
        self._lines(order, (self.tap, 1))
        self._step(order, "consent", agreed_by="汪健强", agreed_how="site")
        self._step(order, "misjudged", text="The drain is blocked too")
        self.assertEqual((order.quote_version, order.quote_state), (2, "draft"))
        self.assertEqual(order.line_ids.product_id, self.tap)
        self._lines(order, (self.drain, 1))
        with self.assertRaisesRegex(UserError, "consent"):
            self._finish(order)
        self._step(order, "consent", agreed_by="汪健强", agreed_how="phone")
        self.assertEqual(order.amount_total, 110)
        self.assertEqual(
            order.quote_ids.mapped(lambda q: (q.version, q.amount_total, q.state)),
            [(2, 110, "agreed"), (1, 30, "superseded")],
        )

    def test_r404_what_was_agreed_on_site_is_not_called_off(self):
        order = self._on_site()
        self._lines(order, (self.tap, 1))
        self._step(order, "consent", agreed_by="汪健强", agreed_how="site")
        for step, user in (("refer", self.li), ("cancel", self.desk)):
            with self.assertRaisesRegex(UserError, "agreed to pay"):
                self._step(order, step, user, text="The builder comes")
        self._step(order, "misjudged", text="It is under warranty")
        self._step(order, "cancel", self.desk, text="The builder comes")
        self.assertEqual((order.state, order.to_bill), ("cancelled", False))

    def test_r405_what_was_agreed_on_site_is_not_forgotten_on_the_way_back(self):
        order = self._on_site()
        self._lines(order, (self.tap, 1))
        self._step(order, "consent", agreed_by="汪健强", agreed_how="site")
        self._step(order, "agree", moment="2026-11-11 09:00:00", text="No part yet")
        for step, user in (("refer", self.li), ("cancel", self.desk)):
            with self.assertRaisesRegex(UserError, "agreed to pay"):
                self._step(order, step, user, text="The builder comes")
        # Who agreed was at home, whatever the note says.
        order.action_arrive()
        self._step(order, "absent", text="Rang twice")
        with self.assertRaisesRegex(UserError, "agreed to pay"):
            self._step(order, "cancel", self.desk, text="The builder comes")
        self._step(order, "misjudged", text="It is under warranty")
        self._step(order, "cancel", self.desk, text="The builder comes")
        self.assertIn("builder comes", order.message_ids[0].body)
        # What was agreed by telephone, before anybody came, is called off freely.
        asked = self._order()
        asked._assign(self.li)
        self._lines(asked.with_user(self.li), (self.tap, 1))
        self._step(asked, "consent", agreed_by="汪健强", agreed_how="phone")
        self._step(asked, "cancel", self.desk, text="No more needed")
        self.assertEqual(asked.state, "cancelled")

    def test_r412_a_filed_price_is_charged_as_it_was_filed(self):
        order = self._on_site()
        self._lines(order, (self.tap, 1))
        with self.assertRaisesRegex(UserError, "as it was filed"):
            order.line_ids.price_unit = 35
        order.with_user(self.engineer).line_ids.price_unit = 25
        self.assertEqual(order.amount_total, 25)

    def test_r407_a_price_not_known_on_site_is_fixed_by_two(self):
        order = self._on_site()
        wall = self.env.ref("estate_service.service_paid_01").product_variant_id
        self._lines(order, (wall, 1))
        with self.assertRaisesRegex(UserError, "Price Not Known Yet"):
            self._finish(order)
        self._finish(order, price_open=True)
        self.assertEqual(order.state, "to_price")
        for user in (self.engineer, self.supervisor):
            self.assertTrue(self._activities(order, user))
        engineer = order.with_user(self.engineer)
        with self.assertRaisesRegex(UserError, "with its price"):
            engineer.action_confirm_price()
        engineer.line_ids.price_unit = 260
        engineer.action_confirm_price()
        with self.assertRaisesRegex(UserError, "Two people"):
            engineer.action_confirm_price()
        with self.assertRaises(AccessError):
            order.action_confirm_price()
        # What one changes the other confirms anew.
        supervisor = order.with_user(self.supervisor)
        supervisor.line_ids.price_unit = 240
        self.assertFalse(order.priced_engineer_id)
        supervisor.action_confirm_price()
        engineer.action_confirm_price()
        self.assertEqual((order.state, order.quote_state), ("done", "fixed"))
        self.assertEqual(order.amount_total, 240)

    def test_r407_who_is_both_sides_fixes_the_price_with_the_manager(self):
        self.community.sudo().supervisor_id = self.engineer
        order = self._on_site()
        wall = self.env.ref("estate_service.service_paid_01").product_variant_id
        self._lines(order, (wall, 1))
        self._finish(order, price_open=True)
        self.assertTrue(self._activities(order, self.engineer))
        self.assertTrue(self._activities(order, self.manager))

    def test_r408_a_company_has_its_series_of_slips_from_the_first_day(self):
        sequences = self.env["ir.sequence"].sudo()
        new = self.env["res.company"].sudo().create({"name": "Hillside Estates"})
        slips = [("code", "=", "estate.workorder.slip")]
        mine = sequences.search([*slips, ("company_id", "=", new.id)])
        self.assertEqual(mine.implementation, "no_gap")
        # Once more, as each update does it.
        new._estate_number_slips()
        self.assertEqual(sequences.search([*slips, ("company_id", "=", new.id)]), mine)
        self.assertEqual(mine.number_next, 1)

    def test_r408_a_series_that_was_deleted_counts_on_from_the_last_slip(self):
        slips = self.env["ir.sequence"].sudo()
        slips = slips.search(
            [
                ("code", "=", "estate.workorder.slip"),
                ("company_id", "=", self.company.id),
            ]
        )
        first = self._order()
        first._assign(self.li)
        slips.active = False
        with self.assertRaisesRegex(UserError, "upgrade the app"):
            self._order()._assign(self.li)
        self.company._estate_number_slips()
        self.assertTrue(slips.active)
        slips.unlink()
        self.company._estate_number_slips()
        second = self._order()
        second._assign(self.li)
        digits = len("WX2026")
        numbers = [int(order.slip_number[digits:]) for order in (first, second)]
        self.assertEqual(numbers[1], numbers[0] + 1)

    def test_r407_what_was_agreed_is_not_opened_again_in_silence(self):
        order = self._on_site()
        self._lines(order, (self.tap, 1))
        self._step(order, "consent", agreed_by="汪健强", agreed_how="site")
        with self.assertRaisesRegex(UserError, "new version of the quote"):
            self._finish(order, price_open=True)
        self._step(order, "misjudged", text="The wall is wet")
        wall = self.env.ref("estate_service.service_paid_01").product_variant_id
        self._lines(order, (wall, 1))
        self._finish(order, price_open=True)
        engineer = order.with_user(self.engineer)
        engineer.line_ids.filtered(lambda line: not line.amount).price_unit = 260
        for user in (self.engineer, self.supervisor):
            order.with_user(user).action_confirm_price()
        self.assertEqual((order.state, order.amount_total), ("done", 290))
        self.assertTrue(order.to_bill)

    def test_r402_what_is_not_on_the_list_is_referred_to_a_vendor(self):
        request = self._request()
        order = self._order(request_id=request.id)
        request.action_hand_over()
        order._assign(self.li)
        self._step(order, "refer", self.li, text="Piano tuner, 020-8888")
        self.assertEqual((order.state, order.outcome), ("closed", "referred"))
        self.assertIn("Piano tuner", request.result)

    def test_r402_a_vendor_of_the_list_is_recommended_on_a_note(self):
        scope = self.env["estate.vendor.scope"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Klang"}).id,
                "category_id": self.env["estate.directory.category"]
                .search([], limit=1)
                .id,
                "service": "Tuning pianos",
                "phone": "020-8888",
                "company_id": self.company.id,
            }
        )
        order = self._order()
        order._assign(self.li)
        wizard = self.env["estate.workorder.step"].with_user(self.li)
        with Form(
            wizard.with_context(default_order_id=order.id, default_step="refer")
        ) as form:
            form.vendor_scope_id = scope
        action = form.record.action_confirm()
        self.assertEqual(action["report_name"], "estate_service.report_vendor_note")
        self.assertEqual(action["context"]["active_ids"], scope.ids)
        self.assertEqual((order.state, order.vendor_scope_id), ("closed", scope))
        text = "".join(order.sudo().message_ids.mapped("body"))
        self.assertIn("Tuning pianos · Klang, 020-8888", text)
