from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ...models.mixins.busy import BusyError
from .order_acceptance import OrderAcceptance
from .order_price import OrderPrice
from .order_time import OrderTime
from .work_common import WorkCommon

PANEL = {
    "appointment",
    "bill_name",
    "bill_paid",
    "community_id",
    "may_correct",
    "must_keep",
    "name",
    "next_deadline",
    "state",
    "suggested_id",
    "summary",
    "technician_id",
    "to_bill",
    "trade_id",
    "unit_id",
}
"""What the lists and the panel show of an order."""

CASES = ("estate.workorder", "estate.visit", "estate.service.order")
PARTS = ("estate.workorder.quote", "estate.workorder.line", "estate.promise")


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestWorkOrder(OrderTime, OrderPrice, OrderAcceptance, WorkCommon):
    """From the request to the acceptance (R-401…R-416, B-14, B-15)."""

    # --------------------------------------------------------------- REQUEST

    def test_r414_one_click_hands_over_and_writes_the_order(self):
        request = self._request(urgency="now", place="Kitchen")
        action = request.action_open_order()
        order = self.env["estate.workorder"].browse(action["res_id"])
        self.assertEqual(request.state, "handed")
        self.assertEqual(order.unit_id, self.unit)
        self.assertEqual(order.contact_name, "汪健强")
        self.assertEqual((order.kind, order.place), ("paid", "Kitchen"))
        self.assertEqual(order.user_id, self.engineer)
        with self.assertRaisesRegex(UserError, "or has one"):
            request.action_open_order()

    def test_r414_two_who_click_at_once_order_the_work_once(self):
        request = self._request()
        request.action_hand_over()
        self.env.flush_all()
        row = SQL("SELECT ctid FROM estate_request WHERE id = %s", request.id)
        before = self.env.execute_query(row)
        request.action_open_order()
        # The row is another: who read it before begins anew.
        self.env.flush_all()
        self.assertNotEqual(self.env.execute_query(row), before)
        other = self._request()
        with (
            patch.object(type(other), "lock_for_update", side_effect=LockError("")),
            self.assertRaises(BusyError),
        ):
            other.action_open_order()
        self.assertFalse(other.order_ids)

    def test_r414_the_request_is_done_when_its_last_order_is(self):
        request = self._request()
        order = self._order(request_id=request.id)
        second = self._order(request_id=request.id)
        request.action_hand_over()
        for one in (order, second):
            self.assertEqual(request.state, "handed")
            one._assign(self.li)
            one.with_user(self.li).action_arrive()
            self._finish(one)
        self.assertEqual((request.state, request.result), ("done", "Washer replaced"))

    def test_r414_a_case_has_one_order_whoever_sees_it(self):
        self.building.steward_id = self._new_staff("steward", login="steward_9")
        steward = self._new_staff("steward")
        request = self._request(steward)
        order = self._order(request_id=request.id)
        self.assertFalse(order.with_user(steward).search([("id", "=", order.id)]))
        self.assertFalse(request.may_order)
        with self.assertRaisesRegex(UserError, "or has one"):
            request.action_open_order()
        self.assertIn("the end of its work orders", request._closing_hindrances())
        self._confirm(request, "cancel", "Dripped once", steward)
        self.assertEqual(order.state, "cancelled")

    def test_r415_a_public_area_asks_for_no_signature_but_somebody_looks_at_it(self):
        lamp = self.env.ref("estate_service.request_type_public_repair")
        order = self._order(
            unit_id=False, building_id=self.building.id, type_id=lamp.id
        )
        self.assertEqual(order.kind, "public")
        order._assign(self.li)
        mine = order.with_user(self.li)
        mine.action_arrive()
        with self.assertRaisesRegex(UserError, "what was done"):
            mine.action_accept()
        mine.result = "Lamp replaced"
        # Nobody has to agree to what it takes, and nobody is billed for it.
        self._lines(order, ("Lamp", 0), ("Socket", 12))
        mine.action_accept()
        self.assertEqual((order.state, order.amount_total), ("done", 12))
        inbox = self.env["estate.workorder"].with_user(self.clerk)
        self.assertNotIn(order, inbox.search([("to_bill", "=", True)]))
        self.assertFalse(order.to_bill)
        with self.assertRaisesRegex(UserError, "verified"):
            order.action_close()
        with self.assertRaises(AccessError):
            mine.action_verify()
        asked = self._activities(order, self.engineer)
        self.assertEqual(asked.summary, "Look at the result: Tap drips")
        order.with_user(self.engineer).action_verify()
        self.assertFalse(asked.exists())
        order.action_close()
        self.assertEqual(order.state, "closed")

    def test_r426_who_wrote_an_order_without_a_case_follows_it(self):
        alone = self._order()
        followed = self._activities(alone, self.desk)
        self.assertEqual(followed.summary, "Follow until it is done: Tap drips")
        self.assertFalse(self._activities(self._order(self.engineer), self.engineer))
        cased = self._order(request_id=self._request().id)
        self.assertFalse(self._activities(cased, self.desk))
        alone._assign(self.li)
        alone.with_user(self.li).action_arrive()
        self.assertTrue(followed.exists())
        self._finish(alone)
        self.assertFalse(followed.exists())
        off = self._order()
        self._step(off, "cancel", self.desk, text="Called off")
        self.assertFalse(self._activities(off, self.desk))

    # -------------------------------------------------------------- DISPATCH

    def test_b15_who_knows_the_trade_and_has_least_in_hand_is_suggested(self):
        order = self._order()
        self.assertEqual(order.suggested_id, self.li)
        self.assertEqual(self._order(trade_id=self.power.id).suggested_id, self.wang)
        order.action_dispatch()
        self.assertEqual((order.state, order.technician_id), ("assigned", self.li))
        # Nobody in particular: Wang has nothing in hand.
        self.assertEqual(self._order(trade_id=False).suggested_id, self.wang)

    def test_b15_the_panel_asks_as_little_for_many_as_for_few(self):
        orders = self.env["estate.workorder"]
        for number in range(6):
            orders |= self._order(trade_id=(self.plumbing, self.power)[number % 2].id)
        orders[:2].action_dispatch()
        orders = orders.with_user(self.engineer)
        shown = {
            name: {"fields": {"display_name": {}}} if field.type == "many2one" else {}
            for name, field in orders._fields.items()
            if name in PANEL
        }
        self.assertEqual(set(shown), PANEL)

        def asked(some):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.web_read(shown)
            return self.env.cr.sql_log_count - before

        asked(orders)
        self.assertLessEqual(asked(orders), asked(orders[1:4]))

    def test_r414_a_technician_takes_an_order_and_the_second_is_told(self):
        order = self._order()
        order.with_user(self.li).action_grab()
        self.assertEqual(order.technician_id, self.li)
        self.assertTrue(order.slip_number)
        with self.assertRaisesRegex(UserError, "faster|access"):
            order.with_user(self.wang).action_grab()
        self.community.dispatch_grab = False
        given = self._order()
        with self.assertRaises(UserError):
            given.with_user(self.li).action_grab()

    def test_b15_who_dispatches_second_is_told_and_nobody_is_called_back(self):
        order = self._order()
        self._order(trade_id=False)._assign(self.wang)
        order.with_user(self.engineer).action_dispatch()
        sent_at = order.dispatched_at
        # Now it would be Wang's turn.
        self._order()._assign(self.li)
        self._order()._assign(self.li)
        for user in (self.desk, self.control_room):
            with self.assertRaisesRegex(UserError, "faster"):
                order.with_user(user).action_dispatch()
        self.assertEqual((order.technician_id, order.dispatched_at), (self.li, sent_at))
        order.with_user(self.li).action_arrive()
        with self.assertRaisesRegex(UserError, "faster"):
            order.with_user(self.engineer).action_dispatch()
        self.assertEqual(order.state, "on_site")

    def test_b15_a_technician_sees_his_own_and_what_he_may_take(self):
        mine, his, free = (self._order() for _number in range(3))
        mine._assign(self.li)
        his._assign(self.wang)
        seen = self.env["estate.workorder"].with_user(self.li).search([])
        self.assertEqual(seen, mine | free)
        self.community.dispatch_grab = False
        seen = self.env["estate.workorder"].with_user(self.li).search([])
        self.assertEqual(seen, mine)
        with self.assertRaises(AccessError):
            mine.with_user(self.li).action_dispatch()
        with self.assertRaises(AccessError):
            mine.with_user(self.li).write({"technician_id": self.wang.id})

    def test_each_role_sees_the_cases_that_are_his(self):
        """A technician those of his orders, a steward those of his buildings."""
        steward = self._new_staff("steward")
        self.building.steward_id = steward
        there = self.env["estate.building"].create(
            {
                "name": "9栋",
                "code": "9",
                "community_id": self.community.id,
                "steward_id": self._new_staff("steward", login="steward_9").id,
            }
        )
        unit = self.env["estate.unit"].create(
            self._unit_vals("901", 50, building_id=there.id)
        )
        mine, his = self._case(self.unit, self.li), self._case(unit, self.wang)
        own = self._request(steward, unit_id=unit.id, summary="Told the steward")
        nobody = self._new_staff("staff", login="nobody")
        table = {
            self.li: mine[0],
            self.wang: his[0],
            steward: mine[0] | own,
            there.steward_id: his[0] | own,
            self.desk: mine[0] | his[0] | own,
            self.control_room: mine[0] | his[0] | own,
            nobody: own.browse(),
        }
        for user, requests in table.items():
            with self.subTest(user=user.login):
                self.assertEqual(self._seen("estate.request", user), requests)
                for model, one, other in zip(CASES, mine[1:], his[1:], strict=True):
                    if model == "estate.workorder" and user == nobody:
                        continue
                    expected = (one if mine[0] in requests else one.browse()) | (
                        other if his[0] in requests else one.browse()
                    )
                    self.assertEqual(self._seen(model, user), expected, model)
                orders = (requests & (mine[0] | his[0])).order_ids
                for model in PARTS if orders else ():
                    self.assertEqual(self._seen(model, user).order_id, orders, model)
        self.building.steward_id = False
        self.assertIn(mine[0], self._seen("estate.request", there.steward_id))

    def _case(self, unit, technician):
        """Return a request with its order, its visit and a commission."""
        request = self._request(unit_id=unit.id)
        request.action_open_order()
        order = request.order_ids
        order._assign(technician)
        order._agree(datetime(2026, 11, 10, 14))
        self._lines(order, (self.tap, 1), user=technician)
        values = {"request_id": request.id, "unit_id": unit.id}
        visit = self.env["estate.visit"].with_user(self.engineer)
        visit = visit.create({**values, "kind": "sampled"})
        flowers = self.env["estate.service.order"].with_user(self.desk)
        kind = self.env.ref("estate_service.service_order_type_cake")
        flowers = flowers.create(
            {
                **values,
                "partner_id": self.owner.id,
                "type_id": kind.id,
                "summary": "Flowers",
                "estimate": 10,
            }
        )
        return request, request.order_ids, visit, flowers

    def _seen(self, model, user):
        found = self.env[model].with_user(user).search([])
        return found.with_user(self.env.user)

    def test_r408_slips_are_numbered_without_a_gap_and_kept(self):
        numbers = []
        for _number in range(3):
            order = self._order()
            self.assertFalse(order.slip_number)
            order._assign(self.li)
            order._assign(self.wang)
            numbers.append(int(order.slip_number[-6:]))
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))
        with self.assertRaisesRegex(UserError, "without a gap"):
            order.with_user(self.manager).unlink()
        self._step(order, "cancel", self.desk, text="Called off")
        self.assertEqual(order.state, "cancelled")
        self.assertTrue(order.slip_number)

    # ------------------------------------------------------------------ TIME
    # ----------------------------------------------------------------- QUOTE
    # --------------------------------------------------------------- COUNTER

    def test_b12_the_counter_sees_what_is_under_way_for_the_unit(self):
        order = self._order()
        order._assign(self.li)
        self.env["estate.defect"].with_user(self.desk).create(
            {"unit_id": self.unit.id, "summary": "Wet wall"}
        )
        console = self.env["estate.counter.console"].with_user(self.desk)
        page = console.load_unit(self.unit.id)
        cards = {card["key"]: card["rows"] for card in page["cards"]}
        row = cards["orders"][0]
        self.assertEqual(row["open"], ["estate.workorder", order.id])
        self.assertIn("Li", row["value"])
        self.assertEqual(row["due"], str(order.next_deadline))
        self.assertEqual(cards["defects"][0]["text"], "Wet wall")
        self._accepted()
        page = console.load_unit(self.unit.id)
        cards = {card["key"]: card["rows"] for card in page["cards"]}
        self.assertTrue(cards["visits"][0]["due"])

    # ------------------------------------------------------------ ACCEPTANCE
