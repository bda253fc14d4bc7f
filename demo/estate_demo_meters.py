from dateutil.relativedelta import relativedelta

from odoo import Command, api, models

from .estate_demo import MONTHS

WATER = ("SF", "自来水费", "usage", "代供水公司收取，全额转交，物业不加价。")
LIFT = ("DTF", "电梯电费公摊", "share", "电梯运行电费，按建筑面积分摊。")
WATER_TIERS = ((180, 4.83), (260, 5.83))
"""Per home and year: m³ above which a m³ costs more."""
HOMES = ("1-1-101", "1-1-102", "1-1-201", "1-1-202", "1-1-301", "1-1-302")
USED = (11, 14, 9, 16, 12, 8)
"""m³ a month of each home."""
READ_TODAY = (11.5, 15, 31)
"""What was read so far this month; the third leaks."""
LIFT_COSTS = (486.37, 512.90)
"""Of the month before the last and of the last one."""


class EstateDemo(models.AbstractModel):
    """Meters and shared costs: two months read and checked, one being read."""

    _inherit = "estate.demo"

    @api.model
    def _leave_meters(self):
        water = self._add_measured_item(
            *WATER,
            meter_type_id=self.env.ref("estate_service.estate_meter_type_water").id,
        )
        lift = self._add_measured_item(*LIFT)
        self.env["estate.fee.price"].create(
            {
                **self._price(water, "home", 3.45, None, None, "government"),
                "tier_ids": [
                    Command.create({"above": above, "price": price})
                    for above, price in WATER_TIERS
                ],
            }
        )
        units = [self._unit(code) for code in HOMES]
        self.env["estate.fee.assignment"].create(
            [
                {
                    "unit_id": unit.id,
                    "item_id": item.id,
                    "date_from": self._month(MONTHS - 2),
                }
                for unit in units
                for item in (water, lift)
            ]
        )
        self._read_meters(self._hang_meters(units))
        self._share_lift(lift)

    @api.model
    def _add_measured_item(self, code, name, basis, use_note, **vals):
        return self.env["estate.fee.item"].create(
            {
                "code": code,
                "name": name,
                "kind": "agency",
                "basis": basis,
                "company_id": self.env.company.id,
                "use_note": use_note,
                **vals,
            }
        )

    @api.model
    def _hang_meters(self, units):
        return self.env["estate.meter"].create(
            [
                {
                    "unit_id": unit.id,
                    "type_id": self.env.ref(
                        "estate_service.estate_meter_type_water"
                    ).id,
                    "serial": f"SB{2024000 + number}",
                    "place": "水井房",
                    "date_install": self._month(MONTHS - 2) - relativedelta(days=1),
                    "first_value": 1000 + 37 * number,
                }
                for number, unit in enumerate(units, 1)
            ]
        )

    @api.model
    def _read_meters(self, meters):
        """Two months are read and checked, the third round is under way."""
        dials = [meter.first_value for meter in meters]
        for month in (MONTHS - 2, MONTHS - 1):
            round_ = self._start_round(self._month(month + 1) - relativedelta(days=1))
            dials = [dial + used for dial, used in zip(dials, USED, strict=True)]
            self._type_readings(round_, dict(zip(meters, dials, strict=True)))
            round_.reading_ids.action_check()
            round_.action_close()
        today = self._start_round(self._month(MONTHS) + relativedelta(day=31))
        now = zip(meters, dials, READ_TODAY, strict=False)
        self._type_readings(today, {meter: dial + used for meter, dial, used in now})

    @api.model
    def _start_round(self, day):
        round_ = self._as("finance_clerk", "estate.meter.round").create(
            {
                "community_id": self._community().id,
                "type_id": self.env.ref("estate_service.estate_meter_type_water").id,
                "date": day,
                "user_id": self._ref("user_steward").id,
            }
        )
        round_.action_start()
        return round_

    @api.model
    def _type_readings(self, round_, dials):
        """Enter what the steward read."""
        readings = self._as("steward", "estate.meter.reading").browse(
            round_.reading_ids.ids
        )
        values = {
            reading: {"value": dials[meter]}
            for reading in readings
            for meter in dials
            if reading.meter_id.id == meter.id
        }
        readings.filtered(lambda reading: reading in values)._enter(values)

    @api.model
    def _share_lift(self, item):
        """The last month's cost is confirmed, the one before too, this one is not."""
        for number, amount in enumerate(LIFT_COSTS):
            start = self._month(MONTHS - 2 + number)
            pool = self._as("finance_clerk", "estate.share.pool").create(
                {
                    "name": f"电梯电费 {start:%Y-%m}",
                    "community_id": self._community().id,
                    "item_id": item.id,
                    "date_from": start,
                    "date_to": start + relativedelta(day=31),
                    "amount": amount,
                    "origin": "供电公司电费单",
                }
            )
            pool.action_share()
            if not number:
                pool.action_confirm()
