from odoo import fields, models
from odoo.tools import SQL

from .estate_import_result import RESULT_KINDS


class EstateImportEffect(models.Model):
    """What an import does to one record: it makes it, or changes one of its fields.

    Written by the dry run, in the words of whoever ran it, and kept as proof. Values
    that stay as they are make no effect.
    """

    _name = "estate.import.effect"
    _description = "Import Effect"
    _inherit = ["estate.import.bulk"]
    _order = "import_id, id"

    import_id = fields.Many2one("estate.import", required=True, ondelete="cascade")
    # Given by the import, not related: thousands are created at once.
    company_id = fields.Many2one("res.company", required=True, index=True)
    community_id = fields.Many2one("estate.community", required=True, index=True)
    action = fields.Selection(
        [("create", "New Record"), ("change", "Updated Record")],
        "Effect",
        required=True,
    )
    kind = fields.Selection(RESULT_KINDS, required=True)
    sheet_id = fields.Many2one("estate.import.sheet", index=True, ondelete="cascade")
    row = fields.Integer(
        aggregator=None,
        help="Row number in the file; none for what the cut-over date changes.",
    )
    name = fields.Char("Record", required=True)
    field = fields.Char(help="As the forms call it; none for a new record.")
    old_value = fields.Char()
    new_value = fields.Char()
    res_id = fields.Integer(
        "Record ID", aggregator=None, help="None while the record is to be created."
    )

    _import_idx = models.Index("(import_id, action, kind)")

    def action_open_record(self):
        """Show the record, as far as it is here."""
        self.ensure_one()
        self.check_access("read")
        if self.res_id and self.env[self.kind].browse(self.res_id).exists():
            return {
                "type": "ir.actions.act_window",
                "res_model": self.kind,
                "res_id": self.res_id,
                "views": [(self._form_id(), "form")],
            }
        message = self.env._("There is no such record to open, now.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "info", "message": message},
        }

    def _form_id(self):
        """Return the form: residents have their own, not the address book's."""
        if self.kind == "res.partner":
            return self.env.ref("estate_service.res_partner_view_form_resident").id
        return False

    def _link(self, record_ids):
        """Remember the records that were made, one for each effect, in its order."""
        self.flush_recordset(["res_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE estate_import_effect e
                   SET res_id = made.res_id
                  FROM unnest(%s, %s) AS made(id, res_id)
                 WHERE e.id = made.id
                """,
                self.ids,
                record_ids,
            )
        )
        self.invalidate_recordset(["res_id"])
