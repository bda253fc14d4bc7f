from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...engine.money import decimal_of, round_half_up
from ..core.account_payment_method_line import CHANNELS
from ..mixins.busy import lock

COLLECTOR_GROUPS = (
    "estate_service.group_estate_cashier",
    "estate_service.group_estate_front_desk",
)
CHANNEL_ORDER = [False, *(channel for channel, _name in CHANNELS)]
REVIEWER_GROUPS = (
    "estate_service.group_estate_accountant",
    "estate_service.group_estate_supervisor",
)


class EstateCashier(models.AbstractModel):
    """The one service that books money taken from residents (design §2.16).

    Counter staff hold no right on accounting. Each entrance of this service first
    checks the role and the units of the caller, then books with ``sudo()``; every
    receivable, prepayment and deposit item it posts carries its unit and partner.

    The service is spread over the files of this folder: what is open and held
    (:file:`estate_cashier_open.py`), collecting, prepayments, deposits, voiding.
    """

    _name = "estate.cashier"
    _description = "Cashier Service"

    # ------------------------------------------------------------------
    # ROLES
    # ------------------------------------------------------------------

    @api.model
    def _has_any_group(self, groups):
        return any(self.env.user.has_group(group) for group in groups)

    @api.model
    def _check_may_collect(self, units):
        """Only the cashier's desk takes money, and only for its own communities.

        The front desk collects when finance is away (R-707, R-804); a company whose
        finance never is can switch that off.
        """
        units.check_access("read")
        if self.env.su:
            return
        if not self._has_any_group(COLLECTOR_GROUPS):
            raise AccessError(self.env._("Your role does not take money."))
        company = units.company_id[:1]
        if not company.estate_front_desk_collects and not self._has_any_group(
            COLLECTOR_GROUPS[:1]
        ):
            raise AccessError(
                self.env._("In this company only cashiers and finance take money.")
            )

    # ------------------------------------------------------------------
    # TOOLS
    # ------------------------------------------------------------------

    @api.model
    def _account(self, company, purpose):
        """Return the account of ``prepay`` or ``deposit`` money of the company."""
        account = company[f"estate_{purpose}_account_id"]
        if not account:
            raise UserError(
                self.env._(
                    "The accounts of %(company)s are not set up yet: ask the "
                    "accountant to run the accounting set-up.",
                    company=company.name,
                )
            )
        return account

    @api.model
    def _money(self, company, amount):
        """Return ``amount`` as a decimal of the company's currency.

        :raises UserError: when it is not positive or has parts of a cent
        """
        currency = company.currency_id
        value = decimal_of(amount)
        rounded = round_half_up(value, currency.decimal_places)
        if rounded != value or rounded <= 0:
            raise UserError(
                self.env._(
                    "%(amount)s is not an amount that can be paid.", amount=value
                )
            )
        return rounded

    @api.model
    def _shown(self, company, amount):
        """Return the amount the way the user reads it."""
        return company.currency_id.format(float(amount))

    @api.model
    def _lock(self, records):
        """Keep other clerks from booking on the same records until we are done.

        :raises BusyError: when somebody else is booking on one of them right now
        """
        lock(records)

    @api.model
    def _lock_bills(self, bills):
        """Lock bills of which something is credited, paid ones too.

        The credit note of a paid bill leaves the bill's own row as it was. It is
        written here, so that who began before the credit and waited does not go on with
        what he read: his transaction begins anew.

        :raises BusyError: when somebody else is booking on one of them right now
        """
        lock(bills)
        if bills:
            self.env.cr.execute(
                SQL(
                    "UPDATE account_move SET write_date = write_date WHERE id IN %s",
                    tuple(bills.ids),
                )
            )

    @api.model
    def _counter_methods(self, company, direction="inbound"):
        """Return the payment method lines that the company offers at its counter.

        A branch offers those of its parent companies too, whose journals it books in.
        """
        # Which ways to pay there are is no secret; the ledger behind them is.
        methods = self.env["account.payment.method.line"].sudo()
        return methods.search(
            [
                # A clerk of a branch need not have its parents among his companies.
                ("journal_id.company_id", "in", company.sudo().parent_ids.ids),
                ("estate_at_counter", "=", True),
                ("payment_method_id.payment_type", "=", direction),
            ]
        ).sorted(lambda method: (CHANNEL_ORDER.index(method.estate_channel), method.id))

    @api.model
    def _liquidity_account(self, method):
        """Return where money of this payment method lies until it is banked."""
        account = method.payment_account_id
        if not account:
            raise UserError(
                self.env._(
                    "The payment method %(method)s has no account: ask the "
                    "accountant to complete the accounting set-up.",
                    method=method.display_name,
                )
            )
        return account
