from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..mixins.clock_mixin import TARGETS

SUBJECTS = [("request", "Service Requests"), ("order", "Work Orders")]
URGENCIES = [
    ("now", "Immediate"),
    ("appointment", "By Appointment"),
]


class EstateServicePolicy(models.Model):
    """How soon the service centre promises to act (R-317, R-401, R-410).

    The first policy, by sequence, whose conditions a document meets is its policy.
    """

    _name = "estate.service.policy"
    _description = "Service Level"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: of every company."
    )
    community_ids = fields.Many2many(
        "estate.community",
        "estate_service_policy_community_rel",
        "policy_id",
        "community_id",
        "Communities",
        check_company=True,
        help="Empty: in every community.",
    )
    subject = fields.Selection(
        SUBJECTS, "What Is Promised About", required=True, default="request"
    )
    type_ids = fields.Many2many(
        "estate.request.type",
        "estate_service_policy_type_rel",
        "policy_id",
        "type_id",
        "Types",
        help="And what lies below them. Empty: for every type.",
    )
    urgency = fields.Selection(URGENCIES, help="Empty: whatever was agreed.")
    target_ids = fields.One2many(
        "estate.service.target", "policy_id", "Promised Times", copy=True
    )

    @api.model
    def _policy_of(self, document):
        """Return the policy of a document, or an empty record.

        The document has ``company_id``, ``community_id``, ``type_id``, ``urgency`` and
        ``appointment``.
        """
        # What was promised holds whoever registers the case.
        policies = self.sudo()
        domain = Domain("subject", "=", document._clock_subject)
        domain &= Domain("company_id", "in", [document.company_id.id, False])
        return policies.search(domain).filtered(lambda p: p._applies_to(document))[:1]

    def _applies_to(self, document):
        self.ensure_one()
        if self.community_ids and document.community_id not in self.community_ids:
            return False
        if self.urgency and document.urgency != self.urgency:
            return False
        return not self.type_ids or document.type_id._is_among(self.type_ids)


class EstateServiceTarget(models.Model):
    """One promised time of a service level."""

    _name = "estate.service.target"
    _description = "Promised Time"
    _order = "policy_id, minutes, id"

    policy_id = fields.Many2one(
        "estate.service.policy",
        "Service Level",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    target = fields.Selection(TARGETS, required=True, default="answer")
    minutes = fields.Integer(required=True, aggregator=None)
    warn_minutes = fields.Integer(
        "Warn Before (Minutes)",
        aggregator=None,
        help="Who has to keep it is told so many minutes before; 0: not at all.",
    )
    clock = fields.Selection(
        [("always", "Round the Clock"), ("office", "Office Hours")],
        required=True,
        default="always",
        help="Office hours are those of the community.",
    )
    escalate = fields.Boolean(
        "Move Up When Late", help="服务上移: the next in line gets the case by itself."
    )

    _target_uniq = models.UniqueIndex(
        "(policy_id, target)", "A service level promises each target once."
    )
    _minutes_positive = models.Constraint(
        "CHECK(minutes > 0 AND warn_minutes >= 0)",
        "A promised time is at least one minute.",
    )

    @api.constrains("minutes", "warn_minutes")
    def _check_warning(self):
        for target in self:
            if target.warn_minutes >= target.minutes:
                raise ValidationError(
                    self.env._("A warning comes after the beginning, before the end.")
                )

    def _clock_vals(self, document, begin):
        """Return the values of a document's clock that begins at ``begin`` (UTC).

        What is done by appointment is not finished late before its appointment.
        """
        self.ensure_one()
        agreed = document.urgency == "appointment" and document.appointment
        if self.target == "finish" and agreed:
            begin = max(begin, agreed)
        return {
            "res_model": document._name,
            "res_id": document.id,
            "community_id": document.community_id.id,
            "company_id": document.company_id.id,
            "policy_id": self.policy_id.id,
            "target": self.target,
            "escalate": self.escalate,
            "started_at": begin,
            "warn_at": self.warn_minutes
            and self._after(document, begin, self.minutes - self.warn_minutes),
            "deadline": self._after(document, begin, self.minutes),
        }

    def _after(self, document, begin, minutes):
        """Return the moment ``minutes`` later by the target's clock (naive UTC)."""
        if self.clock == "office":
            return document.community_id._office_time_after(begin, minutes)
        return begin + timedelta(minutes=minutes)
