"""B-06: the checks of fees, of their bills and of what is waived of them."""

from odoo import Command
from odoo.tools import SQL

from .closing_common import CONSENT


class FeeChecks:
    """For a test class that has billed two months; `bills` are those of the last."""

    # ---- Fees -------------------------------------------------------------------

    def test_b06_unit_without_active_fee(self):
        unit = self.env["estate.unit"].create(self._unit_vals("201", 80))
        coming = self.env["estate.unit"].create(
            self._unit_vals("202", 80, date_delivery="2027-01-01")
        )
        found = self._assert_one("no_fee", unit.code)
        self.assertNotEqual(found.unit_id, coming)
        action = found.with_user(self.supervisor).action_fix()
        charges = self.env[action["res_model"]].with_user(self.supervisor)
        charges.with_context(**action["context"]).create(
            {"item_id": self.item_fee.id, "date_from": "2026-11-01"}
        )
        self._assert_mended("no_fee", found)

    def test_b06_overlapping_assignments(self):
        self._assign(self.unit, self.item_fee, "2026-11-01", label="again")
        found = self._assert_one("overlap", self.unit.code, self.item_fee.name)
        action = found.with_user(self.supervisor).action_fix()
        charges = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(len(charges), 2)
        last = charges.filtered(lambda charge: charge.label)
        last.with_user(self.supervisor).action_archive()
        self._assert_mended("overlap", found)

    def test_b06_area_changed_after_billing(self):
        self.unit.area_built = 95
        found = self._assert_one("area_changed", self.unit.code, "95")
        action = found.with_user(self.accountant).action_fix()
        bill = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(bill, self.bills[self.unit])
        self._cancel(bill)
        # The month before stands with the old area: that one is told now.
        older = self._check("area_changed")
        self.assertEqual(older, found)
        self.assertNotEqual(older.res_id, bill.id)
        self._publish("2026-10-01", date_invoice="2026-11-05")
        self._assert_mended("area_changed", found)

    def _cancel(self, bill):
        wizard = self.env["estate.bill.cancel"].with_user(self.accountant)
        wizard.create(
            {"move_ids": [Command.set(bill.ids)], "reason": "Wrong area"}
        ).action_confirm()

    def test_b06_price_without_consent_document(self):
        price = self.item_light.price_ids
        price.write({"consent_ref": False, "consent_attachment_ids": False})
        found = self._assert_one("no_consent", self.item_light.name)
        self.assertNotIn("code", found.facts)
        # The price of all communities is the general manager's.
        action = found.with_user(self.general_manager).action_fix()
        self.assertEqual(
            (action["res_model"], action["res_id"]), (price._name, price.id)
        )
        # A number that somebody typed is told until its document is there.
        price.with_user(self.general_manager).write(CONSENT)
        self.assertEqual(self._assert_one("no_consent", "2026-1", "attach"), found)
        self.assertEqual((found.facts["code"], found.severity), ("file", "warn"))
        price.consent_attachment_ids = self.consent_paper
        self._assert_mended("no_consent", found)
        price.write({"consent_kind": False, "consent_ref": False})
        self.assertEqual(self._check("no_consent"), found)
        self.company.estate_price_needs_consent = False
        self.assertFalse(self._check("no_consent"))

    def test_b06_meter_lower_without_replacement(self):
        kind = self.env.ref("estate_service.estate_meter_type_water")
        water = self._new_item("Water", 3, "usage", "agency", meter_type_id=kind.id)
        charge = self._assign(self.unit, water, "2026-09-01")
        meters = self.env["estate.meter"]
        vals = {"unit_id": self.unit.id, "type_id": kind.id}
        old = meters.create(
            vals | {"serial": "A", "date_install": "2026-08-31", "first_value": 50}
        )
        readings = self.env["estate.meter.reading"]
        readings.create({"meter_id": old.id, "date": "2026-09-30", "value": 80})
        self.assertEqual(old.assignment_id, charge)
        self.assertFalse(self._check("meter_back"))
        # Somebody hangs a new one and does not say so.
        old.assignment_id = False
        new = meters.create(vals | {"serial": "B", "date_install": "2026-10-05"})
        found = self._assert_one("meter_back", "80", self.unit.code)
        action = found.with_user(self.clerk).action_fix()
        self.assertEqual(action["context"]["default_meter_id"], old.id)
        new.assignment_id = False
        new.active = False
        old.assignment_id = charge
        wizard = self.env[action["res_model"]].with_user(self.clerk)
        wizard.with_context(**action["context"]).create(
            {"date": "2026-10-05", "final_value": 81, "serial": "C", "first_value": 0}
        ).action_confirm()
        self._assert_mended("meter_back", found)
        # What an import would have written past the counting.
        last = readings.create({"meter_id": old.replaced_by_ids.id, "value": 9})
        self.env.flush_all()
        self.env.cr.execute(
            SQL("UPDATE estate_meter_reading SET value = 2 WHERE id = %s", last.id)
        )
        self.env.cr.execute(
            SQL(
                "UPDATE estate_meter_reading SET value = 5 WHERE meter_id = %s "
                "AND id <> %s",
                last.meter_id.id,
                last.id,
            )
        )
        self._assert_one("meter_back", "5", "2")

    # ---- Bills ------------------------------------------------------------------

    def test_b06_bill_far_from_the_last_or_of_nothing(self):
        charge = self.charges[self.unit.id, self.item_light.id]
        charge.multiplier = 1.29
        self._publish("2026-11-01")
        self.assertFalse(self._check("bill_odd"))
        charge.multiplier = 2
        bills = self._publish("2026-12-01", date_invoice="2026-11-05")
        found = self._assert_one("bill_odd", self.unit.code, self.item_light.name)
        self.assertEqual(found.amount, 30)
        action = found.with_user(self.accountant).action_fix()
        bill = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(bill, bills[self.unit])
        self._cancel(bill)
        self._assert_mended("bill_odd", found)
        free = self._bill(self.unit, [(self.item_light, 0)], "2026-12-01", post=False)
        free.invoice_line_ids.estate_assignment_id = charge
        free.action_post()
        zero = self._check("bill_odd")
        self.assertEqual(zero.facts["code"], "nothing")

    def test_b06_a_metered_bill_far_from_the_last(self):
        """What a meter counts is compared as well, above an amount of the settings."""
        kind = self.env.ref("estate_service.estate_meter_type_water")
        water = self._new_item("Water", 3, "usage", "agency", meter_type_id=kind.id)
        charge = self._assign(self.unit, water, "2026-09-01")
        meter = self.env["estate.meter"].create(
            {
                "unit_id": self.unit.id,
                "type_id": kind.id,
                "serial": "A",
                "date_install": "2026-08-31",
                "first_value": 50,
                "assignment_id": charge.id,
            }
        )
        readings = self.env["estate.meter.reading"]
        for month, day, value in (
            ("2026-09-01", "2026-09-30", 60),
            ("2026-10-01", "2026-10-31", 78),
        ):
            readings.create(
                {"meter_id": meter.id, "date": day, "value": value}
            ).action_check()
            bill = self._publish(month, date_invoice="2026-11-05")[self.unit]
        # 54.00 after 30.00: 80 per cent, and 24.00 more.
        found = self._assert_one("bill_odd", self.unit.code, "54", "30", "80")
        self.assertEqual(found.res_id, bill.id)
        self.company.estate_diagnostic_measured_min = 24.01
        self._assert_mended("bill_odd", found)
        self.company.estate_diagnostic_measured_min = 24
        self._assert_one("bill_odd", "54")
        self.company.estate_anomaly_percent = 81
        self.assertFalse(self._check("bill_odd"))

    def test_b06_two_payers_for_one_unit_item_and_period(self):
        self._assign(
            self.unit,
            self.item_light,
            "2026-10-01",
            label="tenant",
            payer_rule="partner",
            payer_id=self.owner_2.id,
        )
        bills = self._publish("2026-10-01", date_invoice="2026-11-05")
        found = self._assert_one("two_payers", self.owner.name, self.owner_2.name)
        action = found.with_user(self.accountant).action_fix()
        listed = self.env["account.move"].search(action["domain"])
        self.assertEqual(listed, self.bills[self.unit] | bills[self.unit])
        self._cancel(bills[self.unit])
        self._assert_mended("two_payers", found)

    def test_b06_waiver_above_authority(self):
        self._waive(150)
        self.assertFalse(self._check("waiver_over"))
        bill = self.bills[self.unit_2].with_user(self.accountant)
        note = bill._reverse_moves([{"invoice_date": "2026-11-05"}])
        note.action_post()
        found = self._assert_one("waiver_over", note.name, self.unit_2.code)
        action = found.with_user(self.accountant).action_fix()
        self.assertEqual(action["res_id"], note.id)
        note.with_user(self.accountant).button_draft()
        self._assert_mended("waiver_over", found)

    def test_b06_a_waiver_needs_who_may_approve_its_amount(self):
        """Somebody else approved it, but not one who may decide so much."""
        self._waive(150)
        waiver = self.env["estate.waiver"].search([], order="id desc", limit=1)
        self.assertEqual(waiver.approval_level, "accountant")
        reviews = waiver.sudo().review_ids
        self.assertEqual(reviews.status, "approved")
        for level, approver, fits in (
            ("manager", self.accountant_2, False),
            ("manager", self.manager, True),
            ("general_manager", self.manager, False),
            ("general_manager", self.general_manager, True),
            ("accountant", self.manager, True),
            ("accountant", self.clerk, False),
        ):
            with self.subTest(f"{level} {approver.login}"):
                # Past the steps, as an import or another module would.
                self.env.flush_all()
                self.env.cr.execute(
                    SQL(
                        "UPDATE estate_waiver SET approval_level = %s WHERE id = %s",
                        level,
                        waiver.id,
                    )
                )
                self.env.cr.execute(
                    SQL(
                        "UPDATE tier_review SET done_by = %s WHERE id IN %s",
                        approver.id,
                        tuple(reviews.ids),
                    )
                )
                found = self._check("waiver_over")
                self.assertEqual(not found, fits)
                for word in () if fits else (waiver.name, approver.name):
                    self.assertIn(word, found.text)
