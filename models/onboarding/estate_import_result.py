from odoo import api, fields, models

RESULT_KINDS = [
    ("estate.building", "Buildings"),
    ("estate.unit", "Units"),
    ("res.partner", "Persons"),
    ("res.partner.bank", "Bank Accounts"),
    ("estate.mandate", "Mandates"),
    ("estate.occupancy", "Occupancies"),
    ("estate.contact.point", "Contacts"),
    ("estate.vehicle", "Vehicles"),
    ("estate.fee.item", "Fee Items"),
    ("account.move.line", "Opening Items"),
    ("estate.community", "Community"),
    ("estate.fee.assignment", "Fee Assignments"),
]
OPENING_KINDS = [
    ("arrears", "Arrears"),
    ("prepay", "Prepayments"),
    ("deposit", "Deposits"),
]


class EstateImportSummary(models.Model):
    """How many records of one kind an import makes, changes and leaves."""

    _name = "estate.import.summary"
    _description = "Import Summary"
    _order = "import_id, id"

    import_id = fields.Many2one(
        "estate.import", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="import_id.company_id", store=True, index=True)
    community_id = fields.Many2one(
        related="import_id.community_id", store=True, index=True
    )
    kind = fields.Selection(RESULT_KINDS, required=True)
    create_count = fields.Integer("New Records")
    change_count = fields.Integer("Updated Records")
    leave_count = fields.Integer("Unchanged", help="As the file says already.")

    def _in_words(self):
        """Say what was done to the records of this kind, and nothing of noughts."""
        said = [
            (self.create_count, self.env._("%s created", self.create_count)),
            (self.change_count, self.env._("%s updated", self.change_count)),
            (self.leave_count, self.env._("%s left", self.leave_count)),
        ]
        return ", ".join(text for count, text in said if count)


class EstateImportTotal(models.Model):
    """Money of one kind in the file, compared before and tied to the ledger after."""

    _name = "estate.import.total"
    _description = "Import Control Total"
    _order = "import_id, id"

    import_id = fields.Many2one(
        "estate.import", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="import_id.company_id", store=True, index=True)
    community_id = fields.Many2one(
        related="import_id.community_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(OPENING_KINDS, required=True, readonly=True)
    rows = fields.Integer(readonly=True)
    file_amount = fields.Monetary(
        "In the File", readonly=True, help="Every readable amount, faulty rows too."
    )
    bad_amount = fields.Monetary("In Faulty Rows", readonly=True)
    left_amount = fields.Monetary(
        "Posted Before", readonly=True, help="Entered by an earlier import."
    )
    new_amount = fields.Monetary("To Post", readonly=True)
    control_amount = fields.Monetary(
        "Old System",
        help="Type it in to have it compared: an import whose file differs from it "
        "is refused.",
    )
    is_compared = fields.Boolean(
        "Compare",
        compute="_compute_is_compared",
        store=True,
        readonly=False,
        help="Ticked by an amount of the old system; tick it to compare with zero.",
    )
    difference = fields.Monetary(compute="_compute_difference")
    ledger_amount = fields.Monetary(
        "In the Ledger",
        compute="_compute_ledger_amount",
        help="Posted journal items of this import.",
    )
    is_tied = fields.Boolean("Tied", compute="_compute_ledger_amount")

    @api.depends("control_amount")
    def _compute_is_compared(self):
        """An amount that was given stays given when it is corrected to zero."""
        for total in self:
            total.is_compared = total.is_compared or bool(total.control_amount)

    @api.depends("control_amount", "file_amount", "is_compared")
    def _compute_difference(self):
        for total in self:
            off = total.file_amount - total.control_amount
            total.difference = total.is_compared and off

    @api.depends("import_id.state", "kind", "new_amount")
    def _compute_ledger_amount(self):
        for importer, totals in self.grouped("import_id").items():
            ledger = importer._ledger_totals()
            for total in totals:
                total.ledger_amount = ledger.get(total.kind, 0.0)
                off = total.ledger_amount - total.new_amount
                total.is_tied = total.currency_id.is_zero(off)

    def write(self, vals):
        self.import_id._check_open()
        return super().write(vals)
