"""A late fee rule: five days of grace, ten ten-thousandths a day."""

from odoo import Command

from .waiver_common import WaiverCommon


class LateFeeCommon(WaiverCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance_clerk = cls._new_staff("finance_clerk")
        cls.item_late = cls._new_item("Late Fee", 1, kind="late_fee")
        cls.rule = cls._rule(cls.item_fee)

    @classmethod
    def _rule(cls, items, **values):
        return cls.env["estate.late.fee.rule"].create(
            {
                "name": "Contract of 2026",
                "community_id": cls.community.id,
                "item_ids": [Command.set(items.ids)],
                "late_item_id": cls.item_late.id,
                "grace_days": 5,
                "daily_rate": 10,
                "min_amount": 0,
                "date_from": "2026-01-01",
                **values,
            }
        )

    def _list(self, until="2026-10-31", user=None, **values):
        """A list through a day; bills of September are due on 16 September."""
        run = (
            self.env["estate.late.fee.run"]
            .with_user(user or self.finance_clerk)
            .create({"community_id": self.community.id, "date_to": until, **values})
        )
        run.action_plan()
        return run

    def _charge(self, until="2026-10-31", **values):
        run = self._list(until, **values).with_user(self.accountant)
        run.action_book()
        self._run_job()
        return run

    def _run_job(self):
        """Take up what is in hand, as the cron does."""
        self._run_cron("cron_late_fee_job")

    def _rows(self, run):
        return [
            (str(line.date_from), str(line.date_to), line.days, line.base, line.amount)
            for line in run.sudo().line_ids.sorted("id")
        ]
