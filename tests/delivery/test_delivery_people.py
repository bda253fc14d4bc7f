"""Who is at the unit, who pays, and what a change is refused for: R-212."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .delivery_common import NOW, DeliveryCommon
from .transfer_papers import TransferPapers


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestDeliveryPeople(TransferPapers, DeliveryCommon):
    # Odoo's own runner leaves out the tests of TransferPapers otherwise.
    allow_inherited_tests_method = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(NOW):
            cls.first_run = cls._bill("2026-10-01", date_due="2026-10-15")

    def _people(self, unit=None):
        unit = unit or self.unit
        unit.invalidate_recordset()
        return {
            (one.partner_id, one.role, one.is_payer): (
                str(one.date_start),
                str(one.date_end or ""),
            )
            for one in unit.occupancy_ids
        }

    # ------------------------------------------------------------------
    # OWNERS
    # ------------------------------------------------------------------

    def test_b11_the_old_owner_ends_the_day_before_the_new_one_begins(self):
        self._close()
        self.assertEqual(
            self._people(),
            {
                (self.owner, "owner", False): ("2024-01-01", "2026-10-16"),
                (self.buyer, "owner", False): ("2026-10-17", ""),
            },
        )
        self.assertEqual(self.unit.owner_id, self.buyer)
        self.assertEqual(self.unit.payer_id, self.buyer)

    def test_a_share_is_sold_beside_the_owner_who_stays(self):
        occupancies = self.env["estate.occupancy"]
        first = self.unit.occupancy_ids
        second = self.env["res.partner"].create({"name": "汪太太"})
        self.unit.write(
            {
                "occupancy_ids": [
                    (1, first.id, {"share": 60}),
                    (
                        0,
                        0,
                        {
                            "partner_id": second.id,
                            "role": "co_owner",
                            "share": 40,
                            "date_start": "2024-01-01",
                        },
                    ),
                ]
            }
        )
        leaving = self.unit.occupancy_ids - first
        transfer = self._close(
            from_partner_id=second.id, leaving_ids=[(6, 0, leaving.ids)]
        )
        mine = occupancies.search([("partner_id", "=", self.buyer.id)])
        self.assertEqual((mine.role, mine.share), ("co_owner", 40))
        self.assertFalse(first.date_end)
        self.assertEqual(transfer.amount_moved, 0)

    def test_a_lease_outlives_the_sale(self):
        tenant = self._tenant(pays=False)
        transfer = self._begin()
        self.assertNotIn(tenant, transfer.leaving_ids.partner_id)
        self._close(self._settle(transfer))
        self.assertEqual(self.unit.tenant_id, tenant)

    def test_who_is_charged_by_name_is_named(self):
        self.assignments[1].write({"payer_rule": "partner", "payer_id": self.owner.id})
        transfer = self._begin()
        self._verify(transfer)
        with self.assertRaisesRegex(UserError, "by name"):
            transfer.with_user(self.accountant).action_settle()

    def test_r811_the_mandate_of_who_leaves_ends(self):
        mandate = self._mandate(self.owner)
        self._close()
        self.assertEqual(mandate.state, "ended")

    # ------------------------------------------------------------------
    # TENANTS AND PAYERS
    # ------------------------------------------------------------------

    def test_r212_a_tenant_comes_and_pays_from_the_day_on(self):
        transfer = self._close(kind="tenant_in")
        self.assertEqual(transfer.from_partner_id, self.owner)
        self.assertEqual(transfer.amount_moved, 632.26)
        self.assertEqual(self._owes(self.buyer), 632.26)
        self.assertEqual(
            self._people(),
            {
                (self.owner, "owner", False): ("2024-01-01", ""),
                (self.buyer, "tenant", True): ("2026-10-17", ""),
            },
        )
        self.assertEqual(self.unit.payer_id, self.buyer)

    def test_r212_a_tenant_bears_what_is_the_tenants_alone(self):
        self.assignments[1].payer_rule = "tenant"
        transfer = self._close(kind="tenant_in", tenant_pays=False)
        self.assertEqual(transfer.split_ids.item_id, self.item_light)
        self.assertEqual(self._owes(self.buyer), 7.26)
        self.assertEqual(self.unit.payer_id, self.owner)

    def test_an_owner_who_paid_by_name_stays_without_paying(self):
        self.unit.occupancy_ids.is_payer = True
        transfer = self._close(kind="tenant_in")
        self.assertEqual(
            self._people(),
            {
                (self.owner, "owner", True): ("2024-01-01", "2026-10-16"),
                (self.owner, "owner", False): ("2026-10-17", ""),
                (self.buyer, "tenant", True): ("2026-10-17", ""),
            },
        )
        self._step(transfer, "undo", reason="No lease")
        self.assertEqual(
            self._people(), {(self.owner, "owner", True): ("2024-01-01", "")}
        )

    def test_who_came_on_the_day_pays_no_more_once_it_is_undone(self):
        here = self._occupy(self.unit, self.buyer, "family", "2026-10-17")
        transfer = self._close(kind="payer")
        self.assertTrue(here.is_payer)
        self._step(transfer, "undo", reason="Wrong")
        self.assertFalse(here.is_payer)

    def test_who_was_credited_pays_no_more(self):
        transfer = self._settle(leaving_ids=[(6, 0, [])])
        self._sign(transfer)
        with self.assertRaisesRegex(UserError, "choose which owners leave"):
            self._step(transfer, "close")
        transfer.with_user(self.front_desk).action_reopen()
        tenant = self._tenant()
        other = self._settle(
            kind="tenant_out",
            from_partner_id=tenant.id,
            to_partner_id=self.owner.id,
            leaving_ids=[(6, 0, [])],
        )
        self._sign(other)
        with self.assertRaisesRegex(UserError, "would still pay"):
            self._step(other, "close")

    def test_r212_the_counter_asks_and_keeps_the_answers(self):
        self.assertFalse(self.transfers.new({}).prompt)
        transfer = self._begin()
        for word in ("card of the office", "surroundings", "parking", "renovation"):
            self.assertIn(word, transfer.prompt)
        with Form(transfer) as form:
            form.office_card_given = True
            form.surroundings_told = True
            form.wants_parking_card = "yes"
        transfer.invalidate_recordset(["prompt"])
        self.assertEqual(transfer.prompt, "does he plan a renovation?")
        closed = self._close(self._settle(transfer))
        self.assertEqual(closed.wants_parking_card, "yes")
        self.assertFalse(closed.prompt)
        with self.assertRaises(UserError):
            closed.with_user(self.front_desk).wants_renovation = "no"

    def test_r212_a_tenant_leaves_with_his_deposit(self):
        tenant = self._tenant()
        with freeze_time("2026-11-12 02:00:00"):
            self._bill("2026-11-01", date_due="2026-11-15")
            deposit = self._new_item("租户押金", 0.0, kind="deposit")
            self._collect(self.unit, [], deposits=[(deposit, 500)], payer=tenant)
            transfer = self._close(
                kind="tenant_out",
                date="2026-11-11",
                from_partner_id=tenant.id,
                to_partner_id=self.owner.id,
            )
            # Light and garbage of November: ten days of thirty are the tenant's.
            self.assertEqual(transfer.amount_moved, 16.67)
            self.assertEqual(self._owes(tenant), 8.33)
            self.assertEqual(transfer.held_ids.choice, "refund")
            self.assertEqual(self._held(tenant, "deposit"), 500)
            self.assertEqual(self.unit.payer_id, self.owner)
            self.assertFalse(self.unit.tenant_id)
            action = transfer.with_user(self.cashier).action_view_held()
            held = self.env["estate.held.money"].search(action["domain"])
            refund = held.with_user(self.cashier).action_refund()
        self.assertEqual(refund["res_model"], "estate.deposit")

    def test_another_payer(self):
        transfer = self._close(kind="payer")
        self.assertEqual(transfer.held_ids.mapped("choice"), [])
        self.assertEqual(self.unit.payer_id, self.buyer)
        self.assertEqual(self.unit.owner_id, self.owner)
        self.assertEqual(self._owes(self.buyer), 632.26)

    def test_another_payer_takes_what_is_prepaid_and_no_deposit(self):
        self._prepay(100)
        self._deposit(50)
        transfer = self._settle(kind="payer")
        self.assertEqual(
            {row.kind: row.choice for row in transfer.held_ids},
            {"prepay": "carry", "deposit": "keep"},
        )

    # ------------------------------------------------------------------
    # BEGUN, REFUSED AND CANCELLED
    # ------------------------------------------------------------------

    def test_arrears_warn_or_stop_as_the_company_wants(self):
        self.company.estate_transfer_blocks_arrears = True
        transfer = self._settle()
        self._sign(transfer)
        with self.assertRaisesRegex(UserError, "still owes"):
            self._step(transfer, "close")
        self._step(transfer, "let_through", self.manager, reason="Court order")
        self._step(transfer, "close")
        self.assertEqual(self._owes(self.owner), 141.77)

    def test_arrears_alone_stop_no_change_unless_the_company_wants(self):
        self.assertFalse(self.company.estate_transfer_blocks_arrears)
        transfer = self._settle()
        self.assertEqual(transfer.amount_arrears, 141.77)
        self._sign(transfer)
        self._step(transfer, "close")
        self.assertEqual(transfer.state, "closed")

    def test_two_settlements_of_a_unit_do_not_wait_at_once(self):
        first = self._settle()
        second = self._begin()
        self._verify(second)
        with self.assertRaisesRegex(UserError, first.name):
            second.with_user(self.accountant).action_settle()

    def test_a_meter_does_not_run_backwards(self):
        transfer = self._begin()
        with self.assertRaisesRegex(ValidationError, "90 is less than 100"):
            transfer.meter_ids.with_user(self.steward).write(
                {"value": 90, "is_read": True}
            )

    def test_who_lives_elsewhere_is_not_named(self):
        stranger = self.env["res.partner"].create({"name": "外人"})
        occupancy = self._occupy(self.shop, stranger, "tenant", "2099-01-01")
        transfer = self.transfers.create(
            {
                "unit_id": self.unit.id,
                "to_partner_id": self.buyer.id,
                "leaving_ids": [(6, 0, occupancy.ids)],
            }
        )
        with self.assertRaises(UserError) as caught:
            transfer.with_user(self.front_desk).action_ask_papers()
        self.assertNotIn("外人", str(caught.exception))

    def test_a_step_tells_nothing_of_a_change_of_elsewhere(self):
        transfer = self._begin()
        stranger = self._new_staff("front_desk", login="elsewhere")
        self.community.user_ids -= stranger
        steps = self.env["estate.unit.transfer.step"].with_user(stranger)
        with self.assertRaises(AccessError):
            steps.create({"transfer_id": transfer.id, "step": "sign_from"})

    def test_begun_from_the_unit_and_cancelled_with_a_reason(self):
        action = self.unit.with_user(self.front_desk).action_change_owner()
        context = action["context"]
        form = Form(self.transfers.with_user(self.front_desk).with_context(**context))
        self.assertEqual(form.from_partner_id, self.owner)
        form.to_partner_id = self.buyer
        transfer = form.save()
        transfer.action_ask_papers()
        self.assertEqual(transfer.activity_ids.user_id, self.steward)
        self.assertEqual(self.unit.open_transfer_count, 1)
        self._step(transfer, "cancel", self.front_desk, reason="Not sold")
        self.assertEqual(transfer.state, "cancelled")
        with self.assertRaises(UserError):
            transfer.unlink()
