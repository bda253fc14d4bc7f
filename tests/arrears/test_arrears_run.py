from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged, warmup

from .arrears_common import ArrearsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestArrearsRun(ArrearsCommon):
    """The frozen list: who owes, at which level (R-116, B-18)."""

    def test_the_list_holds_each_debtor_once_with_months_and_amount(self):
        self._bill_months(7, 8, 9)
        run = self._plan()
        self.assertEqual(run.state, "planned")
        self.assertEqual(len(run.case_ids), 3)
        case = self._case(run, self.unit)
        self.assertEqual(case.payer_id, self.owner)
        self.assertEqual((case.months, case.amount), (3, 749.04))
        self.assertEqual(case.level_id, self.mail, "the ladder begins at its foot")
        self.assertEqual(sum(case.item_ids.mapped("amount_residual")), 749.04)

    def test_months_and_amount_are_each_payer_s_own(self):
        tenant = self.env["res.partner"].create({"name": "Tenant"})
        self.env["estate.occupancy"].create(
            {
                "unit_id": self.unit.id,
                "partner_id": tenant.id,
                "role": "tenant",
                "date_start": "2026-08-01",
                "is_payer": True,
            }
        )
        self._bill_months(7)
        self._bill_months(8, 9)
        run = self._plan()
        cases = self._case(run, self.unit)
        figures = {case.payer_id: (case.months, case.amount) for case in cases}
        self.assertEqual(figures, {self.owner: (1, 249.68), tenant: (2, 499.36)})
        note = self.unit.arrears_note.splitlines()
        self.assertEqual(len(note), 2)
        self.assertTrue(any("2 months" in line and "499.36" in line for line in note))

    def test_a_level_is_reached_on_its_day(self):
        self._bill_months(7)
        with freeze_time("2026-07-21"):
            self.assertFalse(self._plan().case_ids)
        with freeze_time("2026-07-22"):
            self.assertEqual(len(self._plan().case_ids), 3)

    def test_who_owes_less_than_the_smallest_amount_is_left_alone(self):
        self._bill_months(7)
        self.policy.min_amount = 250.0
        self.assertEqual(self._plan().case_ids.unit_id, self.unit_2)

    def test_a_frozen_list_is_not_changed_beside_its_plan(self):
        self._bill_months(7)
        run = self._plan()
        with self.assertRaisesRegex(UserError, "frozen"):
            run.policy_id = self.policy.copy()
        run.action_draft()
        self.assertFalse(run.case_ids)

    def test_who_is_left_out_is_not_sent(self):
        self._bill_months(7)
        run = self._plan()
        self._case(run, self.unit).action_leave_out()
        run._send_all()
        self.assertEqual(self._case(run, self.unit).state, "left_out")
        self.assertFalse(self._case(run, self.unit).attempt_ids)

    def test_the_next_level_waits_its_days(self):
        self._bill_months(7, 8, 9)
        self._send()
        with freeze_time("2026-11-16 10:00:00"):
            self.assertFalse(self._case(self._plan(), self.unit))
        with freeze_time("2026-11-17 10:00:00"):
            case = self._case(self._plan(), self.unit)
            self.assertEqual(case.level_id, self.call)

    def test_who_has_no_address_is_called_all_the_same(self):
        """Else he who can be mailed nothing would never hear of it."""
        self._bill_months(7, 8, 9)
        first = self._send()
        self.assertEqual(self._case(first, self.shop).reason_code, "unreachable")
        second = self._plan()
        self.assertEqual(self._case(second, self.shop).level_id, self.call)
        self.assertFalse(self._case(second, self.unit), "his wait is not over")

    def test_the_letter_waits_until_the_call_was_made(self):
        self._bill_months(7, 8, 9)
        self._send()
        with freeze_time("2026-11-17 10:00:00"):
            calls = self._send()
        with freeze_time("2026-12-17 10:00:00"):
            self.assertFalse(self._case(self._plan(), self.unit))
            logs = self.env["estate.dunning.log"]
            log = logs.create({"debt_id": self._debt(self.unit).id})
            log.outcome = "no_answer"
            log.action_confirm()
            self.assertEqual(self._case(calls, self.unit).state, "queued")
            case = self._case(self._plan(), self.unit)
            self.assertEqual(case.level_id, self.letter)

    def test_only_the_chosen_levels_are_listed(self):
        self._bill_months(7)
        self.assertFalse(self._plan(level_ids=self.letter.ids).case_ids)

    def test_who_has_paid_begins_anew_at_the_foot_of_the_ladder(self):
        self._bill_months(7)
        self._send()
        first = self._debt(self.unit)
        self._pay(self.unit)
        self._sweep()
        self.assertTrue(first.date_end)
        self._bill_months(8)
        run = self._plan()
        case = self._case(run, self.unit)
        self.assertEqual(case.level_id, self.mail)
        self.assertNotEqual(case.debt_id, first)

    def test_a_policy_of_the_community_comes_before_the_company_s(self):
        own = self.policy.copy({"community_ids": [(6, 0, self.community.ids)]})
        self.assertEqual(self._plan().policy_id, own)
        self.assertEqual(len(own.level_ids), len(self.policy.level_ids))

    def test_the_shipped_ladder_serves_a_company_without_its_own(self):
        self.policy.active = False
        shipped = self.env.ref("estate_service.dunning_policy_default")
        self.assertEqual(self._plan().policy_id, shipped)
        channels = shipped.level_ids.mapped("channel")
        self.assertEqual(channels, ["sms", "call", "mail", "letter", "visit", "lawyer"])

    def test_a_neutral_wording_says_nothing_of_the_debt(self):
        for word in ("unit", "amount", "months", "since"):
            with self.subTest(word=word), self.assertRaises(ValidationError):
                self.mail.neutral_body = f"Hello {{{word}}}"
        with self.assertRaises(ValidationError):
            self.mail.body = "{owed}"

    @warmup
    def test_a_list_takes_as_many_queries_for_all_as_for_one(self):
        self._bill_months(7, 8)
        self._plan()
        counts = []
        for least in (250.0, 1.0):
            self.policy.min_amount = least
            run = self.env["estate.dunning.run"].create(
                {"community_id": self.community.id}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            with self.assertQueryCount(60):
                run.action_plan()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    # ---- What the bank is told (B-02) -------------------------------------------

    def _reminded(self, unit):
        facts = self.env["estate.bank.facts"]._facts(self.company)
        return list(map(float, facts.units[unit.id].reminded))

    def test_b02_the_matching_knows_what_each_payer_was_reminded_of(self):
        self._bill_months(7, 8)
        self.assertFalse(self._reminded(self.unit))
        run = self._send()
        self._bill_months(9)
        self.assertEqual(self._reminded(self.unit), [499.36])
        with self.assertQueryCount(1):
            self.env["estate.bank.facts"]._reminded(self.community)
        self._case(run, self.unit).attempt_ids.sudo().state = "failed"
        self.assertFalse(self._reminded(self.unit), "it did not reach anybody")
        self._pay(self.unit_2)
        self._sweep()
        self.assertFalse(self._reminded(self.unit_2), "paid debts are forgotten")

    def test_b02_who_was_asked_to_call_back_was_told_no_amount(self):
        self._bill_months(7, 8)
        run = self._send()
        self._case(run, self.unit).attempt_ids.sudo().audience = "neutral"
        self.assertFalse(self._reminded(self.unit))

    def test_b02_an_amount_that_was_reminded_is_a_readable_reason(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["estate_service"], ["zh_CN"])
        for unit in (self.unit, self.unit_2):
            unit.occupancy_ids.partner_id.phone = False
        self._bill_months(7, 8)
        self._send()
        self._bill_months(9)
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "date": "2026-11-10",
                "amount": 499.36,
                "payment_ref": self.unit.code,
                "partner_name": self.owner.name,
            }
        )
        proposal = self.env["estate.bank.job"]._propose(line)
        first = proposal.candidates[0]
        self.assertEqual(first["units"], self.unit.ids)
        for lang, words in (
            ("en_US", "The amount is what was reminded"),
            ("zh_CN", "金额等于催缴金额"),
        ):
            told = proposal.with_context(lang=lang)._reason_texts(first["reasons"])
            self.assertIn(words, [one["text"] for one in told])
