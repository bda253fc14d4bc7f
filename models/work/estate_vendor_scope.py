from odoo import api, fields, models


class EstateVendorScope(models.Model):
    """专业供应商名单和维修服务项目一览表: who does what the centre does not (R-402).

    A service outside the centre's own list is recommended from here, with the
    telephone written on a note.
    """

    _name = "estate.vendor.scope"
    _description = "Vendor and His Service"
    _order = "category_id, sequence, id"
    _check_company_auto = True
    _rec_name = "service"
    _rec_names_search = ["service", "partner_id.name", "phone"]

    partner_id = fields.Many2one(
        "res.partner",
        "Vendor",
        required=True,
        index=True,
        check_company=True,
        domain="[('estate_is_resident', '=', False)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    category_id = fields.Many2one(
        "estate.directory.category",
        "Heading",
        required=True,
        index=True,
        ondelete="restrict",
    )
    service = fields.Char(
        required=True, translate=True, help="As residents ask for it."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    contact_name = fields.Char("Contact")
    phone = fields.Char(
        "Telephone",
        compute="_compute_phone",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    price_text = fields.Char(
        "Price Stated", translate=True, help="As the vendor states it."
    )
    around_the_clock = fields.Boolean("24 Hours")
    qualification = fields.Char(help="Licences and certificates that were seen.")
    contract_until = fields.Date("Agreement Until")
    community_ids = fields.Many2many(
        "estate.community",
        string="Serves",
        check_company=True,
        help="Empty: all communities of the company.",
    )
    note = fields.Text()
    checked_on = fields.Date(
        "Last Checked", default=fields.Date.context_today, help="Somebody called there."
    )
    is_stale = fields.Boolean(
        "To Check Again", compute="_compute_is_stale", search="_search_is_stale"
    )
    order_count = fields.Integer("Commissions", compute="_compute_orders")
    content_percent = fields.Float(
        "Satisfied Principals (%)",
        compute="_compute_orders",
        help="Share of the closed commissions whose principals were satisfied.",
    )

    @api.depends("service", "partner_id.name")
    def _compute_display_name(self):
        for scope in self:
            parts = (scope.service, scope.partner_id.name)
            scope.display_name = " · ".join(part for part in parts if part)

    @api.depends("partner_id")
    def _compute_phone(self):
        for scope in self:
            scope.phone = scope.phone or scope.partner_id.phone

    @api.depends("checked_on", "company_id")
    def _compute_is_stale(self):
        for scope in self:
            limit = scope.company_id._estate_checked_since()
            scope.is_stale = not scope.checked_on or scope.checked_on < limit

    @api.model
    def _search_is_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self.env.companies._estate_stale_domain()

    @api.depends("partner_id")
    def _compute_orders(self):
        # How vendors do is told as a sum, of all communities.
        orders = self.env["estate.service.order"].sudo()
        rows = orders._read_group(
            [("vendor_id", "in", self.partner_id.ids), ("state", "=", "done")],
            ["vendor_id", "satisfaction"],
            ["__count"],
        )
        for scope in self:
            counts = {
                grade: count
                for vendor, grade, count in rows
                if vendor == scope.partner_id
            }
            total = sum(counts.values())
            content = counts.get("5", 0) + counts.get("4", 0)
            scope.order_count = total
            scope.content_percent = 100 * content / total if total else 0.0

    # ----------------------------------------------------------------- ACTIONS

    def action_checked(self):
        """Somebody called there: service, price and telephone are right."""
        self.write({"checked_on": fields.Date.context_today(self)})

    def action_print_note(self):
        """Print the telephone on a note for the resident (R-402)."""
        return self._print("action_report_vendor_note")

    def action_view_orders(self):
        """Open the commissions that the vendor carried out."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "estate_service.estate_service_order_action"
        )
        return action | {
            "domain": [("vendor_id", "=", self.partner_id.id)],
            "context": {},
        }

    def _print(self, report):
        self.check_access("read")
        return self.env["ir.actions.actions"]._for_xml_id(
            f"estate_service.{report}"
        ) | {"context": {"active_ids": self.ids, "active_model": self._name}}
