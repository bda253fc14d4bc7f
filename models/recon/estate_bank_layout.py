from odoo import api, fields, models

from ...engine.bank.layout_fault import LayoutError
from ...engine.bank.statement_layout import StatementLayout, parse_statement_layout
from ..bank.bank_messages import layout_fault_text

STATEMENT = "statement"
EXAMPLE = {"columns": {"remark": ["附言"]}, "totals": ["合计"]}
"""What a bank may write its own way: names of columns, words of rows with sums."""


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

    @api.model
    def _default_definition(self):
        """A statement needs little: most columns are known by their names."""
        if self.env.context.get("default_purpose") != STATEMENT:
            return super()._default_definition()
        return self._spelled(EXAMPLE)

    @api.onchange("purpose")
    def _onchange_purpose(self):
        """Begin with an example of the purpose, unless something is written already."""
        examples = [
            self.with_context(default_purpose=purpose)._default_definition()
            for purpose in (STATEMENT, False)
        ]
        if (self.definition or "").strip() in {"", *examples}:
            is_statement = self.purpose == STATEMENT
            self.definition = examples[0] if is_statement else examples[1]
