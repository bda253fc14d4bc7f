from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

REMINDER = "estate_service.mail_activity_type_session"


class EstateCashierSession(models.Model):
    """The steps of a session: open → counting → closed → reviewed."""

    _inherit = "estate.cashier.session"

    # ------------------------------------------------------------------
    # OPEN
    # ------------------------------------------------------------------

    @api.model
    def _last_left(self, company, user):
        """Return the cash that the last session of a cashier left in the till."""
        # His own last session, whichever communities he serves now.
        last = self.sudo().search(
            [("company_id", "=", company.id), ("user_id", "=", user.id)],
            order="id desc",
            limit=1,
        )
        return last.cash_left if last.state in ("closed", "reviewed") else 0.0

    @api.model
    def _open(self, company, opening_float, reason=None):
        """Open a session of the user; what he took without one comes into it.

        :raises UserError: when he has one, or the float differs without a reason
        """
        service = self.env["estate.cashier"]
        service._check_may_open(company)
        last = self._last_left(company, self.env.user)
        differs = company.currency_id.compare_amounts(opening_float, last)
        if differs and self._has_earlier(company) and not (reason or "").strip():
            raise UserError(
                self.env._(
                    "The last session left %(left)s in the till: say why the float is "
                    "another.",
                    left=service._shown(company, last),
                )
            )
        # Sessions are written by their steps alone: the role was checked just now.
        sessions = self.sudo().with_company(company)
        service = sessions.env["estate.cashier"]
        # One that was closed in this transaction must be so in the database as well.
        sessions.flush_model(["state"])
        session = sessions.create(
            {
                "company_id": company.id,
                "user_id": self.env.uid,
                "journal_id": service._till_journal(company).id,
                "opening_float": opening_float,
                "float_reason": (reason or "").strip() or False,
            }
        )
        session._ensure_lines([(session.journal_id, "cash")])
        session.company_id.estate_uses_sessions = True
        service._enter_own_waiting(session)
        return session.with_env(self.env)

    @api.model
    def _has_earlier(self, company):
        own = [("company_id", "=", company.id), ("user_id", "=", self.env.uid)]
        # His own sessions, whichever communities he serves now.
        return bool(self.sudo().search_count(own, limit=1))

    def _ensure_lines(self, ways):
        """Add the lines of ways to pay that the session has not had yet."""
        known = {(line.journal_id, line.channel) for line in self.line_ids}
        missing = [way for way in dict.fromkeys(ways) if way not in known]
        self.env["estate.cashier.session.line"].create(
            [
                {"session_id": self.id, "journal_id": journal.id, "channel": channel}
                for journal, channel in missing
            ]
        )

    # ------------------------------------------------------------------
    # WHAT IS EXPECTED
    # ------------------------------------------------------------------

    def _payment_totals(self):
        """Return {(session, journal, channel): taken, given_back, voided, count}.

        One query for what was booked in the sessions, one for what was undone in
        them, however many there are.
        """
        totals = defaultdict(
            lambda: {"taken": 0.0, "given_back": 0.0, "voided": 0.0, "count": 0}
        )
        # The ledger behind the sums is closed to cashiers, their own sums are not.
        payments = self.env["account.payment"].sudo()
        for link in ("estate_session_id", "estate_void_session_id"):
            rows = payments._read_group(
                [(link, "in", self.ids)],
                [link, "journal_id", "estate_channel", "payment_type"],
                ["amount:sum", "__count"],
            )
            for session, journal, channel, direction, amount, count in rows:
                total = totals[session.id, journal.id, channel]
                signed = amount if direction == "inbound" else -amount
                if link == "estate_void_session_id":
                    total["voided"] -= signed
                else:
                    total["taken" if signed > 0 else "given_back"] += signed
                    total["count"] += count
        return totals

    def _deposited_before_count(self):
        slips = self.deposit_ids.filtered(
            lambda slip: slip.state == "booked" and not slip.after_count
        )
        return sum(slips.mapped("amount"))

    # ------------------------------------------------------------------
    # COUNT AND CLOSE
    # ------------------------------------------------------------------

    def action_count(self):
        """Begin to count: nothing more is taken in this session meanwhile."""
        session = self._own_step("open")
        pending = session.handover_ids.filtered(lambda hand: hand.state == "waiting")
        if pending:
            raise UserError(
                self.env._(
                    "%(people)s did not confirm yet what was taken over: wait for it, "
                    "or take the hand-over back.",
                    people=", ".join(pending.giver_id.mapped("name")),
                )
            )
        notes = self.env["estate.cash.denomination"].search(
            [("currency_id", "=", session.currency_id.id)]
        )
        if not session.cash_ids:
            session.cash_ids = [Command.create({"value": note.value}) for note in notes]
        session.state = "counting"

    def action_collect_again(self):
        """Back to collecting: the count begins anew later."""
        self._own_step("counting")._collect_on()

    def action_close(self):
        """Close the session and post what is over or short.

        :raises UserError: when something differs and no reason says why
        """
        session = self._own_step("counting")
        different = session.line_ids.filtered("difference")
        if different and not (session.difference_reason or "").strip():
            raise UserError(
                self.env._(
                    "%(ways)s: the count differs from what is expected. Count once "
                    "more, or say why.",
                    ways=", ".join(
                        f"{line.name} {line.currency_id.format(line.difference)}"
                        for line in different
                    ),
                )
            )
        for line in different.filtered(lambda line: line.channel == "cash"):
            # A cashier holds no accounting right: the session is his own.
            self.env["estate.cashier"].sudo()._post_difference(line)
        session.write({"state": "closed", "closed_at": fields.Datetime.now()})
        session.activity_feedback([REMINDER], only_automated=False)

    def _own_step(self, state):
        """Return the locked session for a step of its own cashier."""
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._("Only %(cashier)s does this.", cashier=self.user_id.name)
            )
        return self._locked_in(state)

    def _locked_in(self, state):
        """Return the session, locked, with the rights of its steps."""
        # Written by the steps alone: each checks its role before it comes here.
        session = self.sudo().with_company(self.company_id)
        self.env["estate.cashier"]._lock(session)
        if session.state != state:
            words = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(session)s is %(state)s meanwhile: load it again.",
                    session=session.name,
                    state=words[session.state],
                )
            )
        return session

    # ------------------------------------------------------------------
    # REVIEW
    # ------------------------------------------------------------------

    def action_review(self):
        """Another than the cashier looks at the count; it is final then."""
        self.ensure_one()
        self.check_access("read")
        service = self.env["estate.cashier"]
        if not service._may_review_sessions() or self.user_id == self.env.user:
            raise AccessError(
                self.env._(
                    "A supervisor or the accountant reviews a session, and never his "
                    "own."
                )
            )
        session = self._locked_in("closed")
        session.write(
            {
                "state": "reviewed",
                "reviewer_id": self.env.uid,
                "reviewed_at": fields.Datetime.now(),
            }
        )

    def action_reopen(self):
        """Ask why the session is opened again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open %(session)s Again", session=self.name),
            "res_model": "estate.cashier.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_session_id": self.id},
        }

    def _reopen(self, reason):
        """Open a closed session again: its over/short entry is undone, its log says so.

        It is locked for who counts and for who books: the manager lets it be counted
        anew, as long as nobody has reviewed it (B-04).

        :raises AccessError: for others than the manager, and for one's own session
        """
        self.ensure_one()
        self.check_access("read")
        manager = self.env.user.has_group("estate_service.group_estate_manager")
        if not manager or self.user_id == self.env.user:
            raise AccessError(
                self.env._("Only the manager opens a closed session of another.")
            )
        session = self._locked_in("closed")
        # A later session of its cashier counts, whichever community it is of.
        newer = self.sudo().search(
            [
                ("user_id", "=", self.user_id.id),
                ("company_id", "=", self.company_id.id),
                ("id", ">", self.id),
            ],
            limit=1,
        )
        if newer:
            raise UserError(
                self.env._(
                    "%(newer)s began with what this session left: void in that one "
                    "instead, once this one is reviewed.",
                    newer=newer.name,
                )
            )
        text = self.env._("Opened again: %(reason)s", reason=reason)
        # The service undoes entries of its own; whose step it is was checked above.
        self.env["estate.cashier"].sudo()._undo_difference(session.line_ids, text)
        session._collect_on()
        session.message_post(body=text)

    def _collect_on(self):
        """Back to collecting: what went to the bank is not in the till any more."""
        self.deposit_ids.after_count = False
        self.write({"state": "open", "closed_at": False})

    # ------------------------------------------------------------------
    # TAKE OVER
    # ------------------------------------------------------------------

    def action_take_over(self):
        """Take over what colleagues without a session took; they confirm it."""
        session = self._own_step("open")
        return self.env["estate.cashier"]._take_over(session)

    # ------------------------------------------------------------------
    # SCREENS
    # ------------------------------------------------------------------

    def action_deposit(self):
        """Ask how much cash is brought to which bank."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bring Cash to the Bank"),
            "res_model": "estate.cash.deposit.make",
            "view_mode": "form",
            "target": "new",
            "context": {"default_session_id": self.id},
        }

    def action_view_receipts(self):
        """Open the receipts of the session, void ones among them."""
        return self._view_vouchers("estate_receipt_id", self.env._("Receipts"))

    def action_view_refunds(self):
        """Open what was given back in the session."""
        return self._view_vouchers("estate_refund_id", self.env._("Refunds"))

    def action_view_payments(self):
        """Open the payments, for those who may see the ledger."""
        self.ensure_one()
        self.env["account.payment"].check_access("read")
        return self._payments()._get_records_action(name=self.env._("Payments"))

    def _payments(self):
        """Return what was booked or undone in the session."""
        # The payments name the papers; the papers are read with the user's rights.
        return (
            self.env["account.payment"]
            .sudo()
            .search(
                [
                    "|",
                    ("estate_session_id", "in", self.ids),
                    ("estate_void_session_id", "in", self.ids),
                ]
            )
        )

    def _view_vouchers(self, link, name):
        self.check_access("read")
        vouchers = self._payments()[link]
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": vouchers._name,
            "view_mode": "list,form",
            "domain": [("id", "in", vouchers.ids)],
        }
