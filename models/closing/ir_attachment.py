from odoo import api, models
from odoo.exceptions import UserError

CONTENT = {"raw", "datas", "db_datas", "store_fname", "name", "url", "type"}
PLACE = {"res_model", "res_id", "res_field"}


class IrAttachment(models.Model):
    """Files of a closed month are neither changed nor deleted (B-07)."""

    _inherit = "ir.attachment"

    def write(self, vals):
        if not (CONTENT | PLACE).isdisjoint(vals) and not self.env.su:
            self._unlink_except_fund()
        if not (CONTENT | PLACE).isdisjoint(vals):
            self._estate_check_not_of_pack(moving=CONTENT.isdisjoint(vals))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_pack(self):
        self._estate_check_not_of_pack()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fund(self):
        """Resolutions of budgets and published reports stay (R-807)."""
        # Superuser: whether the owners resolved or were told it decides, whoever asks.
        budgets, reports = (
            self.env[model].sudo()
            for model in ("estate.fund.budget", "estate.fund.report")
        )
        kept = budgets.search(
            [("attachment_ids", "in", self.ids), ("state", "!=", "draft")], limit=1
        ) or reports.search([("attachment_id", "in", self.ids)], limit=1)
        if kept:
            raise UserError(
                self.env._(
                    "This file belongs to %(document)s and stays.",
                    document=kept.display_name,
                )
            )

    def _estate_check_not_of_pack(self, moving=False):
        """Refuse what belongs to a pack; the pack itself puts it in its place once."""
        # Superuser: whether a month was reported with it decides, whoever asks.
        files = self.env["estate.close.file"].sudo()
        kept = files.search([("attachment_id", "in", self.ids)], limit=1)
        if moving and kept and self.res_model != files._name:
            return
        if kept:
            raise UserError(
                self.env._(
                    "%(file)s is what was reported of %(month)s: it stays as it is.",
                    file=kept.name,
                    month=kept.close_id.display_name,
                )
            )
