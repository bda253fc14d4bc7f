from odoo import api, fields, models
from odoo.fields import Domain


class EstateOfCaseMixin(models.AbstractModel):
    """What is said of a case of whatever model is for those who see that case.

    The model has ``res_model`` and ``res_id``.
    """

    _name = "estate.of.case.mixin"
    _description = "Said of a Case"

    _case_mixin = None
    """The mixin of the models that are such cases."""

    is_case_seen = fields.Boolean(
        "Reads the Case",
        compute="_compute_is_case_seen",
        search="_search_is_case_seen",
        help="For record rules: the user reads the case.",
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_is_case_seen(self):
        # Rules are evaluated with all rights; it is the user's own that count.
        env = self.env(su=False)
        for model, records in self.grouped("res_model").items():
            cases = env[model].browse(set(records.mapped("res_id"))).exists()
            seen = set(cases._filtered_access("read").ids)
            for record in records:
                record.is_case_seen = record.res_id in seen

    @api.model
    def _search_is_case_seen(self, operator, value):
        if operator != "in":
            return NotImplemented
        env = self.env(su=False)
        seen = Domain.OR(
            Domain("res_model", "=", model) & Domain("res_id", "in", cases)
            for model in self._case_models()
            if env[model].has_access("read")
            for cases in [env[model].with_context(active_test=False)._search([])]
        )
        return seen if True in value else ~seen

    @api.model
    def _case_models(self):
        mixin = self.pool[self._case_mixin]
        return [
            name
            for name, model in self.pool.items()
            if issubclass(model, mixin) and not model._abstract
        ]


class EstateServiceClock(models.Model):
    _name = "estate.service.clock"
    _inherit = ["estate.service.clock", "estate.of.case.mixin"]
    _case_mixin = "estate.clock.mixin"


class EstateEscalation(models.Model):
    _name = "estate.escalation"
    _inherit = ["estate.escalation", "estate.of.case.mixin"]
    _case_mixin = "estate.escalation.mixin"
