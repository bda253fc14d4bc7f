from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from .estate_defect import OPEN_STATES

NEXT = {
    "inspected": ("new",),
    "noticed": ("inspected", "noticed", "mended", "raised"),
    "mended": ("noticed", "raised"),
    "explained": ("inspected",),
    "raised": ("inspected", "noticed", "explained"),
    "closed": ("mended", "explained", "raised"),
    "cancelled": OPEN_STATES,
}
"""From which states each state is reached."""


class EstateDefect(models.Model):
    """The way of a defect: looked at, then by its warranty (R-416)."""

    _inherit = "estate.defect"

    # ----------------------------------------------------------------- ACTIONS

    def action_inspect(self):
        """The engineers have looked at it and said which part it is."""
        for defect in self:
            missing = []
            if not (defect.finding or "").strip():
                missing.append(self.env._("what was seen on site"))
            if not defect.rule_id:
                missing.append(self.env._("the part"))
            if not defect.warranty_begin:
                missing.append(self.env._("since when it is under warranty"))
            defect._refuse_missing(missing)
        self._go("inspected", inspected_at=fields.Datetime.now())

    def action_notify(self):
        """Notify the builder in writing, and call until it is mended."""
        for defect in self:
            defect._refuse_missing(
                [] if defect.builder_id else [self.env._("the builder")]
            )
            if not defect.in_warranty:
                raise UserError(
                    self.env._(
                        "%(defect)s was reported after its warranty: explain it to "
                        "the resident, or raise it.",
                        defect=defect.name,
                    )
                )
            defect._notify()
        return self.action_print()

    def action_called(self):
        """The builder was called: the next call is due some days later."""
        self.check_access("write")
        for defect in self:
            if defect.state != "noticed":
                raise UserError(self.env._("No builder works on %s now.", defect.name))
            defect.activity_feedback(["estate_service.mail_activity_type_case"])
            defect._plan_call()

    def action_mended(self):
        """Ask what was verified on site."""
        return self._ask("mended", self.env._("Mended: the Result Verified"))

    def action_explain(self):
        """Ask how the end of the warranty was explained to the resident."""
        return self._ask("explained", self.env._("After Warranty: Explained"))

    def action_raise(self):
        """Ask why those in charge and other parties have to work together."""
        return self._ask("raised", self.env._("Raise to Those in Charge"))

    def action_close(self):
        """Close what is mended, or explained, or settled by those in charge."""
        self._go("closed", closed_at=fields.Datetime.now(), next_call=False)
        self.activity_unlink(["estate_service.mail_activity_type_case"])

    def action_cancel(self):
        """Ask why it is no defect."""
        return self._ask("cancelled", self.env._("Cancel the Defect"))

    def action_print(self):
        """Print the notice to the builder."""
        self.check_access("read")
        return self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.action_report_builder_notice"
        ) | {"context": {"active_ids": self.ids, "active_model": self._name}}

    # ------------------------------------------------------------------- STEPS

    def _go(self, state, **vals):
        """Move on to ``state``.

        :raises UserError: when a defect is not where the step begins
        """
        self.check_access("write")
        for defect in self:
            if defect.state not in NEXT[state]:
                labels = self._fields["state"]._description_selection(self.env)
                raise UserError(
                    self.env._(
                        "%(defect)s is %(state)s: a colleague may have been faster. "
                        "Look at it again.",
                        defect=defect.name,
                        state=dict(labels)[defect.state],
                    )
                )
        # The fields of a step are closed to direct writes; the role was checked.
        self.sudo().write({"state": state, **vals})

    def _notify(self):
        self.ensure_one()
        today = self.community_id._today()
        # The number of days is a setting, no secret of the company.
        days = self.company_id.sudo().estate_builder_days
        due = self.builder_deadline
        if not due or due < today:
            due = today + timedelta(days=days)
        self._go(
            "noticed",
            noticed_on=today,
            notice_count=self.notice_count + 1,
            builder_deadline=due,
            mended_on=False,
        )
        self.message_post(
            body=self.env._(
                "Written notice no. %(count)s to %(builder)s.",
                count=self.notice_count,
                builder=self.builder_id.name,
            )
        )
        self._plan_call()

    def _plan_call(self):
        """Leave the next call to who has the defect in his hands (跟进、协调)."""
        self.ensure_one()
        # The number of days is a setting, no secret of the company.
        days = self.company_id.sudo().estate_defect_follow_days
        self.next_call = self.community_id._today() + timedelta(days=days)
        self.activity_unlink(["estate_service.mail_activity_type_case"])
        holder = self.user_id or self.env.user
        told = self.with_context(lang=holder.lang)
        told.activity_schedule(
            "estate_service.mail_activity_type_case",
            self.next_call,
            summary=told.env._("Call the builder: %s", self.summary),
            user_id=holder.id,
        )

    def _take_step(self, step, text):
        """Take a step that is told in words, which stay with the defect.

        :param step: ``mended``, ``explained``, ``raised`` or ``cancelled``
        """
        self.ensure_one()
        today = self.community_id._today()
        if step == "explained" and self.in_warranty:
            raise UserError(
                self.env._("%s is under warranty: notify the builder.", self.name)
            )
        vals = {"mended_on": today} if step == "mended" else {}
        self._go(step, **vals)
        if step != "raised":
            self.result = text
        self.message_post(body=text)
        if step == "raised":
            self._tell_manager(text)
        if step in ("mended", "cancelled"):
            self.activity_unlink(["estate_service.mail_activity_type_case"])

    def _tell_manager(self, text):
        """Those in charge bring the parties together (上报领导)."""
        manager = self.community_id.manager_id
        if manager:
            self._tell_user(manager, lambda env: env._("Defect raised: %s", text))
