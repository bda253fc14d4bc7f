from odoo import fields, models

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


class EstateWorkorder(models.Model):
    """What came of it: the work, the resident's opinion, whether it was on time."""

    _inherit = "estate.workorder"

    outcome = fields.Selection(OUTCOMES, readonly=True, copy=False, tracking=True)
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
    punctual = fields.Selection(
        [("yes", "Punctual"), ("no", "Not Punctual"), ("unreached", "Nobody Answered")],
        "Asked: On Time?",
        readonly=True,
        copy=False,
        tracking=True,
        help="The engineering supervisor's call at the agreed time (R-409).",
    )
    verified_by_id = fields.Many2one(
        "res.users",
        "Result Verified By",
        readonly=True,
        copy=False,
        help="Somebody who did not do the work himself (结果验证, R-414, R-415).",
    )
