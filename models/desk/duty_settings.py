from odoo import fields, models


class ResCompany(models.Model):
    """The numbers of the counter and of the duty log."""

    _inherit = "res.company"

    estate_handover_minutes = fields.Integer(
        "Minutes to Take Over",
        default=30,
        help="What was logged off hours is acknowledged by the day desk within so many "
        "minutes of office time; then the manager is told (R-312, B-13).",
    )
    estate_duty_sample = fields.Integer(
        "Entries Checked a Day",
        default=3,
        help="So many entries of the duty log are drawn each day for the engineering "
        "supervisor to check (R-313); 0 draws none.",
    )
    estate_wait_minutes = fields.Integer(
        "Minutes to Wait at the Counter",
        default=3,
        help="Who waits longer is seen to at once, even if a call has to be "
        "interrupted (R-307).",
    )
    estate_explain_minutes = fields.Integer(
        "Minutes to Explain",
        default=3,
        help="What is not explained by then moves up to the supervisor, after as many "
        "minutes more to the manager (R-308).",
    )
    estate_max_rings = fields.Integer(
        "Rings of the Telephone",
        default=3,
        help="The telephone is answered within so many rings (R-302).",
    )
    estate_birthday_days = fields.Integer(
        "Days Before a Birthday",
        default=1,
        help="So many days before an owner's birthday the steward is reminded (R-422).",
    )

    _estate_counter_minutes_positive = models.Constraint(
        "CHECK(estate_handover_minutes > 0 AND estate_wait_minutes > 0 "
        "AND estate_explain_minutes > 0 AND estate_duty_sample >= 0 "
        "AND estate_max_rings > 0 AND estate_birthday_days >= 0)",
        "The minutes of the service standard are one or more.",
    )


class ResConfigSettings(models.TransientModel):
    """Settings of the counter and of the duty log."""

    _inherit = "res.config.settings"

    estate_handover_minutes = fields.Integer(
        related="company_id.estate_handover_minutes", readonly=False
    )
    estate_duty_sample = fields.Integer(
        related="company_id.estate_duty_sample", readonly=False
    )
    estate_wait_minutes = fields.Integer(
        related="company_id.estate_wait_minutes", readonly=False
    )
    estate_explain_minutes = fields.Integer(
        related="company_id.estate_explain_minutes", readonly=False
    )
    estate_max_rings = fields.Integer(
        related="company_id.estate_max_rings", readonly=False
    )
    estate_birthday_days = fields.Integer(
        related="company_id.estate_birthday_days", readonly=False
    )
