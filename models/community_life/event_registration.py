from odoo import fields, models
from odoo.exceptions import UserError


class EventRegistration(models.Model):
    """Who signed up for a session of a community programme (R-423)."""

    _inherit = "event.registration"

    estate_unit_id = fields.Many2one(
        "estate.unit", "Home", index="btree_not_null", readonly=True, copy=False
    )
    estate_community_id = fields.Many2one(
        related="event_id.estate_community_id",
        store=True,
        index="btree_not_null",
        string="Community",
    )

    def action_estate_came(self):
        """Whoever came is ticked, and unticked when it was a slip."""
        self._estate_check_counter()
        # Registrations are written by these steps alone; the role was checked.
        for one in self.sudo():
            one._estate_check_expected()
            one.state = "open" if one.state == "done" else "done"

    def action_estate_withdraw(self):
        """The resident does not come: his seat is free again."""
        self._estate_check_counter()
        # As above.
        self.sudo()._estate_withdraw()

    def _estate_check_expected(self):
        """:raises UserError: for who gave his seat back, or before the day has come."""
        if self.state not in ("open", "done"):
            raise UserError(
                self.env._("%s does not come: sign up anew first.", self.name)
            )
        place = self.estate_community_id
        if place._local(self.event_id.date_begin).date() > place._today():
            raise UserError(
                self.env._("The day of %s has not come.", self.event_id.name)
            )

    def _estate_check_counter(self):
        """Only who reads who signed up, and only for our sessions."""
        self.check_access("read")
        if not all(one.estate_community_id for one in self):
            raise UserError(self.env._("This is no session of a community programme."))

    def _estate_withdraw(self):
        """:raises UserError: when the session has begun."""
        for one in self:
            if one.event_id.date_begin <= fields.Datetime.now():
                raise UserError(self.env._("%s has begun.", one.event_id.name))
        self.state = "cancel"
