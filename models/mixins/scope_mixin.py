from odoo import api, models


class EstateScopeMixin(models.AbstractModel):
    """Records that cannot be moved to where their user may not go.

    Core checks the record rules before a write, not after it. What decides the
    community of a record, named in ``_scope_fields``, is therefore checked again once
    it has changed; what follows from that is stored by the ORM alone.
    """

    _name = "estate.scope.mixin"
    _description = "Record of a Community"

    _scope_fields = ("unit_id",)
    _person_fields = ("partner_id",)
    """Who a record is about, as far as the model has these fields."""
    _closed_fields = ()
    """Relations that only the module's own steps write."""

    @api.model_create_multi
    def create(self, vals_list):
        for name in {name for vals in vals_list for name in vals}:
            if self._is_closed(name):
                self._check_field_access(self._fields[name], "write")
        self._check_persons_known(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_persons_known([vals])
        result = super().write(vals)
        if not vals.keys().isdisjoint(self._scope_fields):
            self.check_access("write")
        return result

    @api.model
    @api.private
    @api.readonly
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        """Read with the records what the rules ask of them before they are shown.

        Asked later, it would bring every column of every record of the list.
        """
        if field_names and not self.env.su:
            field_names = [*field_names, *self._ruled_fields()]
        return super().search_fetch(domain, field_names, offset, limit, order)

    @api.model
    def _ruled_fields(self):
        """Return the names of the stored fields that the user's rules look at."""
        rules = self.env["ir.rule"]._compute_domain(self._name)
        asked = {rule.field_expr.split(".")[0] for rule in rules.iter_conditions()}
        known = (self._fields[name] for name in asked if name in self._fields)
        return [
            field.name
            for field in known
            if field.column_type and self._has_field_access(field, "read")
        ]

    def _has_field_access(self, field, operation):
        """Let nobody say where a record belongs beside the field that decides it.

        Core keeps such fields from being typed on a screen only.
        """
        if operation == "write" and self._is_closed(field.name) and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def default_get(self, fields_list):
        """Begin a new record in the company at work, whose records it may choose.

        What the company follows from is not chosen yet, and without a company the
        pick-lists of a form would be empty.
        """
        values = super().default_get(fields_list)
        if "company_id" in fields_list and self._is_derived("company_id"):
            values.setdefault("company_id", self.env.company.id)
        return values

    @api.model
    def _add_missing_default_values(self, values):
        """Take no default of a context for what follows from other fields."""
        values = super()._add_missing_default_values(values)
        return {n: value for n, value in values.items() if not self._is_derived(n)}

    @api.model
    def _is_closed(self, name):
        """Tell whether people may not write a field, nor give it at the creation."""
        return name in self._closed_fields or self._is_derived(name)

    @api.model
    def _is_derived(self, name):
        """Tell whether a field is stored only for searching what another one says."""
        field = self._fields.get(name)
        return bool(field and field.related and field.store)

    @api.model
    def _check_persons_known(self, vals_list):
        """Nobody gets to know a resident of elsewhere by naming his number.

        Who lives here is known here: ask before he does.
        """
        people = {vals.get(name) for vals in vals_list for name in self._person_fields}
        self.env["res.partner"].browse(people - {None, False}).check_access("read")
