from psycopg2.errors import UniqueViolation

from odoo import Command, api, models
from odoo.tools import SQL

from odoo.addons.account.models.account_bank_statement_line import (
    AccountBankStatementLine as CoreStatementLine,
)

from ..mixins.complete_entry import COMPLETE_ENTRY, complete_item_vals
from ..mixins.overrides import has_foreign_overrides

# The entry is complete when it is handed to core, and its line is made for it.
WRITE_CONTEXT = {
    "skip_invoice_sync": True,
    "skip_account_move_synchronization": True,
    "skip_is_manually_modified": True,
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "is_statement_line": True,
    **COMPLETE_ENTRY,
}
CORE_METHODS = ("create", "_prepare_move_line_default_vals")
"""Done here in their place: a module that extends one of them is heard by core."""


class AccountBankStatementLine(models.Model):
    """Bank lines by the hundred, with the entries core makes of them one by one."""

    _inherit = "account.bank.statement.line"

    @api.model
    def _estate_create_imported(self, vals_list):
        """Create posted bank lines of one journal, as ``create`` does.

        The entries are handed to core complete and with their numbers, for all lines
        at once; whatever is not that plain goes to core. A test compares both.

        :param vals_list: values as for ``create``: journal, date, amount (in the
            company's currency), texts; no partner, no foreign currency
        """
        journal = self.env["account.journal"].browse(
            {vals["journal_id"] for vals in vals_list}
        )
        # One at a time takes numbers of the journal; core waits for its turn.
        if not (
            self._estate_can_create(journal)
            and journal.try_lock_for_update(allow_referencing=True)
        ):
            return self.create(vals_list)
        try:
            with self.env.cr.savepoint():
                return self._estate_create_with_entries(journal, vals_list)
        except UniqueViolation:
            # Numbers were taken since this transaction began; core looks on for free
            # ones, and refuses a line that is known already.
            self.env.invalidate_all(flush=False)
            return self.create(vals_list)

    @api.model
    def _estate_create_with_entries(self, journal, vals_list):
        moves = self.env["account.move"].with_context(**WRITE_CONTEXT)
        dates = [vals["date"] for vals in vals_list]
        names = moves._estate_take_numbers(journal, dates)
        moves = moves.create(
            [
                self._estate_entry_vals(journal, vals, name)
                for vals, name in zip(vals_list, names, strict=True)
            ]
        )
        # Core's own ``create`` would make the entries once more.
        lines = super(CoreStatementLine, self.with_context(**WRITE_CONTEXT)).create(
            [
                {
                    **{name: vals[name] for name in vals if name != "date"},
                    "move_id": move.id,
                }
                for vals, move in zip(vals_list, moves, strict=True)
            ]
        )
        lines._estate_tie_entries()
        moves.action_post()
        return lines.with_env(self.env)

    @api.model
    def _estate_can_create(self, journal):
        """Whether core has nothing to add that is not known beforehand."""
        currency = journal.company_id.currency_id
        accounts = journal.suspense_account_id | journal.default_account_id
        return (
            len(journal) == 1
            and journal.suspense_account_id
            and journal.default_account_id
            and (journal.currency_id or currency) == currency
            and not accounts.tax_ids
            and not self.env["account.analytic.distribution.model"].search_count(
                [], limit=1
            )
            and not has_foreign_overrides(self, CORE_METHODS)
        )

    @api.model
    def _estate_entry_vals(self, journal, vals, name):
        company = journal.company_id
        amounts = (
            (journal.default_account_id, vals["amount"]),
            (journal.suspense_account_id, -vals["amount"]),
        )
        return {
            "move_type": "entry",
            "name": name,
            "journal_id": journal.id,
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "partner_id": False,
            "date": vals["date"],
            "line_ids": [
                Command.create(
                    {
                        **complete_item_vals(journal, account.id, balance),
                        "name": vals["payment_ref"],
                    }
                )
                for account, balance in amounts
            ],
        }

    def _estate_tie_entries(self):
        """Tell the entries and their items of which line they are."""
        self.env.flush_all()
        for table, key in (("account_move", "id"), ("account_move_line", "move_id")):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s AS entry
                       SET statement_line_id = line.id
                      FROM account_bank_statement_line line
                     WHERE line.move_id = %(key)s
                       AND line.id = ANY(%(ids)s)
                    """,
                    table=SQL.identifier(table),
                    key=SQL.identifier("entry", key),
                    ids=self.ids,
                )
            )
        self.env.invalidate_all(flush=False)
