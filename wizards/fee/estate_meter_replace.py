from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateMeterReplace(models.TransientModel):
    """A meter is replaced: the old one's final reading, the new one's first."""

    _name = "estate.meter.replace"
    _description = "Replace Meter"

    meter_id = fields.Many2one(
        "estate.meter", "Old Meter", required=True, readonly=True, ondelete="cascade"
    )
    uom = fields.Char(related="meter_id.uom")
    last_date = fields.Date(related="meter_id.last_date")
    last_value = fields.Float(related="meter_id.last_value", digits=(14, 4))
    date = fields.Date("Replaced On", required=True, default=fields.Date.context_today)
    final_value = fields.Float(
        "Final Reading", digits=(14, 4), min_display_digits=1, required=True
    )
    rolled_over = fields.Boolean("Began Again at Zero")
    serial = fields.Char("New Serial No.", required=True)
    first_value = fields.Float(
        "First Reading of the New One", digits=(14, 4), min_display_digits=1
    )
    digits = fields.Integer(
        "Digits of the New Dial",
        compute="_compute_dial",
        store=True,
        readonly=False,
    )
    ratio = fields.Float(
        compute="_compute_dial", store=True, readonly=False, digits=(12, 4)
    )

    @api.depends("meter_id")
    def _compute_dial(self):
        for wizard in self:
            wizard.digits = wizard.meter_id.digits
            wizard.ratio = wizard.meter_id.ratio

    def action_confirm(self):
        self.ensure_one()
        meter = self.meter_id
        if meter.date_removed:
            raise UserError(
                self.env._("%(meter)s is out of use.", meter=meter.display_name)
            )
        if self.date <= meter.date_install:
            raise UserError(
                self.env._(
                    "%(meter)s came into use on %(day)s: it was replaced later than "
                    "that.",
                    meter=meter.display_name,
                    day=meter.date_install,
                )
            )
        new = meter._replace(
            self.date,
            self.final_value,
            {
                "serial": self.serial,
                "first_value": self.first_value,
                "digits": self.digits,
                "ratio": self.ratio,
            },
            rolled_over=self.rolled_over,
        )
        return new._get_records_action(context={})
