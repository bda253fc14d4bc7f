import json

from odoo import fields, models

from ...engine.bank.layout_fault import LayoutError
from ...engine.bank.statement_layout import StatementLayout, parse_statement_layout
from ..bank.bank_messages import layout_fault_text

STATEMENT = "statement"


class EstateBankLayout(models.Model):
    """How a bank's statement file is read (B-02); the usual ones need no layout."""

    _inherit = "estate.bank.layout"

    purpose = fields.Selection(
        selection_add=[(STATEMENT, "Bank Statement")],
        ondelete={STATEMENT: "cascade"},
    )

    def _faults(self):
        if self.purpose != STATEMENT:
            return super()._faults()
        try:
            self._statement_layout()
        except LayoutError as error:
            return [layout_fault_text(self.env, fault) for fault in error.faults]
        except ValueError as error:
            return [str(error)]
        return []

    def _statement_layout(self):
        """Return the checked layout; without a record the usual columns are known.

        :raises LayoutError: with all faults
        :raises ValueError: with a sentence, when it is not JSON
        """
        if not self:
            return StatementLayout()
        self.ensure_one()
        return parse_statement_layout(self._source({}))

    def _default_statement_definition(self):
        """Return a definition to begin with: what most banks need is nothing."""
        return json.dumps(
            {"columns": {"remark": ["附言"]}, "totals": ["合计"]},
            ensure_ascii=False,
            indent=2,
        )
