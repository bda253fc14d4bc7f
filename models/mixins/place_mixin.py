from odoo import api, fields, models
from odoo.exceptions import ValidationError


class EstateHomeMixin(models.AbstractModel):
    """What happens in a community, mostly at one of its units.

    What places a record in its community is named in ``_place_parts``, the most exact
    first: the community follows from the first that is known, and all are in it.
    """

    _name = "estate.home.mixin"
    _description = "In a Community"
    _check_company_auto = True

    _place_parts = ("unit_id",)

    community_id = fields.Many2one(
        "estate.community",
        compute="_compute_community_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    unit_id = fields.Many2one(
        "estate.unit",
        index="btree_not_null",
        check_company=True,
        domain="[('community_id', '=?', community_id)]",
    )

    @api.depends(lambda self: self._place_parts)
    def _compute_community_id(self):
        only = self.env["estate.community"]._only_one()
        for record in self:
            parts = (record[name].community_id for name in self._place_parts)
            known = next(filter(None, parts), record.community_id)
            record.community_id = known or only

    @api.constrains(lambda self: (*self._place_parts, "community_id"))
    def _check_place(self):
        for record in self:
            for place in (record[name] for name in self._place_parts):
                if place.community_id - record.community_id:
                    raise ValidationError(
                        self.env._(
                            "%(place)s is not in %(community)s.",
                            place=place.display_name,
                            community=record.community_id.name,
                        )
                    )


class EstatePlaceMixin(models.AbstractModel):
    """What is at a place: a unit, or somewhere in or around a building."""

    _name = "estate.place.mixin"
    _inherit = ["estate.home.mixin"]
    _description = "At a Place"

    _place_parts = ("unit_id", "building_id")

    building_id = fields.Many2one(
        "estate.building",
        compute="_compute_building_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
        domain="[('community_id', '=?', community_id)]",
    )
    place = fields.Char("Where Exactly", help="As the lobby of section 2.")

    @api.depends("unit_id")
    def _compute_building_id(self):
        for record in self:
            record.building_id = record.unit_id.building_id or record.building_id
