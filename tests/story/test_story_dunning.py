from datetime import date

from odoo.tests import freeze_time, tagged

from ..arrears.arrears_common import ArrearsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02 10:00:00")
class TestStoryDunning(ArrearsCommon):
    """An autumn at Lakeside: reminded, called, promised, disputed, written to, paid.

    The clerk runs, the front desk calls, the manager is told; the ledger has the last
    word. Each act is done by the role whose work it is.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._new_staff("finance_clerk")
        cls.desk = cls._new_staff("front_desk")
        cls.steward = cls._new_staff("steward")
        cls._bill_months(7, 8, 9)

    def _act(self, day):
        self.env.invalidate_all()
        return freeze_time(f"2026-{day} 10:00:00")

    def _remind(self):
        run = self._plan(self.clerk)
        run.action_send()
        self._run_job()
        self.assertEqual(run.state, "done")
        return run

    def _mails_arrive(self, run):
        with self.mock_mail_gateway():
            run.sudo().case_ids.attempt_ids.mail_id.send()
        self._sweep()

    def test_from_the_first_mail_to_the_last_payment(self):
        # A mail to everybody who can be reached by one; the manager knows of all.
        first = self._remind()
        self._mails_arrive(first)
        case, other = self._case(first, self.unit), self._case(first, self.unit_2)
        self.assertEqual((case.state, other.state), ("done", "done"))
        self.assertEqual(self._case(first, self.shop).reason_code, "unreachable")
        debt = self._debt(self.unit)
        self.assertEqual(debt.activity_ids.user_id, self.manager)
        self.assertEqual(debt.level_on, date(2026, 11, 2))

        # A week later calls are to be made; one promises, one disputes.
        with self._act("11-09"):
            second = self._remind()
            calls = second.case_ids.filtered(lambda case: case.channel == "call")
            self.assertEqual(calls.unit_id, self.unit + self.unit_2 + self.shop)
            self._call(debt, outcome="promised", promise_date="2026-11-16")
            self._call(
                self._debt(self.unit_2), outcome="disputed", note="The lift stood still"
            )
            self.assertEqual(
                self._debt(self.unit_2).pause_ids.note, "The lift stood still"
            )
            self.assertEqual(calls.mapped("state"), ["done", "done", "queued"])

        # A part comes in time, not all that was promised: the promise is broken.
        with self._act("11-14"):
            self._pay(self.unit, 249.68, "2026-11-14")
        with self._act("11-17"):
            self._sweep()
            self.assertEqual(debt.promise_ids.state, "broken")
            self.assertEqual((debt.arrears_months, debt.arrears_amount), (2, 499.36))

            # Two months are too few for the letter; who disputes is left in peace.
            third = self._plan(self.clerk)
            self.assertFalse(self._case(third, self.unit))
            self.assertEqual(self._case(third, self.unit_2).reason_code, "paused")

        # October is due too: now the letter, signed for by hand.
        self._bill_months(10)
        with self._act("11-20"):
            fourth = self._remind()
            letter = self._case(fourth, self.unit).attempt_ids
            self.assertEqual((letter.channel, letter.state), ("letter", "waiting"))
            letter.with_user(self.steward).write(
                {"proof_on": "2026-11-20", "proof_signature": "c2lnbmVk"}
            )
            self.assertEqual(letter.state, "sent")

        # All is paid: the file closes, and nothing of it can be sent or deleted.
        with self._act("11-25"):
            self._pay(self.unit, date="2026-11-25")
            self._sweep()
            self.assertEqual(debt.date_end, date(2026, 11, 25))
            self.assertFalse(self._case(self._plan(self.clerk), self.unit))
        channels = debt.attempt_ids.sorted("id").mapped("channel")
        self.assertEqual(channels, ["mail", "call", "letter"])
        self.assertEqual(set(debt.attempt_ids.mapped("state")), {"sent", "made"})

    def _call(self, debt, **vals):
        log = self.env["estate.dunning.log"].with_user(self.desk)
        log.create(
            {"debt_id": debt.id, "note": "Spoke with him", **vals}
        ).action_confirm()
