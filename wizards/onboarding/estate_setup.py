from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from . import setup_needs as needs


class EstateSetup(models.TransientModel):
    """Accounting set-up of a company: propose, let people change, apply (§2.14).

    Works on any chart: what is there is used, what is missing is made. Applied again
    it keeps what the company has already and says so.
    """

    _name = "estate.setup"
    _description = "Accounting Set-up"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    has_chart = fields.Boolean(compute="_compute_has_chart")
    chart_template = fields.Selection(
        selection="_selection_chart_template",
        string="Chart of Accounts",
        compute="_compute_chart_template",
        store=True,
        readonly=False,
        precompute=True,
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("applied", "Applied")], default="proposed"
    )
    line_ids = fields.One2many("estate.setup.line", "setup_id")
    account_line_ids = fields.One2many(
        "estate.setup.line", "setup_id", domain=[("kind", "=", "account")]
    )
    journal_line_ids = fields.One2many(
        "estate.setup.line", "setup_id", domain=[("kind", "=", "journal")]
    )
    other_line_ids = fields.One2many(
        "estate.setup.line", "setup_id", domain=[("kind", "in", ("tax", "sequence"))]
    )
    made_count = fields.Integer(compute="_compute_counts")
    kept_count = fields.Integer(compute="_compute_counts")

    # ------------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------------

    @api.model
    def _selection_chart_template(self):
        return self.env["account.chart.template"]._select_chart_template()

    def _compute_display_name(self):
        self.display_name = self.env._("Accounting Set-up")

    @api.depends("company_id")
    def _compute_has_chart(self):
        for setup in self:
            setup.has_chart = self._has_accounts(setup.company_id)

    @api.depends("company_id")
    def _compute_chart_template(self):
        for setup in self:
            setup.chart_template = setup._guess_chart()

    @api.depends("line_ids.result")
    def _compute_counts(self):
        for setup in self:
            results = setup.line_ids.mapped("result")
            setup.made_count = results.count("made")
            setup.kept_count = results.count("kept")

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        setups = super().create(vals_list)
        for setup in setups:
            setup._check_may_set_up()
            setup.line_ids = setup._propose(setup.company_id)
        return setups

    # ------------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------------

    @api.model
    def action_open(self):
        """Open the set-up of the current company, with a fresh proposal."""
        setup = self.create({"company_id": self.env.company.id})
        return setup._reopen()

    def action_load_chart(self):
        """Load the chart of accounts into a company that has none, then propose."""
        self.ensure_one()
        self._check_may_set_up()
        self._load_chart(self.company_id, self.chart_template)
        self._propose_again()
        return self._reopen()

    def action_apply(self):
        """Make what is proposed; what the company has already is kept."""
        self.ensure_one()
        self._check_may_set_up()
        if not self._has_accounts(self.company_id):
            raise UserError(
                self.env._("Load a chart of accounts first: there is none yet.")
            )
        # Journals and accounts belong to accounting advisers; the role was checked.
        lines = self.sudo().with_company(self.company_id).line_ids
        for line in lines:
            line.result = line._apply()
        self.state = "applied"
        return self._reopen()

    def action_propose_again(self):
        """Look at the company anew."""
        self.ensure_one()
        self._check_may_set_up()
        self._propose_again()
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Accounting Set-up"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    def _propose_again(self):
        self.line_ids.unlink()
        self.write({"state": "proposed", "line_ids": self._propose(self.company_id)})

    # ------------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------------

    @api.model
    def _set_up(self, company):
        """Set a company up with the proposals as they are; load a chart if none.

        For demo data, benchmarks and tests. Returns the applied wizard.
        """
        if not self._has_accounts(company):
            guess = self.new({"company_id": company.id})._guess_chart()
            self._load_chart(company, guess)
        setup = self.with_company(company).create({"company_id": company.id})
        setup.action_apply()
        return setup

    def _check_may_set_up(self):
        """Let accountants set up the companies they work in, nobody else."""
        if self.env.su:
            return
        if not self.env.user.has_group("estate_service.group_estate_accountant"):
            raise AccessError(self.env._("Only the accountant sets the company up."))
        if self.company_id not in self.env.companies:
            raise AccessError(self.env._("You do not work in this company now."))

    def _guess_chart(self):
        """Return the chart of the company's country; the small Chinese one in China."""
        charts = self.env["account.chart.template"]
        company = self.company_id
        if company.chart_template:
            return company.chart_template
        available = dict(charts._select_chart_template(company.country_id))
        if self._is_chinese(company) and "cn" in available:
            return "cn"
        return next(iter(available), False)

    @api.model
    def _is_chinese(self, company):
        countries = company.country_id | company.account_fiscal_country_id
        return "CN" in countries.mapped("code")

    @api.model
    def _has_accounts(self, company):
        """Whether there is a chart: a template's, its parent's, or one made by hand."""
        # What a company books on is looked at; nothing of it is shown.
        accounts = self.env["account.account"].sudo().with_company(company)
        domain = accounts._check_company_domain(company)
        return all(
            accounts.search_count([*domain, ("account_type", "=", kind)], limit=1)
            for kind in ("asset_receivable", "income")
        )

    @api.model
    def _load_chart(self, company, template):
        if self._has_accounts(company):
            raise UserError(
                self.env._("%(company)s has a chart already.", company=company.name)
            )
        # Core keeps loading a chart for system administrators; the role was checked.
        charts = self.env["account.chart.template"].sudo()
        charts.try_loading(template, company, install_demo=False)

    # ------------------------------------------------------------------
    # PROPOSALS
    # ------------------------------------------------------------------

    @api.model
    def _propose(self, company):
        """Return the commands of the lines proposed for the company."""
        if not self._has_accounts(company):
            return []
        # The chart is read whole to find what fits; nothing is written here.
        setup = self.sudo().with_company(company)
        return [
            Command.create({"sequence": position, **vals})
            for position, vals in enumerate(
                [
                    *setup._propose_accounts(company),
                    *setup._propose_journals(company),
                    *setup._propose_taxes(company),
                    *setup._propose_sequences(company),
                ]
            )
        ]

    @api.model
    def _propose_accounts(self, company):
        names = self._account_names(company)
        taken = set()
        for need in needs.ACCOUNTS:
            account = company[need.setting] or self._find_account(company, need, names)
            code = "" if account else self._free_code(company, need, names, taken)
            taken.add(code)
            yield {
                "kind": "account",
                "key": need.key,
                "name": self.env._(need.name),
                "account_type": need.account_type,
                "account_id": account.id,
                "code": code,
                "kept": bool(company[need.setting]),
            }

    @api.model
    def _account_names(self, company):
        """Return {account: its name in all installed languages, lower case}."""
        accounts = self.env["account.account"].search(
            self.env["account.account"]._check_company_domain(company), order="code"
        )
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        return {
            account: " ".join(
                account.with_context(lang=lang).name or "" for lang in languages
            ).lower()
            for account in accounts
        }

    @api.model
    def _find_account(self, company, need, names):
        """Return an account of the chart that is meant for this need, if any."""
        if need.company_field and company[need.company_field]:
            return company[need.company_field]
        return self._named_account(need, names, need.words)

    @api.model
    def _named_account(self, need, names, words):
        for word in words:
            for account, name in names.items():
                if account.account_type == need.account_type and word in name:
                    return account
        return self.env["account.account"]

    @api.model
    def _free_code(self, company, need, names, taken):
        """Return a free code below or beside the account that is nearest in meaning.

        Charts that number in groups of two digits (2203 → 220301) go one level down,
        others go on counting.
        """
        nearest = self._named_account(need, names, need.beside)
        same_type = [a for a in names if a.account_type == need.account_type]
        start = (nearest or next(iter(same_type), nearest)).code
        start = start or needs.FIRST_CODES[need.account_type]
        if start.isdigit() and len(start) <= 4:
            start += "00"
        accounts = self.env["account.account"].with_company(company)
        return accounts._search_new_account_code(start, cache={start, *taken})

    @api.model
    def _propose_journals(self, company):
        for need in needs.JOURNALS:
            kept = self._kept_journal(company, need)
            journal = kept or self._find_journal(company, need)
            yield {
                "kind": "journal",
                "key": need.key,
                "name": self.env._(need.name),
                "journal_id": journal.id,
                "journal_type": need.type,
                "code": "" if journal else self._free_journal_code(company, need.code),
                "wanted": bool(kept) or not need.chinese or self._is_chinese(company),
                "kept": bool(kept),
            }

    @api.model
    def _kept_journal(self, company, need):
        if need.setting:
            return company[need.setting]
        return self._methods_of(company, need).journal_id[:1]

    @api.model
    def _methods_of(self, company, need):
        return self.env["account.payment.method.line"].search(
            [
                ("journal_id.company_id", "=", company.id),
                ("estate_at_counter", "=", need.at_counter),
                ("estate_channel", "=", need.channel),
            ]
        )

    @api.model
    def _find_journal(self, company, need):
        """Return an existing journal to use: the till and the bank account only.

        The bank collects on the bank account. Bills, adjustments and the other
        channels each have a journal to themselves.
        """
        if need.channel not in ("cash", "transfer", "collection"):
            return self.env["account.journal"]
        return self.env["account.journal"].search(
            [("company_id", "=", company.id), ("type", "=", need.type)], limit=1
        )

    @api.model
    def _free_journal_code(self, company, code):
        used = set(
            self.env["account.journal"]
            .with_context(active_test=False)
            .search([("company_id", "=", company.id)])
            .mapped("code")
        )
        numbered = (f"{code}{number}" for number in range(2, 1000))
        return next(c for c in (code, *numbered) if c not in used)

    @api.model
    def _propose_taxes(self, company):
        for key, name, setting in needs.TAXES:
            tax = company[setting]
            percent, found = (0.0, tax) if key == "agency" else self._fee_tax(company)
            yield {
                "kind": "tax",
                "key": key,
                "name": self.env._(name),
                "tax_id": (tax or found).id,
                "percent": (tax or found).amount or percent,
                "wanted": bool(tax or found or percent),
                "kept": bool(tax),
            }

    @api.model
    def _fee_tax(self, company):
        """Return (percent, tax found): in China 6 % included, else the usual tax."""
        usual = company.account_sale_tax_id
        if not self._is_chinese(company):
            return usual.amount, usual
        percent = needs.CHINESE_FEE_TAX
        taxes = self.env["account.tax"].search(self._sale_tax_domain(company, percent))
        return percent, taxes.filtered("price_include")[:1]

    @api.model
    def _sale_tax_domain(self, company, percent):
        return [
            ("company_id", "=", company.id),
            ("type_tax_use", "=", "sale"),
            ("amount_type", "=", "percent"),
            ("amount", "=", percent),
        ]

    @api.model
    def _propose_sequences(self, company):
        sequences = self.env["ir.sequence"].search(
            [
                ("code", "in", [need[2] for need in needs.SEQUENCES]),
                ("company_id", "=", company.id),
            ]
        )
        found = {sequence.code: sequence for sequence in sequences}
        return [
            {
                "kind": "sequence",
                "key": key,
                "name": self.env._(name),
                "code": found[code].prefix if code in found else prefix,
                "kept": code in found,
            }
            for key, name, code, prefix in needs.SEQUENCES
        ]
