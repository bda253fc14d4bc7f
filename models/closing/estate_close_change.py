from odoo import api, fields, models
from odoo.tools import SQL

WHAT = [
    ("posted", "Posted"),
    ("reset", "Set Back to Draft"),
    ("cancelled", "Cancelled"),
    ("moved", "Date Changed"),
    ("reversed", "Reversed"),
]


class EstateCloseChange(models.Model):
    """A change of the books of a month after it was closed (B-07).

    Noted when it happens (:file:`account_move.py`); what was written past that is
    found each night.
    """

    _name = "estate.close.change"
    _description = "Change After the Close"
    _order = "at desc, id desc"

    close_id = fields.Many2one(
        "estate.close", "Month", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="close_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_id = fields.Many2one(
        "account.move", "Entry", index="btree_not_null", ondelete="set null"
    )
    name = fields.Char("Number", readonly=True)
    date = fields.Date("Entry Date", readonly=True)
    what = fields.Selection(WHAT, "What Happened", required=True, readonly=True)
    amount = fields.Monetary(readonly=True, help="Of the entry.")
    user_id = fields.Many2one("res.users", "By", readonly=True)
    at = fields.Datetime("When", readonly=True)
    by_exception = fields.Boolean(
        "By an Exception",
        readonly=True,
        help="An exception to the lock date let him change it.",
    )
    is_taken_in = fields.Boolean(
        "Reported Since",
        readonly=True,
        help="The month was closed again after it: its pack has it.",
    )

    def action_view_entry(self):
        """Open the entry, for those who may see the ledger."""
        self.ensure_one()
        self.check_access("read")
        self.move_id.check_access("read")
        return self.move_id._get_records_action()

    @api.model
    def _note(self, rows):
        """Keep changes of entries, each with the close of its month.

        :param rows: (move, date in a closed month, what) of what happened just now
        """
        closes = {}
        vals_list = []
        for move, day, what in rows:
            key = (move.company_id.id, day.replace(day=1))
            if key not in closes:
                # Who changes an entry need not read closes.
                closes[key] = (
                    self.env["estate.close"]
                    .sudo()
                    .search(
                        [
                            ("company_id", "=", key[0]),
                            ("period", "=", key[1]),
                            ("state", "=", "closed"),
                        ]
                    )
                )
            if closes[key]:
                vals_list.append(self._vals(closes[key], move, day, what))
        # Written by the program alone.
        return self.sudo().create(vals_list)

    @api.model
    def _vals(self, close, move, day, what):
        return {
            "close_id": close.id,
            "move_id": move.id,
            "name": move.name or move.ref,
            "date": day,
            "what": what,
            "amount": move.amount_total_signed,
            "user_id": self.env.uid,
            "at": fields.Datetime.now(),
            "by_exception": self._has_exception(move.company_id),
        }

    @api.model
    def _has_exception(self, company):
        # Whether an exception is in force is a fact, whoever reads exceptions.
        exceptions = self.env["account.lock_exception"].sudo()
        return bool(
            exceptions.search_count(
                [
                    ("company_id", "=", company.id),
                    ("state", "=", "active"),
                    ("user_id", "in", (False, self.env.uid)),
                ],
                limit=1,
            )
        )

    @api.model
    def _cron_find(self):
        """Note entries that came into closed months past the notes."""
        for model in ("account.move", "estate.close", "estate.close.change"):
            self.env[model].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO estate_close_change (
                       close_id, company_id, move_id, name, date, what, amount, user_id,
                       at, by_exception, is_taken_in, create_uid, create_date,
                       write_uid, write_date)
                SELECT month.id, month.company_id, move.id, move.name, move.date,
                       'posted', move.amount_total_signed, move.create_uid,
                       move.create_date, false, false, %(uid)s, %(now)s, %(uid)s,
                       %(now)s
                  FROM estate_close month
                  JOIN account_move move
                    ON move.company_id = month.company_id AND move.state = 'posted'
                   AND move.date BETWEEN month.period AND month.date_end
                   AND move.create_date > month.closed_at
                 WHERE month.state = 'closed'
                   AND NOT EXISTS (
                       SELECT FROM estate_close_change told
                        WHERE told.close_id = month.id AND told.move_id = move.id)
                """,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        self.invalidate_model()
