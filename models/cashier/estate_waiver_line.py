from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.money import decimal_of
from ...engine.waiver import WHOLE, share_amount, split_waiver

CHOSEN = {"move_line_id", "waiver_id"}


class EstateWaiverLine(models.Model):
    """What is waived of one line of a bill."""

    _name = "estate.waiver.line"
    _description = "Waived Bill Line"
    _order = "waiver_id desc, id"
    _check_company_auto = True

    waiver_id = fields.Many2one(
        "estate.waiver", required=True, index=True, ondelete="cascade"
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        "Bill Line",
        required=True,
        index=True,
        ondelete="restrict",
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Bill", store=True)
    item_id = fields.Many2one(
        related="move_line_id.estate_item_id", string="Fee Item", store=True, index=True
    )
    date_from = fields.Date(related="move_line_id.estate_date_from", string="From")
    date_to = fields.Date(related="move_line_id.estate_date_to", string="To")
    label = fields.Char(related="move_line_id.name", string="What For")
    company_id = fields.Many2one(related="waiver_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one(
        related="waiver_id.community_id", store=True, index=True
    )
    unit_id = fields.Many2one(related="waiver_id.unit_id", store=True, index=True)
    partner_id = fields.Many2one(related="waiver_id.partner_id", store=True)
    reason_id = fields.Many2one(related="waiver_id.reason_id", store=True, index=True)
    kind = fields.Selection(related="waiver_id.kind", store=True)
    approval_level = fields.Selection(related="waiver_id.approval_level", store=True)
    stage = fields.Selection(related="waiver_id.stage", store=True, index=True)
    done_on = fields.Date(related="waiver_id.done_on", store=True, index=True)
    is_live = fields.Boolean(
        compute="_compute_is_live",
        store=True,
        help="Counts: the waiver was not cancelled.",
    )
    room = fields.Monetary(
        "May Be Waived",
        compute="_compute_room",
        help="What is open of the line; of reasons that count for paid bills too, its "
        "amount less what was waived already.",
    )
    amount = fields.Monetary("Waived", compute="_compute_amount", store=True)
    # Of a vacancy
    days_from = fields.Date("Vacant From")
    days_to = fields.Date("Vacant To")
    days = fields.Integer("Vacant Days")
    of_days = fields.Integer("Billed Days")
    days_percent = fields.Float("Discount (%)", digits=(5, 2))
    days_amount = fields.Monetary("Worth of the Days")
    credit_line_id = fields.Many2one(
        "account.move.line", "Line of the Credit Note", index="btree_not_null"
    )

    _line_once = models.UniqueIndex(
        "(waiver_id, move_line_id) WHERE days_from IS NULL",
        "A bill line stands on a waiver once.",
    )
    _no_day_twice = models.Constraint(
        """EXCLUDE USING gist (
            int4range(move_line_id, move_line_id, '[]') WITH &&,
            daterange(days_from, days_to, '[]') WITH &&
        ) WHERE (is_live AND days_from IS NOT NULL)""",
        "These days have their vacancy discount already.",
    )

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("waiver_id.state")
    def _compute_is_live(self):
        for line in self:
            line.is_live = line.waiver_id.state != "cancelled"

    @api.depends("move_line_id", "waiver_id.reason_id", "waiver_id.state")
    def _compute_room(self):
        rooms = self.env["estate.cashier"]._waiver_rooms(self)
        for line in self:
            line.room = float(rooms.get(line.move_line_id.id, 0))

    @api.depends(
        "days_amount",
        "move_line_id",
        "waiver_id.asked_amount",
        "waiver_id.line_ids.move_line_id",
        "waiver_id.method",
        "waiver_id.percent",
        "waiver_id.reason_id",
        "waiver_id.vacancy_id",
    )
    def _compute_amount(self):
        """Share the waiver over its lines; none where it cannot be shared yet."""
        for waiver, lines in self.grouped("waiver_id").items():
            if waiver.vacancy_id:
                for line in lines:
                    line.amount = line.days_amount
                continue
            parts = dict(zip(waiver.line_ids, waiver._shared(), strict=True))
            for line in lines:
                line.amount = float(parts.get(line, 0))

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            waivers = {vals.get("waiver_id") for vals in vals_list} - {None, False}
            self.env["estate.waiver"].browse(waivers)._check_draft()
        lines = super().create(vals_list)
        lines._check_of_waiver()
        return lines

    def write(self, vals):
        chosen = not CHOSEN.isdisjoint(vals)
        if chosen and not self.env.su:
            # Of the waiver that it leaves, too: what was approved loses no line.
            self.waiver_id._check_draft()
        result = super().write(vals)
        if chosen:
            self._check_of_waiver()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if not self.env.su:
            self.waiver_id._check_draft()

    def _has_field_access(self, field, operation):
        """Amounts follow from the waiver, days from the vacancy."""
        allowed = super()._has_field_access(field, operation)
        return allowed and (field.name in CHOSEN or operation != "write" or self.env.su)

    def _check_of_waiver(self):
        """A line is a charged line of a posted bill of the waiver's unit and payer."""
        if not self.env.su:
            self.waiver_id._check_draft()
        # Which bill it is of is compared, not told.
        for line in self.sudo():
            charged, waiver = line.move_line_id, line.waiver_id
            payer = waiver.partner_id.commercial_partner_id
            if (
                charged.display_type != "product"
                or charged.parent_state != "posted"
                or charged.move_id.move_type != "out_invoice"
                or charged.estate_unit_id != waiver.unit_id
                or charged.move_id.commercial_partner_id != payer
            ):
                raise UserError(
                    self.env._("Choose lines of bills of this unit and payer.")
                )


class EstateWaiver(models.Model):
    _inherit = "estate.waiver"

    def _shared(self):
        """Return what is waived of each line, in their order."""
        rooms = [decimal_of(line.room) for line in self.line_ids]
        whole = sum(rooms)
        digits = self.currency_id.decimal_places
        if self.method == "percent" and 0 < self.percent <= WHOLE:
            amount = share_amount(whole, decimal_of(self.percent), digits)
        else:
            amount = decimal_of(self.asked_amount if self.method == "amount" else 0)
        if not 0 < amount <= whole:
            return [0] * len(rooms)
        return split_waiver(amount, rooms, digits)
