from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ..mixins.delivery_mixin import SIGNED
from .estate_dunning_policy import CHANNELS, ON_PAPER

OUTCOMES = [
    ("reached", "Spoken With"),
    ("promised", "Promised to Pay"),
    ("refused", "Refuses to Pay"),
    ("disputed", "Disputes the Debt"),
    ("call_back", "Will Call Back"),
    ("no_answer", "No Answer"),
    ("wrong_number", "Wrong Number"),
]
PROOF = SIGNED | {"proof_attachment_ids"}
"""What is added later: who signed for the letter, and the paper that shows it."""
TRUSTED = "estate_service.group_estate_manager"
"""Who may change a proof that stands, since it was added to the wrong letter."""


class EstateDunningAttempt(models.Model):
    """One attempt to reach somebody about a debt, kept as evidence (B-18).

    Written once, by the step that makes it, with the text as it was said or sent. Only
    the proof of a letter is added later. Whether it was *sent* is taken over from the
    mail, the SMS or the signature; nobody says so himself.
    """

    _name = "estate.dunning.attempt"
    _description = "Contact About a Debt"
    _inherit = ["estate.scope.mixin", "estate.delivery.mixin"]
    _addressee_field = "payer_id"
    _order = "date desc, id desc"
    _scope_fields = ("debt_id",)

    debt_id = fields.Many2one(
        "estate.dunning.debt",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    case_id = fields.Many2one(
        "estate.dunning.case", index=True, ondelete="restrict", readonly=True
    )
    level_id = fields.Many2one(related="case_id.level_id", store=True)
    unit_id = fields.Many2one(related="debt_id.unit_id", store=True, index=True)
    payer_id = fields.Many2one(
        related="debt_id.payer_id", string="Debtor", store=True, index=True
    )
    community_id = fields.Many2one(
        related="debt_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="debt_id.company_id", store=True, index=True)
    channel = fields.Selection(
        CHANNELS, "Means of Contact", required=True, readonly=True
    )
    contact_name = fields.Char("Spoken To", readonly=True)
    audience = fields.Selection(
        [("details", "The Debt"), ("neutral", "A Request to Call Back")],
        "What Was Told",
        required=True,
        readonly=True,
    )
    subject = fields.Char(readonly=True)
    text = fields.Text("What It Says", readonly=True, help="Word for word.")
    date = fields.Datetime(
        "When", required=True, readonly=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one(
        "res.users", "By", readonly=True, default=lambda self: self.env.user
    )
    outcome = fields.Selection(OUTCOMES, readonly=True)
    note = fields.Text("What Was Said", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "On Its Way"),
            ("made", "Contact Made"),
            ("sent", "Sent"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
        help="A mail or SMS is sent when its own record says so, a letter when "
        "somebody signed for it.",
    )
    proof_attachment_ids = fields.Many2many(
        "ir.attachment",
        "estate_dunning_attempt_proof_rel",
        "attempt_id",
        "attachment_id",
        "Proof Files",
        bypass_search_access=True,
    )

    @api.depends("debt_id", "channel", "date")
    def _compute_display_name(self):
        channels = dict(self._fields["channel"]._description_selection(self.env))
        for attempt in self:
            name = attempt.debt_id.display_name or ""
            attempt.display_name = f"{name} · {channels.get(attempt.channel, '')}"

    # ------------------------------------------------------------------ RIGHTS

    def _has_field_access(self, field, operation):
        """Evidence is written by the steps that make it; people add proof only."""
        allowed = super()._has_field_access(field, operation)
        own = field.name in self._open_to_people()
        return allowed and (operation != "write" or self.env.su or own)

    @api.model
    def _open_to_people(self):
        return PROOF

    def write(self, vals):
        proof = PROOF & vals.keys()
        if not proof:
            return super().write(vals)
        if self.filtered(lambda attempt: attempt.channel not in ON_PAPER):
            raise UserError(self.env._("Only letters are signed for."))
        self._check_proof_open()
        files = self._proof_files()
        result = super().write(vals)
        self._check_own_files(files)
        self._take_proof()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        """Claims lapse after some years; until then every attempt may be asked for."""
        now = fields.Datetime.now()
        for attempt in self:
            years = attempt.company_id.estate_evidence_years
            if attempt.date > now - relativedelta(years=years):
                raise UserError(
                    self.env._(
                        "Contacts about debts are evidence and are kept for "
                        "%(years)s years.",
                        years=years,
                    )
                )

    # ------------------------------------------------------------------- PROOF

    def _check_proof_open(self):
        """Once it proves something it stays; the manager's change is written down."""
        standing = self.filtered(lambda attempt: attempt.state == "sent")
        if self.env.su or not standing:
            return
        if not self.env.user.has_group(TRUSTED):
            raise AccessError(
                self.env._("The proof of a letter stays: a manager may change it.")
            )
        for attempt in standing:
            attempt.debt_id._message_log(
                body=self.env._(
                    "The proof of the letter of %(day)s is changed; it was signed for "
                    "on %(signed)s by %(name)s.",
                    day=format_date(self.env, attempt.date),
                    signed=format_date(self.env, attempt.proof_on),
                    name=attempt.proof_by or "?",
                )
            )

    def _take_proof(self):
        """A letter that was signed for is sent; without its proof it is not."""
        now = fields.Datetime.now()
        # The state is nobody's to write: the proof decides, whose right was checked.
        for attempt in self.sudo():
            attempt._check_signed_day()
            state = "sent" if attempt._is_signed_for() else "waiting"
            attempt._own_proof()
            if state != attempt.state:
                attempt.write(
                    {"state": state, "final_on": now if state == "sent" else False}
                )
                attempt.case_id._follow_attempt(state)

    def _check_signed_day(self):
        """A letter is signed for after it was made, and not in days to come."""
        local = self.with_context(tz=self.community_id._timezone())
        made_on = fields.Datetime.context_timestamp(local, self.date).date()
        today = fields.Date.context_today(local)
        if self.proof_on and not made_on <= self.proof_on <= today:
            raise UserError(
                self.env._(
                    "The letter was made on %(day)s: it is signed for from then on, "
                    "until today.",
                    day=format_date(self.env, made_on),
                )
            )

    def action_came_back(self):
        """The letter came back: the next one goes elsewhere, if anywhere (R-116)."""
        self.check_access("write")
        waiting = self.filtered(
            lambda attempt: attempt.channel in ON_PAPER and attempt.state == "waiting"
        )
        if not waiting:
            raise UserError(
                self.env._("Only a letter that nobody signed for comes back.")
            )
        failure = self.env._("The letter came back.")
        # The state is closed to direct writes: the right was checked just now.
        waiting.sudo()._note_failed(failure)

    # ----------------------------------------------------------------- FINALLY

    def _note_arrived(self):
        result = super()._note_arrived()
        self.case_id._follow_attempt("sent")
        return result

    def _note_failed(self, failure):
        """It reached nobody: its level may be sent again."""
        result = super()._note_failed(failure)
        self.case_id._follow_attempt("failed", failure)
        return result
