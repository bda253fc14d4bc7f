from odoo import models
from odoo.exceptions import AccessError, UserError


class EstateDiagnosticFinding(models.Model):
    """*Fix*: exactly the screen where a finding is mended, for who may (B-06)."""

    _inherit = "estate.diagnostic.finding"

    def action_fix(self):
        """Open where the finding is mended."""
        self.ensure_one()
        self.check_access("read")
        self._check_may_fix()
        record = self._to_mend()
        return getattr(self, f"_fix_{self.code}")(record)

    def action_view_unit(self):
        """Open the unit that the finding is about."""
        self.ensure_one()
        return self.unit_id._get_records_action(context={})

    # ------------------------------------------------------------
    # WHO AND WHERE
    # ------------------------------------------------------------

    def _check_may_fix(self):
        # Which roles mend a check is told to everybody; groups are closed to them.
        groups = self.diagnostic_id.sudo().group_ids
        mine = self.env.user.all_group_ids
        if self.env.su or not groups or groups & mine:
            return
        raise AccessError(
            self.env._(
                "“%(check)s” is mended by: %(roles)s.",
                check=self.diagnostic_id.name,
                roles=", ".join(groups.mapped("name")),
            )
        )

    def _to_mend(self):
        """Return the record, with the rights of who asks."""
        record = self.env[self.res_model].browse(self.res_id).exists()
        if not record:
            raise UserError(
                self.env._("This record is gone: run the check again to settle it.")
            )
        record.check_access("read")
        return record

    def _open_list(self, action, name, ids=None, **context):
        """Return a list's action, of some records or of the unit."""
        found = self.env["ir.actions.act_window"]._for_xml_id(
            f"estate_service.{action}"
        )
        domain = [("id", "in", ids)] if ids else [("unit_id", "=", self.unit_id.id)]
        return found | {
            "name": name,
            "display_name": name,
            "domain": domain,
            "context": context,
        }

    # ------------------------------------------------------------
    # FEES
    # ------------------------------------------------------------

    def _fix_no_fee(self, unit):
        """The charges of the unit, a new one begun with it."""
        return self._open_list(
            "estate_fee_assignment_action",
            self.env._("Fees of %s", unit.code),
            default_unit_id=unit.id,
        )

    def _fix_overlap(self, _charge):
        """The two that overlap: one of them is ended."""
        return self._open_list(
            "estate_fee_assignment_action",
            self.env._("Charged Twice"),
            ids=self.facts["ids"],
            active_test=False,
        )

    def _fix_area_changed(self, bill):
        """The bill: it is cancelled and billed again, or the unit looked at."""
        return bill._estate_action_form()

    def _fix_no_consent(self, price):
        """The price version, whose consent is entered there."""
        return price._get_records_action(context={})

    def _fix_meter_back(self, meter):
        """The replacement of the old meter; of one that is gone, its file."""
        if meter.date_removed or not meter.active:
            return meter._get_records_action(context={})
        return meter.action_replace()

    # ------------------------------------------------------------
    # BILLS
    # ------------------------------------------------------------

    def _fix_bill_odd(self, bill):
        """The bill, where it is cancelled."""
        return bill._estate_action_form()

    def _fix_two_payers(self, bill):
        """Both bills: the wrong one is cancelled."""
        bills = bill.browse(self.facts["ids"])
        bills.check_access("read")
        return self._open_list(
            "account_move_action_bill",
            self.env._("Two Payers for %s", self.unit_id.code),
            ids=bills.ids,
        )

    def _fix_waiver_over(self, record):
        """The waiver, where it is undone, or the credit note in the ledger."""
        return record._get_records_action(context={})

    # ------------------------------------------------------------
    # MONEY
    # ------------------------------------------------------------

    def _fix_deposit_ledger(self, record):
        """The entry that says nobody's name; of the whole account, the deposits."""
        if record._name == "account.move":
            return record._get_records_action(context={})
        return self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.estate_deposit_action"
        )

    def _fix_prepaid_ledger(self, record):
        """Likewise of prepayments."""
        if record._name == "account.move":
            return record._get_records_action(context={})
        return self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.estate_held_money_action"
        )

    def _fix_credit_unused(self, unit):
        """The money held for the unit; what is held is applied from the unit."""
        return unit._get_records_action(context={})

    def _fix_receipt_gap(self, record):
        """The book, where the fate of papers is told; or the receipt after a gap."""
        return record._get_records_action(context={})

    def _fix_undone_paid(self, record):
        """The payment, where it is posted again or unmatched."""
        return record._get_records_action(context={})

    def _fix_fund_unapproved(self, entry):
        """The entry: it is put on its expense, or accepted with the reason."""
        return entry._get_records_action(context={})

    def _fix_after_close(self, entry):
        """The entry in the ledger."""
        return entry._get_records_action(context={})
