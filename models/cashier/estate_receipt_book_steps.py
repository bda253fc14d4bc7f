from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .estate_cashier import COLLECTOR_GROUPS


class EstateReceiptBook(models.Model):
    """The steps of a book: issued to a person, taken back, its papers told."""

    _inherit = "estate.receipt.book"

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_issue(self):
        """Ask whom the book is issued to."""
        self.ensure_one()
        return self._open_step("issue", self.env._("Issue Book %s", self.name))

    def action_return(self):
        """Take the book back; what is blank in it may be issued again."""
        self._check_keeper()
        for book in self:
            book._check_issued()
            book._check_nothing_skipped()
        self._write_step(
            {
                "state": "returned",
                "returned_on": fields.Date.context_today(self),
                "returned_to_id": self.env.uid,
            }
        )

    def action_void_papers(self):
        """Ask which papers were spoiled, and why."""
        self.ensure_one()
        return self._open_step("void", self.env._("Void Papers of %s", self.name))

    def action_report_missing(self):
        """Ask which papers are missing, and what is known of them."""
        self.ensure_one()
        return self._open_step("missing", self.env._("Missing Papers of %s", self.name))

    def action_print_slip(self):
        """Print the slip that the holder signs (票据领用单)."""
        return self._print_paper("estate_service.action_report_book_slip")

    def action_print_list(self):
        """Print what became of every number (票据使用清单)."""
        return self._print_paper("estate_service.action_report_book_list")

    def action_export_list(self):
        """Download what became of every number as a workbook."""
        self.check_access("read")
        return self.env["estate.receipt.book.export"]._download(self)

    def action_view_papers(self):
        """Open what is known of each paper."""
        self.ensure_one()
        return self.number_ids._get_records_action(
            name=self.env._("Papers of %s", self.name)
        )

    def _open_step(self, step, name):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "estate.receipt.book.step",
            "view_mode": "form",
            "target": "new",
            "context": {"default_book_id": self.id, "default_step": step},
        }

    def _print_paper(self, report):
        self.check_access("read")
        return self.env["ir.actions.actions"]._for_xml_id(report) | {
            "context": {"active_ids": self.ids, "active_model": self._name}
        }

    # ------------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------------

    def _issue(self, holder, date):
        """Give the book to the person who answers for its papers from now on.

        :raises UserError: when somebody has it, or nothing is blank in it
        """
        self.ensure_one()
        self._check_keeper()
        self.env["estate.cashier"]._lock(self)
        if self.state == "issued":
            raise UserError(
                self.env._(
                    "%(book)s is issued to %(holder)s: take it back first.",
                    book=self.name,
                    holder=self.holder_id.name,
                )
            )
        if not self._next_blank():
            raise UserError(self.env._("No paper of %s is blank.", self.name))
        self._check_holder(holder)
        self._write_step(
            {
                "state": "issued",
                "holder_id": holder.id,
                "issued_on": date or fields.Date.context_today(self),
                "issued_by_id": self.env.uid,
                "returned_on": False,
                "returned_to_id": False,
            }
        )

    def _tell(self, first, last, state, reason):
        """Say what became of papers that no receipt was written on.

        :param state: ``void`` (spoiled) or ``missing``
        :raises UserError: without a reason, or when one of them was told already
        """
        self.ensure_one()
        self._check_may_tell()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say what became of the papers."))
        last = last or first
        if not self.first <= first <= last <= self.last:
            raise UserError(
                self.env._("%s has no such numbers: look at the papers.", self.name)
            )
        # Papers are told through this step alone: who may was checked just now.
        papers = self.env["estate.receipt.book.number"].sudo()
        papers._mark(self, range(first, last + 1), {"state": state, "reason": reason})

    def _write_step(self, vals):
        # The holder of a book is written by its steps alone; the role was checked.
        self.sudo().write(vals)

    # ------------------------------------------------------------------
    # RULES
    # ------------------------------------------------------------------

    def _check_keeper(self):
        """Books are kept by who may change them: the accountant."""
        self.check_access("write")

    def _check_may_tell(self):
        self.check_access("read")
        if self.is_mine or self.env.su or self.has_access("write"):
            return
        raise AccessError(
            self.env._(
                "%(book)s is not yours: only who has it, or the accountant, says what "
                "became of its papers.",
                book=self.name,
            )
        )

    def _check_issued(self):
        if self.state != "issued":
            raise UserError(self.env._("%s is not issued to anybody.", self.name))

    def _check_nothing_skipped(self):
        """Who gives a book back says first what became of each skipped paper."""
        skipped = self.range_ids.filtered(lambda row: row.state == "skipped")
        if skipped:
            raise UserError(
                self.env._(
                    "Nobody said what became of %(numbers)s: void these papers, or "
                    "report them missing, before the book is returned.",
                    numbers=", ".join(skipped.mapped("name")),
                )
            )

    def _check_holder(self, holder):
        """The holder takes money, in this company and community."""
        service = self.env["estate.cashier"].with_user(holder)
        collects = service._has_any_group(COLLECTOR_GROUPS)
        # Who serves where is kept by the administrator; the accountant chooses by name.
        serves = self.company_id in holder.sudo().company_ids and (
            not self.community_id or self.with_user(holder).has_access("read")
        )
        if not (collects and serves):
            raise UserError(
                self.env._(
                    "%(holder)s takes no money for %(place)s: choose somebody who "
                    "does.",
                    holder=holder.name,
                    place=(self.community_id or self.company_id).name,
                )
            )
