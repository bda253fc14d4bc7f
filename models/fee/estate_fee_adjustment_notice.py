from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..mixins.delivery_mixin import SIGNED

PROOF = SIGNED | {"proof_attachment_ids"}
"""What people add: who signed for the letter, and the paper that shows it."""


class EstateFeeAdjustmentNotice(models.Model):
    """The notice of an adjustment to one owner, and how it reached him (R-808).

    One for each owner and co-owner, whatever the number of his units, and one for
    whoever else pays a price that changes. *Reached* is taken over from the mail, the
    SMS, the portal or the signature; nobody says so himself.
    """

    _name = "estate.fee.adjustment.notice"
    _description = "Notice of a Price Adjustment"
    _inherit = ["estate.scope.mixin", "estate.delivery.mixin", "portal.mixin"]
    _order = "adjustment_id, id"
    _rec_name = "partner_id"
    _scope_fields = ("adjustment_id",)
    _person_fields = ()

    adjustment_id = fields.Many2one(
        "estate.fee.adjustment",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    community_id = fields.Many2one(
        related="adjustment_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="adjustment_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner", "Addressee", required=True, readonly=True, index=True
    )
    unit_ids = fields.Many2many(
        "estate.unit",
        "estate_fee_adjustment_notice_unit_rel",
        "notice_id",
        "unit_id",
        "Units",
        readonly=True,
    )
    role = fields.Selection(
        [("owner", "Owner"), ("payer", "Pays for the Owner")],
        required=True,
        readonly=True,
    )
    kind = fields.Selection(
        [("change", "Change of Prices"), ("revocation", "It Is Withdrawn")],
        "What It Tells",
        required=True,
        readonly=True,
        default="change",
    )
    channel = fields.Selection(
        [("mail", "E-mail"), ("sms", "SMS"), ("letter", "Letter")],
        "Sent Through",
        required=True,
        readonly=True,
    )
    subject = fields.Char(readonly=True)
    text = fields.Text("What It Says", readonly=True, help="Word for word.")
    state = fields.Selection(
        [
            ("todo", "To Send"),
            ("waiting", "On Its Way"),
            ("failed", "Failed"),
            ("reached", "Reached"),
        ],
        required=True,
        readonly=True,
        default="todo",
        index=True,
    )
    sent_on = fields.Datetime("Sent Out On", readonly=True)
    printed_on = fields.Date(readonly=True)
    read_on = fields.Datetime("Read in the Portal On", readonly=True)
    reached_by = fields.Selection(
        [
            ("portal", "Read in the Portal"),
            ("mail", "E-mail"),
            ("sms", "SMS"),
            ("letter", "Letter Signed For"),
        ],
        readonly=True,
    )
    proof_attachment_ids = fields.Many2many(
        "ir.attachment",
        "estate_fee_adjustment_notice_proof_rel",
        "notice_id",
        "attachment_id",
        "Proof Files",
        bypass_search_access=True,
        copy=False,
    )

    _one_per_person = models.UniqueIndex(
        "(adjustment_id, partner_id, kind)", "Nobody is told twice."
    )

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for notice in self:
            notice.access_url = f"/my/price-notices/{notice.id}"
        return result

    # ------------------------------------------------------------------ RIGHTS

    def _has_field_access(self, field, operation):
        """People add proof only; all else is written by what happened.

        The key to the portal is the owner's: who held it could read in his name.
        """
        allowed = super()._has_field_access(field, operation)
        if field.name == "access_token" and not self.env.su:
            return False
        own = field.name in PROOF
        return allowed and (operation != "write" or self.env.su or own)

    def write(self, vals):
        if not PROOF & vals.keys():
            return super().write(vals)
        files = self._proof_files()
        result = super().write(vals)
        self._check_own_files(files)
        self._take_proof()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if self.filtered(lambda notice: notice.state != "todo"):
            raise UserError(
                self.env._("What was sent to owners is evidence and stays.")
            )

    # ------------------------------------------------------------------- PROOF

    def _take_proof(self):
        """A letter that was signed for reached its owner; without proof it did not."""
        # The state is nobody's to write: the proof decides, whose right was checked.
        for notice in self.sudo():
            notice._own_proof()
            if notice._is_signed_for():
                notice._note_reached("letter")
            elif notice.reached_by == "letter":
                notice.write(
                    {"state": "waiting", "reached_by": False, "final_on": False}
                )

    def _note_reached(self, way):
        """It reached its owner; the first way that did is kept."""
        self.filtered(lambda notice: notice.state != "reached").write(
            {
                "state": "reached",
                "reached_by": way,
                "final_on": fields.Datetime.now(),
                "failure": False,
            }
        )

    def _note_read(self):
        """The owner sees the notice in the portal; the first time counts.

        The caller has proven who reads, by his login or by his token.
        """
        now = fields.Datetime.now()
        # Reading is the owner's right, writing when he did the program's.
        for notice in self.sudo():
            if not notice.read_on:
                notice.read_on = now
            notice._note_reached("portal")

    def _note_failed(self, failure):
        """The message reached nobody; what he read or signed for stays a proof."""
        by_letter = self.filtered(lambda notice: notice._is_signed_for())
        by_portal = (self - by_letter).filtered("read_on")
        by_letter.write({"reached_by": "letter"})
        by_portal.write({"reached_by": "portal"})
        unread = self - by_letter - by_portal
        unread.reached_by = False
        return super(EstateFeeAdjustmentNotice, unread)._note_failed(failure)

    def _note_arrived(self):
        for channel, same in self.grouped("channel").items():
            same._note_reached(channel)

    # ----------------------------------------------------------------- ACTIONS

    def action_resend(self):
        """Send what failed again, by the address that is known now."""
        for adjustment, notices in self.grouped("adjustment_id").items():
            adjustment._check_may_plan()
            revoked = set(notices.mapped("kind")) == {"revocation"}
            adjustment._check_state(
                *(("withdrawn",) if revoked else ("noticed", "in_force"))
            )
            if notices.filtered(lambda notice: notice.state != "failed"):
                raise UserError(self.env._("Only what failed is sent again."))
            # Channels and states are the program's: the role was checked just now.
            for notice in notices.sudo():
                notice.write(
                    {
                        "state": "todo",
                        "channel": self._channel_for(notice.partner_id),
                        "failure": False,
                        "final_on": False,
                    }
                )
            adjustment._trigger_job()
        return True

    def action_print(self):
        """Print these as letters, to be signed for."""
        if not self.env["estate.fee.adjustment.notice"].has_access("write"):
            raise AccessError(self.env._("Letters are printed by who delivers them."))
        self.check_access("read")
        self._check_worth_telling()
        limit = self.company_id[:1].estate_print_limit
        if len(self) > limit:
            raise UserError(
                self.env._(
                    "These are %(count)s letters; at most %(limit)s are printed at "
                    "once. Choose some in the list and print those.",
                    count=len(self),
                    limit=limit,
                )
            )
        # When it was printed is the program's to write: the role was checked just now.
        self.sudo().write({"printed_on": fields.Date.context_today(self)})
        report = self.env.ref("estate_service.action_report_fee_notice")
        return report.report_action(self.ids, config=False)

    def _check_worth_telling(self):
        """What was not sent before its adjustment was withdrawn is sent to nobody."""
        void = self.filtered(
            lambda notice: notice.state == "todo"
            and notice.kind != notice.adjustment_id._kind_to_tell()
        )
        if void:
            raise UserError(
                self.env._(
                    "%(adjustment)s was withdrawn: the notices that were not sent "
                    "before are not sent any more.",
                    adjustment=void[:1].adjustment_id.display_name,
                )
            )

    @api.model
    def _channel_for(self, partner):
        """Mail, else SMS where it is installed, else a letter; no dead address."""
        if partner._estate_mail_address():
            return "mail"
        if "sms.sms" in self.env and partner._estate_sms_number():
            return "sms"
        return "letter"

    def _portal_text(self):
        """What it says, with its lines kept."""
        return Markup("<br/>").join((self.text or "").splitlines())
