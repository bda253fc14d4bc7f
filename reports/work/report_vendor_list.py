from odoo import api, fields, models
from odoo.tools import groupby

from .. import formats


class ReportVendorList(models.AbstractModel):
    """专业供应商名单和维修服务项目一览表, by heading (R-402)."""

    _name = "report.estate_service.report_vendor_list"
    _description = "List of Vendors and Their Services"

    @api.model
    def _get_report_values(self, docids, data=None):
        scopes = self.env["estate.vendor.scope"].browse(docids)
        scopes.check_access("read")
        # Who may read the list may print it.
        scopes = scopes.sudo().sorted(
            lambda scope: (
                scope.category_id.sequence,
                scope.category_id.id,
                scope.sequence,
                scope.id,
            )
        )
        return {
            "doc_ids": docids,
            "doc_model": scopes._name,
            "docs": scopes,
            "lang": self.env.lang or "en_US",
            "company": scopes.company_id[:1] or self.env.company,
            "community": self._only_community(scopes),
            "date": formats.day(self.env, fields.Date.context_today(self)),
            "groups": [
                (heading.name, list(rows))
                for heading, rows in groupby(scopes, lambda scope: scope.category_id)
            ],
        }

    def _only_community(self, scopes):
        """Return whose head stands on the paper: of several communities, of none."""
        places = scopes.community_ids
        return places if len(places) == 1 else places.browse()
