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
