from datetime import timedelta

from odoo import fields, models


class EstateWorkorder(models.Model):
    """The resident is asked within a day of the work, before it is filed (R-410)."""

    _inherit = "estate.workorder"

    # ------------------------------------------------------------------- HOOKS

    def _visit_deadline(self):
        """From the end of the work on; who was not content is asked again from now."""
        begin = self.finished_at
        if not begin or self._return_visits():
            begin = fields.Datetime.now()
        return begin + timedelta(hours=self.company_id.estate_visit_hours)

    def _closing_hindrances(self):
        missing = super()._closing_hindrances()
        if self._needs_visit_now():
            missing.append(self.env._("the return visit (R-410)"))
        return missing

    def _after_visit(self, visit):
        """Content: the order is closed, unless something is missing. Else it goes on.

        A request goes on by itself once it was done; before that, and without one, who
        answers for the order is told.
        """
        result = super()._after_visit(visit)
        request = self.request_id
        if visit._is_content():
            self._close_if_complete()
        elif request.state not in ("done", "closed"):
            self.message_post(body=self.env._("Not content: %s", visit._in_words()))
            self._tell_office(
                lambda env: env._("The resident is not content: go on with it")
            )
            if not request:
                self._ask_resident(fields.Datetime.now())
        return result

    def _without_visit(self):
        """Nothing is waited for any more: without a request, nobody else closes it."""
        result = super()._without_visit()
        self.filtered(lambda order: not order.request_id)._close_if_complete()
        return result

    # ------------------------------------------------------------------- STEPS

    def _ask_resident(self, since):
        """The work in a home is done: its visit falls due, price known or not.

        :param since: naive UTC datetime from which the promised time runs
        """
        for order in self.filtered(lambda order: order.kind == "paid"):
            order._start_clocks(["visit"], since)
            order._visit_due()

    def _return_visits(self):
        """Return the visits made or planned for the order itself, in order."""
        self.ensure_one()
        # Whether the resident was asked is asked of all visits, by whoever closes.
        visits = self.env["estate.visit"].sudo()
        return visits.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("state", "!=", "cancelled"),
            ],
            order="id",
        )

    def _needs_visit_now(self):
        """Tell whether the resident has still to be asked about the repair.

        A repair and its request are asked about once. A visit of which somebody said,
        with the reason, that it is not needed is not waited for.
        """
        self.ensure_one()
        if self.kind != "paid":
            return False
        # The state of the case counts, whoever closes the order.
        request = self.request_id.sudo()
        if not request:
            visits = self._return_visits()
            return bool(visits) and not visits[-1]._is_content()
        if request.state == "closed" or request.visit_waived:
            return False
        return not any(visit._is_content() for visit in request._visits_since_work())

    def _close_if_complete(self):
        """Close what has nothing left to do, whoever took the last step."""
        # Who asks the resident, or bills, need not be who dispatches.
        for order in self.sudo():
            if order.state == "done" and not order._closing_hindrances():
                order._close()
