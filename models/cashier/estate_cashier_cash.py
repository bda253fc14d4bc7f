from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.money import decimal_of

SERVICES = {"wechat", "alipay"}


class EstateCashier(models.AbstractModel):
    """Entries about cash itself: over or short, brought to the bank."""

    _inherit = "estate.cashier"

    @api.model
    def _till_journal(self, company):
        """Return the journal of the company's cash at the counter."""
        methods = self._counter_methods(company)
        journal = methods.filtered(lambda way: way.estate_channel == "cash").journal_id
        if not journal:
            raise UserError(
                self.env._(
                    "%(company)s takes no cash at its counter yet: ask the accountant "
                    "to run the accounting set-up.",
                    company=company.name,
                )
            )
        return journal[:1]

    # ------------------------------------------------------------------
    # OVER AND SHORT
    # ------------------------------------------------------------------

    @api.model
    def _post_difference(self, line):
        """Bring the cash account to what was counted; the rest is over or short."""
        session = line.session_id
        company = session.company_id
        today = fields.Date.context_today(self)
        self._check_not_locked(today, company, line.journal_id)
        name = self.env._(
            "Over/short of session %(session)s: %(reason)s",
            session=session.name,
            reason=session.difference_reason,
        )
        line.move_id = self._post_cash_entry(
            line.journal_id,
            company,
            today,
            name,
            (line.journal_id.default_account_id, line.difference),
            (self._account(company, "cash_difference"), -line.difference),
        )

    @api.model
    def _undo_difference(self, lines, reason):
        self._undo_entries(lines.move_id, reason)
        lines.move_id = False

    @api.model
    def _post_cash_entry(self, journal, company, date, name, *parts):
        """Post an entry of (account, balance) parts in a cash journal."""
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": journal.id,
                "company_id": company.id,
                "date": date,
                "ref": name,
                "line_ids": [
                    Command.create(
                        {"name": name, "account_id": account.id, "balance": balance}
                    )
                    for account, balance in parts
                ],
            }
        )
        move.action_post()
        return move

    # ------------------------------------------------------------------
    # DEPOSIT SLIPS
    # ------------------------------------------------------------------

    @api.model
    def _bank_journals(self, company):
        """Return the banks to which cash is brought."""
        # Which banks the company has is no secret to its cashiers.
        return (
            self.env["account.journal"]
            .sudo()
            .search(
                [
                    ("company_id", "in", company.sudo().parent_ids.ids),
                    ("type", "=", "bank"),
                ]
            )
            .filtered(self._takes_cash)
        )

    @api.model
    def _takes_cash(self, journal):
        """Cash is carried to a bank; payment services have no counter."""
        channels = journal.inbound_payment_method_line_ids.mapped("estate_channel")
        return self._transit_account(journal) and not SERVICES & {*channels}

    @api.model
    def _transit_account(self, journal):
        """Return the account of money on its way to this bank."""
        ways = journal.inbound_payment_method_line_ids
        accounts = ways.payment_account_id - journal.default_account_id
        return accounts.filtered("reconcile")[:1]

    @api.model
    def _deposit(self, session, bank, amount, date, slip_number):
        """Book cash that a cashier brings to the bank and write its slip.

        :raises UserError: when the till holds less, or the session is over
        """
        if session.user_id != self.env.user:
            raise AccessError(
                self.env._("Only its cashier brings the cash of a session to the bank.")
            )
        # Counter staff hold no accounting right: the role was checked just now.
        session = session.sudo().with_company(session.company_id)
        service = session.env["estate.cashier"]
        service._lock(session)
        service._check_depositable(session, bank, amount, date)
        name = self.env._("Deposit slip %(number)s", number=slip_number)
        move = service._post_cash_entry(
            session.journal_id,
            session.company_id,
            date,
            name,
            (service._transit_account(bank), float(amount)),
            (session.journal_id.default_account_id, -float(amount)),
        )
        slip = session.env["estate.cash.deposit"].create(
            {
                "session_id": session.id,
                "journal_id": bank.id,
                "user_id": self.env.uid,
                "slip_number": slip_number,
                "date": date,
                "amount": float(amount),
                "after_count": session.state != "open",
                "move_id": move.id,
            }
        )
        return slip.with_env(self.env)

    @api.model
    def _check_depositable(self, session, bank, amount, date):
        value = self._money(session.company_id, amount)
        if bank not in self._bank_journals(session.company_id):
            raise UserError(self.env._("Choose the bank the cash was brought to."))
        if date > fields.Date.context_today(self):
            raise UserError(self.env._("Money cannot be taken on a day to come."))
        self._check_not_locked(date, session.company_id, session.journal_id)
        last = session.search(
            [
                ("user_id", "=", session.user_id.id),
                ("company_id", "=", session.company_id.id),
            ],
            order="id desc",
            limit=1,
        )
        if session.state == "reviewed" or session != last:
            raise UserError(
                self.env._(
                    "%(session)s is over: bring the cash within your next session.",
                    session=session.name,
                )
            )
        is_open = session.state == "open"
        there = session._cash_line().expected if is_open else session.cash_left
        if value > decimal_of(there):
            raise UserError(
                self.env._(
                    "Only %(there)s is in the till.",
                    there=self._shown(session.company_id, there),
                )
            )
