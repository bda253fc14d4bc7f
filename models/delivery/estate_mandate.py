from odoo import fields, models


class EstateMandate(models.Model):
    """Mandates end with the days of who signed them."""

    _inherit = "estate.mandate"

    def _end_for_transfer(self, last_day):
        """End mandates on a last day, today's with a step, later ones by their date.

        :return: ``[[id, state, last day as text or False]]`` as they were
        """
        before = []
        today = fields.Date.context_today(self)
        for mandate in self:
            until = mandate.date_to
            before.append([mandate.id, mandate.state, fields.Date.to_string(until)])
            if last_day >= today and mandate.date_from <= last_day:
                mandate.date_to = min(until or last_day, last_day)
            else:
                mandate.action_end()
        return before

    def _bring_back(self, states):
        """Give mandates the state and end they had.

        :param dict states: ``{id: (state, last day)}``
        """
        for mandate in self:
            state, date_to = states[mandate.id]
            mandate.write({"state": state, "date_to": date_to})
