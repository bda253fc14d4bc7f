from odoo import api, fields, models


class EstateDunningDebt(models.Model):
    """What is learnt of the ways to reach a debtor, and that none is left (R-116)."""

    _inherit = "estate.dunning.debt"

    is_unreachable = fields.Boolean(
        "Nobody Can Be Reached",
        compute="_compute_is_unreachable",
        help="No telephone number and no mail address is left that is not known to be "
        "wrong: a letter, a visit or a new number is needed.",
    )

    @api.depends("payer_id")
    def _compute_is_unreachable(self):
        ladders = self._ladders()
        for debt in self:
            by_mail = debt.payer_id._estate_mail_address()
            debt.is_unreachable = not (debt.date_end or by_mail or ladders.get(debt.id))

    def _last_day_of_pause(self):
        """Return the last day of a pause that begins today."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        policy = self.env["estate.dunning.policy"]._policy_of(self.community_id)
        return fields.Date.add(today, days=policy.pause_days)

    # ------------------------------------------------------------------ NUMBERS

    def _numbers(self, phone):
        """Return the debtor by his own number, and his contacts by theirs."""
        self.ensure_one()
        # What is learnt of a number is noted for whoever calls it next; the step that
        # notes it has checked who speaks with the debtor.
        env = self.sudo().env
        digits = env["res.partner"]._estate_phone_digits(phone)
        payer = self.payer_id.with_env(env)
        points = env["estate.contact.point"]
        if not digits:
            return payer.browse(), points
        if payer._estate_phone_digits(payer.phone) != digits:
            payer = payer.browse()
        own = [("occupancy_id.partner_id", "=", self.payer_id.id)]
        return payer, points.search([*own, ("phone_digits", "=", digits)])

    def _note_reached(self, phone):
        """Somebody was reached by this number today."""
        payer, points = self._numbers(phone)
        today = fields.Date.context_today(self)
        payer.write({"estate_phone_invalid": False, "estate_phone_verified_on": today})
        points.action_verify()

    def _pass_calls(self):
        """No number is left: the ladder does not wait for calls nobody can make."""
        # Cases are the program's: the step has checked who speaks with the debtor.
        calls = self.sudo().case_ids.filtered(
            lambda case: case.state == "queued" and case.channel == "call"
        )
        calls.write(
            {
                "state": "skipped",
                "reason_code": "unreachable",
                "reason": self.env._("No valid telephone number is known."),
            }
        )
