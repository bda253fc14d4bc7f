from odoo import fields, models


class EstateVehicle(models.Model):
    """A vehicle of the people of a unit, charged and let in by its plate."""

    _name = "estate.vehicle"
    _description = "Vehicle"
    _inherit = ["mail.thread"]
    _order = "plate, id"
    _rec_name = "plate"
    _check_company_auto = True

    plate = fields.Char(required=True, index="trigram", help="粤B12345")
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
    )
    community_id = fields.Many2one(
        related="unit_id.community_id", store=True, index=True
    )
    company_id = fields.Many2one(related="unit_id.company_id", store=True, index=True)
    partner_id = fields.Many2one("res.partner", "Holder", index="btree_not_null")
    space_id = fields.Many2one(
        "estate.unit",
        "Parking Space",
        index="btree_not_null",
        domain="[('kind', '=', 'parking'), ('community_id', '=', community_id)]",
        check_company=True,
    )
    description = fields.Char(help="Make and colour.")
    date_start = fields.Date("From", default=fields.Date.context_today, required=True)
    date_end = fields.Date("To")
    active = fields.Boolean(default=True)

    _plate_uniq = models.UniqueIndex(
        "(community_id, plate) WHERE active IS TRUE",
        "This plate is registered already in the community.",
    )
