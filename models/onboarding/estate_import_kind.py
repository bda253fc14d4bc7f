from odoo import models

from ...engine.cells import cell_text
from ..mixins.reader_words import reason
from .estate_import_profile import VALUES, header_key


class EstateImportKind(models.AbstractModel):
    """A reader of one kind of sheet: turns its rows into planned records.

    Readers write nothing. Each cell that cannot be read becomes a fault of its row,
    and reading goes on, so that all faults are told at once. A reader names its
    ``_kind`` and has ``_plan(importer, plan)``, which adds its records to the plan;
    ``importer`` is the ``estate.import``, with the rights of the service.
    """

    _name = "estate.import.kind"
    _description = "Reader of Imported Rows"

    _kind = None

    # ---- Cells ----------------------------------------------------------------

    def _cell(self, plan, row, key, convert):
        """Return the converted cell; ``None`` for a blank or unreadable one."""
        try:
            return convert(row.cells.get(key))
        except ValueError as error:
            plan.fault(row, key, reason(self.env, error.args[0]))
            return None

    def _needed(self, plan, row, key, convert=cell_text):
        """Return the converted cell of a column that may not be blank."""
        before = len(plan.findings)
        value = self._cell(plan, row, key, convert)
        if value is None and len(plan.findings) == before:
            plan.fault(row, key, self.env._("This cell may not be empty."))
        return value

    def _code(self, cell):
        """Return the text of a cell that holds a code: ASCII digits and dashes."""
        return cell_text(cell, code=True)

    def _account(self, plan, row, key):
        """Return a bank account number: digits, as banks print it."""
        text = self._cell(plan, row, key, self._code)
        if text is None:
            return None
        number = text.replace(" ", "").replace("-", "")
        if not (number.isalnum() and 8 <= len(number) <= 34):
            plan.fault(row, key, self.env._("This is not an account number."))
        return number

    def _word(self, importer, plan, row, key, allowed):
        """Return the technical value that the cell's word stands for."""
        text = self._cell(plan, row, key, cell_text)
        if text is None:
            return None
        value = self._words(importer, plan, key).get(header_key(text))
        if value in allowed:
            return value
        labels = dict(self._labels())
        known = ", ".join(labels[value] for value in allowed)
        plan.fault(row, key, self.env._("Unknown word; known are: %s.", known))
        return None

    def _words(self, importer, plan, key):
        """Return {word: technical value} of the profile and of the screen's labels."""
        words = plan.words.get((self._kind, key))
        if words is None:
            words = {header_key(label): value for value, label in self._labels()}
            words |= {header_key(label): value for value, label in VALUES}
            words |= importer.profile_id._value_map(self._kind, key)
            plan.words[self._kind, key] = words
        return words

    def _labels(self):
        """Return the values with their labels in the user's language."""
        lines = self.env["estate.import.profile.line"]
        return lines._fields["value"]._description_selection(self.env)

    # ---- Stored ---------------------------------------------------------------

    def _stored(self, model, domain, names):
        """Return the plain values of stored records, archived ones too."""
        records = self.env[model].with_context(active_test=False)
        return records.search_read(domain, list(names), load=None)

    def _notice_kept(self, plan, row, model, names):
        """Tell which values a hand has changed since they were last imported."""
        if names:
            fields = self.env[model]._fields
            labels = [fields[name]._description_string(self.env) for name in names]
            plan.notice(
                row,
                None,
                self.env._(
                    "Changed here by hand since the last import, and left: %s.",
                    ", ".join(labels),
                ),
            )

    # ---- Units ----------------------------------------------------------------

    def _resolve_unit(self, importer, plan, row, key="unit"):
        """Return the code of the one unit that the cell means."""
        text = self._needed(plan, row, key, self._code)
        if text is None:
            return None
        found = plan.unit_index.resolve(text, importer._unit_prefixes())
        if found.code is None:
            self._fault_unit(plan, row, key, found)
            return None
        if plan.units[found.code].get("faulty_row"):
            plan.fault(
                row,
                key,
                self.env._(
                    "The row of this unit (row %s) has faults itself.",
                    plan.units[found.code]["faulty_row"],
                ),
            )
            return None
        return found.code

    def _fault_unit(self, plan, row, key, found):
        """Say why the text means no unit of the community, or too many."""
        candidates = list(found.candidates[:5])
        text = reason(self.env, found.reason.value, candidates=candidates)
        plan.fault(row, key, text)
