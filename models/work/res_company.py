from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

SLIP = "estate.workorder.slip"
PREFIX = "WX"
"""Before the year and the number of a slip."""


class ResCompany(models.Model):
    """The numbers of work orders (R-404, R-409, R-411, R-413)."""

    _inherit = "res.company"

    estate_work_item_id = fields.Many2one(
        "estate.fee.item",
        "Repairs Are Charged As",
        check_company=True,
        domain="[('kind', '=', 'service')]",
        help="Gives repairs and services at home their account and taxes. Empty: made "
        "with the first bill of a repair.",
    )
    estate_work_due_days = fields.Integer(
        "Days to Pay a Repair", default=15, help="From the day it is billed."
    )
    estate_promise_grace = fields.Integer(
        "Minutes of Grace",
        default=10,
        help="Who arrives so many minutes after the agreed time was still punctual.",
    )
    estate_promise_alert = fields.Integer(
        "First Alert Before an Appointment (Minutes)",
        default=60,
        help="Of a second appointment, which must be kept without fail (R-413); 0: "
        "none.",
    )
    estate_promise_last_alert = fields.Integer(
        "Last Alert Before an Appointment (Minutes)",
        default=30,
        help="It proposes who could go instead; 0: none.",
    )
    estate_technician_load = fields.Integer(
        "Orders in Hand",
        default=5,
        help="From so many on, others are sent first; 0: there is no limit.",
    )
    estate_review_days = fields.Integer(
        "Days for the Monthly Review",
        default=5,
        help="Day of the month by which the supervisor has reviewed the services of "
        "the month before (R-411).",
    )

    _estate_work_numbers_sane = models.Constraint(
        "CHECK(estate_work_due_days >= 0 AND estate_promise_grace >= 0"
        " AND estate_promise_alert >= 0 AND estate_promise_last_alert >= 0"
        " AND estate_technician_load >= 0"
        " AND estate_review_days BETWEEN 1 AND 28)",
        "Minutes, days and orders are none or more; the review is due on a day that "
        "each month has.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._estate_number_slips()
        return companies

    def _estate_number_slips(self):
        """Give each company its own gapless series of repair slips (R-408).

        Made beforehand: two who send at once would begin two series. What somebody
        archived or deleted comes back, and counts on from the last slip.
        """
        # Numbering is a service of the system.
        sequences = self.env["ir.sequence"].sudo()
        known = sequences.with_context(active_test=False).search(
            [("code", "=", SLIP), ("company_id", "in", self.ids)]
        )
        known.filtered(lambda sequence: not sequence.active).active = True
        missing = self - known.company_id
        last = missing._estate_last_slips()
        sequences.create(
            [
                {
                    "name": "Estate: Repair Slip",
                    "code": SLIP,
                    "implementation": "no_gap",
                    "prefix": PREFIX + "%(year)s",
                    "padding": 6,
                    "number_next": last.get(company.id, 0) + 1,
                    "company_id": company.id,
                }
                for company in missing
            ]
        )

    def _estate_last_slips(self):
        """Return ``{company id: number of its last slip}``, where there is one."""
        self.env["estate.workorder"].flush_model(["company_id", "slip_number"])
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT company_id,
                              max(regexp_replace(slip_number, %(prefix)s, '')::bigint)
                         FROM estate_workorder
                        WHERE company_id = ANY(%(companies)s)
                          AND slip_number ~ (%(prefix)s || '[0-9]+$')
                        GROUP BY company_id""",
                    prefix=f"^{PREFIX}[0-9]{{4}}",
                    companies=self.ids,
                )
            )
        )

    def _estate_work_item(self):
        """Return the fee item that repairs are booked by (R-404).

        :raises UserError: when the set-up of the company cannot make one
        """
        self.ensure_one()
        # The set-up of the company, for clerks without accounting rights.
        company = self.sudo()
        if not company.estate_work_item_id:
            if not company.estate_bill_journal_id:
                raise UserError(
                    self.env._(
                        "The accounts of %(company)s are not set up yet: ask the "
                        "accountant to run the accounting set-up.",
                        company=company.name,
                    )
                )
            items = company.env["estate.fee.item"].with_company(company)
            company.estate_work_item_id = items.create(
                {
                    "name": self.env._("Repairs and Services at Home"),
                    "code": "SERVICE",
                    "kind": "service",
                    "basis": "fixed",
                    "company_id": company.id,
                }
            )
        return company.estate_work_item_id
