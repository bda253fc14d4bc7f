from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.tools import SQL

from ..registry.estate_occupancy import SHARES_LATER
from .import_plan import Ref, fingerprint, plain
from .opening_entry import OpeningEntryBuilder

COMMIT_ORDER = (
    "estate.building",
    "estate.unit",
    "res.partner",
    "res.partner.bank",
    "estate.mandate",
    "estate.occupancy",
    "estate.contact.point",
    "estate.vehicle",
    "product.product",
    "estate.fee.item",
    "estate.fee.assignment",
    "estate.community",
)
# One note on the community tells of the whole import, not one on each record.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "estate_shares_later": SHARES_LATER,
}
# Set by others from the imported records, so no sign of a change by hand.
DERIVED = {
    "id",
    "owner_id",
    "tenant_id",
    "payer_id",
    "customer_rank",
    "properties_base_definition_id",
    "supplier_rank",
    "create_uid",
    "create_date",
    "write_uid",
    "write_date",
}
PLAIN_TYPES = {
    "char",
    "text",
    "integer",
    "float",
    "monetary",
    "boolean",
    "date",
    "selection",
    "many2one",
}


class EstateImport(models.Model):
    """Committing: what the dry run showed becomes records, in one transaction."""

    _inherit = "estate.import"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_import_all(self):
        """Import every row, or nothing when one of them is faulty."""
        if self.bad_row_count:
            raise UserError(
                self.env._(
                    "%s rows are faulty: correct them, or import the good rows only.",
                    self.bad_row_count,
                )
            )
        return self._import()

    def action_import_good(self):
        """Import the good rows; the faulty ones stay in their file."""
        return self._import()

    def _import(self):
        """Do what the dry run showed, all of it or nothing."""
        importer = self._service()
        importer._expect_state("checked")
        importer._check_community()
        importer._check_work()
        importer._check_controls()
        importer._lock_community()
        plan = importer._plan()
        if importer._digest(plan) != importer.plan_digest:
            raise UserError(
                self.env._(
                    "The estate or the mapping has changed since the dry run: run it "
                    "again and look at what it shows."
                )
            )
        importer._commit(plan)
        return True

    def _check_work(self):
        """Refuse to pretend that something was done."""
        if not self.change_count:
            raise UserError(
                self.env._(
                    "There is nothing to import: the good rows stand in the archive "
                    "already."
                )
            )

    def _check_controls(self):
        """Refuse a file whose totals are not those of the old system."""
        off = self.total_ids.filtered(
            lambda t: t.is_compared and not t.currency_id.is_zero(t.difference)
        )
        if off:
            labels = dict(off._fields["kind"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "The file's totals differ from those of the old system: %s.",
                    ", ".join(labels[total.kind] for total in off),
                )
            )

    def _lock_community(self):
        """Let one import at a time write a community; another is told to wait."""
        try:
            self.community_id.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Another import of this community is being written now.")
            ) from error

    # ------------------------------------------------------------
    # RECORDS
    # ------------------------------------------------------------

    def _commit(self, plan):
        """Write the plan, remember every record, post the balances, tell of it."""
        quiet = self.with_context(**QUIET)
        ids, log = {}, []
        for model in COMMIT_ORDER:
            quiet._commit_creates(plan, model, ids, log)
            quiet._commit_changes(plan, model, log)
        self._link_effects(plan, ids)
        self._check_shares(plan, ids)
        quiet._commit_opening(plan, ids, log)
        quiet._store_log(log)
        self.write(
            {
                "state": "done",
                "date_done": fields.Datetime.now(),
                "user_done_id": self.env.uid,
            }
        )
        self._note_on_community()

    def _commit_creates(self, plan, model, ids, log):
        """Create the planned records of one model in one go."""
        changes = list(plan.changes[model].values())
        new = [change for change in changes if change.action == "create"]
        vals_list = [_resolved(change.vals, ids) for change in new]
        records = self.env[model].create(vals_list)
        for change, record, vals in zip(new, records, vals_list, strict=True):
            ids[model, change.key] = record.id
            log.append({"model": model, "id": record.id, "vals": vals, "old": None})
        if model == "estate.fee.item":
            # An item without a product has made its own.
            log += [
                {"model": "product.product", "id": product.id, "vals": {}, "old": None}
                for product in records.product_id
            ]

    def _commit_changes(self, plan, model, log):
        """Write the changed values, records with equal ones together."""
        groups = {}
        for change in plan.changes[model].values():
            if change.action == "change":
                key = tuple(sorted((k, plain(v)) for k, v in change.vals.items()))
                groups.setdefault(key, []).append(change)
        for changes in groups.values():
            records = self.env[model].browse([change.record_id for change in changes])
            records.write(changes[0].vals)
            for change in changes:
                entry = {"id": change.record_id, "vals": change.vals, "old": change.old}
                log.append({"model": model, **entry})

    def _link_effects(self, plan, ids):
        """Lead from what was told to be created to what was: the plan is the same."""
        told = self.effect_ids.filtered(lambda effect: effect.action == "create")
        for model, effects in told.grouped("kind").items():
            changes = plan.changes[model].values()
            new = [change for change in changes if change.action == "create"]
            if model in COMMIT_ORDER:
                effects._link([ids[model, change.key] for change in new])

    def _check_shares(self, plan, ids):
        """Check the shares of the owners once, when all of them are written."""
        changes = plan.changes["estate.occupancy"].values()
        written = [change for change in changes if change.action != "leave"]
        occupancies = self.env["estate.occupancy"].browse(
            change.record_id or ids[change.model, change.key] for change in written
        )
        occupancies.unit_id._check_ownership_shares()

    def _store_log(self, log):
        """Keep what was made and changed, as it is now, for rolling back."""
        snapshots = {}
        for model in {entry["model"] for entry in log}:
            made = [e["id"] for e in log if e["model"] == model and e["old"] is None]
            snapshots[model] = self._snapshot(model, made)
        self.env["estate.import.record"]._insert_rows(
            [self._record_vals(entry, snapshots[entry["model"]]) for entry in log]
        )

    def _record_vals(self, entry, snapshots):
        """Return the values of one remembered record."""
        created = entry["old"] is None
        vals = {k: plain(v) for k, v in entry["vals"].items() if not _is_command(v)}
        return {
            "import_id": self.id,
            "company_id": self.company_id.id,
            "community_id": self.community_id.id,
            "res_model": entry["model"],
            "res_id": entry["id"],
            "action": "create" if created else "change",
            "values": vals | snapshots.get(entry["id"], {}),
            "old": None if created else {k: plain(v) for k, v in entry["old"].items()},
            "fingerprint": entry.get("fingerprint"),
        }

    def _snapshot(self, model, ids):
        """Return {id: values} of the plain, non-empty fields of created records."""
        if model.startswith("account."):
            return {}
        names = self._plain_fields(model)
        rows = self.env[model].browse(ids).read(names, load=None)
        return {
            row["id"]: {name: plain(row[name]) for name in names if row[name]}
            for row in rows
        }

    def _plain_fields(self, model):
        """Return the fields of a model that only a person or an import sets."""
        return [
            name
            for name, field in self.env[model]._fields.items()
            if field.store
            and field.type in PLAIN_TYPES
            and not (field.compute or field.related or field.company_dependent)
            and name not in DERIVED
        ]

    # ------------------------------------------------------------
    # OPENING BALANCES
    # ------------------------------------------------------------

    def _commit_opening(self, plan, ids, log):
        """Post one entry per unit, with an item for each balance (R-801)."""
        by_unit, balances = {}, []
        for change in plan.changes["account.move.line"].values():
            if change.action != "leave":
                balance = _resolved(change.vals, ids)
                record = self.record_ids.browse(change.record_id or [])
                balances.append(balance)
                by_unit.setdefault(balance["unit"], []).append((balance, record))
        if not balances:
            return
        moves = OpeningEntryBuilder(self, balances).write_entries(by_unit)
        for move, rows in zip(moves, by_unit.values(), strict=True):
            log.append(
                {
                    "model": "account.move",
                    "id": move.id,
                    "vals": {"ref": move.ref},
                    "old": None,
                }
            )
            self._log_balances(move, rows, log)

    def _check_accounts(self):
        """Name the accounting settings that opening balances need and miss."""
        names = [
            "estate_misc_journal_id",
            "estate_opening_account_id",
            "estate_prepay_account_id",
            "estate_deposit_account_id",
        ]
        missing = [name for name in names if not self.company_id[name]]
        if missing:
            fields_get = self.company_id.fields_get(missing, ["string"])
            labels = [fields_get[name]["string"] for name in missing]
            raise UserError(
                self.env._(
                    "Opening balances need the accounting set-up (Configuration), "
                    "which lacks: %s.",
                    ", ".join(labels),
                )
            )

    def _log_balances(self, move, rows, log):
        """Remember the items of a posted entry; settle those they replace."""
        lines = iter(move.line_ids.sorted("id"))
        for balance, record in rows:
            if record:
                replaced = self.env["account.move.line"].browse(record.res_id)
                reversal = next(lines)
                log.append(self._balance_entry(reversal, balance["kind"], record))
                record.fingerprint = False
                if reversal.account_id.reconcile:
                    (replaced + reversal).reconcile()
            if not balance["amount"]:
                continue
            line = next(lines)
            entry = {"model": "account.move.line", "id": line.id, "old": None}
            log.append(entry | {"vals": balance, "fingerprint": fingerprint(balance)})

    def _balance_entry(self, reversal, kind, record):
        """Return what is remembered of an item that takes another one back."""
        vals = {"kind": kind, "replaces": record.id, "key": fingerprint(record.values)}
        return {
            "model": "account.move.line",
            "id": reversal.id,
            "vals": vals,
            "old": None,
        }

    def _ledger_totals(self):
        """Return {kind: amount} of this import's posted journal items."""
        self.env["account.move.line"].flush_model(["balance", "parent_state"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.values->>'kind', SUM(l.balance)
                  FROM estate_import_record r
                  JOIN account_move_line l ON l.id = r.res_id
                 WHERE r.import_id = %s AND r.res_model = 'account.move.line'
                   AND l.parent_state = 'posted'
                 GROUP BY 1
                """,
                self.id,
            )
        )
        # Prepayments and deposits are liabilities: their balance is a credit.
        return {kind: float(b if kind == "arrears" else -b) for kind, b in rows}

    # ------------------------------------------------------------
    # NOTES
    # ------------------------------------------------------------

    def _note_on_community(self):
        """Leave one note on the community for all that was imported."""
        labels = dict(self.summary_ids._fields["kind"]._description_selection(self.env))
        items = Markup().join(
            Markup("<li>%s: %s</li>") % (labels[line.kind], line._in_words())
            for line in self.summary_ids
        )
        title = self.env._("Import %s", self.name)
        self.community_id.message_post(
            body=Markup("<p>%s</p><ul>%s</ul>") % (title, items)
        )


def _resolved(vals, ids):
    """Return the values with references replaced by the ids of what was created."""
    return {
        name: ids[value.model, value.key] if isinstance(value, Ref) else value
        for name, value in vals.items()
    }


def _is_command(value):
    """Tell whether a value is a list of commands of a many2many field."""
    return isinstance(value, list)
