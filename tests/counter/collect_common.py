from odoo.tests import Form

from ..cashier.cashier_common import CashierCommon


class CollectCommon(CashierCommon):
    """The collection screen for 1-1-101, which owes September and October."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for month in ("09", "10"):
            cls._bill(
                cls.unit,
                [(cls.item_fee, 249.68), (cls.item_light, 15.0)],
                f"2026-{month}-01",
            )

    def _screen(self, unit=None, user=None):
        form = Form(self.env["estate.collect"].with_user(user or self.cashier))
        form.unit_id = unit or self.unit
        return form

    def _saved(self, **kwargs):
        return self._screen(**kwargs).save()

    def _pay(self, collect, **amounts):
        """Type amounts beside the ways to pay, as ``cash=10``."""
        for channel, amount in amounts.items():
            method = self.cash if channel == "cash" else self.pos
            row = collect.method_ids.filtered(lambda r, m=method: r.method_ref == m.id)
            row.amount = amount

    def _garage(self):
        return self.env["estate.unit"].create(
            {
                "community_id": self.community.id,
                "code": "B1-017",
                "room": "017",
                "kind": "parking",
                "parent_id": self.unit.id,
            }
        )
