from odoo import fields, models


class EstateAccessCard(models.Model):
    """A door, parking or renovation card, issued and returned against a deposit."""

    _name = "estate.access.card"
    _description = "Card"
    _inherit = ["mail.thread"]
    _order = "issued_on desc, name, id"
    _check_company_auto = True

    name = fields.Char("Card No.", required=True, index="trigram")
    type_id = fields.Many2one(
        "estate.access.card.type",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    kind = fields.Selection(related="type_id.kind", store=True)
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
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Holder", required=True, index=True, ondelete="restrict"
    )
    vehicle_id = fields.Many2one(
        "estate.vehicle", index="btree_not_null", check_company=True
    )
    state = fields.Selection(
        [
            ("draft", "New"),
            ("issued", "Issued"),
            ("returned", "Returned"),
            ("lost", "Lost"),
        ],
        required=True,
        default="draft",
        tracking=True,
        index=True,
    )
    standard_told = fields.Boolean(
        "Fee Standard Told", help="The fee standard was told to the holder (R-905)."
    )
    documents_checked = fields.Boolean(
        help="The holder showed the documents that the card type asks for (R-905)."
    )
    issued_on = fields.Date(readonly=True, copy=False)
    returned_on = fields.Date(readonly=True, copy=False)

    _number_uniq = models.UniqueIndex(
        "(company_id, name) WHERE state IN ('draft', 'issued')",
        "A card with this number is in use.",
    )
