import base64

from odoo import fields, models

from .collection_workbook import workbook_of


class EstateCollectionBatch(models.Model):
    """The list of a batch: on paper for the bank and the file, and as a workbook."""

    _inherit = "estate.collection.batch"

    list_file = fields.Binary(
        "List", compute="_compute_list_file", attachment=False, help="As a workbook."
    )

    def _compute_list_file(self):
        for batch in self:
            batch.list_file = base64.b64encode(workbook_of(batch))

    def action_print(self):
        """Print the list for the bank and the file (银行托收清单)."""
        self.check_access("read")
        return self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.action_report_collection_list"
        ) | {"context": {"active_ids": self.ids, "active_model": self._name}}

    def action_export(self):
        """Download the list as a workbook."""
        self.ensure_one()
        self.check_access("read")
        name = f"{self.name.replace('/', '-')}.xlsx"
        path = f"/web/content/{self._name}/{self.id}/list_file/{name}"
        return {
            "type": "ir.actions.act_url",
            "url": f"{path}?download=true",
            "target": "download",
        }
