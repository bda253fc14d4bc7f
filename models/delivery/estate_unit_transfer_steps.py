from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...engine.money import decimal_of
from ..mixins.busy import lock

MANAGER = "estate_service.group_estate_manager"
ACTIVITY = "estate_service.mail_activity_type_transfer"
SIDES = ("from", "to")


class EstateUnitTransfer(models.Model):
    """The steps of a change: papers, settlement, signatures, closing, cancelling."""

    _inherit = "estate.unit.transfer"

    @api.depends("state", "paper_ids.verified_by_id", "from_signed_on", "to_signed_on")
    def _compute_hint(self):
        """Say what is missing before the next step."""
        for transfer in self:
            gaps = []
            if transfer.state == "papers":
                gaps = transfer._paper_gaps()
            elif transfer.state == "settled":
                gaps = [
                    self.env._("signature of %s", transfer[f"{side}_partner_id"].name)
                    for side in SIDES
                    if not transfer[f"{side}_signed_on"]
                ]
            transfer.hint = (
                self.env._("Still missing: %s", "; ".join(gaps)) if gaps else False
            )

    # ------------------------------------------------------------
    # PAPERS AND SETTLEMENT
    # ------------------------------------------------------------

    def action_ask_papers(self):
        """List the papers, meters and held money of the change; tell the steward."""
        for transfer in self:
            transfer.check_access("write")
            transfer._check_state(("draft",))
            # The lists are made by the steps alone: the right was checked just now.
            asked = transfer.sudo()
            asked._check_choice()
            asked._ask_for_papers()
            asked._ask_for_readings()
            asked._list_held_money()
            asked.state = "papers"
            asked._remind(self.env._("Collect and verify the papers"))

    def action_settle(self):
        """Split the bills as the ledger is now; what was signed before is void."""
        for transfer in self:
            self.env["estate.cashier"]._check_may_settle(transfer)
            # Settlements are written by the steps alone: the role was checked.
            asked = transfer.sudo().with_company(transfer.company_id)
            lock(asked.unit_id)
            asked._check_state(("papers", "settled", "signed"))
            asked._check_choice()
            asked._check_papers()
            asked._check_alone()
            asked._settle()
            asked._remind(self.env._("Have the settlement signed by both sides"))

    def _check_alone(self):
        """Name the other settlement; the index is for who comes at once."""
        other = self.search(
            [
                ("unit_id", "=", self.unit_id.id),
                ("state", "in", ("settled", "signed")),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "%(other)s of the same unit is settled and not closed yet: close "
                    "or cancel that first.",
                    other=other.display_name,
                )
            )

    def action_reopen(self):
        """Go back to the papers: parties, day and choices can be changed again."""
        for transfer in self:
            transfer.check_access("write")
            transfer._check_state(("papers", "settled", "signed"))
            # Settlements are written by the steps alone: the right was checked.
            asked = transfer.sudo()
            back = "draft" if asked.state == "papers" else "papers"
            asked.line_ids.unlink()
            asked.write({"state": back, **asked._unsigned()})

    # ------------------------------------------------------------
    # SIGNING
    # ------------------------------------------------------------

    def action_sign_from(self):
        """Take the signature of the leaving party."""
        return self._open_step("sign_from", self.env._("Signature: Leaving Party"))

    def action_sign_to(self):
        """Take the signature of the new party."""
        return self._open_step("sign_to", self.env._("Signature: New Party"))

    def action_let_through(self):
        """Ask the manager why the change may be closed all the same."""
        return self._open_step("let_through", self.env._("Let the Change Through"))

    def _sign(self, side, name, signature=False, paper=False):
        """Keep who signed for one side, on the screen or on an uploaded paper.

        :param side: ``from`` or ``to``
        :param paper: ``ir.attachment`` with the signed paper
        """
        self.ensure_one()
        self.check_access("write")
        # Signatures are written by the steps alone: the right was checked just now.
        asked = self.sudo()
        lock(asked)
        asked._check_state(("settled",))
        if not (name or "").strip():
            raise UserError(self.env._("Say who signed."))
        if not (signature or paper):
            raise UserError(
                self.env._("Let it be signed here, or upload the signed paper.")
            )
        if paper:
            # Whoever may read the change may read what was signed.
            paper.sudo().write({"res_model": self._name, "res_id": self.id})
        asked.write(
            {
                f"{side}_signature": signature,
                f"{side}_signed_name": name.strip(),
                f"{side}_signed_on": fields.Datetime.now(),
                f"{side}_witness_id": self.env.uid,
                f"{side}_paper_id": paper.id if paper else False,
            }
        )
        asked._go_on_when_signed()

    def _go_on_when_signed(self):
        signed = [side for side in SIDES if self[f"{side}_signed_on"]]
        one_sided = self.exception_reason and self.company_id.estate_transfer_one_sided
        if len(signed) == len(SIDES) or (signed and one_sided):
            self.state = "signed"
            self._remind(self.env._("Signed: to be closed by the accountant"))

    def _let_through(self, reason):
        """The manager lets one signature do, or arrears pass, with a reason."""
        self.ensure_one()
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only a manager lets a change through."))
        # Exceptions are written by the steps alone: the role was checked just now.
        asked = self.sudo()
        asked._check_state(("settled", "signed"))
        if not any(asked[f"{side}_signed_on"] for side in SIDES):
            raise UserError(self.env._("One side at least has to sign."))
        asked.write({"exception_reason": reason, "exception_by_id": self.env.uid})
        if asked.state == "settled":
            asked._go_on_when_signed()
        if asked.state == "settled":
            raise UserError(
                self.env._("In this company both sides sign, without exception.")
            )

    # ------------------------------------------------------------
    # CLOSING
    # ------------------------------------------------------------

    def action_close(self):
        """Ask on which day the settlement is booked."""
        return self._open_step("close", self.env._("Close %s", self.name))

    def _check_arrears(self):
        """A company may ask for arrears to be cleared; the manager lets through.

        :raises UserError: with what is still open of the leaving party
        """
        if not self.company_id.estate_transfer_blocks_arrears or self.exception_reason:
            return
        opened = sum(row["open"] for row in self._open_of_leaving())
        owed = opened - decimal_of(self.amount_moved)
        if owed > 0:
            raise UserError(
                self.env._(
                    "%(person)s still owes %(amount)s for its own days: have it paid, "
                    "or let the manager decide.",
                    person=self.from_partner_id.name,
                    amount=self.currency_id.format(float(owed)),
                )
            )

    def _close(self, date=None):
        """Book it, once."""
        return self.env["estate.cashier"]._close_transfer(self, date)

    def _tell_closed(self):
        """Log who left and came, once, and remind of what is to be given back."""
        self.activity_unlink([ACTIVITY])
        self._message_log(body=self._people_note())
        if self._amount_to_give_back():
            self.activity_schedule(
                ACTIVITY,
                summary=self.env._("Give held money back to the leaving party"),
                user_id=self.env.uid,
            )

    def _amount_to_give_back(self):
        """Return what the leaving party was promised back."""
        refunds = self.held_ids.filtered(lambda row: row.choice == "refund")
        credit = self.amount_back if self.credit_choice == "old" else 0
        return sum(refunds.mapped("amount")) + credit

    # ------------------------------------------------------------
    # CANCELLING
    # ------------------------------------------------------------

    def action_cancel(self):
        """Ask why nothing comes of the change."""
        return self._open_step("cancel", self.env._("Cancel %s", self.name))

    def action_undo(self):
        """Ask why a closed settlement is cancelled."""
        return self._open_step("undo", self.env._("Cancel Settlement %s", self.name))

    def _cancel(self, reason):
        self.ensure_one()
        self.check_access("write")
        # States are written by the steps alone: the right was checked just now.
        asked = self.sudo()
        lock(asked)
        asked._check_state(("draft", "papers", "settled", "signed"))
        asked.write({"state": "cancelled", "cancel_reason": reason})
        asked.activity_unlink([ACTIVITY])

    # ------------------------------------------------------------
    # SCREENS
    # ------------------------------------------------------------

    def _open_step(self, step, name):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "estate.unit.transfer.step",
            "view_mode": "form",
            "target": "new",
            "context": {"default_transfer_id": self.id, "default_step": step},
        }

    def action_view_entries(self):
        """Open what the change booked."""
        self.ensure_one()
        self.check_access("read")
        return self.move_ids._get_records_action(name=self.env._("Entries"))

    def action_view_held(self):
        """Open what is held for the two parties, to give it back."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_held_money_action"
        )
        people = self.from_partner_id | self.to_partner_id
        domain = [
            ("unit_id", "=", self.unit_id.id),
            ("partner_id", "in", people.commercial_partner_id.ids),
        ]
        return action | {"domain": domain, "context": {}}

    def _remind(self, summary):
        """Leave the next step with the steward of the unit, else with who works."""
        self.activity_unlink([ACTIVITY])
        steward = self.steward_id or self.community_id.manager_id
        self.activity_schedule(
            ACTIVITY,
            summary=summary,
            note=format_date(self.env, self.date),
            user_id=(steward or self.env.user).id,
        )
