from odoo import api, fields, models


class EstateImport(models.Model):
    """What the screen of an import says, and where it leads."""

    _inherit = "estate.import"

    file_names = fields.Char(compute="_compute_file_names")
    hindrance = fields.Text(
        compute="_compute_hindrance", help="Why sheets cannot be imported as they are."
    )
    verdict = fields.Char(
        compute="_compute_verdict", help="What the dry run found, in one sentence."
    )
    unit_count = fields.Integer(compute="_compute_record_counts")
    person_count = fields.Integer(compute="_compute_record_counts")
    entry_count = fields.Integer(compute="_compute_record_counts")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("attachment_ids.name")
    def _compute_file_names(self):
        for importer in self:
            importer.file_names = ", ".join(importer.attachment_ids.mapped("name"))

    @api.depends("state", "sheet_ids.remark", "sheet_ids.is_blocked")
    def _compute_hindrance(self):
        for importer in self:
            blocked = importer.sheet_ids.filtered("is_blocked")
            importer.hindrance = importer.state == "draft" and "\n".join(
                f"{sheet.name}: {sheet.remark}" for sheet in blocked
            )

    def _compute_record_counts(self):
        records = self.env["estate.import.record"]._read_group(
            [("import_id", "in", self.ids)], ["import_id", "res_model"], ["__count"]
        )
        counts = {(importer.id, model): count for importer, model, count in records}
        for importer in self:
            importer.unit_count = counts.get((importer.id, "estate.unit"), 0)
            importer.entry_count = counts.get((importer.id, "account.move"), 0)
            importer.person_count = len(importer._people())

    def _record_ids_of(self, model):
        """Return the ids of the records of one model that this import wrote."""
        return (
            self.env["estate.import.record"]
            .search([("import_id", "in", self.ids), ("res_model", "=", model)])
            .mapped("res_id")
        )

    def _people(self):
        """Return the persons whom the import entered, changed or moved in."""
        occupancies = self.env["estate.occupancy"].browse(
            self._record_ids_of("estate.occupancy")
        )
        people = self.env["res.partner"].browse(self._record_ids_of("res.partner"))
        return (people | occupancies.exists().partner_id).exists()

    @api.depends("state", "row_count", "bad_row_count", "create_count", "update_count")
    def _compute_verdict(self):
        for importer in self:
            importer.verdict = importer.state != "draft" and " ".join(
                filter(None, [importer._rows_verdict(), importer._effects_verdict()])
            )

    def _rows_verdict(self):
        """Say how many rows were read and how many of them are faulty."""
        rows, bad = self.row_count, self.bad_row_count
        if not rows:
            return self.env._("No row was read: the sheets are empty.")
        if bad == rows:
            return self.env._("All %(rows)s rows are faulty.", rows=rows)
        if bad:
            return self.env._(
                "%(bad)s of %(rows)s rows are faulty.", bad=bad, rows=rows
            )
        if not self.change_count:
            return self.env._(
                "This file changes nothing: all %(rows)s rows stand in the archive "
                "already.",
                rows=rows,
            )
        return self.env._("%(rows)s rows were read, none is faulty.", rows=rows)

    def _effects_verdict(self):
        """Say how many records are written; nothing is said of none."""
        counts = {"created": self.create_count, "updated": self.update_count}
        if self.state == "rolled_back":
            return self.env._("The import was rolled back: nothing of it stands.")
        if not self.change_count:
            good = self.bad_row_count and self.bad_row_count < self.row_count
            return good and self.env._("The good rows change nothing.")
        if self.state == "done":
            return self._written_verdict(counts)
        if not self.update_count:
            return self.env._("%(created)s records will be created.", **counts)
        if not self.create_count:
            return self.env._("%(updated)s records will be updated.", **counts)
        return self.env._(
            "%(created)s records will be created, %(updated)s updated.", **counts
        )

    def _written_verdict(self, counts):
        """Say how many records were written."""
        if not self.update_count:
            return self.env._("%(created)s records were created.", **counts)
        if not self.create_count:
            return self.env._("%(updated)s records were updated.", **counts)
        return self.env._(
            "%(created)s records were created, %(updated)s updated.", **counts
        )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_open_created(self):
        """List what the import creates, by kind."""
        return self._open_effects("create")

    def action_open_updated(self):
        """List what the import updates: the old and the new value of every field."""
        return self._open_effects("change")

    def _open_effects(self, action, kind=None):
        """Return the action that lists the effects of one sort, grouped by kind."""
        self.ensure_one()
        self.check_access("read")
        domain = [("import_id", "=", self.id), ("action", "=", action)]
        context = {"estate_effect": action}
        if kind:
            domain.append(("kind", "=", kind))
        else:
            context["search_default_by_kind"] = 1
        return {
            "type": "ir.actions.act_window",
            "name": self._effects_title(action),
            "res_model": "estate.import.effect",
            "view_mode": "list",
            "domain": domain,
            "context": context,
        }

    def _effects_title(self, action):
        """Say whether it will be or was done."""
        written = self.state != "checked"
        if action == "create":
            return self.env._("Created") if written else self.env._("Will Be Created")
        return self.env._("Updated") if written else self.env._("Will Be Updated")

    def action_open_units(self):
        """Show the units that this import made or changed."""
        units = self._record_ids_of("estate.unit")
        return self._open_list("estate.unit", self.env._("Imported Units"), units)

    def action_open_people(self):
        """Show the persons whom this import entered, changed or moved in."""
        people = self._people().ids
        action = self._open_list("res.partner", self.env._("Imported People"), people)
        # The registry's screens of residents, not the address book's.
        views = [
            (self.env.ref(f"estate_service.res_partner_view_{kind}_resident").id, kind)
            for kind in ("list", "form")
        ]
        return action | {"views": views}

    def action_open_entries(self):
        """Show the opening entries of this import."""
        entries = self._record_ids_of("account.move")
        title = self.env._("Opening Entries")
        plain_list = self.env.ref("account.view_move_tree")
        return self._open_list("account.move", title, entries) | {
            "views": [(plain_list.id, "list"), (False, "form")]
        }

    def _open_list(self, model, title, ids):
        """Return the action that lists records of one model."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "list,form",
            "domain": [("id", "in", ids)],
            "context": {"create": False},
        }


class EstateImportSummary(models.Model):
    """Each count leads to the records it counts."""

    _inherit = "estate.import.summary"

    def action_open_created(self):
        """List the new records of this kind."""
        self.ensure_one()
        return self.import_id._open_effects("create", self.kind)

    def action_open_updated(self):
        """List the updated values of this kind."""
        self.ensure_one()
        return self.import_id._open_effects("change", self.kind)
