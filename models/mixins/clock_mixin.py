from odoo import api, fields, models
from odoo.fields import Domain

TARGETS = [
    ("answer", "Answer"),
    ("arrive", "Arrival"),
    ("finish", "Completion"),
    ("visit", "Return Visit"),
]


class EstateClockMixin(models.AbstractModel):
    """Documents that were promised within a time (R-317, B-15).

    A policy says which targets a document has, in how many minutes and by which
    calendar; a clock keeps the deadline of each. What the board sorts by, the nearest
    deadline, is stored on the document, so that no list reads the clocks.

    The model has ``community_id``, ``company_id`` and says in ``_clock_begin`` when its
    time began and in ``_clock_responsible`` who is told.
    """

    _name = "estate.clock.mixin"
    _description = "Document with Promised Times"

    _clock_subject = None
    """What the policies call this model: ``request`` or ``order``."""

    clock_ids = fields.One2many(
        "estate.service.clock",
        "res_id",
        "Promised Times",
        domain=lambda self: [("res_model", "=", self._name)],
        readonly=True,
        copy=False,
    )
    next_deadline = fields.Datetime(
        "Time Limit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The nearest of the promised times that are not kept yet.",
    )
    next_target = fields.Selection(TARGETS, "Due Next", readonly=True, copy=False)
    is_breached = fields.Boolean("Late", readonly=True, copy=False)

    # ------------------------------------------------------------------- HOOKS

    def _clock_begin(self):
        """Return when the promised times of the document begin to run (UTC)."""
        self.ensure_one()
        return self.create_date

    def _clock_responsible(self):
        """Return the user who has to keep the promised times now."""
        self.ensure_one()
        return self.env["res.users"]

    def _clock_met(self):
        """Return the targets that are met for good, whatever is agreed anew."""
        self.ensure_one()
        return set()

    def _clock_policy(self):
        """Return the policy that this document falls under, or none."""
        self.ensure_one()
        return self.env["estate.service.policy"]._policy_of(self)

    # ------------------------------------------------------------------- STEPS

    def _start_clocks(self, targets, begin=None):
        """Let the clocks of some targets run, as far as the policy promises them.

        A clock of the same target that runs already is stopped: its time was agreed
        anew, as with a deferral.

        :param targets: names of ``TARGETS``
        :param begin: naive UTC datetime; the document's own begin unless given
        """
        # Clocks are written by the steps of a document, whose rights were checked.
        clocks = self.env["estate.service.clock"].sudo()
        vals_list = []
        for document in self:
            start = begin or document._clock_begin()
            wanted = set(targets) - document._clock_met()
            for target in document._clock_policy().target_ids:
                if target.target in wanted:
                    vals_list.append(target._clock_vals(document, start))
        self._stop_clocks(targets)
        clocks.create(vals_list)
        self._refresh_deadline()

    def _reach(self, target, at=None):
        """A target is met: its clock stands still, late or in time.

        :param at: naive UTC datetime, now unless given
        """
        running = self._running_clocks([target])
        running._reach(at or fields.Datetime.now())
        self._refresh_deadline()

    def _stop_clocks(self, targets=None):
        """End clocks without a verdict; what was late stays late."""
        self._running_clocks(targets)._stop()
        self._refresh_deadline()

    def _running_clocks(self, targets=None):
        # Whoever takes a step of the document ends its clocks.
        clocks = self.env["estate.service.clock"].sudo()
        domain = Domain("res_model", "=", self._name)
        domain &= Domain("res_id", "in", self.ids) & Domain("state", "=", "running")
        if targets is not None:
            domain &= Domain("target", "in", list(targets))
        return clocks.search(domain, order="id")

    def _refresh_deadline(self):
        """Keep on the documents what their clocks say: two queries for all."""
        # All clocks of the documents count, whoever takes a step of them.
        clocks = self.env["estate.service.clock"].sudo()
        mine = Domain("res_model", "=", self._name) & Domain("res_id", "in", self.ids)
        nearest = {}
        for clock in clocks.search(
            mine & Domain("state", "=", "running"), order="deadline, id"
        ):
            nearest.setdefault(clock.res_id, clock)
        late = {
            res_id
            for (res_id,) in clocks._read_group(
                mine & Domain("breached_at", "!=", False), ["res_id"]
            )
        }
        # Closed to everybody's direct writes; it follows from the clocks.
        for document in self.sudo():
            clock = nearest.get(document.id)
            values = {
                "next_deadline": clock.deadline if clock else False,
                "next_target": clock.target if clock else False,
                "is_breached": document.id in late,
            }
            changed = {n: v for n, v in values.items() if document[n] != v}
            if changed:
                document.write(changed)

    @api.ondelete(at_uninstall=False)
    def _unlink_with_clocks(self):
        # They say nothing without their document.
        clocks = self.env["estate.service.clock"].sudo()
        clocks.search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
