from odoo import fields, models


class EstateImportRecord(models.Model):
    """One record that an import made or changed: what rolling back needs to know.

    ``values`` is the record as the import left it, ``old`` what a change replaced.
    The fingerprint says which opening balance a posted item is: while it stands, the
    database refuses a second one.
    """

    _name = "estate.import.record"
    _description = "Imported Record"
    _inherit = ["estate.import.bulk"]
    _order = "import_id, id"

    import_id = fields.Many2one(
        "estate.import", required=True, index=True, ondelete="restrict"
    )
    # Given by the import, not related: thousands are created at once.
    company_id = fields.Many2one("res.company", required=True, index=True)
    community_id = fields.Many2one("estate.community", required=True, index=True)
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    action = fields.Selection(
        [("create", "Created"), ("change", "Changed")], required=True
    )
    values = fields.Json()
    old = fields.Json()
    fingerprint = fields.Char()

    _record_idx = models.Index("(res_model, res_id)")
    _fingerprint_uniq = models.UniqueIndex(
        "(community_id, fingerprint) WHERE fingerprint IS NOT NULL",
        "This opening balance was imported by someone else just now. "
        "Run the dry run again.",
    )
