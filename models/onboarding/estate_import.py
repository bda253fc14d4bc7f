from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "estate_service.group_estate_manager"
STATES = [
    ("draft", "Draft"),
    ("checked", "Checked"),
    ("done", "Imported"),
    ("rolled_back", "Rolled Back"),
]

INPUTS = {"community_id", "profile_id", "cut_over", "create_items", "attachment_ids"}
RESULTS = {
    "state",
    "row_count",
    "bad_row_count",
    "create_count",
    "update_count",
    "change_count",
    "plan_digest",
    "bad_rows_file",
    "date_done",
    "user_done_id",
    "record_ids",
}


class EstateImport(models.Model):
    """One import of an estate's files: kept as proof, can be rolled back (B-24).

    Files are read (``estate_import_reading.py``), planned without writing anything
    (this file, with one reader per kind of sheet) and the findings kept
    (``estate_import_findings.py``), committed
    (``estate_import_commit.py``) and, while nothing was built on them, rolled back
    (``estate_import_rollback.py``).
    """

    _name = "estate.import"
    _description = "Estate Import"
    _inherit = ["estate.scope.mixin", "mail.thread", "estate.number.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _number_code = "estate.import"
    _scope_fields = ("community_id",)

    name = fields.Char("Number", readonly=True, copy=False)
    community_id = fields.Many2one(
        "estate.community",
        required=True,
        index=True,
        check_company=True,
        default=lambda self: self.env["estate.community"]._only_one(),
    )
    company_id = fields.Many2one(
        related="community_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        STATES, required=True, default="draft", tracking=True, readonly=True
    )
    profile_id = fields.Many2one(
        "estate.import.profile",
        compute="_compute_profile_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        check_company=True,
        domain="[('company_id', 'in', [company_id, False])]",
        help="The words by which columns and values are recognised.",
    )
    cut_over = fields.Date(
        "Billing Starts On",
        compute="_compute_cut_over",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Opening balances are posted on the day before; nothing earlier is ever "
        "billed here.",
    )
    create_items = fields.Boolean(
        "Create Missing Fee Items",
        default=True,
        help="Balances may name fees that are no longer charged: items without a "
        "price are created for them. Otherwise such rows are faults.",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Files", copy=False)
    sheet_ids = fields.One2many("estate.import.sheet", "import_id", "Sheets")
    column_ids = fields.One2many("estate.import.column", "import_id", "Columns")
    issue_ids = fields.One2many(
        "estate.import.issue",
        "import_id",
        "Faults",
        domain=[("level", "=", "error")],
        readonly=True,
    )
    notice_ids = fields.One2many(
        "estate.import.issue",
        "import_id",
        "Notices",
        domain=[("level", "=", "notice")],
        readonly=True,
    )
    summary_ids = fields.One2many("estate.import.summary", "import_id", "Summary")
    total_ids = fields.One2many("estate.import.total", "import_id", "Control Totals")
    record_ids = fields.One2many("estate.import.record", "import_id", "Records")
    row_count = fields.Integer("Rows", readonly=True, copy=False)
    bad_row_count = fields.Integer("Faulty Rows", readonly=True, copy=False)
    create_count = fields.Integer(
        "New Records",
        compute="_compute_effect_counts",
        store=True,
        help="Records to create.",
    )
    update_count = fields.Integer(
        "Updated Records",
        compute="_compute_effect_counts",
        store=True,
        help="Records that are here and will get other values.",
    )
    change_count = fields.Integer(
        "Records to Write",
        compute="_compute_effect_counts",
        store=True,
        help="Created and changed ones; none when the same file is read again.",
    )
    effect_ids = fields.One2many("estate.import.effect", "import_id", "Effects")
    update_ids = fields.One2many(
        "estate.import.effect",
        "import_id",
        "Updated Values",
        domain=[("action", "=", "change")],
        readonly=True,
    )
    plan_digest = fields.Char(readonly=True, copy=False)
    bad_rows_file = fields.Binary("Faulty Rows File", readonly=True, copy=False)
    bad_rows_name = fields.Char(readonly=True, copy=False)
    date_done = fields.Datetime("Imported On", readonly=True, copy=False)
    user_done_id = fields.Many2one(
        "res.users", "Imported By", readonly=True, copy=False
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("community_id")
    def _compute_profile_id(self):
        profiles = self.env["estate.import.profile"]
        for importer in self:
            profile = profiles._default_for(importer.company_id or self.env.company)
            importer.profile_id = importer.profile_id or profile

    @api.depends("community_id")
    def _compute_cut_over(self):
        first = fields.Date.context_today(self).replace(day=1)
        for importer in self:
            known = importer.community_id.cut_over or importer.cut_over
            importer.cut_over = known or first

    @api.depends("summary_ids.create_count", "summary_ids.change_count")
    def _compute_effect_counts(self):
        for importer in self:
            lines = importer.summary_ids
            importer.create_count = sum(lines.mapped("create_count"))
            importer.update_count = sum(lines.mapped("change_count"))
            importer.change_count = importer.create_count + importer.update_count

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_written(vals)
        importers = super().create(vals_list)
        importers._own_attachments()
        return importers

    def write(self, vals):
        self._check_written(vals)
        if vals.keys() & INPUTS:
            self._check_open()
        result = super().write(vals)
        if vals.keys() & INPUTS:
            self._plan_anew()
        if "attachment_ids" in vals:
            self._own_attachments()
            # Superuser: what was found is closed to everybody's direct writes.
            self.sudo()._forget_sheets()
        return result

    def _check_written(self, vals):
        """Let only the import's own steps write what they found and did."""
        if vals.keys() & RESULTS and not self.env.su:
            raise AccessError(self.env._("Only the import itself writes its results."))

    def _check_open(self):
        """Refuse to change what an import was made from, once it is done."""
        if not self.env.su and any(i.state not in ("draft", "checked") for i in self):
            raise UserError(
                self.env._("This import is done: it is proof and stays as it is.")
            )

    def _plan_anew(self):
        """Ask for another dry run: what the last one was made from has changed."""
        if not self.env.su:
            # The state is a result, closed to everybody's direct writes.
            self.sudo().filtered(lambda i: i.state == "checked").state = "draft"

    def _own_attachments(self):
        """Tie uploaded files to their import: who may read it may read them."""
        for importer in self:
            loose = importer.attachment_ids.filtered(lambda file: not file.res_id)
            loose.write({"res_model": self._name, "res_id": importer.id})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_committed(self):
        if self.filtered(lambda importer: importer.state in ("done", "rolled_back")):
            raise UserError(
                self.env._("An import that was committed is kept as proof.")
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_check(self):
        """Dry run: say what would happen and what is wrong; write nothing else."""
        importer = self._service()
        importer._expect_state("draft", "checked")
        importer._check_community()
        if not importer.sheet_ids:
            importer._read_files()
        plan = importer._plan()
        importer._store_findings(plan)
        importer.state = "checked"
        return True

    def action_back(self):
        """Return to the mapping of columns."""
        importer = self._service()
        importer._expect_state("checked")
        importer.state = "draft"
        return True

    def action_save_profile(self):
        """Teach the company's profile the mapping of this import."""
        importer = self._service()
        name = self.env._("Columns of %s", importer.community_id.name)
        importer.profile_id = importer.profile_id._learn(importer.column_ids, name)
        return True

    # ------------------------------------------------------------
    # SERVICE
    # ------------------------------------------------------------

    def _service(self):
        """Return the import with the rights it needs, once its user may import.

        An import writes units, persons and journal entries; a manager has no
        accounting rights of his own, and needs none.
        """
        self.ensure_one()
        if not (self.env.su or self.env.user.has_group(MANAGER)):
            raise AccessError(self.env._("Only managers may import an estate."))
        self.check_access("write")
        self.community_id.check_access("read")
        # Checked just above: the role, and by the record rules the community.
        return self.sudo().with_company(self.company_id)

    def _check_community(self):
        """Refuse to plan or write for a community that is no longer served."""
        if not self.community_id.active:
            raise UserError(
                self.env._(
                    "%s is archived: unarchive it first, nothing is imported into it "
                    "meanwhile.",
                    self.community_id.name,
                )
            )

    def _expect_state(self, *states):
        """Refuse a step out of turn, e.g. from a page that is no longer current."""
        if self.state not in states:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Import %(name)s is in the state %(state)s: reload the page.",
                    name=self.name,
                    state=labels[self.state],
                )
            )

    def _unit_prefixes(self):
        """Return the names of the community that may stand before a unit code."""
        others = (self.community_id.alias_names or "").replace("，", ",").split(",")
        return [name for name in (self.community_id.name, *others) if name.strip()]

    # ------------------------------------------------------------
    # PLANNING
    # ------------------------------------------------------------

    def _plan(self):
        """Return what the files would do to the stored records as they are now."""
        plan = self._read_rows()
        for reader in self._readers():
            self.env[reader]._plan(self, plan)
        self._plan_cut_over(plan)
        return plan

    @api.model
    def _readers(self):
        """Return the readers in the order in which rows may speak of each other."""
        return (
            "estate.import.units",
            "estate.import.occupants",
            "estate.import.opening",
            "estate.import.mandates",
        )

    def _plan_cut_over(self, plan):
        """Plan that nothing before the cut-over is ever billed (design §2.2)."""
        self._check_cut_over()
        community = self.community_id
        vals = {"cut_over": self.cut_over}
        found = {"id": community.id, "cut_over": community.cut_over}
        model = "estate.community"
        plan.put(model, community.id, vals, found, label=community.name)
        model = "estate.fee.assignment"
        early = self.env[model].search(
            [
                ("community_id", "=", community.id),
                "|",
                ("billing_start", "=", False),
                ("billing_start", "<", self.cut_over),
            ]
        )
        for known in early:
            vals = {"billing_start": self.cut_over}
            found = {"id": known.id, "billing_start": known.billing_start}
            plan.put(model, known.id, vals, found, label=known.display_name)

    def _check_cut_over(self):
        """Refuse to move the cut-over of a community that has bills."""
        current = self.community_id.cut_over
        if not current or current == self.cut_over:
            return
        billed = self.env["account.move.line"].search_count(
            [
                ("estate_assignment_id.community_id", "=", self.community_id.id),
                ("parent_state", "=", "posted"),
            ],
            limit=1,
        )
        if billed:
            raise UserError(
                self.env._(
                    "%(community)s has bills already: its billing started on %(day)s.",
                    community=self.community_id.name,
                    day=fields.Date.to_string(current),
                )
            )
