import json

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.match_index import clean_account, clean_name
from ..mixins.bulk_rows import set_links


class EstatePayerAlias(models.Model):
    """What accepted matches taught: for which units a payer has paid (B-02).

    No units: his money was for no fee. The next month's line of the same account or
    name is proposed for them.
    """

    _name = "estate.payer.alias"
    _description = "Known Payer"
    _order = "times desc, id desc"
    _rec_name = "payer"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True)
    account = fields.Char("Payer's Account")
    payer = fields.Char("Payer's Name")
    unit_ids = fields.Many2many("estate.unit", string="Pays For", readonly=True)
    unit_key = fields.Char(
        required=True, default="", help="The units' numbers in order, for uniqueness."
    )
    times = fields.Integer(
        "Times Paid", default=0, help="How often such a match was accepted."
    )
    last_date = fields.Date("Last Paid On")

    _alias_uniq = models.UniqueIndex(
        "(company_id, COALESCE(account, ''), COALESCE(payer, ''), unit_key)",
        "This payer is known already for these units.",
    )

    @api.model
    def _learn(self, lines_units, step=1):
        """Count matches of bank lines up, or down when they are undone.

        :param lines_units: list of (bank statement line, units it was booked for)
        :param step: 1 when accepted, -1 when undone
        """
        seen = {}
        for line, units in lines_units:
            account = clean_account(line.account_number or "")
            payer = clean_name(line.partner_name or "")
            if account or payer:
                key = (line.company_id.id, account, payer, tuple(sorted(units.ids)))
                times, day = seen.get(key, (0, line.date))
                seen[key] = times + 1, max(day, line.date)
        rows = json.dumps(
            [
                {
                    "company_id": company_id,
                    "account": account or None,
                    "payer": payer or None,
                    "unit_key": ",".join(map(str, unit_ids)),
                    "times": times,
                    "last_date": day,
                }
                for (company_id, account, payer, unit_ids), (times, day) in seen.items()
            ],
            default=str,
        )
        (self._count_up if step > 0 else self._count_down)(rows)

    @api.model
    def _count_up(self, rows):
        """Add to aliases with one statement: two clerks may accept at once.

        In the order of their keys, so that neither waits for the other for ever.
        """
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO estate_payer_alias AS alias
                       (company_id, account, payer, unit_key, times, last_date,
                        create_uid, create_date, write_uid, write_date)
                SELECT company_id, account, payer, unit_key, times, last_date,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM %(rows)s
              ORDER BY company_id, account, payer, unit_key
                    ON CONFLICT (company_id, COALESCE(account, ''),
                                 COALESCE(payer, ''), unit_key)
                    DO UPDATE SET times = alias.times + EXCLUDED.times,
                                  last_date = GREATEST(alias.last_date,
                                                       EXCLUDED.last_date),
                                  write_uid = EXCLUDED.write_uid,
                                  write_date = EXCLUDED.write_date
             RETURNING id, unit_key, xmax = 0
                """,
                uid=self.env.uid,
                now=self.env.cr.now(),
                rows=self._as_table(rows),
            )
        )
        units = {
            alias_id: [int(unit_id) for unit_id in key.split(",")]
            for alias_id, key, is_new in found
            if is_new and key
        }
        set_links(self, "unit_ids", units)

    @api.model
    def _count_down(self, rows):
        """Take back from aliases what matches taught that are undone."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE estate_payer_alias AS alias
                   SET times = GREATEST(alias.times - seen.times, 0),
                       write_uid = %(uid)s,
                       write_date = %(now)s
                  FROM (SELECT * FROM %(rows)s) AS seen
                 WHERE alias.company_id = seen.company_id
                   AND COALESCE(alias.account, '') = COALESCE(seen.account, '')
                   AND COALESCE(alias.payer, '') = COALESCE(seen.payer, '')
                   AND alias.unit_key = seen.unit_key
                """,
                uid=self.env.uid,
                now=self.env.cr.now(),
                rows=self._as_table(rows),
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _as_table(self, rows):
        return SQL(
            """
            jsonb_to_recordset(%s::jsonb)
                AS row(company_id int, account text, payer text, unit_key text,
                       times int, last_date date)
            """,
            rows,
        )
