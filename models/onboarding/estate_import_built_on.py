from odoo import fields, models
from odoo.tools import SQL, format_date

from .estate_import_commit import DERIVED
from .import_plan import same

NAMES_SHOWN = 3
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
# Lines are told by their documents: {model of the lines: field of the document}.
PARTS = {"account.move.line": "move_id", "estate.receipt.line": "receipt_id"}
# Told first: what somebody has to cancel or void.
FIRST = ("account.move", "estate.receipt", "estate.refund", "account.payment")


class EstateImport(models.Model):
    """What was built on an import since: while there is any, it is not taken back."""

    _inherit = "estate.import"

    def _built_on(self):
        """Return the reasons against rolling back, in words: what to undo first."""
        created = self._ids_by_model("create")
        later, written = self._later_writes()
        referring, foreign = self._references(created)
        return [
            *self._later_imports(later | referring),
            *self._foreign_records(foreign),
            *self._paid_items(written),
            *self._locked_entries(),
            *self._conversations(created),
            *self._changed_by_hand(written),
        ]

    def _ids_by_model(self, action):
        """Return {model: ids} of the records that the import made or changed."""
        records = self.record_ids.filtered(lambda record: record.action == action)
        groups = records.grouped("res_model")
        return {model: group.mapped("res_id") for model, group in groups.items()}

    # ------------------------------------------------------------
    # LATER IMPORTS
    # ------------------------------------------------------------

    def _later_writes(self):
        """Return what later imports wrote or replaced of this one's records.

        :return: (ids of the imports, (model, id) of the records)
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.res_model, r.res_id, later.import_id
                  FROM estate_import_record r
                  JOIN estate_import_record later
                    ON later.res_model = r.res_model AND later.res_id = r.res_id
                   AND later.import_id > r.import_id
                 WHERE r.import_id = %(id)s
                 UNION
                SELECT r.res_model, r.res_id, later.import_id
                  FROM estate_import_record later
                  JOIN estate_import_record r
                    ON r.id = (later.values->>'replaces')::int
                 WHERE r.import_id = %(id)s
                """,
                id=self.id,
            )
        )
        return {row[-1] for row in rows}, {row[:-1] for row in rows}

    def _later_imports(self, later):
        """Name the later imports with their dates, the last one first."""
        importers = self.browse(sorted(later, reverse=True))
        return [
            self.env._(
                "Import %(number)s of %(date)s stands on it: roll that back first.",
                number=importer.name,
                date=format_date(self.env, importer._done_on()),
            )
            for importer in importers
        ]

    def _done_on(self):
        """Return the day on which it was imported, where the user is."""
        return fields.Datetime.context_timestamp(self, self.date_done).date()

    # ------------------------------------------------------------
    # RECORDS OF OTHERS
    # ------------------------------------------------------------

    def _references(self, created):
        """Return what refers to created records: later imports, records of others.

        Every stored many2one of the database is asked, so that what a later room or
        module builds on a unit or a person is seen too.

        :return: (ids of imports, {(model, type of entry): (count, first id)})
        """
        later, foreign = set(), {}
        for model in self.env.registry.values():
            if model._name in PARTS:
                continue
            for import_id, move_type, count, first in self._referring(model, created):
                if import_id:
                    later.add(import_id)
                else:
                    foreign[model._name, move_type] = (count, first)
        return later, foreign

    def _referring_fields(self, model, created):
        """Return the fields by which a foreign record can stand on a created one."""
        if model._abstract or model._transient or not model._auto:
            return []
        if model._name.startswith(("mail.", "estate.import", "ir.")):
            return []
        return [
            field.name
            for field in model._fields.values()
            if field.type == "many2one"
            and field.store
            and field.comodel_name in created
            and not field.company_dependent
            and (model._name, field.name) not in NOT_BUILT_ON
        ]

    def _refers(self, model, created):
        """Return the conditions on ``t`` by which a model's records refer to created.

        A document refers by its lines, too.
        """
        names = self._referring_fields(model, created)
        self.env[model._name].flush_model(names)
        conditions = [
            SQL(
                "t.%s = ANY(%s)",
                SQL.identifier(name),
                list(created[model._fields[name].comodel_name]),
            )
            for name in names
        ]
        for part, owner in PARTS.items():
            lines = self.env.registry[part]
            if lines._fields[owner].comodel_name == model._name:
                conditions += self._refers_by(lines, owner, created)
        return conditions

    def _refers_by(self, lines, owner, created):
        """Return the condition that some line of a document refers to created ones."""
        conditions = self._refers(lines, created)
        return conditions and [
            SQL(
                "t.id IN (SELECT t.%s FROM %s t WHERE %s)",
                SQL.identifier(owner),
                SQL.identifier(lines._table),
                SQL(" OR ").join(conditions),
            )
        ]

    def _referring(self, model, created):
        """Return rows of (later import, type of entry, count, first id) of a model."""
        conditions = self._refers(model, created)
        if not conditions:
            return []
        return self.env.execute_query(
            SQL(
                """
                SELECT later.import_id, %(move_type)s, count(*), min(t.id)
                  FROM %(table)s t
             LEFT JOIN estate_import_record later
                    ON later.res_model = %(model)s AND later.res_id = t.id
                   AND later.action = 'create' AND later.import_id > %(id)s
                 WHERE (%(refers)s) AND t.id <> ALL(%(own)s)
                 GROUP BY 1, 2
                """,
                move_type=SQL("t.move_type" if model._name == "account.move" else "''"),
                table=SQL.identifier(model._table),
                model=model._name,
                id=self.id,
                refers=SQL(" OR ").join(conditions),
                own=self._own_ids(model._name, created.get(model._name, [])),
            )
        )

    def _own_ids(self, model, own):
        """Return the ids of a model that the import itself accounts for."""
        ids = list(own)
        if model == "product.template":
            products = self._ids_by_model("create").get("product.product", [])
            ids += self.env["product.product"].browse(products).product_tmpl_id.ids
        return ids

    def _foreign_records(self, foreign):
        """Count the records of others with an example: 3 × Bill, e.g. INV/0001."""
        models = {model for model, _type in foreign}
        told = {k: v for k, v in foreign.items() if not self._is_part(k[0], models)}
        reasons = []
        for model, move_type in sorted(told, key=_first):
            count, record_id = told[model, move_type]
            label = self._told_model(model, move_type)
            text = self.env._("%(count)s × %(model)s", count=count, model=label)
            reasons.append(self._with_example(text, self._example(model, record_id)))
        return reasons

    def _is_part(self, model, told):
        """Tell whether a record is a line of another that is told already."""
        return any(
            field.type == "many2one"
            and field.required
            and field.ondelete == "cascade"
            and field.comodel_name in told - {model}
            for field in self.env[model]._fields.values()
        )

    def _told_model(self, model, move_type):
        """Return what people call the records of a model."""
        if move_type == "out_invoice":
            return self.env._("Bill")
        if move_type:
            types = self.env[model]._fields["move_type"]
            return dict(types._description_selection(self.env))[move_type]
        return self.env["ir.model"]._get(model).name

    def _example(self, model, record_id):
        """Return the name of a record, if who asks may know of it."""
        record = self.env[model].browse(record_id).with_user(self.env.user)
        return record.display_name if record.has_access("read") else None

    def _with_example(self, text, example):
        """Add an example to what was counted."""
        if not example:
            return text
        return self.env._(
            "%(counted)s, e.g. %(example)s", counted=text, example=example
        )

    # ------------------------------------------------------------
    # OPENING ITEMS
    # ------------------------------------------------------------

    def _paid_items(self, written):
        """Count the opening items that were paid or used since, and name one.

        Those that a later import replaced are told with it.
        """
        lines = self.env["account.move.line"].browse(
            self._ids_by_model("create").get("account.move.line", [])
        )
        told = self._replacing_ids() | {
            res_id for model, res_id in written if model == lines._name
        }
        used = lines.filtered(
            lambda line: line.id not in told
            and line.account_id.reconcile
            and line.currency_id.compare_amounts(
                line.amount_residual_currency, line.amount_currency
            )
        )
        if not used:
            return []
        text = self.env._("%s opening items were paid or used", len(used))
        example = f"{used[0].estate_unit_id.code} {used[0].name}"
        return [self._with_example(text, example)]

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

    # ------------------------------------------------------------
    # HANDS
    # ------------------------------------------------------------

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

    def _changed_by_hand(self, written):
        """Count the records that are no longer as the import left them, name some.

        Those that a later import wrote are told with it.
        """
        own = self.record_ids.filtered(
            lambda record: (record.res_model, record.res_id) not in written
            and not record.res_model.startswith("account.move")
        )
        reasons = []
        for model, records in own.grouped("res_model").items():
            if names := self._changed_of_model(model, records):
                reasons.append(self._changed_reason(model, names))
        return reasons

    def _changed_reason(self, model, names):
        """Say how many records of a model were changed, and name the first ones."""
        text = self.env._(
            "%(count)s × %(model)s changed or deleted since",
            count=len(names),
            model=self.env["ir.model"]._get(model).name,
        )
        return self._with_example(text, ", ".join(filter(None, names[:NAMES_SHOWN])))

    def _changed_of_model(self, model, records):
        """Return the names of records that differ from what is remembered of them."""
        fields_read = self._plain_names(model, records)
        present = self.env[model].browse(records.mapped("res_id")).exists()
        now = {row["id"]: row for row in present.read(fields_read, load=None)}
        names = []
        for record in records:
            values = now.get(record.res_id)
            if values is None or self._differing(record, values, fields_read):
                name = record.values.get("code") or record.values.get("name")
                known = present.browse(record.res_id).exists()
                names.append(name or known.display_name or "")
        return names

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


def _first(key):
    """Order models: papers to cancel first, the others by their names."""
    model, move_type = key
    return (FIRST.index(model) if model in FIRST else len(FIRST), model, move_type)
