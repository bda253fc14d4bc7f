import hashlib
import json

from odoo import models

from .estate_import_result import OPENING_KINDS
from .import_effects import EffectTeller
from .import_plan import Total


class EstateImport(models.Model):
    """Findings: what a dry run shows, kept as proof and compared at the commit."""

    _inherit = "estate.import"

    def _forget_sheets(self):
        """Forget the sheets and what was found in them: other files have come.

        Totals typed in from the old system stay.
        """
        self.sheet_ids.unlink()
        self._forget_findings()
        self.write({"row_count": 0, "bad_row_count": 0, "bad_rows_file": False})

    def _forget_findings(self):
        """Forget what the last dry run found and would have done."""
        issues = self.env["estate.import.issue"]
        issues.search([("import_id", "in", self.ids)]).unlink()
        self.effect_ids.unlink()
        self.summary_ids.unlink()

    def _store_findings(self, plan):
        """Keep what the dry run found, in place of what an earlier one did."""
        self._forget_findings()
        self.env["estate.import.issue"]._insert_rows(
            [self._issue_vals(finding) for finding in plan.findings]
        )
        self.env["estate.import.effect"]._insert_rows(EffectTeller(self).rows(plan))
        self._store_summary(plan)
        self._store_totals(plan)
        self._store_counts(plan)
        self._store_bad_rows(plan)

    def _issue_vals(self, finding):
        """Return the values of one finding."""
        return {
            "import_id": self.id,
            "company_id": self.company_id.id,
            "community_id": self.community_id.id,
            "level": finding.level,
            "sheet_id": finding.sheet_id,
            "row": finding.row,
            "column": finding.column,
            "value": finding.value,
            "reason": finding.reason,
        }

    def _store_summary(self, plan):
        """Keep the counts of records to create, change and leave."""
        kinds = [kind for kind, _label in self.summary_ids._fields["kind"].selection]
        counts = {kind: plan.counts(kind) for kind in kinds}
        names = ("create_count", "change_count", "leave_count")
        self.summary_ids.create(
            [
                {"import_id": self.id, "kind": kind}
                | dict(zip(names, numbers, strict=True))
                for kind, numbers in counts.items()
                if any(numbers)
            ]
        )

    def _store_totals(self, plan):
        """Keep the control totals; a total typed in from the old system stays.

        Balances have a total of every kind: one that is missing from the file can
        be told by its total in the old system only.
        """
        given = {
            total.kind: {
                "control_amount": total.control_amount,
                "is_compared": total.is_compared,
            }
            for total in self.total_ids
        }
        self.total_ids.unlink()
        if "opening" not in self.sheet_ids.mapped("kind"):
            return
        self.total_ids.create(
            [
                self._total_vals(kind, plan.totals.get(kind, Total()))
                | given.get(kind, {})
                for kind, _label in OPENING_KINDS
            ]
        )

    def _total_vals(self, kind, total):
        """Return the values of the control total of one kind."""
        return {
            "import_id": self.id,
            "kind": kind,
            "rows": total.rows,
            "file_amount": float(total.file_amount),
            "bad_amount": float(total.bad_amount),
            "left_amount": float(total.left_amount),
            "new_amount": float(total.new_amount),
        }

    def _store_counts(self, plan):
        """Keep the number of rows and faulty rows."""
        bad = plan.bad_rows
        for sheet in self.sheet_ids:
            sheet.bad_count = sum(row.sheet_id == sheet.id for row in bad)
        self.write(
            {
                "row_count": sum(map(len, plan.rows.values())),
                "bad_row_count": len(bad),
                "plan_digest": self._digest(plan),
            }
        )

    def _digest(self, plan):
        """Return a digest of the plan: a commit does what the dry run showed."""
        changes = [
            (change.model, change.key, change.record_id, change.vals)
            for model in sorted(plan.changes)
            for change in plan.changes[model].values()
        ]
        faults = [(row.sheet_id, row.number) for row in plan.bad_rows]
        totals = {k: str(total.new_amount) for k, total in sorted(plan.totals.items())}
        text = json.dumps([changes, faults, totals], default=str)
        return hashlib.sha256(text.encode()).hexdigest()
