from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ...engine.bill_amount import recompute
from ...engine.money import largest_remainder
from ...models.fee.estate_share_pool import WEIGHTS
from .fee_common import FeeCommon

D = Decimal


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02")
class TestFeeShare(FeeCommon):
    """Shared costs (公摊): the parts add up to the total, to the cent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lift = cls._new_item("电梯电费公摊", 0, "share", kind="agency")
        cls.units = cls.unit + cls.unit_2 + cls.shop
        cls.charges = [cls._assign(unit, cls.lift, "2026-01-01") for unit in cls.units]

    def _pool(self, amount=100.0, **vals):
        return self.env["estate.share.pool"].create(
            {
                "name": "电梯电费 2026-10",
                "community_id": self.community.id,
                "item_id": self.lift.id,
                "date_from": "2026-10-01",
                "date_to": "2026-10-31",
                "amount": amount,
                **vals,
            }
        )

    def _shares(self, pool):
        return [D(str(line.amount)) for line in pool.line_ids.sorted("assignment_id")]

    def test_the_split_is_that_of_the_engine(self):
        for method, field in (("area_built", "area_built"), ("coefficient", None)):
            for amount in (100.0, 0.02, 99999.97):
                pool = self._pool(amount, method=method)
                pool.action_share()
                weights = [
                    D(str(unit[field])) if field else D(str(unit.coefficient))
                    for unit in self.units
                ]
                self.assertEqual(
                    self._shares(pool), largest_remainder(D(str(amount)), weights)
                )
                self.assertEqual(pool.amount_shared, amount)
                pool.unlink()

    def test_random_costs_are_split_as_the_engine_splits_them(self):
        """Whatever counts, for whatever days, of whatever sum: to the cent, in order.

        What a unit counts is worked out here anew, from the terms of the cost.
        """
        chance = Random(20261102)
        units = self._many_units(chance, 12)
        charges = [
            self._assign(
                unit,
                self.lift,
                date(2026, 9, chance.randint(1, 30)),
                multiplier=chance.choice([1, 1, 0.5, 1.15, 0]),
                date_to=chance.choice([False, date(2026, 11, chance.randint(1, 30))]),
            )
            for unit in units
        ]
        self.assertTrue(charges)
        for turn in range(25):
            first = date(2026, 9, 1) + timedelta(days=chance.randint(0, 60))
            pool = self._pool(
                chance.choice([1, chance.randint(1, 10**7)]) / 100,
                name=f"{turn}",
                date_from=first,
                date_to=first + timedelta(days=chance.randint(0, 40)),
                method=chance.choice(sorted(WEIGHTS)),
                vacant_percent=chance.choice([100, 0, chance.randint(1, 9999) / 100]),
            )
            with self.subTest(turn=turn, method=pool.method):
                taking, weights = self._weights_of(pool)
                if not any(weights):
                    pool.unlink()
                    continue
                pool.action_share()
                lines = pool.line_ids.sorted("assignment_id")
                self.assertEqual(lines.assignment_id, taking)
                parts = self._shares(pool)
                self.assertEqual(parts, largest_remainder(D(str(pool.amount)), weights))
                self.assertEqual(sum(parts), D(str(pool.amount)))
            pool.unlink()

    def _many_units(self, chance, count):
        """Homes of which some are as large as others, and some count nothing."""
        return self.env["estate.unit"].create(
            [
                {
                    "building_id": self.building.id,
                    "room": f"9{number:02}",
                    "area_built": chance.choice(
                        [0, 66.6, chance.randint(1, 30000) / 100]
                    ),
                    "area_inner": chance.choice(
                        [0, 50, chance.randint(1, 30000) / 100]
                    ),
                    "coefficient": chance.choice(
                        [1, 1, chance.randint(0, 30000) / 10000]
                    ),
                    "state": chance.choice(["vacant", "occupied"]),
                }
                for number in range(count)
            ]
        )

    def _weights_of(self, pool):
        """Who takes part in a cost, and how much each counts, exactly."""
        charges = self.env["estate.fee.assignment"].search(
            [("item_id", "=", pool.item_id.id)], order="id"
        )
        taking, weights = charges.browse(), []
        for charge in charges:
            unit = charge.unit_id
            first = max(charge.date_from, pool.date_from)
            last = min(charge.date_to or pool.date_to, pool.date_to)
            if first > last:
                continue
            counts = {"household": 1}.get(pool.method)
            weight = Fraction(str(counts or unit[pool.method]))
            weight *= Fraction(str(charge.multiplier)) * ((last - first).days + 1)
            if unit.state == "vacant":
                weight *= Fraction(str(pool.vacant_percent)) / 100
            taking |= charge
            weights.append(weight)
        return taking, weights

    def test_by_household_what_is_left_goes_to_the_first(self):
        pool = self._pool(method="household")
        pool.action_share()
        self.assertEqual(self._shares(pool), [D("33.34"), D("33.33"), D("33.33")])

    def test_a_vacant_unit_counts_as_the_cost_says(self):
        self.unit_2.state = "vacant"
        pool = self._pool(method="household", vacant_percent=50)
        pool.action_share()
        self.assertEqual(self._shares(pool), [D("40"), D("20"), D("40")])
        pool.vacant_percent = 0
        self.assertEqual((pool.state, len(pool.line_ids)), ("draft", 0))
        pool.action_share()
        self.assertEqual(self._shares(pool), [D("50"), D("0"), D("50")])
        self.assertEqual(pool.zero_count, 1)

    def test_whoever_was_there_for_a_part_bears_a_part(self):
        self.charges[1].date_to = "2026-10-15"
        pool = self._pool(method="household")
        pool.action_share()
        self.assertEqual(
            self._shares(pool),
            largest_remainder(D("100"), [D(31), D(15), D(31)]),
        )

    def test_nobody_takes_part_or_counts_anything(self):
        with self.assertRaisesRegex(UserError, "No unit has the fee"):
            self._pool(unit_kind="office").action_share()
        self.units.coefficient = 0
        with self.assertRaisesRegex(UserError, "Nobody counts anything"):
            self._pool(method="coefficient").action_share()

    def test_confirmed_shares_are_billed_and_tie_to_the_total(self):
        pool = self._pool(1234.57)
        pool.action_share()
        self.assertFalse(self._run().plan_ids.filtered("amount"))
        pool.action_confirm()
        run = self._bill(item_ids=[(6, 0, self.lift.ids)])
        lines = run.move_ids.invoice_line_ids
        self.assertEqual(len(lines), 3)
        self.assertEqual(sum(D(str(line.price_total)) for line in lines), D("1234.57"))
        for line in lines:
            self.assertEqual(
                float(recompute(line.estate_explanation)), line.price_total
            )
        self.assertIn(
            "shared by 3 units by Built Area", lines[0].estate_explanation_text
        )
        with self.assertRaisesRegex(UserError, "stand on bills"):
            pool.action_reopen()
        again = self._run(item_ids=[(6, 0, self.lift.ids)])
        self.assertFalse(again.plan_ids.filtered("amount"))

    def test_owners_of_a_part_of_the_days_share_by_days(self):
        pool = self._pool(100)
        pool.action_share()
        pool.action_confirm()
        self.unit.occupancy_ids.date_end = "2026-10-17"
        new = self.env["res.partner"].create({"name": "New"})
        self._occupy(self.unit, new, "owner", "2026-10-18", is_primary=True)
        run = self._run(item_ids=[(6, 0, self.lift.ids)])
        self.assertEqual(len(run.plan_ids.filtered("amount")), 4)
        self.assertEqual(sum(D(str(row.amount)) for row in run.plan_ids), D("100"))

    def test_one_cost_of_an_item_per_day(self):
        self._pool().action_share()
        with self.assertRaisesRegex(UserError, "电梯电费 2026-10 of this item"):
            self._pool(50, name="water").action_share()

    def test_what_is_confirmed_stays(self):
        pool = self._pool()
        pool.action_share()
        pool.action_confirm()
        with self.assertRaisesRegex(UserError, "confirmed cost stays"):
            pool.amount = 200
        with self.assertRaisesRegex(UserError, "confirmed cost stays"):
            pool.unlink()
        pool.action_reopen()
        pool.amount = 200
        self.assertEqual(pool.state, "draft")

    def test_a_clerk_shares_and_forges_nothing(self):
        clerk = self._new_staff("finance_clerk")
        pool = self._pool().with_user(clerk)
        with self.assertRaises(AccessError):
            pool.write({"state": "confirmed"})
        pool.action_share()
        pool.action_confirm()
        self.assertEqual(pool.state, "confirmed")
