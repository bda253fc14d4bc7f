from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..mixins.approval_mixin import KEEPER


class EstateFeeRebill(models.Model):
    """A line billed ahead at the old price, and what it owes at the new one (B-09).

    Written when an adjustment is decided, for each posted line that reaches beyond its
    day. Whoever decides keeps it, or has the difference booked: once, as a bill of its
    own or a credit note on the bill. The line itself stays as it was.
    """

    _name = "estate.fee.rebill"
    _description = "Month Billed Ahead"
    _inherit = ["estate.scope.mixin"]
    _order = "adjustment_id desc, unit_id, id"
    _rec_name = "move_line_id"
    _scope_fields = ()

    adjustment_id = fields.Many2one(
        "estate.fee.adjustment",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="adjustment_id.company_id", store=True)
    community_id = fields.Many2one(
        related="adjustment_id.community_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="adjustment_id.currency_id")
    move_line_id = fields.Many2one(
        "account.move.line",
        "Bill Line",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    move_id = fields.Many2one(
        "account.move", "Bill", readonly=True, index="btree_not_null"
    )
    unit_id = fields.Many2one("estate.unit", required=True, readonly=True, index=True)
    item_id = fields.Many2one("estate.fee.item", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Payer", required=True, readonly=True, index=True
    )
    date_from = fields.Date("From", readonly=True, required=True)
    date_to = fields.Date("To", readonly=True, required=True)
    price = fields.Float("New Price", digits="Fee Tariff", readonly=True)
    billed = fields.Monetary(readonly=True)
    due = fields.Monetary("At the New Price", readonly=True)
    difference = fields.Monetary(
        readonly=True, help="As the price has it; a tax on top is added when booked."
    )
    # The calculation of the line as it was when the adjustment was decided (B-08).
    explanation = fields.Json(readonly=True)
    choice = fields.Selection(
        [("keep", "Keep"), ("rebill", "Bill the Difference")],
        required=True,
        help="Whether this unit pays the new price for days it was billed for.",
    )
    state = fields.Selection(
        [
            ("todo", "To Do"),
            ("kept", "Kept"),
            ("done", "Difference Booked"),
            ("failed", "Failed"),
            ("undone", "Taken Back"),
        ],
        required=True,
        readonly=True,
        default="todo",
        index=True,
    )
    reason = fields.Char("Why It Failed", readonly=True)
    new_move_id = fields.Many2one(
        "account.move",
        "Bill of the Difference",
        readonly=True,
        index="btree_not_null",
    )

    _once = models.UniqueIndex(
        "(adjustment_id, move_line_id)", "This line is re-billed once."
    )
    _booked_somewhere = models.Constraint(
        "CHECK(state != 'done' OR new_move_id IS NOT NULL)",
        "What is booked has its entry.",
    )

    def _has_field_access(self, field, operation):
        """People choose; what was billed and booked is the program's."""
        allowed = super()._has_field_access(field, operation)
        own = field.name == "choice"
        return allowed and (own or operation != "write" or self.env.su)

    def write(self, vals):
        if "choice" in vals and not self.env.su:
            for row in self:
                if row.state not in ("todo", "failed"):
                    raise UserError(
                        self.env._("%(line)s is done.", line=row.display_name)
                    )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_todo(self):
        if self.filtered(lambda row: row.state != "todo"):
            raise UserError(self.env._("What was decided of billed months stays."))

    # ----------------------------------------------------------------- ACTIONS

    def action_keep(self):
        """These units keep the old price for what they were billed for."""
        self.check_access("write")
        self.choice = "keep"
        return True

    def action_rebill(self):
        """These units pay, or get back, the difference."""
        self.check_access("write")
        self.choice = "rebill"
        return True

    def action_undo(self):
        """Take back what was booked: the accountant's, with the bill that it is on."""
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(KEEPER)):
            raise AccessError(self.env._("The accountant takes bills back."))
        self.env["estate.cashier"]._undo_rebill(self)
        return True

    def action_again(self):
        """What was taken back is to do again: kept or booked, as it is chosen now.

        :raises UserError: where a later adjustment counts without this difference
        """
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(KEEPER)):
            raise AccessError(self.env._("The accountant bills differences."))
        if self.filtered(lambda row: row.state != "undone"):
            raise UserError(self.env._("Only what was taken back is booked again."))
        self.lock_for_update()
        self._check_none_later()
        self._check_still_one_party()
        # States are the program's: the role was checked just now.
        self.sudo().write({"state": "todo", "new_move_id": False, "reason": False})
        return True

    def _check_still_one_party(self):
        """For rooms above: the days are still those of who was billed."""

    def _check_none_later(self):
        """A later difference of the same line holds this one already."""
        later = self.sudo().search(  # a fact of the bill, whoever asks
            [
                ("move_line_id", "in", self.move_line_id.ids),
                ("state", "in", ("todo", "failed", "done")),
                ("choice", "=", "rebill"),
            ]
        )
        for row in self:
            if later.filtered(
                lambda one, row=row: (
                    one.move_line_id == row.move_line_id and one.id > row.id
                )
            ):
                raise UserError(
                    self.env._(
                        "A later adjustment counts the days of %(line)s without this "
                        "difference: it stays taken back.",
                        line=row.display_name,
                    )
                )

    def action_view_entry(self):
        self.ensure_one()
        return (self.new_move_id or self.move_id)._estate_action_form()
