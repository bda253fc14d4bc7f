from odoo import api, models

MIXINS = {
    "activity_exception_decoration": "mail.activity.mixin",
    "activity_state": "mail.activity.mixin",
    "validation_status": "tier.validation",
}
"""Choices that many models have from one mixin."""


class IrModelFields(models.Model):
    """Choices of mixins in the reader's language.

    The database keeps their labels for each model, but what other modules ship are the
    translations of the mixin's own: an overdue activity would be *Overdue* on every
    document of ours.
    """

    _inherit = "ir.model.fields"

    @api.model
    def get_field_selection(self, model_name, field_name):
        labels = super().get_field_selection(model_name, field_name)
        mixin = MIXINS.get(field_name)
        if mixin in (None, model_name):
            return labels
        shared = dict(super().get_field_selection(mixin, field_name))
        return [(value, shared.get(value, label)) for value, label in labels]
