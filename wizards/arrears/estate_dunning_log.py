from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine import dunning
from ...models.arrears.dunning_words import wording
from ...models.arrears.estate_dunning_attempt import OUTCOMES

PROMISED = "promised"
DISPUTED = "disputed"
WRONG = "wrong_number"
DISPUTED_REASON = "dispute"
UNHEARD = ("no_answer", WRONG)
"""Outcomes of a call that reached nobody."""


class EstateDunningLog(models.TransientModel):
    """Writes down a call or a visit, and says before what may be said to whom."""

    _name = "estate.dunning.log"
    _description = "Write Down a Contact"

    debt_id = fields.Many2one(
        "estate.dunning.debt", required=True, readonly=True, ondelete="cascade"
    )
    # Read with the user's own rights: whoever names a debt sees what he may see of it.
    unit_id = fields.Many2one(related="debt_id.unit_id", related_sudo=False)
    payer_id = fields.Many2one(
        related="debt_id.payer_id", string="Debtor", related_sudo=False
    )
    phone = fields.Char(related="debt_id.payer_id.phone", related_sudo=False)
    phone_invalid = fields.Boolean(
        related="debt_id.payer_id.estate_phone_invalid", related_sudo=False
    )
    currency_id = fields.Many2one(related="debt_id.currency_id", related_sudo=False)
    arrears_amount = fields.Monetary(
        related="debt_id.arrears_amount", related_sudo=False
    )
    arrears_months = fields.Integer(
        related="debt_id.arrears_months", related_sudo=False
    )
    pause_reason = fields.Char(related="debt_id.pause_reason", related_sudo=False)
    is_quiet = fields.Boolean(
        compute="_compute_is_quiet",
        help="It is now within the quiet hours of the community (B-18).",
    )
    channel = fields.Selection(
        [("call", "Call"), ("visit", "Visit")],
        "Means of Contact",
        required=True,
        default="call",
    )
    contact_point_id = fields.Many2one(
        "estate.contact.point",
        "Other Contact",
        domain="[('id', 'in', contact_point_ids)]",
        compute="_compute_contact_point_id",
        store=True,
        readonly=False,
        help="Empty: the debtor himself. He is tried first; whom to try next stands "
        "here when his number is missing or wrong.",
    )
    contact_point_ids = fields.Many2many(
        "estate.contact.point", compute="_compute_contact_point_ids"
    )
    audience = fields.Selection(
        [
            ("details", "The Debt"),
            ("neutral", "A Request to Call Back"),
            ("nothing", "Nothing"),
        ],
        "What May Be Said",
        compute="_compute_audience",
    )
    text = fields.Text("Say", compute="_compute_audience")
    outcome = fields.Selection(OUTCOMES, required=True, default="reached")
    note = fields.Text("What Was Said")
    promise_amount = fields.Monetary(
        "Promises to Pay",
        compute="_compute_promise_amount",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    promise_date = fields.Date("Pay By")
    review_date = fields.Date(
        "Look at It Again On",
        compute="_compute_review_date",
        store=True,
        readonly=False,
        help="Until this day nothing is sent; the policy says how long at most.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        debts = {vals.get("debt_id") for vals in vals_list} - {None, False}
        self.env["estate.dunning.debt"].browse(debts)._check_caller()
        return super().create(vals_list)

    def write(self, vals):
        if "debt_id" in vals:
            raise AccessError(self.env._("A contact stays with its debt."))
        return super().write(vals)

    @api.depends("debt_id")
    def _compute_is_quiet(self):
        policies = self.env["estate.dunning.policy"]
        for log in self:
            community = log.debt_id.community_id
            log.is_quiet = bool(community) and policies._policy_of(
                community
            )._is_quiet_at(community)

    @api.depends("debt_id")
    def _compute_contact_point_ids(self):
        for log in self:
            ladder = log.debt_id._ladders().get(log.debt_id.id, [])
            keys = [contact.key for contact in ladder if contact.key]
            log.contact_point_ids = self.env["estate.contact.point"].browse(keys)

    @api.depends("debt_id", "channel")
    def _compute_contact_point_id(self):
        """Whom to try: the debtor, else the next one whose number is not wrong."""
        points = self.env["estate.contact.point"]
        for log in self:
            ladder = log.debt_id._ladders().get(log.debt_id.id, [])
            calls = log.channel == "call"
            log.contact_point_id = calls and points.browse(
                [contact.key for contact in ladder[:1] if contact.key]
            )

    @api.depends("debt_id", "outcome")
    def _compute_review_date(self):
        for log in self:
            disputed = log.outcome == DISPUTED and log.debt_id
            log.review_date = disputed and log.debt_id._last_day_of_pause()

    @api.depends("debt_id", "contact_point_id", "channel")
    def _compute_audience(self):
        for log in self:
            debt = log.debt_id
            if not debt:
                log.audience = log.text = False
                continue
            told = debt._audience_of(log.contact_point_id)
            log.audience = told.value
            log.text = log._text(told)

    def _text(self, told):
        """Return what to say, in the words of the level that the debt is at."""
        level = self._level()
        paid = not self.debt_id.arrears_amount
        if told == dunning.Audience.NOTHING or not level or paid:
            return False
        _subject, text = wording(level, told, self.debt_id._values())
        return text

    def _level(self):
        """The call's own level, else the last one taken, else the first."""
        debt = self.debt_id
        waiting = debt.case_ids.filtered(
            lambda case: case.state == "queued" and case.channel == self.channel
        )
        policy = self.env["estate.dunning.policy"]._policy_of(debt.community_id)
        spoken = policy.level_ids.filtered(lambda lev: lev.channel == self.channel)
        return waiting.level_id[:1] or spoken[:1] or policy.level_ids[:1]

    @api.depends("debt_id", "outcome")
    def _compute_promise_amount(self):
        for log in self:
            promised = log.outcome == PROMISED
            log.promise_amount = promised and log.debt_id.arrears_amount

    def action_confirm(self):
        """Keep the contact as evidence, and what follows from it.

        A promise is kept as one, a dispute lets dunning wait (B-18), a wrong number is
        called no more, and whom to try next is asked at once (R-116).
        """
        self.ensure_one()
        if self.create_uid != self.env.user:
            raise AccessError(self.env._("This screen belongs to somebody else."))
        debt = self.debt_id
        debt._check_caller()
        if self.audience == "nothing":
            raise UserError(
                self.env._(
                    "This contact belongs to another party of the unit or is not "
                    "valid: nothing is said there."
                )
            )
        self._check_outcome()
        self._keep_attempt(debt)
        if self.outcome == PROMISED:
            self._keep_promise(debt)
        elif self.outcome == DISPUTED:
            self._keep_dispute(debt)
        if self.channel == "call":
            self._note_number(debt)
        if self.outcome == WRONG and debt._ladders()[debt.id]:
            return debt.action_log()
        return {"type": "ir.actions.act_window_close"}

    def _check_outcome(self):
        """What was told fits to whom, and says what it must."""
        if self.outcome == PROMISED and self.audience != "details":
            raise UserError(
                self.env._("Only who may hear of the debt can promise to pay it.")
            )
        if self.outcome == DISPUTED and self.audience != "details":
            raise UserError(self.env._("Only who may hear of the debt can dispute it."))
        if self.outcome == DISPUTED and not (self.note or "").strip():
            raise UserError(self.env._("What is disputed? Write it down in his words."))
        if self.outcome == WRONG and self.channel != "call":
            raise UserError(self.env._("Only a call has a wrong number."))

    def _keep_attempt(self, debt):
        point = self.contact_point_id
        cases = debt.case_ids.filtered(
            lambda case: case.state == "queued" and case.channel == self.channel
        )
        # Written by this step alone, with what it has just checked.
        attempts = self.env["estate.dunning.attempt"].sudo()
        attempts.create(
            {
                "debt_id": debt.id,
                "case_id": cases[:1].id,
                "channel": self.channel,
                "contact_name": point.name or self.payer_id.name,
                "address": point.phone or self.phone,
                "audience": self.audience,
                "text": self.text,
                "outcome": self.outcome,
                "note": self.note,
                "state": "made",
                "user_id": self.env.uid,
            }
        )
        cases.sudo()._follow_call(self.outcome)  # as above: it follows the call

    def _keep_dispute(self, debt):
        """Dunning waits until the day on which the dispute is looked at again."""
        # Whoever is told of a dispute writes it down, in this step alone.
        pauses = self.env["estate.dunning.pause"].sudo()
        running = [("debt_id", "=", debt.id), ("reason", "=", DISPUTED_REASON)]
        if pauses.search_count([*running, ("is_running", "=", True)], limit=1):
            return
        vals = {"debt_id": debt.id, "reason": DISPUTED_REASON, "note": self.note}
        if self.review_date:
            vals["date_to"] = self.review_date
        pauses.create(vals)

    def _note_number(self, debt):
        """Somebody was reached by the number, or it is known to be wrong."""
        number = self.contact_point_id.phone or self.phone
        if self.outcome == WRONG:
            debt.payer_id._estate_note_dead_phone(number)
            if not debt._ladders()[debt.id]:
                debt._pass_calls()
        elif self.outcome not in UNHEARD:
            debt.payer_id._estate_note_reached_phone(number)

    def _keep_promise(self, debt):
        if not self.promise_date:
            raise UserError(self.env._("By which day does he promise to pay?"))
        self.env["estate.payment.promise"].create(
            {
                "debt_id": debt.id,
                "amount": self.promise_amount,
                "date": self.promise_date,
                "note": self.note,
            }
        )
