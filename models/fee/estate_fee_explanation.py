from odoo import api, fields, models

from .bill_wording import explanation_text

# What a text written by other rules or by hand may run into.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class AccountMoveLine(models.Model):
    """Whoever sees a bill line can read how its amount came about (B-08)."""

    _inherit = "account.move.line"

    estate_explanation_text = fields.Text(
        "Calculation", compute="_compute_estate_explanation_text"
    )

    @api.depends("estate_explanation")
    @api.depends_context("lang")
    def _compute_estate_explanation_text(self):
        for line in self:
            line.estate_explanation_text = line._estate_explanation_text()

    def _estate_explanation_text(self):
        """The calculation in the user's language, from the frozen explanation alone.

        :return: several lines of text; empty when the line was not billed by a run
        """
        self.ensure_one()
        if not self.estate_explanation:
            return ""
        try:
            return explanation_text(
                self.env, self.estate_explanation, self.company_currency_id
            )
        except UNREADABLE:
            # Say so instead of showing a wrong sum.
            return self.env._("The stored calculation cannot be read.")
