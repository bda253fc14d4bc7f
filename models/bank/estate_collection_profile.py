from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import LazyTranslate

from ...engine.bank.pain008 import Party

_lt = LazyTranslate(__name__)

OUTCOMES = [
    ("success", "Deducted"),
    ("retry", "Not Taken, Try Again"),
    ("stop", "Not Taken, Suspend the Mandate"),
]
ISO_CODES = (
    ("ACSC", "success", _lt("Settlement completed")),
    ("ACCC", "success", _lt("Settled on the creditor's account")),
    ("RJCT", "stop", _lt("Rejected by the bank")),
    ("AM04", "retry", _lt("Insufficient funds")),
    ("AC01", "stop", _lt("Account number is wrong")),
    ("AC04", "stop", _lt("Account is closed")),
    ("AC06", "stop", _lt("Account is blocked")),
    ("MD01", "stop", _lt("No mandate")),
    ("MD07", "stop", _lt("Account holder has died")),
    ("MS02", "stop", _lt("Refused by the account holder")),
    ("MS03", "retry", _lt("No reason given")),
)
"""Codes of status reports that a profile begins with (ISO 20022 external codes)."""


class EstateCollectionProfile(models.Model):
    """How a company collects by one bank: accounts, files, codes, dates (B-03)."""

    _name = "estate.collection.profile"
    _description = "Collection Profile"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # === Accounting ===
    payment_method_line_id = fields.Many2one(
        "account.payment.method.line",
        "Payment Method",
        required=True,
        ondelete="restrict",
        default=lambda self: self._default_method(),
        domain="[('estate_channel', '=', 'collection'), "
        "('journal_id.company_id', 'parent_of', company_id)]",
        help="Its account holds what the bank has taken until the credit is on the "
        "statement; the accounting set-up makes one.",
    )
    journal_id = fields.Many2one(related="payment_method_line_id.journal_id")
    account_number = fields.Char(
        "Company's Account",
        required=True,
        compute="_compute_account_number",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="As it stands in the files: digits only.",
    )
    creditor_name = fields.Char(
        "Company's Name",
        compute="_compute_creditor_name",
        store=True,
        readonly=False,
        precompute=True,
        help="As the bank knows it.",
    )
    creditor_ref = fields.Char(
        "Collector's Number", help="The number that the bank gave the company."
    )
    creditor_agent = fields.Char(
        "Bank's Number", help="BIC, or CNAPS number of twelve digits; for pain.008."
    )

    # === Files ===
    request_layout_id = fields.Many2one(
        "estate.bank.layout",
        "Request Layout",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('purpose', 'in', ('request', 'pain008'))]",
    )
    return_layout_id = fields.Many2one(
        "estate.bank.layout",
        "Return Layout",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('purpose', 'in', ('return', 'pain002'))]",
    )
    match_by = fields.Selection(
        [("sequence", "Number of the Line"), ("account", "Account and Amount")],
        "Find Answers By",
        required=True,
        default="sequence",
        help="By account and amount where the bank numbers the lines of its return "
        "anew; the unit counts too where the file tells it.",
    )
    code_ids = fields.One2many(
        "estate.collection.code",
        "profile_id",
        "Result Codes",
        compute="_compute_code_ids",
        store=True,
        readonly=False,
        copy=True,
    )

    # === What is asked for ===
    limit_amount = fields.Monetary(
        "Limit per Deduction",
        help="Of the bank; a mandate may have a lower one. 0 is no limit.",
    )
    minimum_amount = fields.Monetary(
        "Smallest Deduction", help="Less is left for the next time."
    )
    take_parts = fields.Boolean(
        "Ask for Part of a Bill",
        help="The oldest bill that does not fit the limit is asked for in part. "
        "Otherwise bills are asked for whole or not at all.",
    )

    # === Dates ===
    first_day = fields.Integer(
        "First Deduction on Day", required=True, default=10, help="Of the month."
    )
    second_rule = fields.Selection(
        [("day", "On a Day of the Month"), ("days", "Days Later")],
        "Second Deduction",
        required=True,
        default="day",
    )
    second_day = fields.Integer("Second Deduction on Day", required=True, default=20)
    second_days = fields.Integer(
        "Days to the Second Deduction", required=True, default=10
    )
    attempt_limit = fields.Integer(
        "Deductions at Most",
        required=True,
        default=2,
        help="So often the bank is asked for the same bill in a row; then it is "
        "dunned, or goes into the first deduction of another month.",
    )

    _days_of_month = models.Constraint(
        "CHECK(first_day BETWEEN 1 AND 31 AND second_day BETWEEN 1 AND 31)",
        "A day of the month lies between 1 and 31; 31 is its last day.",
    )
    _counts_positive = models.Constraint(
        "CHECK(second_days > 0 AND attempt_limit > 0)",
        "Days and deductions are one or more.",
    )
    _amounts_positive = models.Constraint(
        "CHECK(limit_amount >= 0 AND minimum_amount >= 0)",
        "Limits cannot be negative.",
    )

    # ------------------------------------------------------------
    # DEFAULTS
    # ------------------------------------------------------------

    @api.model
    def _default_method(self):
        """Return the company's method of channel *collection*, if it has one."""
        return self.env["account.payment.method.line"].search(
            [
                ("estate_channel", "=", "collection"),
                ("journal_id.company_id", "=", self.env.company.id),
            ],
            limit=1,
        )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("payment_method_line_id")
    def _compute_account_number(self):
        for profile in self:
            # The company's own account, which stands on its letterhead.
            journal = profile.sudo().payment_method_line_id.journal_id
            proposed = journal.bank_account_id.sanitized_acc_number
            profile.account_number = profile.account_number or proposed

    @api.depends("company_id")
    def _compute_creditor_name(self):
        for profile in self:
            name = profile.creditor_name or profile.company_id.name
            profile.creditor_name = name

    @api.depends("return_layout_id")
    def _compute_code_ids(self):
        """Begin with the codes that the layout of the return tells."""
        for profile in self:
            profile.code_ids = profile.code_ids or [
                Command.create(vals) for vals in profile._proposed_codes()
            ]

    def _proposed_codes(self):
        """Return the values of the codes of the layout, or of ISO 20022."""
        if self.return_layout_id.purpose == "pain002":
            return [
                {"code": code, "outcome": outcome, "name": self.env._(name)}
                for code, outcome, name in ISO_CODES
            ]
        own = self.return_layout_id._own_codes()
        return [{"code": code, "outcome": outcome} for code, outcome in own.items()]

    # ------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------

    @api.constrains("payment_method_line_id", "company_id")
    def _check_method(self):
        for profile in self:
            # Journals are closed to clerks; the fault is told, nothing else.
            method = profile.sudo().payment_method_line_id
            account = method.payment_account_id
            if method.company_id not in profile.company_id.parent_ids:
                raise ValidationError(
                    self.env._("The payment method is of another company.")
                )
            if not account.reconcile or account == method.journal_id.default_account_id:
                raise ValidationError(
                    self.env._(
                        "Payment method %(method)s needs an account of its own that "
                        "allows reconciliation: money lies there until the bank's "
                        "credit is on the statement.",
                        method=method.name,
                    )
                )

    @api.constrains("request_layout_id", "return_layout_id")
    def _check_layouts(self):
        for profile in self:
            if profile.request_layout_id.purpose not in ("request", "pain008"):
                raise ValidationError(
                    self.env._("The request needs a layout for requests.")
                )
            if profile.return_layout_id.purpose not in ("return", "pain002"):
                raise ValidationError(
                    self.env._("The return needs a layout for returns.")
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for profile, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=profile.name)
        return vals_list

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _default_for(self, company):
        """Return the first profile of a company."""
        return self.search([("company_id", "=", company.id)], limit=1)

    def _outstanding_account(self):
        """Return the account of money on its way.

        :raises UserError: when the payment method has none
        """
        # What clerks set in motion is booked by the system, see the callers.
        return self.env["estate.cashier"]._liquidity_account(
            self.sudo().payment_method_line_id
        )

    def _first_date(self, today):
        """Return the next day of the first deduction, today included."""
        day = today + relativedelta(day=self.first_day)
        return (
            day if day >= today else day + relativedelta(months=1, day=self.first_day)
        )

    def _second_date(self, first):
        """Return the day of the second deduction after one on the day ``first``."""
        if self.second_rule == "days":
            return first + relativedelta(days=self.second_days)
        day = first + relativedelta(day=self.second_day)
        return (
            day if day > first else day + relativedelta(months=1, day=self.second_day)
        )

    def _outcomes(self):
        """Return {result code: outcome}."""
        return {line.code: line.outcome for line in self.code_ids}

    def _reason(self, code, told=""):
        """Return why the bank did not take the money: its words, else the code's."""
        names = {line.code: line.name for line in self.code_ids}
        reason = told or names.get(code) or ""
        return f"{code} {reason}".strip() if reason else code

    def _return_layout(self):
        """Return the layout of returns with the codes of this profile.

        :raises UserError: when the profile has no codes
        """
        if not self.code_ids:
            raise UserError(
                self.env._(
                    "Profile %(profile)s has no result codes: enter what the codes of "
                    "the bank mean.",
                    profile=self.name,
                )
            )
        return self.return_layout_id._layout(self._outcomes())

    def _creditor(self):
        """Return the company as a party of an ISO message."""
        return Party(
            self.creditor_name or self.company_id.name,
            self.account_number,
            self.creditor_agent or "",
        )


class EstateCollectionCode(models.Model):
    """What a result code of the bank means for the bill and its mandate."""

    _name = "estate.collection.code"
    _description = "Collection Result Code"
    _order = "profile_id, code, id"

    profile_id = fields.Many2one(
        "estate.collection.profile",
        "Collection Profile",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="profile_id.company_id", store=True, index=True
    )
    code = fields.Char("Result Code", required=True)
    outcome = fields.Selection(OUTCOMES, "Means", required=True)
    name = fields.Char("Reason", help="In the words in which it is told to people.")

    _code_uniq = models.UniqueIndex(
        "(profile_id, code)", "A result code means one thing only."
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " ".join(filter(None, [line.code, line.name]))
