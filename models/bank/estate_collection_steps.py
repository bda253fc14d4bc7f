from odoo import models
from odoo.exceptions import AccessError, UserError


class EstateCollectionBatch(models.Model):
    """Who takes which step of a batch when, and what its lines add up to."""

    _inherit = "estate.collection.batch"

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    def _check_role(self, group):
        """Refuse who may not take this step, or serves not all the communities.

        :raises AccessError: for another role, or a batch of elsewhere
        """
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(group)):
            raise AccessError(
                self.env._("Sending batches and booking returns is the accountant's.")
            )

    def _expect(self, *states):
        """Refuse a step out of turn, e.g. from a page that is no longer current."""
        self.ensure_one()
        # Whoever came at the same time has finished when this goes on.
        self.env["estate.cashier"]._lock(self)
        self.invalidate_recordset(["state"])
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Batch %(batch)s has the state “%(state)s”: reload the page.",
                    batch=self.name,
                    state=labels[self.state],
                )
            )

    def _check_draft(self):
        for batch in self:
            if batch.state != "draft":
                raise UserError(
                    self.env._(
                        "Batch %(batch)s is frozen: nothing in it can be changed.",
                        batch=batch.name,
                    )
                )

    def _take_step(self, state, **vals):
        """Move on to a state, after an action has checked the role."""
        # The fields of a step are closed to everybody's direct writes.
        self.sudo().write({"state": state, **vals})

    def _update_totals(self):
        """Count the lines anew, after a step has changed them."""
        groups = self.env["estate.collection.line"]._read_group(
            [("batch_id", "in", self.ids)],
            ["batch_id", "state"],
            ["__count", "amount:sum", "amount_paid:sum"],
        )
        rows = {
            (batch.id, state): (count, amount, paid)
            for batch, state, count, amount, paid in groups
        }
        for batch in self:
            batch.write(batch._totals(rows))

    def _totals(self, rows):
        """Return the totals of one batch from its lines grouped by state."""

        def added(place, *states):
            return sum(rows.get((self.id, state), (0, 0, 0))[place] for state in states)

        every = ("draft", "waiting", "paid", "retry", "stop", "unanswered", "cancelled")
        refused, open_ = ("retry", "stop"), ("waiting", "unanswered")
        return {
            "line_count": added(0, *every),
            "amount_total": added(1, *every),
            "accepted_count": added(0, "paid"),
            "accepted_total": added(2, "paid"),
            "refused_count": added(0, *refused),
            "refused_total": added(1, *refused),
            "waiting_count": added(0, *open_),
            "waiting_total": added(1, *open_),
        }
