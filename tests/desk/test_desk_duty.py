from datetime import date, datetime

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from ...models.desk.uninstall import uninstall_hook
from .desk_common import DeskCommon

NIGHT = "2026-11-10 23:40:00"
MORNING = "2026-11-11 08:10:00"
LATE = "2026-11-11 08:31:00"
ALERT = "estate_service.mail_activity_type_duty_handover"
CHECK = "estate_service.mail_activity_type_duty_check"


@tagged("post_install", "-at_install")
class TestDeskDuty(DeskCommon):
    """The duty log, the hand-over in the morning and the daily check (R-311…R-313)."""

    def _log(self, user=None, at=NIGHT, **vals):
        """What the control room writes down of a call about 1-1-101."""
        values = {
            "unit_id": self.unit.id,
            "content": "Burst pipe\nin the kitchen",
            "type_id": self.water.id,
            "repeated": True,
            **vals,
        }
        with freeze_time(at):
            logs = self.env["estate.duty.log"].with_user(user or self.control_room)
            return logs.create(values)

    def _sweep(self, at):
        with freeze_time(at):
            self.env.flush_all()
            self.env["estate.duty.log"].sudo()._cron_sweep()

    def _alerts(self, shift):
        return shift.activity_search([ALERT], only_automated=False)

    # -------------------------------------------------------------------

    @freeze_time(NIGHT)
    def test_r313_the_form_asks_for_what_the_paper_has(self):
        form = Form(self.env["estate.duty.log"].with_user(self.control_room))
        form.unit_id = self.unit_2
        self.assertEqual(form.caller_name, self.owner_2.name)
        form.unit_id = self.unit
        self.assertEqual(form.caller_name, "汪健强")
        form.content = "Wants the lamp mended"
        form.relayed_by = "Guard at the north gate"
        form.type_id = self.water
        form.repeated = True
        form.urgency = "appointment"
        with self.assertRaises(AssertionError):
            form.save()
        form.appointment = "2026-11-11 10:00:00"
        log = form.save()
        self.assertEqual(log.caller_phone, "13969493179")
        self.assertEqual(log.shift_id.user_id, self.control_room)
        self.assertEqual(log.shift_id.team, "control_room")
        request = log.request_id
        self.assertEqual(request.first_owner_id, self.control_room)
        self.assertEqual(request.appointment, datetime(2026, 11, 11, 10))
        self.assertEqual(request.summary, "Wants the lamp mended")

    def test_r313_what_is_a_case_is_a_request_at_once(self):
        log = self._log()
        self.assertEqual(log.request_id.summary, "Burst pipe")
        self.assertEqual(log.request_id.unit_id, self.unit)
        note = self._log(type_id=False, content="Round made, all doors closed")
        self.assertFalse(note.request_id)
        self.assertEqual(note.shift_id, log.shift_id)
        note.type_id = self.water
        self.assertEqual(note.request_id.state, "new")

    def test_r312_the_control_room_dispatches_at_night(self):
        log = self._log()
        question = self._log(type_id=self.question.id)
        with freeze_time(NIGHT):
            action = log.action_dispatch()
            # A question is for a department, nobody goes out.
            self.assertFalse(question.action_dispatch())
        self.assertEqual(log.request_state, "handed")
        self.assertEqual(log.holder_id, self.engineer)
        self.assertEqual(action["res_id"], log.request_id.order_ids.id)

    def test_r312_it_waits_for_the_office_with_consent(self):
        log = self._log()
        with freeze_time(NIGHT):
            action = log.action_defer()
            wizard = self.env["estate.request.step"].with_user(self.control_room)
            form = Form(wizard.with_context(**action["context"]))
            form.text = "Mr Wang agreed"
            form.save().action_confirm()
        self.assertEqual(log.deferral_consent, "Mr Wang agreed")
        self.assertEqual(log.deferred_until, datetime(2026, 11, 11, 8, 1))

    def test_r313_the_entry_stays_as_others_have_read_it(self):
        log = self._log()
        log.content = "Burst pipe in the bathroom"
        with freeze_time(MORNING):
            log.with_user(self.desk).action_acknowledge()
        for vals in (
            {"content": "Nothing happened"},
            {"type_id": False},
            {"repeated": False},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(UserError, "stays as it was read"),
            ):
                log.write(vals)
        log.outcome = "The guard closed the valve"
        for name in ("ack_state", "acked_by", "user_id", "request_id", "to_check"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                log[name] = False

    def test_b13_nobody_says_when_he_wrote_it_nor_in_whose_shift(self):
        """An entry of the day needs nobody to take it over: so it would be one."""
        log = self._log()
        noon = {"logged_at": "2026-11-10 10:00:00"}
        other = self._log(self.desk, at="2026-11-10 10:00:00").shift_id
        for vals in (noon, {"shift_id": other.id}):
            with self.subTest(vals=vals):
                with self.assertRaises(AccessError):
                    log.write(vals)
                with self.assertRaises(AccessError):
                    self._log(**vals)
        self.assertEqual(log.ack_state, "waiting")
        self.assertEqual(log.logged_at, datetime(2026, 11, 10, 23, 40))
        self.assertNotIn("default_shift_id", log.shift_id.action_view_log()["context"])

    def test_r313_some_entries_are_drawn_for_a_check_each_day(self):
        logs = self.env["estate.duty.log"]
        for number in range(5):
            logs |= self._log(type_id=False, content=f"Round {number}")
        with self._in_chinese(self.engineer, {"To inspect: %s": "待检查：%s"}):
            self._sweep("2026-11-11 12:00:00")
        drawn = logs.filtered("to_check")
        self.assertEqual(len(drawn), 3)
        self.assertEqual(drawn.activity_ids.user_id, self.engineer)
        self.assertEqual(
            set(drawn.activity_ids.mapped("summary")),
            {f"待检查：{log.display_name}" for log in drawn},
        )
        self._sweep("2026-11-11 13:00:00")
        self.assertEqual(logs.filtered("to_check"), drawn)
        log = drawn[0].with_user(self.engineer)
        log.finding = "The door of the pump room stood open"
        with freeze_time("2026-11-11 14:00:00"):
            log.action_check()
        self.assertEqual(log.checked_by, self.engineer)
        self.assertFalse(log.to_check)
        self.assertFalse(log.activity_search([CHECK], only_automated=False))

    def test_r313_days_that_an_outage_left_out_are_drawn_afterwards(self):
        self._sweep("2026-11-09 12:00:00")
        first = self._log(type_id=False)
        second = self._log(type_id=False, at="2026-11-12 10:00:00")
        self._sweep("2026-11-13 12:00:00")
        self.assertTrue(first.to_check and second.to_check)

    def test_r313_without_an_engineer_the_next_one_up_is_told(self):
        self.community.engineer_id = False
        log = self._log(type_id=False)
        self._sweep("2026-11-11 12:00:00")
        self.assertEqual(log.activity_ids.user_id, self.supervisor)

    def test_r313_who_is_no_engineer_checks_nothing(self):
        log = self._log()
        for user in (self.control_room, self.desk, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                log.with_user(user).action_check()
        with self.assertRaisesRegex(AccessError, "engineering supervisor"):
            log.finding = "All is well"
        with self.assertRaisesRegex(AccessError, "on duty"):
            log.with_user(self.engineer).content = "All is well"

    # -------------------------------------------------------------------- B-13

    def test_b13_the_day_desk_acknowledges_within_thirty_minutes(self):
        log = self._log()
        self.assertEqual(log.ack_state, "waiting")
        self.assertEqual(log.ack_due, datetime(2026, 11, 11, 8, 30))
        self._sweep("2026-11-11 08:29:00")
        self.assertFalse(self._alerts(log.shift_id))
        with freeze_time(MORNING):
            log.with_user(self.desk).action_acknowledge()
        self.assertEqual(log.acked_by, self.desk)
        self.assertFalse(log.ack_breached)
        # What nobody had yet is in the hands of who took it over.
        self.assertEqual(log.holder_id, self.desk)
        self._sweep(LATE)
        self.assertFalse(self._alerts(log.shift_id))

    def test_b13_what_nobody_acknowledges_is_told_to_the_manager_once(self):
        first, second = self._log(), self._log()
        self._sweep(LATE)
        self._sweep("2026-11-11 08:36:00")
        alert = self._alerts(first.shift_id)
        self.assertEqual(alert.user_id, self.manager)
        self.assertEqual(len(alert), 1)
        with freeze_time("2026-11-11 08:40:00"):
            first.with_user(self.desk).action_acknowledge()
            self.assertTrue(self._alerts(first.shift_id))
            second.with_user(self.desk).action_acknowledge()
        self.assertTrue(first.ack_breached)
        self.assertFalse(self._alerts(first.shift_id))

    def test_b13_the_minutes_are_a_setting(self):
        self.company.estate_handover_minutes = 45
        self.assertEqual(self._log().ack_due, datetime(2026, 11, 11, 8, 45))

    def test_b13_by_day_nothing_is_handed_over(self):
        log = self._log(self.desk, at="2026-11-10 10:00:00")
        self.assertEqual(log.ack_state, "not_needed")
        self.assertEqual(log.team, "centre")
        noon = self._log(self.desk, at="2026-11-10 12:30:00")
        self.assertEqual(noon.ack_state, "waiting")
        with self.assertRaisesRegex(UserError, "Somebody else"):
            noon.action_acknowledge()

    def test_b13_the_control_room_does_not_take_over_from_itself(self):
        log = self._log()
        with self.assertRaisesRegex(AccessError, "service centre"):
            log.action_acknowledge()

    # ------------------------------------------------------------------ SHIFTS

    def test_b13_a_shift_ends_with_words_for_the_next(self):
        shift = self._log().shift_id
        with freeze_time(MORNING):
            with self.assertRaisesRegex(UserError, "next shift"):
                shift.action_end()
            shift.handover_note = "Pump two is switched off"
            shift.action_end()
            self.assertEqual(shift.state, "ended")
            with self.assertRaisesRegex(UserError, "has ended already"):
                shift.action_end()
            with self.assertRaisesRegex(UserError, "not its holder"):
                shift.action_take_over()
            shift.with_user(self.desk).action_take_over()
        self.assertEqual(shift.state, "taken_over")
        self.assertEqual(shift.waiting_count, 0)
        self.assertEqual(shift.log_ids.acked_by, self.desk)

    def test_b13_the_next_of_the_control_room_takes_over_what_still_waits(self):
        shift = self._log().shift_id
        relief = self._new_staff("control_room", login="relief")
        with freeze_time("2026-11-11 02:00:00"):
            shift.handover_note = "Pump two is switched off"
            shift.action_end()
            shift.with_user(relief).action_take_over()
        self.assertEqual((shift.state, shift.taken_over_by), ("taken_over", relief))
        self.assertEqual(shift.log_ids.ack_state, "waiting")
        with freeze_time(MORNING):
            shift.log_ids.with_user(self.desk).action_acknowledge()
        self.assertEqual(shift.log_ids.acked_by, self.desk)

    def test_b13_nobody_ends_the_shift_of_a_colleague_but_the_supervisor(self):
        shift = self._log().shift_id
        relief = self._new_staff("control_room", login="relief")
        shift.handover_note = "Nothing"
        with freeze_time(MORNING):
            for user in (relief, self.desk):
                with self.subTest(user=user.login):
                    with self.assertRaisesRegex(UserError, "or by the supervisor"):
                        shift.with_user(user).action_end()
            shift.with_user(self.supervisor).action_end()
        self.assertEqual(shift.state, "ended")

    def test_b13_a_shift_stays_as_it_was_handed_over(self):
        shift = self._log().shift_id
        waiting = shift.log_ids
        elsewhere = self.env["estate.community"].create(
            {"name": "Hillside", "code": "HS", "company_id": self.company.id}
        )
        # By day the centre hands nothing over: the night's entries would not wait.
        for vals in ({"team": "centre"}, {"community_id": elsewhere.id}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "entries"):
                shift.write(vals)
        self.assertEqual(waiting.ack_state, "waiting")
        shift.handover_note = "Pump two is switched off"
        with freeze_time(MORNING):
            shift.action_end()
            later = shift.with_user(self.desk)
            for _state in ("ended", "taken_over"):
                for vals in (
                    {"handover_note": "Nothing"},
                    {"begun_at": "2026-11-11 08:00:00"},
                    {"colleagues": "Nobody"},
                ):
                    with self.subTest(vals=vals, state=shift.state):
                        with self.assertRaisesRegex(UserError, "has ended"):
                            later.write(vals)
                if shift.state == "ended":
                    later.action_take_over()
        self.assertEqual(shift.state, "taken_over")
        self.assertEqual(shift.handover_note, "Pump two is switched off")

    def test_one_shift_at_a_time(self):
        shift = self._log().shift_id
        shifts = self.env["estate.duty.shift"].with_user(self.control_room)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            shifts.create({"community_id": shift.community_id.id})
            self.env.flush_all()

    def test_r313_the_paper_shows_shift_and_entries(self):
        log = self._log(relayed_by="The guard")
        log.shift_id.handover_note = "Pump two is switched off"
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.desk)
            ._render_qweb_html("estate_service.report_duty_shift", log.shift_id.ids)
        )
        for words in (
            "Burst pipe",
            "汪健强",
            "The guard",
            "Pump two",
            log.request_id.name,
        ):
            self.assertIn(words, html.decode())

    def test_r313_a_steward_prints_of_a_shift_what_he_may_read(self):
        steward = self._new_staff("steward")
        colleague = self._new_staff("steward", login="colleague")
        log = self._log()
        reports = self.env["ir.actions.report"].with_user(steward)
        name = "estate_service.report_duty_shift"
        for seen in (False, True):
            self.building.steward_id = steward if seen else colleague
            self.env.flush_all()
            self.env.invalidate_all()
            html, _type = reports._render_qweb_html(name, log.shift_id.ids)
            self.assertEqual("13969493179" in html.decode(), seen)
            self.assertEqual("1 more" not in html.decode(), seen)

    # --------------------------------------------------------------- WHO SEES IT

    @freeze_time("2026-11-10 10:00:00")
    def test_a_steward_reads_of_his_buildings_alone(self):
        """Who called, and whose birthday it is."""
        steward = self._new_staff("steward")
        colleague = self._new_staff("steward", login="colleague")
        self.building.steward_id = steward
        log = self._log()
        self.owner.sudo().estate_birthday = "1960-11-11"
        self.env["estate.birthday"].sudo()._prepare(self.community)
        birthday = self.env["estate.birthday"].search(
            [("partner_id", "=", self.owner.id)]
        )
        self._assert_read(log | self._log(type_id=False), steward, colleague)
        self._assert_read(birthday, steward, colleague)

    @freeze_time("2026-11-10 10:00:00")
    def test_clocks_and_what_moved_up_are_read_by_who_reads_the_case(self):
        steward = self._new_staff("steward")
        colleague = self._new_staff("steward", login="colleague")
        technician = self._new_staff("technician")
        self.building.steward_id = steward
        request = self._request()
        request._escalate(self.supervisor, "Insists on it")
        clock = request.clock_ids[0]
        for records in (request.escalation_ids, clock):
            for stranger in (colleague, technician):
                self._assert_read(records, steward, stranger)
                self._assert_read(records, self.desk, stranger)
                mine = records.with_user(stranger).search([("id", "=", records.id)])
                self.assertFalse(mine)
            mine = records.with_user(steward).search([("id", "=", records.id)])
            self.assertEqual(mine, records)
        # What was his stays his to explain.
        clock.sudo().responsible_id = colleague
        self._assert_read(clock, colleague, technician)

    def _assert_read(self, records, reader, stranger):
        for record in records:
            self.assertTrue(record.with_user(reader).has_access("read"), record)
            self.assertFalse(record.with_user(stranger).has_access("read"), record)

    def test_r116_accounts_of_employees_are_no_more_open_than_core_has_them(self):
        employee = self.env["hr.employee"].sudo().create({"name": "Guard"})
        person = self.env["res.partner"].create({"name": "Plumber Ltd"})
        accounts = self.env["res.partner.bank"].sudo()
        of_employee, of_owner, of_vendor = accounts.create(
            [
                {"partner_id": one.id, "acc_number": f"6217 {one.id}"}
                for one in (employee.work_contact_id, self.owner, person)
            ]
        )
        plain = new_test_user(self.env, "plain", groups="base.group_user")
        for user in (plain, self.control_room):
            for account, seen in (
                (of_employee, False),
                (of_owner, False),
                (of_vendor, True),
            ):
                with self.subTest(user=user.login, whose=account.partner_id.name):
                    found = account.sudo(False).with_user(user).has_access("read")
                    self.assertEqual(found, seen)

    def test_rules_of_core_name_no_field_of_ours_once_we_are_gone(self):
        uninstall_hook(self.env(su=True))
        rules = self.env["ir.rule"].sudo()
        ours = rules.search([("domain_force", "like", "estate_")])
        names = ours.get_external_id()
        left = [n for n in names.values() if not n.startswith("estate_service.")]
        self.assertFalse(left)

    @freeze_time("2026-11-10 10:00:00")
    def test_r422_whose_unit_was_archived_a_moment_ago_is_not_greeted(self):
        self.owner.sudo().estate_birthday = "1960-11-11"
        birthdays = self.env["estate.birthday"].sudo()
        self.env.flush_all()
        self.unit.sudo().active = False
        self.assertFalse(birthdays._owners(self.community, date(2026, 11, 11)))

    @freeze_time("2026-11-10 10:00:00")
    def test_r422_whose_birthday_it_is_stands_on_the_task(self):
        self.owner.sudo().estate_birthday = "1960-11-11"
        birthdays = self.env["estate.birthday"].sudo()
        with self._in_chinese(self.manager, {"Birthday: %s": "业主生日：%s"}):
            birthdays._prepare(self.community)
        tasks = birthdays.search([("partner_id", "=", self.owner.id)]).activity_ids
        told = {task.user_id: task.summary for task in tasks}
        self.assertEqual(told[self.manager], "业主生日：汪健强")
        self.assertEqual(told[self.supervisor], "Birthday: 汪健强")

    def test_the_log_is_for_who_is_on_duty(self):
        log = self._log()
        stranger = self._new_staff("control_room", login="stranger")
        stranger.estate_community_ids = False
        cashier = self._new_staff("cashier")
        for user in (stranger, cashier):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                log.with_user(user).read(["content"])
