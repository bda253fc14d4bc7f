from odoo import models


class EstateScopeMixin(models.AbstractModel):
    """Records that cannot be moved to where their user may not go.

    Core checks the record rules before a write, not after it. What decides the
    community of a record, named in ``_scope_fields``, is therefore checked again once
    it has changed.
    """

    _name = "estate.scope.mixin"
    _description = "Record of a Community"

    _scope_fields = ("unit_id",)

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(self._scope_fields):
            self.check_access("write")
        return result
