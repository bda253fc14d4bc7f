from odoo import fields, models

WAITING = [
    ("parts", "For Parts"),
    ("resident", "For the Resident"),
    ("vendor", "For a Vendor"),
]
UNDER_WAY = ("assigned", "on_site")


class EstateWorkorder(models.Model):
    """What an order waits for that has begun: it ends with the next step (B-15)."""

    _inherit = "estate.workorder"

    waiting_for = fields.Selection(
        WAITING,
        "Waits",
        copy=False,
        tracking=True,
        help="What the work cannot go on without. Taken away by the next step.",
    )

    _waiting_idx = models.Index(
        "(community_id, waiting_for) WHERE waiting_for IS NOT NULL"
    )

    def _go(self, state, **vals):
        return super()._go(state, waiting_for=False, **vals)
