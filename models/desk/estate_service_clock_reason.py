from odoo import fields, models
from odoo.exceptions import UserError


class EstateServiceClock(models.Model):
    """Why a promised time was not kept: its holder says so, or his superior (R-317)."""

    _inherit = "estate.service.clock"

    responsible_id = fields.Many2one(
        "res.users",
        "Not Kept By",
        readonly=True,
        help="Who held the case when its time passed, or met it too late.",
    )

    def _is_closed(self, name):
        return name == "responsible_id" or super()._is_closed(name)

    def action_why_late(self):
        """Ask who held the case why it was late.

        :raises AccessError: who takes no steps of cases
        :raises UserError: when nothing is late, or somebody else has to say
        """
        self.ensure_one()
        self.env["estate.clock.reason"].check_access("create")
        self._check_document("read")
        self._check_may_explain()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why Late"),
            "res_model": "estate.clock.reason",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_clock_id": self.id, "default_reason": self.reason},
        }

    def _check_document(self, operation):
        """Check a right on the clocks and on the cases they belong to."""
        self.check_access("read")
        for documents in self._documents():
            documents.check_access(operation)

    def _check_may_explain(self):
        """Who was responsible says why, or whoever answers for the times."""
        self.ensure_one()
        if not self.breached_at:
            raise UserError(
                self.env._("%s: this promised time has not passed.", self.display_name)
            )
        holders = self.responsible_id | self._document()._clock_responsible()
        if self.env.user not in holders and not self.has_access("write"):
            raise UserError(
                self.env._(
                    "%s says why it was late: the case was in those hands.",
                    " / ".join(holders.mapped("name")),
                )
            )

    def _explain(self, reason):
        """Write down why it was late, once it was seen who says so."""
        self._check_document("read")
        self._check_may_explain()
        # Clocks are closed to those who hold a case; that he did was checked.
        self.sudo().reason = reason
