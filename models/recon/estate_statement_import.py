from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

ACCOUNTANT = "estate_service.group_estate_accountant"


class EstateStatementImport(models.Model):
    """A statement file of a bank: read, looked at, taken over once (B-02).

    The same file again, or one that overlaps, adds only what is new: a line is known
    by what the bank says of it and by its number among equal ones. How a file is read
    is told in :file:`estate_statement_import_file.py`, how its lines are written in
    :file:`estate_statement_import_job.py`.
    """

    _name = "estate.statement.import"
    _description = "Statement File"
    _inherit = ["estate.number.mixin", "mail.thread"]
    _order = "create_date desc, id desc"
    _check_company_auto = True
    _number_code = "estate.statement.import"

    name = fields.Char("Number", readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one(
        "account.journal",
        "Bank",
        required=True,
        check_company=True,
        tracking=True,
        domain="[('type', '=', 'bank'), ('company_id', '=', company_id)]",
        default=lambda self: self._default_journal_id(),
    )
    account_number = fields.Char(
        "Account Number", related="journal_id.bank_account_id.acc_number"
    )
    layout_id = fields.Many2one(
        "estate.bank.layout",
        "Layout",
        check_company=True,
        domain="[('purpose', '=', 'statement'), ('company_id', '=', company_id)]",
        help="Empty: the usual columns of Chinese and English exports, OFX and "
        "camt.053 are understood as they are.",
    )
    # Who pays for every community, from which account: for the accountant alone.
    file = fields.Binary(attachment=True, required=True, copy=False, groups=ACCOUNTANT)
    file_name = fields.Char(copy=False)
    digest = fields.Char("SHA-256", readonly=True, copy=False, index="btree_not_null")
    state = fields.Selection(
        [
            ("draft", "New"),
            ("checked", "Checked"),
            ("importing", "Importing"),
            ("done", "Imported"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    earlier_id = fields.Many2one(
        "estate.statement.import",
        "The Same File Before",
        compute="_compute_earlier_id",
        compute_sudo=False,
    )
    statement_id = fields.Many2one(
        "account.bank.statement", "Bank Statement", readonly=True, copy=False
    )
    line_ids = fields.One2many(
        "account.bank.statement.line", "estate_import_id", "Lines"
    )
    imported_count = fields.Integer("Lines Imported", compute="_compute_line_counts")
    open_count = fields.Integer("Left to Match", compute="_compute_line_counts")
    waiting_count = fields.Integer(
        "Not Looked At Yet",
        compute="_compute_waiting_count",
        help="Lines that are still to be proposed for.",
    )

    # ------------------------------------------------------------
    # DEFAULTS AND COMPUTE
    # ------------------------------------------------------------

    @api.model
    def _default_journal_id(self):
        """Return the bank whose statement came last, else the only or first one."""
        last = self.search([("company_id", "=", self.env.company.id)], limit=1)
        journals = self.env["account.journal"]
        return last.journal_id or journals.search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )

    @api.depends("digest", "journal_id")
    def _compute_earlier_id(self):
        for record in self:
            record.earlier_id = record.digest and self.search(
                [
                    ("digest", "=", record.digest),
                    ("journal_id", "=", record.journal_id.id),
                    ("state", "=", "done"),
                    ("id", "!=", record._origin.id),
                ],
                limit=1,
            )

    @api.depends("line_ids.is_reconciled")
    def _compute_line_counts(self):
        rows = self.env["account.bank.statement.line"]._read_group(
            [("estate_import_id", "in", self.ids)],
            ["estate_import_id", "is_reconciled"],
            ["__count"],
        )
        self.imported_count = self.open_count = 0
        for record, is_reconciled, count in rows:
            record.imported_count += count
            record.open_count += 0 if is_reconciled else count

    @api.depends("state", "line_ids.is_reconciled")
    def _compute_waiting_count(self):
        """Count the lines that the job has yet to look at, where it does."""
        self.waiting_count = 0
        ready = self.filtered("company_id.estate_prepay_account_id")
        for company, files in ready.grouped("company_id").items():
            rows = self.env["account.bank.statement.line"]._read_group(
                self.env["estate.bank.job"]._open_domain(company)
                & Domain("estate_import_id", "in", files.ids)
                & Domain("estate_proposal_ids", "=", False),
                ["estate_import_id"],
                ["__count"],
            )
            for record, count in rows:
                record.waiting_count = count

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def write(self, vals):
        if not vals.keys().isdisjoint(("file", "journal_id", "layout_id")):
            self._expect("draft", "checked")
            self._check_not_begun(vals)
            vals = vals | self._blank_findings() | {"state": "draft"}
        return super().write(vals)

    def _check_not_begun(self, vals):
        """Refuse another bank for a file of which a part is in the ledger."""
        for record in self:
            if "journal_id" in vals and record.imported_count:
                raise UserError(
                    self.env._(
                        "A part of %(file)s is imported already: the rest goes to the "
                        "same bank.",
                        file=record.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        for record in self:
            if record.state in ("importing", "done") or record.imported_count:
                raise UserError(
                    self.env._(
                        "%(file)s is imported: its lines stand in the ledger.",
                        file=record.name,
                    )
                )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_check(self):
        """Read the file and tell what it would add; nothing reaches the ledger.

        A file that cannot be read is refused with all its faults, each with its place.
        """
        self._check_accountant()
        for record in self:
            record._expect("draft", "checked")
            record.write(record._findings())
            if not record.fault_text:
                record.state = "checked"

    def action_import(self):
        """Take the new lines over; a long file is written in the background."""
        self._check_accountant()
        for record in self:
            record._expect("checked")
            record.env["estate.cashier"]._lock(record)
            if not record._findings().get("new_count"):
                raise UserError(
                    self.env._(
                        "Every line of %(file)s is known already: there is nothing "
                        "to import.",
                        file=record.file_name or record.name,
                    )
                )
            record.state = "importing"
            record._begin()

    def action_back(self):
        """Let another file or layout be chosen."""
        self._check_accountant()
        for record in self:
            record._expect("checked")
            record.write({"state": "draft", **self._blank_findings()})

    def action_view_lines(self):
        """Show the bank lines of this file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lines of %(file)s", file=self.name),
            "res_model": "account.bank.statement.line",
            "view_mode": "list",
            "views": [
                (self.env.ref("estate_service.estate_bank_line_view_list").id, "list")
            ],
            "domain": [("estate_import_id", "=", self.id)],
        }

    def action_match(self):
        """Go and match what is left of the bank's lines."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "estate_service.estate_workbench_action"
        )
        return action | {"context": {"journal_id": self.journal_id.id}}

    def _check_accountant(self):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(ACCOUNTANT)):
            raise AccessError(self.env._("Only the accountant takes bank files over."))

    def _expect(self, *states):
        """Refuse a step that does not fit the state, for a second click above all."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            if record.state not in states:
                raise UserError(
                    self.env._(
                        "%(file)s is “%(state)s” already: load the page again.",
                        file=record.name,
                        state=labels[record.state],
                    )
                )
