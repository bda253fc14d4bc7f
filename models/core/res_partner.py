import re
import unicodedata

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ...engine.identity import birthday_of, check_id_card, gender_of

PERSONAL = "estate_service.group_estate_personal_data"
CLERKS = "estate_service.group_estate_front_desk,estate_service.group_estate_steward"
MAX_UNITS_IN_NAME = 3
AT_HOME = ["owner", "co_owner", "tenant", "family"]
"""In which roles somebody calls a unit his home."""


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
        [("male", "Male"), ("female", "Female"), ("other", "Other")],
        string="Gender",
        compute="_compute_estate_of_id_card",
        compute_sudo=True,
        store=True,
        precompute=True,
        readonly=False,
    )
    estate_birthday = fields.Date(
        "Birthday",
        compute="_compute_estate_of_id_card",
        compute_sudo=True,
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
        groups=PERSONAL,
    )
    estate_native_place = fields.Char("Native Place", groups=PERSONAL, help="籍贯")
    estate_household_registration = fields.Char(
        "Household Registration", groups=PERSONAL, help="户口所在地 (R-109)"
    )
    estate_occupation = fields.Char("Occupation", groups=PERSONAL)
    estate_consent_purpose = fields.Text(
        "Consent Purpose",
        help="What the person was told the data is collected for (R-117).",
    )
    estate_consent_date = fields.Date("Consent Given On", copy=False)
    estate_vip_profile_ids = fields.One2many(
        "estate.vip.profile", "partner_id", "Key Customer Files", groups=CLERKS
    )
    estate_is_vip = fields.Boolean(
        "Key Customer",
        compute="_compute_estate_is_vip",
        compute_sudo=True,
        search="_search_estate_is_vip",
        help="重点业户: a file is kept on this person (R-110).",
    )
    estate_phone_tail = fields.Char(
        "Last Four Digits",
        compute="_compute_estate_phone_tail",
        store=True,
        precompute=True,
        index="btree_not_null",
        help="Last four digits of the phone, the way a counter asks for it.",
    )
    estate_occupancy_ids = fields.One2many(
        "estate.occupancy", "partner_id", string="Occupancies"
    )
    estate_is_resident = fields.Boolean(
        "Resident",
        compute="_compute_estate_is_resident",
        compute_sudo=True,
        store=True,
        precompute=True,
        help="Owns, rents or lives in a unit, or did.",
    )
    estate_unit_ids = fields.Many2many(
        "estate.unit", string="Units Now", compute="_compute_estate_unit_ids"
    )
    estate_unit_count = fields.Integer(compute="_compute_estate_unit_ids")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("phone")
    def _compute_estate_phone_tail(self):
        for partner in self:
            digits = self._estate_phone_digits(partner.phone)
            partner.estate_phone_tail = digits[-4:] if len(digits) >= 4 else False

    @api.model
    def _estate_phone_digits(self, phone):
        """Return the digits of a telephone number without the country code."""
        return re.sub(r"\D", "", phone or "")[-11:]

    @api.depends("estate_id_type", "estate_id_number")
    def _compute_estate_of_id_card(self):
        """An identity card tells birthday and sex; what is known already stays."""
        for partner in self:
            number = partner.estate_id_number or ""
            is_card = partner.estate_id_type == "resident_id"
            partner.estate_birthday = partner.estate_birthday or (
                is_card and birthday_of(number)
            )
            partner.estate_gender = partner.estate_gender or (
                is_card and gender_of(number)
            )

    @api.depends("estate_occupancy_ids")
    def _compute_estate_is_resident(self):
        for partner in self:
            partner.estate_is_resident = bool(partner.estate_occupancy_ids)

    @api.depends("estate_vip_profile_ids.active")
    @api.depends_context("allowed_company_ids")
    def _compute_estate_is_vip(self):
        """Everybody at the counter sees who it is, few what is known of him."""
        vips = self._estate_vips()
        for partner in self:
            partner.estate_is_vip = partner in vips

    @api.model
    def _search_estate_is_vip(self, operator, value):
        if operator != "in":
            return NotImplemented
        vips = Domain("id", "in", self._estate_vips().ids)
        return vips if True in value else ~vips

    @api.model
    def _estate_vips(self):
        """Return the key customers of the chosen companies: there are few."""
        # Told is only who has a file, to roles that may not open it.
        profiles = self.env["estate.vip.profile"].sudo()
        domain = [("company_id", "in", self.env.companies.ids)]
        return self.browse(profiles.search(domain).partner_id.ids)

    @api.depends("estate_phone_tail", "estate_occupancy_ids.unit_id")
    @api.depends_context("estate_show_units", "formatted_display_name")
    def _compute_display_name(self):
        """In a drop-down, tell namesakes apart by their units and their phone."""
        result = super()._compute_display_name()
        context = self.env.context
        if not (
            context.get("estate_show_units") and context.get("formatted_display_name")
        ):
            return result
        for partner in self:
            hints = partner.estate_unit_ids[:MAX_UNITS_IN_NAME].mapped("code")
            if partner.estate_phone_tail:
                hints.append(f"…{partner.estate_phone_tail}")
            if hints:
                name = partner.display_name or ""
                partner.display_name = f"{name}\t--{' '.join(hints)}--"
        return result

    @api.model
    def _search_display_name(self, operator, value):
        """At the counter people are also found by their phone."""
        domain = super()._search_display_name(operator, value)
        if operator not in ("ilike", "like") or not isinstance(value, str):
            return domain
        digits = self._estate_phone_digits(value)
        if len(digits) < 4 or not re.fullmatch(r"[\d\s+().\-]+", value):
            return domain
        if len(digits) == 4:
            return domain | Domain("estate_phone_tail", "=", digits)
        return domain | Domain("phone", "ilike", value)

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Offer residents first in a drop-down of ours, all others behind them.

        Two searches, each in the usual order: that of the name has an index.
        """
        if not self.env.context.get("estate_show_units"):
            return super().name_search(name, domain, operator, limit)
        given = Domain(domain or Domain.TRUE)
        found = []
        for is_resident in (True, False):
            room = limit and limit - len(found)
            if limit and not room:
                break
            part = given & Domain("estate_is_resident", "=", is_resident)
            found += super().name_search(name, part, operator, room)
        return found

    @api.depends("estate_occupancy_ids.unit_id", "estate_occupancy_ids.date_end")
    def _compute_estate_unit_ids(self):
        units = dict(
            self.env["estate.occupancy"]._read_group(
                [("partner_id", "in", self.ids), ("is_current", "=", True)],
                ["partner_id"],
                ["unit_id:recordset"],
            )
        )
        for partner in self:
            partner.estate_unit_ids = units.get(partner)
            partner.estate_unit_count = len(partner.estate_unit_ids)

    # ------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------

    @api.constrains("estate_id_type", "estate_id_number")
    def _check_estate_id_number(self):
        for partner in self:
            if partner.estate_id_type == "resident_id" and partner.estate_id_number:
                partner._check_estate_id_card()

    def _check_estate_id_card(self):
        """Refuse a resident ID number with a slip of the pen, saying which."""
        try:
            check_id_card(self.estate_id_number)
        except ValueError as error:
            reasons = {
                "id_length": self.env._("It has 18 characters (old cards: 15)."),
                "id_malformed": self.env._(
                    "It holds digits only, with an X at the end."
                ),
                "id_birthday": self.env._("Its digits 7 to 14 are no birthday."),
                "id_checksum": self.env._(
                    "Its last character does not fit the others."
                ),
            }
            raise ValidationError(
                self.env._(
                    "This is not a resident ID number. %(reason)s",
                    reason=reasons[str(error)],
                )
            ) from error

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_plain_id_number(v) for v in vals_list])

    def write(self, vals):
        return super().write(self._with_plain_id_number(vals))

    def _has_field_access(self, field, operation):
        """Let nobody say who is a resident but the occupancies: rules rest on it."""
        if operation == "write" and field.name == "estate_is_resident":
            return self.env.su
        return super()._has_field_access(field, operation)

    @api.model
    def _with_plain_id_number(self, vals):
        """Write ID numbers with ASCII characters, capital letters and no blanks."""
        if not vals.get("estate_id_number"):
            return vals
        number = unicodedata.normalize("NFKC", vals["estate_id_number"]).upper()
        return vals | {"estate_id_number": re.sub(r"\s", "", number)}

    def _estate_homes(self):
        """Return the units in which the person owns, rents or lives today.

        Each by the calendar of its community; units out of use are none.
        """
        present = self.env["estate.occupancy"].search(
            [("partner_id", "in", self.ids), ("role", "in", AT_HOME)]
        )
        today = present.filtered(lambda one: one._covers(one.community_id._today()))
        return today.unit_id.filtered("active")

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_view_estate_units(self):
        """Open the units where this person is or was."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_unit_action"
        )
        return action | {
            "domain": [("occupancy_ids.partner_id", "=", self.id)],
            "context": {},
        }

    def action_open_estate_vip_profile(self):
        """Open the files kept on these people, archived ones too, or begin one."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_vip_profile_action"
        )
        profiles = self.env["estate.vip.profile"].with_context(active_test=False)
        profiles = profiles.search([("partner_id", "in", self.ids)])
        if len(profiles) > 1:
            shown = {"active_test": False}
            return action | {"domain": [("id", "in", profiles.ids)], "context": shown}
        person = self[:1]
        company = person.company_id or self.env.company
        if not profiles:
            person._check_estate_vip_access(company)
        return action | {
            "views": [(False, "form")],
            "res_id": profiles.id,
            "context": {
                "default_partner_id": person.id,
                "default_company_id": company.id,
            },
        }

    def _check_estate_vip_access(self, company):
        """Refuse to begin a second file where this user may not see the first.

        :raises AccessError: a file of this person is kept out of the user's reach
        """
        # Looked for in order to refuse it, as opening it would.
        files = self.env["estate.vip.profile"].sudo().with_context(active_test=False)
        kept = files.search(
            [("partner_id", "=", self.id), ("company_id", "=", company.id)]
        )
        # No rights are gained: the user's own are asked for.
        kept.sudo(False).check_access("read")

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _increase_rank(self, field, n=1):
        # The bill writer counts all bills of a chunk with one statement.
        if self.env.context.get("estate_rank_in_bulk"):
            return None
        return super()._increase_rank(field, n)
