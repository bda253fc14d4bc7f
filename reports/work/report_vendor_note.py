from odoo import api, models


class ReportVendorNote(models.AbstractModel):
    """The telephone of a vendor on a note for the resident (R-402)."""

    _name = "report.estate_service.report_vendor_note"
    _description = "Note with a Vendor's Telephone"

    @api.model
    def _get_report_values(self, docids, data=None):
        scopes = self.env["estate.vendor.scope"].browse(docids)
        scopes.check_access("read")
        # Who may read the list may write a note from it.
        return {
            "doc_ids": docids,
            "doc_model": scopes._name,
            "docs": scopes.sudo(),
            "lang": self.env.lang or "en_US",
        }
