from odoo import api, models


class EstateBankDecision(models.AbstractModel):
    """Bank lines of which a part is booked: what is left is proposed for anew.

    A rule with a fixed amount leaves the rest of a line open, and so does money on its
    way that is less than the line. What was proposed for the whole line no longer fits
    it, and what is proposed for the rest does not fit when the part is taken back.
    """

    _inherit = "estate.bank.decision"

    @api.model
    def _book_by_itself(self, lines):
        return self._with_rest_proposed(super()._book_by_itself(lines))

    @api.model
    def _accept(self, chosen):
        return self._with_rest_proposed(super()._accept(chosen))

    @api.model
    def _accept_many(self, lines):
        booked, refused = super()._accept_many(lines)
        return self._with_rest_proposed(booked), refused

    @api.model
    def _book_by_hand(self, line, *args, **kwargs):
        return self._with_rest_proposed(super()._book_by_hand(line, *args, **kwargs))

    @api.model
    def _undo(self, lines):
        # Of lines from before this was noted, the rule's own item tells it.
        partly = lines.filtered(
            lambda line: (
                line._estate_is_partly_booked()
                or line.move_id.line_ids.reconcile_model_id
            )
        )
        result = super()._undo(lines)
        partly |= lines.filtered(lambda line: line.estate_proposal_ids.is_of_rest)
        if partly:
            self.env["estate.bank.matcher"]._propose(partly)
        return result

    @api.model
    def _with_rest_proposed(self, booked):
        """Propose for what is left of lines that were booked; return them all.

        Of its payer is learned when the whole line is booked.
        """
        partly = booked.filtered(lambda line: line._estate_is_partly_booked())
        if partly:
            learned = partly.estate_proposal_ids.filtered("learned")
            partly.env["estate.payer.alias"]._learn(
                [(proposal.line_id, proposal.unit_ids) for proposal in learned], -1
            )
            partly.env["estate.bank.matcher"]._propose(partly)
        return booked
