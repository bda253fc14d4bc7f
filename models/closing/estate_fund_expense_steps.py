from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError

from ..mixins.busy import lock

BOOKKEEPER = "estate_service.group_estate_accountant"


class EstateFundExpense(models.Model):
    """The steps of an expense: asked for, approved, billed, finished, cancelled."""

    _inherit = "estate.fund.expense"

    # ------------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------------

    def _contended(self):
        # Two expenses may ask for the rest of one budget at the same time.
        return self.budget_id.line_ids.filtered(
            lambda line: line.purpose_id == self.purpose_id
        )

    def _check_complete(self):
        """Freeze by how much it exceeds the budget; that decides who approves."""
        self.ensure_one()
        # Others may have been approved since the figures were read.
        self.budget_id.line_ids.invalidate_recordset(["spent", "committed", "left"])
        self.invalidate_recordset(["budget_left"])
        asked = self.search(
            [
                ("budget_id", "=", self.budget_id.id),
                ("purpose_id", "=", self.purpose_id.id),
                ("stage", "=", "waiting"),
                ("id", "!=", self.id),
            ]
        )
        # What others asked for before counts as if it were approved.
        left = self.budget_left - sum(asked.mapped("amount"))
        over = self.amount - max(left, 0.0)
        self.over_budget = max(self.currency_id.round(over), 0.0)

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_cancel(self):
        """Ask why nothing comes of it."""
        return self._open_step("cancel", self.env._("Cancel %s", self.name))

    def action_bill(self):
        """Open a draft of the vendor's bill, booked on the purpose's account.

        :raises UserError: when it is not approved or names no vendor
        """
        self.ensure_one()
        self._check_bookkeeper()
        if self.state != "approved":
            raise UserError(self.env._("%s is not approved.", self.name))
        if not self.vendor_id:
            raise UserError(self.env._("Say which vendor bills %s first.", self.name))
        bill = self.env["account.move"].create(self._bill_vals())
        return bill._get_records_action(name=self.env._("Vendor Bill"))

    def _bill_vals(self):
        accounts = self.env["account.analytic.account"]
        account = accounts._estate_fund_account(self.community_id, self.purpose_id)
        return {
            "move_type": "in_invoice",
            "company_id": self.company_id.id,
            "partner_id": self.vendor_id.id,
            "ref": self.name,
            "invoice_date": fields.Date.context_today(self),
            "estate_fund_expense_id": self.id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": self.note,
                        "quantity": 1,
                        "price_unit": max(self.amount - self.spent, 0.0),
                        "analytic_distribution": {str(account.id): 100},
                    }
                )
            ],
        }

    def action_done(self):
        """Nothing more is billed: what was approved and not used is free again."""
        for expense in self:
            expense._check_bookkeeper()
            if expense.state != "approved":
                raise UserError(self.env._("%s is not approved.", expense.name))
            if expense.bill_ids.filtered(lambda bill: bill.state == "draft"):
                raise UserError(
                    self.env._(
                        "Post or delete the draft bills of %s first.", expense.name
                    )
                )
        # The steps write what nobody types: the role was checked.
        self.sudo().with_context(skip_validation_check=True).state = "done"

    def action_view_bills(self):
        self.ensure_one()
        return self.bill_ids._get_records_action(name=self.env._("Vendor Bills"))

    def _cancel(self, reason):
        if self.bill_ids.filtered(lambda bill: bill.state != "cancel"):
            raise UserError(
                self.env._(
                    "%s is billed: cancel or reverse its vendor bills first.", self.name
                )
            )
        return super()._cancel(reason)

    def _check_bookkeeper(self):
        self.check_access("read")
        if not self.env.user.has_group(BOOKKEEPER):
            raise AccessError(
                self.env._("Only an accountant bills and finishes expenses.")
            )

    def _check_bills_within(self):
        """Refuse bills above what was approved.

        :raises UserError: naming what was approved and what is billed
        """
        # What the books hold decides, whatever its poster may read of expenses.
        expenses = self.sudo()
        lock(expenses)
        for expense in expenses:
            if expense.state not in ("approved", "done"):
                raise UserError(self.env._("%s is not approved.", expense.name))
            if expense.currency_id.compare_amounts(expense.spent, expense.amount) > 0:
                raise UserError(
                    self.env._(
                        "%(expense)s is approved up to %(approved)s, its bills come to "
                        "%(billed)s: ask for another expense for the rest.",
                        expense=expense.name,
                        approved=expense.currency_id.format(expense.amount),
                        billed=expense.currency_id.format(expense.spent),
                    )
                )
