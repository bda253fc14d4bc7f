from odoo import models
from odoo.exceptions import UserError


class EstateStepMixin(models.AbstractModel):
    """Documents whose steps ask for something before they are taken.

    The model states in ``_step_wizard`` what asks, and its field for the document.
    """

    _name = "estate.step.mixin"
    _description = "Document with Steps"

    _step_wizard = None

    def _ask(self, step, name):
        """Return the action that asks what a step needs, under the title ``name``."""
        self.ensure_one()
        wizard, field = self._step_wizard
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": wizard,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{field}": self.id, "default_step": step},
        }

    def _refuse_missing(self, missing):
        """Refuse a step, naming all that it lacks at once."""
        self.ensure_one()
        self.check_access("write")
        if missing:
            raise UserError(
                self.env._(
                    "%(order)s cannot go on yet. Missing: %(missing)s.",
                    order=self.name,
                    missing=", ".join(missing),
                )
            )
