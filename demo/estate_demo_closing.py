from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models

LATE = "补记：收银备用金短少，盘点表月末后才交来"
REASON = "补记现金盘点差异"
STRAY = "收到业主装修押金，付款人未注明房号，待查"
PAPER = "银行月末余额对账单"
ACCEPTED = "已逐项核实，说明存档，同意先行关账"
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
        self._book_late(closed)
        self._book_stray_deposit(first - relativedelta(days=9))
        self._new_close(first - relativedelta(months=1))

    @api.model
    def _new_close(self, month):
        """Have the accountant check a month."""
        closes = self._as("accountant", "estate.close").with_context(lang=self._lang())
        close = closes.create({"company_id": self.env.company.id, "period": month})
        close.action_check()
        self._enter_balances(close)
        return close

    @api.model
    def _enter_balances(self, close):
        """The banks' papers, where no file names a balance: all lines are theirs."""
        for line in close.line_ids.filtered(lambda one: one.bank_source == "none"):
            [(balance,)] = self.env["account.bank.statement.line"]._read_group(
                [
                    ("journal_id", "=", line.journal_id.id),
                    ("date", "<=", close.date_end),
                ],
                aggregates=["amount:sum"],
            )
            line._enter_balance(balance or 0, PAPER)

    @api.model
    def _accept_red(self, close):
        """Have the manager say why the month may be closed nevertheless."""
        red = close.line_ids.filtered(lambda line: line.state == "red")
        for line in red.with_user(self._ref("user_manager")):
            line._accept(ACCEPTED)

    @api.model
    def _book_late(self, close):
        """An exception lets the accountant book into the closed month once more."""
        company = self.env.company
        exception = self.env["account.lock_exception"].create(
            {
                "company_id": company.id,
                "user_id": self._ref("user_accountant").id,
                "lock_date_field": "fiscalyear_lock_date",
                "lock_date": False,
                "reason": REASON,
            }
        )
        difference = company.estate_cash_difference_account_id
        late = self._entry(close.date_end, LATE, difference, 10)
        late.with_user(self._ref("user_accountant")).action_post()
        exception.action_revoke()

    @api.model
    def _book_stray_deposit(self, day):
        """Money on the deposit account of which nobody knows whose it is."""
        deposits = self.env.company.estate_deposit_account_id
        self._entry(day, STRAY, deposits, -2000).action_post()

    @api.model
    def _entry(self, day, text, account, balance):
        """An entry of cash against an account."""
        company = self.env.company
        cash = self.env["estate.cashier"]._till_journal(company).default_account_id
        return self.env["account.move"].create(
            {
                "journal_id": company.estate_misc_journal_id.id,
                "date": day,
                "ref": text,
                "line_ids": [
                    Command.create(
                        {"account_id": one.id, "balance": value, "name": text}
                    )
                    for one, value in ((account, balance), (cash, -balance))
                ],
            }
        )
