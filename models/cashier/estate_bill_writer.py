import logging

from odoo import models
from odoo.exceptions import LockError, UserError

_logger = logging.getLogger(__name__)


class EstateBillWriter(models.AbstractModel):
    _inherit = "estate.bill.writer"

    def _after_post(self, moves):
        """Let prepayments pay the new bills of the chunk."""
        result = super()._after_post(moves)
        if not self._apply_prepayments_unless_locked(moves) and len(moves) > 1:
            for move in moves:
                self._apply_prepayments_unless_locked(move)
        return result

    def _apply_prepayments_unless_locked(self, moves):
        """Apply what is held; a clerk who is booking on it does not stop the bill.

        :return: whether it was applied; else the money stays held and can be applied
            at the counter
        """
        try:
            with self.env.cr.savepoint():
                self.env["estate.cashier"]._apply_prepayments(moves)
        except UserError as error:
            if not isinstance(error.__cause__ or error, LockError):
                raise
            _logger.info("Prepayments of %s bills are being booked on", len(moves))
            return False
        return True
