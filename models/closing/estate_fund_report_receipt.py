from odoo import fields, models
from odoo.exceptions import UserError

REPORT = "estate_service.action_report_fund_letter"


class EstateFundReportReceipt(models.Model):
    """How an owner was told of a published report, and why not (R-807).

    Written by the steps that tell him; people say only that the paper was posted or
    handed over to whom no mail reached.
    """

    _name = "estate.fund.report.receipt"
    _description = "Owner Told of the Use of Fees"
    _inherit = ["estate.scope.mixin", "estate.delivery.mixin"]
    _order = "report_id, id"
    _rec_name = "partner_id"
    _scope_fields = ("report_id",)
    _person_fields = ()

    report_id = fields.Many2one(
        "estate.fund.report",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    community_id = fields.Many2one(
        related="report_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", "Owner", required=True, readonly=True, index=True
    )
    channel = fields.Selection(
        [("mail", "E-mail"), ("letter", "Letter")],
        "Sent Through",
        required=True,
        readonly=True,
    )
    units = fields.Char(readonly=True, help="Where a paper reaches him.")
    state = fields.Selection(
        [
            ("waiting", "On Its Way"),
            ("failed", "Not Reached"),
            ("sent", "Mail Sent"),
            ("posted", "Posted or Handed Over"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    printed_on = fields.Date(readonly=True)
    posted_by_id = fields.Many2one("res.users", "Posted By", readonly=True)

    _one_per_person = models.UniqueIndex(
        "(report_id, partner_id)", "Nobody is told twice."
    )

    # ------------------------------------------------------------------ RIGHTS

    def _has_field_access(self, field, operation):
        """What happened is written by the steps alone."""
        allowed = super()._has_field_access(field, operation)
        return allowed and (operation != "write" or self.env.su)

    # ------------------------------------------------------------------- PROOF

    def _note_failed(self, failure):
        """The mail reached nobody; what was posted since stays posted."""
        unposted = self.filtered(lambda receipt: receipt.state != "posted")
        return super(EstateFundReportReceipt, unposted)._note_failed(failure)

    # ----------------------------------------------------------------- ACTIONS

    def action_print(self):
        """Print the report for these owners, each with his name and unit."""
        self.check_access("write")
        limit = self.company_id[:1].estate_print_limit
        if len(self) > limit:
            raise UserError(
                self.env._(
                    "These are %(count)s letters; at most %(limit)s are printed at "
                    "once. Choose some in the list and print those.",
                    count=len(self),
                    limit=limit,
                )
            )
        # When it was printed is the program's to write: the right was checked.
        self.sudo().write({"printed_on": fields.Date.context_today(self)})
        return self.env.ref(REPORT).report_action(self.ids, config=False)

    def action_posted(self):
        """Say that the paper was posted to these owners, or handed over."""
        self.check_access("write")
        if self.filtered(lambda receipt: receipt.state != "failed"):
            raise UserError(
                self.env._("Only to owners who were not reached a paper is posted.")
            )
        # As above.
        self.sudo().write(
            {
                "state": "posted",
                "posted_by_id": self.env.uid,
                "final_on": fields.Datetime.now(),
            }
        )
