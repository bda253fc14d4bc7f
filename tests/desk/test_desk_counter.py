from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from .desk_common import DeskCommon
from .visitors import Visitors

TWELVE = {
    "transfer",
    "tenant_in",
    "renovation",
    "payment",
    "repair_in",
    "repair_out",
    "release_owner",
    "release_tenant",
    "business",
    "question",
    "busy",
    "farewell",
}


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestDeskCounter(Visitors, DeskCommon):
    """What the counter's screen tells of a home, and how a case begins there (B-12)."""

    # -------------------------------------------------------

    def test_r302_a_call_is_answered_within_three_rings(self):
        self.assertFalse(self._request(rings=3).answered_late)
        late = self._request(rings=4)
        self.assertTrue(late.answered_late)
        self.assertFalse(self._request(rings=4, channel="walk_in").answered_late)

    def test_r302_a_call_without_rings_counts_in_no_average(self):
        calls = self._request(rings=2) | self._request(rings=4) | self._request()
        calls |= self._request(rings=0)
        [(average,)] = calls._read_group([("id", "in", calls.ids)], [], ["rings:avg"])
        self.assertEqual(average, 3)

    def test_r422_an_owner_is_greeted_on_his_birthday(self):
        steward = self._new_staff("steward")
        self.building.steward_id = steward
        self.owner.sudo().estate_birthday = "1960-11-11"
        self.owner_2.sudo().estate_birthday = "1960-11-12"
        birthdays = self.env["estate.birthday"].sudo()
        birthdays._prepare(self.community)
        birthdays._prepare(self.community)
        birthday = birthdays.search([("community_id", "=", self.community.id)])
        self.assertEqual(birthday.partner_id, self.owner)
        self.assertEqual(birthday.activity_ids.user_id, steward | self.manager)
        mine = birthday.with_user(steward)
        mine.gift = "Flowers"
        mine.action_greeted()
        self.assertFalse(birthday.activity_ids)
        with self.assertRaisesRegex(UserError, "greeted already"):
            mine.action_greeted()

    def test_r422_whose_record_was_archived_is_not_greeted(self):
        self.owner.sudo().write({"estate_birthday": "1960-11-11", "active": False})
        owners = (
            self.env["estate.birthday"]
            .sudo()
            ._owners(self.community, date(2026, 11, 11))
        )
        self.assertNotIn(self.owner.id, [partner for partner, _unit in owners])

    def test_r422_what_becomes_known_late_is_not_forgotten(self):
        """Today's is prepared today, too: told late, or after a night of standstill."""
        self.owner.sudo().estate_birthday = "1960-11-10"
        self.owner_2.sudo().estate_birthday = "1960-11-09"
        birthdays = self.env["estate.birthday"].sudo()
        birthdays._prepare(self.community)
        found = birthdays.search([("community_id", "=", self.community.id)])
        self.assertEqual(found.partner_id, self.owner)
        self.assertEqual(found.date, date(2026, 11, 10))

    def test_r422_who_was_born_on_a_leap_day_is_not_forgotten(self):
        self.owner.sudo().estate_birthday = "1960-02-29"
        birthdays = self.env["estate.birthday"].sudo()
        for year, day in ((2027, 28), (2028, 29)):
            with self.subTest(year=year):
                found = birthdays._owners(self.community, date(year, 2, day))
                self.assertEqual([one for one, _unit in found], self.owner.ids)
        self.assertFalse(birthdays._owners(self.community, date(2028, 2, 28)))

    def test_r425_what_staff_foresee_goes_to_the_department(self):
        lift = self.env.ref("estate_service.request_type_public_repair_lift")
        steward = self._new_staff("steward")
        requests = self.env["estate.request"].with_user(steward)
        action = self.env.ref("estate_service.estate_request_action_foreseen")
        context = safe_eval(action.context)
        form = Form(requests.with_context(**context))
        form.community_id = self.community
        form.type_id = lift
        form.summary = "The lift of section 2 rattles"
        request = form.save()
        request.action_hand_over()
        self.assertEqual(request.channel, "staff")
        self.assertEqual(request.user_id, self.engineer)

    # -------------------------------------------------------------------

    def test_r315_the_twelve_scenarios_have_their_scripts(self):
        scenarios = self.env["estate.scenario"].with_user(self.desk).search([])
        self.assertFalse(TWELVE - set(scenarios.mapped("code")))
        for scenario in scenarios:
            with self.subTest(scenario=scenario.code):
                self.assertTrue(scenario._sheet(self.unit)["lines"])
        renovation = self.env.ref("estate_service.scenario_renovation")
        sheet = self._console().load_scenario(renovation.id, self.unit.id)
        self.assertEqual(len(sheet["papers"]), 5)
        self.assertIn("Renovation deposit", [fee["text"] for fee in sheet["fees"]])

    def test_b12_a_scenario_begins_with_its_request(self):
        repair = self.env.ref("estate_service.scenario_repair_in")
        visitor = self._visitor()
        visitor.action_call()
        action = self._console().start_scenario(repair.id, self.unit.id, visitor.id)
        self.assertEqual(visitor.scenario_id, repair)
        requests = self.env["estate.request"].with_user(self.desk)
        form = Form(requests.with_context(**action["context"]))
        self.assertEqual(form.unit_id, self.unit)
        self.assertEqual(form.channel, "walk_in")
        self.assertEqual(form.type_id, repair.type_id)

    # -------------------------------------------------------------------- B-12

    def test_b12_a_unit_is_found_by_what_is_said(self):
        self.env["estate.vehicle"].create(
            {"unit_id": self.unit.id, "plate": "粤B12345"}
        )
        for text in ("101", "汪健强", "3179", "粤B12345"):
            with self.subTest(text=text):
                found = self._console().search_units(text, self.community.id)
                self.assertIn(self.unit.id, [row["id"] for row in found])
        hints = self._console().search_units("3179", self.community.id)
        self.assertEqual(hints[0]["hint"], "汪健强")
        self.assertEqual(self._console().search_units("  "), [])

    def test_b12_a_room_above_adds_what_a_unit_is_asked_for_by(self):
        """As the code of a parcel."""
        model = self.registry["estate.unit"]
        before, units = model._match_branches, self.unit

        def with_parcels(self, text):
            parcel = SQL(
                "SELECT id AS unit_id, 'Parcel' AS label, TRUE AS present "
                "FROM estate_unit WHERE id = ANY(%s)",
                units.ids,
            )
            return before(self, text) + [parcel] * (text == "SF1234567")

        def search():
            return self._console().search_units("SF1234567", self.community.id)

        self.assertFalse(search())
        with patch.object(model, "_match_branches", with_parcels):
            [row] = search()
            self.assertEqual((row["id"], row["hint"]), (self.unit.id, "Parcel"))
            units += self.unit_2 + self.shop
            found = search()
        self.assertEqual({row["id"] for row in found}, set(units.ids))

    def test_b12_one_page_of_cards_says_what_is_known(self):
        request = self._request()
        self.env["estate.vip.profile"].create(
            {
                "partner_id": self.owner.id,
                "company_id": self.company.id,
                "special_needs": "Speak up, hard of hearing",
            }
        )
        page = self._console().load_unit(self.unit.id)
        cards = {card["key"]: card["rows"] for card in page["cards"]}
        self.assertTrue(page["vip"])
        self.assertEqual(cards["people"][0]["text"], "汪健强")
        self.assertEqual(cards["hints"][0]["text"], "Speak up, hard of hearing")
        self.assertEqual(cards["cases"][0]["open"], ["estate.request", request.id])
        self.assertEqual(cards["cases"][0]["due"], "2026-11-10 10:30:00")
        self.assertNotIn("vehicles", cards)

    def test_b12_rooms_above_add_their_cards(self):
        self._assign(self.unit, self._new_item("Management", 300.0), "2026-09-01")
        run = self.env["estate.bill.run"].create(
            {
                "community_id": self.community.id,
                "date_from": "2026-09-01",
                "date_invoice": "2026-09-01",
            }
        )
        run.action_plan()
        run._publish_all()
        page = self._console().load_unit(self.unit.id)
        card = page["cards"][0]
        self.assertEqual(card["key"], "arrears")
        self.assertEqual(card["rows"][0]["text"], "汪健强")
        self.assertIn("300.00", card["rows"][0]["value"])

    def test_b12_a_payment_begins_with_the_collection_screen(self):
        payment = self.env.ref("estate_service.scenario_payment")
        action = self._console().start_scenario(payment.id, self.unit.id)
        self.assertEqual(action["res_model"], "estate.collect")
        moves = self.env.ref("estate_service.scenario_tenant_in")
        action = self._console().start_scenario(moves.id, self.unit.id)
        self.assertEqual(action["context"]["default_kind"], "tenant_in")
        self.assertTrue(action["views"])

    def test_b12_the_fee_sheet_tells_what_the_company_takes(self):
        self.env["estate.access.card.type"].create(
            {
                "name": "Parking card",
                "kind": "parking",
                "deposit": 100,
                "fee_standard": "120 a month",
                "company_id": self.company.id,
            }
        )
        self._new_item("Renovation deposit", 2000, code="ZXBZJ")
        scenario = self.env.ref("estate_service.scenario_transfer")
        fee = self._console().load_scenario(scenario.id, self.unit.id)["fees"][0]
        self.assertIn("100.00", fee["amount"])
        self.assertEqual(fee["note"], "120 a month")
        renovation = self.env.ref("estate_service.scenario_renovation")
        sheet = self._console().load_scenario(renovation.id, self.unit.id)
        self.assertIn("2,000.00", [fee["amount"] for fee in sheet["fees"]])
        repair = self.env.ref("estate_service.scenario_repair_in")
        [prices] = self._console().load_scenario(repair.id, self.unit.id)["fees"]
        self.assertEqual(self.env.ref(prices["action"]).res_model, "product.template")

    def test_r402_a_repair_out_of_scope_begins_with_the_vendors(self):
        repair = self.env.ref("estate_service.scenario_repair_out")
        self.assertTrue(self._console().load_scenario(repair.id)["starts"])
        action = self._console().start_scenario(repair.id)
        self.assertEqual(action["res_model"], "estate.vendor.scope")

    def test_r315_the_papers_are_asked_for_when_the_supervisor_is_away_too(self):
        lines = self.env.ref("estate_service.scenario_renovation").line_ids
        asked = lines.filtered(lambda line: "business licence" in line.text)
        self.assertEqual(
            set(asked.filtered(lambda line: line.kind == "say").mapped("when")),
            {
                "The engineering supervisor is in the office",
                "The engineering supervisor is away",
            },
        )

    def test_b12_the_screen_says_what_the_night_has_left(self):
        self.env["estate.duty.log"].with_user(self.control_room).create(
            {"unit_id": self.unit.id, "content": "Lamp is dark"}
        )
        screen = self._console().load_counter()
        self.assertEqual(screen["queue"]["handover"], 1)
        self.assertIn("transfer", [one["code"] for one in screen["scenarios"]])

    def test_b12_the_queue_costs_the_same_for_one_and_for_many(self):
        self._visitor(unit_id=self.unit.id)
        one = self._cost_of_queue()
        for number in range(5):
            self._visitor(visitor_name=f"Mr {number}", unit_id=self.unit.id)
        self.assertEqual(self._cost_of_queue(), one)

    def _cost_of_queue(self):
        """Queries of the second reading: what is looked up once does not count."""
        console = self._console()
        for _time in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            console.load_queue(self.community.id)
        return self.env.cr.sql_log_count - before

    def test_b12_the_counter_is_for_who_receives_visitors(self):
        cashier = self._new_staff("cashier")
        for method, args in (
            ("load_counter", ()),
            ("load_queue", (self.community.id,)),
            ("search_units", ("101",)),
            ("load_unit", (self.unit.id,)),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self._console(cashier), method)(*args)
        stranger = self._new_staff("front_desk", login="stranger")
        stranger.estate_community_ids = False
        with self.assertRaises(AccessError):
            self._console(stranger).load_unit(self.unit.id)
