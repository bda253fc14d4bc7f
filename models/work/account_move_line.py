from odoo import models


class AccountMoveLine(models.Model):
    """The bill of a repair says which order it is for, and its filed price (B-08)."""

    _inherit = "account.move.line"

    def _estate_explanation_text(self):
        facts = self.estate_explanation
        if not isinstance(facts, dict) or facts.get("kind") != "workorder":
            return super()._estate_explanation_text()
        text = self.env._(
            "%(quantity)s × %(price)s = %(amount)s, work order %(order)s, "
            "slip %(slip)s",
            quantity=facts.get("quantity", ""),
            price=facts.get("price", ""),
            amount=facts.get("amount", ""),
            order=facts.get("order", ""),
            slip=facts.get("slip") or "—",
        )
        if facts.get("filed"):
            text += "\n" + self.env._("Price filed with %s", facts["filed"])
        return text
