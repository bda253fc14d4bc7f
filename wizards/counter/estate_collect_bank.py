from odoo import api, fields, models


class EstateCollectLine(models.TransientModel):
    """A bill that the bank is asked for may be paid here all the same."""

    _inherit = "estate.collect.line"

    bank_note = fields.Char(
        "At the Bank",
        readonly=True,
        help="The bank is asked for this bill. Paid here as well, what the bank takes "
        "is kept as a prepayment.",
    )


class EstateCollect(models.TransientModel):
    """Says which of the open lines are with the bank (B-03)."""

    _inherit = "estate.collect"

    has_bank_note = fields.Boolean(compute="_compute_has_bank_note")

    @api.depends("line_ids.bank_note")
    def _compute_has_bank_note(self):
        for collect in self:
            collect.has_bank_note = any(collect.line_ids.mapped("bank_note"))

    @api.model
    def _line_commands(self, units):
        """Note on each open line which batch asks the bank for it."""
        commands = super()._line_commands(units)
        rows = [values for *_command, values in commands if values]
        refs = [row["charged_ref"] for row in rows]
        notes = self.env["estate.collection.batch"]._notes_by("move_line_id", refs)
        for row in rows:
            row["bank_note"] = notes.get(row["charged_ref"])
        return commands
