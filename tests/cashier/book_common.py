"""Receipt books: one in the cashier's hands, one in the front desk's."""

from .cashier_common import CashierCommon


class BookCommon(CashierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.estate_uses_books = True
        cls.books = cls.env["estate.receipt.book"]
        cls.book = cls._new_book(101, 110, cls.cashier)
        cls.book_desk = cls._new_book(201, 210, cls.front_desk)

    @classmethod
    def _new_book(cls, first, last, holder=None, **vals):
        """A book taken in, and issued, by the accountant."""
        book = cls.books.with_user(cls.accountant).create(
            {
                "company_id": cls.company.id,
                "prefix": "SJ",
                "first": first,
                "last": last,
                **vals,
            }
        )
        if holder:
            book._issue(holder, False)
        return book

    def _take(self, number=None, user=None, amount=10, **kwargs):
        return self._collect(
            self.unit,
            [],
            user=user,
            prepayments=[(None, amount)],
            paper_number=number,
            **kwargs,
        )

    def _void(self, receipt, user=None):
        user = user or self.cashier
        self.service.with_user(user)._void(receipt.with_user(user), "Wrong unit")

    def _usage(self, book):
        """What became of the papers: [(state, first, last)]."""
        self.env.flush_all()
        self.env.invalidate_all()
        return [(row.state, row.first, row.last) for row in book.range_ids]
