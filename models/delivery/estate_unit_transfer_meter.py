from odoo import api, fields, models
from odoo.exceptions import ValidationError


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

    @api.constrains("value", "is_read")
    def _check_value(self):
        for row in self:
            if row.is_read and row.value < row.before_value:
                raise ValidationError(
                    self.env._(
                        "Meter %(meter)s showed %(before)s on %(date)s already: it "
                        "cannot show %(value)s later. A meter that has gone over "
                        "its last figure is read in the meter's own list.",
                        meter=row.meter_id.display_name,
                        before=row.before_value,
                        date=row.before_date,
                        value=row.value,
                    )
                )

    def write(self, vals):
        if not self.env.su:
            self.transfer_id._check_state(("draft", "papers"))
        return super().write(vals)

    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        own = field.name in ("value", "is_read")
        return allowed and (own or operation != "write" or self.env.su)
