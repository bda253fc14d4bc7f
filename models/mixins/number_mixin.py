from odoo import api, models
from odoo.exceptions import UserError


class EstateNumberMixin(models.AbstractModel):
    """Documents that carry a number of a sequence.

    A model states the sequence's code in ``_number_code``; the number is taken
    when the record is created without one. Working papers share a series of the
    module among all companies, unless a company has a sequence of its own with the
    code; vouchers always have one. A missing sequence is an error, never an empty
    number.
    """

    _name = "estate.number.mixin"
    _description = "Numbered Document"

    _number_code = None
    _number_of_company = False
    """The accounting set-up makes the sequence, one per company; else the module."""

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            if not vals.get("name"):
                vals["name"] = self._next_number(
                    vals.get("company_id") or self.env.company.id
                )
        return super().create(vals_list)

    @api.model
    def _next_number(self, company_id, code=None):
        """Return the next number of the company's sequence of this model.

        :param code: of another sequence that the model's documents count by, too
        :raises UserError: when the sequence was deleted or belongs to another company
        """
        # Numbering is a service of the system: clerks have no right on sequences.
        sequence = self.env["ir.sequence"].sudo()
        code = code or self._number_code
        number = sequence.with_company(company_id).next_by_code(code)
        if not number:
            raise UserError(self._number_missing(company_id, code))
        return number

    @api.model
    def _number_missing(self, company_id, code):
        """Say how the sequence comes back."""
        if self._number_of_company:
            return self.env._(
                "%(company)s has no number sequence %(code)s: ask the accountant to "
                "run the accounting set-up once more (Configuration → Accounting "
                "Set-up), which adds what is missing.",
                # The company's name is no secret to those who write in it.
                company=self.env["res.company"].sudo().browse(company_id).name,
                code=code,
            )
        return self.env._(
            "The number sequence %(code)s is missing: ask the administrator to "
            "upgrade the app, which restores it.",
            code=code,
        )
