from odoo import fields, models


class ResCompany(models.Model):
    """The numbers of what residents do themselves in the portal."""

    _inherit = "res.company"

    estate_portal_reopen_days = fields.Integer(
        "Days to Say That It Is Not Mended",
        default=7,
        help="So long after a case was closed its resident may have it gone on with "
        "in the portal (R-304); later he registers a new one.",
    )
    estate_portal_new_max = fields.Integer(
        "Requests Not Taken Up Yet",
        default=20,
        help="Who has so many in the portal that nobody has taken up yet registers no "
        "more of them there.",
    )


class ResConfigSettings(models.TransientModel):
    """Settings of the portal."""

    _inherit = "res.config.settings"

    estate_portal_reopen_days = fields.Integer(
        related="company_id.estate_portal_reopen_days", readonly=False
    )
    estate_portal_new_max = fields.Integer(
        related="company_id.estate_portal_new_max", readonly=False
    )
