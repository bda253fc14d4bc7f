"""减免: asked for with its grounds, approved by amount by somebody else."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .waiver_common import WaiverCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCashierWaiver(WaiverCommon):
    def setUp(self):
        super().setUp()
        self.bill = self._bill(
            self.unit, [(self.item_fee, 249.68), (self.item_light, 15)]
        )
        self.bill_2 = self._bill(self.unit, [(self.item_fee, 2000)], "2026-10-01")

    # ------------------------------------------------------------------
    # AUTHORITY BY AMOUNT
    # ------------------------------------------------------------------

    def test_the_amount_says_who_approves(self):
        for amount, level, approver, others in (
            (200, "accountant", self.accountant, [self.manager]),
            (200.01, "manager", self.manager, [self.accountant]),
            (1000.01, "general_manager", self.general_manager, [self.manager]),
        ):
            with self.subTest(amount=amount):
                waiver = self._ask(amount)
                self.assertEqual(
                    (waiver.stage, waiver.approval_level), ("waiting", level)
                )
                for other in others:
                    with self.assertRaises(AccessError):
                        self._approve(waiver, other)
                self._approve(waiver, approver)
                self.assertEqual(waiver.stage, "approved")

    def test_small_waivers_of_a_unit_add_up(self):
        """Nobody gets round an authority by asking twice."""
        self.company.estate_waiver_days = 30
        first, second = self._ask(150), self._ask(60, submit=False)
        self.assertEqual(
            (first.approval_level, first.counted_amount), ("accountant", 150)
        )
        second.action_submit()
        self.assertEqual(
            (second.approval_level, second.counted_amount), ("manager", 210)
        )
        with self.assertRaises(AccessError):
            self._approve(second, self.accountant)
        self._step(first, "cancel", reason="Asked for twice")
        self.assertEqual(self._ask(100).counted_amount, 160)

    def test_waivers_of_another_month_do_not_add_up(self):
        self.company.estate_waiver_days = 30
        with freeze_time("2026-10-01"):
            self._ask(150)
        self.assertEqual(self._ask(150).approval_level, "accountant")

    def test_a_limit_changed_later_moves_no_waiver(self):
        waiver = self._ask(150, submit=False)
        self.env.flush_all()
        self.company.estate_waiver_limit = 100
        self.assertEqual(waiver.approval_level, "accountant")
        self.assertEqual(self._ask(150, submit=False).approval_level, "manager")

    def test_who_asks_does_not_approve(self):
        waiver = self._ask(100, self.accountant)
        with self.assertRaises(AccessError):
            self._approve(waiver, self.accountant)
        self._approve(waiver, self.accountant_2)
        self.assertEqual(waiver.stage, "approved")

    def test_an_approval_cannot_be_forged(self):
        waiver = self._ask(100)
        review = waiver.review_ids.with_user(self.front_desk)
        with self.assertRaises(AccessError):
            review.write({"status": "approved"})
        with self.assertRaises(AccessError):
            review.create(
                {"model": waiver._name, "res_id": waiver.id, "status": "approved"}
            )
        for name in ("state", "amount", "approval_level", "requester_id", "credit_ids"):
            with self.subTest(field=name), self.assertRaises(UserError):
                waiver.with_user(self.front_desk).write({name: False})
        with self.assertRaises(UserError):
            waiver.line_ids.with_user(self.front_desk).write({"amount": 1})

    def test_lines_and_amount_stay_while_it_is_approved_and_after(self):
        waiver = self._ask(100).with_user(self.front_desk)
        for _approved in (False, True):
            with self.assertRaises(UserError):
                waiver.asked_amount = 2000
            with self.assertRaises(UserError):
                waiver.line_ids[:1].unlink()
            with self.assertRaises(UserError):
                waiver.line_ids.create(
                    {
                        "waiver_id": waiver.id,
                        "move_line_id": self.bill.invoice_line_ids[:1].id,
                    }
                )
            if waiver.stage == "waiting":
                self._approve(waiver)

    def test_no_line_leaves_an_approved_waiver_for_another(self):
        waiver, other = self._ask(100), self._ask(10, submit=False)
        line = waiver.line_ids[:1].with_user(self.front_desk)
        other.line_ids.filtered(
            lambda one: one.move_line_id == line.move_line_id
        ).unlink()
        for _approved in (False, True):
            with self.assertRaisesRegex(UserError, "stays as it is"):
                line.waiver_id = other
            with self.assertRaisesRegex(UserError, "stays as it is"):
                other.with_user(self.front_desk).line_ids = [Command.link(line.id)]
            if waiver.stage == "waiting":
                self._approve(waiver)
        self.assertEqual(line.waiver_id, waiver)
        self.assertEqual(waiver.amount, 100)

    def test_unit_and_payer_are_not_changed_under_the_lines(self):
        waiver = self._ask(100, submit=False).with_user(self.front_desk)
        for vals in ({"unit_id": self.unit_2.id}, {"partner_id": self.owner_2.id}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "Choose"):
                waiver.write(vals)
        bill = self._bill(self.unit_2, [(self.item_fee, 50)])
        with Form(waiver) as form:
            form.unit_id = self.unit_2
        self.assertEqual(waiver.line_ids.move_id, bill)

    def test_without_a_definition_nothing_is_approved(self):
        waiver = self._ask(100, submit=False)
        self.env["tier.definition"].search([("model", "=", waiver._name)]).unlink()
        with self.assertRaisesRegex(UserError, "Nobody is named"):
            waiver.action_submit()

    def test_another_company_is_approved_by_its_own_people(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        waiver = self._ask(100)
        stranger = self._new_staff("accountant", login="stranger")
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            self._approve(waiver, stranger)

    def test_an_approver_of_another_community_is_refused(self):
        waiver = self._ask(100)
        self.accountant_2.estate_community_ids = False
        with self.assertRaises(AccessError):
            self._approve(waiver, self.accountant_2)

    def test_refused_taken_back_changed_and_asked_again(self):
        waiver = self._ask(100)
        with self.assertRaisesRegex(UserError, "Say why"):
            self._step(waiver, "refuse", reason=" ")
        self._step(waiver, "refuse", reason="No proof")
        self.assertEqual(
            (waiver.stage, waiver.review_ids.comment), ("rejected", "No proof")
        )
        waiver.restart_validation()
        waiver.with_user(self.front_desk).asked_amount = 50
        waiver.action_submit()
        self.assertEqual((waiver.stage, waiver.amount), ("waiting", 50))

    def test_a_cancelled_waiver_keeps_who_approved_it(self):
        waiver = self._ask(100)
        self._approve(waiver)
        with self.assertRaises(AccessError):
            waiver.with_user(self.cashier)._cancel("No")
        self._step(waiver, "cancel", self.front_desk, reason="Paid after all")
        self.assertEqual(waiver.stage, "cancelled")
        self.assertEqual(waiver.review_ids.done_by, self.accountant)
        with self.assertRaisesRegex(UserError, "not approved"):
            self._book(waiver)

    # ------------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------------

    def test_the_form_lists_what_is_open_and_shares_the_waiver(self):
        with Form(self.waivers.with_user(self.front_desk)) as form:
            form.unit_id = self.unit
            form.reason_id = self.hardship
            form.note = "Out of work"
            self.assertEqual(form.partner_id, self.owner)
            self.assertEqual(len(form.line_ids), 3)
            form.item_ids.add(self.item_light)
            self.assertEqual(len(form.line_ids), 1)
            self.assertEqual(form.amount, 15)
            form.percent = 50
            self.assertEqual(form.amount, 7.5)
        self.assertRegex(form.record.name, r"^JM/2026/\d{4}$")
        self.assertEqual(form.record.line_ids.amount, 7.5)

    def test_whole_bills_are_chosen_by_bill(self):
        with Form(self.waivers.with_user(self.front_desk)) as form:
            form.unit_id = self.unit
            form.reason_id = self.hardship
            form.note = "Out of work"
            form.bill_ids.add(self.bill)
        self.assertEqual(form.record.line_ids.move_id, self.bill)
        self.assertEqual(form.record.amount, 264.68)

    def test_money_of_others_is_waived_only_by_name(self):
        garbage = self._new_item("Garbage", 10, kind="agency")
        self._bill(self.unit_2, [(self.item_fee, 100), (garbage, 10)])
        with Form(self.waivers.with_user(self.front_desk)) as form:
            form.unit_id = self.unit_2
            form.reason_id = self.hardship
            form.note = "Out of work"
            self.assertEqual(form.amount, 100)
            form.item_ids.add(garbage)
            self.assertEqual(form.amount, 10)

    def test_parts_add_up_to_the_cent(self):
        waiver = self._ask(100.01, submit=False)
        self.assertAlmostEqual(sum(waiver.line_ids.mapped("amount")), 100.01, 6)
        third = self._ask(submit=False, percent=33.33)
        self.assertAlmostEqual(third.amount, round(2264.68 * 0.3333, 2), 2)

    def test_no_more_is_asked_for_than_is_open(self):
        with self.assertRaisesRegex(UserError, "Only"):
            self._ask(2264.69)
        self._collect(self.unit, [(self.bill_2.invoice_line_ids.id, 1500)])
        with self.assertRaisesRegex(UserError, "Only"):
            self._ask(2000)

    def test_a_reason_may_ask_for_evidence(self):
        self.hardship.needs_proof = True
        with self.assertRaisesRegex(UserError, "evidence"):
            self._ask(10)
        files = self.env["ir.attachment"].with_user(self.front_desk)
        proof = files.create({"name": "letter.jpg", "raw": b"x"})
        waiver = self._ask(10, attachment_ids=[Command.set(proof.ids)])
        self.assertEqual(proof.res_id, waiver.id)

    def test_evidence_stays_as_the_approver_saw_it(self):
        files = self.env["ir.attachment"].with_user(self.front_desk)
        proof = files.create({"name": "letter.jpg", "raw": b"x"})
        waiver = self._ask(10, submit=False, attachment_ids=[Command.set(proof.ids)])
        proof.raw = b"y"
        waiver.action_submit()
        for _approved in (False, True):
            with self.assertRaisesRegex(UserError, "evidence"):
                proof.raw = b"z"
            with self.assertRaisesRegex(UserError, "evidence"):
                proof.unlink()
            if waiver.stage == "waiting":
                self._approve(waiver)
        self.assertEqual(proof.raw, b"y")

    def test_nobody_takes_a_file_of_another_for_evidence(self):
        private = (
            self.env["ir.attachment"]
            .with_user(self.cashier)
            .create({"name": "private.jpg", "raw": b"x"})
        )
        with self.assertRaises(AccessError):
            self._ask(10, attachment_ids=[Command.set(private.ids)])
        waiver = self._ask(10, submit=False)
        waiver.sudo().attachment_ids = private
        waiver.action_submit()
        self.assertFalse(private.res_id)
        with self.assertRaises(AccessError):
            private.with_user(self.front_desk).read(["raw"])

    def test_a_step_tells_nothing_of_a_waiver_one_may_not_see(self):
        waiver = self._ask(100)
        stranger = self._new_staff("front_desk", login="stranger_desk")
        stranger.estate_community_ids = False
        steps = self.env["estate.waiver.step"].with_user(stranger)
        with self.assertRaises(AccessError):
            steps.create({"request_id": waiver.id, "step": "cancel"})
        mine = steps.with_user(self.front_desk).create(
            {"request_id": waiver.id, "step": "cancel"}
        )
        self.assertEqual(mine.amount, 100)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            steps.onchange({"request_id": waiver.id}, ["request_id"], {"amount": {}})

    def test_only_lines_of_the_units_bills_are_waived(self):
        other = self._bill(self.unit_2, [(self.item_fee, 100)])
        receivable = self.bill.line_ids - self.bill.invoice_line_ids
        for line in (other.invoice_line_ids, receivable[:1]):
            with self.assertRaisesRegex(UserError, "Choose lines"):
                self._ask(10, lines=line.ids)

    def test_steward_asks_for_nothing(self):
        with self.assertRaises(AccessError):
            self._ask(10, self.steward)
