from odoo import api, fields, models

from ..recon import board_query, ledger_figures
from ..recon.ledger_scope import Scope

BOARD = (
    "billed",
    "credited",
    "opening",
    "adjusted",
    "paid",
    "prepaid_used",
    "deposit_used",
    "open_end",
    "received",
    "banked",
    "transit_end",
    "cash_end",
)
"""Figures of the collection board that a close freezes, by community."""
HELD = ("deposit", "prepay", "agency")
"""Balances of accounts that it freezes, of the company."""
FIGURES = [
    ("billed", "Bills"),
    ("credited", "Waivers and Cancellations"),
    ("opening", "Opening Balances"),
    ("adjusted", "Other Adjustments"),
    ("paid", "Settled with Money"),
    ("prepaid_used", "From Prepayments"),
    ("deposit_used", "From Deposits"),
    ("open_end", "Open Receivables"),
    ("received", "Total Received"),
    ("banked", "Banked"),
    ("transit_end", "In Transit"),
    ("cash_end", "Cash in Hand"),
    ("deposit", "Deposits Held"),
    ("prepay", "Prepayments Held"),
    ("agency", "Agency Money Held"),
]


class EstateCloseFigure(models.Model):
    """A figure of a closed month as it was reported, beside what it is now (B-07)."""

    _name = "estate.close.figure"
    _description = "Frozen Figure of a Month"
    _order = "close_id, community_id, id"

    close_id = fields.Many2one(
        "estate.close",
        "Month-End Close",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="close_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one("estate.community")
    code = fields.Selection(FIGURES, "Figure", required=True)
    amount = fields.Monetary("Reported", readonly=True)
    amount_now = fields.Monetary("Present Figure", compute="_compute_amount_now")
    difference = fields.Monetary(compute="_compute_amount_now")

    _once = models.UniqueIndex(
        "(close_id, COALESCE(community_id, 0), code)", "A figure is frozen once."
    )

    @api.depends("amount")
    def _compute_amount_now(self):
        """Compute each month again, with one query for the month."""
        for close, figures in self.grouped("close_id").items():
            # The ledger is closed to who may read the close; its totals are not.
            close = close.sudo()
            now = close.figure_ids._figures(close)
            for figure in figures:
                amount = now.get((figure.community_id.id, figure.code), 0.0)
                figure.amount_now = amount
                figure.difference = figure.currency_id.round(amount - figure.amount)

    @api.model
    def _figures(self, close):
        """Return {(community id, figure): amount} of a month from today's ledger."""
        ledger_figures.prepare(self.env)
        rows = self.env["estate.recon.board"]
        rows.invalidate_model()
        scope = Scope((close.company_id.id,), close.period, close.date_end)
        found = self.env.execute_query_dict(board_query.rows(close.date_end, scope))
        month = [
            row
            for row in found
            if row["company_id"] == close.company_id.id and row["month"] == close.period
        ]
        figures = {
            (row["community_id"] or False, code): float(row[code])
            for row in month
            for code in BOARD
        }
        for code in HELD:
            account = close.company_id[f"estate_{code}_account_id"]
            figures[False, code] = self._balance(close, account)
        return figures

    @api.model
    def _balance(self, close, account):
        """Return what an account holds for others at the end of the month."""
        rows = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", close.company_id.id),
                ("account_id", "=", account.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", close.date_end),
            ],
            [],
            ["balance:sum"],
        )
        return -(rows[0][0] or 0.0) + 0.0

    @api.model
    def _freeze(self, close):
        """Keep the figures of a month as they are now, in place of earlier ones."""
        close.figure_ids.unlink()
        self.create(
            [
                {
                    "close_id": close.id,
                    "community_id": community,
                    "code": code,
                    "amount": amount,
                }
                for (community, code), amount in self._figures(close).items()
            ]
        )
