from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.res_bank import sanitize_account_number

ACCOUNT_READERS = (
    "estate_service.group_estate_personal_data,"
    "estate_service.group_estate_finance_clerk"
)
"""Who sees whole account numbers, and the signed contract on which one stands: who may
know personal identifiers, and who enters mandates and sends collections. Others see
the last four digits."""
FEWEST_DIGITS = 6


class EstateMandate(models.Model):
    """The account that a mandate names, and who may see its number."""

    _inherit = "estate.mandate"

    bank_account_id = fields.Many2one(
        "res.partner.bank",
        "Bank Account",
        required=True,
        index=True,
        ondelete="restrict",
        groups=ACCOUNT_READERS,
    )
    account_number = fields.Char(
        compute="_compute_account_number",
        inverse="_inverse_account_number",
        search="_search_account_number",
        help="Digits as the bank prints them. An account that is not on file yet is "
        "entered with the mandate.",
    )
    attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Signed Contract",
        copy=False,
        groups=ACCOUNT_READERS,
        # Files of a field are read by who may read the field, see `_own_attachments`.
        bypass_search_access=True,
    )

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("bank_account_id.acc_number")
    @api.depends_context("uid")
    def _compute_account_number(self):
        """Show the whole number to who may know it, else its end."""
        whole = self._may_see_numbers()
        for mandate in self:
            # Read with all rights; what of it is told was decided above.
            number = mandate.sudo().bank_account_id.acc_number or ""
            mandate.account_number = number if whole else _tail(number)

    @api.model
    def _may_see_numbers(self):
        return self.env.su or self.env.user.has_groups(ACCOUNT_READERS)

    def _inverse_account_number(self):
        for mandate in self:
            account = self._account_of(mandate.partner_id, mandate.account_number)
            # Clerks hold no right on bank accounts: this one was found for the holder.
            mandate.sudo().bank_account_id = account

    def _search_account_number(self, operator, value):
        if not self._may_see_numbers():
            return [("id", "=", False)]
        return [("bank_account_id.acc_number", operator, value)]

    # ------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------

    @api.constrains("partner_id", "bank_account_id")
    def _check_account_of_holder(self):
        # Whose account it is, is told to nobody: only that it is another's.
        for mandate in self.sudo():
            holder = mandate.partner_id.commercial_partner_id
            if mandate.bank_account_id.partner_id.commercial_partner_id != holder:
                raise ValidationError(
                    self.env._(
                        "The account of mandate %(mandate)s is not in the name of "
                        "%(holder)s.",
                        mandate=mandate.name,
                        holder=mandate.partner_id.name,
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        mandates = super().create(vals_list)
        mandates._own_attachments()
        return mandates

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._own_attachments()
        return result

    def _own_attachments(self):
        """Tie the scanned contract to its mandate and field: who reads the whole
        account number reads the contract as well, nobody else."""
        for mandate in self:
            mandate.attachment_ids.filtered(mandate._is_fresh).write(
                {
                    "res_model": self._name,
                    "res_field": "attachment_ids",
                    "res_id": mandate.id,
                }
            )

    def _is_fresh(self, file):
        """Whether a file was uploaded just now: to no record yet, or to this one."""
        here = (file.res_model, file.res_id) == (self._name, self.id)
        return not file.res_id or (here and not file.res_field)

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    @api.model
    def _with_account(self, vals):
        """Return values for a new record with the account instead of its number."""
        if not vals.get("account_number") or vals.get("bank_account_id"):
            return vals
        unit = self.env["estate.unit"].browse(vals.get("unit_id"))
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        partner = partner or unit.payer_id or unit.owner_id
        account = self._account_of(partner, vals["account_number"])
        kept = {name: vals[name] for name in vals if name != "account_number"}
        return {**kept, "partner_id": partner.id, "bank_account_id": account.id}

    @api.model
    def _account_of(self, partner, number):
        """Return the holder's account of this number; enter it when it is not on file.

        :raises AccessError: when the user may not know the holder
        :raises UserError: when it is no number, or somebody else's account
        """
        partner.check_access("read")
        digits = sanitize_account_number(number or "")
        if not partner or sum(map(str.isdigit, digits)) < FEWEST_DIGITS:
            raise UserError(
                self.env._(
                    "“%(number)s” is not an account number.", number=number or ""
                )
            )
        self._check_may_enter()
        company = partner.company_id or self.env.company
        # Clerks hold no right on bank accounts; theirs to enter mandates was checked.
        accounts = self.env["res.partner.bank"].sudo()
        known = accounts.search(
            [
                ("sanitized_acc_number", "=", digits),
                ("company_id", "in", [False, company.id]),
            ]
        )
        own = known.filtered(
            lambda account: account.partner_id.commercial_partner_id
            == partner.commercial_partner_id
        )
        if known and not own:
            raise UserError(
                self.env._(
                    "Account %(number)s is on file for somebody else: check the "
                    "number, and who holds it.",
                    number=number,
                )
            )
        return own[:1] or accounts.create(
            {
                "acc_number": number.strip(),
                "partner_id": partner.commercial_partner_id.id,
                # Debited by mandate; money is never paid out to it unasked.
                "allow_out_payment": False,
            }
        )

    @api.model
    def _check_may_enter(self):
        """Let nobody add accounts to people who may not enter mandates."""
        self.check_access("create")


def _tail(number):
    """Return the end of an account number, enough to compare with a card."""
    digits = sanitize_account_number(number)
    return f"…{digits[-4:]}" if digits else ""
