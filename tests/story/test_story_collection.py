"""A month of bank collection on the small estate, with the files that banks send."""

from freezegun import freeze_time

from odoo import Command
from odoo.tests import Form, tagged

from ..onboarding.onboarding_common import ARCHIVE, OnboardingCommon
from . import test_story_foundation as foundation

FACTS = foundation.FACTS
REQUEST = {
    "encoding": "gbk",
    "amount": "cents",
    "header": {"mark": "H", "account": [2, 26], "count": [27, 34], "total": [35, 49]},
    "detail": {
        "mark": "D",
        "sequence": [2, 9],
        "account": [10, 34],
        "amount": [35, 49],
    },
}


@tagged("post_install", "-at_install")
class TestStoryCollection(OnboardingCommon):
    """Archive and mandates in, bills out, a batch sent, the bank's return booked."""

    _as = foundation.TestStoryFoundation._as
    _set_up_tariffs = foundation.TestStoryFoundation._set_up_tariffs
    _assign_by_rule = foundation.TestStoryFoundation._assign_by_rule
    _publish = foundation.TestStoryFoundation._publish

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["estate.setup"]._set_up(cls.company)
        cls.staff = {
            role: cls._new_staff(role) for role in ("finance_clerk", "accountant")
        }
        for user in cls.staff.values():
            user.estate_community_ids = [Command.set(cls.hillside.ids)]

    def _set_up_profile(self):
        """The accountant writes down how the bank's files look."""
        layouts = self._as("accountant", self.env["estate.bank.layout"])
        request, answer = layouts.with_company(self.company).create(
            [
                {
                    "name": purpose,
                    "purpose": purpose,
                    "definition": foundation.json.dumps(source),
                }
                for purpose, source in (
                    ("request", REQUEST),
                    ("return", FACTS["collection_layout"]),
                )
            ]
        )
        profiles = self._as("accountant", self.env["estate.collection.profile"])
        with Form(profiles.with_company(self.company)) as form:
            form.name = "城市银行托收"
            form.account_number = "44050100000000001234"
            form.request_layout_id = request
            form.return_layout_id = answer
            form.match_by = "account"
        self.assertEqual(len(form.record.code_ids), len(answer._own_codes()))
        return form.record

    def test_story_mandates_in_a_batch_out_the_return_booked(self):
        mandates = self._slice(FACTS["files"]["mandates"])
        with freeze_time("2026-10-02"):
            self._set_up_tariffs()
            files = {ARCHIVE: self._slice(ARCHIVE), "mandates.csv": mandates}
            importer = self._imported(files, cut_over=FACTS["cut_over"])
            self.assertEqual(importer.bad_row_count, 3)
            self.assertEqual(self._counts(importer)["estate.mandate"], (57, 0, 0))
            self._assign_by_rule()
            run = self._publish("2026-10")
        with freeze_time("2026-11-09"):
            self._set_up_profile()
            batch = self._collect()
        with freeze_time("2026-11-10"):
            found = self._answer(batch)
        self.assertEqual((found.accepted_count, found.accepted_total), (21, 7606.21))
        self.assertEqual((found.refused_count, found.refused_total), (1, 188.27))
        self.assertEqual(batch.waiting_count, 57 - 22)
        debit = found.sudo()._bank_items()
        self.assertEqual(debit.balance, 7606.21)
        paid = run.move_ids.filtered(lambda bill: not bill.amount_residual)
        self.assertEqual(len(paid), 21)
        self.assertAlmostEqual(sum(paid.mapped("amount_total")), 7606.21, 2)

    def _collect(self):
        """The clerk prepares and freezes, the accountant sends."""
        batches = self._as("finance_clerk", self.env["estate.collection.batch"])
        with Form(batches.with_company(self.company)) as form:
            form.due_until = "2026-11-10"
        batch = form.record
        self.assertEqual(batch.community_ids, self.hillside)
        self.assertEqual(str(batch.date), "2026-11-10")
        batch.action_choose()
        self.assertEqual(batch.line_count, 57)
        batch.action_freeze()
        self._as("accountant", batch).action_send()
        return batch

    def _answer(self, batch):
        data = self._slice(FACTS["files"]["collection_return"])
        returns = self._as("accountant", self.env["estate.collection.return"])
        batch = self._as("accountant", batch)
        return returns._import(batch, data, FACTS["files"]["collection_return"])
