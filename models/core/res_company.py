import pytz

from odoo import fields, models


class ResCompany(models.Model):
    """Settings of a property company: every number of the catalogue is one here."""

    _inherit = "res.company"

    # === Accounts and journals (set by the accounting set-up wizard) ===
    estate_bill_journal_id = fields.Many2one(
        "account.journal",
        "Fee Bill Journal",
        check_company=True,
        domain="[('type', '=', 'sale')]",
    )
    estate_misc_journal_id = fields.Many2one(
        "account.journal",
        "Fee Adjustment Journal",
        check_company=True,
        domain="[('type', '=', 'general')]",
        help="Opening balances and the application of prepayments are booked here.",
    )
    estate_prepay_account_id = fields.Many2one(
        "account.account",
        "Prepayment Account",
        check_company=True,
        help="预收账款: money received before the bill it will pay.",
    )
    estate_deposit_account_id = fields.Many2one(
        "account.account",
        "Deposit Account",
        check_company=True,
        help="押金: money that goes back to the payer.",
    )
    estate_agency_account_id = fields.Many2one(
        "account.account",
        "Agency Money Account",
        check_company=True,
        help="代收代付: money collected for others (R-803).",
    )
    estate_cash_difference_account_id = fields.Many2one(
        "account.account",
        "Cash Over/Short Account",
        check_company=True,
    )
    estate_opening_account_id = fields.Many2one(
        "account.account",
        "Opening Balance Account",
        check_company=True,
        help="Counterpart of imported opening balances.",
    )
    estate_income_account_id = fields.Many2one(
        "account.account",
        "Fee Income Account",
        check_company=True,
        help="Proposed for new fee items of the company's own fees (R-803).",
    )
    estate_fee_tax_id = fields.Many2one(
        "account.tax",
        "Tax on Fees",
        check_company=True,
        domain="[('type_tax_use', '=', 'sale')]",
        help="Proposed for new fee items of the company's own fees.",
    )
    estate_agency_tax_id = fields.Many2one(
        "account.tax",
        "Tax on Agency Fees",
        check_company=True,
        domain="[('type_tax_use', '=', 'sale')]",
        help="Empty: fees collected for others carry no tax.",
    )

    # === Billing ===
    estate_price_needs_consent = fields.Boolean(
        "Higher Prices Need Consent",
        default=True,
        help="A price above the one before it is refused until its consent is on "
        "record: who gave it, and the document (R-805).",
    )
    estate_due_days = fields.Integer(
        "Days to Pay", default=15, help="Days from the bill's date to its due date."
    )
    estate_anomaly_percent = fields.Float(
        "Deviation to Look At (%)",
        default=30.0,
        help="A bill that differs from the last one by this share or more is listed "
        "as an anomaly.",
    )
    estate_meter_deviation_percent = fields.Float(
        "Usage to Look At (%)",
        default=50.0,
        help="A reading whose usage per day differs from the time before by this share "
        "or more waits for a look.",
    )
    estate_vacant_share_percent = fields.Float(
        "Vacant Units Share Costs By (%)",
        default=100.0,
        help="What a vacant unit counts when a cost is shared; proposed for new costs.",
    )
    estate_chunk_size = fields.Integer(
        "Bills per Chunk",
        default=100,
        help="Bills written and committed together; a crash loses one chunk at most.",
    )
    estate_print_limit = fields.Integer(
        "Bills Printed at Once",
        default=1000,
        help="A print of more bills is refused: it is chosen by building instead, so "
        "that nobody waits for a request that is cut off.",
    )
    estate_auto_apply_prepayment = fields.Boolean(
        "Apply Prepayments to New Bills", default=True
    )
    estate_arrears_months_alert = fields.Integer(
        "Months of Arrears that Alert the Manager",
        default=3,
        help="Inclusive (R-901; 民法典 1259).",
    )

    # === Cashier ===
    estate_front_desk_collects = fields.Boolean(
        "The Front Desk Takes Money",
        default=True,
        help="The front desk collects and gives receipts when finance is away "
        "(R-707, R-804).",
    )
    estate_void_days = fields.Integer(
        "Days a Clerk May Void",
        default=0,
        help="Days after its date on which a clerk may still void his own receipt; "
        "0 is the same day only. Supervisors and accountants always may.",
    )
    estate_session_required = fields.Boolean(
        "Cashiers Need an Open Session",
        help="Cashiers take and give back money in an open session only. The front "
        "desk hands over what it takes.",
    )
    estate_uses_sessions = fields.Boolean(
        "Cashier Sessions Began",
        help="Set when the first session is opened: from then on what is taken "
        "without a session waits to be handed over to a cashier.",
    )
    estate_session_deadline = fields.Float(
        "Sessions Are Closed By",
        default=16.0,
        help="Hour of the day, in the community's time zone, by which a cashier "
        "closes his session; he is reminded then.",
    )
    estate_session_escalation = fields.Float(
        "Hours Until the Supervisor Is Told",
        default=1.0,
        help="Hours after the deadline until a supervisor is told of an open session.",
    )

    estate_uses_books = fields.Boolean(
        "Receipts Are Written in Numbered Books",
        help="Clerks write on papers of the books that were issued to them (B-05). "
        "Else the system's own receipt number counts alone.",
    )
    estate_fapiao_after_front_desk = fields.Boolean(
        "Finance Makes a Tax Invoice for What the Front Desk Took",
        default=True,
        help="Receipts of the front desk wait in the queue of tax invoices to make and "
        "to deliver to the home (R-804).",
    )

    estate_deposit_needs_approval = fields.Boolean(
        "Deposit Refunds Need Approval",
        default=True,
        help="Deposits are given back on an approved request (R-706, R-712); those of "
        "cards go back with the card.",
    )
    estate_deposit_limit = fields.Float(
        "Deposits Approved by the Accountant",
        default=1000.0,
        help="Up to this amount the accountant approves a refund or deduction, above "
        "it the manager.",
    )

    # === Waivers ===
    estate_waiver_limit = fields.Float(
        "Waivers Approved by the Accountant",
        default=200.0,
        help="Up to this amount the accountant approves a waiver, above it the "
        "manager.",
    )
    estate_waiver_manager_limit = fields.Float(
        "Waivers Approved by the Manager",
        default=2000.0,
        help="Up to this amount the manager approves a waiver, above it the general "
        "manager.",
    )
    estate_waiver_days = fields.Integer(
        "Days Within Which Waivers Add Up",
        default=30,
        help="Who approves a waiver follows from all that was waived of the unit, or "
        "asked for, in so many days; 0 looks at each by itself.",
    )

    # === Bank ===
    estate_mandate_ending_days = fields.Integer(
        "Days a Mandate Ends Soon",
        default=60,
        help="So many days before its end a mandate is shown as ending soon, to have "
        "a new one signed (R-208).",
    )

    # === Papers ===
    estate_receipt_parts = fields.Selection(
        [("one", "Payer's part only"), ("three", "Stub, payer and finance")],
        "Parts of a Receipt",
        required=True,
        default="three",
        help="Pages printed of each receipt (R-408). One is enough where the form "
        "copies itself.",
    )

    # === Registry ===
    estate_contact_points_required = fields.Integer(
        "Contacts per Owner", default=3, help="Ways to reach an owner (R-116)."
    )
    estate_vip_review_months = fields.Integer(
        "Months Between Updates of Key Customers",
        default=1,
        help="After so many months the file of a key customer is brought up to date "
        "(R-110); 0 reminds of none.",
    )

    def _estate_timezone(self):
        """Return the zone in which the company's day turns, False where none is known.

        Its own, else the first of its country.
        """
        zones = pytz.country_timezones.get(self.country_id.code or "", [])
        return next(filter(None, (self.partner_id.tz, *zones[:1])), False)

    _estate_limits_positive = models.Constraint(
        "CHECK(estate_chunk_size > 0 AND estate_print_limit > 0)",
        "Bills are written and printed by one or more at once.",
    )
