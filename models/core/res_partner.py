import re

from odoo import api, fields, models

PERSONAL = "estate_service.group_estate_personal_data"


class ResPartner(models.Model):
    """Owners, tenants and other residents (R-109, R-110, R-117)."""

    _inherit = "res.partner"

    estate_id_type = fields.Selection(
        [
            ("resident_id", "Resident ID Card"),
            ("passport", "Passport"),
            ("permit", "Residence or Travel Permit"),
            ("business_licence", "Business Licence"),
            ("other", "Other"),
        ],
        string="ID Type",
        groups=PERSONAL,
    )
    estate_id_number = fields.Char(
        "ID Number", groups=PERSONAL, index="btree_not_null", copy=False
    )
    estate_gender = fields.Selection(
        [("male", "Male"), ("female", "Female"), ("other", "Other")], string="Gender"
    )
    estate_birthday = fields.Date("Birthday", groups=PERSONAL)
    estate_native_place = fields.Char("Native Place", groups=PERSONAL)
    estate_household_registration = fields.Char(
        "Household Registration", groups=PERSONAL, help="户口所在地 (R-109)"
    )
    estate_occupation = fields.Char("Occupation", groups=PERSONAL)
    estate_consent_purpose = fields.Text(
        "Consent Purpose",
        help="What the person was told the data is collected for (R-117).",
    )
    estate_consent_date = fields.Date("Consent Given On")
    estate_is_vip = fields.Boolean("Key Customer", help="重点业户 (R-110)")
    estate_phone_tail = fields.Char(
        "Last Four Digits",
        compute="_compute_estate_phone_tail",
        store=True,
        index="btree_not_null",
        help="Last four digits of the phone, the way a counter asks for it.",
    )
    estate_occupancy_ids = fields.One2many(
        "estate.occupancy", "partner_id", string="Occupancies"
    )
    estate_unit_count = fields.Integer(compute="_compute_estate_unit_count")

    @api.depends("phone")
    def _compute_estate_phone_tail(self):
        for partner in self:
            digits = re.sub(r"\D", "", partner.phone or "")
            partner.estate_phone_tail = digits[-4:] if len(digits) >= 4 else False

    def _compute_estate_unit_count(self):
        counts = dict(
            self.env["estate.occupancy"]._read_group(
                [("partner_id", "in", self.ids), ("is_current", "=", True)],
                ["partner_id"],
                ["unit_id:count_distinct"],
            )
        )
        for partner in self:
            partner.estate_unit_count = counts.get(partner, 0)
