from collections import defaultdict
from datetime import date
from decimal import Decimal

from odoo import api, models
from odoo.tools import SQL

from ...engine.allocation import fill_in_order, paid_per_line
from ...engine.money import decimal_of

ZERO = Decimal(0)


class EstateCashier(models.AbstractModel):
    """What is open and what is held, read from the ledger."""

    _inherit = "estate.cashier"

    # ------------------------------------------------------------------
    # OPEN LINES
    # ------------------------------------------------------------------

    @api.model
    def _open_lines(self, units, partner=None):
        """Return what the units still owe, one dict per charged line, oldest first.

        ``move_line_id`` is the charged line of a bill, or the item itself when the
        debt (or credit) is a single receivable item, as imported arrears are. A bill
        has one receivable item; what was paid of it is told apart by what receipts
        and item-bound prepayments were meant for, the rest fills the lines in order.
        The open amounts of an entry's lines add up to its receivable residual; those
        of an unused credit are negative.

        :param units: ``estate.unit`` the caller may read
        :param partner: only debts of this ``res.partner``
        :return: list of dict(move_line_id, move_id, bill, unit_id, partner_id, item_id,
            name, date_from, date_to, date_due, is_invoice, amount, paid, open), amounts
            Decimal
        """
        units.check_access("read")
        if not units:
            return []
        residuals = self._open_receivables(units, partner)
        bills = [row["move_id"] for row in residuals if row["is_invoice"]]
        charged = self._charged_lines(bills)
        lines = []
        for row in residuals:
            if row["is_invoice"]:
                lines += self._open_bill_lines(row, charged[row["move_id"]])
            else:
                lines.append(self._open_item(row))
        return sorted(lines, key=self._age_key)

    @api.model
    def _age_key(self, line):
        """Oldest first: by due date, then by the days that are charged."""
        late = date.max
        return (
            line["date_due"] or late,
            line["date_from"] or late,
            line["move_id"],
            line["sequence"],
            line["move_line_id"],
        )

    @api.model
    def _open_receivables(self, units, partner):
        """Return the open receivable items: one row per invoice, one per other item."""
        self.env["account.move.line"].flush_model()
        self.env["account.move"].flush_model(["move_type"])
        partner_id = partner.commercial_partner_id.id if partner else None
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT MIN(item.id) AS id,
                       item.move_id,
                       move.name AS bill,
                       item.estate_unit_id AS unit_id,
                       item.partner_id,
                       MIN(item.estate_item_id) AS item_id,
                       MIN(COALESCE(item.name, move.name)) AS name,
                       MIN(item.estate_date_from) AS date_from,
                       MAX(item.estate_date_to) AS date_to,
                       MIN(COALESCE(item.date_maturity, item.date)) AS date_due,
                       move.move_type <> 'entry' AS is_invoice,
                       SUM(item.balance) AS amount,
                       SUM(item.amount_residual) AS residual
                  FROM account_move_line item
                  JOIN account_move move ON move.id = item.move_id
                  JOIN account_account account ON account.id = item.account_id
                 WHERE item.estate_unit_id IN %(units)s
                   AND item.parent_state = 'posted'
                   AND item.reconciled IS NOT TRUE
                   AND item.amount_residual <> 0
                   AND account.account_type = 'asset_receivable'
                   AND (%(partner)s::int IS NULL OR item.partner_id = %(partner)s)
              GROUP BY item.move_id, move.name, item.estate_unit_id, item.partner_id,
                       move.move_type,
                       CASE WHEN move.move_type = 'entry' THEN item.id END
                """,
                units=tuple(units.ids),
                partner=partner_id,
            )
        )

    @api.model
    def _open_item(self, row):
        """Return a single receivable item as a line of its own."""
        amount, residual = decimal_of(row["amount"]), decimal_of(row["residual"])
        return {
            "move_line_id": row["id"],
            "move_id": row["move_id"],
            "bill": "",
            "unit_id": row["unit_id"],
            "partner_id": row["partner_id"],
            "item_id": row["item_id"],
            "name": row["name"],
            "date_from": row["date_from"],
            "date_to": row["date_to"],
            "date_due": row["date_due"],
            "is_invoice": False,
            "sequence": 0,
            "amount": amount,
            "paid": amount - residual,
            "open": residual,
        }

    @api.model
    def _open_bill_lines(self, row, charged):
        """Return the charged lines of a bill of which something is open."""
        amounts = [decimal_of(line["amount"]) for line in charged]
        residual = decimal_of(row["residual"])
        total = decimal_of(charged[0]["total"])
        # Taxes rounded over the whole bill may differ by a cent from their lines.
        amounts[-1] += total - sum(amounts, ZERO)
        designated = [line["designated"] for line in charged]
        paid = paid_per_line(amounts, designated, total - residual)
        return [
            {
                "move_line_id": line["id"],
                "move_id": row["move_id"],
                "bill": row["bill"],
                "unit_id": row["unit_id"],
                "partner_id": row["partner_id"],
                "item_id": line["item_id"],
                "name": line["name"],
                "date_from": line["date_from"],
                "date_to": line["date_to"],
                "date_due": row["date_due"],
                "is_invoice": True,
                "sequence": position,
                "amount": amount,
                "paid": part,
                "open": amount - part,
            }
            for position, (line, amount, part) in enumerate(
                zip(charged, amounts, paid, strict=True)
            )
            if amount != part
        ]

    @api.model
    def _charged_lines(self, move_ids):
        """Return the charged lines of the invoices with what is designated to each.

        :return: {move_id: list of dict in line order}
        """
        result = defaultdict(list)
        if not move_ids:
            return result
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT line.id, line.move_id, line.estate_item_id AS item_id,
                       line.name, line.estate_date_from AS date_from,
                       line.estate_date_to AS date_to,
                       CASE WHEN move.move_type = 'out_refund' THEN -line.price_total
                            ELSE line.price_total END AS amount,
                       move.amount_total_signed AS total
                  FROM account_move_line line
                  JOIN account_move move ON move.id = line.move_id
                 WHERE line.move_id IN %(moves)s
                   AND line.display_type = 'product'
              ORDER BY line.move_id, line.sequence, line.id
                """,
                moves=tuple(move_ids),
            )
        )
        by_line = self._designated_by_line([row["id"] for row in rows])
        for row in rows:
            row["designated"] = by_line.get(row["id"], ZERO)
            result[row["move_id"]].append(row)
        self._add_designated_by_item(result)
        return result

    @api.model
    def _designated_by_line(self, line_ids):
        """Return what valid receipts were meant for, by charged line."""
        # Which receipts count is a fact of the bill, not of the reader's communities.
        receipt_line = self.env["estate.receipt.line"].sudo()
        rows = receipt_line._read_group(
            [("move_line_id", "in", line_ids), ("receipt_id.state", "=", "issued")],
            ["move_line_id"],
            ["amount:sum"],
        )
        return {line.id: decimal_of(amount) for line, amount in rows}

    @api.model
    def _add_designated_by_item(self, charged):
        """Add what item-bound prepayments paid: their credit items name the item."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT item.move_id, credit.estate_item_id, SUM(part.amount)
                  FROM account_partial_reconcile part
                  JOIN account_move_line item ON item.id = part.debit_move_id
                  JOIN account_move_line credit ON credit.id = part.credit_move_id
                 WHERE item.move_id IN %(moves)s
                   AND credit.estate_item_id IS NOT NULL
              GROUP BY item.move_id, credit.estate_item_id
                """,
                moves=tuple(charged),
            )
        )
        for move_id, item_id, amount in rows:
            lines = [line for line in charged[move_id] if line["item_id"] == item_id]
            gaps = [decimal_of(line["amount"]) - line["designated"] for line in lines]
            parts = fill_in_order(decimal_of(amount), gaps)
            for line, part in zip(lines, parts, strict=True):
                line["designated"] += part

    # ------------------------------------------------------------------
    # MONEY HELD
    # ------------------------------------------------------------------

    @api.model
    def _prepaid_balance(self, units):
        """Return {unit_id: Decimal} of unused prepayments; absent when none."""
        return self._held_balance(units, "prepay")

    @api.model
    def _deposit_balance(self, units):
        """Return {unit_id: Decimal} of deposits still held; absent when none."""
        return self._held_balance(units, "deposit")

    @api.model
    def _held_balance(self, units, purpose):
        units.check_access("read")
        # The balance of an account, which counter staff cannot read by themselves.
        items = self.env["account.move.line"].sudo()
        rows = items._read_group(
            self._held_domain(units, purpose),
            ["estate_unit_id"],
            ["amount_residual:sum"],
        )
        return {unit.id: -decimal_of(amount) for unit, amount in rows if amount}

    @api.model
    def _held_domain(self, units, purpose):
        """Return the domain of the open items of money held for the units."""
        # The accounts are settings of the company, hidden from counter staff.
        accounts = units.company_id.sudo().mapped(f"estate_{purpose}_account_id")
        return [
            ("account_id", "in", accounts.ids),
            ("estate_unit_id", "in", units.ids),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ]
