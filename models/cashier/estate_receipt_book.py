from odoo import api, fields, models
from odoo.exceptions import UserError

RANGE_FIELDS = {"kind", "prefix", "digits", "first", "last", "company_id"}
HOLDER_FIELDS = {
    "state",
    "holder_id",
    "issued_on",
    "issued_by_id",
    "returned_on",
    "returned_to_id",
}
"""Written by the steps of a book alone."""


class EstateReceiptBook(models.Model):
    """A book of pre-printed, numbered papers (票据本) and who has it (B-05, R-802).

    A book is taken in, issued to one person, and comes back. What became of each
    number stands in ``estate.receipt.book.number``; a number without a row there is
    blank still. The steps are in :file:`estate_receipt_book_steps.py`.
    """

    _name = "estate.receipt.book"
    _description = "Receipt Book"
    _inherit = ["mail.thread", "estate.scope.mixin"]
    _order = "state, kind, prefix, first, id"
    _check_company_auto = True
    _scope_fields = ("company_id", "community_id")
    _closed_fields = tuple(sorted(HOLDER_FIELDS))

    name = fields.Char(
        "Numbers", compute="_compute_name", store=True, help="First to last number."
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one(
        "estate.community",
        index="btree_not_null",
        check_company=True,
        help="Empty: for every community of the company.",
    )
    kind = fields.Selection(
        [("receipt", "Receipts"), ("fapiao", "Tax Invoices (Fapiao)")],
        "Kind of Paper",
        required=True,
        default="receipt",
    )
    prefix = fields.Char(help="What is printed before the number.")
    digits = fields.Integer(
        required=True, default=7, help="Digits of the printed number."
    )
    first = fields.Integer("First Number", required=True, aggregator=None)
    last = fields.Integer("Last Number", required=True, aggregator=None)
    size = fields.Integer("Papers", compute="_compute_size", store=True)
    received_on = fields.Date(
        "Taken In On", required=True, default=fields.Date.context_today
    )
    note = fields.Char(help="Where the book comes from, its printer or delivery note.")
    state = fields.Selection(
        [("stock", "In Stock"), ("issued", "Handed Out"), ("returned", "Brought Back")],
        required=True,
        default="stock",
        tracking=True,
        index=True,
    )
    holder_id = fields.Many2one("res.users", "Issued To", tracking=True, copy=False)
    issued_on = fields.Date("Handed Out On", tracking=True, copy=False)
    issued_by_id = fields.Many2one("res.users", "Issued By", copy=False)
    returned_on = fields.Date("Brought Back On", tracking=True, copy=False)
    returned_to_id = fields.Many2one("res.users", "Returned To", copy=False)
    number_ids = fields.One2many("estate.receipt.book.number", "book_id", "Papers Used")
    range_ids = fields.One2many("estate.receipt.book.range", "book_id", "Ranges")
    used_count = fields.Integer("Used", compute="_compute_counts")
    void_count = fields.Integer("Void", compute="_compute_counts")
    missing_count = fields.Integer("Missing", compute="_compute_counts")
    skipped_count = fields.Integer(
        "Skipped",
        compute="_compute_counts",
        help="Numbers before the last written one of which nobody said what became.",
    )
    blank_count = fields.Integer("Blank", compute="_compute_counts")
    next_number = fields.Char(
        compute="_compute_next_number", help="The next paper to be written."
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _range_holds = models.Constraint(
        "CHECK(first > 0 AND last >= first AND digits > 0)",
        "A book goes from its first number to its last.",
    )
    _no_number_in_two_books = models.Constraint(
        """EXCLUDE USING gist (
            int4range(company_id, company_id, '[]') WITH &&,
            int8range(hashtext(kind || ' ' || coalesce(prefix, '')),
                      hashtext(kind || ' ' || coalesce(prefix, '')), '[]') WITH &&,
            int4range(first, last, '[]') WITH &&
        )""",
        "Another book of this kind has some of these numbers already.",
    )
    _issued_has_holder = models.Constraint(
        "CHECK(state != 'issued' OR (holder_id IS NOT NULL AND issued_on IS NOT NULL))",
        "An issued book names who has it, and since when.",
    )
    _holder_idx = models.Index("(holder_id, company_id) WHERE state = 'issued'")

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.depends("prefix", "digits", "first", "last")
    def _compute_name(self):
        for book in self:
            first, last = book._printed(book.first), book._printed(book.last)
            book.name = f"{first} – {last}"

    @api.depends("first", "last")
    def _compute_size(self):
        for book in self:
            book.size = max(book.last - book.first + 1, 0)

    @api.depends("number_ids.state", "number_ids.receipt_id", "first", "last")
    def _compute_counts(self):
        papers = self.env["estate.receipt.book.number"]
        told = papers._read_group(
            [("book_id", "in", self.ids)], ["book_id", "state"], ["__count"]
        )
        counts = {(book.id, state): count for book, state, count in told}
        skipped = self.env["estate.receipt.book.range"]._read_group(
            [("book_id", "in", self.ids), ("state", "=", "skipped")],
            ["book_id"],
            ["count:sum"],
        )
        counts |= {(book.id, "skipped"): count for book, count in skipped}
        for book in self:
            left = book.size
            for state in ("used", "void", "missing", "skipped"):
                count = counts.get((book.id, state), 0)
                book[f"{state}_count"] = count
                left -= count
            book.blank_count = left

    @api.depends("number_ids.number", "first", "last", "state")
    def _compute_next_number(self):
        for book in self:
            number = book._next_blank()
            book.next_number = number and book._printed(number)

    @api.depends_context("uid")
    @api.depends("holder_id", "state")
    def _compute_is_mine(self):
        for book in self:
            book.is_mine = book.state == "issued" and book.holder_id == self.env.user

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.constrains(*sorted(RANGE_FIELDS))
    def _check_nothing_used(self):
        """Numbers that were written stand on papers: their book stays as it was."""
        if self.number_ids:
            raise UserError(
                self.env._("Papers of this book were used: its numbers stay.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_given_out(self):
        if self.filtered(lambda book: book.state != "stock") or self.number_ids:
            raise UserError(
                self.env._("A book that was given out is kept: take it back instead.")
            )

    # ------------------------------------------------------------------
    # TOOLS
    # ------------------------------------------------------------------

    def _printed(self, number):
        """Return a number the way it is printed on its paper."""
        return f"{self.prefix or ''}{number:0{max(self.digits, 1)}d}"

    def _next_blank(self):
        """Return the first blank number after the last written one, if there is one."""
        self.ensure_one()
        papers = self.number_ids
        written = papers.filtered("receipt_id").mapped("number")
        told = set(papers.mapped("number"))
        following = range(max(written, default=self.first - 1) + 1, self.last + 1)
        return next((number for number in following if number not in told), False)

    def _number_of(self, text):
        """Return the number that is printed as ``text``, if the book has it."""
        prefix = self.prefix or ""
        digits = text.removeprefix(prefix)
        if not (text.startswith(prefix) and digits.isdecimal()):
            return False
        number = int(digits)
        held = self.first <= number <= self.last and self._printed(number) == text
        return held and number
