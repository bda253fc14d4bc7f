from odoo import fields, models

from ..mixins.arrears_mixin import arrears_sentence


class EstateUnit(models.Model):
    """What is owed for the unit, said by who owes it (R-810)."""

    _inherit = "estate.unit"

    arrears_note = fields.Text(
        "Arrears by Debtor",
        compute="_compute_arrears_note",
        help="What each debtor owes, for telling him; never for telling another.",
        groups="estate_service.group_estate_fee_reader",
    )
    debt_count = fields.Integer(
        "Debts",
        compute="_compute_debt_count",
        groups="estate_service.group_estate_fee_reader",
    )

    def _compute_arrears_note(self):
        units = self._origin or self
        units.check_access("read")
        figures = units.browse(units.ids)._arrears_by_payer()
        # Whoever sees the unit may know by name who owes for it.
        payers = self.env["res.partner"].sudo()
        for unit in self:
            currency = unit.currency_id
            unit.arrears_note = "\n".join(
                self.env._(
                    "%(payer)s: %(owed)s",
                    payer=payers.browse(payer).name,
                    owed=arrears_sentence(self.env, months, overdue, currency),
                )
                for (unit_id, payer), (_open, overdue, months, _since) in sorted(
                    figures.items()
                )
                if unit_id == unit._origin.id and overdue > 0
            )

    def _compute_debt_count(self):
        groups = self.env["estate.dunning.debt"]._read_group(
            [("unit_id", "in", self.ids), ("date_end", "=", False)],
            ["unit_id"],
            ["__count"],
        )
        counts = {unit.id: count for unit, count in groups}
        for unit in self:
            unit.debt_count = counts.get(unit.id, 0)

    def action_view_debts(self):
        """Open what was done about the arrears, and what can be done now."""
        self.check_access("read")
        debts = self.env["estate.dunning.debt"]
        debts.check_access("read")
        # The ledger may know of arrears since the last night: the file is begun now.
        debts.sudo()._refresh(self.sudo())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_dunning_debt_action"
        )
        return action | {"domain": [("unit_id", "in", self.ids)], "context": {}}
