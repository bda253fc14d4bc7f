"""One meter after the other, as whoever reads them walks from door to door."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

SKIP_REASONS = [
    ("nobody", "Nobody Let Us In"),
    ("blocked", "Cannot Be Reached"),
    ("unreadable", "Dial Cannot Be Read"),
    ("other", "Other: See the Note"),
]


class EstateMeterReading(models.Model):
    """A door that stays locked is left out with a reason and comes again at the end."""

    _inherit = "estate.meter.reading"

    skip_reason = fields.Selection(
        SKIP_REASONS,
        "Not Read",
        copy=False,
        help="Why the dial could not be seen. The meter comes again at the end of the "
        "round; what nobody could read is estimated.",
    )
    skipped_on = fields.Datetime("Left Out On", readonly=True, copy=False)

    def action_next(self):
        """Save this reading and open the next one of the round, on a phone."""
        self.ensure_one()
        if self.state == "todo":
            raise ValidationError(
                self.env._("Type what the dial shows, or skip this meter.")
            )
        return self.round_id._action_read_next(after=self)

    def action_skip(self):
        """Leave this meter for the end of the way, with the reason; open the next one.

        :raises UserError: without a reason
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "todo":
            # Somebody did let him in: what he typed is there.
            return self.action_next()
        if not self.skip_reason:
            raise UserError(self.env._("Choose why it is not read, then skip it."))
        if self.skip_reason == "other" and not self.note:
            raise UserError(self.env._("Say in the note why it is not read."))
        # When it was left out is not typed; the right was asked above.
        self.sudo().skipped_on = fields.Datetime.now()
        return self.round_id._action_read_next(after=self)

    def _come_by(self):
        """What is true no more of a meter once its dial was seen."""
        return {"skip_reason": False, "skipped_on": False}


class EstateMeterRound(models.Model):
    _inherit = "estate.meter.round"

    skipped_count = fields.Integer("Passed Over", compute="_compute_skipped_count")

    @api.depends("reading_ids.state", "reading_ids.skipped_on")
    def _compute_skipped_count(self):
        counts = dict(
            self.env["estate.meter.reading"]._read_group(
                [
                    ("round_id", "in", self.ids),
                    ("state", "=", "todo"),
                    ("skipped_on", "!=", False),
                ],
                ["round_id"],
                ["__count"],
            )
        )
        for round_ in self:
            round_.skipped_count = counts.get(round_._origin, 0)

    def action_read_next(self):
        """Open the next meter to read, one at a time, for a phone."""
        self.ensure_one()
        return self._action_read_next()

    def _action_read_next(self, after=None):
        reading = self._next_to_read(after)
        if not reading:
            return self._get_records_action(context={})
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "estate.meter.reading",
            "res_id": reading.id,
            "view_mode": "form",
            "views": [
                (
                    self.env.ref(
                        "estate_service.estate_meter_reading_view_form_one"
                    ).id,
                    "form",
                )
            ],
            "target": "current",
        }

    def _next_to_read(self, after=None):
        """The next meter on the way after one, then those before it, then the skipped.

        Who has just skipped the only one that is left goes back to the round.
        """
        way = self.env["estate.meter.reading"].search(
            [("round_id", "=", self.id)], order="building_id, unit_id, meter_id"
        )
        here = way.ids.index(after.id) + 1 if after else 0
        left = (way[here:] + way[:here]).filtered(lambda one: one.state == "todo")
        fresh = left.filtered(lambda one: not one.skipped_on)
        skipped = (left - fresh).filtered(lambda one: one != after)
        return (fresh or skipped.sorted("skipped_on"))[:1]
