from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError


class EstateCashier(models.AbstractModel):
    """On which paper of which book a receipt is written (B-05, R-802).

    Where the company uses books, a clerk writes on papers of the books that were
    issued to him; each is used once.
    """

    _inherit = "estate.cashier"

    @api.model
    def _books_of_user(self, company, community, kind="receipt"):
        """Return the books that the user writes in, in the order he uses them up."""
        # Which books somebody holds is asked on his behalf, whatever else he may read.
        books = self.env["estate.receipt.book"].sudo()
        found = books.search(
            [
                ("state", "=", "issued"),
                ("holder_id", "=", self.env.uid),
                ("company_id", "=", company.id),
                ("community_id", "in", [False, community.id]),
                ("kind", "=", kind),
            ],
            order="issued_on, prefix, first, id",
        )
        return found.sorted(lambda book: not book.community_id)

    @api.model
    def _next_paper(self, company, community, kind="receipt"):
        """Return the number that is printed on the user's next blank paper, if any."""
        # A setting of the receipt's company, whichever the user works in now.
        if not company.sudo().estate_uses_books:
            return False
        books = self._books_of_user(company, community, kind)
        return next(filter(None, books.mapped("next_number")), False)

    @api.model
    def _write_on_paper(self, receipt, number=None):
        """Use up the paper that the receipt is written on.

        :raises UserError: when the clerk has no such paper, or it was used already
        """
        if not receipt.company_id.estate_uses_books or self.env.uid == SUPERUSER_ID:
            return
        place = (receipt.company_id, receipt.community_id)
        number = (number or "").strip() or self._next_paper(*place)
        if not number:
            raise UserError(
                self.env._(
                    "No receipt book with a blank paper for %(place)s is issued to "
                    "you: ask the accountant for one.",
                    place=receipt.community_id.name,
                )
            )
        paper = self._use_paper(receipt, number, "receipt")
        receipt.paper_number = paper.name

    @api.model
    def _use_paper(self, receipt, number, kind):
        books = self._books_of_user(receipt.company_id, receipt.community_id, kind)
        for book in books:
            place = book._number_of(number)
            if place:
                self._lock(book)
                # Papers are told by their steps alone: the book is the user's own.
                papers = self.env["estate.receipt.book.number"].sudo()
                used = {"state": "used", "receipt_id": receipt.id}
                return papers._mark(book, [place], used)
        raise UserError(self._paper_not_his(receipt.company_id, number, kind))

    @api.model
    def _book_with(self, company, number, kind):
        """Return the company's book that has this printed number, whoever holds it."""
        # The refusal names whoever holds the paper; nobody else reads his book.
        books = self.env["estate.receipt.book"].sudo()
        candidates = books.search(
            [("company_id", "=", company.id), ("kind", "=", kind)]
        )
        return candidates.filtered(lambda book: book._number_of(number))

    @api.model
    def _paper_not_his(self, company, number, kind):
        book = self._book_with(company, number, kind)
        if book.state == "issued" and book.holder_id != self.env.user:
            return self.env._(
                "%(number)s is in a book that is issued to %(holder)s: write on a "
                "paper of your own.",
                number=number,
                holder=book.holder_id.name,
            )
        return self.env._(
            "%(number)s is in none of the books that are issued to you for this "
            "community.",
            number=number,
        )

    @api.model
    def _spoil_papers(self, receipt, kind, reason):
        """The paper of what was undone is void; its number is not used again."""
        papers = receipt.paper_ids.filtered(
            lambda paper: paper.kind == kind and paper.state == "used"
        )
        papers.write(
            {
                "state": "void",
                "reason": reason,
                "user_id": self.env.uid,
                "date": fields.Date.context_today(self),
            }
        )
        return papers

    @api.model
    def _after_void(self, voucher):
        result = super()._after_void(voucher)
        if voucher._name == "estate.receipt":
            self._spoil_papers(voucher, "receipt", voucher.void_reason)
        return result
