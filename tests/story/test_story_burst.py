from odoo.tests import freeze_time, tagged

from ..desk.desk_common import DeskCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 23:40:00")
class TestStoryBurst(DeskCommon):
    """A night without water: three calls, one cause, one notice, one resident asked.

    The control room answers at night, the engineering supervisor decides and mends,
    quality control looks at it the week after.
    """

    def _act(self, moment):
        self.env.invalidate_all()
        return freeze_time(f"2026-11-{moment}")

    def test_from_the_first_call_at_night_to_the_check(self):
        # The control room registers what it hears; the third call makes it one.
        calls = self.env["estate.request"]
        for minute, unit in ((40, self.unit), (47, self.unit_2), (58, self.shop)):
            with self._act(f"10 23:{minute}:00"):
                calls |= self._request(
                    self.control_room, unit_id=unit.id, summary="No water"
                )
        incident = calls.incident_id
        self.assertEqual(incident.request_count, 3)

        # The engineering supervisor sees one cause, and all are told once.
        with self._act("11 00:05:00"):
            mine = incident.with_user(self.engineer)
            mine.action_accept()
            mine.notice = "The main pipe of building 1 broke. Water is back by two."
            mine.action_tell()
            for call in calls:
                self.assertIn("back by two", call.message_ids[0].body)

        # Who calls later belongs to it, and is not told to wait for somebody else.
        with self._act("11 00:20:00"):
            late = self._request(self.control_room, summary="Still no water")
            self.assertEqual(late.incident_id, incident)

        # Mended: closed together; one of four is asked.
        with self._act("11 01:50:00"):
            mine._solve("Main pipe mended")
            calls |= late
            asked = calls.filtered(lambda call: call.incident_outcome == "visit")
            self.assertEqual(len(asked), 1)
            self.assertEqual(set((calls - asked).mapped("state")), {"closed"})

        # That one is not content: it goes on until he is.
        with self._act("11 09:00:00"):
            self._ask_resident(asked, "not")
            self.assertEqual(asked.state, "handed")
            self._confirm(asked, "feed_back", "Pipe flushed", self.engineer)
        with self._act("11 16:00:00"):
            visit = self._ask_resident(asked, "content")
            self.assertEqual(visit.deadline.day, 12)
            self.assertEqual(asked.state, "closed")

        # The week after, one of them is drawn and looked at.
        with self._act("17 09:00:00"):
            check = self.env["estate.quality.check"]._draw(self.community)
            self.assertIn(check.request_id, calls)
            check = check.with_user(self._new_staff("quality"))
            check.line_ids.verdict = "yes"
            check.action_done()
            self.assertEqual(check.state, "passed")
