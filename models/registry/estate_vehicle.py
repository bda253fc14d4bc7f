import re
import unicodedata

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


def normalise_plate(text):
    """Return a number plate in its one spelling: ``粤b·１２３４５`` is ``粤B12345``."""
    text = unicodedata.normalize("NFKC", text or "").upper()
    return re.sub(r"[\s·•.\-_]", "", text)


class EstateVehicle(models.Model):
    """A vehicle of the people of a unit, charged and let in by its plate."""

    _name = "estate.vehicle"
    _description = "Vehicle"
    _inherit = ["estate.scope.mixin", "mail.thread"]
    _order = "plate, id"
    _rec_name = "plate"
    _check_company_auto = True

    plate = fields.Char(
        required=True, copy=False, index="trigram", tracking=True, help="粤B12345"
    )
    kind = fields.Selection(
        [
            ("car", "Car"),
            ("motorcycle", "Motorcycle"),
            ("e_bike", "Electric Bicycle"),
            ("other", "Other"),
        ],
        required=True,
        default="car",
    )
    unit_id = fields.Many2one(
        "estate.unit",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Holder",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    space_id = fields.Many2one(
        "estate.unit",
        "Parking Space",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('kind', '=', 'parking'), ('community_id', '=', community_id)]",
        check_company=True,
    )
    description = fields.Char("Model and Colour")
    date_start = fields.Date("From", default=fields.Date.context_today, required=True)
    date_end = fields.Date("To", copy=False, tracking=True, help="Last day, included.")
    active = fields.Boolean(default=True)
    card_ids = fields.One2many("estate.access.card", "vehicle_id", "Cards")

    _plate_uniq = models.UniqueIndex(
        "(community_id, plate) WHERE active IS TRUE",
        "This plate is registered already in the community.",
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)",
        "A vehicle cannot leave before it came.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.model
    def _search_display_name(self, operator, value):
        """Find a plate in any spelling, or the vehicles of a unit."""
        if operator not in ("ilike", "like") or not isinstance(value, str):
            return super()._search_display_name(operator, value)
        plate = normalise_plate(value)
        if not plate:
            return super()._search_display_name(operator, value)
        by_plate = Domain("plate", "ilike", plate)
        return by_plate | Domain("unit_id.display_name", operator, value)

    # ------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------

    @api.constrains("space_id", "unit_id")
    def _check_space(self):
        for vehicle in self.filtered("space_id"):
            if vehicle.space_id.community_id != vehicle.unit_id.community_id:
                raise ValidationError(
                    self.env._(
                        "The parking space of %(plate)s is in another community.",
                        plate=vehicle.plate,
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalised(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalised(vals))

    @api.model
    def _normalised(self, vals):
        if not vals.get("plate"):
            return vals
        return vals | {"plate": normalise_plate(vals["plate"])}

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for vehicle, vals in zip(self, vals_list, strict=True):
            if not vals.get("plate"):
                vals["plate"] = self.env._("%(name)s (copy)", name=vehicle.plate)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_cards(self):
        self.card_ids._raise_if_kept()

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _end(self, last_day):
        """Let the vehicles leave after a day; those that are gone are archived."""
        self.write({"date_end": last_day})
        if last_day < fields.Date.context_today(self):
            self.action_archive()

    @api.autovacuum
    def _archive_gone_vehicles(self):
        """Free the plates of vehicles whose last day has passed."""
        self.search([("date_end", "<", fields.Date.today())]).action_archive()
