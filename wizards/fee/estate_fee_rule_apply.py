from odoo import Command, api, fields, models


class EstateFeeRuleApply(models.TransientModel):
    """What assignment rules would charge and stop charging: look, untick, apply."""

    _name = "estate.fee.rule.apply"
    _description = "Apply Assignment Rules"

    rule_ids = fields.Many2many("estate.fee.rule", readonly=True, required=True)
    line_ids = fields.One2many("estate.fee.rule.apply.line", "wizard_id")
    create_line_ids = fields.One2many(
        "estate.fee.rule.apply.line", "wizard_id", domain=[("kind", "=", "create")]
    )
    again_line_ids = fields.One2many(
        "estate.fee.rule.apply.line", "wizard_id", domain=[("kind", "=", "again")]
    )
    end_line_ids = fields.One2many(
        "estate.fee.rule.apply.line", "wizard_id", domain=[("kind", "=", "end")]
    )
    create_count = fields.Integer(compute="_compute_counts")
    again_count = fields.Integer(compute="_compute_counts")
    end_count = fields.Integer(compute="_compute_counts")

    # ---------------------------------------------------------------- COMPUTES

    @api.depends("line_ids.kind")
    def _compute_counts(self):
        for wizard in self:
            kinds = wizard.line_ids.mapped("kind")
            for kind in ("create", "again", "end"):
                wizard[f"{kind}_count"] = kinds.count(kind)

    # ------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        for wizard in wizards:
            wizard.line_ids = [
                Command.create(wizard._line_vals(rule, charge))
                for rule in wizard.rule_ids
                for charge in rule._charges()
            ]
        return wizards

    @api.model
    def _line_vals(self, rule, charge):
        return {
            "rule_id": rule.id,
            "kind": charge.kind,
            # What ended before was perhaps ended on purpose: somebody has to say so.
            "selected": charge.kind != "again",
            "unit_id": charge.unit.id,
            "vehicle_id": charge.vehicle.id,
            "date": charge.date,
            "assignment_id": charge.assignment and charge.assignment.id,
        }

    # ---------------------------------------------------------------- ACTIONS

    def action_confirm(self):
        """Make and end what is ticked."""
        self.ensure_one()
        chosen = self.line_ids.filtered("selected")
        for rule, lines in chosen.grouped("rule_id").items():
            ends = lines.filtered(lambda line: line.kind == "end")
            for day, ending in ends.grouped("date").items():
                ending.assignment_id.write({"date_to": day})
            rule._assign([line._charge() for line in lines - ends])
        return {"type": "ir.actions.act_window_close"}

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Apply Rules"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
