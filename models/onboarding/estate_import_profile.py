import re

from odoo import api, fields, models

from ...engine.unit_code import normalise

VALUES = [
    ("home", "Home"),
    ("shop", "Shop"),
    ("office", "Office"),
    ("parking", "Parking Space"),
    ("store", "Store Room"),
    ("unsold", "Unsold"),
    ("undelivered", "Undelivered"),
    ("delivered", "Delivered"),
    ("renovating", "Renovating"),
    ("occupied", "Occupied"),
    ("let", "Let"),
    ("vacant", "Vacant"),
    ("owner", "Owner"),
    ("co_owner", "Co-owner"),
    ("tenant", "Tenant"),
    ("family", "Family Member"),
    ("staff", "Staff"),
    ("agent", "Agent"),
    ("male", "Male"),
    ("female", "Female"),
    ("yes", "Yes"),
    ("no", "No"),
    ("arrears", "Arrears"),
    ("prepay", "Prepayment"),
    ("deposit", "Deposit"),
]
_SEPARATORS = re.compile(r"[,，;；、\n]+")
_IN_BRACKETS = re.compile(r"[(\[].*?[)\]]")
_NOISE = re.compile(r"[\s*:_./]+")


def header_key(text):
    """Reduce a header or a word to what counts when two are compared.

    Width, case, blanks, marks of a required column and units in brackets do not:
    ``*建筑面积（㎡）`` is ``建筑面积``.
    """
    text = normalise(str(text)).casefold()
    return _NOISE.sub("", _IN_BRACKETS.sub("", text)) or _NOISE.sub("", text)


class EstateImportProfile(models.Model):
    """How the files of one origin name their columns and values.

    A profile without company is shipped with the module and serves everyone; what
    a user teaches an import is kept in a profile of his company.
    """

    _name = "estate.import.profile"
    _description = "Import Profile"
    _order = "company_id, name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index=True,
        default=lambda self: self.env.company,
        help="Empty: shipped for every company.",
    )
    line_ids = fields.One2many(
        "estate.import.profile.line", "profile_id", "Words", copy=True
    )

    # ---- Business -------------------------------------------------------------

    @api.model
    def _default_for(self, company):
        """Return the profile last made by the company, else the shipped one."""
        own = self.search([("company_id", "=", company.id)], order="id desc", limit=1)
        return own or self.search([("company_id", "=", False)], limit=1)

    def _synonyms(self, kind):
        """Return {key of the field: headers it may bear} for one kind of sheet."""
        lines = self.line_ids.filtered(
            lambda line: line.field_id.kind == kind and not line.value
        )
        return {line.field_id.key: line._texts() for line in lines}

    def _value_map(self, kind, key):
        """Return {word: technical value} of one field, e.g. 住宅 → home."""
        found = {}
        for line in self.line_ids:
            if line.field_id.kind == kind and line.field_id.key == key and line.value:
                found.update(dict.fromkeys(line._words(), line.value))
        return found

    def _learn(self, columns, name):
        """Return a company profile that knows these columns' headers.

        A shipped profile is left as it is: the company gets a copy to grow.
        """
        profile = self
        if not self.company_id:
            company = columns.import_id.company_id
            profile = self.copy({"company_id": company.id, "name": name})
        for column in columns.filtered("field_id"):
            profile._learn_header(column.field_id, column.header)
        return profile

    def _learn_header(self, target, header):
        """Make the header mean the target, here and nowhere else in this kind."""
        word = header_key(header)
        lines = self.line_ids.filtered(
            lambda line: line.field_id.kind == target.kind and not line.value
        )
        for line in lines.filtered(
            lambda line: line.field_id != target and word in line._words()
        ):
            line.synonyms = "、".join(
                text for text in line._texts() if header_key(text) != word
            )
        line = lines.filtered(lambda line: line.field_id == target)[:1]
        if not line:
            vals = {"profile_id": self.id, "field_id": target.id, "synonyms": header}
            line.create(vals)
        elif word not in line._words():
            line.synonyms = "、".join(filter(None, [line.synonyms, header]))


class EstateImportProfileLine(models.Model):
    """Words for a column, or for one value that may stand in it."""

    _name = "estate.import.profile.line"
    _description = "Words of an Import Profile"
    _order = "profile_id, kind, field_id, value, id"

    profile_id = fields.Many2one(
        "estate.import.profile", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="profile_id.company_id", store=True, index=True
    )
    field_id = fields.Many2one("estate.import.field", "Meaning", required=True)
    kind = fields.Selection(related="field_id.kind", store=True)
    value = fields.Selection(
        VALUES,
        help="Empty: the words are headers of the column. Else they are spellings of "
        "this value in its cells.",
    )
    synonyms = fields.Text(
        "Words", help="Separated by commas or 、. Width and case do not matter."
    )

    def _texts(self):
        """Return the words as they were typed."""
        texts = _SEPARATORS.split(self.synonyms or "")
        return [text.strip() for text in texts if text.strip()]

    def _words(self):
        """Return the words as they are compared."""
        return [header_key(text) for text in self._texts()]
