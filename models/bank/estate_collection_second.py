from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.money import decimal_of
from .estate_collection_batch import CLERK
from .estate_collection_reminder import SECOND

ZERO = Decimal(0)


class EstateCollectionBatch(models.Model):
    """What failed for want of money goes into a second deduction, on a day of its own
    (B-03): a batch of the same kind that asks again for what is still open."""

    _inherit = "estate.collection.batch"

    can_retry = fields.Boolean(compute="_compute_can_retry")
    retry_count = fields.Integer("Second Deduction", compute="_compute_can_retry")

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("state", "attempt", "profile_id.attempt_limit", "retry_ids.state")
    def _compute_can_retry(self):
        """Whether the bank may be asked once more for what it refused.

        While answers are outstanding it may refuse more, and there is one second
        deduction: it is prepared when all came, or the batch was completed.
        """
        groups = self.env["estate.collection.line"]._read_group(
            [("batch_id", "in", self.ids), ("state", "=", "retry")],
            ["batch_id"],
            ["__count"],
        )
        failed = {batch.id: count for batch, count in groups}
        for batch in self:
            later = batch.retry_ids.filtered(lambda retry: retry.state != "cancelled")
            batch.retry_count = len(later)
            batch.can_retry = bool(
                failed.get(batch.id)
                and not later
                and batch.state in ("answered", "closed")
                and batch.attempt < batch.profile_id.attempt_limit
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_second_deduction(self):
        """Prepare the second deduction of what the bank says may be tried again."""
        self.ensure_one()
        self._check_role(CLERK)
        self._check_retry()
        day = self._second_day()
        # Which deduction it is, is closed to writing; the role was checked above.
        retry = self.sudo().copy(
            {
                "date": day,
                "due_from": self.due_from,
                "due_until": self.due_until,
                "attempt": self.attempt + 1,
                "retry_of_id": self.id,
            }
        )
        retry = retry.with_env(self.env)
        retry.action_choose()
        self.activity_feedback([SECOND], only_automated=False)
        return retry._get_records_action()

    def _check_retry(self):
        if self.state == "sent":
            raise UserError(
                self.env._(
                    "The bank has not answered %(count)s deductions of %(batch)s yet: "
                    "import what is missing, or complete the batch, before it is asked "
                    "again.",
                    count=self.waiting_count,
                    batch=self.name,
                )
            )
        if not self.can_retry:
            raise UserError(
                self.env._(
                    "There is nothing to ask for again: the bank refused no deduction "
                    "that may be tried once more, a second deduction was prepared "
                    "already, or the bank was asked as often as the profile allows."
                )
            )

    def action_view_retries(self):
        """Open the second deductions of this batch."""
        self.ensure_one()
        return self.retry_ids._get_records_action(name=self.env._("Second Deduction"))

    # ------------------------------------------------------------
    # CHOICE
    # ------------------------------------------------------------

    def _claims(self, mandates):
        """A second deduction asks for what the first one was refused, no more."""
        claims, left_out = super()._claims(mandates)
        if not self.retry_of_id:
            return claims, left_out
        refused = self._refused_amounts()
        again = defaultdict(list)
        for unit, lines in claims.items():
            for claim in lines:
                amount = min(
                    claim.amount, refused.get(claim.source["move_line_id"], ZERO)
                )
                if amount > 0:
                    again[unit].append(self._claim(claim.source, amount))
        return again, left_out

    def _mandates(self):
        """A second deduction uses the mandates of what failed, if still in force."""
        mandates = super()._mandates()
        return mandates & self._refused().mandate_id if self.retry_of_id else mandates

    def _refused(self):
        """Return the deductions of the batch before that may be tried again."""
        # Lines of the earlier batch are rows of the module; the role was checked.
        lines = self.retry_of_id.sudo().line_ids
        return lines.filtered(lambda line: line.state == "retry")

    def _refused_amounts(self):
        """Return {bill line id: amount} of what may be tried again of it."""
        bills = self._refused().bill_ids
        return {bill.move_line_id.id: decimal_of(bill.amount) for bill in bills}
