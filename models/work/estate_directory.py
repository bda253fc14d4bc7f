from odoo import api, fields, models


class EstateDirectoryCategory(models.Model):
    """Headings of the information desk and of the vendor list (R-420)."""

    _name = "estate.directory.category"
    _description = "Heading of the Directory"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)


class EstateDirectoryEntry(models.Model):
    """信息咨询: whom residents can turn to around the estate (R-420, R-427, R-428)."""

    _name = "estate.directory.entry"
    _description = "Entry of the Directory"
    _order = "category_id, sequence, name"
    _check_company_auto = True
    _rec_names_search = ["name", "offer", "phone", "address"]

    name = fields.Char(required=True, index="trigram")
    category_id = fields.Many2one(
        "estate.directory.category",
        "Heading",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    offer = fields.Char("What They Offer")
    phone = fields.Char("Telephone")
    phone_2 = fields.Char("Second Telephone")
    address = fields.Char()
    way = fields.Char("Way There", help="As told to a resident: lines, stops, minutes.")
    hours = fields.Char("Opening Hours")
    price_text = fields.Char("Price Stated")
    community_ids = fields.Many2many(
        "estate.community",
        string="Near",
        check_company=True,
        help="Empty: of use to all communities of the company.",
    )
    note = fields.Text()
    checked_on = fields.Date(
        "Last Checked", default=fields.Date.context_today, help="Somebody called there."
    )
    is_stale = fields.Boolean(
        "To Check Again", compute="_compute_is_stale", search="_search_is_stale"
    )

    _reachable = models.Constraint(
        "CHECK(phone IS NOT NULL OR address IS NOT NULL OR way IS NOT NULL)",
        "An entry says how to reach it: a telephone, an address or the way.",
    )

    @api.depends("checked_on", "company_id")
    def _compute_is_stale(self):
        for entry in self:
            limit = entry.company_id._estate_checked_since()
            entry.is_stale = not entry.checked_on or entry.checked_on < limit

    @api.model
    def _search_is_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self.env.companies._estate_stale_domain()

    def action_checked(self):
        """Somebody called there: what the entry says is right."""
        self.write({"checked_on": fields.Date.context_today(self)})
