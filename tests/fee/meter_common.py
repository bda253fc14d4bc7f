from .fee_common import FeeCommon


class MeterCommon(FeeCommon):
    """A water meter in each home; water costs 3.45 a m³, no tax."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.water_type = cls.env.ref("estate_service.estate_meter_type_water")
        cls.water = cls._new_item(
            "水费", 3.45, "usage", kind="agency", meter_type_id=cls.water_type.id
        )
        cls.charge = cls._assign(cls.unit, cls.water, "2026-09-01")
        cls.meter = cls._meter(cls.unit, "W101", 100)

    @classmethod
    def _meter(cls, unit, serial, first=0.0, **vals):
        return cls.env["estate.meter"].create(
            {
                "unit_id": unit.id,
                "type_id": cls.water_type.id,
                "serial": serial,
                "date_install": "2026-08-31",
                "first_value": first,
                **vals,
            }
        )

    @classmethod
    def _read(cls, meter, day, value, check=True, **vals):
        reading = cls.env["estate.meter.reading"].create(
            {"meter_id": meter.id, "date": day, "value": value, **vals}
        )
        if check:
            reading.action_check()
        return reading

    def _water_rows(self, run):
        return [
            (str(row.date_from), str(row.date_to), row.part, row.quantity, row.amount)
            for row in run.plan_ids.filtered(
                lambda row: row.item_id == self.water
            ).sorted(lambda row: (row.unit_id.code, row.date_from, row.part))
        ]
