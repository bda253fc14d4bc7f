from odoo import fields, models


class EstateImportIssue(models.Model):
    """What is wrong, or worth knowing, about one cell of an imported file."""

    _name = "estate.import.issue"
    _description = "Import Finding"
    _inherit = ["estate.import.bulk"]
    _order = "import_id, level, sheet_id, row, id"

    import_id = fields.Many2one(
        "estate.import", required=True, index=True, ondelete="cascade"
    )
    # Given by the import, not related: thousands are created at once.
    company_id = fields.Many2one("res.company", required=True, index=True)
    community_id = fields.Many2one("estate.community", required=True, index=True)
    level = fields.Selection(
        [("error", "Fault"), ("notice", "Notice")],
        required=True,
        help="A row with a fault is not imported; a notice is for information.",
    )
    sheet_id = fields.Many2one("estate.import.sheet", index=True, ondelete="cascade")
    row = fields.Integer(aggregator=None, help="Row number in the file.")
    column = fields.Char()
    value = fields.Char()
    reason = fields.Char(required=True)
