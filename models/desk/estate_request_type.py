from odoo import api, fields, models
from odoo.exceptions import ValidationError

FAMILIES = [
    ("consult", "Consultation"),
    ("report", "Reported Matter"),
    ("service", "Special Service"),
    ("suggestion", "Suggestion"),
    ("complaint", "Complaint"),
]
FLOWS = [
    ("answer", "Answer"),
    ("public", "Work Order in Public Areas"),
    ("paid", "Paid Repair at Home"),
    ("rectify", "Rectification of the House"),
    ("commission", "Commission"),
    ("opinion", "Suggestion"),
    ("complaint", "Complaint"),
]


class EstateRequestType(models.Model):
    """What residents come with: the tree of the service standard (R-303).

    The type knows which department answers (R-318, R-424), which way the case goes and
    what else is asked about it.
    """

    _name = "estate.request.type"
    _description = "Type of Request"
    _order = "sequence, id"
    _parent_store = True
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    parent_id = fields.Many2one(
        "estate.request.type", "Part of", index="btree_not_null", ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("estate.request.type", "parent_id", "Parts")
    family = fields.Selection(FAMILIES, "Kind", required=True, default="consult")
    flow = fields.Selection(FLOWS, "Way It Goes", required=True, default="answer")
    department_id = fields.Many2one(
        "hr.department",
        "Responsible Department",
        help="Gets the case when it is handed over (R-424); a community may name "
        "somebody in it.",
    )
    needs_visit = fields.Boolean(
        "Return Visit",
        default=True,
        help="It is closed after a return visit at which the resident is content.",
    )
    hint = fields.Text(
        "Ask About", translate=True, help="What the receiver asks and writes down."
    )
    request_properties = fields.PropertiesDefinition("Further Questions")

    _code_uniq = models.UniqueIndex("(code)", "The code of a type is used once.")

    @api.depends("name", "parent_path", "parent_id.name", "parent_id.parent_id.name")
    def _compute_display_name(self):
        """Name the kinds that it is part of, too: all in one go, not each by itself."""
        self.fetch(["name", "parent_path"])
        self.browse({key for kind in self for key in kind._path()}).fetch(["name"])
        for kind in self:
            names = [part.name for part in kind.browse(kind._path())] or [kind.name]
            kind.display_name = " / ".join(filter(None, names))

    def _path(self):
        """Return the ids of the kinds from the widest to this one."""
        self.ensure_one()
        return [int(key) for key in (self.parent_path or "").split("/") if key]

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A type cannot be part of itself."))

    def _is_among(self, types):
        """Tell whether the type is one of ``types`` or lies below one of them."""
        self.ensure_one()
        return not set(types.ids).isdisjoint(self._path())
