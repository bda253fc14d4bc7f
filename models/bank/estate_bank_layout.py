import json
import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.bank.layout_fault import LayoutError
from ...engine.bank.layout_parse import parse_layout
from ...engine.bank.pain008 import VERSIONS
from .bank_messages import layout_fault_text

PURPOSES = [
    ("request", "Request to the Bank"),
    ("return", "Return of the Bank"),
    ("pain008", "Request, ISO 20022 pain.008"),
    ("pain002", "Return, ISO 20022 pain.002"),
]
DEFINED = ("request", "return")
"""Purposes whose files are described by a definition; ISO messages describe
themselves."""
PLACE = re.compile(r"\[\s+(\d+),\s+(\d+)\s+\]")
ANY_CODE = {"?": "stop"}
"""Stands for the codes of a profile while a definition without codes is checked."""


class EstateBankLayout(models.Model):
    """How the records of a bank's collection file lie in it, as an administrator
    writes it down (B-03). The shape is told in ``engine/bank/layout.py``."""

    _name = "estate.bank.layout"
    _description = "Bank File Layout"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    purpose = fields.Selection(
        PURPOSES, required=True, default="request", tracking=True
    )
    definition = fields.Text(
        default=lambda self: self._default_definition(),
        help="The layout as JSON: where each field lies, how amounts and dates are "
        "written, what the header and trailer add up.",
    )
    pain_version = fields.Selection(
        [(version, version) for version in VERSIONS],
        "Version",
        default=VERSIONS[-1],
        help="Of the message that the bank takes.",
    )
    fault_text = fields.Text("What Is Wrong", compute="_compute_fault_text")
    note = fields.Text(help="Where the bank describes the file, whom to ask.")

    # ------------------------------------------------------------
    # DEFAULTS
    # ------------------------------------------------------------

    @api.model
    def _default_definition(self):
        """A fixed-width file of a header and its deductions, to be changed."""
        return self._spelled(
            {
                "encoding": "gbk",
                "amount": "cents",
                "header": {
                    "mark": "H",
                    "account": [2, 26],
                    "date": [27, 34],
                    "count": [35, 42],
                    "total": [43, 57],
                },
                "detail": {
                    "mark": "D",
                    "sequence": [2, 9],
                    "account": [10, 34],
                    "amount": [35, 49],
                    "name": [50, 89],
                },
            }
        )

    @api.model
    def _spelled(self, source):
        """Return a definition as JSON that people read: a place stays on its line."""
        text = json.dumps(source, ensure_ascii=False, indent=2)
        return PLACE.sub(r"[\1, \2]", text)

    # ------------------------------------------------------------
    # COMPUTE
    # ------------------------------------------------------------

    @api.depends("definition", "purpose")
    def _compute_fault_text(self):
        """Say while it is written what is wrong with it, each with its place."""
        for layout in self:
            layout.fault_text = "\n".join(layout._faults()) or False

    # ------------------------------------------------------------
    # CONSTRAINTS
    # ------------------------------------------------------------

    @api.constrains("definition", "purpose")
    def _check_definition(self):
        for layout in self:
            if faults := layout._faults():
                title = self.env._("Layout %(name)s cannot be used:", name=layout.name)
                raise ValidationError("\n".join([title, *faults]))

    def _faults(self):
        """Return what is wrong with the definition, in words."""
        if self.purpose not in DEFINED:
            return []
        try:
            layout = parse_layout(self._source(ANY_CODE))
        except LayoutError as error:
            return [layout_fault_text(self.env, fault) for fault in error.faults]
        except ValueError as error:
            return [str(error)]
        return self._lacking(layout)

    def _lacking(self, layout):
        """Return what a readable layout lacks for its purpose."""
        if self.purpose == "request" and not layout.encoding:
            return [self.env._("A file that is written needs its “encoding”.")]
        needed = {
            "request": ("account", "amount"),
            "return": ("account", "amount", "code"),
        }[self.purpose]
        return [
            self.env._("The detail of this file needs “%(field)s”.", field=name)
            for name in needed
            if not layout.detail.field(name)
        ]

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for layout, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=layout.name)
        return vals_list

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_try(self):
        """Ask for a file, to see what this layout reads in it."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try a File: %(layout)s", layout=self.name),
            "res_model": "estate.bank.layout.try",
            "view_mode": "form",
            "target": "new",
            "context": {"default_layout_id": self.id},
        }

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _layout(self, codes=None):
        """Return the checked layout; ``codes`` {code: outcome} add to its own.

        :raises UserError: for a purpose without a definition
        """
        self.ensure_one()
        if self.purpose not in DEFINED:
            raise UserError(
                self.env._(
                    "%(layout)s is a message of ISO 20022: it has no definition.",
                    layout=self.name,
                )
            )
        return parse_layout(self._source(codes or {}))

    def _source(self, codes):
        """Return the definition as the parser takes it, with these codes in it.

        :raises ValueError: with a sentence, when it is not JSON
        """
        try:
            source = json.loads(self.definition or "{}")
        except (ValueError, RecursionError) as error:
            raise ValueError(self._not_json(error)) from error
        if not isinstance(source, dict) or not codes:
            return source
        own = source.get("codes") or {}
        return source | {"codes": own | codes if isinstance(own, dict) else own}

    def _not_json(self, error):
        """Say where the definition ceases to be JSON."""
        if isinstance(error, json.JSONDecodeError):
            return self.env._(
                "Line %(line)s, column %(column)s: this is not JSON. Texts and names "
                "stand in double quotation marks, parts are parted by commas.",
                line=error.lineno,
                column=error.colno,
            )
        return self.env._("This is not JSON.")

    def _own_codes(self):
        """Return the result codes that the definition tells: {code: outcome}."""
        if self.purpose not in DEFINED or self._faults():
            return {}
        codes = self._layout(ANY_CODE).codes
        return {
            code: outcome.value
            for code, outcome in codes.items()
            if code not in ANY_CODE
        }
