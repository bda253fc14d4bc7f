import json

from odoo import api, fields, models
from odoo.tools import SQL


class EstateImportRecord(models.Model):
    """One record that an import made or changed: what rolling back needs to know.

    ``values`` is the record as the import left it, ``old`` what a change replaced.
    The fingerprint says which opening balance a posted item is: while it stands, the
    database refuses a second one.
    """

    _name = "estate.import.record"
    _description = "Imported Record"
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

    @api.model
    def _insert_log(self, vals_list):
        """Insert the rows of one commit with one statement.

        An estate of 3,000 rows makes some 15,000 of them, and nothing in them needs
        the ORM: no default, no computed field, no rule of its own.
        """
        self.flush_model(["fingerprint"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO estate_import_record
                    (import_id, company_id, community_id, res_model, res_id, action,
                     "values", old, fingerprint, create_uid, create_date,
                     write_uid, write_date)
                SELECT r.import_id, r.company_id, r.community_id, r.res_model,
                       r.res_id, r.action, r."values", NULLIF(r.old, 'null'::jsonb),
                       r.fingerprint, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM ROWS FROM (jsonb_to_recordset(%(rows)s::jsonb) AS (
                           import_id int, company_id int, community_id int,
                           res_model varchar, res_id int, action varchar,
                           "values" jsonb, old jsonb, fingerprint varchar))
                       WITH ORDINALITY AS r(
                           import_id, company_id, community_id, res_model, res_id,
                           action, "values", old, fingerprint, position)
                 ORDER BY r.position
                """,
                uid=self.env.uid,
                now=self.env.cr.now(),
                rows=json.dumps(vals_list),
            ),
            # The rows are personal data: they do not belong in a log.
            log_exceptions=False,
        )
        self.invalidate_model()
        self.env["estate.import"].invalidate_model(["record_ids"])
