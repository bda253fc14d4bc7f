from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models

STRAY = "收到业主装修押金，付款人未注明房号，待查"
ACCEPTED = "与银行核对后属在途款项，下月初到账"
TO_CLOSE = -2
"""The month before the last one, counted from the present."""


class EstateDemo(models.AbstractModel):
    """A month is closed with its pack; the one after it waits with something red."""

    _inherit = "estate.demo"

    @api.model
    def _close_months(self):
        first = fields.Date.context_today(self).replace(day=1)
        closed = self._new_close(first + relativedelta(months=TO_CLOSE))
        self._accept_red(closed)
        closed.with_user(self._ref("user_accountant")).action_close()
        # The workbook now; paper is made by the job once the server runs.
        closed.with_env(self.env)._make_next()
        self._book_stray_deposit(first - relativedelta(days=9))
        self._new_close(first - relativedelta(months=1))

    @api.model
    def _new_close(self, month):
        """Have the accountant check a month."""
        close = self._as("accountant", "estate.close").create(
            {"company_id": self.env.company.id, "period": month}
        )
        close.action_check()
        return close

    @api.model
    def _accept_red(self, close):
        """Have the manager say why the month may be closed nevertheless."""
        red = close.line_ids.filtered(lambda line: line.state == "red")
        for line in red.with_user(self._ref("user_manager")):
            line._accept(ACCEPTED)

    @api.model
    def _book_stray_deposit(self, day):
        """Money on the deposit account of which nobody knows whose it is."""
        company = self.env.company
        journal = company.estate_misc_journal_id
        cash = self.env["estate.cashier"]._till_journal(company).default_account_id
        entry = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": day,
                "ref": STRAY,
                "line_ids": [
                    Command.create(
                        {"account_id": account.id, "balance": balance, "name": STRAY}
                    )
                    for account, balance in (
                        (cash, 2000),
                        (company.estate_deposit_account_id, -2000),
                    )
                ],
            }
        )
        entry.action_post()
