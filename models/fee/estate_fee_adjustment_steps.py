from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty

MANAGER = "estate_service.group_estate_manager"


class EstateFeeAdjustment(models.Model):
    """The steps of an adjustment; each says what it lacks, all at once."""

    _inherit = "estate.fee.adjustment"

    # ------------------------------------------------------------------ RIGHTS

    def _check_may_plan(self):
        """Accountants and supervisors investigate and plan, in their communities."""
        self.check_access("write")

    def _check_may_decide(self):
        """What goes to the owners, and what comes of it, is the manager's."""
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(
                self.env._("The manager decides what is put to the owners.")
            )

    def _check_state(self, *states):
        for adjustment in self:
            if adjustment.state not in states:
                raise UserError(
                    self.env._(
                        "%(adjustment)s is at another step: load it again.",
                        adjustment=adjustment.name,
                    )
                )

    def _take_step(self, state, **vals):
        """Move on to ``state``, after an action has checked role and state."""
        # The fields of a step are closed to everybody's direct writes.
        self.sudo().write({"state": state, **vals})

    def _refuse_lacking(self, lacks):
        """Refuse a step, naming all that it lacks.

        :raises UserError: unless ``lacks`` is empty
        """
        if lacks:
            raise UserError(
                self.env._(
                    "%(adjustment)s cannot go on yet:\n%(lacks)s",
                    adjustment=self.name,
                    lacks="\n".join(lacks),
                )
            )

    # ----------------------------------------------------------------- ACTIONS

    def action_plan(self):
        """The investigation is done: what it found leads to a plan."""
        for adjustment in self:
            adjustment._check_may_plan()
            adjustment._check_state("investigate")
            adjustment._refuse_lacking(adjustment._investigation_lacks())
            adjustment._take_step("plan")
        return True

    def action_investigate(self):
        """Back to the investigation."""
        self._check_may_plan()
        self._check_state("plan")
        self._take_step("investigate")
        return True

    def action_submit(self):
        """Put the plan to the owners; from here on it stays as it is."""
        for adjustment in self:
            adjustment._check_may_decide()
            adjustment._check_state("plan")
            adjustment._refuse_lacking(adjustment._plan_lacks())
            adjustment._take_count()
            adjustment._take_step("consult")
        return True

    def action_reject(self):
        """Ask why the owners said no."""
        return self._open_step("reject", self.env._("Owners Rejected %s", self.name))

    def action_withdraw(self):
        """Ask why nothing comes of it."""
        return self._open_step("withdraw", self.env._("Withdraw %s", self.name))

    def action_decide(self):
        """Make the new prices; ask for the reason where owners are not reached."""
        self.ensure_one()
        self._check_may_decide()
        self._check_state("noticed")
        self._refuse_lacking(self._decision_lacks())
        if self._decision_doubts():
            return self._open_step("decide", self.env._("Decide %s", self.name))
        self._decide()
        return True

    def _open_step(self, step, name):
        self.ensure_one()
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "estate.fee.adjustment.step",
            "view_mode": "form",
            "target": "new",
            "context": {"default_adjustment_id": self.id, "default_step": step},
        }

    def _give_up(self, state, reason):
        """The owners said no, or the company thought better of it."""
        self.ensure_one()
        self._check_may_decide()
        if state == "rejected":
            self._check_state("consult")
        else:
            self._check_state("investigate", "plan", "consult", "consented", "noticed")
        self.lock_for_update()
        self._take_step(state, end_reason=reason)
        self._revoke_notices()

    # ------------------------------------------------------------------ GUARDS

    def _investigation_lacks(self):
        _ = self.env._
        lacks = []
        if not self.reason:
            lacks.append(_("The reason, as it will stand on the notice."))
        if is_html_empty(self.findings):
            lacks.append(_("What was found."))
        return lacks

    def _plan_lacks(self):
        _ = self.env._
        lacks = self._investigation_lacks()
        if not self.line_ids:
            lacks.append(_("The prices that change."))
        lacks += [
            _("%(item)s has no price yet: there is nothing to adjust.", item=item)
            for item in self.line_ids.filtered(lambda line: not line.price_id).mapped(
                "item_id.name"
            )
        ]
        lacks += self._later_versions()
        if not self.date_effective:
            lacks.append(_("The day from which they are in force."))
        elif self.date_effective <= fields.Date.context_today(self):
            lacks.append(_("A day to come: owners are told before."))
        if not self.affordability:
            lacks.append(_("What owners can bear (affordability)."))
        if self.evaluator and not self.evaluation_attachment_ids:
            lacks.append(_("The report of %(firm)s.", firm=self.evaluator))
        if not self.simulated_on:
            lacks.append(_("The simulation over all units."))
        elif self.is_simulation_stale:
            lacks.append(_("A new simulation: something has changed since."))
        return lacks

    def _later_versions(self):
        """Versions that would end what is consented to now before it has begun well."""
        later = self.env["estate.fee.price"]
        for line in self.line_ids if self.date_effective else ():
            scope = Domain("item_id", "=", line.item_id.id)
            scope &= Domain("community_id", "=", self.community_id.id)
            scope &= Domain("unit_kind", "=", line.unit_kind)
            later |= later.search(
                scope & Domain("date_from", ">=", self.date_effective)
            )
        return [
            self.env._(
                "%(price)s comes after: end or delete it, or adjust from a later day.",
                price=price.display_name,
            )
            for price in later
        ]

    def _other_versions(self):
        """Prices that were changed since the owners were asked: these knew others."""
        return [
            self.env._(
                "The price of %(item)s is another than the owners were asked about: "
                "withdraw the adjustment, and ask anew.",
                item=line.item_id.name,
            )
            for line in self.line_ids
            if line._present_version() != line.price_id
        ]

    def _decision_lacks(self):
        """What no reason makes up for."""
        _ = self.env._
        lacks = self._later_versions() + self._other_versions()
        if self.billed_count and not self.prepaid_choice:
            lacks.append(
                _(
                    "What becomes of %(count)s lines that are billed ahead at the old "
                    "price: bill the difference, or keep them.",
                    count=self.billed_count,
                )
            )
        return lacks

    def _decision_doubts(self):
        """What a manager may pass over with a reason that is kept."""
        _ = self.env._
        doubts = []
        if self.unreached_count:
            doubts.append(
                _("%(count)s owners are not reached.", count=self.unreached_count)
            )
        doubts += self._missed_doubts()
        days = self.company_id.estate_adjustment_notice_days
        told = self.noticed_on and fields.Date.add(self.noticed_on, days=days)
        if told and self.date_effective < told:
            doubts.append(
                _(
                    "The prices begin on %(day)s, less than %(days)s days after the "
                    "notice.",
                    day=self.date_effective,
                    days=days,
                )
            )
        if self.date_effective < fields.Date.context_today(self):
            doubts.append(
                _(
                    "The day on which the prices begin, %(day)s, is over.",
                    day=self.date_effective,
                )
            )
        return doubts

    # ---------------------------------------------------------------- DECISION

    def _decide(self, reason=None):
        """Make the prices, each with the consent, in force by their date (R-805).

        :param reason: why they are decided though something speaks against it
        """
        self.ensure_one()
        self._check_may_decide()
        self.lock_for_update()
        self._check_state("noticed")
        self._refuse_lacking(self._decision_lacks())
        doubts = self._decision_doubts()
        if doubts and not reason:
            self._refuse_lacking(doubts)
        for scope in self._scopes().values():
            self._make_price(scope)
        self._take_step("in_force", exception_reason=reason or False)
        if doubts:
            self.message_post(
                body=self.env._(
                    "Decided all the same: %(reason)s\n%(doubts)s",
                    reason=reason,
                    doubts="\n".join(doubts),
                )
            )
        self._after_decision()

    def _after_decision(self):
        """For rooms above: what follows from new prices."""

    def action_view_prices(self):
        self.ensure_one()
        return self.price_ids._get_records_action(name=self.env._("New Prices"))

    def action_view_billed(self):
        """The bill lines at the old price for days of the new one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.account_move_line_action_billed"
        )
        # What is billed is a fact of the ledger; the list asks for the user's rights.
        lines = self.env["account.move.line"].sudo()
        found = lines.search(self._billed_ahead_domain() or Domain.FALSE)
        return action | {"domain": [("id", "in", found.ids)]}
