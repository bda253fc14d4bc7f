from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ProductTemplate(models.Model):
    """The services of the published list: free and paid (R-417…R-419).

    A service is a product, and what it is booked on follows from the fee item of
    repairs. Its price is the company's own, filed with the pricing authority (R-412).
    """

    _inherit = "product.template"

    estate_is_service = fields.Boolean(
        "On the List of Services",
        help="《管理处家庭维修服务项目一览表》: what is not on it is done by a vendor "
        "(R-402).",
    )
    estate_service_kind = fields.Selection(
        [("free", "Free of Charge"), ("paid", "Against Payment")], "Kind of Service"
    )
    estate_service_number = fields.Integer("No. on the List", aggregator=None)
    estate_department_id = fields.Many2one(
        "hr.department", "Responsible Department", index="btree_not_null"
    )
    estate_trade_id = fields.Many2one("estate.trade", "Trade Needed")
    estate_material_excluded = fields.Boolean(
        "Without Materials",
        help="不含材料: materials are charged beside the price (R-418).",
    )
    estate_available_24h = fields.Boolean("Round the Clock", help="As R-419 asks.")
    estate_price = fields.Float(
        "Filed Price",
        digits="Product Price",
        company_dependent=True,
        tracking=True,
        help="Taxes included, in the company's currency. Zero: fixed for each order "
        "(R-407).",
    )
    estate_price_document = fields.Char(
        "Filing Document",
        company_dependent=True,
        tracking=True,
        help="Number of the paper by which the pricing authority took note (R-412).",
    )
    estate_price_filed_on = fields.Date(
        "Filed On", company_dependent=True, tracking=True
    )
    estate_warranty_days = fields.Integer(
        "Days of Warranty", help="Of the work itself; 0: none is given."
    )
    estate_currency_id = fields.Many2one(
        "res.currency", compute="_compute_estate_currency_id"
    )

    _estate_service_idx = models.Index(
        "(estate_service_kind, estate_service_number) WHERE estate_is_service"
    )
    _estate_warranty_positive = models.Constraint(
        "CHECK(estate_warranty_days >= 0)", "A warranty has no negative days."
    )

    @api.depends_context("company")
    def _compute_estate_currency_id(self):
        self.estate_currency_id = self.env.company.currency_id

    @api.constrains("estate_is_service", "estate_service_kind", "estate_price")
    def _check_estate_price(self):
        for product in self.filtered("estate_is_service"):
            if not product.estate_service_kind:
                raise ValidationError(
                    self.env._("Say whether %s is free or paid.", product.name)
                )
            if product.estate_price < 0 or (
                product.estate_price and product.estate_service_kind == "free"
            ):
                raise ValidationError(
                    self.env._(
                        "%s: a free service has no price, a paid one none below zero.",
                        product.name,
                    )
                )

    # ----------------------------------------------------------------- ACTIONS

    def action_estate_print_prices(self):
        """Print the public price list (维修价目表, R-311, R-412)."""
        return self._estate_print_list("action_report_price_list")

    def action_estate_print_services(self):
        """Print the list of services (《管理处家庭维修服务项目一览表》, R-402)."""
        return self._estate_print_list("action_report_service_list")

    @api.model
    def _estate_print_list(self, name):
        """Print with the letterhead of the community that the user serves."""
        self.env["estate.workorder"].check_access("read")
        communities = self.env["estate.community"].search([], limit=1)
        action = self.env["ir.actions.actions"]._for_xml_id(f"estate_service.{name}")
        context = {"active_ids": communities.ids, "active_model": communities._name}
        return action | {"context": context}
