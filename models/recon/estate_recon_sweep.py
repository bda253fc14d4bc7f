from odoo import api, fields, models
from odoo.tools import SQL, format_amount, format_date

from . import exception_query, ledger_figures
from .estate_recon_exception import ESCALATED, LIVE

SWEEP_CONTEXT = {"tracking_disable": True, "mail_create_nosubscribe": True}
KEPT = ("statement_line_id", "move_line_id", "payment_id", "batch_id")


class EstateReconException(models.Model):
    """The check: finds differences set-wise, and sees which are gone (B-01)."""

    _inherit = "estate.recon.exception"

    @api.model
    def _cron_sweep(self):
        """Check every company that takes money, one after the other."""
        communities = self.env["estate.community"]._read_group([], ["company_id"])
        for (company,) in communities:
            count = len(self._sweep(company))
            self.env["ir.cron"]._commit_progress(count)

    @api.model
    def _sweep(self, company):
        """Bring the exceptions of a company to what its ledger says today.

        Doing it again changes nothing: each difference has one record for its type
        and source. What a person has fixed stays so.

        :return: the exceptions that were found now for the first time, or again
        """
        # The whole ledger of the company: who calls it was checked before.
        service = self.sudo().with_company(company).with_context(**SWEEP_CONTEXT)
        rows = service._differences(company)
        known = service._known(company, rows)
        found = {(row["type"], row["source"]): row for row in rows}
        gone = known.filtered(
            lambda one: one.state in LIVE and (one.type, one.source) not in found
        )
        back = known.filtered(
            lambda one: one.state == "auto_resolved" and (one.type, one.source) in found
        )
        service._resolve(gone)
        back.write({"state": "open", "date_done": False})
        service._refresh(known, found)
        taken = {(one.type, one.source) for one in known}
        new = service._create_found(
            [row for key, row in found.items() if key not in taken]
        )
        return new | back

    @api.model
    def _differences(self, company):
        """Return what the ledger of a company has to clear up, as rows of values."""
        ledger_figures.prepare(self.env)
        for name in ("estate.recon.proposal", "estate.collection.return"):
            self.env[name].flush_model()
        today = fields.Date.context_today(self)
        return self.env.execute_query_dict(exception_query.differences(company, today))

    @api.model
    def _known(self, company, rows):
        """Return the exceptions that are live, or that one of the rows is about."""
        return self.search(
            [
                ("company_id", "=", company.id),
                "|",
                ("state", "in", LIVE),
                ("source", "in", [row["source"] for row in rows]),
            ]
        )

    @api.model
    def _resolve(self, gone):
        """Note that differences are gone; nobody need decide them any more."""
        gone.write(
            {"state": "auto_resolved", "date_done": fields.Date.context_today(self)}
        )
        gone.activity_unlink([ESCALATED], only_automated=False)

    @api.model
    def _create_found(self, rows):
        today = fields.Date.context_today(self)
        return self.create(
            [
                self._values(row)
                | {
                    "type": row["type"],
                    "source": row["source"],
                    "date_found": today,
                    "user_id": self.env.company.estate_exception_user_id.id,
                }
                for row in rows
            ]
        )

    @api.model
    def _values(self, row):
        """Return what the ledger says of a difference."""
        return {
            "company_id": row["company_id"],
            "community_id": row["community_id"],
            "unit_id": row["unit_id"],
            "partner_id": row["partner_id"],
            "date": row["date"],
            "month": row["date"].replace(day=1),
            "amount": float(row["amount"]),
            "facts": self._facts(row),
            **{name: row[name] for name in KEPT},
        }

    @api.model
    def _refresh(self, known, found):
        """Write the amounts and facts that have changed since the last check.

        One statement for all: nothing hangs on these but what the screen shows.
        """
        changed = []
        for one in known:
            row = found.get((one.type, one.source))
            if not row or one.state == "fixed":
                continue
            values = self._values(row)
            differs = one.currency_id.compare_amounts(one.amount, values["amount"])
            if differs or one.facts != values["facts"]:
                changed.append((one.id, values["amount"], values["facts"]))
        if not changed:
            return
        facts_column = self._fields["facts"]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE estate_recon_exception one
                   SET amount = new.amount, facts = new.facts
                  FROM (VALUES %s) AS new (id, amount, facts)
                 WHERE one.id = new.id
                """,
                SQL(", ").join(
                    SQL(
                        "(%s, %s::numeric, %s::jsonb)",
                        record_id,
                        amount,
                        facts_column.convert_to_column(facts, self),
                    )
                    for record_id, amount, facts in changed
                ),
            )
        )
        self.invalidate_model(["amount", "facts", "reason"])

    @api.model
    def _facts(self, row):
        """Return what the reason is told with: words that need no translation."""
        currency = self.env.company.currency_id
        return {
            "code": row["code"],
            "open": format_amount(self.env, abs(float(row["amount"])), currency),
            "total": format_amount(self.env, abs(float(row["total"] or 0)), currency),
            "date": format_date(self.env, row["date"], date_format="yyyy-MM-dd"),
            **{
                name: row[name] or ""
                for name in ("entry", "payer", "text", "batch", "unit", "other")
            },
        }
