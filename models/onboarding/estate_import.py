from odoo import fields, models


class EstateImport(models.Model):
    """One import of an estate's files: kept as proof, can be rolled back (B-24)."""

    _name = "estate.import"
    _description = "Estate Import"
    _inherit = ["mail.thread", "estate.number.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _number_code = "estate.import"

    name = fields.Char("Number", readonly=True, copy=False)
    community_id = fields.Many2one(
        "estate.community", required=True, index=True, check_company=True
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("checked", "Checked"),
            ("done", "Imported"),
            ("rolled_back", "Rolled Back"),
        ],
        required=True,
        default="draft",
        tracking=True,
    )
