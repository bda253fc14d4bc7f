import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.bank.statement_key import KnownLine
from ...engine.money import decimal_of


class AccountBankStatementLine(models.Model):
    """A bank line knows by which file it came, and what it is proposed to pay (B-02).

    What tells one line from another is told in ``engine/bank/statement_key.py``.
    """

    _inherit = "account.bank.statement.line"

    estate_import_id = fields.Many2one(
        "estate.statement.import",
        "Statement File",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        readonly=True,
    )
    estate_key = fields.Char(
        "Fingerprint",
        copy=False,
        readonly=True,
        help="What the bank says of the line, as a hash; equal for equal lines.",
    )
    estate_occurrence = fields.Integer(
        copy=False, readonly=True, help="Counts equal lines of the account, from 1."
    )
    estate_time = fields.Char("Time", copy=False, readonly=True, help="HH:MM:SS")
    estate_balance = fields.Char(
        "Balance as Stated",
        copy=False,
        readonly=True,
        help="After this line, as the bank's file writes it; empty where it does not.",
    )
    estate_reference = fields.Char("Bank Reference", copy=False, readonly=True)
    estate_proposal_ids = fields.One2many(
        "estate.recon.proposal", "line_id", "Proposal", readonly=True
    )

    _estate_line_once = models.UniqueIndex(
        "(journal_id, estate_key, estate_occurrence) WHERE estate_key IS NOT NULL",
        "This bank line was imported already.",
    )
    # Whether a line repeats an earlier one is asked of each that is booked by itself.
    _estate_repeated_idx = models.Index("(journal_id, amount, internal_index)")

    def _estate_known(self):
        """Return the line as the next file is compared with it."""
        self.ensure_one()
        at, balance = self.estate_time, self.estate_balance
        return KnownLine(
            self.estate_key,
            self.estate_occurrence,
            datetime.time.fromisoformat(at) if at else None,
            decimal_of(balance) if balance else None,
        )

    def _estate_text(self):
        """Return what the payer and the bank wrote: summary and remark."""
        self.ensure_one()
        return " ".join(filter(None, [self.transaction_type, self.payment_ref]))

    def _estate_is_partly_booked(self):
        """Whether a part of the line is booked and the rest is still open."""
        self.ensure_one()
        if self.is_reconciled or self.foreign_currency_id:
            return False
        return bool(
            self.currency_id.compare_amounts(self.amount, -self.amount_residual)
        )

    def action_undo_reconciliation(self):
        """Undo what our own matching booked without deleting payments.

        Core deletes the payments it finds on the line; ours has none there. What was
        learned from the match is forgotten, and used prepayments are taken back.
        """
        # Who matched it decides the way; the proposals themselves are not shown.
        ours = self.filtered(
            lambda line: line.sudo().estate_proposal_ids.state
            in ("auto", "accepted", "other")
            or (line.sudo().estate_proposal_ids and line._estate_is_partly_booked())
        )
        if ours:
            self.env["estate.bank.decision"]._undo(ours)
        others = self - ours
        if not others:
            return None
        return super(AccountBankStatementLine, others).action_undo_reconciliation()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_matched(self):
        """Keep lines whose money, or a part of it, was booked: undo the match first.

        Lines that neither a file brought nor our matching looked at are core's.
        """
        # Whether there is a proposal is no secret; what it says is not shown.
        ours = self.filtered(
            lambda line: line.estate_import_id or line.sudo().estate_proposal_ids
        )
        booked = ours.filtered(
            lambda line: (
                line.amount and (line.is_reconciled or line._estate_is_partly_booked())
            )
        )
        if booked:
            raise UserError(
                self.env._(
                    "“%(line)s” of %(date)s is matched: undo the match before you "
                    "delete the bank line.",
                    line=booked[0].payment_ref or booked[0].partner_name,
                    date=booked[0].date,
                )
            )
