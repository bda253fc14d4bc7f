from odoo import Command, fields
from odoo.tests import freeze_time, tagged

from ..closing.closing_common import ClosingCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-05 10:00:00")
class TestStoryClosing(ClosingCommon):
    """The end of October at Lakeside: checked, mended, closed, changed, closed again.

    The checks find, each role mends what is his, the manager answers for what stays.
    """

    def test_from_the_first_check_to_the_second_pack(self):
        bills = self._publish("2026-10-01", date_invoice="2026-10-01")
        self._pay_all(self.unit, date=fields.Date.to_date("2026-10-20"))

        # A space was assigned twice, and a unit moved in that nobody charges.
        twice = self._assign(self.unit, self.item_fee, "2026-11-01", label="Again")
        unit = self.env["estate.unit"].create(self._unit_vals("201", 80))
        close = (
            self.env["estate.close"]
            .with_user(self.accountant)
            .create({"company_id": self.company.id, "period": "2026-10-31"})
        )
        close.action_check()
        self.assertEqual(set(self._found().mapped("code")), {"overlap", "no_fee"})

        # The supervisor mends both from the findings; the check sees them gone.
        for code in ("overlap", "no_fee"):
            action = self._found(code).with_user(self.supervisor).action_fix()
            self.assertEqual(action["res_model"], "estate.fee.assignment")
        twice.with_user(self.supervisor).action_archive()
        self._assign(unit, self.item_fee, "2026-11-01")
        close.action_check()
        self.assertFalse(self._found())

        # The bank statement came a day late: the manager lets one line wait.
        bank = self.company_data["default_journal_bank"]
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": bank.id,
                "date": "2026-10-31",
                "amount": 8,
                "payment_ref": "Interest",
            }
        )
        self.company.estate_close_lock = "sale"
        close.action_check()
        self._bank_says(close, 8)
        [red] = close.line_ids.filtered(lambda tie: tie.state == "red")
        self._decide(
            close, "accept", "Interest, booked with November's", line_id=red.id
        )
        close.action_close()
        self._make_pack()
        self.assertEqual((close.state, close.pack_state), ("closed", "done"))
        self.assertEqual(len(close.file_ids), 2)

        # A wrong bill of October is taken back in November: told, figures the same.
        self.env["estate.bill.cancel"].with_user(self.accountant).create(
            {
                "move_ids": [Command.set(bills[self.shop].ids)],
                "reason": "Billed to the wrong owner",
            }
        ).action_confirm()
        self.assertEqual(close.change_ids.what, "reversed")
        self.assertEqual(self._check("after_close").res_id, bills[self.shop].id)
        self.assertFalse(close.figure_ids.filtered("difference"))

        # The manager wants it in October: opened, closed again, a second pack beside.
        # What he accepted holds, since its figures are the same.
        self._decide(close, "reopen", "The owners' committee asked for it")
        close.action_check()
        self.assertEqual(close.accepted_count, 1)
        close.action_close()
        self._make_pack()
        self.assertEqual(len(close.file_ids), 4)
        self.assertEqual(close.action_verify()["params"]["type"], "success")
        self.assertFalse(close.change_count)

    def _decide(self, close, step, reason, **vals):
        wizards = self.env["estate.close.step"].with_user(self.manager)
        wizards.create(
            {"close_id": close.id, "step": step, "reason": reason, **vals}
        ).action_confirm()

    def _make_pack(self):
        with self.enter_registry_test_mode(), self.allow_pdf_render():
            self.env.ref("estate_service.cron_close_pack").method_direct_trigger()
        self.env.invalidate_all()
