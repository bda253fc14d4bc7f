from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class EstateWaiverReport(models.TransientModel):
    """减免汇总: what was waived in a period, as the ledger has it."""

    _name = "estate.waiver.report"
    _description = "Summary of Waivers"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_date_from()
    )
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    community_ids = fields.Many2many(
        "estate.community",
        string="Communities",
        check_company=True,
        help="Empty: all that you serve.",
    )
    reason_ids = fields.Many2many(
        "estate.waiver.reason", string="Reasons", help="Empty: all."
    )

    _dates_in_order = models.Constraint(
        "CHECK(date_from <= date_to)", "A period ends no earlier than it begins."
    )

    @api.model
    def _default_date_from(self):
        return fields.Date.context_today(self) + relativedelta(day=1)

    def _entries(self):
        """Return ``[(entry, waiver, amount)]`` of the ledger, by day and number.

        The credit notes of the waivers that the user may see, and what reversed one of
        them in a period that was open again: that takes off.
        """
        self.ensure_one()
        domain = Domain("company_id", "=", self.company_id.id)
        if self.community_ids:
            domain &= Domain("community_id", "in", self.community_ids.ids)
        if self.reason_ids:
            domain &= Domain("reason_id", "in", self.reason_ids.ids)
        waivers = self.env["estate.waiver"].search(domain)
        # Whoever sees a waiver may see what was booked of it.
        moves = waivers.sudo().env["account.move"]
        posted = Domain("state", "=", "posted")
        posted &= Domain("date", ">=", self.date_from)
        posted &= Domain("date", "<=", self.date_to)
        own = Domain("estate_waiver_id", "in", waivers.ids)
        notes = moves.search(posted & own)
        undone = Domain("reversed_entry_id.estate_waiver_id", "in", waivers.ids)
        rows = [(note, note.estate_waiver_id, note.amount_total) for note in notes]
        rows += [
            (entry, entry.reversed_entry_id.estate_waiver_id, -entry.amount_total)
            for entry in moves.search(posted & undone)
        ]
        return sorted(rows, key=lambda row: (row[0].date, row[0].id))

    def action_print(self):
        self.ensure_one()
        if not self._entries():
            raise UserError(self.env._("Nothing was waived in this period."))
        report = self.env.ref("estate_service.action_report_waivers")
        return report.report_action(self, config=False)
