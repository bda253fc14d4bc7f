from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class EstateDeposit(models.Model):
    """Deposits (押金、保证金) one by one: a view of the ledger (R-706, R-712).

    A row is what one journal item credited to the company's deposit account: taken
    with a receipt, or brought in as an opening balance. What went of it is what was
    reconciled with the item. The balances of the rows add up to the account; an entry
    that took money out without saying of which deposit is a row of its own.
    """

    _name = "estate.deposit"
    _description = "Deposit"
    _auto = False
    _order = "date desc, id desc"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one("estate.community", readonly=True)
    unit_id = fields.Many2one("estate.unit", readonly=True)
    partner_id = fields.Many2one("res.partner", "Left By", readonly=True)
    item_id = fields.Many2one("estate.fee.item", "Deposit Item", readonly=True)
    receipt_id = fields.Many2one("estate.receipt", "Taken With", readonly=True)
    card_ids = fields.Many2many(
        "estate.access.card", string="Cards", compute="_compute_card_ids"
    )
    origin = fields.Selection(
        [("receipt", "Receipt"), ("opening", "Opening Balance"), ("entry", "Entry")],
        readonly=True,
    )
    date = fields.Date("Taken On", readonly=True)
    taken = fields.Monetary(readonly=True)
    deducted = fields.Monetary("Deducted from It", readonly=True)
    refunded = fields.Monetary("Given Back", readonly=True)
    carried = fields.Monetary(
        "Carried to Another",
        readonly=True,
        help="Held for another person since: it passed on with the unit.",
    )
    amount = fields.Monetary("Held", readonly=True)
    state = fields.Selection(
        [
            ("held", "Being Held"),
            ("part", "Partly Settled"),
            ("closed", "Fully Settled"),
            ("loose", "Booked Out, Not Matched"),
        ],
        readonly=True,
    )
    request_ids = fields.One2many(
        "estate.deposit.request",
        compute="_compute_request_ids",
        string="Deposit Requests",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    def _compute_display_name(self):
        for row in self:
            what = row.item_id.name or ", ".join(row.card_ids.mapped("name"))
            row.display_name = " ".join(filter(None, [row.unit_id.code, what]))

    def _compute_card_ids(self):
        """Cards stand on the lines of the receipt that took their deposits."""
        plain = self.filtered(lambda row: row.receipt_id and not row.item_id)
        lines = self.env["estate.receipt.line"].search_fetch(
            [("receipt_id", "in", plain.receipt_id.ids), ("card_id", "!=", False)],
            ["receipt_id", "card_id"],
        )
        by_receipt = lines.grouped("receipt_id")
        for row in self:
            row.card_ids = by_receipt.get(row.receipt_id, lines.browse()).card_id

    def _compute_request_ids(self):
        requests = self.env["estate.deposit.request"].search(
            [("move_line_id", "in", self.ids)]
        )
        by_item = requests.grouped(lambda request: request.move_line_id.id)
        for row in self:
            row.request_ids = by_item.get(row.id, requests.browse())

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_request_refund(self):
        """Ask for the deposit, or a part of it, to be given back."""
        return self._open_request("refund", self.env._("Ask for a Refund"))

    def action_request_deduction(self):
        """Ask for a part of the deposit to be kept."""
        return self._open_request("deduct", self.env._("Ask for a Deduction"))

    def action_view_requests(self):
        """Open what was asked for with this deposit."""
        self.ensure_one()
        return self.request_ids._get_records_action(name=self.env._("Deposit Requests"))

    def action_view_receipt(self):
        """Open the paper with which the deposit was taken."""
        self.ensure_one()
        return self.receipt_id._get_records_action()

    def _open_request(self, purpose, name):
        self.ensure_one()
        if self.amount <= 0:
            raise UserError(self.env._("Nothing of this deposit is held any more."))
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "estate.deposit.request",
            "view_mode": "form",
            "context": {"default_move_line_id": self.id, "default_purpose": purpose},
        }

    # ------------------------------------------------------------------
    # THE LEDGER
    # ------------------------------------------------------------------

    @property
    def _table_query(self):
        for model in (
            "account.move",
            "account.move.line",
            "account.partial.reconcile",
            "account.payment",
            "estate.unit",
            "res.company",
        ):
            self.env[model].flush_model()
        return SQL(
            """
            WITH item AS NOT MATERIALIZED (
                SELECT line.id, line.company_id, line.move_id, line.partner_id,
                       line.estate_unit_id, line.estate_item_id, line.date,
                       line.balance, line.amount_residual,
                       move.origin_payment_id, move.reversed_entry_id,
                       company.estate_opening_account_id AS opening_account
                  FROM account_move_line line
                  JOIN res_company company
                    ON company.id = line.company_id
                   AND company.estate_deposit_account_id = line.account_id
                  JOIN account_move move ON move.id = line.move_id
                 WHERE line.parent_state = 'posted'
                   AND (line.balance < 0 OR line.amount_residual <> 0)
            ), used AS (
                SELECT item.id,
                       SUM(partial.amount) FILTER (
                           WHERE debit_move.reversed_entry_id = item.move_id
                              OR item.reversed_entry_id = debit_move.id) AS reversed,
                       SUM(partial.amount) FILTER (
                           WHERE payment.estate_refund_id IS NOT NULL) AS refunded,
                       SUM(partial.amount) FILTER (
                           WHERE debit_move.reversed_entry_id IS DISTINCT FROM
                                 item.move_id
                             AND item.reversed_entry_id IS DISTINCT FROM debit_move.id
                             AND EXISTS (
                                SELECT 1 FROM account_move_line onward
                                 WHERE onward.move_id = debit.move_id
                                   AND onward.account_id = debit.account_id
                                   AND onward.balance < 0)) AS carried,
                       SUM(partial.amount) AS settled
                  FROM item
                  JOIN account_partial_reconcile partial
                    ON partial.credit_move_id = item.id
                  JOIN account_move_line debit ON debit.id = partial.debit_move_id
                  JOIN account_move debit_move ON debit_move.id = debit.move_id
             LEFT JOIN account_payment payment
                    ON payment.id = debit_move.origin_payment_id
                 WHERE item.balance < 0
              GROUP BY item.id
            ), deposit AS (
                SELECT item.id, item.company_id, unit.community_id,
                       item.estate_unit_id AS unit_id, item.partner_id,
                       item.estate_item_id AS item_id,
                       payment.estate_receipt_id AS receipt_id, item.date,
                       CASE WHEN payment.estate_receipt_id IS NOT NULL THEN 'receipt'
                            WHEN EXISTS (
                                SELECT 1 FROM account_move_line opposite
                                 WHERE opposite.move_id = item.move_id
                                   AND opposite.account_id = item.opening_account)
                            THEN 'opening' ELSE 'entry' END AS origin,
                       GREATEST(-item.balance, 0) - COALESCE(used.reversed, 0) AS taken,
                       COALESCE(used.refunded, 0) AS refunded,
                       COALESCE(used.carried, 0) AS carried,
                       COALESCE(used.settled, 0) - COALESCE(used.refunded, 0)
                           - COALESCE(used.carried, 0)
                           - COALESCE(used.reversed, 0) AS deducted,
                       -item.amount_residual AS amount
                  FROM item
             LEFT JOIN used ON used.id = item.id
             LEFT JOIN account_payment payment ON payment.id = item.origin_payment_id
             LEFT JOIN estate_unit unit ON unit.id = item.estate_unit_id
            )
            SELECT deposit.*,
                   CASE WHEN amount < 0 THEN 'loose'
                        WHEN amount = 0 THEN 'closed'
                        WHEN refunded + deducted + carried > 0 THEN 'part'
                        ELSE 'held' END AS state
              FROM deposit
             WHERE taken > 0 OR amount <> 0
            """
        )
