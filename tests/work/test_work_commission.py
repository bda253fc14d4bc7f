from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..paper import tree_of, words_of
from .commission_common import PIXEL, CommissionCommon
from .commission_ledger import CommissionLedger
from .commission_undone import CommissionUndone

ORDER = "estate_service.report_service_order"
SLIP = "estate_service.report_service_voucher"


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 02:00:00")
class TestWorkCommission(CommissionLedger, CommissionUndone, CommissionCommon):
    """业户服务委托单 from the signature to the file (R-421, R-429, R-813)."""

    # ------------------------------------------------------------ THE ORDER

    def test_r421_the_form_knows_the_principal_and_asks_for_the_details(self):
        form = Form(self.env["estate.service.order"].with_user(self.front_desk))
        form.unit_id = self.unit
        form.type_id = self.cake
        form.summary = "Cake"
        form.estimate = 200
        order = form.save()
        self.assertEqual(order.partner_id, self.owner)
        self.assertEqual(order.phone, self.owner.phone)
        self.assertIn("101", order.place)
        self.assertEqual(order.prepay_wanted, 200)
        self.assertTrue(order.name.startswith("WT/2026/"))
        names = [prop["name"] for prop in order.read(["details"])[0]["details"]]
        self.assertIn("cake_words", names)

    def _ordered_of(self, kind, **details):
        """A commission of this kind is signed, ordered and asks for its details."""
        kind = self.env.ref(f"estate_service.service_order_type_{kind}")
        order = self._order(
            type_id=kind.id,
            summary=kind.name,
            estimate=0,
            prepay_wanted=0,
            details=details,
        )
        order.vendor_id = self.bakery
        order.action_sign()
        order.action_order()
        self.assertEqual(order.state, "ordered")
        told = {
            one["name"]: one.get("value")
            for one in order.read(["details"])[0]["details"]
        }
        self.assertEqual({name: told[name] for name in details}, details)
        return order

    def test_r427_furniture_and_cleaning_at_moving_in_are_ordered_and_looked_up(self):
        self._ordered_of("furniture", furniture_sample="A-12", furniture_install=True)
        first = self._ordered_of("cleaning", clean_area=89.17, clean_first=True)
        again = self._ordered_of("cleaning", clean_first=False)
        self.assertEqual(first.type_id, again.type_id)
        entries = self.env["estate.directory.entry"].with_user(self.front_desk)
        for kind in ("furniture_appliances", "home_decoration", "moving"):
            kind = self.env.ref(f"estate_service.directory_category_{kind}")
            entry = entries.create(
                {"name": kind.name, "category_id": kind.id, "phone": "5551"}
            )
            self.assertIn(entry, entries.search([("category_id", "=", kind.id)]))

    def test_r428_appliances_the_business_centre_and_supplies_are_there(self):
        self._ordered_of("appliance", appliance_brand="Haier", appliance_fault="Noise")
        for kind in ("copies", "tickets", "rooms", "mail", "goods"):
            self._ordered_of(kind)
        services = self.env["product.product"].with_user(self.front_desk)
        offered = services.search([("estate_is_service", "=", True)])
        for name in (
            "fax",
            "typing",
            "photocop",
            "appliance check",
            "delivery of goods",
        ):
            found = offered.filtered(lambda one, name=name: name in one.name.lower())
            self.assertTrue(found, name)
        # Supplies are brought at night, too.
        self.assertTrue(found.estate_available_24h)

    def test_r429_it_is_signed_with_all_its_terms_or_not_at_all(self):
        order = self._order(signature=False, receiver_name=False)
        with self.assertRaisesRegex(UserError, "receives it.*signature"):
            order.action_sign()
        order.write({"receiver_name": "汪奶奶", "signature": PIXEL})
        order.action_sign()
        self.assertEqual(order.state, "signed")
        self.assertEqual(order.signed_by, self.owner.name)
        self.assertTrue(order.signed_at)

    def test_r429_what_was_signed_is_changed_by_signing_anew_only(self):
        order = self._signed()
        with self.assertRaisesRegex(UserError, "Change Order"):
            order.estimate = 500
        with self.assertRaises(AccessError):
            order.state = "done"
        order.action_change()
        self.assertEqual(order.state, "draft")
        self.assertFalse(order.signature)
        order.write({"estimate": 500, "signature": PIXEL})
        self.assertEqual(order.prepay_wanted, 500)

    def test_r421_it_is_ordered_when_the_prepayment_is_there(self):
        order = self._signed()
        with self.assertRaisesRegex(UserError, "prepayment of.*vendor"):
            order.action_order()
        self._money(order, "prepay", amount=150)
        order.vendor_id = self.bakery
        with self.assertRaisesRegex(UserError, "50"):
            order.action_order()
        self._money(order, "prepay")
        order.action_order()
        self.assertEqual((order.state, order.prepaid), ("ordered", 200))

    def test_r421_the_share_of_the_prepayment_is_a_setting(self):
        self.company.estate_commission_prepay_percent = 30
        self.assertEqual(self._order(service_fee=33.33).prepay_wanted, 70)

    def test_r421_the_supervisor_is_told_and_the_manager_of_a_birthday(self):
        order = self._ordered(is_birthday=True, gift="Flowers")
        told = order.activity_ids.mapped("user_id")
        self.assertEqual(told, self.supervisor | self.manager)
        self.assertIn("Flowers", " ".join(order.activity_ids.mapped("summary")))

    def test_r421_it_is_due_on_the_day_of_the_community(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.front_desk.tz = "Europe/Berlin"
        order = self._ordered(deliver_at="2026-11-12 16:30:00")
        due = set(order.activity_ids.mapped("date_deadline"))
        self.assertEqual(due, {date(2026, 11, 13)})

    def test_r421_it_is_handed_over_signed_for_and_with_wishes(self):
        order = self._ordered()
        with self.assertRaisesRegex(UserError, "handed to.*receiver.*wishes"):
            order.action_deliver()

    def test_r421_a_stale_screen_hands_nothing_over_twice(self):
        order = self._settled()
        with self.assertRaisesRegex(UserError, "colleague may have been faster"):
            order.action_deliver()
        self.assertEqual((order.state, order.charged), ("settled", 180))

    def test_r421_it_is_settled_by_the_vendors_voucher(self):
        order = self._delivered()
        order.write({"vendor_voucher_ids": [(5,)], "principal_told": False})
        with self.assertRaisesRegex(UserError, "voucher.*telling the principal"):
            order.action_settle()

    def test_r421_it_is_closed_with_opinion_signature_and_booking(self):
        order = self._settled(cost=200)
        with self.assertRaisesRegex(UserError, "opinion.*signature.*booking"):
            order.action_close()
        order.with_user(self.cashier).action_book()
        order.write(
            {
                "satisfaction": "5",
                "opinion": "Delicious",
                "opinion_signature": PIXEL,
            }
        )
        self.env.invalidate_all()
        order.action_close()
        self.assertEqual(order.state, "done")
        self.assertFalse(order.activity_ids)

    def test_r421_the_request_waits_for_the_end_of_its_commission(self):
        kind = self.env.ref("estate_service.request_type_commission")
        request = (
            self.env["estate.request"]
            .with_user(self.front_desk)
            .create(
                {
                    "unit_id": self.unit.id,
                    "type_id": kind.id,
                    "summary": "A cake, please",
                    "repeated": True,
                }
            )
        )
        action = request.action_open_service_order()
        orders = self.env["estate.service.order"].with_user(self.front_desk)
        form = Form(orders.with_context(**action["context"]))
        form.type_id = self.cake
        order = form.save()
        self.assertEqual(order.request_id, request)
        self.assertEqual(order.summary, "A cake, please")
        self.assertEqual(request.action_open_service_order()["res_id"], order.id)
        self.assertIn(order.display_name, " ".join(request._closing_hindrances()))

    def test_r309_a_commission_moves_up_with_one_click(self):
        order = self._ordered()
        ask = self.env["estate.escalation.ask"].with_user(self.front_desk)
        ask = ask.with_context(**order.action_escalate()["context"])
        with freeze_time("2026-11-10 02:05:00"):
            ask.create({"reason": "Wants another bakery"}).action_confirm()
        move = order.escalation_ids
        self.assertEqual((move.from_user_id, move.minutes_held), (self.front_desk, 5))
        self.assertEqual((order.user_id, move.to_user_id), (self.supervisor,) * 2)
        self.assertIn(
            "Wants another bakery", " ".join(order.activity_ids.mapped("summary"))
        )
        with self.assertRaises(AccessError):
            order.escalation_count = 0
        with self.assertRaises(AccessError):
            ask.with_user(self.cashier).create({"reason": "Not his"})

    # ------------------------------------------------------------ THE LEDGER
    # ------------------------------------------------------------ WHO

    def test_r421_roles(self):
        order = self._signed()
        with self.assertRaises(AccessError):
            order.with_user(self.cashier).action_change()
        with self.assertRaises(AccessError):
            self._money(order, "prepay", self.steward)
        self._money(order, "prepay", self.cashier, amount=200)
        self.assertEqual(order.prepaid, 200)
        stranger = self._new_staff("front_desk", login="stranger")
        stranger.estate_community_ids = False
        with self.assertRaises(AccessError):
            order.with_user(stranger).read(["name"])
        # Nor does a dialog that is only being filled in tell of it.
        self.env.invalidate_all()
        dialogs = self.env["estate.service.order.money"].with_user(stranger)
        for name in ("amount", "unit_id", "partner_id"):
            with self.assertRaises(AccessError):
                dialogs.new({"order_id": order.id, "step": "prepay"})[name]

    def test_r421_who_reads_the_order_reads_its_papers(self):
        files = self.env["ir.attachment"].with_user(self.front_desk)
        paper = files.create({"name": "signed.txt", "raw": b"signed"})
        order = self._order(signature=False, signed_paper_ids=[(6, 0, paper.ids)])
        order.action_sign()
        seen = order.with_user(self.cashier).signed_paper_ids
        self.assertEqual(seen.read(["name"])[0]["name"], "signed.txt")

    # ------------------------------------------------------------ PAPERS

    def test_r421_the_order_prints_its_terms_and_its_settlement(self):
        order = self._order(
            organisation="Lakeside School",
            details=[
                {"name": "cake_words", "value": "寿比南山"},
                {"name": "cake_card", "value": True},
            ],
        )
        text = tree_of(self.env, ORDER, order, self.front_desk).text_content()
        for word in ("寿比南山", "Lakeside School", "Cash at the Counter", order.name):
            self.assertIn(word, text)
        settled = self._settled(cost=179.9)
        text = tree_of(self.env, ORDER, settled, self.front_desk).text_content()
        for word in ("179.90", "Still to give back", "20.10", "Bakery"):
            self.assertIn(word, text)

    def test_r421_the_slip_says_what_was_prepaid(self):
        order = self._signed()
        with self.assertRaisesRegex(UserError, "Nothing is prepaid"):
            order.action_print_voucher()
        self._money(order, "prepay", amount=200)
        self.assertEqual(order.action_print_voucher()["type"], "ir.actions.report")
        page = tree_of(self.env, SLIP, order, self.front_desk)
        self.assertIn("200.00", words_of(page, "e_receipt_total")[0])
        self.assertEqual(words_of(page, "e_receipts"), [order.receipt_ids.name])
