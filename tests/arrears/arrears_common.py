from odoo import Command

from odoo.addons.mail.tests.common import MailCase

from ..fee.fee_common import FeeCommon

LEVELS = (
    # name, channel, months, days, days after the level before
    ("Mail", "mail", 0, 7, 0),
    ("Call", "call", 2, 0, 7),
    ("Letter", "letter", 3, 0, 7),
    ("Lawyer", "lawyer", 4, 0, 7),
)
BODY = "Dear {payer}, {unit} owes {amount} of {months} months since {since}."
NEUTRAL = "Please ask {payer} to call {company}."


class ArrearsCommon(MailCase, FeeCommon):
    """Lakeside with bills of July to September, due on the 15th of their month.

    On 10 November three units are in arrears: July to September are open on each.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "UTC"
        cls.manager = cls._new_staff("manager")
        cls.community.manager_id = cls.manager
        cls.community.hotline = "400-888"
        cls.owner.email = "owner@example.com"
        cls.owner_2.email = "owner2@example.com"
        cls.policy = cls.env["estate.dunning.policy"].create(
            {
                "name": "Dunning",
                "company_id": cls.company.id,
                "min_amount": 1.0,
                "level_ids": [cls._level_command(*level) for level in LEVELS],
            }
        )
        cls.mail, cls.call, cls.letter, cls.lawyer = cls.policy.level_ids
        cls._assign_all(items=cls.item_area, date_from="2026-07-01")

    @classmethod
    def _level_command(cls, name, channel, months, days, wait, **vals):
        return Command.create(
            {
                "name": name,
                "channel": channel,
                "months": months,
                "days": days,
                "wait_days": wait,
                "subject": "{unit}: fees",
                "body": BODY,
                "neutral_body": NEUTRAL,
                **vals,
            }
        )

    @classmethod
    def _bill_months(cls, *months):
        """Bills due on the 15th of their month."""
        for month in months:
            cls._bill(f"2026-{month:02}-01", date_due=f"2026-{month:02}-15")

    @classmethod
    def _plan(cls, user=None, **vals):
        runs = cls.env["estate.dunning.run"].with_user(user or cls.env.user)
        run = runs.create({"community_id": cls.community.id, **vals})
        run.action_plan()
        return run

    @classmethod
    def _send(cls, user=None, **vals):
        run = cls._plan(user, **vals)
        run._send_all()
        return run

    def _case(self, run, unit):
        return run.case_ids.filtered(lambda case: case.unit_id == unit)

    def _debt(self, unit):
        return self.env["estate.dunning.debt"].search(
            [("unit_id", "=", unit.id), ("date_end", "=", False)]
        )

    def _run_job(self):
        """Send what is in hand, as the cron does."""
        self._run_cron("cron_dunning_send")

    def _sweep(self):
        self._run_cron("cron_dunning_sweep")

    def _pay(self, unit, amount=None, date="2026-11-10"):
        """Pay bills of a unit, the oldest first."""
        bills = self.env["account.move"].search(
            [
                ("estate_unit_id", "=", unit.id),
                ("move_type", "=", "out_invoice"),
                ("amount_residual", ">", 0),
            ],
            order="invoice_date_due, id",
        )
        vals = {"payment_date": date, "group_payment": True}
        if amount:
            vals["amount"] = amount
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bills.ids
        ).create(vals)._create_payments()
        self.env.invalidate_all()
