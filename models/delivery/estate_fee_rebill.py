from odoo import models
from odoo.exceptions import UserError


class EstateFeeRebill(models.Model):
    """A difference for days that passed to another is nobody's by rule (B-11)."""

    _inherit = "estate.fee.rebill"

    def _check_still_one_party(self):
        result = super()._check_still_one_party()
        for adjustment, rows in self.grouped("adjustment_id").items():
            passed = set(adjustment._passed_line_ids())
            # Which bill it is of is compared, not told.
            for row in rows.sudo():
                if row.move_line_id.id in passed:
                    raise UserError(
                        self.env._(
                            "%(unit)s changed hands within these days: agree the "
                            "difference with who left and who came.",
                            unit=row.unit_id.code,
                        )
                    )
        return result
