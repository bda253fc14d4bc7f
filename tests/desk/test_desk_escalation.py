from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .desk_common import DeskCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestDeskEscalation(DeskCommon):
    """A case moves up: who held it, who gets it, and who may (服务上移, R-309)."""

    def test_r309_one_click_moves_it_up_and_says_who_held_it(self):
        request = self._request()
        action = request.action_escalate()
        ask = self.env["estate.escalation.ask"].with_user(self.desk)
        ask = ask.with_context(**action["context"])
        with freeze_time("2026-11-10 10:03:00"):
            ask.create({"reason": "Insists on somebody else"}).action_confirm()
        escalation = request.escalation_ids
        self.assertEqual(escalation.to_user_id, self.supervisor)
        self.assertEqual(escalation.minutes_held, 3)
        self.assertEqual(request.user_id, self.supervisor)
        # 客服主任 not able either: the manager gets it; above him is nobody.
        request.with_user(self.supervisor)._escalate(
            request._next_on_ladder(), "Three minutes more"
        )
        self.assertEqual(request.user_id, self.manager)
        with self.assertRaisesRegex(UserError, "Nobody stands above"):
            request.action_escalate()

    def test_r309_a_steward_moves_up_what_is_his_as_long_as_he_holds_it(self):
        self.building.steward_id = self._new_staff("steward", login="of_building")
        steward = self._new_staff("steward")
        request = self._request()
        request.user_id = steward
        mine = request.with_user(steward)
        ask = self.env["estate.escalation.ask"].with_user(steward)
        ask = ask.with_context(**mine.action_escalate()["context"])
        action = ask.create({"reason": "Not for me to decide"}).action_confirm()
        self.assertEqual(request.user_id, self.supervisor)
        self.assertIn(self.supervisor, request.activity_ids.user_id)
        self.assertFalse(mine.has_access("read"))
        self.assertEqual(action["views"][0], (False, "list"))

    def test_r309_a_case_moves_to_those_above_only(self):
        request = self._request()
        ask = self.env["estate.escalation.ask"].with_user(self.desk)
        wizard = ask.create(
            {
                "res_model": request._name,
                "res_id": request.id,
                "to_user_id": self.desk.id,
                "reason": "To myself",
            }
        )
        with self.assertRaises(UserError):
            wizard.action_confirm()
        with self.assertRaises(UserError):
            ask.create(
                {
                    "res_model": "res.users",
                    "res_id": self.desk.id,
                    "to_user_id": self.manager.id,
                    "reason": "No case at all",
                }
            )
        # Neither down nor to who holds it, and nothing that is over.
        request._escalate(self.manager, "Insists")
        for user in (self.supervisor, self.manager):
            wizard = ask.create(
                {
                    "res_model": request._name,
                    "res_id": request.id,
                    "to_user_id": user.id,
                    "reason": "Down",
                }
            )
            with self.assertRaisesRegex(UserError, "from its holder"):
                wizard.action_confirm()
        over = self._request()
        over._cancel("Not needed")
        with self.assertRaisesRegex(UserError, "is over"):
            over.action_escalate()

    def test_r309_the_list_of_what_moved_up_opens_for_everybody(self):
        """Also where a case is not the reader's to see, and where one is gone."""
        request, gone = self._request(), self._request()
        visitor = self.env["estate.reception"].create(
            {"unit_id": self.unit.id, "visitor_name": "Ms B"}
        )
        for case in (request, gone, visitor):
            case._escalate(self.supervisor, "Insists on somebody else")
        moves = (request.escalation_ids | visitor.escalation_ids).ids
        gone.with_user(self.manager).unlink()
        cashier = self._new_staff("cashier")
        for user, unseen in ((self.desk, 0), (cashier, 1)):
            with self.subTest(user=user.login):
                read = self.env["estate.escalation"].with_user(user)
                found = read.search([("community_id", "=", self.community.id)])
                self.assertEqual(found.ids, sorted(moves, reverse=True))
                names = found.mapped("document")
                self.assertIn(request.display_name, names)
                self.assertEqual(names.count(False), unseen)

    def test_a_colleague_without_the_right_moves_nothing_up(self):
        request = self._request()
        cashier = self._new_staff("cashier")
        with self.assertRaises(AccessError):
            self.env["estate.escalation.ask"].with_user(cashier).create(
                {
                    "res_model": request._name,
                    "res_id": request.id,
                    "to_user_id": self.manager.id,
                    "reason": "No",
                }
            )
