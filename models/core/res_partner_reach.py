from odoo import fields, models

KNOWN_OF = {
    "phone": {"estate_phone_invalid": False, "estate_phone_verified_on": False},
    "email": {"estate_email_invalid": False, "message_bounce": 0},
}
"""What is noted of a number or an address, and what it is of a new one."""


class ResPartner(models.Model):
    """How a person can be reached, as the last messages and calls showed (B-18)."""

    _inherit = "res.partner"

    estate_phone_invalid = fields.Boolean(
        "Phone No Longer Valid",
        copy=False,
        groups="estate_service.group_estate_staff",
        help="Nobody is called and no SMS is sent there. A new number is valid again.",
    )
    estate_phone_verified_on = fields.Date(
        "Reached by Phone On",
        copy=False,
        groups="estate_service.group_estate_staff",
        help="The last day somebody was reached by this number.",
    )
    estate_email_invalid = fields.Boolean(
        "E-mail No Longer Valid",
        copy=False,
        groups="estate_service.group_estate_staff",
        help="Mails came back from there. A new address is valid again.",
    )

    def write(self, vals):
        """What was known of a number or an address is not known of a new one."""
        fresh = {}
        for name, notes in KNOWN_OF.items():
            if name in vals and not notes.keys() & vals.keys():
                changed = self.filtered(lambda one, n=name: one[n] != vals[n])
                fresh[name] = changed
        result = super().write(vals)
        for name, changed in fresh.items():
            # Who changes the number need not know what was noted of the old one.
            noted = changed.sudo().filtered(
                lambda one, n=name: any(one[note] for note in KNOWN_OF[n])
            )
            if noted:
                noted.write(KNOWN_OF[name])
        return result

    # ------------------------------------------------------------ WAYS TO REACH

    def _estate_mail_address(self):
        """Return the address to which mails are sent, if one is known that works."""
        self.ensure_one()
        # Whether an address is wrong is no secret to the step that chooses the way.
        known = self.sudo()
        return not known.estate_email_invalid and known.email or False

    def _estate_sms_number(self):
        """Return the number to which an SMS is sent, if one is known that works."""
        self.ensure_one()
        known = self.sudo()  # as for the address
        return not known.estate_phone_invalid and known.phone or False

    def _estate_note_dead_mail(self, address):
        """Nobody is written to there again, unless he has another address by now."""
        # What is learnt of an address is noted for whoever writes next.
        known = self.sudo()
        known.filtered(lambda one: address and one.email == address).write(
            {"estate_email_invalid": True}
        )

    def _estate_note_dead_phone(self, number):
        """Nobody is called or sent an SMS there again, by his file or his contacts."""
        known, points = self._estate_with_number(number)
        known.write({"estate_phone_invalid": True, "estate_phone_verified_on": False})
        points.write({"invalid": True, "verified_on": False})

    def _estate_note_reached_phone(self, number):
        """Somebody was reached by this number today."""
        known, points = self._estate_with_number(number)
        today = fields.Date.context_today(self)
        known.write({"estate_phone_invalid": False, "estate_phone_verified_on": today})
        points.action_verify()

    def _estate_with_number(self, number):
        """Return who has the number on his file, and their contacts that have it."""
        # What is learnt of a number is noted for whoever calls it next; the step that
        # notes it has checked who speaks with these people.
        known = self.sudo()
        points = known.env["estate.contact.point"]
        digits = known._estate_phone_digits(number)
        if not digits:
            return known.browse(), points
        own = [("occupancy_id.partner_id", "in", self.ids)]
        having = known.filtered(
            lambda one: one._estate_phone_digits(one.phone) == digits
        )
        return having, points.search([*own, ("phone_digits", "=", digits)])
