from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .registry_common import RegistryCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-01")
class TestRegistryCard(RegistryCommon):
    """Cards go out only to holders who were told the fees and documents (R-905)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._new_role("front_desk")
        cls.card = cls._card("P-001")

    @classmethod
    def _card(cls, name, **vals):
        return cls.env["estate.access.card"].create(
            {"name": name, "type_id": cls.card_type.id, "unit_id": cls.unit.id, **vals}
        )

    def _told(self):
        self.card.write({"standard_told": True, "documents_checked": True})

    def test_holder_and_deposit_are_proposed(self):
        self.card_type.deposit = 50.0
        with Form(self.env["estate.access.card"]) as form:
            form.name = "P-002"
            form.type_id = self.card_type
            form.unit_id = self.unit
        self.assertEqual(form.record.partner_id, self.owner)
        self.assertEqual(form.record.deposit, 50.0)

    def test_card_is_not_issued_before_both_are_ticked(self):
        for told, checked in ((False, False), (True, False), (False, True)):
            self.card.write({"standard_told": told, "documents_checked": checked})
            with (
                self.subTest(told=told, checked=checked),
                self.assertRaisesRegex(ValidationError, "P-001"),
                self.env.cr.savepoint(),
            ):
                self.card.with_user(self.clerk).action_issue()

    def test_deposit_is_not_asked_for_before_both_are_ticked(self):
        self.card.deposit = 50.0
        with self.assertRaises(ValidationError):
            self.card.action_issue()

    def test_ticks_stay_while_the_card_is_out(self):
        self._told()
        self.card.action_issue()
        with self.assertRaises(ValidationError):
            self.card.documents_checked = False

    def test_way_of_a_card(self):
        self._told()
        card = self.card.with_user(self.clerk)
        card.action_issue()
        self.assertRecordValues(
            card, [{"state": "issued", "issued_on": self.card.issued_on}]
        )
        self.assertEqual(str(card.issued_on), "2026-11-01")
        self.assertEqual(self.unit.card_count, 1)
        card.action_return()
        self.assertEqual(str(card.returned_on), "2026-11-01")
        self.assertEqual(self.unit.card_count, 0)

    def test_lost_card_may_turn_up_again(self):
        self._told()
        self.card.action_issue()
        self.card.action_lost()
        self.assertEqual(self.card.state, "lost")
        self.card.action_return()
        self.assertEqual(self.card.state, "returned")

    def test_steps_cannot_be_left_out_or_gone_back(self):
        self._told()
        for state in ("returned", "lost"):
            with self.assertRaisesRegex(UserError, "P-001"):
                self.card.state = state
        self.card.action_issue()
        self.card.action_return()
        for action in ("action_issue", "action_lost"):
            with self.assertRaises(UserError):
                getattr(self.card, action)()

    def test_number_is_free_again_after_return(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self._card("P-001")
        self._told()
        self.card.action_issue()
        self.card.action_return()
        self._card("P-001")

    def test_issued_card_stays_on_record(self):
        self._told()
        self.card.action_issue()
        with self.assertRaisesRegex(UserError, "P-001"):
            self.card.unlink()
        self._card("P-003").unlink()

    def test_leaving_people_are_reminded_of_their_cards(self):
        self._told()
        self.card.action_issue()
        wizard = self.env["estate.occupancy.end"].create(
            {"occupancy_ids": self.unit.occupancy_ids.ids}
        )
        self.assertEqual(wizard.card_ids, self.card)
