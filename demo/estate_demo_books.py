from odoo import api, fields, models

BOOKS = (
    # first number, who has the book
    (301, "user_front_desk"),
    (351, "user_cashier"),
    (401, "user_finance_clerk"),
    (451, "base.user_admin"),
    (501, None),
    (551, None),
)
PAPERS = 50


class EstateDemo(models.AbstractModel):
    """Receipt books in the clerks' hands, and tax invoices on their way."""

    _inherit = "estate.demo"

    @api.model
    def _leave_books(self):
        """From today on receipts are written in books."""
        today = fields.Date.context_today(self)
        books = self._as("accountant", "estate.receipt.book")
        for first, holder in BOOKS:
            book = books.create(
                {
                    "company_id": self._ref("company").id,
                    "prefix": "SJ",
                    "first": first,
                    "last": first + PAPERS - 1,
                    "received_on": self._month(0),
                    "note": "印刷厂送货单 0118",
                }
            )
            if holder:
                book._issue(self._holder(holder), today)
        spoiled = self._book_of("cashier")
        spoiled._tell(351, 352, "void", "打印卡纸，三联齐全")
        self._ref("company").estate_uses_books = True

    @api.model
    def _holder(self, name):
        return self.env.ref(name) if "." in name else self._ref(name)

    @api.model
    def _book_of(self, role):
        books = self._as(role, "estate.receipt.book")
        return books.search([("holder_id", "=", books.env.uid)])

    @api.model
    def _leave_fapiaos(self):
        """One tax invoice delivered, one to deliver; the front desk's are to make."""
        today = fields.Date.context_today(self)
        receipts = self._as("cashier", "estate.receipt").search(
            [("paper_number", "=like", "SJ%"), ("line_ids.kind", "!=", "deposit")],
            order="id",
        )
        service = receipts.env["estate.cashier"]
        numbers = ("26442000000118", "26442000000119")
        for receipt, number in zip(receipts[:2], numbers, strict=True):
            service._make_fapiao(receipt, number, today)
        service._deliver_fapiao(receipts[:1], "林女士（业主配偶）", today)
