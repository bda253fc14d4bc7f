import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

REPORT = "estate_service.action_report_bill_notice"


class EstateBillPrint(models.TransientModel):
    """Choose which bills of a run go on paper, in the order they are delivered."""

    _name = "estate.bill.print"
    _description = "Print Bills"

    run_id = fields.Many2one("estate.bill.run", required=True, readonly=True)
    community_id = fields.Many2one(related="run_id.community_id")
    building_ids = fields.Many2many(
        "estate.building",
        string="Buildings",
        domain="[('community_id', '=', community_id)]",
        help="Empty: every building of the run.",
    )
    only_unpaid = fields.Boolean("Only Bills Not Yet Paid", default=True)
    without_portal = fields.Boolean(
        "Only Payers Without Portal Access",
        help="Those who read their bills in the portal need no paper.",
    )
    bill_count = fields.Integer("Bills to Print", compute="_compute_bill_count")

    @api.depends("run_id", "building_ids", "only_unpaid", "without_portal")
    def _compute_bill_count(self):
        for wizard in self:
            wizard.bill_count = self.env["account.move"].search_count(wizard._domain())

    def action_print(self):
        """Print the chosen bills as one file, by building, section, floor and room."""
        self.ensure_one()
        moves = self.env["account.move"].search(self._domain())
        if not moves:
            raise UserError(self.env._("No bill of this run answers to your choice."))
        self._check_limit(len(moves))
        report = self.env.ref(REPORT)
        return report.report_action(moves.sorted(self._walking_order).ids, config=False)

    def _check_limit(self, count):
        limit = self.run_id.company_id.estate_print_limit
        if count > limit:
            raise UserError(
                self.env._(
                    "These are %(count)s bills; at most %(limit)s are printed at once. "
                    "Choose some of the buildings.",
                    count=count,
                    limit=limit,
                )
            )

    def _domain(self):
        domain = Domain("estate_run_id", "=", self.run_id.id)
        domain &= Domain("state", "=", "posted") & Domain(
            "move_type", "=", "out_invoice"
        )
        domain &= Domain("payment_state", "!=", "reversed")
        if self.building_ids:
            buildings = self.building_ids._origin or self.building_ids
            domain &= Domain("estate_unit_id.building_id", "in", buildings.ids)
        if self.only_unpaid:
            domain &= Domain("amount_residual", ">", 0)
        if self.without_portal:
            domain &= Domain("partner_id", "not in", self._portal_partners())
        return domain

    def _portal_partners(self):
        # Clerks may not read users; whether a payer has a login is all we ask.
        users = self.env["res.users"].sudo()._search([("active", "=", True)])
        return users.subselect("partner_id")

    @api.model
    def _walking_order(self, move):
        """Sort key: the way somebody walks who puts the bills under the doors."""
        unit = move.estate_unit_id
        building = unit.building_id
        return (
            building.sequence,
            _natural(building.code),
            _natural(unit.section),
            unit.floor,
            _natural(unit.room),
            move.id,
        )


def _natural(text):
    """Split a code so that section 10 comes after section 2."""
    parts = re.split(r"(\d+)", text or "")
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
