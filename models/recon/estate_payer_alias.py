from odoo import api, fields, models
from odoo.tools import SQL

from ...engine.match_index import clean_account, clean_name


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
                seen[key] = times + step, max(day, line.date)
        for (company, account, payer, unit_ids), (times, day) in seen.items():
            self._count(company, account, payer, unit_ids, times, day)

    @api.model
    def _count(self, company_id, account, payer, unit_ids, times, day):
        """Add to an alias, one statement each: two clerks may accept at once."""
        [(alias_id, is_new)] = self.env.execute_query(
            SQL(
                """
                INSERT INTO estate_payer_alias
                       (company_id, account, payer, unit_key, times, last_date,
                        create_uid, create_date, write_uid, write_date)
                VALUES (%(company)s, NULLIF(%(account)s, ''), NULLIF(%(payer)s, ''),
                        %(units)s, GREATEST(%(times)s, 0), %(day)s,
                        %(uid)s, now() AT TIME ZONE 'UTC',
                        %(uid)s, now() AT TIME ZONE 'UTC')
                ON CONFLICT (company_id, COALESCE(account, ''), COALESCE(payer, ''),
                             unit_key)
                DO UPDATE SET times = GREATEST(estate_payer_alias.times + %(times)s, 0),
                              last_date = GREATEST(estate_payer_alias.last_date,
                                                   EXCLUDED.last_date),
                              write_uid = EXCLUDED.write_uid,
                              write_date = EXCLUDED.write_date
                RETURNING id, xmax = 0
                """,
                company=company_id,
                account=account,
                payer=payer,
                units=",".join(map(str, unit_ids)),
                times=times,
                day=day,
                uid=self.env.uid,
            )
        )
        alias = self.browse(alias_id)
        alias.invalidate_recordset(flush=False)
        if is_new and unit_ids:
            alias.unit_ids = unit_ids
