from odoo import api, fields, models

from ..registry.estate_unit import UNIT_KINDS


class EstateFeePrice(models.Model):
    """The price of an item from one day to another, with the owners' consent (R-805).

    Price per month and unit of quantity (m², unit, vehicle), tax as the item's
    product says. A version for a community and kind of unit wins over one for the
    community, that over one for the kind, that over the general one.
    """

    _name = "estate.fee.price"
    _description = "Fee Price"
    _inherit = ["mail.thread"]
    _order = "item_id, community_id, unit_kind, date_from desc, id"
    _check_company_auto = True

    item_id = fields.Many2one(
        "estate.fee.item",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="item_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one(
        "estate.community", index="btree_not_null", check_company=True
    )
    unit_kind = fields.Selection(UNIT_KINDS)
    price = fields.Float(required=True, digits="Product Price", tracking=True)
    date_from = fields.Date("From", required=True, tracking=True)
    date_to = fields.Date("To", tracking=True, help="Last day, included.")
    consent_kind = fields.Selection(
        [
            ("assembly", "Owners' Assembly"),
            ("committee", "Owners' Committee"),
            ("contract", "Service Contract"),
            ("government", "Government Price"),
        ]
    )
    consent_ref = fields.Char("Consent Document No.")
    consent_date = fields.Date()
    consent_attachment_ids = fields.Many2many(
        "ir.attachment", string="Consent Document", copy=False
    )

    _price_positive = models.Constraint(
        "CHECK(price >= 0)", "A price cannot be negative."
    )
    _dates_ordered = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)",
        "A price cannot end before it starts.",
    )
    _no_overlap = models.Constraint(
        """EXCLUDE USING gist (
            int4range(item_id, item_id, '[]') WITH &&,
            int4range(COALESCE(community_id, 0), COALESCE(community_id, 0), '[]')
                WITH &&,
            int8range(hashtext(COALESCE(unit_kind, ''))::bigint,
                      hashtext(COALESCE(unit_kind, ''))::bigint, '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&
        )""",
        "Another price of this item is in force in these days: end that one first.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # The version before ends with the same save: its end must be there first.
        self.flush_model(["date_from", "date_to"])
        return super().create(vals_list)
