from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..common import EstateCommon
from ..paper import tree_of, words_of


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 02:00:00")
class TestWorkDefect(EstateCommon):
    """Warranty of the house, vendors and the information desk (R-402, R-416, R-420)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        cls.desk = cls._new_staff("front_desk")
        cls.technician = cls._new_staff("technician")
        cls.engineer = cls._new_staff("engineer")
        cls.manager = cls._new_staff("manager")
        cls.builder, cls.developer = cls.env["res.partner"].create(
            [{"name": "Builder Ltd", "lang": "en_US"}, {"name": "Developer Ltd"}]
        )
        cls.community.write(
            {
                "manager_id": cls.manager.id,
                "builder_id": cls.builder.id,
                "developer_id": cls.developer.id,
            }
        )
        cls.building.completed_on = date(2023, 6, 1)
        cls.leak = cls.env.ref("estate_service.warranty_rule_waterproof")
        cls.lamps = cls.env.ref("estate_service.warranty_rule_lamps")
        cls.structure = cls.env.ref("estate_service.warranty_rule_structure")
        cls.drains = cls.env["estate.vendor.scope"].create(
            {
                "partner_id": cls.env["res.partner"]
                .create({"name": "Drains & Co", "phone": "400-1234"})
                .id,
                "category_id": cls.env.ref(
                    "estate_service.directory_category_housekeeping"
                ).id,
                "service": "Dredging of drains",
                "company_id": cls.company.id,
            }
        )

    def _defect(self, user=None, **vals):
        values = {
            "unit_id": self.unit.id,
            "summary": "Wet wall",
            "finding": "Water through the joint",
            "rule_id": self.leak.id,
            **vals,
        }
        return self.env["estate.defect"].with_user(user or self.desk).create(values)

    def _noticed(self, **vals):
        defect = self._defect(**vals)
        defect.action_inspect()
        defect.action_notify()
        return defect

    def _step(self, defect, step, text, user=None):
        steps = self.env["estate.defect.step"].with_user(user or self.desk)
        steps.create(
            {"defect_id": defect.id, "step": step, "text": text}
        ).action_confirm()

    # ------------------------------------------------------------ WARRANTY

    def test_r416_the_warranty_runs_from_the_delivery_of_the_unit(self):
        form = Form(self.env["estate.defect"].with_user(self.desk))
        form.unit_id = self.unit
        form.summary = "Wet wall"
        form.rule_id = self.leak
        defect = form.save()
        self.assertEqual(defect.warranty_begin, date(2024, 1, 1))
        self.assertEqual(defect.warranty_until, date(2028, 12, 31))
        self.assertTrue(defect.in_warranty)
        self.assertEqual(defect.builder_id, self.builder)
        self.assertTrue(defect.name.startswith("ZG/2026/"))

    def test_r416_the_day_of_the_delivery_goes_before_the_first_owners(self):
        self.unit.date_delivery = date(2024, 6, 30)
        defect = self._defect()
        self.assertEqual(defect.warranty_begin, date(2024, 6, 30))
        self.assertEqual(defect.warranty_until, date(2029, 6, 29))

    def test_r416_what_the_builder_was_told_stays_as_it_is(self):
        defect = self._defect()
        defect.action_inspect()
        defect.warranty_begin = date(2024, 2, 1)
        defect.action_notify()
        changes = {
            "rule_id": self.lamps.id,
            "warranty_begin": "2020-01-01",
            "reported_on": "2030-01-01",
            "unit_id": self.unit_2.id,
        }
        for name, value in changes.items():
            with self.assertRaisesRegex(UserError, "were told to others"):
                defect[name] = value
        self.assertEqual(defect.warranty_until, date(2029, 1, 31))
        self.assertTrue(defect.in_warranty)

    def test_r416_that_of_the_structure_from_the_completion_of_the_building(self):
        defect = self._defect(rule_id=self.structure.id)
        self.assertEqual(defect.warranty_begin, date(2023, 6, 1))

    def test_r416_the_last_day_counts(self):
        lamps = self._defect(rule_id=self.lamps.id, reported_on="2024-06-30")
        self.assertTrue(lamps.in_warranty)
        lamps.reported_on = "2024-07-01"
        self.assertFalse(lamps.in_warranty)

    def test_r416_it_is_looked_at_before_anybody_is_notified(self):
        defect = self._defect(finding=False, rule_id=False, building_id=False)
        with self.assertRaisesRegex(UserError, "seen on site.*part"):
            defect.action_inspect()
        mended = self._defect()
        with self.assertRaisesRegex(UserError, "faster"):
            mended.action_notify()
        mended.with_user(self.technician).action_inspect()
        self.assertEqual(mended.state, "inspected")

    def test_r416_under_warranty_the_builder_is_notified_and_called(self):
        defect = self._noticed()
        self.assertEqual(defect.builder_deadline, date(2026, 11, 17))
        self.assertEqual(defect.next_call, date(2026, 11, 13))
        self.assertEqual(defect.activity_ids.date_deadline, date(2026, 11, 13))
        with freeze_time("2026-11-13 02:00:00"):
            defect.action_called()
            self.assertEqual(defect.next_call, date(2026, 11, 16))
            self.assertEqual(len(defect.activity_ids), 1)
        self._step(defect, "mended", "Dry after a week of rain", self.engineer)
        self.assertEqual(defect.state, "mended")
        defect.action_close()
        self.assertEqual(defect.state, "closed")
        self.assertFalse(defect.activity_ids)

    def test_r416_a_late_builder_is_listed_and_notified_again(self):
        defect = self._noticed()
        with freeze_time("2026-11-18 02:00:00"):
            late = self.env["estate.defect"].search([("is_late", "=", True)])
            self.assertEqual(late, defect)
            defect.action_notify()
            self.assertEqual(defect.notice_count, 2)
            self.assertEqual(defect.builder_deadline, date(2026, 11, 25))

    def test_r416_days_are_those_of_the_community(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        (self.desk | self.engineer).tz = "America/New_York"
        with freeze_time("2026-11-09 17:00:00"):
            defect = self._noticed()
            raised = self._defect(rule_id=self.lamps.id)
            raised.action_inspect()
            self._step(raised, "raised", "All lamps of the building fail")
        day = date(2026, 11, 10)
        self.assertEqual((defect.reported_on, defect.noticed_on), (day, day))
        self.assertEqual(defect.next_call, date(2026, 11, 13))
        self.assertEqual(raised.activity_ids.date_deadline, day)
        late = [("is_late", "=", True)]
        # The builder has until the 17th, which ends at four in the afternoon of UTC.
        with freeze_time("2026-11-17 15:59:00"):
            self.assertFalse(defect.is_late)
            self.assertNotIn(defect, defect.search(late))
        defect.invalidate_recordset()
        with freeze_time("2026-11-17 16:01:00"):
            self.assertTrue(defect.is_late)
            self.assertIn(defect, defect.search(late))
            self._step(defect, "mended", "Dry", self.engineer)
        self.assertEqual(defect.mended_on, date(2026, 11, 18))
        typed = self._defect(reported_on="2026-10-01")
        self.assertEqual(typed.reported_on, date(2026, 10, 1))

    def test_r416_after_the_warranty_it_is_explained(self):
        defect = self._defect(rule_id=self.lamps.id)
        defect.action_inspect()
        with self.assertRaisesRegex(UserError, "after its warranty"):
            defect.action_notify()
        self._step(defect, "explained", "The warranty ended in 2024; repair offered")
        defect.action_close()
        self.assertEqual(defect.state, "closed")
        under = self._defect()
        under.action_inspect()
        with self.assertRaisesRegex(UserError, "under warranty"):
            self._step(under, "explained", "Too late")

    def test_r416_else_it_is_raised_to_those_in_charge(self):
        defect = self._defect(rule_id=self.lamps.id)
        defect.action_inspect()
        self._step(defect, "raised", "All lamps of the building fail")
        self.assertEqual(defect.state, "raised")
        self.assertEqual(defect.activity_ids.user_id, self.manager)
        defect.action_close()
        self.assertEqual(defect.state, "closed")

    def test_r309_a_defect_moves_up_with_one_click(self):
        defect = self._noticed(user=self.engineer)
        action = defect.with_user(self.engineer).action_escalate()
        ask = self.env["estate.escalation.ask"].with_user(self.engineer)
        ask.with_context(**action["context"]).create(
            {"reason": "The builder does not come"}
        ).action_confirm()
        self.assertEqual(defect.user_id, self.manager)
        self.assertEqual(defect.escalation_ids.from_user_id, self.engineer)
        # Who holds it now is reminded of the next call.
        defect.with_user(self.engineer).action_called()
        self.assertEqual(defect.activity_ids.user_id, self.manager)
        with self.assertRaises(AccessError):
            defect.with_user(self.technician).held_since = False

    def test_r416_nobody_writes_a_step_directly(self):
        defect = self._defect()
        with self.assertRaises(AccessError):
            defect.state = "closed"
        defect.action_inspect()
        with self.assertRaisesRegex(UserError, "cancel it"):
            defect.with_user(self.manager).unlink()

    def test_r416_the_notice_names_the_deadline_and_no_resident(self):
        defect = self._noticed()
        page = tree_of(
            self.env, "estate_service.report_builder_notice", defect, self.desk
        )
        self.assertEqual(words_of(page, "e_notice_number"), [f"{defect.name}-1"])
        self.assertEqual(words_of(page, "e_deadline"), ["11/17/2026"])
        text = page.text_content()
        for word in ("Builder Ltd", "Developer Ltd", "Wet wall", "60 months"):
            self.assertIn(word, text)
        self.assertNotIn(self.owner.name, text)

    # ------------------------------------------------------------ DIRECTORY

    def test_r402_a_vendor_is_recommended_with_a_note(self):
        drains = self.drains.with_user(self.desk)
        self.assertEqual(drains.phone, "400-1234")
        self.assertEqual(drains.action_print_note()["type"], "ir.actions.report")
        note = tree_of(
            self.env, "estate_service.report_vendor_note", self.drains, self.desk
        )
        self.assertEqual(words_of(note, "e_phone"), ["400-1234"])
        listed = tree_of(
            self.env, "estate_service.report_vendor_list", self.drains, self.desk
        )
        self.assertIn("Dredging of drains", listed.text_content())

    def test_r402_the_request_says_whom_the_resident_was_referred_to(self):
        request = (
            self.env["estate.request"]
            .with_user(self.desk)
            .create(
                {
                    "unit_id": self.unit.id,
                    "type_id": self.env.ref(
                        "estate_service.request_type_consult_service"
                    ).id,
                    "summary": "The drain of the balcony",
                    "vendor_scope_id": self.drains.id,
                }
            )
        )
        note = request.action_print_vendor_note()
        self.assertEqual(note["context"]["active_ids"], self.drains.ids)

    def test_r402_who_was_not_called_for_long_is_checked_again(self):
        self.drains.checked_on = "2026-05-14"
        self.assertFalse(self.drains.is_stale)
        self.drains.checked_on = "2026-05-13"
        scopes = self.env["estate.vendor.scope"].with_user(self.desk)
        self.assertIn(self.drains, scopes.search([("is_stale", "=", True)]))
        self.drains.with_user(self.desk).action_checked()
        self.assertNotIn(self.drains, scopes.search([("is_stale", "=", True)]))

    def test_r420_the_desk_keeps_the_directory_of_its_communities(self):
        food = self.env.ref("estate_service.directory_category_food_drink")
        entries = self.env["estate.directory.entry"].with_user(self.desk)
        entry = entries.create(
            {"name": "Noodle House", "category_id": food.id, "phone": "5551"}
        )
        self.assertEqual(entries.search([("phone", "=", "5551")]), entry)
        elsewhere = self.env["estate.community"].create(
            {"name": "Hilltop", "code": "HT", "company_id": self.company.id}
        )
        entry.sudo().community_ids = elsewhere
        self.assertFalse(entries.search([("phone", "=", "5551")]))
