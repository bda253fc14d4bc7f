from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

SUPERVISOR = "estate_service.group_estate_supervisor"
NEXT_STATES = {
    "draft": {"issued"},
    "issued": {"returned", "lost"},
    "lost": {"returned"},
    "returned": set(),
}
"""A lost card that turns up again may be returned."""


class EstateAccessCard(models.Model):
    """A door, parking or renovation card, issued and returned against a deposit."""

    _name = "estate.access.card"
    _description = "Card"
    _inherit = ["estate.scope.mixin", "mail.thread"]
    _order = "issued_on desc, name, id"
    _check_company_auto = True

    name = fields.Char("Card No.", required=True, copy=False, index="trigram")
    type_id = fields.Many2one(
        "estate.access.card.type",
        required=True,
        ondelete="restrict",
        check_company=True,
        index=True,
    )
    kind = fields.Selection(related="type_id.kind", store=True)
    deposit = fields.Monetary(
        compute="_compute_deposit",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="Taken at issue, given back at return; as the kind of card says, unless a "
        "supervisor decides otherwise.",
    )
    may_change_deposit = fields.Boolean(compute="_compute_may_change_deposit")
    fee_standard = fields.Text(related="type_id.fee_standard")
    documents = fields.Text(related="type_id.documents")
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
        "res.partner",
        "Holder",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    vehicle_id = fields.Many2one(
        "estate.vehicle",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('unit_id', '=', unit_id)]",
    )
    state = fields.Selection(
        [
            ("draft", "New"),
            ("issued", "Handed to the Holder"),
            ("returned", "Returned"),
            ("lost", "Lost"),
        ],
        required=True,
        default="draft",
        tracking=True,
        index=True,
    )
    standard_told = fields.Boolean(
        "Fee Standard Told",
        copy=False,
        help="The fee standard was told to the holder (R-905).",
    )
    documents_checked = fields.Boolean(
        copy=False,
        help="The holder showed the documents that the card type asks for (R-905).",
    )
    issued_on = fields.Date(readonly=True, copy=False)
    returned_on = fields.Date(readonly=True, copy=False)
    lost_on = fields.Date(readonly=True, copy=False)

    _number_uniq = models.UniqueIndex(
        "(company_id, name) WHERE state IN ('draft', 'issued')",
        "A card with this number is in use.",
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("type_id")
    def _compute_deposit(self):
        for card in self:
            card.deposit = card.type_id.deposit

    @api.depends_context("uid")
    def _compute_may_change_deposit(self):
        self.may_change_deposit = self._decides_deposits()

    def _decides_deposits(self):
        return self.env.su or self.env.user.has_group(SUPERVISOR)

    @api.depends("unit_id")
    def _compute_partner_id(self):
        for card in self:
            card.partner_id = card.partner_id or (
                card.unit_id.tenant_id or card.unit_id.owner_id
            )

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if operator in ("ilike", "like") and value:
            domain |= Domain("unit_id.display_name", operator, value)
        return domain

    # ------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------

    @api.constrains("state", "standard_told", "documents_checked")
    def _check_told(self):
        self.filtered(lambda card: card.state != "draft")._raise_unless_told()

    def _raise_unless_told(self):
        """A card leaves the counter only to a holder who was told (R-905)."""
        for card in self:
            if not (card.standard_told and card.documents_checked):
                raise ValidationError(
                    self.env._(
                        "Before card %(card)s is issued, tell the holder the fee "
                        "standard and check the documents, and tick both.",
                        card=card.name,
                    )
                )

    @api.constrains("vehicle_id")
    def _check_vehicle(self):
        """A card is for a vehicle that its issuer may see, not for any id."""
        # Core checks constraints with all rights: ask with those of the issuer.
        self.vehicle_id.with_user(self.env.user).check_access("read")

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        cards = super().create(vals_list)
        cards._check_deposit_of_type()
        return cards

    def write(self, vals):
        if "state" in vals:
            self._check_next_state(vals["state"])
        result = super().write(vals)
        if "deposit" in vals:
            self._check_deposit_of_type()
        return result

    def _check_deposit_of_type(self):
        """Nobody at the counter lets a card go for less than its kind asks (R-905)."""
        if self._decides_deposits():
            return
        for card in self:
            if card.currency_id.compare_amounts(card.deposit, card.type_id.deposit):
                raise AccessError(
                    self.env._(
                        "The deposit of %(kind)s is %(amount)s: a supervisor decides "
                        "otherwise.",
                        kind=card.type_id.name,
                        amount=card.currency_id.format(card.type_id.deposit),
                    )
                )

    def _check_next_state(self, state):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for card in self:
            if state != card.state and state not in NEXT_STATES[card.state]:
                raise UserError(
                    self.env._(
                        "Card %(card)s is %(state)s and cannot become %(next_state)s.",
                        card=card.name,
                        state=labels[card.state],
                        next_state=labels.get(state, state),
                    )
                )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for card, vals in zip(self, vals_list, strict=True):
            if not vals.get("name"):
                vals["name"] = self.env._("%(name)s (copy)", name=card.name)
        return vals_list

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        self._raise_if_kept()

    def _raise_if_kept(self):
        """Cards that were issued are a record of who could get in."""
        kept = self.filtered(lambda card: card.state != "draft")
        if kept:
            raise UserError(
                self.env._(
                    "%(cards)s were issued and stay on record.",
                    cards=", ".join(kept.mapped("name")),
                )
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_issue(self):
        """Hand the card out. Rooms that take the deposit extend this."""
        self.write({"state": "issued", "issued_on": fields.Date.context_today(self)})

    def action_return(self):
        """Take the card back. Rooms that give the deposit back extend this."""
        self.write(
            {"state": "returned", "returned_on": fields.Date.context_today(self)}
        )

    def action_lost(self):
        """Block a lost card. Rooms that keep the deposit extend this."""
        self.write({"state": "lost", "lost_on": fields.Date.context_today(self)})
