from odoo import models
from odoo.exceptions import UserError

from .estate_import_commit import COMMIT_ORDER, QUIET

REASONS_SHOWN = 20


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
        shown = [f"• {reason}" for reason in reasons[:REASONS_SHOWN]]
        if len(reasons) > len(shown):
            shown.append(self.env._("… and %s more.", len(reasons) - len(shown)))
        title = self.env._("%s cannot be rolled back. See to these first:", self.name)
        raise UserError("\n".join([title, *shown]))

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
