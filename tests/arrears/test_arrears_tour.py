"""A dunning run in a real browser."""

from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from ..tour_common import EstateHttpCase
from .arrears_common import ArrearsCommon


@tagged("post_install", "-at_install")
class TestArrearsTour(ArrearsCommon, EstateHttpCase):
    def test_b18_a_run_from_the_list_to_the_letters(self):
        """The clerk makes the list, looks, sends, and finds the letters under way."""
        month = fields.Date.today().replace(day=1) - relativedelta(months=1)
        self._bill(month, date_due=month + relativedelta(days=14))
        self.mail.channel = "letter"
        clerk = self._new_staff("finance_clerk")
        runs = self.env.registry["estate.dunning.run"]
        # The job takes it in hand at once.
        with patch.object(runs, "_trigger_job", lambda self: self._send_all()):
            self.start_tour(
                "/odoo/estate-dunning-runs", "estate_dunning_tour", login=clerk.login
            )
        run = self.env["estate.dunning.run"].search(
            [("community_id", "=", self.community.id)]
        )
        self.assertEqual(run.state, "done")
        self.assertEqual(set(run.case_ids.mapped("state")), {"queued"})
        self.assertEqual(set(run.case_ids.attempt_ids.mapped("channel")), {"letter"})
