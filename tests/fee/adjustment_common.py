from odoo import Command

from odoo.addons.mail.tests.common import MailCase

from .fee_common import FeeCommon


class AdjustmentCommon(MailCase, FeeCommon):
    """Lakeside in November 2026: the management fee is to rise from 2.80 to 3.20.

    Three units are charged by area: 89.17, 100 and 50 m², of three owners.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._new_staff("accountant")
        cls.manager = cls._new_staff("manager")
        cls.steward = cls._new_staff("steward")
        cls.community.hotline = "400-888"
        cls.owner.email = "owner@example.com"
        cls.owner_2.email = "owner2@example.com"
        cls.shop_owner.phone = False
        cls._assign_all(items=cls.item_area, date_from="2026-07-01")

    @classmethod
    def _adjustment(cls, price=3.2, user=None, **vals):
        """An adjustment in its investigation, complete but for its votes."""
        adjustments = cls.env["estate.fee.adjustment"].with_user(user or cls.accountant)
        return adjustments.create(
            {
                "community_id": cls.community.id,
                "reason": "Wages of the guards rose by 12 %.",
                "findings": "<p>Cost per m² is 3.05.</p>",
                "affordability": "Less than 1 % of a household's income.",
                "date_effective": "2027-01-01",
                "simulation_month": "2026-10-01",
                "line_ids": [
                    Command.create({"item_id": cls.item_area.id, "new_price": price})
                ],
                **vals,
            }
        )

    @classmethod
    def _submitted(cls, **vals):
        adjustment = cls._adjustment(**vals)
        adjustment.action_plan()
        adjustment.action_simulate()
        adjustment.with_user(cls.manager).action_submit()
        return adjustment.with_user(cls.manager)

    @classmethod
    def _consented(cls, **vals):
        adjustment = cls._submitted(**vals)
        adjustment.write(cls._votes())
        adjustment.action_consent()
        return adjustment

    @classmethod
    def _votes(cls, **vals):
        """Two of three owners with 189.17 of 239.17 m² agree, one does not vote."""
        return {
            "consent_by": "assembly",
            "yes_heads": 2,
            "yes_area": 189.17,
            "consent_ref": "2026-9",
            "consent_date": "2026-11-05",
            "consent_attachment_ids": [
                Command.create({"name": "consent.pdf", "raw": b"%PDF-1.4 agreed"})
            ],
            **vals,
        }

    @classmethod
    def _noticed(cls, **vals):
        adjustment = cls._consented(**vals)
        adjustment.action_notify()
        adjustment._send_all()
        return adjustment

    @classmethod
    def _decided(cls, **vals):
        choice = vals.pop("prepaid_choice", False)
        adjustment = cls._noticed(**vals)
        adjustment.prepaid_choice = choice
        adjustment._decide("Everybody knows")
        return adjustment

    def _notice(self, adjustment, partner):
        return adjustment.notice_ids.filtered(lambda one: one.partner_id == partner)

    def _run_notices(self):
        """Follow and send, as the cron does."""
        self._run_cron("cron_adjustment_notices")
