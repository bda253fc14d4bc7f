from collections import defaultdict

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import AccessError, UserError

from .estate_cashier import COLLECTOR_GROUPS, REVIEWER_GROUPS

PRESENT = ("open", "counting")


class EstateCashier(models.AbstractModel):
    """Which session money lands in: every payment is answered for by one cashier.

    A payment carries the session in which it was taken (or paid out) and the one in
    which it was undone. Who has no session of his own, as the front desk when finance
    is away (R-804), takes money all the same: it waits, marked ``estate_hand_over``,
    until a cashier's session takes it over.
    """

    _inherit = "estate.cashier"

    # ------------------------------------------------------------------
    # ROLES
    # ------------------------------------------------------------------

    @api.model
    def _check_may_open(self, company):
        if not self._has_any_group(COLLECTOR_GROUPS[:1]):
            raise AccessError(
                self.env._("Only cashiers and finance open a cashier session.")
            )
        if company not in self.env.companies:
            raise AccessError(self.env._("You do not work in this company now."))

    @api.model
    def _may_review_sessions(self):
        return self._has_any_group(REVIEWER_GROUPS)

    @api.model
    def _check_session_open(self, company):
        """Where the company wants it, cashiers take money in an open session only.

        While a session is counted, its cashier takes nothing: it would lie in the
        till uncounted.
        """
        if self.env.uid == SUPERUSER_ID:
            return
        session = self._present_session(company)
        if session.state == "counting":
            raise UserError(
                self.env._(
                    "Your session %(session)s is being counted: close it, or go back "
                    "to collecting first.",
                    session=session.name,
                )
            )
        # A setting of the receipt's company, whichever the user works in now.
        required = company.sudo().estate_session_required
        if required and not session and self._has_any_group(COLLECTOR_GROUPS[:1]):
            raise UserError(
                self.env._(
                    "Open your cashier session first (Cash Desk → Open a Session)."
                )
            )

    # ------------------------------------------------------------------
    # WHERE IT LANDS
    # ------------------------------------------------------------------

    @api.model
    def _present_session(self, company):
        """Return the session that the user has open, counted or not."""
        # Whether he has one decides where his money lands, whatever he may read.
        return (
            self.env["estate.cashier.session"]
            .sudo()
            .search(
                [
                    ("user_id", "=", self.env.uid),
                    ("company_id", "=", company.id),
                    ("state", "in", PRESENT),
                ]
            )
        )

    @api.model
    def _open_session(self, company):
        """Return the user's open session, locked against being closed meanwhile."""
        session = self._present_session(company)
        self._lock(session)
        return session if session.state == "open" else session.browse()

    @api.model
    def _enter_session(self, payments):
        """Let payments that were booked just now land in their session."""
        company = payments.company_id
        session = self._open_session(company)
        if session:
            self._put_in(session, payments)
        elif company.estate_uses_sessions:
            payments.estate_hand_over = "taken"

    @api.model
    def _put_in(self, session, payments):
        """Answer for payments in a session: what they took, what their voiding undid.

        A payment that another session took already lands here for its voiding alone.
        """
        undone = payments.filtered(lambda payment: payment.state == "canceled")
        undone.estate_void_session_id = session
        taken = payments.filtered(lambda payment: payment._estate_brings_taking())
        taken.estate_session_id = session
        payments.estate_hand_over = False
        session._ensure_lines(
            [(payment.journal_id, payment.estate_channel) for payment in payments]
        )

    # ------------------------------------------------------------------
    # VOIDING
    # ------------------------------------------------------------------

    @api.model
    def _check_sessions_voidable(self, voucher):
        """What was counted stays counted: a closed session is opened again first.

        After the review it never is: the voiding lands in the session of who voids.
        """
        sessions = voucher.payment_ids.estate_session_id
        self._lock(sessions)
        for session in sessions:
            if session.state == "counting":
                raise UserError(
                    self.env._(
                        "%(number)s is in session %(session)s, which is being counted: "
                        "wait until it is closed, or have it collect again.",
                        number=voucher.name,
                        session=session.name,
                    )
                )
            if session.state == "closed":
                raise UserError(
                    self.env._(
                        "%(number)s is in session %(session)s, which is closed: have "
                        "the accountant open it again, or void after its review.",
                        number=voucher.name,
                        session=session.name,
                    )
                )

    @api.model
    def _void_in_session(self, payments):
        """Let the money of a void voucher go out of the session where it lies.

        That is the session that took it while this is open, else the one of who voids.
        """
        for payment in payments:
            session = payment.estate_session_id
            if session.state == "open":
                self._put_in(session, payment)
            elif payment.estate_hand_over == "taken":
                # Taken and undone before anybody answered for it: both go over.
                payment.estate_handover_id._ask_again()
            else:
                self._void_elsewhere(payment)

    @api.model
    def _void_elsewhere(self, payment):
        session = self._open_session(payment.company_id)
        if session:
            self._put_in(session, payment)
        elif payment.company_id.estate_uses_sessions:
            payment.estate_hand_over = "void"

    # ------------------------------------------------------------------
    # WHAT WAITS
    # ------------------------------------------------------------------

    @api.model
    def _waiting_payments(self, session, others=True):
        """Return what waits to be taken over, of the communities of the cashier."""
        domain = [
            ("company_id", "=", session.company_id.id),
            ("estate_hand_over", "!=", False),
            ("estate_handover_id", "=", False),
        ]
        if not self.env.user.has_group("estate_service.group_estate_all_communities"):
            communities = self.env.user.estate_community_ids
            domain.append(("estate_unit_id.community_id", "in", communities.ids))
        # Payments are closed to cashiers: the communities were chosen just now.
        payments = self.env["account.payment"].sudo().search(domain)
        return payments.filtered(
            lambda payment: (payment._estate_taker() != session.user_id) == others
        )

    @api.model
    def _enter_own_waiting(self, session):
        """Take in what the cashier himself took before he opened his session."""
        own = self._waiting_payments(session, others=False)
        if own:
            self._put_in(session, own)

    @api.model
    def _waiting_summary(self, session):
        """Return how many payments wait, their sum, and who took them."""
        waiting = self._waiting_payments(session)
        amount = sum(payment._estate_signed() for payment in waiting)
        takers = {payment._estate_taker() for payment in waiting}
        names = ", ".join(sorted(taker.name or "" for taker in takers))
        return len(waiting), amount, names

    @api.model
    def _take_over(self, session):
        """Write one hand-over per colleague; he confirms what he hands over."""
        # Payments are closed to the counter; these wait for the session's own cashier.
        by_taker = defaultdict(self.env["account.payment"].sudo().browse)
        for payment in self._waiting_payments(session):
            by_taker[payment._estate_taker()] |= payment
        if not by_taker:
            raise UserError(self.env._("Nobody has anything to hand over."))
        handovers = session.env["estate.cashier.handover"]
        for giver, payments in by_taker.items():
            self._lock(payments)
            handovers |= handovers._ask(session, giver, payments)
        return handovers.with_env(self.env)._get_records_action(
            name=self.env._("Hand-overs")
        )
