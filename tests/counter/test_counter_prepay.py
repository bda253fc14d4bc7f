"""Months are paid ahead on the collection screen, each once."""

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .collect_common import CollectCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-11-10")
class TestCounterPrepay(CollectCommon):
    def test_prepay_months_by_item_for_who_will_be_billed(self):
        tenant = self.env["res.partner"].create({"name": "租户"})
        self._assign(self.unit, self.item_fee, "2026-11-01")
        self._assign(
            self.unit,
            self.item_light,
            "2026-11-01",
            payer_rule="partner",
            payer_id=tenant.id,
        )
        collect = self._saved()
        collect.prepay_months = 2
        collect.action_prepay_months()
        prepaid = collect._prepay_lines()
        self.assertEqual(prepaid.mapped("pay"), [499.36, 30])
        self.assertEqual(prepaid.mapped("partner_id"), self.owner | tenant)
        self.env.flush_all()
        collect.invalidate_recordset(["line_ids"])
        self.assertEqual(collect.line_ids[:2], prepaid, "seen without scrolling")
        self._pay(collect, cash=529.36)
        collect.action_collect()
        items = self.env["estate.held.money"].search([("unit_id", "=", self.unit.id)])
        self.assertEqual(
            {(row.partner_id, row.item_id, row.amount) for row in items},
            {(self.owner, self.item_fee, 499.36), (tenant, self.item_light, 30)},
        )

    def _prepay_months(self, months=2, book=True):
        """Prepay as the clerk does; return what was asked for."""
        collect = self._saved()
        collect.prepay_months = months
        collect.action_prepay_months()
        lines = collect._prepay_lines().sorted("date_from")
        asked = [(str(line.date_from), str(line.date_to), line.pay) for line in lines]
        if book:
            self._pay(collect, cash=collect.pay_total)
            collect.action_collect()
        return asked

    def _asked(self, months=2):
        return self._prepay_months(months, book=False)

    def _give_back(self, amount):
        held = self.env["estate.held.money"].search([("unit_id", "=", self.unit.id)])
        self.service.with_user(self.cashier)._refund(
            held._held_money(), amount, self._by(self.cash_out, amount), "Moves out"
        )

    def test_months_that_are_prepaid_are_not_prepaid_again(self):
        self._assign(self.unit, self.item_fee, "2026-11-01")
        self.assertEqual(self._prepay_months(), [("2026-11-01", "2026-12-31", 499.36)])
        self.assertEqual(self._prepay_months(), [("2027-01-01", "2027-02-28", 499.36)])
        self._pay_arrears()
        self._charge("2026-11-01")
        self.assertEqual(self._asked(1), [("2027-03-01", "2027-03-31", 249.68)])

    def _pay_arrears(self):
        lines = self._open(self.unit)
        self._collect(self.unit, [(row["move_line_id"], row["open"]) for row in lines])

    def _charge(self, month):
        """Bill a month as the run does; what is held pays the oldest first."""
        # The accountant of the test reads with his own rights what the service read.
        self.env.invalidate_all()
        bill = self._bill(self.unit, [(self.item_fee, 249.68)], month, post=False)
        bill.invoice_line_ids.estate_assignment_id = self.unit.assignment_ids
        bill.action_post()
        self.service._apply_prepayments(bill)

    def test_months_whose_money_paid_older_debts_are_prepaid_anew(self):
        """Two months of arrears and November took what three of four were paid with."""
        self._assign(self.unit, self.item_fee, "2026-11-01")
        self._prepay_months()
        self._prepay_months()
        self._charge("2026-11-01")
        asked = [(start, pay) for start, _end, pay in self._asked()]
        self.assertEqual(asked, [("2026-12-01", 249.68), ("2027-02-01", 249.68)])

    def test_months_whose_money_was_given_back_are_prepaid_anew(self):
        self._assign(self.unit, self.item_fee, "2026-11-01")
        self._prepay_months()
        self._prepay_months()
        self._give_back(249.68)
        self.assertEqual(
            self._asked(),
            [
                ("2026-12-01", "2026-12-31", 249.68),
                ("2027-03-01", "2027-03-31", 249.68),
            ],
        )
        self._give_back(249.68)
        self.assertEqual(self._asked(), [("2026-11-01", "2026-12-31", 499.36)])
        self._give_back(499.36)
        self._prepay_months(1)
        self.assertEqual(self._asked(1), [("2026-12-01", "2026-12-31", 249.68)])

    def test_months_that_another_person_prepaid_are_still_his_who_is_billed(self):
        tenant = self.env["res.partner"].create({"name": "租户"})
        self._assign(self.unit, self.item_fee, "2026-11-01")
        november = ("2026-11-01", "2026-11-30")
        self._collect(
            self.unit,
            [],
            prepayments=[(self.item_fee, 249.68, tenant, *november)],
            payer=tenant,
        )
        self.assertEqual(self._asked(1), [(*november, 249.68)])
        self.unit.assignment_ids.write({"payer_rule": "partner", "payer_id": tenant.id})
        self.assertEqual(self._asked(1), [("2026-12-01", "2026-12-31", 249.68)])

    def test_months_of_the_parking_space_are_held_for_the_parking_space(self):
        garage = self._garage()
        self._assign(self.unit, self.item_fee, "2026-11-01")
        self._assign(
            garage,
            self.item_light,
            "2026-11-01",
            payer_rule="partner",
            payer_id=self.owner.id,
        )
        form = self._screen()
        form.with_related = True
        collect = form.save()
        collect.prepay_months = 2
        collect.action_prepay_months()
        self._pay(collect, cash=collect.pay_total)
        collect.action_collect()
        held = self.env["estate.held.money"].search(
            [("partner_id", "=", self.owner.id)]
        )
        self.assertEqual(
            {(row.unit_id, row.item_id, row.amount) for row in held},
            {(self.unit, self.item_fee, 499.36), (garage, self.item_light, 30)},
        )
        self.assertEqual(collect.receipt_id.line_ids.unit_id, self.unit | garage)
        # The accountant of the test reads with his own rights what the service read.
        self.env.invalidate_all()
        bill = self._bill(
            garage, [(self.item_light, 15)], "2026-11-01", partner=self.owner
        )
        self.service._apply_prepayments(bill)
        self.assertEqual(bill.payment_state, "paid")

    def test_nobody_prepays_for_a_unit_that_he_does_not_serve(self):
        elsewhere = self.env["estate.community"].create(
            {"name": "Elsewhere", "code": "EL", "company_id": self.company.id}
        )
        foreign = self.env["estate.unit"].create(
            {"community_id": elsewhere.id, "code": "E-1", "room": "1"}
        )
        with self.assertRaises(AccessError):
            self._collect(
                self.unit, [], prepayments=[(None, 10, None, None, None, foreign)]
            )

    def test_prepaid_months_are_what_their_bills_will_ask_for(self):
        tax = self.env["account.tax"].create(
            {
                "name": "6% on top",
                "amount": 6,
                "amount_type": "percent",
                "price_include_override": "tax_excluded",
                "type_tax_use": "sale",
                "company_id": self.company.id,
            }
        )
        self._assign(self.unit_2, self._new_item("Net Fee", 100, tax=tax), "2026-11-01")
        collect = self._saved(unit=self.unit_2)
        collect.prepay_months = 2
        collect.action_prepay_months()
        self.assertEqual(collect.pay_total, 212)
