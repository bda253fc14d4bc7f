from odoo import fields, models
from odoo.exceptions import UserError

OUTCOMES = [
    ("done", "Done"),
    ("referred", "Referred to a Vendor"),
    ("not_needed", "No Work Needed"),
]
OPINIONS = [
    ("very_good", "Very Content"),
    ("good", "Content"),
    ("fair", "Fairly Content"),
    ("bad", "Not Content"),
]
FINISHED = ("to_price", "done", "closed", "cancelled")
ACCEPTED = {
    "request_id",
    "type_id",
    "kind",
    "community_id",
    "building_id",
    "unit_id",
    "partner_id",
    "payer_id",
    "price_open",
    "summary",
    "content",
    "place",
    "finding",
    "before_ids",
    "after_ids",
    "result",
    "opinion",
    "opinion_text",
    "signed_by",
    "signature",
}
"""What was accepted with the work: it stays as the resident signed it (R-406)."""
CORRECTED = {"unit_id", "payer_id"}
"""What the supervisor sets right while nothing is billed."""


class EstateWorkorder(models.Model):
    """What came of it: the work, the resident's opinion, whether it was on time."""

    _inherit = "estate.workorder"

    outcome = fields.Selection(OUTCOMES, readonly=True, copy=False, tracking=True)
    vendor_scope_id = fields.Many2one(
        "estate.vendor.scope",
        "Recommended Vendor",
        readonly=True,
        copy=False,
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        help="From the list of vendors; his telephone was written on a note (R-402).",
    )
    finding = fields.Text("Found on Site", copy=False)
    result = fields.Text("What Was Done", tracking=True, copy=False)
    before_ids = fields.Many2many(
        "ir.attachment",
        "estate_workorder_before_rel",
        "workorder_id",
        "attachment_id",
        "Photos Before",
        copy=False,
    )
    after_ids = fields.Many2many(
        "ir.attachment",
        "estate_workorder_after_rel",
        "workorder_id",
        "attachment_id",
        "Photos After",
        copy=False,
    )
    opinion = fields.Selection(
        OPINIONS, "Resident's Opinion", copy=False, tracking=True
    )
    opinion_text = fields.Char("In His Words", copy=False)
    signed_by = fields.Char("Name of the Signer", copy=False)
    signature = fields.Binary(
        copy=False, help="The resident has tried it out and accepts it (R-406)."
    )
    verified_by_id = fields.Many2one(
        "res.users",
        "Result Verified By",
        readonly=True,
        copy=False,
        help="Somebody who did not do the work himself (结果验证, R-414, R-415).",
    )

    def write(self, vals):
        self._check_accepted_kept(vals.keys())
        return super().write(vals)

    def _check_accepted_kept(self, names):
        """Refuse to change what the resident has accepted with his name."""
        touched = ACCEPTED & names
        if self.env.su or not touched:
            return
        kept = self.filtered(lambda order: order.state in FINISHED)
        if touched <= CORRECTED:
            kept = kept.filtered(lambda order: not order.may_correct)
        if kept:
            raise UserError(
                self.env._(
                    "%(order)s is finished: what was accepted stays as it was signed. "
                    "The supervisor corrects unit and payer until it is billed.",
                    order=kept[0].name,
                )
            )
