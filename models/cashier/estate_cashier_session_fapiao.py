from odoo import fields, models


class EstateCashierSession(models.Model):
    """How many tax invoices wait for the cashier, shown beside his money (R-804)."""

    _inherit = "estate.cashier.session"

    fapiao_to_make = fields.Integer(compute="_compute_fapiao_waiting")
    fapiao_to_deliver = fields.Integer(compute="_compute_fapiao_waiting")

    def _compute_fapiao_waiting(self):
        groups = self.env["estate.receipt"]._read_group(
            [
                ("company_id", "in", self.company_id.ids),
                ("fapiao_state", "in", ("to_make", "to_deliver")),
            ],
            ["company_id", "fapiao_state"],
            ["__count"],
        )
        counts = {(company, state): count for company, state, count in groups}
        for session in self:
            for state in ("to_make", "to_deliver"):
                count = counts.get((session.company_id, state), 0)
                session[f"fapiao_{state}"] = count

    def action_view_fapiaos(self):
        """Open the tax invoices that are to be made or delivered."""
        return self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.estate_receipt_action_fapiao"
        )
