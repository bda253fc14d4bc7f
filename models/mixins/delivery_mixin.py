from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import plaintext2html

from ...engine.delivery import is_wrong_address, outcome_of

SIGNED = {"proof_on", "proof_by", "proof_ref", "proof_signature"}
"""What is added later to a letter: who signed for it, and when."""
DEAD = {
    "mail_email_invalid",
    "mail_email_missing",
    "sms_invalid_destination",
    "sms_number_format",
    "sms_number_missing",
}
"""Failures that say that the number or address is wrong, not that the line was."""


class EstateDeliveryMixin(models.AbstractModel):
    """Something sent to a person, with the proof that it arrived.

    A mail or SMS has arrived when its own record says so, a letter when somebody signed
    for it and the signature or a scan shows it; a mail that comes back has not. A model
    adds ``channel``, ``state`` (``waiting``, ``failed`` and what it calls the rest) and
    the files of the proof, ``proof_attachment_ids``, names the field of its addressee
    in ``_addressee_field``, and extends what follows when it arrived
    (``_note_arrived``) or did not (``_note_failed``).
    """

    _name = "estate.delivery.mixin"
    _description = "Delivery With Proof"
    _addressee_field = "partner_id"

    address = fields.Char(
        "Number or Address", readonly=True, help="As it was used at that time."
    )
    failure = fields.Char("Why It Failed", readonly=True)
    final_on = fields.Datetime("Known Since", readonly=True)
    mail_id = fields.Many2one(
        "mail.mail",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
    )
    notification_id = fields.Many2one(
        "mail.notification",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
    )
    message_ref = fields.Char(
        "Message Number", readonly=True, help="The number by which it is traced."
    )
    proof_on = fields.Date("Signed For On", copy=False)
    proof_by = fields.Char("Signed By", copy=False)
    proof_ref = fields.Char("Number of the Consignment", copy=False)
    proof_signature = fields.Binary("Signature", copy=False)

    # ----------------------------------------------------------------- LETTERS

    def _is_signed_for(self):
        """Tell whether a letter arrived: when, and the signature or paper shows it."""
        shown = self.proof_signature or self.proof_attachment_ids
        signed = bool(self.proof_on and shown)
        return outcome_of("letter", None, signed) == "sent"

    def _proof_files(self):
        # What was there before is compared, not shown.
        return {letter: letter.proof_attachment_ids for letter in self.sudo()}

    def _check_own_files(self, before):
        """Proof is what one uploads oneself, no file of another record or person.

        :param before: what ``_proof_files`` returned before the change
        """
        if self.env.su:
            return
        # Whose file it is decides, before anybody may read it here.
        for letter in self.sudo():
            for file in letter.proof_attachment_ids - before[letter]:
                own = file.res_model == self._name and file.res_id == letter.id
                if not own and (file.res_id or file.create_uid != self.env.user):
                    raise AccessError(
                        self.env._("Add a file of your own as the proof.")
                    )

    def _own_proof(self):
        """Who may read the letter may read what proves it."""
        loose = self.proof_attachment_ids.filtered(lambda file: not file.res_id)
        loose.write({"res_model": self._name, "res_id": self.id})

    # ---------------------------------------------------------------- MESSAGES

    @api.model
    def _queue_messages(self, values, community):
        """Hand mails and SMS to core's queues, and put into ``values`` what follows.

        :param values: dicts with ``channel``, ``address``, ``subject`` and ``text``
        """
        by_mail = [vals for vals in values if vals["channel"] == "mail"]
        by_sms = [vals for vals in values if vals["channel"] == "sms"]
        self._queue_mails(by_mail, community.company_id)
        self._queue_sms(by_sms, community)

    @api.model
    def _queue_mails(self, values, company):
        """Make one mail for each; core's queue sends them and says how it went."""
        sender = company.email_formatted or self.env.user.email_formatted
        # Mails are the system's; the step that sends has checked what they say.
        queue = self.env["mail.mail"].sudo()
        mails = queue.create(
            [
                {
                    "subject": vals["subject"],
                    "body_html": plaintext2html(vals["text"]),
                    "email_to": vals["address"],
                    "email_from": sender,
                    "auto_delete": False,
                }
                for vals in values
            ]
        )
        for vals, mail in zip(values, mails, strict=True):
            vals["mail_id"] = mail.id
        if mails:
            # They leave now, not with the next turn of the queue in the quiet hours;
            # who sends needs no right on scheduled work.
            self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()

    @api.model
    def _queue_sms(self, values, community):
        """Make one SMS for each, with the notification that follows its delivery."""
        if not values:
            return
        # Messages are the system's; the step that sends has checked what they say.
        env = self.env(su=True)
        messages = env["mail.message"].create(
            [
                {
                    "message_type": "sms",
                    "subject": vals["subject"],
                    "body": plaintext2html(vals["text"]),
                    "author_id": env.ref("base.partner_root").id,
                }
                for vals in values
            ]
        )
        format_number = community.partner_id._phone_format
        country = community.company_id.country_id
        numbers = [
            format_number(number=vals["address"], country=country) or vals["address"]
            for vals in values
        ]
        texts = env["sms.sms"].create(
            [
                {"number": number, "body": vals["text"], "mail_message_id": message.id}
                for vals, number, message in zip(values, numbers, messages, strict=True)
            ]
        )
        notifications = env["mail.notification"].create(
            [
                {
                    "mail_message_id": sms.mail_message_id.id,
                    "author_id": sms.mail_message_id.author_id.id,
                    "notification_type": "sms",
                    "notification_status": "ready",
                    "sms_number": sms.number,
                    "sms_id_int": sms.id,
                    "sms_tracker_ids": [fields.Command.create({"sms_uuid": sms.uuid})],
                    "is_read": True,
                }
                for sms in texts
            ]
        )
        for vals, sms, notification in zip(values, texts, notifications, strict=True):
            vals |= {"notification_id": notification.id, "message_ref": sms.uuid}

    def _final(self):
        """Return state (``sent``, ``failed``, ``waiting``) and failure.

        As the message's own record says it.
        """
        message = self.mail_id if self.channel == "mail" else self.notification_id
        if not message:
            gone = self.env._("The message was deleted before it was sent.")
            return "failed", gone
        raw = message.state if self.channel == "mail" else message.notification_status
        state = outcome_of(self.channel, raw)
        failure = message.failure_reason or message.failure_type
        return state, (failure or raw) if state == "failed" else False

    def _is_dead(self):
        """Tell whether the message says that its number or address is wrong."""
        message = self.mail_id if self.channel == "mail" else self.notification_id
        return message.failure_type in DEAD

    # ------------------------------------------------------------------- SWEEP

    @api.model
    def _sweep(self):
        """Take over what became of the messages on their way."""
        # Mails and notifications are the system's; the sweep acts for everybody.
        waiting = self.sudo().search(
            [("state", "=", "waiting"), ("channel", "in", ("mail", "sms"))]
        )
        for (state, failure), alike in waiting.grouped(
            lambda one: one._final()
        ).items():
            if state == "failed":
                alike._note_failed(failure)
            elif state == "sent":
                alike._note_arrived()
                for one in alike:
                    one.message_ref = one.mail_id.message_id or one.message_ref
            for one in alike.filtered(lambda one: one._is_dead()):
                one._note_dead()

    def _note_arrived(self):
        """The message's own record says that it was sent."""
        self.write({"state": "sent", "final_on": fields.Datetime.now()})

    def _note_failed(self, failure):
        """It reached nobody."""
        self.write(
            {"state": "failed", "failure": failure, "final_on": fields.Datetime.now()}
        )

    def _note_dead(self):
        """Nothing is sent to its number or address again."""
        person = self[self._addressee_field]
        if self.channel == "mail":
            person._estate_note_dead_mail(self.address)
        else:
            person._estate_note_dead_phone(self.address)

    # ----------------------------------------------------------------- BOUNCES

    @api.model
    def _take_bounces(self, message, reason, answers=()):
        """Let each kind of delivery look whether the mail that came back was its own.

        :param answers: codes and words by which the mail servers say why (RFC 3463)
        """
        for name in self.env.registry.descendants([self._name], "_inherit"):
            if not self.env[name]._abstract:
                self.env[name]._take_bounce(message, reason, answers)

    @api.model
    def _take_bounce(self, message, reason, answers):
        """What came back has reached nobody: it may be sent again.

        A full mailbox or a server that is down says nothing of the address.
        """
        # Mails are the system's; whoever fetches the mail notes what came back.
        sent = self.sudo().search(
            [
                ("mail_id.mail_message_id", "in", message.ids),
                ("state", "not in", ("todo", "failed")),
            ]
        )
        sent._note_failed(reason.strip() or self.env._("The mail came back."))
        wrong = any(is_wrong_address(*answer) for answer in answers)
        # As often as this core itself writes no more to somebody.
        limit = self.env["discuss.channel"].MAX_BOUNCE_LIMIT
        for one in sent:
            if wrong or one[self._addressee_field].message_bounce >= limit:
                one._note_dead()
