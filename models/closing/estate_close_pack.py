import logging

from odoo import models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

_logger = logging.getLogger(__name__)
KINDS = ("xlsx", "pdf")
WAITING = [("state", "=", "closed"), ("pack_state", "=", "waiting")]


class EstateClose(models.Model):
    """The pack of a closed month, made by a job, one file per transaction (B-07).

    A kill loses the file in hand only: the job makes what is missing of the version.
    """

    _inherit = "estate.close"

    def action_make_pack(self):
        """Have the files made that are missing."""
        for close in self:
            close._check_keeper()
            if close.state != "closed":
                raise UserError(self.env._("Close the month first."))
            if close._missing_kinds():
                close._take_step(pack_state="waiting", pack_failed=False)
        self._trigger_job()
        return True

    def action_verify(self):
        """Compute the checksums of the files again and say whether they hold."""
        self.ensure_one()
        self.check_access("read")
        changed = self.file_ids.filtered(lambda file: not file._is_unchanged())
        if not self.file_ids:
            text, kind = self.env._("There is no file yet."), "warning"
        elif changed:
            text = self.env._(
                "Not as they were kept: %s", ", ".join(changed.mapped("name"))
            )
            kind = "danger"
        else:
            text = self.env._("All %s files are as they were kept.", len(self.file_ids))
            kind = "success"
        # That somebody looked, and what he saw, belongs to the log of the month.
        self.sudo().message_post(body=text, author_id=self.env.user.partner_id.id)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": kind, "message": text, "sticky": kind != "success"},
        }

    def action_download_pack(self):
        """Get the newest file of the kind that the button names."""
        self.ensure_one()
        kind = self.env.context.get("estate_kind", "pdf")
        file = self.file_ids.filtered(lambda file: file.kind == kind)[:1]
        if not file:
            raise UserError(self.env._("This file is not made yet."))
        return file.action_download()

    # ------------------------------------------------------------
    # THE JOB
    # ------------------------------------------------------------

    def _trigger_job(self):
        # Who closes a month has no right on scheduled actions.
        self.env.ref("estate_service.cron_close_pack").sudo()._trigger()

    def _cron_make_packs(self):
        """Make the files of closed months, each in a transaction of its own."""
        while close := self._next_to_make():
            made = close._make_in_turn()
            left = self.env["ir.cron"]._commit_progress(
                made, remaining=self.search_count(WAITING)
            )
            if not left:
                return

    def _next_to_make(self):
        waiting = self.search(WAITING, order="id")
        return waiting.try_lock_for_update(limit=1)

    def _make_in_turn(self):
        """Make one file; when it cannot be made, say why and go on with others."""
        try:
            return self._make_next()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            _logger.error("The pack of close %s failed", self.id, exc_info=error)
            self.env.cr.rollback()
            self.write({"pack_state": "failed", "pack_failed": str(error)})
        return 0

    def _make_next(self):
        """Make the next missing file of the version.

        :return: how many were made
        """
        missing = self._missing_kinds()
        if missing:
            self._make_file(missing[0])
        if len(missing) <= 1:
            self.pack_state = "done"
        return len(missing[:1])

    def _missing_kinds(self):
        made = self.file_ids.filtered(lambda file: file.version == self.version)
        return [kind for kind in KINDS if kind not in made.mapped("kind")]

    def _as_printed(self):
        """Return the close in its company and the company's language."""
        lang = self.company_id.partner_id.lang or self.env.lang or "en_US"
        return self.with_company(self.company_id).with_context(lang=lang)
