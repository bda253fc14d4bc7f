from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateEscalationAsk(models.TransientModel):
    """Asks why a case moves up (服务上移, R-308, R-309)."""

    _name = "estate.escalation.ask"
    _description = "Move a Case Up"

    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    to_user_id = fields.Many2one("res.users", "Moves To", required=True)
    reason = fields.Char(required=True)

    @api.model_create_multi
    def create(self, vals_list):
        questions = super().create(vals_list)
        for question in questions:
            question._case().check_access("write")
        return questions

    def _case(self):
        """Return the case that is named.

        :raises UserError: when it is no model whose cases move up
        """
        self.ensure_one()
        model = self.env.get(self.res_model)
        if not isinstance(model, self.pool["estate.escalation.mixin"]):
            raise UserError(self.env._("Cases of this kind do not move up."))
        return model.browse(self.res_id)

    def action_confirm(self):
        self.ensure_one()
        case = self._case()
        case.check_access("write")
        # A colleague may have been faster.
        case._check_moves_up()
        if self.to_user_id not in case._above():
            raise UserError(
                self.env._(
                    "A case moves up from its holder to the supervisor, or to the "
                    "manager, of its community."
                )
            )
        case._escalate(self.to_user_id, self.reason)
        if case.has_access("read"):
            return {"type": "ir.actions.act_window_close"}
        # It was his as long as he held it: his screen goes on without it.
        return {
            "type": "ir.actions.act_window",
            "name": self.env["ir.model"]._get(case._name).name,
            "res_model": case._name,
            "views": [(False, "list"), (False, "form")],
            "target": "main",
        }
