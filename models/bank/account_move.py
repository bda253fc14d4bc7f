from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Entries of collection, and bills that are with the bank."""

    _inherit = "account.move"

    estate_collection_return_id = fields.Many2one(
        "estate.collection.return",
        "Collection Return",
        index="btree_not_null",
        copy=False,
        readonly=True,
        help="The answer of the bank that this entry books.",
    )
    estate_at_bank = fields.Char(
        "With the Bank",
        compute="_compute_estate_at_bank",
        help="The collection batch that asks the bank for this bill.",
    )

    def _has_field_access(self, field, operation):
        """Only the import of a return says what an entry books."""
        allowed = super()._has_field_access(field, operation)
        closed = operation == "write" and field.name == "estate_collection_return_id"
        return allowed and (self.env.su or not closed)

    @api.depends_context("lang")
    def _compute_estate_at_bank(self):
        notes = self.env["estate.collection.batch"]._notes_by("move_id", self.ids)
        for move in self:
            move.estate_at_bank = notes.get(move.id, False)

    def _check_draftable(self):
        """Core asks before it resets or cancels an entry, and so do we."""
        self._estate_check_not_of_return()
        return super()._check_draftable()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        """A reversal would open the bills again behind the back of the return."""
        self._estate_check_not_of_return()
        return super()._reverse_moves(default_values_list, cancel)

    def _estate_check_not_of_return(self):
        """What a return has booked is undone with the return, not beside it."""
        booked = self.estate_collection_return_id.filtered(
            lambda found: found.state == "booked"
        )
        if booked and not self.env.su:
            raise UserError(
                self.env._(
                    "%(entry)s books return %(file)s of batch %(batch)s: undo the "
                    "return instead.",
                    entry=self.filtered("estate_collection_return_id")[0].name,
                    file=booked[0].name,
                    batch=booked[0].batch_id.name,
                )
            )
