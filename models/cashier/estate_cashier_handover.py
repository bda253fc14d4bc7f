from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

CONFIRM = "estate_service.mail_activity_type_handover"


class EstateCashierHandover(models.Model):
    """Money that one took without a session and a cashier takes over (R-804).

    Both acknowledge it: the cashier when he takes it over, the colleague when he
    confirms it. Then its payments are in the cashier's session.
    """

    _name = "estate.cashier.handover"
    _description = "Hand-over to the Cashier"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    session_id = fields.Many2one(
        "estate.cashier.session", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="session_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    taker_id = fields.Many2one(
        related="session_id.user_id", string="Taken Over By", store=True, index=True
    )
    giver_id = fields.Many2one("res.users", "Handed Over By", required=True, index=True)
    taken_at = fields.Datetime("Cashier Acknowledged")
    given_at = fields.Datetime("Colleague Confirmed")
    confirmed_by_id = fields.Many2one("res.users", "Confirmed By")
    state = fields.Selection(
        [("waiting", "To Confirm"), ("done", "Done"), ("dropped", "Taken Back")],
        required=True,
        default="waiting",
        index=True,
        tracking=True,
    )
    payment_ids = fields.One2many("account.payment", "estate_handover_id")
    count = fields.Integer("Number of Payments")
    cash = fields.Monetary()
    other = fields.Monetary("Other Ways")
    vouchers = fields.Char("Receipts")
    can_confirm = fields.Boolean(compute="_compute_can_confirm")

    @api.depends("giver_id.name", "taker_id.name")
    def _compute_display_name(self):
        for handover in self:
            handover.display_name = (
                f"{handover.giver_id.name} → {handover.taker_id.name}"
            )

    @api.depends("state", "giver_id", "taker_id")
    @api.depends_context("uid")
    def _compute_can_confirm(self):
        for handover in self:
            waits = handover.state == "waiting"
            handover.can_confirm = waits and handover._may_confirm()

    def _may_confirm(self):
        """The giver, or a supervisor in his absence; never who took it over."""
        reviews = self.env["estate.cashier"]._may_review_sessions()
        is_other = reviews and self.env.user != self.taker_id
        return self.env.user == self.giver_id or is_other

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A hand-over is kept: take it back instead."))

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_confirm(self):
        """Confirm what was handed over: the giver, or a supervisor in his absence."""
        self.ensure_one()
        self.check_access("read")
        if not self._may_confirm():
            raise AccessError(
                self.env._(
                    "%(giver)s confirms what he handed over, or a supervisor for him.",
                    giver=self.giver_id.name,
                )
            )
        handover = self._locked()
        handover._note_sums()
        handover.write(
            {
                "state": "done",
                "given_at": fields.Datetime.now(),
                "confirmed_by_id": self.env.uid,
            }
        )
        handover.activity_feedback([CONFIRM], only_automated=False)
        # Sessions are written by their steps alone: who may confirm was checked above.
        self.env["estate.cashier"].sudo()._put_in(
            handover.session_id, handover.payment_ids
        )

    def action_take_back(self):
        """The cashier does not take it over after all: it waits again."""
        self.ensure_one()
        self.check_access("read")
        if self.env.user not in self.taker_id | self.giver_id:
            raise AccessError(
                self.env._("Only the two who hand over may take it back.")
            )
        handover = self._locked()
        handover.activity_unlink([CONFIRM], only_automated=False)
        handover.write({"state": "dropped"})
        handover.payment_ids.estate_handover_id = False

    # ------------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------------

    def _locked(self):
        """Return the hand-over, locked with its session, for its own steps."""
        # Written by the steps alone: each has checked who calls it.
        handover = self.sudo().with_company(self.company_id)
        service = self.env["estate.cashier"]
        service._lock(handover.session_id)
        service._lock(handover)
        if handover.state != "waiting" or handover.session_id.state != "open":
            raise UserError(
                self.env._("This hand-over is settled, or its session is counted.")
            )
        return handover

    def _note_sums(self):
        """Keep what is handed over as it is now: later voidings leave it."""
        payments = self.payment_ids
        cash = payments.filtered(lambda payment: payment.estate_channel == "cash")
        names = payments.estate_receipt_id.mapped("name")
        names += payments.estate_refund_id.mapped("name")
        self.write(
            {
                "count": len(payments),
                "cash": sum(payment._estate_signed() for payment in cash),
                "other": sum(payment._estate_signed() for payment in payments - cash),
                "vouchers": ", ".join(sorted(names)),
            }
        )

    @api.model
    def _ask(self, session, giver, payments):
        """Write that the cashier took it over, and ask the giver to confirm."""
        handover = self.create(
            {
                "session_id": session.id,
                "giver_id": giver.id,
                "taken_at": fields.Datetime.now(),
            }
        )
        payments.estate_handover_id = handover
        handover._note_sums()
        if giver.active and giver._is_internal():
            text = handover.with_context(lang=giver.lang).env._(
                "Confirm what %(cashier)s took over", cashier=session.user_id.name
            )
            handover.with_context(mail_activity_quick_update=True).activity_schedule(
                CONFIRM, summary=text, user_id=giver.id
            )
        return handover

    def _ask_again(self):
        """Note that one of its papers was voided meanwhile: its sums are others."""
        for handover in self.filtered(lambda hand: hand.state == "waiting"):
            handover._note_sums()
            handover.message_post(
                body=self.env._("A voucher was voided: look at the sums again.")
            )
