from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from . import board_query, ledger_figures, ledger_scope

READER = "estate_service.group_estate_accountant"
WORKER = "estate_service.group_estate_finance_clerk"
SCOPE = "estate_board_scope"
"""Key of the context under which a search tells the query what it is about."""


class EstateReconBoard(models.Model):
    """Billed, received, banked by community and month: a view of the ledger (B-01).

    A row tells what moved within its month, so that rows of any choice may be added
    up; beside it stand three balances at the month's end, which may not: open
    receivables, money in transit and cash in hand. Two identities hold on each row to
    the cent, over any number of rows, and so for the balances from the beginning on::

        due      = settled + change in open receivables
        received = banked + change in transit + change in cash
                   - other money - between communities

    What is due are bills, credit notes, opening balances and other adjustments. What
    is settled was paid, or taken from prepayments and deposits. Received is residents'
    money, whatever for: bills, prepayments and deposits, less what was given back; by
    the way in which it came. What is outside has its own columns: over/short and fees
    (*other money*), receipts over two communities (*between*), and of the bank what
    is no resident's (*other bank money*) or not identified (*unmatched*). The figures
    are told in :mod:`.ledger_figures`.
    """

    _name = "estate.recon.board"
    _description = "Collection Board"
    _auto = False
    _order = "month desc, community_id, id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one(
        "estate.community",
        readonly=True,
        help="Empty: money that cannot be told apart by community.",
    )
    month = fields.Date(readonly=True, help="First day of the month.")
    month_name = fields.Char("Year and Month", compute="_compute_month_name")

    # === Billed ===
    billed = fields.Monetary("Bills", readonly=True, help="Bills of the month.")
    credited = fields.Monetary(
        "Waivers and Cancellations",
        readonly=True,
        help="Waivers and cancelled bills: below zero.",
    )
    opening = fields.Monetary(
        "Opening Balances", readonly=True, help="Arrears that were imported."
    )
    adjusted = fields.Monetary(
        "Other Adjustments",
        readonly=True,
        help="Receivables changed by entries that are no bill and moved no money.",
    )
    due = fields.Monetary(
        "Total Due",
        readonly=True,
        help="Bills, credit notes, opening balances and adjustments.",
    )
    paid = fields.Monetary(
        "Settled with Money",
        readonly=True,
        help="Receivables settled with money of the month.",
    )
    prepaid_used = fields.Monetary(
        "From Prepayments",
        readonly=True,
        help="Receivables settled with money that was received before.",
    )
    deposit_used = fields.Monetary(
        "From Deposits", readonly=True, help="Receivables settled with deposits."
    )
    settled = fields.Monetary(
        "Total Settled",
        readonly=True,
        help="Paid, taken from prepayments or from deposits.",
    )
    open_change = fields.Monetary(
        "Change in Open",
        readonly=True,
        help="Total due less what was settled: by so much the open receivables rose.",
    )
    open_end = fields.Monetary(
        "Open Receivables",
        readonly=True,
        aggregator=None,
        help="At the end of the month, from all months up to it.",
    )

    # === Received ===
    by_cash = fields.Monetary("Cash", readonly=True)
    by_pos = fields.Monetary("POS", readonly=True)
    by_transfer = fields.Monetary("Bank Transfer", readonly=True)
    by_wechat = fields.Monetary("WeChat Pay", readonly=True)
    by_alipay = fields.Monetary("Alipay", readonly=True)
    by_collection = fields.Monetary("Bank Collection", readonly=True)
    by_statement = fields.Monetary(
        "Straight to the Bank",
        readonly=True,
        help="Paid into the bank account and first seen on its statement.",
    )
    by_other = fields.Monetary(
        "Other Ways", readonly=True, help="By a way to pay that has no channel."
    )
    received = fields.Monetary(
        "Total Received",
        readonly=True,
        help="Residents' money: for bills, prepayments and deposits, less what was "
        "given back.",
    )
    prepaid_in = fields.Monetary(
        "Prepayments Received", readonly=True, help="Less those given back."
    )
    deposit_in = fields.Monetary(
        "Deposits Received", readonly=True, help="Less those given back."
    )

    # === Banked ===
    banked = fields.Monetary(
        readonly=True,
        help="Residents' money that a bank statement shows, with the charges that were "
        "kept from it on the way.",
    )
    transit = fields.Monetary(
        "Change in Transit",
        readonly=True,
        help="By so much the money rose that the bank has yet to show.",
    )
    transit_end = fields.Monetary(
        "In Transit",
        readonly=True,
        aggregator=None,
        help="At the end of the month: received or brought to the bank, and not yet "
        "matched with a bank line.",
    )
    cash = fields.Monetary(
        "Change in Cash", readonly=True, help="By so much the cash in the tills rose."
    )
    cash_end = fields.Monetary(
        "Cash in Hand",
        readonly=True,
        aggregator=None,
        help="In the tills at the end of the month.",
    )
    other_money = fields.Monetary(
        readonly=True,
        help="Of tills and of money in transit, what is no resident's: over/short, "
        "charges, other takings and expenses.",
    )
    between = fields.Monetary(
        "Between Communities",
        readonly=True,
        help="Money taken in one community for another; adds up to zero over the "
        "company.",
    )
    bank = fields.Monetary(
        "All Bank Money",
        readonly=True,
        help="The movement of all bank accounts: banked, other and yet to match.",
    )
    bank_other = fields.Monetary(
        "Other Bank Money",
        readonly=True,
        help="Charges, interest, transfers and other bank money that is no resident's.",
    )
    unmatched = fields.Monetary(
        "Bank Money to Match",
        readonly=True,
        help="On bank lines, but nobody has said yet what it is.",
    )

    # === Exceptions ===
    exception_count = fields.Integer("Exceptions", readonly=True)
    exception_amount = fields.Monetary(
        "Amount of Exceptions", readonly=True, help="Without regard to the sign."
    )
    untyped = fields.Monetary(
        "Untyped Differences",
        readonly=True,
        help="Longer on its way or unmatched than allowed, and no exception tells why: "
        "zero after a check.",
    )

    @api.depends("month")
    def _compute_month_name(self):
        for row in self:
            row.month_name = f"{row.month:%Y-%m}"

    @api.depends("community_id", "month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            name = row.community_id.name or self.env._("Several Communities")
            row.display_name = f"{name} {row.month_name}"

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_sweep(self):
        """Look for exceptions now, as the nightly job does."""
        if not (self.env.su or self.env.user.has_group(WORKER)):
            raise AccessError(self.env._("Only finance checks the collection board."))
        exceptions = self.env["estate.recon.exception"]
        for company in self.env.companies:
            exceptions._sweep(company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_view_items(self):
        """Open the journal items behind the figure that the button names."""
        self.ensure_one()
        if not (self.env.su or self.env.user.has_group(READER)):
            raise AccessError(self.env._("Only the accountant opens the ledger."))
        self.check_access("read")
        figure = self.env.context.get("estate_figure")
        if figure not in {**ledger_figures.FIGURES, **ledger_figures.BALANCES}:
            raise UserError(self.env._("Choose a figure of the board."))
        label = self._fields[figure]._description_string(self.env)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_recon_board_item_action"
        )
        cell = f"{figure}/{self.company_id.id}/{self.community_id.id}/{self.month}"
        name = f"{label} · {self.display_name}"
        return action | {
            "name": name,
            "display_name": name,
            "domain": [("estate_board_figure", "=", cell)],
        }

    def action_view_exceptions(self):
        """Open what is to be cleared up of the row."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_recon_exception_action"
        )
        return action | {
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("community_id", "=", self.community_id.id),
                ("month", "=", self.month),
            ]
        }

    # ------------------------------------------------------------------
    # THE LEDGER
    # ------------------------------------------------------------------

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Read only the months and companies that are asked for from the ledger."""
        domain = Domain(domain).optimize_full(self)
        bypasses = self.env.su or kwargs.get("bypass_access")
        # The rule of companies is as narrow; with all rights it does not count.
        companies = None if bypasses else tuple(self.env.companies.ids)
        scoped = self.with_context(
            **{SCOPE: ledger_scope.months_of(domain).scope(companies)}
        )
        return super(EstateReconBoard, scoped)._search(domain, *args, **kwargs)

    @property
    def _table_query(self):
        ledger_figures.prepare(self.env)
        scope = self.env.context.get(SCOPE)
        if not isinstance(scope, ledger_scope.Scope):
            # Whatever a browser sends is none.
            scope = ledger_scope.EVERYTHING
        return board_query.rows(fields.Date.context_today(self), scope)
