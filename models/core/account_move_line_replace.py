import json

from odoo import api, models
from odoo.tools import SQL

from ..mixins.overrides import has_foreign_followers, has_foreign_overrides
from .account_move_line_settle import FOLLOWING as SETTLED

CORE_METHODS = ("create", "write", "unlink")
"""Done here in their place: a module that extends one of them is heard by core."""
GIVEN = {
    "account_id": "int4",
    "partner_id": "int4",
    "name": "varchar",
    "estate_unit_id": "int4",
    "estate_item_id": "int4",
    "reconcile_model_id": "int4",
    "balance": "numeric",
}
"""What an item that takes another's place is told, by its type. The rest it takes over
from that one, or it follows from these."""
FOLLOWING = {
    **SETTLED,
    "account.analytic.line": {"partner_id"},
    "account.move": {*SETTLED["account.move"], "always_tax_exigible"},
    "account.move.line": {
        *SETTLED["account.move.line"],
        "amount_currency",
        "analytic_distribution",
        "credit",
        "debit",
    },
    "estate.deposit.request": {"community_id", "item_id", "partner_id", "unit_id"},
    "estate.late.fee.line": {"item_id"},
    "estate.waiver.line": {"item_id"},
}
"""Stored fields that follow from it: written as well, or the same as before where there
are no analytic plans and no cash-basis taxes. Deposits are asked back of receipts, late
fees and waivers are about bills: no item of a bank line has any of them yet."""


class AccountMoveLine(models.Model):
    """Items of bank lines' entries that say what the money was for, set-wise."""

    _inherit = "account.move.line"

    @api.model
    def _estate_can_replace(self, items, accounts):
        """Whether core has nothing to add to items that take the place of others.

        :param items: what is open of bank lines, in the company's currency
        :param accounts: of the items that take their place
        """
        moves = items.move_id
        return not (
            accounts.tax_ids
            or accounts.filtered(lambda one: one.account_type == "off_balance")
            or items.filtered("matching_number")
            or moves.company_id.filtered("tax_exigibility")
            or moves.filtered(lambda move: move.inalterable_hash or not move.checked)
            or self.env["account.analytic.distribution.model"].search_count([], limit=1)
            or has_foreign_overrides(self, CORE_METHODS)
            or has_foreign_followers(self.env, {"account.move.line": GIVEN}, FOLLOWING)
        )

    @api.model
    def _estate_replace(self, parts_of):
        """Put items in the place of what is open of bank lines, as core would.

        The parts of an item add up to it and have its sign. The first takes its row,
        the others are copies of it: what core or another module stores on an item of
        that entry they have in common. A test compares them with core's own. The
        caller has checked the rights.

        :param parts_of: {item: list of values with the fields of ``GIVEN``}
        :return: ids of the parts, in order
        :raises UserError: when the period of an entry is closed
        """
        items = self.concat(*parts_of)
        # All entries of a day and journal are closed or none is.
        for alike in items.move_id.grouped(lambda m: (m.journal_id, m.date)).values():
            alike[:1]._check_fiscal_lock_dates()
        rows = [
            {
                **{name: value or None for name, value in vals.items()},
                "template_id": item.id,
                "rank": rank,
            }
            for item, parts in parts_of.items()
            for rank, vals in enumerate(parts)
        ]
        self.env.flush_all()
        self._estate_take_rows([row for row in rows if not row["rank"]])
        copies = iter(self._estate_copy_rows([row for row in rows if row["rank"]]))
        self._estate_tell_bank_lines(items.move_id)
        self.env.invalidate_all(flush=False)
        return [next(copies) if row["rank"] else row["template_id"] for row in rows]

    @api.model
    def _estate_part_values(self):
        """Return {column: its value} of an item that takes the place of another."""
        residual = SQL("CASE WHEN account.reconcile THEN part.balance ELSE 0 END")
        return {
            **{name: SQL.identifier("part", name) for name in GIVEN},
            "amount_currency": SQL("part.balance"),
            "price_subtotal": SQL("part.balance"),
            "price_total": SQL("part.balance"),
            "debit": SQL("GREATEST(part.balance, 0)"),
            "credit": SQL("GREATEST(-part.balance, 0)"),
            "amount_residual": residual,
            "amount_residual_currency": residual,
            "reconciled": SQL("FALSE"),
            "write_uid": SQL("%s", self.env.uid),
            "write_date": SQL("%s", self.env.cr.now()),
        }

    @api.model
    def _estate_parts_as_table(self, rows):
        """Return parts, with the accounts they are booked on, for a FROM clause."""
        types = {**GIVEN, "template_id": "int4", "rank": "int4"}
        return SQL(
            """
            ROWS FROM (jsonb_to_recordset(%(rows)s::jsonb) AS (%(types)s))
                WITH ORDINALITY AS part(%(names)s, position)
            JOIN account_account account ON account.id = part.account_id
            """,
            rows=json.dumps(rows),
            types=SQL(", ").join(
                SQL("%s %s", SQL.identifier(name), SQL(kind))
                for name, kind in types.items()
            ),
            names=SQL(", ").join(map(SQL.identifier, types)),
        )

    @api.model
    def _estate_take_rows(self, rows):
        """Write the first parts over the items whose place they take."""
        values = self._estate_part_values()
        self.env.cr.execute(
            SQL(
                """
                UPDATE account_move_line AS item
                   SET %(values)s
                  FROM %(parts)s
                 WHERE item.id = part.template_id
                """,
                values=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value)
                    for name, value in values.items()
                ),
                parts=self._estate_parts_as_table(rows),
            )
        )

    @api.model
    def _estate_copy_rows(self, rows):
        """Insert the other parts as copies; return their ids in order."""
        if not rows:
            return []
        values = self._estate_part_values()
        values |= {
            "create_uid": values["write_uid"],
            "create_date": values["write_date"],
        }
        names = [
            name
            for name, field in self._fields.items()
            if field.store and field.column_type and name != "id"
        ]
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO account_move_line (%(names)s)
                SELECT %(values)s
                  FROM %(parts)s
                  JOIN account_move_line item ON item.id = part.template_id
              ORDER BY part.position
             RETURNING id
                """,
                names=SQL(", ").join(map(SQL.identifier, names)),
                values=SQL(", ").join(
                    values.get(name, SQL.identifier("item", name)) for name in names
                ),
                parts=self._estate_parts_as_table(rows),
            )
        )
        return [item_id for (item_id,) in found]

    @api.model
    def _estate_tell_bank_lines(self, moves):
        """Write what is open of bank lines now that their items have changed."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE account_bank_statement_line AS line
                   SET amount_residual = now_open.amount,
                       is_reconciled = now_open.amount = 0,
                       write_uid = %(uid)s,
                       write_date = %(now)s
                  FROM (SELECT move.id,
                               COALESCE(SUM(item.amount_currency), 0) AS amount
                          FROM account_move move
                          JOIN account_journal journal ON journal.id = move.journal_id
                     LEFT JOIN account_move_line item
                            ON item.move_id = move.id
                           AND item.account_id = journal.suspense_account_id
                         WHERE move.id = ANY(%(moves)s)
                      GROUP BY move.id) AS now_open
                 WHERE line.move_id = now_open.id
                """,
                uid=self.env.uid,
                now=self.env.cr.now(),
                moves=moves.ids,
            )
        )
