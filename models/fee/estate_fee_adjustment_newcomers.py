from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .bill_plan_amount import CHARGED_UNIT_KINDS

NAMED = 5
"""How many units a doubt names; the rest is in the list."""


class EstateFeeAdjustment(models.Model):
    """Those no notice went to: owners who came since, and units without one (R-808)."""

    _inherit = "estate.fee.adjustment"

    newcomer_count = fields.Integer(
        "Owners Not Told Yet",
        compute="_compute_missed",
        help="Owners who came, or were written down, after the notices were made.",
    )
    ownerless_count = fields.Integer(
        "Units Without an Owner",
        compute="_compute_missed",
        help="Homes, shops and offices whose owner is not known: nobody was told.",
    )
    unrevoked_count = fields.Integer(
        "Owners Not Told of the Withdrawal",
        compute="_compute_unrevoked_count",
        help="Those a notice went to whom the word that nothing comes of it has not "
        "reached.",
    )

    @api.depends("notice_ids", "state")
    def _compute_missed(self):
        today = fields.Date.context_today(self)
        for adjustment in self:
            told = adjustment._origin.state == "noticed" or (
                # Who comes to a price that is in force learns of it as he comes.
                adjustment._origin.state == "in_force"
                and adjustment.date_effective > today
            )
            adjustment.newcomer_count = told and len(adjustment._newcomers())
            adjustment.ownerless_count = told and self.env["estate.unit"].search_count(
                adjustment._ownerless_domain()
            )

    def _newcomers(self):
        """Return the ids of owners who have no notice yet."""
        self.ensure_one()
        # Whom a notice is for is the adjustment's to know, whoever asks.
        adjustment = self._origin.sudo()
        self.env.flush_all()
        told = set(adjustment._told_notices().partner_id.ids)
        owners = [
            partner
            for partner, role, _units in adjustment._people_to_tell()
            if role == "owner"
        ]
        return [partner for partner in owners if partner not in told]

    def _told_notices(self):
        """The notices of the change itself, without those that take it back."""
        return self.notice_ids.filtered(lambda notice: notice.kind == "change")

    def _ownerless_domain(self):
        return (
            Domain("community_id", "=", self.community_id.id)
            & Domain("kind", "in", CHARGED_UNIT_KINDS)
            & Domain("owner_id", "=", False)
        )

    def _missed_doubts(self):
        """What speaks against a decision: for whom nobody was told."""
        doubts = []
        if self.newcomer_count:
            doubts.append(
                self.env._(
                    "%(count)s owners came after the notices were made and are not "
                    "told.",
                    count=self.newcomer_count,
                )
            )
        if self.ownerless_count:
            units = self.env["estate.unit"].search(
                self._ownerless_domain(), limit=NAMED
            )
            named = ", ".join(units.mapped("code"))
            doubts.append(
                self.env._(
                    "%(count)s units have no known owner (%(units)s): nobody is told.",
                    count=self.ownerless_count,
                    units=named if self.ownerless_count <= NAMED else f"{named}, …",
                )
            )
        return doubts

    # ----------------------------------------------------------------- ACTIONS

    def action_tell_newcomers(self):
        """Write notices for the owners who came since, and hand them to the job."""
        for adjustment in self:
            adjustment._check_may_decide()
            adjustment.lock_for_update()
            adjustment._check_state("noticed", "in_force")
            if not adjustment._newcomers():
                raise UserError(self.env._("Every known owner has a notice."))
            adjustment._make_notices()
        self._trigger_job()
        return True

    def action_view_ownerless(self):
        """Open the units whose owner is to be found."""
        self.ensure_one()
        self.check_access("read")
        units = self.env["estate.unit"].search(self._ownerless_domain())
        return units._get_records_action(name=self.env._("Units Without an Owner"))

    # -------------------------------------------------------------- REVOCATION

    @api.depends("notice_ids.state")
    def _compute_unrevoked_count(self):
        counts = dict(
            self.env["estate.fee.adjustment.notice"]._read_group(
                [
                    ("adjustment_id", "in", self.ids),
                    ("kind", "=", "revocation"),
                    ("state", "!=", "reached"),
                ],
                ["adjustment_id"],
                ["__count"],
            )
        )
        for adjustment in self:
            adjustment.unrevoked_count = counts.get(adjustment._origin, 0)

    def _kind_to_tell(self):
        """What there is to tell: of one that is withdrawn only that it is."""
        return "revocation" if self.state == "withdrawn" else "change"

    def _revoke_notices(self):
        """Tell whom a notice went to that nothing comes of it (R-808).

        What was not sent yet is not sent any more.
        """
        # Notices are written by the steps that make them alone.
        adjustment = self.sudo()
        notices = adjustment._told_notices()
        notices.filtered(lambda notice: notice.state == "todo").unlink()
        told = notices.exists().filtered(
            lambda notice: notice.state in ("waiting", "reached") or notice.printed_on
        )
        adjustment.env["estate.fee.adjustment.notice"].create(
            [
                {
                    **adjustment._notice_row(notice.partner_id, notice.role),
                    "kind": "revocation",
                    "unit_ids": [fields.Command.set(notice.unit_ids.ids)],
                }
                for notice in told
            ]
        )
        if told:
            adjustment._trigger_job()

    def _revocation_words(self, notice):
        """Return subject and text of what takes a notice back."""
        _ = self.env._
        community = self.community_id
        lines = [
            _("Dear %(name)s,", name=notice.partner_id.name),
            _(
                "the change of prices of %(community)s that you were told of does not "
                "take place: the present prices stay.",
                community=community.name,
            ),
            _("Reason: %(reason)s", reason=self.end_reason or ""),
        ]
        hotline = community.hotline or self.company_id.phone
        if hotline:
            lines.append(_("Questions: %(hotline)s", hotline=hotline))
        subject = _("Price adjustment withdrawn: %(name)s", name=community.name)
        return subject, "\n".join(lines)
