from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date


class EstateCashDeposit(models.Model):
    """Cash that was brought to the bank (缴款单): on its way until the statement.

    Its entry moves the money from the till to the outstanding account of the bank,
    where the line of the bank statement is matched with it.
    """

    _name = "estate.cash.deposit"
    _description = "Deposit Slip"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "slip_number"
    _check_company_auto = True

    slip_number = fields.Char("Slip No.", required=True, readonly=True)
    session_id = fields.Many2one(
        "estate.cashier.session",
        "Session",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="session_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "Brought By", required=True, index=True)
    journal_id = fields.Many2one("account.journal", "Bank", required=True)
    date = fields.Date(required=True)
    amount = fields.Monetary(required=True)
    after_count = fields.Boolean(
        help="Taken out of the counted cash; else it lessens what is expected."
    )
    state = fields.Selection(
        [("booked", "Booked"), ("void", "Void")],
        required=True,
        default="booked",
        tracking=True,
        index=True,
    )
    void_reason = fields.Char(tracking=True)
    move_id = fields.Many2one("account.move", "Entry", index="btree_not_null")
    is_banked = fields.Boolean(
        "Seen at the Bank",
        compute="_compute_is_banked",
        help="A line of the bank statement is matched with it, or with a part of it.",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Stamped Slip")

    _amount_positive = models.Constraint(
        "CHECK(amount > 0)", "A deposit slip is for money that was brought."
    )
    _slip_uniq = models.UniqueIndex(
        "(company_id, journal_id, slip_number) WHERE state = 'booked'",
        "A slip of this number was booked for this bank already.",
    )
    _void_has_reason = models.Constraint(
        "CHECK(state != 'void' OR void_reason IS NOT NULL)",
        "Say why the slip is void.",
    )

    def _compute_is_banked(self):
        # The ledger is closed to cashiers; whether their slip arrived is not.
        for slip in self.sudo():
            slip.is_banked = bool(slip._banked_by())

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A deposit slip is made void, never deleted: the bank has one.")
        )

    def _transit_item(self):
        return self.move_id.line_ids.filtered(lambda item: item.balance > 0)

    def _banked_by(self):
        """Return the entries that credited the money, all of it or a part.

        The entry that took a void slip back is none.
        """
        entries = self._transit_item().matched_credit_ids.credit_move_id.move_id
        return entries - self.move_id.reversal_move_ids

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    def action_void(self):
        """Ask why the slip is void."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Void Slip %(number)s", number=self.slip_number),
            "res_model": "estate.cashier.reason",
            "view_mode": "form",
            "target": "new",
            "context": {"default_deposit_id": self.id},
        }

    def action_view_entry(self):
        """Open the entry, for those who may see the ledger."""
        self.ensure_one()
        entry = self.move_id.with_env(self.env)
        entry.check_access("read")
        return entry._get_records_action()

    def _attach(self, name, content):
        """Keep the slip that the bank stamped; who may read the slip may read it."""
        self.check_access("read")
        # Slips are closed to writing: its cashier has just made this one.
        slip = self.sudo()
        slip.attachment_ids = [
            Command.create(
                {
                    "name": name,
                    "datas": content,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        ]

    def _void(self, reason):
        """Undo a slip written in error: its cashier while he collects, an accountant.

        :raises UserError: when the bank has seen the money, or the session is closed
        """
        self.ensure_one()
        self.check_access("read")
        accountant = self.env.user.has_group("estate_service.group_estate_accountant")
        if self.env.user != self.session_id.user_id and not accountant:
            raise AccessError(
                self.env._("Only its cashier or the accountant voids a slip.")
            )
        # The slip is written by its steps alone: the role was checked just now.
        slip = self.sudo().with_company(self.company_id)
        service = self.env["estate.cashier"]
        service._lock(slip.session_id)
        service._lock(slip)
        slip._check_voidable()
        if slip.session_id.state == "reviewed" or (
            slip.session_id.state == "closed" and not slip.after_count
        ):
            raise UserError(
                self.env._(
                    "Session %(session)s was counted without this money: its slips "
                    "stay.",
                    session=slip.session_id.name,
                )
            )
        # A cashier holds no accounting right: that the slip is his was checked above.
        service.sudo()._undo_entries(slip.move_id, reason)
        slip.write({"state": "void", "void_reason": reason})

    def _check_voidable(self):
        if self.state == "void":
            raise UserError(
                self.env._("%(number)s is void already.", number=self.slip_number)
            )
        entry = self._banked_by()[:1]
        if entry:
            line = entry.statement_line_id
            raise UserError(
                self.env._(
                    "%(number)s is matched with the bank statement, %(line)s of "
                    "%(date)s: that match has to be undone first.",
                    number=self.slip_number,
                    line=line.payment_ref or line.partner_name or entry.name,
                    date=format_date(self.env, entry.date),
                )
            )
