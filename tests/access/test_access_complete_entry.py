from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import EstateCommon


@tagged("post_install", "-at_install")
class TestAccessCompleteEntry(EstateCommon):
    """What core checks of an entry is left out for our own writers alone."""

    def test_no_caller_can_pass_for_a_writer(self):
        other = self.setup_other_company()
        accountant = self._new_staff("accountant")
        moves = self.env["account.move"].with_user(accountant)
        for forged in (True, 1, "x", {}):
            with self.subTest(forged=forged), self.assertRaises(UserError):
                moves.with_context(estate_complete_entry=forged).create(
                    {
                        "move_type": "entry",
                        "line_ids": [
                            Command.create(
                                {
                                    "account_id": other[key].id,
                                    "balance": balance,
                                    "currency_id": self.company.currency_id.id,
                                }
                            )
                            for key, balance in (
                                ("default_account_revenue", -5.0),
                                ("default_account_expense", 5.0),
                            )
                        ],
                    }
                )
