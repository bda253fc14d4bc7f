from decimal import Decimal

from odoo.fields import Date

from ..common import EstateCommon

CONSENT = {"consent_kind": "assembly", "consent_ref": "2026-9"}
"""What a higher price needs (R-805)."""


class FeeCommon(EstateCommon):
    """The shared community with a tariff: management by area, light, garbage."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls._included_tax()
        cls.item_area = cls._new_item("物业管理费", 2.8, "area_built", tax=cls.tax)
        cls.item_light = cls._new_item("公共照明费", 15.0, tax=cls.tax)
        cls.item_garbage = cls._new_item("生活垃圾费", 10.0, kind="agency")

    @classmethod
    def _assign_all(cls, units=None, items=None, date_from="2026-10-01"):
        units = units or cls.unit + cls.unit_2 + cls.shop
        items = items or cls.item_area + cls.item_light + cls.item_garbage
        return [cls._assign(unit, item, date_from) for unit in units for item in items]

    @classmethod
    def _run(cls, month="2026-10-01", **vals):
        """A planned run of one month; the bill date is the month's first day."""
        run = cls.env["estate.bill.run"].create(
            {
                "community_id": cls.community.id,
                "date_from": month,
                "date_invoice": month,
                **vals,
            }
        )
        run.action_plan()
        return run

    @classmethod
    def _bill(cls, month="2026-10-01", **vals):
        run = cls._run(month, **vals)
        run._publish_all()
        return run

    def _run_job(self):
        """Publish or cancel what is in hand, as the cron does."""
        self._run_cron("cron_publish_bills")

    def _rows(self, run):
        """Plan rows as plain tuples: unit code, item, from, to, amount."""
        return [
            (
                row.unit_id.code,
                row.item_id.name,
                Date.to_string(row.date_from),
                Date.to_string(row.date_to),
                Decimal(str(row.amount)),
            )
            for row in run.plan_ids.sorted(
                lambda row: (row.unit_id.code, row.item_id.id, row.date_from)
            )
        ]
