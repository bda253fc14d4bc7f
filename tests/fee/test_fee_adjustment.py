from datetime import date

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .adjustment_common import AdjustmentCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10 10:00:00")
class TestFeeAdjustment(AdjustmentCommon):
    """From the question why to the price in force (R-808, R-805)."""

    # ------------------------------------------------------------- THE STEPS

    def test_r808_an_investigation_comes_first(self):
        adjustment = self._adjustment(reason=False, findings=False)
        with self.assertRaisesRegex(UserError, "(?s)reason.*found"):
            adjustment.action_plan()
        adjustment.write({"reason": "Wages", "findings": "<p>3.05 a m²</p>"})
        adjustment.action_plan()
        self.assertEqual(adjustment.state, "plan")
        adjustment.action_investigate()
        self.assertEqual(adjustment.state, "investigate")

    def test_r808_the_plan_says_all_that_it_lacks(self):
        adjustment = self._adjustment(
            affordability=False, date_effective="2026-11-01", evaluator="Fair Price Ltd"
        )
        adjustment.action_plan()
        with self.assertRaises(UserError) as caught:
            adjustment.with_user(self.manager).action_submit()
        for lack in ("day to come", "afford", "Fair Price Ltd", "simulation"):
            self.assertIn(lack, str(caught.exception))

    def test_r808_a_third_party_is_no_must(self):
        self.assertEqual(self._submitted().state, "consult")

    def test_the_manager_puts_it_to_the_owners(self):
        adjustment = self._adjustment()
        adjustment.action_plan()
        adjustment.action_simulate()
        with self.assertRaises(AccessError):
            adjustment.action_submit()
        with self.assertRaises(AccessError):
            adjustment.with_user(self.steward).action_simulate()
        with self.assertRaises(AccessError):
            adjustment.state = "in_force"
        with self.assertRaises(AccessError):
            self._adjustment(state="consented")

    def test_a_submitted_plan_stays_as_the_owners_were_asked(self):
        adjustment = self._submitted()
        with self.assertRaises(UserError):
            adjustment.date_effective = "2027-02-01"
        with self.assertRaises(UserError):
            adjustment.line_ids.new_price = 2.9
        with self.assertRaises(UserError):
            adjustment.line_ids.unlink()
        with self.assertRaises(UserError):
            adjustment.write(
                {"line_ids": [Command.create({"item_id": self.item_light.id})]}
            )
        with self.assertRaises(UserError):
            adjustment.unlink()
        with self.assertRaises(UserError):
            adjustment.action_submit()

    def test_no_price_is_moved_into_what_the_owners_were_asked(self):
        asked = self._submitted()
        draft = self._adjustment(
            line_ids=[Command.create({"item_id": self.item_light.id, "new_price": 500})]
        )
        with self.assertRaises(UserError):
            draft.line_ids.adjustment_id = asked.id
        with self.assertRaises(AccessError):
            draft.line_ids.old_price = 1

    def test_the_owners_consent_is_not_overwritten(self):
        adjustment = self._consented()
        paper = adjustment.consent_attachment_ids[:1].with_user(self.accountant)
        with self.assertRaises(UserError):
            paper.write({"raw": b"another"})
        with self.assertRaises(UserError):
            paper.unlink()

    def test_a_second_click_finds_another_step(self):
        adjustment = self._consented()
        with self.assertRaises(UserError):
            adjustment.action_consent()

    def test_what_is_given_up_says_why(self):
        adjustment = self._submitted()
        action = adjustment.action_reject()
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
        )
        wizard.reason = "Most owners said no"
        wizard.save().action_confirm()
        self.assertEqual(adjustment.state, "rejected")
        self.assertEqual(adjustment.end_reason, "Most owners said no")
        self.assertFalse(adjustment.price_ids)
        with self.assertRaises(UserError):
            adjustment._give_up("withdrawn", "Again")

    def test_the_screen_shows_present_price_and_change(self):
        with Form(
            self.env["estate.fee.adjustment"].with_user(self.accountant)
        ) as screen:
            screen.community_id = self.community
            screen.date_effective = date(2027, 1, 1)
            with screen.line_ids.new() as line:
                line.item_id = self.item_area
                line.new_price = 3.08
                self.assertEqual(line.old_price, 2.8)
                self.assertAlmostEqual(line.percent, 10.0)
        self.assertRegex(screen.record.name, "^TJ/2026/")

    def test_only_what_a_meter_counts_is_adjusted_by_tiers(self):
        vals = {"item_id": self.item_area.id, "new_price": 4, "above": 10}
        with self.assertRaisesRegex(ValidationError, "tiers"):
            self._adjustment(line_ids=[Command.create(vals)])

    def test_questions_are_answered_by_who_is_asked(self):
        adjustment = self._submitted()
        question = self.env["estate.fee.adjustment.question"].with_user(self.steward)
        asked = question.create(
            {"adjustment_id": adjustment.id, "question": "Why so much?"}
        )
        self.assertEqual(adjustment.open_question_count, 1)
        asked.answer = "Wages rose."
        self.assertEqual(asked.answered_on, date(2026, 11, 10))
        self.assertEqual(adjustment.open_question_count, 0)

    # -------------------------------------------------------------- THE VOTE

    def test_r808_owners_count_by_head_and_by_area(self):
        self.env["estate.occupancy"].search([("unit_id", "=", self.shop.id)]).write(
            {"partner_id": self.owner.id}
        )
        adjustment = self._submitted()
        # Two units of one owner are one head; the area counts in full.
        self.assertEqual((adjustment.heads_total, adjustment.area_total), (2, 239.17))

    def test_r808_two_thirds_take_part_and_half_of_them_agree(self):
        adjustment = self._submitted()
        adjustment.write(self._votes(yes_heads=1, yes_area=100))
        with self.assertRaises(UserError) as caught:
            adjustment.action_consent()
        self.assertIn("two thirds", str(caught.exception))
        adjustment.write({"no_heads": 1, "no_area": 89.17})
        with self.assertRaisesRegex(UserError, "Owners agreeing"):
            adjustment.action_consent()
        adjustment.write({"yes_heads": 2, "yes_area": 150, "no_area": 50})
        adjustment.action_consent()
        self.assertEqual(adjustment.state, "consented")
        with self.assertRaises(UserError):
            adjustment.yes_heads = 3

    def test_the_majorities_are_settings(self):
        self.company.estate_vote_consent = "three_quarters"
        adjustment = self._submitted()
        adjustment.write(self._votes(no_heads=1, no_area=50))
        with self.assertRaisesRegex(UserError, "three quarters"):
            adjustment.action_consent()
        self.company.estate_vote_consent = "two_thirds"
        adjustment.action_consent()

    def test_a_committee_decides_by_its_resolution(self):
        adjustment = self._submitted()
        adjustment.write({"consent_by": "committee"})
        with self.assertRaisesRegex(UserError, "(?s)number.*day.*document"):
            adjustment.action_consent()
        adjustment.write(self._votes(consent_by="committee", yes_heads=0, yes_area=0))
        adjustment.action_consent()

    def test_r805_the_consent_stays(self):
        adjustment = self._consented()
        file = adjustment.consent_attachment_ids
        with self.assertRaisesRegex(UserError, "owners decided"):
            file.unlink()
        self.assertEqual(file.res_id, adjustment.id)
        self.assertTrue(file.with_user(self.steward).raw)

    def test_r808_the_third_partys_report_stays_with_what_was_asked(self):
        report = Command.create({"name": "report.pdf", "raw": b"%PDF-1.4 due"})
        vals = {"evaluator": "A firm", "evaluation_attachment_ids": [report]}
        plan = self._adjustment(**vals)
        plan.evaluation_attachment_ids.with_user(self.accountant).unlink()
        file = self._submitted(**vals).evaluation_attachment_ids
        with self.assertRaisesRegex(UserError, "owners decided"):
            file.with_user(self.accountant).unlink()

    # ------------------------------------------------------------- THE PRICE

    def test_r805_the_price_carries_the_consent(self):
        adjustment = self._decided()
        price = adjustment.price_ids
        self.assertRecordValues(
            price,
            [
                {
                    "item_id": self.item_area.id,
                    "community_id": self.community.id,
                    "price": 3.2,
                    "date_from": date(2027, 1, 1),
                    "consent_kind": "assembly",
                    "consent_ref": "2026-9",
                    "consent_date": date(2026, 11, 5),
                    "consent_attachment_ids": adjustment.consent_attachment_ids.ids,
                }
            ],
        )
        # The general price goes on for other communities.
        general = self.item_area.price_ids - price
        self.assertFalse(general.date_to)

    def test_a_version_of_the_community_ends_the_day_before(self):
        version = self.env["estate.fee.price"].create(
            {
                "item_id": self.item_area.id,
                "community_id": self.community.id,
                "unit_kind": "home",
                "price": 2.9,
                "date_from": "2026-01-01",
                "consent_kind": "contract",
                "consent_ref": "1",
            }
        )
        line = {"item_id": self.item_area.id, "unit_kind": "home", "new_price": 3.2}
        adjustment = self._decided(line_ids=[Command.create(line)])
        self.assertEqual(adjustment.line_ids.old_price, 2.9)
        self.assertEqual(version.date_to, date(2026, 12, 31))
        self.assertEqual(adjustment.price_ids.unit_kind, "home")

    def test_a_price_that_begins_later_is_in_the_way_from_the_start(self):
        adjustment = self._adjustment()
        adjustment.action_plan()
        adjustment.action_simulate()
        vals = {
            "item_id": self.item_area.id,
            "community_id": self.community.id,
            "price": 2.9,
            "consent_kind": "contract",
            "consent_ref": "1",
        }
        prices = self.env["estate.fee.price"]
        later = prices.create({**vals, "date_from": "2027-03-01"})
        with self.assertRaisesRegex(UserError, "comes after"):
            adjustment.with_user(self.manager).action_submit()
        later.unlink()
        noticed = self._noticed()
        prices.create({**vals, "date_from": "2027-01-01"})
        with self.assertRaisesRegex(UserError, "comes after"):
            noticed._decide("Everybody knows")

    def test_nobody_writes_where_a_price_comes_from(self):
        adjustment = self._decided()
        with self.assertRaises(AccessError):
            adjustment.price_ids.with_user(self.manager).adjustment_id = False

    def test_a_price_stays_as_the_owners_consented_to_it(self):
        price = self._decided().price_ids.with_user(self.manager)
        for vals in ({"price": 3.4}, {"date_from": "2026-12-01"}, {"consent_ref": "x"}):
            with self.assertRaisesRegex(UserError, "as the owners consented"):
                price.write(vals)
        with self.assertRaisesRegex(UserError, "as the owners consented"):
            price.unlink()
        price._new_version(
            fields.Date.to_date("2027-07-01"),
            {"price": 3.0, "consent_kind": "assembly", "consent_ref": "2027-3"},
        )
        self.assertEqual(price.date_to, date(2027, 6, 30))

    def test_a_bill_across_the_day_is_split_by_days(self):
        self._bill("2026-07-01")
        for month in (8, 9, 10, 11):
            self._bill(f"2026-{month:02}-01")
        adjustment = self._decided(date_effective="2026-12-16")
        run = self._run("2026-12-01")
        rows = [row for row in self._rows(run) if row[0] == self.unit_2.code]
        self.assertEqual(
            [row[2:4] for row in rows],
            [
                ("2026-12-01", "2026-12-15"),
                ("2026-12-16", "2026-12-31"),
            ],
        )
        # 100 m²: 2.80 × 15/31, then 3.20 × 16/31, 300.65 in all.
        self.assertEqual([float(row[4]) for row in rows], [135.48, 165.17])
        self.assertEqual(
            run.plan_ids.filtered(
                lambda row: str(row.date_from) == "2026-12-16"
            ).mapped("explanation")[0]["consent"],
            adjustment.consent_ref,
        )

    def test_it_is_not_decided_over_the_heads_of_owners(self):
        adjustment = self._noticed()
        action = adjustment.action_decide()
        self.assertEqual(action["res_model"], "estate.fee.adjustment.step")
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({})
        )
        self.assertIn("3 owners are not reached", wizard.doubts)
        with self.assertRaises(UserError):
            wizard.action_confirm()
        wizard.reason = "Hung out in every house"
        wizard.action_confirm()
        self.assertEqual(adjustment.state, "in_force")
        self.assertEqual(adjustment.exception_reason, "Hung out in every house")

    def test_owners_know_some_days_before(self):
        adjustment = self._noticed(date_effective="2026-12-01")
        adjustment.sudo().notice_ids._note_reached("letter")
        self.assertEqual(len(adjustment._decision_doubts()), 1)
        self.company.estate_adjustment_notice_days = 21
        self.assertFalse(adjustment._decision_doubts())
        adjustment.action_decide()
        self.assertEqual(adjustment.state, "in_force")
        self.assertFalse(adjustment.exception_reason)

    def test_months_billed_ahead_ask_for_a_choice(self):
        self.community.billing_cycle = "year"
        self._bill("2026-07-01", date_to="2026-12-31")
        adjustment = self._noticed(date_effective="2026-12-16")
        self.assertEqual(adjustment.billed_count, 3)
        with self.assertRaisesRegex(UserError, "3 lines"):
            adjustment._decide("All know")
        adjustment.prepaid_choice = "keep"
        adjustment._decide("All know")
        self.assertEqual(adjustment.state, "in_force")
