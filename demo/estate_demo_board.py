from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..engine.money import decimal_of
from ..models.recon.estate_bank_booking import BankPart

STILL_ON_ITS_WAY = 8
"""Days of which the bank has not shown the money yet."""
NOTE = "已致电收单机构查询该笔清算。"


class EstateDemo(models.AbstractModel):
    """The bank has shown what was received, but for the last days and one slip."""

    _inherit = "estate.demo"

    @api.model
    def _bring_money_to_the_bank(self):
        """Carry the cash of past months to the bank, and have the bank settle all."""
        self.env.company.estate_unmatched_days = 1
        service = self.env["estate.cashier"]
        bank = service._bank_journals(self.env.company)[:1]
        today = fields.Date.context_today(self)
        self._carry_cash(service, bank, today.replace(day=1))
        until = today - relativedelta(days=STILL_ON_ITS_WAY)
        by_day = defaultdict(self.env["account.move.line"].browse)
        for item in self._items_on_their_way(until):
            by_day[item.account_id, item.date] |= item
        self._settle_days(bank, by_day)

    @api.model
    def _carry_cash(self, service, bank, first):
        till = service._till_journal(self.env.company)
        rows = self.env["account.move.line"]._read_group(
            [
                ("account_id", "=", till.default_account_id.id),
                ("parent_state", "=", "posted"),
                ("date", "<", first),
            ],
            ["date:month"],
            ["balance:sum"],
        )
        for month, amount in rows:
            if amount <= 0:
                continue
            day = month + relativedelta(day=31)
            service._post_cash_entry(
                till,
                self.env.company,
                day,
                f"缴款单 {day:%Y%m}",
                (service._transit_account(bank), amount),
                (till.default_account_id, -amount),
            )

    @api.model
    def _items_on_their_way(self, until):
        """Return what the bank has yet to show, but the last card payment: that is
        the one that somebody has to look for."""
        methods = self.env["account.payment.method.line"].search(
            [("journal_id.company_id", "=", self.env.company.id)]
        )
        accounts = methods.payment_account_id - methods.journal_id.default_account_id
        items = self.env["account.move.line"].search(
            [
                ("account_id", "in", accounts.ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("date", "<", until),
            ],
            order="date, id",
        )
        cards = methods.filtered(lambda way: way.estate_channel == "pos")
        return (
            items
            - items.filtered(lambda item: item.account_id in cards.payment_account_id)[
                -1:
            ]
        )

    @api.model
    def _settle_days(self, bank, by_day):
        """Write one bank line for each day and way, and match it with its money."""
        totals = {
            key: sum(items.mapped("amount_residual")) for key, items in by_day.items()
        }
        totals = {key: total for key, total in totals.items() if total}
        lines = self.env["account.bank.statement.line"].create(
            [
                {
                    "journal_id": bank.id,
                    "date": day + relativedelta(days=1),
                    "payment_ref": f"{account.name} {day:%m-%d}",
                    "amount": total,
                }
                for (account, day), total in totals.items()
            ]
        )
        self.env["estate.bank.booking"]._book(
            [
                (
                    line,
                    [
                        BankPart(
                            account=account,
                            amount=decimal_of(item.amount_residual),
                            name=item.name,
                            partner=item.partner_id,
                            items=item,
                        )
                        for item in by_day[account, day]
                    ],
                )
                for line, (account, day) in zip(lines, totals, strict=True)
            ]
        )

    @api.model
    def _leave_exceptions(self):
        """The night's check has run; the clerk looks into one of its findings."""
        exceptions = self.env["estate.recon.exception"]
        exceptions._sweep(self.env.company)
        missed = self._as("finance_clerk", exceptions._name).search(
            [("type", "=", "book_only")], order="date, id", limit=1
        )
        missed.action_take()
        missed.note = NOTE
