from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from . import setup_needs as needs


class EstateSetupLine(models.TransientModel):
    """One account, journal, tax or sequence that the set-up proposes."""

    _name = "estate.setup.line"
    _description = "Accounting Set-up Line"
    _order = "sequence, id"

    setup_id = fields.Many2one("estate.setup", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="setup_id.company_id")
    sequence = fields.Integer()
    kind = fields.Selection(
        [
            ("account", "Account"),
            ("journal", "Journal"),
            ("tax", "Tax"),
            ("sequence", "Number Sequence"),
        ],
        required=True,
    )
    key = fields.Char(required=True)
    name = fields.Char(required=True)
    wanted = fields.Boolean(default=True)
    kept = fields.Boolean("Set Up Already", readonly=True)
    code = fields.Char()
    account_type = fields.Char()
    journal_type = fields.Char()
    percent = fields.Float()
    account_id = fields.Many2one(
        "account.account",
        "Use Existing Account",
        domain="[('company_ids', 'in', company_id)]",
    )
    journal_id = fields.Many2one(
        "account.journal",
        "Use Existing Journal",
        domain="[('company_id', '=', company_id), ('type', '=', journal_type)]",
    )
    tax_id = fields.Many2one(
        "account.tax",
        "Use Existing Tax",
        domain="[('company_id', '=', company_id), ('type_tax_use', '=', 'sale')]",
    )
    step = fields.Selection(
        [
            ("kept", "Set up already"),
            ("use", "Use existing"),
            ("make", "Create"),
            ("skip", "Leave out"),
        ],
        "What Will Happen",
        compute="_compute_step",
    )
    result = fields.Selection(
        [
            ("kept", "Kept"),
            ("used", "Existing one used"),
            ("made", "Created"),
            ("skipped", "Not set up"),
        ],
        readonly=True,
    )

    @api.depends("wanted", "kept", "account_id", "journal_id", "tax_id")
    def _compute_step(self):
        for line in self:
            if line.kept:
                line.step = "kept"
            elif not line.wanted:
                line.step = "skip"
            else:
                line.step = "use" if line._existing() else "make"

    def _existing(self):
        return self.account_id or self.journal_id or self.tax_id

    # ------------------------------------------------------------------
    # APPLY
    # ------------------------------------------------------------------

    def _apply(self):
        """Make the line true and return what was done (``result``)."""
        self.ensure_one()
        if self.step in ("kept", "skip"):
            return {"kept": "kept", "skip": "skipped"}[self.step]
        result = "used" if self._existing() else "made"
        getattr(self, f"_apply_{self.kind}")()
        self.kept = True
        return result

    def _apply_account(self):
        need = next(need for need in needs.ACCOUNTS if need.key == self.key)
        if not self.account_id:
            self._check_code_is_given()
            self.account_id = self._make_account(need)
        if need.reconcile and not self.account_id.reconcile:
            self.account_id.reconcile = True
        self.company_id[need.setting] = self.account_id

    def _make_account(self, need):
        account = self.env["account.account"].create(
            {
                "name": self.name,
                "code": self.code,
                "account_type": need.account_type,
                "reconcile": need.reconcile,
                "company_ids": [Command.set(self.company_id.ids)],
            }
        )
        self._translate(account, need.name)
        return account

    def _check_code_is_given(self):
        if not self.code:
            raise UserError(
                self.env._("Give %(name)s a code, or an existing one.", name=self.name)
            )

    def _translate(self, record, term, **values):
        """Name what we made in every installed language, unless the user named it."""
        if self.name != self.env._(term):
            return
        for lang, _name in self.env["res.lang"].get_installed():
            translated = self.with_context(lang=lang).env._(term)
            record.with_context(lang=lang).name = translated

    # ------------------------------------------------------------------
    # JOURNALS AND PAYMENT METHODS
    # ------------------------------------------------------------------

    def _apply_journal(self):
        need = next(need for need in needs.JOURNALS if need.key == self.key)
        made = not self.journal_id
        if made:
            self._check_code_is_given()
            self.journal_id = self._make_journal(need)
        if need.setting:
            self.company_id[need.setting] = self.journal_id
        if need.channel:
            self._offer_channel(need, made)

    def _make_journal(self, need):
        journal = self.env["account.journal"].create(
            {
                "name": self.name,
                "code": self.code,
                "type": need.type,
                "company_id": self.company_id.id,
            }
        )
        self._translate(journal, need.name)
        return journal

    def _offer_channel(self, need, made):
        """Give the journal a way in and a way out for the counter's channel.

        A journal of our own uses the methods core gave it; one that was there keeps
        its methods as they are and gets two more. Nobody is paid by collection.
        """
        ways = dict(
            zip(("inbound", "outbound"), self._transit_accounts(need), strict=True)
        )
        if not need.at_counter:
            del ways["outbound"]
        for direction, account in ways.items():
            lines = self.journal_id[f"{direction}_payment_method_line_ids"]
            line = lines[:1] if made else self._new_method(direction)
            line.write(
                {
                    "name": self.env._(needs.CHANNEL_NAMES[need.channel]),
                    "estate_at_counter": need.at_counter,
                    "estate_channel": need.channel,
                    "payment_account_id": account.id,
                }
            )

    def _new_method(self, direction):
        manual = self.env.ref(f"account.account_payment_method_manual_{direction[:-5]}")
        return self.env["account.payment.method.line"].create(
            {
                "name": f"{self.name} {direction}",
                "payment_method_id": manual.id,
                "journal_id": self.journal_id.id,
            }
        )

    def _transit_accounts(self, need):
        """Return where money in and money out lie until the bank confirms them.

        Cash is in the till at once. Bank transfers use the chart's outstanding
        accounts, so that statements find them; other channels have one of their own.
        """
        if need.channel == "cash":
            return (self.journal_id.default_account_id,) * 2
        outstanding = self._outstanding_accounts()
        if need.channel == "transfer" and all(outstanding):
            return outstanding
        return (self._make_transit_account(outstanding[0]),) * 2

    def _outstanding_accounts(self):
        chart = self.env["account.chart.template"].with_company(self.company_id.root_id)
        empty = self.env["account.account"]
        return tuple(
            chart.ref(
                f"account_journal_payment_{side}_account_id", raise_if_not_found=False
            )
            or empty
            for side in ("debit", "credit")
        )

    def _make_transit_account(self, outstanding):
        start = outstanding.code or needs.FIRST_CODES["asset_current"]
        accounts = self.env["account.account"]
        return accounts.create(
            {
                "name": self.env._("%(journal)s in Transit", journal=self.name),
                "code": accounts._search_new_account_code(start),
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(self.company_id.ids)],
            }
        )

    # ------------------------------------------------------------------
    # TAXES AND NUMBERS
    # ------------------------------------------------------------------

    def _apply_tax(self):
        setting = {key: setting for key, _name, setting in needs.TAXES}[self.key]
        if not self.tax_id:
            self.tax_id = self._make_tax()
        self.company_id[setting] = self.tax_id

    def _make_tax(self):
        """Return a price-included tax with the accounts of the company's own taxes."""
        taxes = self.env["account.tax"]
        same = self.setup_id._sale_tax_domain(self.company_id, self.percent)
        model = taxes.search(same, limit=1) or self.company_id.account_sale_tax_id
        if not model:
            raise UserError(
                self.env._(
                    "Make a sales tax first: %(name)s needs one.", name=self.name
                )
            )
        vals = {
            "name": self.env._("%(percent)s%% Included", percent=f"{self.percent:g}"),
            "amount": self.percent,
            "price_include_override": "tax_included",
        }
        if model.amount != self.percent:
            vals["tax_group_id"] = self._tax_group().id
        return model.copy(vals)

    def _tax_group(self):
        name = self.env._("Tax %(percent)s%%", percent=f"{self.percent:g}")
        return self.env["account.tax.group"].create(
            {"name": name, "company_id": self.company_id.id}
        )

    def _apply_sequence(self):
        codes = {key: code for key, _name, code, _prefix in needs.SEQUENCES}
        self.env["ir.sequence"].create(
            {
                "name": self.name,
                "code": codes[self.key],
                "prefix": self.code,
                "padding": 6,
                # A receipt book has no gap: the number waits for the commit.
                "implementation": "no_gap",
                "company_id": self.company_id.id,
            }
        )
