from odoo import fields, models


class EstateRequest(models.Model):
    """Requests that become a commission or a defect, and wait for its end."""

    _inherit = "estate.request"

    service_order_ids = fields.One2many(
        "estate.service.order", "request_id", "Commission Orders"
    )
    vendor_scope_id = fields.Many2one(
        "estate.vendor.scope",
        "Vendor Recommended",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="The centre does not offer it itself: whom the resident was referred to, "
        "with the telephone on a note (R-402).",
    )
    defect_ids = fields.One2many("estate.defect", "request_id", "Defects")

    def action_open_service_order(self):
        """Write the commission order of the request, or open the one there is."""
        self.ensure_one()
        if self.service_order_ids:
            return self.service_order_ids._get_records_action(
                name=self.env._("Commission Orders")
            )
        return self._open_new(
            "estate.service.order",
            self.env._("Commission Order"),
            default_partner_id=self.partner_id.id,
            default_phone=self.caller_phone,
            default_content=self.content,
            default_deliver_at=self.appointment,
        )

    def action_open_defect(self):
        """Register the defect of the request, or open the one there is."""
        self.ensure_one()
        if self.defect_ids:
            return self.defect_ids._get_records_action(name=self.env._("Defects"))
        return self._open_new(
            "estate.defect",
            self.env._("Defect"),
            default_building_id=self.building_id.id,
            default_community_id=self.community_id.id,
            default_place=self.place,
            default_description=self.content,
        )

    def action_print_vendor_note(self):
        """Print the telephone of the recommended vendor for the resident (R-402)."""
        self.ensure_one()
        return self.vendor_scope_id.action_print_note()

    def _open_new(self, model, name, **defaults):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_request_id": self.id,
                "default_unit_id": self.unit_id.id,
                "default_summary": self.summary,
                **defaults,
            },
        }

    def _closing_hindrances(self):
        missing = super()._closing_hindrances()
        # Who closes the request may not see every paper of other rooms.
        request = self.sudo()
        waiting = [
            *request.service_order_ids.filtered(
                lambda order: order.state not in ("done", "cancelled")
            ),
            *request.defect_ids.filtered(
                lambda defect: defect.state not in ("closed", "cancelled")
            ),
        ]
        missing += [
            self.env._("the end of %s", record.display_name) for record in waiting
        ]
        return missing
