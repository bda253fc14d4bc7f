from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..desk.caller import forget_other_room, lives_elsewhere


class EstateWorkorder(models.Model):
    """Where the work is done, and who lets the technician in."""

    _inherit = "estate.workorder"

    unit_id = fields.Many2one(
        compute="_compute_from_request",
        store=True,
        readonly=False,
        precompute=True,
        index=False,
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Resident",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
    )
    contact_name = fields.Char(
        compute="_compute_contact",
        store=True,
        readonly=False,
        precompute=True,
        index="trigram",
    )
    contact_phone = fields.Char(
        "Telephone",
        compute="_compute_contact",
        store=True,
        readonly=False,
        precompute=True,
        index="trigram",
    )

    # ----------------------------------------------------------------- COMPUTE

    @api.depends("unit_id", "request_id")
    def _compute_building_id(self):
        for order in self:
            near = order.unit_id or order.request_id
            order.building_id = near.building_id or order.building_id

    @api.depends("unit_id", "request_id")
    def _compute_partner_id(self):
        for order in self:
            unit, known = order.unit_id, order.partner_id
            if lives_elsewhere(known, unit):
                # The wrong room was corrected: its resident goes with it.
                known = known.browse()
            order.partner_id = (
                known or order.request_id.partner_id or unit.tenant_id or unit.owner_id
            )

    @api.depends("partner_id", "request_id")
    def _compute_contact(self):
        for order in self:
            caller, partner = order.request_id, order.partner_id
            forget_other_room(order, "contact_name", "contact_phone")
            order.contact_name = (
                order.contact_name or caller.caller_name or partner.name
            )
            order.contact_phone = (
                order.contact_phone or caller.caller_phone or partner.phone
            )

    def _day_here(self, moment):
        """Return the day that it was in the community at ``moment`` (naive UTC)."""
        return moment and self.community_id._local(moment).date()

    @api.constrains("unit_id", "building_id", "community_id", "request_id")
    def _check_place(self):
        for order in self:
            # Where the order belongs decides, whoever may see its parts.
            near = order.sudo()
            places = near.unit_id.community_id | near.building_id.community_id
            if (places | near.request_id.community_id) - near.community_id:
                raise ValidationError(
                    self.env._(
                        "%(order)s: unit, building and request are all of "
                        "%(community)s.",
                        order=order.name,
                        community=near.community_id.name,
                    )
                )
