from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .estate_import_commit import COMMIT_ORDER, DERIVED, QUIET
from .import_plan import same

REASONS_SHOWN = 20
# Working papers and counters of our own do not stand on a record; what was paid of
# an opening item is told by the item itself.
NOT_BUILT_ON = {
    ("estate.unit", "owner_id"),
    ("estate.unit", "tenant_id"),
    ("estate.unit", "payer_id"),
    ("estate.bill.plan", "unit_id"),
    ("account.partial.reconcile", "debit_move_id"),
    ("account.partial.reconcile", "credit_move_id"),
}


class EstateImport(models.Model):
    """Rolling back, as long as nothing was built on what was imported."""

    _inherit = "estate.import"

    def action_roll_back(self):
        """Take the import back: as if it had never been, but for its own record.

        :raises UserError: with what was built on it since
        """
        service = self._service()
        importer = service.with_context(**QUIET)
        importer._expect_state("done")
        importer._lock_community()
        reasons = importer._built_on()
        if reasons:
            importer._refuse_roll_back(reasons)
        importer._cancel_entries()
        importer._restore_changes()
        importer._delete_created()
        importer.record_ids.unlink()
        service.state = "rolled_back"
        service.community_id.message_post(
            body=self.env._("Import %s was rolled back.", importer.name)
        )
        return True

    def _refuse_roll_back(self, reasons):
        """Say what stands on the import; it has to go first."""
        shown = reasons[:REASONS_SHOWN]
        if len(reasons) > len(shown):
            shown.append(self.env._("… and %s more.", len(reasons) - len(shown)))
        title = self.env._("%s cannot be rolled back: it was built on.", self.name)
        raise UserError("\n".join([title, *shown]))

    # ------------------------------------------------------------
    # WHAT STANDS ON IT
    # ------------------------------------------------------------

    def _built_on(self):
        """Return the reasons against rolling back, in words."""
        created = self._ids_by_model("create")
        return [
            *self._later_imports(),
            *self._paid_items(),
            *self._locked_entries(),
            *self._references(created),
            *self._conversations(created),
            *self._changed_by_hand(),
        ]

    def _ids_by_model(self, action):
        """Return {model: ids} of the records that the import made or changed."""
        records = self.record_ids.filtered(lambda record: record.action == action)
        groups = records.grouped("res_model")
        return {model: group.mapped("res_id") for model, group in groups.items()}

    def _later_imports(self):
        """Name later imports that changed what this one wrote."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT later.import_id
                  FROM estate_import_record r
                  JOIN estate_import_record later
                    ON later.res_model = r.res_model AND later.res_id = r.res_id
                   AND later.import_id > r.import_id
                 WHERE r.import_id = %(id)s
                 UNION
                SELECT DISTINCT later.import_id
                  FROM estate_import_record later
                  JOIN estate_import_record r
                    ON r.id = (later.values->>'replaces')::int
                 WHERE r.import_id = %(id)s
                """,
                id=self.id,
            )
        )
        names = self.browse([import_id for (import_id,) in rows]).mapped("name")
        text = self.env._(
            "Later imports changed the same records: %s.", ", ".join(names)
        )
        return [text] if names else []

    def _paid_items(self):
        """Name the units whose opening items were paid or used since."""
        lines = self.env["account.move.line"].browse(
            self._ids_by_model("create").get("account.move.line", [])
        )
        replacing = self._replacing_ids()
        used = lines.filtered(
            lambda line: line.id not in replacing
            and line.account_id.reconcile
            and line.currency_id.compare_amounts(
                line.amount_residual_currency, line.amount_currency
            )
        )
        return [
            self.env._(
                "%(unit)s: %(item)s was paid or used.",
                unit=line.estate_unit_id.code,
                item=line.name,
            )
            for line in used
        ]

    def _replacing_ids(self):
        """Return the items that took back a balance of an earlier import."""
        return {
            record.res_id for record in self.record_ids if "replaces" in record.values
        }

    def _locked_entries(self):
        """Say when the books of the opening entries are closed."""
        moves = self._entries()
        if not moves:
            return []
        company = self.company_id
        locks = company._get_lock_date_violations(
            moves[0].date, sale=False, purchase=False
        )
        if locks:
            text = company._format_lock_dates(locks)
            return [self.env._("The books are closed: %s.", text)]
        if any(moves.mapped("inalterable_hash")):
            return [self.env._("The opening entries are sealed by a hash.")]
        return []

    def _entries(self):
        """Return the opening entries of this import."""
        return self.env["account.move"].browse(
            self._ids_by_model("create").get("account.move", [])
        )

    def _references(self, created):
        """Count the records of others that refer to created ones, by model and field.

        Every stored many2one of the database is asked, so that what a later room or
        module builds on a unit or a person is seen too.
        """
        reasons = []
        for model in self.env.registry.values():
            if model._abstract or model._transient or not model._auto:
                continue
            for field in model._fields.values():
                if self._may_refer(model, field, created):
                    reasons += self._referring(model, field, created)
        return reasons

    def _may_refer(self, model, field, created):
        """Tell whether a field can make a foreign record stand on a created one."""
        return (
            field.type == "many2one"
            and field.store
            and field.comodel_name in created
            and not field.company_dependent
            and (model._name, field.name) not in NOT_BUILT_ON
            and not model._name.startswith(("mail.", "estate.import", "ir."))
        )

    def _referring(self, model, field, created):
        """Return the reason of one field, if records outside the import use it."""
        own = created.get(model._name, [])
        self.env[model._name].flush_model([field.name])
        rows = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM %s WHERE %s = ANY(%s) AND id <> ALL(%s)",
                SQL.identifier(model._table),
                SQL.identifier(field.name),
                list(created[field.comodel_name]),
                self._own_ids(model._name, own),
            )
        )
        if not rows[0][0]:
            return []
        label = self.env["ir.model"]._get(model._name).name
        return [self.env._("%(count)s × %(model)s", count=rows[0][0], model=label)]

    def _own_ids(self, model, own):
        """Return the ids of a model that the import itself accounts for."""
        ids = list(own)
        if model == "account.move.line":
            ids += self._entries().line_ids.ids
        if model == "product.template":
            products = self._ids_by_model("create").get("product.product", [])
            ids += self.env["product.product"].browse(products).product_tmpl_id.ids
        return ids

    def _conversations(self, created):
        """Count what people attached to, planned for or wrote about the records."""
        reasons = []
        for model, ids in created.items():
            about = [("res_id", "in", ids)]
            written = [*about, ("model", "=", model), ("message_type", "=", "comment")]
            attached = [*about, ("res_model", "=", model), ("res_field", "=", False)]
            counts = (
                self.env["mail.message"].search_count(written),
                self.env["ir.attachment"].search_count(attached),
                self.env["mail.activity"].search_count(attached[:2]),
            )
            if any(counts):
                label = self.env["ir.model"]._get(model).name
                text = self.env._(
                    "%(count)s messages, files or activities of: %(model)s",
                    count=sum(counts),
                    model=label,
                )
                reasons.append(text)
        return reasons

    def _changed_by_hand(self):
        """Name the records whose values are no longer as the import left them."""
        reasons = []
        groups = self.record_ids.grouped("res_model")
        for model, records in groups.items():
            if not model.startswith("account.move"):
                reasons += self._changed_of_model(model, records)
        return reasons

    def _changed_of_model(self, model, records):
        """Compare the records of one model with what is remembered of them."""
        names = self._plain_names(model, records)
        present = self.env[model].browse(records.mapped("res_id")).exists()
        now = {row["id"]: row for row in present.read(names, load=None)}
        label = self.env["ir.model"]._get(model).name
        reasons = []
        for record in records:
            values = now.get(record.res_id)
            if values is None or self._differing(record, values, names):
                name = record.values.get("code") or record.values.get("name")
                name = name or present.browse(record.res_id).exists().display_name
                text = self.env._(
                    "%(model)s %(name)s was changed or deleted since.",
                    model=label,
                    name=name or "",
                )
                reasons.append(text)
        return reasons

    def _plain_names(self, model, records):
        """Return the fields to compare: all plain ones, and those written."""
        written = {name for record in records for name in record.values}
        known = self.env[model]._fields
        return sorted({*self._plain_fields(model), *(written & known.keys())} - DERIVED)

    def _differing(self, record, values, names):
        """Return the fields whose value is no longer the remembered one."""
        if record.action == "change":
            names = [name for name in names if name in record.values]
        return [n for n in names if not same(record.values.get(n), values[n])]

    # ------------------------------------------------------------
    # TAKING BACK
    # ------------------------------------------------------------

    def _cancel_entries(self):
        """Cancel the opening entries; they keep number, date, amounts and text.

        A cancelled entry lets go of its unit and its payer, who may be deleted now.
        """
        moves = self._entries()
        if not moves:
            return
        self._restore_fingerprints()
        moves.line_ids.remove_move_reconcile()
        moves.button_draft()
        loose = {"partner_id": False, "estate_unit_id": False}
        quiet = {"skip_invoice_sync": True, "skip_is_manually_modified": True}
        moves.with_context(**quiet).write(loose)
        moves.line_ids.with_context(**quiet).write({**loose, "estate_item_id": False})
        moves.button_cancel()

    def _restore_fingerprints(self):
        """Give the balances that this import replaced their place back."""
        replacing = self.record_ids.filtered(lambda r: "replaces" in r.values)
        self.record_ids.write({"fingerprint": False})
        # The places are unique: they are given up before they are given back.
        self.record_ids.flush_recordset(["fingerprint"])
        for record in replacing:
            earlier = record.browse(record.values["replaces"])
            earlier.fingerprint = record.values["key"]

    def _restore_changes(self):
        """Write the old values back, in reverse order of the changes."""
        changed = self.record_ids.filtered(lambda record: record.action == "change")
        for record in changed.sorted("id", reverse=True):
            self.env[record.res_model].browse(record.res_id).write(record.old)

    def _delete_created(self):
        """Delete what the import created, what refers to others first."""
        created = self._ids_by_model("create")
        for model in reversed(COMMIT_ORDER):
            records = self.env[model].browse(created.get(model, []))
            if model == "res.partner.bank":
                # Deleted together with their partner; core archives the others.
                new = created.get("res.partner", [])
                records = records.filtered(
                    lambda r, new=new: r.partner_id.id not in new
                )
            records.unlink()
