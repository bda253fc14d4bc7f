"""Open bills, and who asks for a waiver, approves and books it."""

from odoo import Command

from .cashier_common import CashierCommon


class WaiverCommon(CashierCommon):
    """The accountant approves up to 200, the manager up to 1,000, of each by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "estate_waiver_limit": 200,
                "estate_waiver_manager_limit": 1000,
                "estate_waiver_days": 0,
            }
        )
        cls.manager = cls._new_staff("manager")
        cls.general_manager = cls._new_staff("general_manager")
        cls.accountant_2 = cls._new_staff("accountant", login="accountant_two")
        cls.waivers = cls.env["estate.waiver"]
        cls.hardship, cls.service_fault = (
            cls.env.ref(f"estate_service.waiver_reason_{kind}")
            for kind in ("hardship", "service")
        )
        cls.hardship.needs_proof = False

    def _ask(self, amount=None, user=None, submit=True, lines=None, **values):
        """Ask, as the front desk, to waive of the unit's open lines."""
        user = user or self.front_desk
        unit = values.pop("unit", self.unit)
        if lines is None:
            rows = self._open(unit)
            lines = [row["move_line_id"] for row in rows if row["open"] > 0]
        waiver = self.waivers.with_user(user).create(
            {
                "unit_id": unit.id,
                "partner_id": unit.owner_id.id,
                "reason_id": self.hardship.id,
                "note": "Out of work",
                "method": "amount" if amount else "percent",
                "asked_amount": amount or 0,
                "line_ids": [Command.create({"move_line_id": one}) for one in lines],
                **values,
            }
        )
        if submit:
            waiver.action_submit()
        return waiver

    def _approve(self, waiver, user=None):
        waiver.with_user(user or self.accountant).validate_tier()

    def _book(self, waiver, user=None, date=None):
        service = self.service.with_user(user or self.accountant)
        return service._book_waiver(waiver.with_env(service.env), date)

    def _waive(self, amount=None, **values):
        """Ask, approve and book."""
        waiver = self._ask(amount, **values)
        levels = {
            "accountant": self.accountant,
            "manager": self.manager,
            "general_manager": self.general_manager,
        }
        self._approve(waiver, levels[waiver.approval_level])
        self._book(waiver)
        return waiver

    def _step(self, waiver, step, user=None, **values):
        wizards = self.env["estate.waiver.step"].with_user(user or self.accountant)
        wizard = wizards.create({"request_id": waiver.id, "step": step, **values})
        return wizard.action_confirm()

    def _open_amounts(self, unit=None):
        return [float(row["open"]) for row in self._open(unit or self.unit)]

    def _assert_tied(self, *units):
        """Open lines add up to the receivable items of the units."""
        units = self.env["estate.unit"].union(*units) or self.unit
        _balance, residual = self._receivable(units)
        opened = sum(float(row["open"]) for row in self._open(units))
        self.assertAlmostEqual(opened, residual, 2)
