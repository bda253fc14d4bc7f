from odoo import api, fields, models
from odoo.tools import format_amount

KINDS = [
    ("say", "Say"),
    ("do", "Do"),
    ("paper", "Ask For"),
    ("fee", "What It Costs"),
]


class EstateScenario(models.Model):
    """What a resident comes for, and how he is received (R-315).

    The words and gestures of the service standard, the documents that are asked for
    and the fees that are told. They are data: every centre words them in its own way.
    """

    _name = "estate.scenario"
    _description = "Scenario at the Counter"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    icon = fields.Char(default="fa-comments-o", help="A name of Font Awesome.")
    is_explained = fields.Boolean(
        "Explain Rule",
        help="What is not explained within the minutes of the settings moves up "
        "(R-308).",
    )
    for_manager = fields.Boolean(
        "Wants the Manager",
        help="When he is absent, name and telephone are noted and passed on; what is "
        "urgent is told him by telephone at once (R-314).",
    )
    type_id = fields.Many2one(
        "estate.request.type",
        "Registers",
        help="The request that the scenario begins with.",
    )
    line_ids = fields.One2many(
        "estate.scenario.line", "scenario_id", "Script", copy=True
    )

    _code_uniq = models.UniqueIndex("(code)", "The code of a scenario is used once.")

    def _start(self, unit, reception):
        """Return the action that the scenario begins with, or nothing.

        Rooms that know more than the desk open their own screens.

        :param unit: the unit on the screen, may be empty
        :param reception: the visitor who is served, may be empty
        """
        self.ensure_one()
        if not self.type_id:
            return False
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Request"),
            "res_model": "estate.request",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_unit_id": unit.id,
                "default_type_id": self.type_id.id,
                "default_channel": "walk_in",
            },
        }

    def _sheet(self, unit):
        """Return the script for the screen: what is said, asked for and charged.

        :return: dict(id, name, code, starts, lines, papers, fees)
        """
        self.ensure_one()
        lines = self.line_ids
        return {
            "id": self.id,
            "name": self.name,
            "code": self.code,
            "for_manager": self.for_manager,
            "starts": bool(self._start(unit, self.env["estate.reception"])),
            "lines": [
                {"id": line.id, "kind": line.kind, "when": line.when, "text": line.text}
                for line in lines
                if line.kind in ("say", "do")
            ],
            "papers": [
                {"id": line.id, "when": line.when, "text": line.text}
                for line in lines
                if line.kind == "paper"
            ],
            "fees": self._fees(unit),
        }

    def _fees(self, unit):
        """Return the rows of the fee sheet, by the prices of the unit's company."""
        company = unit.company_id or self.env.company
        fees = self.line_ids.filtered(lambda line: line.kind == "fee")
        return [line._fee(company) for line in fees]


class EstateScenarioLine(models.Model):
    """One sentence, gesture, document or fee of a scenario."""

    _name = "estate.scenario.line"
    _description = "Line of a Script"
    _order = "scenario_id, sequence, id"
    _rec_name = "text"

    scenario_id = fields.Many2one(
        "estate.scenario", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True, default="say")
    when = fields.Char(
        "Applies When", translate=True, help="When it applies: Finance is away."
    )
    text = fields.Text("Wording", required=True, translate=True)
    card_kind = fields.Selection(
        [("parking", "Parking"), ("door", "Door"), ("renovation", "Renovation")],
        "Deposit for a Card",
        help="The fee sheet tells what the company takes for such a card.",
    )

    @api.depends("text")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.text

    def _fee(self, company):
        """Return a row of the fee sheet: what it is for, and how much it is.

        :return: dict(id, when, text, amount, note); amount empty where none is known
        """
        self.ensure_one()
        row = {"id": self.id, "when": self.when, "text": self.text}
        types = self.env["estate.access.card.type"]
        if self.card_kind:
            domain = [("kind", "=", self.card_kind), ("company_id", "=", company.id)]
            types = types.search(domain, limit=1)
        amount = types and format_amount(self.env, types.deposit, types.currency_id)
        return row | {"amount": amount or "", "note": types.fee_standard or ""}
