from odoo import fields, models


class EstateBuilding(models.Model):
    """A building (楼栋) with its sections (单元) and floors."""

    _name = "estate.building"
    _description = "Building"
    _order = "community_id, sequence, code, id"
    _rec_names_search = ["name", "code"]
    _check_company_auto = True

    name = fields.Char(required=True, help="As it is spoken: 3栋.")
    code = fields.Char(required=True, help="Part of the unit code: 3.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    community_id = fields.Many2one(
        "estate.community",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    floors = fields.Integer(help="Floors above ground.")
    steward_id = fields.Many2one(
        "res.users", "Steward", index="btree_not_null", help="片区管家"
    )
    unit_ids = fields.One2many("estate.unit", "building_id", "Units")

    _code_uniq = models.UniqueIndex(
        "(community_id, code)", "The code of a building is unique in its community."
    )
