from odoo import fields, models
from odoo.tools import SQL


class EstateReceiptBookRange(models.Model):
    """What became of the papers of books, number after number (票据使用清单).

    A view: papers that follow each other with the same fate are one row. What nobody
    told is *skipped* before the last written number and *blank* behind it.
    """

    _name = "estate.receipt.book.range"
    _description = "Receipt Book Usage"
    _auto = False
    _order = "book_id, first, id"

    book_id = fields.Many2one("estate.receipt.book", "Receipt Book", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    community_id = fields.Many2one("estate.community", readonly=True)
    kind = fields.Selection(related="book_id.kind")
    holder_id = fields.Many2one(related="book_id.holder_id")
    state = fields.Selection(
        [
            ("used", "Used"),
            ("void", "Void"),
            ("missing", "Missing"),
            ("skipped", "Skipped"),
            ("blank", "Blank"),
        ],
        readonly=True,
    )
    first = fields.Integer("First Number", readonly=True, aggregator=None)
    last = fields.Integer("Last Number", readonly=True, aggregator=None)
    name = fields.Char("Numbers", compute="_compute_name")
    count = fields.Integer("Papers", readonly=True)
    amount = fields.Monetary(readonly=True, help="Of the receipts written on them.")
    reason = fields.Char("Reasons", readonly=True)

    def _compute_name(self):
        for row in self:
            first, last = (row.book_id._printed(end) for end in (row.first, row.last))
            row.name = first if row.first == row.last else f"{first} – {last}"

    @property
    def _table_query(self):
        for model in ("estate.receipt", "estate.receipt.book"):
            self.env[model].flush_model()
        self.env["estate.receipt.book.number"].flush_model()
        return SQL(
            """
            WITH told AS (
                SELECT paper.book_id, paper.number, paper.state, paper.reason,
                       paper.receipt_id IS NOT NULL AS written,
                       CASE WHEN paper.state = 'used' THEN receipt.amount END AS amount,
                       paper.number - ROW_NUMBER() OVER (
                           PARTITION BY paper.book_id, paper.state
                               ORDER BY paper.number) AS island
                  FROM estate_receipt_book_number paper
             LEFT JOIN estate_receipt receipt ON receipt.id = paper.receipt_id
            ), islands AS (
                SELECT book_id, state, MIN(number) AS first, MAX(number) AS last,
                       SUM(amount) AS amount,
                       STRING_AGG(DISTINCT reason, '; ') AS reason
                  FROM told
              GROUP BY book_id, state, island
            ), bounds AS (
                SELECT book_id, number FROM told
             UNION ALL
                SELECT id, first - 1 FROM estate_receipt_book
             UNION ALL
                SELECT id, last + 1 FROM estate_receipt_book
            ), steps AS (
                SELECT book_id, number + 1 AS first,
                       LEAD(number) OVER (
                           PARTITION BY book_id ORDER BY number) - 1 AS last
                  FROM bounds
            ), reached AS (
                SELECT book_id, MAX(number) AS number
                  FROM told WHERE written GROUP BY book_id
            ), ranges AS (
                SELECT * FROM islands
             UNION ALL
                SELECT steps.book_id,
                       CASE WHEN steps.first < reached.number
                            THEN 'skipped' ELSE 'blank' END,
                       steps.first, steps.last, NULL, NULL
                  FROM steps LEFT JOIN reached ON reached.book_id = steps.book_id
                 WHERE steps.last >= steps.first
            )
            SELECT ROW_NUMBER() OVER (ORDER BY ranges.book_id, ranges.first) AS id,
                   ranges.book_id, book.company_id, book.community_id, ranges.state,
                   ranges.first, ranges.last,
                   ranges.last - ranges.first + 1 AS count,
                   ranges.amount, ranges.reason
              FROM ranges JOIN estate_receipt_book book ON book.id = ranges.book_id
            """
        )
