from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.unit_code import normalise


class EstateBuilding(models.Model):
    """A building (楼栋) with its sections (单元) and floors."""

    _name = "estate.building"
    _description = "Building"
    _inherit = ["estate.scope.mixin"]
    _order = "community_id, sequence, code, id"
    _rec_names_search = ["name", "code"]
    _scope_fields = ("community_id",)
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
        default=lambda self: self._default_community_id(),
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    floors = fields.Integer(aggregator=None, help="Floors above ground.")
    steward_id = fields.Many2one(
        "res.users", "Steward", index="btree_not_null", help="片区管家"
    )
    unit_ids = fields.One2many("estate.unit", "building_id", "Units")
    unit_count = fields.Integer(compute="_compute_unit_count")

    _code_uniq = models.UniqueIndex(
        "(community_id, code)", "The code of a building is unique in its community."
    )

    def _default_community_id(self):
        return self.env["estate.community"]._only_one()

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("unit_ids")
    def _compute_unit_count(self):
        counts = dict(
            self.env["estate.unit"]._read_group(
                [("building_id", "in", self.ids)], ["building_id"], ["__count"]
            )
        )
        for building in self:
            building.unit_count = counts.get(building, 0)

    @api.depends("name", "community_id.name")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_display_name(self):
        """The name; with the community when the user serves several of them."""
        several = self.env["estate.community"]._user_serves_several()
        for building in self:
            name = building.name or ""
            if several and building.community_id:
                name = f"{name} · {building.community_id.name}"
            building.display_name = name

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
        if not vals.get("code"):
            return vals
        return vals | {"code": normalise(str(vals["code"]))}

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for building, vals in zip(self, vals_list, strict=True):
            for name in {"name", "code"} - (default or {}).keys():
                vals[name] = self.env._("%(name)s (copy)", name=building[name])
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_units(self):
        built = self.filtered(
            lambda building: building.with_context(active_test=False).unit_ids
        )
        if built:
            raise UserError(
                self.env._(
                    "%(buildings)s still have units: archive them instead.",
                    buildings=", ".join(built.mapped("name")),
                )
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_view_units(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_unit_action"
        )
        return action | {
            "domain": [("building_id", "in", self.ids)],
            "context": {"default_building_id": self.id if len(self) == 1 else False},
        }

    def action_view_chessboard(self):
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(
            "estate_service.estate_chessboard_action"
        )
        return action | {"params": {"building_id": self.id}}
