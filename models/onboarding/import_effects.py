"""What a plan would do, in the words of the screens: record, field, old and new."""

from odoo.tools import format_date, formatLang

from .estate_import_result import RESULT_KINDS
from .import_plan import plain

BALANCE = "account.move.line"
# Told by the name of the record already, or of no interest to anybody.
UNTOLD = {"name", "code", "section", "room", "plate", "sequence"}
TOLD_TYPES = {"char", "text", "date", "float", "integer", "selection"}


class EffectTeller:
    """Tells the effects of a plan without a query for any of its records."""

    def __init__(self, importer):
        self.importer = importer
        self.env = importer.env
        self.common = {
            "import_id": importer.id,
            "company_id": importer.company_id.id,
            "community_id": importer.community_id.id,
        }
        self.amount_label = self.env._("Amount")
        self.labels = {}
        self.texts = {}
        """Spelled values by field: dates and words come back by the hundred."""

    def rows(self, plan):
        """Return the values of the effects: one per new record or changed field."""
        return [
            row
            for model, _label in RESULT_KINDS
            for change in plan.changes[model].values()
            for row in self._rows_of(change)
        ]

    def _rows_of(self, change):
        """Return the effects of one planned record."""
        if change.action == "leave":
            return []
        about = self._about(change)
        if change.action == "create":
            return [about | {"new_value": self._described(change)}]
        return [
            about
            | {
                "field": self._label(change.model, name),
                "old_value": self._text(change.model, name, old),
                "new_value": self._text(change.model, name, change.vals[name]),
            }
            for name, old in change.old.items()
        ]

    def _about(self, change):
        """Return what all effects of one record have in common."""
        return {
            **self.common,
            "action": change.action,
            "kind": change.model,
            "name": change.label,
            # A balance is known by what is remembered of its posting.
            "res_id": change.record_id if change.model != BALANCE else None,
            "sheet_id": change.row and change.row.sheet_id,
            "row": change.row.number if change.row else 0,
            "field": None,
            "old_value": None,
        }

    def _described(self, change):
        """Return what a new record will hold: its own values, not its relations."""
        return "; ".join(
            f"{self._label(change.model, name)} {text}"
            for name, value in change.vals.items()
            if self._is_told(change.model, name)
            and value
            and (text := self._text(change.model, name, value))
        )

    def _is_told(self, model, name):
        """Tell whether a value of a new record says something to its reader."""
        if model == BALANCE:
            return name == "amount"
        field = self.env[model]._fields[name]
        return field.type in TOLD_TYPES and name not in UNTOLD

    # ---- Words ----------------------------------------------------------------

    def _label(self, model, name):
        """Return what the screens call a field."""
        if model == BALANCE:
            return self.amount_label
        if (model, name) not in self.labels:
            field = self.env[model]._fields[name]
            self.labels[model, name] = field._description_string(self.env)
        return self.labels[model, name]

    def _text(self, model, name, value):
        """Return a value as the screens show it."""
        key = (model, name, plain(value))
        if key not in self.texts:
            self.texts[key] = self._spell(model, name, value)
        return self.texts[key]

    def _spell(self, model, name, value):
        """Spell a value by the type of its field; an empty one is blank."""
        if value is None or value is False:
            return ""
        if model == BALANCE:
            currency = self.importer.currency_id
            return formatLang(self.env, value, currency_obj=currency)
        field = self.env[model]._fields[name]
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "selection":
            return dict(field._description_selection(self.env))[value]
        if field.type == "float":
            _width, decimals = field.get_digits(self.env)
            return formatLang(self.env, value, digits=decimals)
        return str(value)
