from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine.money import decimal_of


class EstateUnitTransferMeter(models.Model):
    """Where a meter stood when the unit was handed over.

    It is read at the end of the leaving party's last day. Without a reading the usage
    of the period is split by days.
    """

    _name = "estate.unit.transfer.meter"
    _description = "Meter of a Change"
    _order = "meter_id, id"

    transfer_id = fields.Many2one(
        "estate.unit.transfer", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(related="transfer_id.state")
    company_id = fields.Many2one(
        related="transfer_id.company_id", store=True, index=True
    )
    community_id = fields.Many2one(
        related="transfer_id.community_id", store=True, index=True
    )
    meter_id = fields.Many2one(
        "estate.meter", required=True, index=True, ondelete="restrict"
    )
    uom = fields.Char(related="meter_id.uom")
    before_date = fields.Date("Read Before On", compute="_compute_before")
    before_value = fields.Float(
        "Reading Before",
        compute="_compute_before",
        digits=(14, 4),
        min_display_digits=1,
    )
    is_read = fields.Boolean("Read")
    value = fields.Float("Reading", digits=(14, 4), min_display_digits=1)
    rolled_over = fields.Boolean(
        "Began Again at Zero",
        help="The dial passed its highest number since the reading before.",
    )
    reading_id = fields.Many2one(
        "estate.meter.reading",
        "Entered Reading",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _meter_once = models.UniqueIndex(
        "(transfer_id, meter_id)", "A meter is read once for a change."
    )

    @api.depends("meter_id", "transfer_id.date")
    def _compute_before(self):
        for row in self:
            reading = row._reading_before()
            row.before_date = reading.date
            row.before_value = reading.value

    def _reading_before(self):
        """Return the last reading no later than the leaving party's last day."""
        readings = self.env["estate.meter.reading"]
        last_day = self.transfer_id.last_day
        if not last_day:
            return readings
        return readings.search(
            [
                ("meter_id", "=", self.meter_id.id),
                ("state", "in", ("read", "checked")),
                ("date", "<=", last_day),
            ],
            order="date desc, id desc",
            limit=1,
        )

    @api.onchange("value")
    def _onchange_value(self):
        self.is_read = self.is_read or bool(self.value)

    @api.constrains("value", "is_read", "rolled_over")
    def _check_value(self):
        """What the dial cannot show is refused; an estimate may have been too high."""
        for row in self.filtered("is_read"):
            before = row._reading_before()
            problem = before and before._used_until(row.value, row.rolled_over)[1]
            if problem:
                raise ValidationError(problem)

    # ------------------------------------------------------------
    # FOR THE BILLS
    # ------------------------------------------------------------

    def _enter(self):
        """Enter what was read, where the next bills can still be made by it.

        A round that is being read has a place for the day: the reading goes there.
        What was released of later days is counted on from it and stays released.
        """
        self.ensure_one()
        readings = self.meter_id.reading_ids.filtered(
            lambda one: one.date >= self.transfer_id.last_day
        )
        later = readings.filtered(lambda one: one.state != "todo")
        if not self._fits_before(later):
            return
        released = later.filtered(lambda one: one.state == "checked")
        waiting = readings.filtered(
            lambda one: one.state == "todo" and one.date == self.transfer_id.last_day
        )
        vals = {
            "value": self.value,
            "rolled_over": self.rolled_over,
            "note": self.transfer_id.name,
        }
        if waiting:
            waiting.write(vals)
            reading = waiting
        else:
            reading = waiting.create(
                {
                    "meter_id": self.meter_id.id,
                    "date": self.transfer_id.last_day,
                    **vals,
                }
            )
        (reading | released.filtered(lambda one: one.state == "read")).action_check()
        self.reading_id = reading

    def _dials(self, measured):
        """Where the dial stood before, at the handover and after, never falling.

        A turn counts on. After an estimate that was too high, or before one that was
        too low, the usage on its side is nothing more than what was charged.

        :param dict measured: how what is on the bill was counted
        :return: three decimals; empty where the reading says nothing about the bill
        """
        self.ensure_one()
        first, last = (decimal_of(measured.get(end) or 0) for end in ("from", "to"))
        handed = decimal_of(self.value)
        if measured.get("rolled_over") and last < first:
            last += self._full_turn()
        if self.rolled_over and handed < first:
            handed += self._full_turn()
        if handed < first and self._is_after_estimate(first):
            handed = first
        if measured.get("estimated"):
            handed = min(handed, last)
        inside = first <= handed <= last and first != last
        return (first, handed, last) if inside else ()

    def _full_turn(self):
        return Decimal(10) ** self.meter_id.digits

    def _is_after_estimate(self, dial):
        """Whether usage was counted up to this dial though nobody saw it there."""
        before = self._reading_before()
        return bool(
            before and before._is_estimate() and decimal_of(before.charged_to) == dial
        )

    def _fits_before(self, later):
        """Whether readings of later days can be counted on from this one.

        Not those of the same day or on bills, nor a dial that shows less.
        """
        return not any(
            one.is_billed
            or one.date == self.transfer_id.last_day
            or (one.value < self.value and not one.rolled_over)
            for one in later
        )

    def write(self, vals):
        if not self.env.su:
            self.transfer_id._check_state(("draft", "papers"))
        return super().write(vals)

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        own = field.name in ("value", "is_read", "rolled_over")
        return allowed and (own or operation != "write" or self.env.su)
