from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from . import tie_outs

KEEPER = "estate_service.group_estate_accountant"
MANAGER = "estate_service.group_estate_manager"


class EstateClose(models.Model):
    """The steps of a close: checked, closed, opened again (B-07)."""

    _inherit = "estate.close"

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    def _check_keeper(self):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(KEEPER)):
            raise AccessError(self.env._("The accountant closes months."))

    def _check_manager(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only the manager decides this."))

    # ------------------------------------------------------------
    # CHECKING
    # ------------------------------------------------------------

    def action_check(self):
        """Run the fee checks and see whether the month adds up."""
        for close in self:
            close._check_keeper()
            close._check_open()
            close._check_over()
            # All of the company is looked at; the role was checked just now.
            found = close.sudo()
            found.env["estate.diagnostic.finding"]._sweep(found.company_id)
            found._tie_out()
            close._take_step(state="checked", checked_at=fields.Datetime.now())
        return True

    def _check_open(self):
        if self.state == "closed":
            raise UserError(self.env._("%s is closed already.", self.display_name))

    def _check_over(self):
        if self.date_end >= fields.Date.context_today(self):
            raise UserError(self.env._("%s is not over yet.", self.display_name))

    def _tie_out(self):
        """Bring the tie-outs up to date; what was accepted with these figures stays."""
        self.ensure_one()
        known = {(line.code, line.journal_id.id): line for line in self.line_ids}
        period = tie_outs.period_of(self.company_id, self.period)
        for place, tie in enumerate(tie_outs.compute(period)):
            vals = self._line_vals(tie, place)
            line = known.pop((tie.code, tie.journal_id), None)
            if line:
                line._bring_up_to_date(vals)
            else:
                self.env["estate.close.line"].create(vals)
        self.env["estate.close.line"].union(*known.values()).unlink()

    def _line_vals(self, tie, place):
        currency = self.currency_id
        ours, theirs = float(tie.ours), float(tie.theirs)
        difference = currency.round(ours - theirs)
        journal = self.env["account.journal"].browse(tie.journal_id)
        return {
            "close_id": self.id,
            "sequence": place,
            "code": tie.code,
            "journal_id": journal.id,
            "journal_name": journal.name,
            "ours": ours,
            "theirs": theirs,
            "difference": difference,
            "names": tie.names,
            "fingerprint": tie.fingerprint,
            "bank_source": tie.source or False,
            "state": "green"
            if currency.is_zero(difference) and tie.source != "none"
            else "red",
        }

    # ------------------------------------------------------------
    # CLOSING
    # ------------------------------------------------------------

    def action_close(self):
        """Close the month: freeze its figures, lock it, have its pack made."""
        self.ensure_one()
        self._check_keeper()
        self._check_open()
        self._check_over()
        self._check_order()
        # All of the company, and the lock dates of this month, for which core asks its
        # administrator: closing months is what the accountant's role is for, which was
        # checked just now; other days he cannot set. Two clicks: one waits.
        close = self.sudo().with_company(self.company_id)
        close.lock_for_update()
        close._tie_out()
        close._check_green()
        close.env["estate.close.figure"]._freeze(close)
        close._lock()
        close.write(
            {
                "state": "closed",
                "closed_at": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
                "version": close.version + 1,
                "pack_state": "waiting",
                "pack_failed": False,
                "reopen_reason": False,
            }
        )
        close.change_ids.write({"is_taken_in": True})
        close._trigger_job()
        return True

    def _check_order(self):
        """Months are closed one after the other, none is left out."""
        # A date of the company, which the accountant reads without its settings.
        until = self.sudo().company_id.estate_closed_until
        if until and self.period != fields.Date.add(until, days=1):
            raise UserError(
                self.env._(
                    "Months are closed in order: after %(until)s comes the month that "
                    "begins on %(next)s.",
                    until=until,
                    next=fields.Date.add(until, days=1),
                )
            )

    def _check_green(self):
        red = self.line_ids.filtered(lambda line: line.state == "red")
        if red:
            raise UserError(
                self.env._(
                    "The month does not add up. Mend what is red, or have the manager "
                    "accept it with a reason:\n%(lines)s",
                    lines="\n".join(
                        f"{line.name}: {line.difference_text} {line.names or ''}"
                        for line in red
                    ),
                )
            )

    # ------------------------------------------------------------
    # OPENING AGAIN
    # ------------------------------------------------------------

    def action_reopen(self):
        """Ask the manager why the month is opened again."""
        self.ensure_one()
        self.check_access("read")
        return self._open_step("reopen", self.env._("Open the Month Again"))

    def _reopen(self, reason):
        """Take the lock of the last closed month back."""
        self.ensure_one()
        self._check_manager()
        if not self.is_last:
            raise UserError(
                self.env._("Only the month that was closed last is opened again.")
            )
        # The manager holds no accounting right: his role was checked just now.
        close = self.sudo().with_company(self.company_id)
        close.lock_for_update()
        close._unlock()
        close.write({"state": "reopened", "reopen_reason": reason})
        if close._missing_kinds():
            # What is missing would be made of an open month.
            close.write({"pack_state": "none", "pack_failed": False})
        close.message_post(
            body=self.env._("Opened again: %s", reason),
            author_id=self.env.user.partner_id.id,
        )

    def _open_step(self, step, name, **context):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "estate.close.step",
            "view_mode": "form",
            "target": "new",
            "context": {"default_close_id": self.id, "default_step": step, **context},
        }

    # ------------------------------------------------------------
    # WHERE TO GO
    # ------------------------------------------------------------

    def action_view_changes(self):
        """Open what changed after the close."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_close_change_action"
        )
        return action | {"domain": [("close_id", "=", self.id)]}

    def action_view_figures(self):
        """Open what was reported, beside what it is today."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_close_figure_action"
        )
        return action | {"domain": [("close_id", "=", self.id)]}


class EstateCloseLine(models.Model):
    _inherit = "estate.close.line"

    def _bring_up_to_date(self, vals):
        """Write what is so today; other than was accepted, it asks for a reason."""
        # Names are told in the language of who looks, where there is a fingerprint.
        which = "fingerprint" if vals["fingerprint"] else "names"
        same = all(
            (self[name] or "") == (vals[name] or "")
            for name in ("ours", "theirs", which)
        )
        if not same:
            vals |= {"reason": False, "accepted_by_id": False, "accepted_on": False}
        elif vals["state"] == "red" and self.reason:
            vals["state"] = "accepted"
        self.write(vals)
