"""What tests on the demo data share."""

from unittest import SkipTest

from odoo.tests import TransactionCase, freeze_time


class DemoCase(TransactionCase):
    """The demo estate on the day on which it was made; skipped where there is none.

    What waits on the desks and what lists call “today” is of that day.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.community = cls.env.ref("estate_service.demo_community", False)
        if not cls.community:
            raise SkipTest("This database was installed without demo data.")
        cls.startClassPatcher(freeze_time(cls.community.create_date))
