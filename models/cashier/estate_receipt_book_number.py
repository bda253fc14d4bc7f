from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateReceiptBookNumber(models.Model):
    """What became of one paper of a book: used, void or missing.

    Written by the cashier service and the steps of the book alone. A number without
    a row is blank. The database lets a number be told once only.
    """

    _name = "estate.receipt.book.number"
    _description = "Paper of a Receipt Book"
    _order = "book_id, number"
    _check_company_auto = True

    name = fields.Char("Number", required=True)
    book_id = fields.Many2one(
        "estate.receipt.book",
        "Receipt Book",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="book_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one(
        related="book_id.community_id", store=True, index="btree_not_null"
    )
    kind = fields.Selection(related="book_id.kind", store=True)
    number = fields.Integer("Place in the Book", required=True, aggregator=None)
    state = fields.Selection(
        [("used", "Used"), ("void", "Void"), ("missing", "Missing")],
        required=True,
        index=True,
    )
    receipt_id = fields.Many2one(
        "estate.receipt",
        "Receipt",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="For what it was written; for a tax invoice, the receipt it stands for.",
    )
    amount = fields.Monetary(related="receipt_id.amount")
    user_id = fields.Many2one("res.users", "By", required=True)
    date = fields.Date("On", required=True)
    reason = fields.Char()

    _number_uniq = models.UniqueIndex(
        "(book_id, number)", "This number was used, or told void or missing, already."
    )
    _printed_uniq = models.UniqueIndex(
        "(company_id, kind, name)", "Another paper has this number already."
    )
    _used_has_receipt = models.Constraint(
        "CHECK(state != 'used' OR receipt_id IS NOT NULL)",
        "A used paper names its receipt.",
    )
    _told_has_reason = models.Constraint(
        "CHECK(state = 'used' OR reason IS NOT NULL)",
        "Say what became of the papers.",
    )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        papers = super().create(vals_list)
        self._forget_ranges()
        return papers

    def write(self, vals):
        result = super().write(vals)
        self._forget_ranges()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_ranges()
        return result

    @api.model
    def _forget_ranges(self):
        """Ranges are a view: what was read of them may be another range by now."""
        self.env["estate.receipt.book.range"].invalidate_model()
        self.env["estate.receipt.book"].invalidate_model(["range_ids"])

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    @api.model
    def _mark(self, book, numbers, vals):
        """Write what became of numbers of a book.

        :raises UserError: naming those that were told already
        """
        told = self.search(
            [("book_id", "=", book.id), ("number", "in", list(numbers))], limit=1
        )
        if told:
            raise UserError(told._told_already())
        common = {
            "book_id": book.id,
            "user_id": self.env.uid,
            "date": fields.Date.context_today(self),
            **vals,
        }
        return self.create(
            [
                {**common, "number": number, "name": book._printed(number)}
                for number in numbers
            ]
        )

    def _told_already(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(number)s is told already: %(state)s, by %(user)s on %(date)s.",
            number=self.name,
            state=states[self.state],
            user=self.user_id.name,
            date=self.date,
        )

    def action_found(self):
        """A paper that was told by mistake, or was found again, is blank once more."""
        self.book_id._check_keeper()
        # Papers are told through these steps alone: the accountant's right was checked.
        papers = self.sudo()
        for paper in papers:
            if paper.receipt_id:
                raise UserError(self.env._("%s was written on: it stays.", paper.name))
            paper.book_id.message_post(
                body=self.env._(
                    "%(number)s is blank again; it was told: %(reason)s",
                    number=paper.name,
                    reason=paper.reason,
                )
            )
        papers.unlink()
