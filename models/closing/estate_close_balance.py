from odoo import fields, models
from odoo.exceptions import UserError


class EstateCloseLine(models.Model):
    """What a bank's paper says, where no statement file reaches the month's end (B-07).

    A tie-out with the lines that we know ourselves could never be red.
    """

    _inherit = "estate.close.line"

    def action_enter_balance(self):
        """Ask the accountant what the bank's paper says."""
        self.ensure_one()
        self.check_access("read")
        return self.close_id._open_step(
            "balance",
            self.env._("Balance of the Bank"),
            default_line_id=self.id,
            default_balance=self.bank_balance,
            default_reason=self.balance_paper,
        )

    def _enter_balance(self, balance, paper):
        """Keep the bank's balance at the end of the month, told on the close's log.

        :param balance: what the bank had, in the company's currency
        :param paper: where that stands
        :raises UserError: when a statement file says it, or the month is closed
        """
        self.ensure_one()
        self.close_id._check_keeper()
        self.close_id._check_open()
        if self.code != "bank" or self.bank_source == "statement":
            raise UserError(
                self.env._(
                    "The balance is entered where no statement file of the bank "
                    "reaches the end of the month."
                )
            )
        # Tie-outs are the check's; who enters a balance was checked just now.
        line = self.sudo()
        line.write(
            {
                "bank_balance": balance,
                "balance_paper": paper,
                "balance_by_id": self.env.uid,
                "balance_at": fields.Datetime.now(),
            }
        )
        line.close_id._tie_out()
        line.close_id.message_post(
            body=self.env._(
                "%(bank)s on %(day)s, as the bank says: %(balance)s (%(paper)s)",
                bank=self.journal_name,
                day=self.close_id.date_end,
                balance=self.currency_id.format(balance),
                paper=paper,
            ),
            author_id=self.env.user.partner_id.id,
        )
