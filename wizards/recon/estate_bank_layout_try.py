from odoo import models

from ...engine.bank.statement_reader import read_statement
from ...models.recon.estate_bank_layout import STATEMENT

SHOWN_OF_LINE = ("date", "amount", "balance", "name", "account", "summary", "remark")


class EstateBankLayoutTry(models.TransientModel):
    """Shows what a layout reads in a statement file."""

    _inherit = "estate.bank.layout.try"

    def _records(self, data):
        if self.layout_id.purpose != STATEMENT:
            return super()._records(data)
        content = read_statement(data, self.layout_id._statement_layout())
        return [
            {name: getattr(line, name) for name in SHOWN_OF_LINE}
            for line in content.lines
        ]
