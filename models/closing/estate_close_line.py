from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount

from ..recon.ledger_figures import ROLES
from .tie_outs import COUNTS, TIE_OUTS, period_of

READER = "estate_service.group_estate_accountant"
BANK_SOURCES = [
    ("statement", "Statement File"),
    ("typed", "Entered from Paper"),
    ("none", "No Balance"),
]
WAYS = {
    "sessions": ("estate_cashier_session_action", "state", ("open", "counting")),
    "batches": ("estate_collection_batch_action", "state", ("sent",)),
    "runs": ("estate_bill_run_action", "state", ("draft", "planned", "publishing")),
}


class EstateCloseLine(models.Model):
    """A tie-out of a close: our figure, the ledger's, green or red (B-07).

    Written by the check of the close alone; a red one is accepted by the manager,
    with a reason that stands as long as the figures are the same.
    """

    _name = "estate.close.line"
    _description = "Tie-Out of a Month"
    _order = "close_id, sequence, id"
    _check_company_auto = True

    close_id = fields.Many2one(
        "estate.close",
        "Month-End Close",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="close_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer()
    code = fields.Selection(TIE_OUTS, "Tie-Out", required=True)
    journal_id = fields.Many2one("account.journal", "Bank")
    journal_name = fields.Char("Bank Name", readonly=True)
    name = fields.Char("What", compute="_compute_name")
    ours = fields.Float("Our Figure", digits=(16, 2), aggregator=None)
    theirs = fields.Float("Must Equal", digits=(16, 2), aggregator=None)
    difference = fields.Float(digits=(16, 2), aggregator=None)
    ours_text = fields.Char("Ours", compute="_compute_texts")
    theirs_text = fields.Char("Ledger", compute="_compute_texts")
    difference_text = fields.Char("Off By", compute="_compute_texts")
    names = fields.Char("Still Missing")
    fingerprint = fields.Char(readonly=True)
    # What the bank itself says
    bank_source = fields.Selection(BANK_SOURCES, "Source of the Balance", readonly=True)
    bank_balance = fields.Monetary("Balance Entered", readonly=True)
    balance_paper = fields.Char("Paper of the Bank", readonly=True)
    balance_by_id = fields.Many2one("res.users", "Balance Entered By", readonly=True)
    balance_at = fields.Datetime("Balance Entered On", readonly=True)
    balance_from = fields.Char(compute="_compute_balance_from")
    state = fields.Selection(
        [("green", "Adds Up"), ("red", "Red"), ("accepted", "Accepted")],
        required=True,
    )
    reason = fields.Char("Why It May Stay", readonly=True)
    accepted_by_id = fields.Many2one("res.users", readonly=True)
    accepted_on = fields.Datetime(readonly=True)

    _accepted_has_reason = models.Constraint(
        "CHECK(state != 'accepted' OR (reason IS NOT NULL "
        "AND accepted_by_id IS NOT NULL))",
        "Who accepts a difference says why.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("code", "journal_name")
    @api.depends_context("lang")
    def _compute_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for line in self:
            what = [labels.get(line.code), line.journal_name]
            line.name = " · ".join(part for part in what if part)

    @api.depends("bank_source", "balance_paper", "balance_by_id.name")
    @api.depends_context("lang")
    def _compute_balance_from(self):
        labels = dict(self._fields["bank_source"]._description_selection(self.env))
        for line in self:
            what = [labels.get(line.bank_source)]
            if line.bank_source == "typed":
                what += [line.balance_paper, line.balance_by_id.name]
            line.balance_from = " · ".join(part for part in what if part)

    @api.depends("ours", "theirs", "difference", "code", "bank_source")
    @api.depends_context("lang")
    def _compute_texts(self):
        for line in self:
            line.ours_text = line._told(line.ours)
            is_told = line.bank_source != "none"
            line.theirs_text = line._told(line.theirs) if is_told else ""
            line.difference_text = (
                line._told(line.difference) if line.difference else ""
            )

    def _told(self, figure):
        if self.code in COUNTS:
            return str(int(figure))
        return format_amount(self.env, figure, self.currency_id)

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_accept(self):
        """Ask the manager why a red tie-out may stay."""
        self.ensure_one()
        self.check_access("read")
        return self.close_id._open_step(
            "accept", self.env._("Accept a Difference"), default_line_id=self.id
        )

    def _accept(self, reason):
        """Let a difference stay, told on the close's log.

        :raises UserError: when it is not red
        """
        self.ensure_one()
        self.close_id._check_manager()
        if self.state != "red" or self.close_id.state != "checked":
            raise UserError(self.env._("Only what is red can be accepted."))
        # Tie-outs are the check's; who accepts one was checked just now.
        line = self.sudo()
        line.write(
            {
                "state": "accepted",
                "reason": reason,
                "accepted_by_id": self.env.uid,
                "accepted_on": fields.Datetime.now(),
            }
        )
        line.close_id.message_post(
            body=self._accepted_text(reason), author_id=self.env.user.partner_id.id
        )

    def _accepted_text(self, reason):
        words = {"what": self.name, "reason": reason}
        if self.bank_source == "none":
            return self.env._(
                "%(what)s is accepted without the bank's balance: %(reason)s", **words
            )
        return self.env._(
            "%(what)s is off by %(difference)s and accepted: %(reason)s",
            difference=self.difference_text,
            **words,
        )

    def action_view(self):
        """Open what is behind a tie-out."""
        self.ensure_one()
        self.check_access("read")
        if self.code == "checks":
            return self._list(
                "estate_diagnostic_finding_action",
                [("state", "=", "open"), ("severity", "=", "block")],
            )
        if self.code in WAYS:
            action, field, states = WAYS[self.code]
            return self._list(action, [(field, "in", states)])
        if self.code == "receipts":
            period = period_of(self.company_id, self.close_id.period)
            return self._list(
                "estate_receipt_action",
                [("date", ">=", period.start), ("date", "<=", period.end)],
            )
        return self._view_items()

    def _list(self, action, domain):
        found = self.env["ir.actions.act_window"]._for_xml_id(
            f"estate_service.{action}"
        )
        domain = [("company_id", "=", self.company_id.id), *domain]
        return found | {"domain": domain, "context": {}, "display_name": self.name}

    def _view_items(self):
        """Open the journal items that make the difference, else all behind it."""
        if not (self.env.su or self.env.user.has_group(READER)):
            raise AccessError(self.env._("Only the accountant opens the ledger."))
        if self.code == "bank_lines":
            return self._list(
                "estate_bank_line_action", [("is_reconciled", "=", False)]
            )
        domain = self._odd_domain() if self.state != "green" else []
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_recon_board_item_action"
        )
        return action | {
            "name": self.name,
            "display_name": self.name,
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", self.close_id.date_end),
                ("account_id", "in", self._accounts().ids),
                *domain,
            ],
        }

    def _odd_domain(self):
        """What of an account belongs to nobody."""
        if self.code == "agency":
            return [("estate_item_id", "=", False), ("balance", "<", 0)]
        if self.code in ("deposit", "prepay"):
            return [
                "|",
                ("estate_unit_id", "=", False),
                ("amount_residual", ">", 0),
            ]
        if self.code == "receivable":
            return [("estate_unit_id", "=", False)]
        return []

    def _accounts(self):
        company = self.company_id
        if self.code == "bank":
            transit = self.env.execute_query(ROLES)
            on_the_way = [row[0] for row in transit if row[1] == "transit"]
            accounts = self.env["account.account"].browse(on_the_way)
            return accounts | self.journal_id.default_account_id
        if self.code == "receivable":
            return self.env["account.account"].search(
                [
                    ("account_type", "=", "asset_receivable"),
                    ("company_ids", "in", company.ids),
                ]
            )
        return company[f"estate_{self.code}_account_id"]
