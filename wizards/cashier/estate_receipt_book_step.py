from odoo import api, fields, models
from odoo.exceptions import UserError


class EstateReceiptBookStep(models.TransientModel):
    """Asks whom a book is issued to, or what became of some of its papers."""

    _name = "estate.receipt.book.step"
    _description = "Step of a Receipt Book"

    book_id = fields.Many2one(
        "estate.receipt.book", "Receipt Book", required=True, ondelete="cascade"
    )
    step = fields.Selection(
        [("issue", "Hand Out"), ("void", "Void"), ("missing", "Missing")],
        required=True,
        default="issue",
    )
    holder_id = fields.Many2one("res.users", "Issued To")
    date = fields.Date(default=fields.Date.context_today)
    first = fields.Char(
        "First Paper", compute="_compute_first", store=True, readonly=False
    )
    last = fields.Char("Last Paper", help="Empty: the first paper only.")
    reason = fields.Char()

    @api.depends("book_id")
    def _compute_first(self):
        """Most often it is the paper that would be written next."""
        for wizard in self:
            wizard.first = wizard.book_id.next_number

    def action_confirm(self):
        """Issue the book and print its slip, or tell the papers."""
        self.ensure_one()
        if self.step == "issue":
            if not self.holder_id:
                raise UserError(self.env._("Say whom the book is issued to."))
            self.book_id._issue(self.holder_id, self.date)
            slip = self.book_id.action_print_slip()
            return slip | {"close_on_report_download": True}
        first = self._place(self.first)
        last = self._place(self.last) if self.last else first
        self.book_id._tell(first, last, self.step, self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _place(self, text):
        """Return the number typed, with or without what is printed around it."""
        text = (text or "").strip()
        number = self.book_id._number_of(text)
        if not number and text.isdecimal():
            number = int(text)
        if not number:
            raise UserError(
                self.env._(
                    "%(number)s is no paper of %(book)s.",
                    number=text or "?",
                    book=self.book_id.name,
                )
            )
        return number
