import logging

from odoo import api, fields, models
from odoo.tools import SQL

from .checks import QUERIES, READ, scope_of

_logger = logging.getLogger(__name__)

FRESH_HOURS = 12
"""What was checked so lately is not checked again by the same night's job."""


class EstateDiagnosticFinding(models.Model):
    """The checks at work: each is one statement, whatever it finds (B-06)."""

    _inherit = "estate.diagnostic.finding"

    @api.model
    def _cron_sweep(self):
        """Run every check of every company that has a community, one by one."""
        checks = self.env["estate.diagnostic"].search([("active", "=", True)])
        communities = self.env["estate.community"]._read_group([], ["company_id"])
        since = fields.Datetime.subtract(fields.Datetime.now(), hours=FRESH_HOURS)
        # A run that is cut short goes on where it was, not from the first check on.
        todo = [
            (company, check)
            for (company,) in communities
            for check in checks
            if (check.with_company(company).last_run or since) <= since
        ]
        for done, (company, check) in enumerate(todo, 1):
            self._sweep_in_turn(company, check)
            left = self.env["ir.cron"]._commit_progress(1, remaining=len(todo) - done)
            if not left:
                return

    @api.model
    def _sweep_in_turn(self, company, check):
        """One check; when it cannot be run, say so and let the others go on."""
        try:
            with self.env.cr.savepoint():
                self._sweep_check(company, check)
        except Exception as error:
            _logger.error("Check %s gave up", check.code, exc_info=error)

    @api.model
    def _sweep(self, company):
        """Run all checks of a company.

        :return: the findings that are open
        """
        for check in self.env["estate.diagnostic"].search([("active", "=", True)]):
            self._sweep_check(company, check)
        return self.search([("company_id", "=", company.id), ("state", "=", "open")])

    @api.model
    def _sweep_check(self, company, check):
        """Bring the findings of a check to what there is today.

        Doing it again changes nothing. What is gone is mended; what was accepted with
        the same figures stays accepted.
        """
        # The whole company: who calls it was checked before.
        company = company.sudo().with_company(company)
        for model in (*READ, "estate.diagnostic.finding", "estate.diagnostic"):
            self.env[model].flush_model()
        # Hundreds of expressions take longer to compile than to run.
        self.env.cr.execute("SET LOCAL jit = off")
        now = fields.Datetime.now()
        found = QUERIES[check.code](scope_of(company))
        self.env.cr.execute(_brought_up_to_date(found, company, check, now))
        check.with_company(company).sudo().last_run = now  # people write no run
        self.invalidate_model()
        check.invalidate_recordset(["open_count", "accepted_count", "open_amount"])


def _brought_up_to_date(found, company, check, now):
    """Return the statement that writes what is found, and settles what is gone."""
    return SQL(
        """
        WITH found AS MATERIALIZED (%(found)s), written AS (
            INSERT INTO estate_diagnostic_finding AS kept (
                   diagnostic_id, severity, company_id, key, community_id, unit_id,
                   partner_id, res_model, res_id, date, amount, facts, state,
                   first_seen, last_seen, create_uid, create_date, write_uid,
                   write_date)
            SELECT %(check)s, %(severity)s, %(company)s, key, community_id, unit_id,
                   partner_id, res_model, res_id, date, amount, facts, 'open',
                   %(now)s, %(now)s, %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM found
       ON CONFLICT (diagnostic_id, company_id, key) DO UPDATE
               SET state = CASE WHEN kept.state = 'accepted'
                                 AND kept.facts = EXCLUDED.facts
                                THEN 'accepted' ELSE 'open' END,
                   community_id = EXCLUDED.community_id, unit_id = EXCLUDED.unit_id,
                   partner_id = EXCLUDED.partner_id, res_model = EXCLUDED.res_model,
                   res_id = EXCLUDED.res_id, date = EXCLUDED.date,
                   amount = EXCLUDED.amount, facts = EXCLUDED.facts,
                   last_seen = EXCLUDED.last_seen, solved_on = NULL
        )
        UPDATE estate_diagnostic_finding gone
           SET state = 'solved', solved_on = %(now)s
         WHERE gone.diagnostic_id = %(check)s AND gone.company_id = %(company)s
           AND gone.state <> 'solved'
           AND NOT EXISTS (SELECT FROM found WHERE found.key = gone.key)
        """,
        found=found,
        check=check.id,
        severity=check.severity,
        company=company.id,
        now=now,
        uid=check.env.uid,
    )
