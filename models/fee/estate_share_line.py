from odoo import fields, models
from odoo.tools import SQL


class EstateShareLine(models.Model):
    """What one unit bears of a shared cost. Written by its pool alone."""

    _name = "estate.share.line"
    _description = "Share of a Cost"
    _order = "unit_id, id"
    _check_company_auto = True

    pool_id = fields.Many2one(
        "estate.share.pool", required=True, index=True, ondelete="cascade"
    )
    item_id = fields.Many2one(related="pool_id.item_id")
    state = fields.Selection(related="pool_id.state")
    community_id = fields.Many2one("estate.community", required=True, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_id = fields.Many2one(
        "estate.unit", required=True, index=True, ondelete="restrict"
    )
    assignment_id = fields.Many2one(
        "estate.fee.assignment", required=True, index=True, ondelete="cascade"
    )
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    weight = fields.Float(
        digits=(20, 8),
        min_display_digits=2,
        help="What the unit counts, times its days.",
    )
    amount = fields.Monetary()

    _no_twin = models.Constraint(
        """EXCLUDE USING gist (
            int4range(assignment_id, assignment_id, '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&
        )""",
        "A unit shares another cost of this item in these days already: add to that "
        "total, or share this cost by a fee item of its own.",
    )

    def _billed(self):
        """Those of these whose days stand on a posted bill."""
        if not self.ids:
            return self
        self.flush_recordset()
        self.env["account.move.line"].flush_model(
            ["estate_assignment_id", "estate_date_from", "estate_date_to"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT s.id FROM estate_share_line s
                 WHERE s.id = ANY(%s) AND EXISTS (
                       SELECT FROM account_move_line l
                        WHERE l.estate_assignment_id = s.assignment_id
                          AND l.parent_state = 'posted'
                          AND l.estate_date_from <= s.date_to
                          AND l.estate_date_to >= s.date_from)
                 ORDER BY s.id
                """,
                list(self.ids),
            )
        )
        return self.browse([line_id for (line_id,) in rows])
