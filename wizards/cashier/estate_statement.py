from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_list

from .statement_query import read_accounts
from .statement_words import StatementWords

REPORT = "estate_service.action_report_statement"


class EstateStatement(models.TransientModel):
    """对账单: the account of units over a time, straight from the general ledger.

    Opening balance, every bill, payment, credit note and applied prepayment with a
    running balance; the closing balance is that of the unit's receivable items.
    """

    _name = "estate.statement"
    _description = "Unit Statement"

    unit_ids = fields.Many2many("estate.unit", string="Units", required=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Payer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        help="Empty: the screen shows everybody who is charged for the units, and the "
        "paper of each unit its present payer alone: debts of others are not his "
        "business (R-116).",
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1),
    )
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    line_ids = fields.One2many(
        "estate.statement.line",
        "statement_id",
        "Lines",
        compute="_compute_line_ids",
        store=True,
    )

    _dates_ordered = models.Constraint(
        "CHECK(date_to >= date_from)", "A statement cannot end before it starts."
    )

    @api.depends("unit_ids")
    def _compute_partner_id(self):
        """The present payer, where all the units have the same."""
        for statement in self:
            payers = {unit.payer_id or unit.owner_id for unit in statement.unit_ids}
            statement.partner_id = payers.pop() if len(payers) == 1 else False

    @api.depends("unit_ids", "partner_id", "date_from", "date_to")
    def _compute_line_ids(self):
        for statement in self:
            sections = statement._sections() if statement._is_complete() else []
            vals_list = [vals for section in sections for vals in _line_vals(section)]
            statement.line_ids = [Command.clear()] + [
                Command.create({**vals, "sequence": sequence})
                for sequence, vals in enumerate(vals_list)
            ]

    def _is_complete(self):
        dates = self.date_from and self.date_to
        return bool(self.unit_ids and dates and self.date_from <= self.date_to)

    # ----------------------------------------------------------------- ACTIONS

    def action_print(self):
        self.check_access("read")
        return self.env.ref(REPORT).report_action(self.ids, config=False)

    # ---------------------------------------------------------------- SECTIONS

    def _sections(self, by_reader=False):
        """Return one dictionary of values per unit, in the units' order.

        :param by_reader: the account of each unit's payer alone and in his language,
            for the paper; else for the screen, in the user's language
        """
        self.ensure_one()
        units = self.unit_ids._origin or self.unit_ids
        units.check_access("read")
        # Who may see a unit at the counter may see its account; the journal
        # items behind it are closed to him.
        units = units.sudo()
        partner = self.partner_id.with_env(units.env)
        readers = {unit.id: partner or unit.payer_id or unit.owner_id for unit in units}
        payers = readers if by_reader or self.partner_id else None
        accounts = read_accounts(units, payers, self.date_from, self.date_to)
        words = StatementWords(self._moves(accounts))
        sections = []
        for unit in units:
            reader = readers[unit.id]
            lang = (by_reader and reader.lang) or self.env.lang or "en_US"
            section = self._section(
                unit.with_context(lang=lang), accounts[unit.id], words
            )
            sections.append({**section, "reader": reader, "lang": lang})
        return sections

    def _section(self, unit, account, words):
        currency = unit.currency_id
        rows = self._rows(unit, account, words)
        opening = currency.round(account.due.opening)
        return {
            "unit": unit,
            "currency": currency,
            "rows": rows,
            "opening": opening,
            "debit": currency.round(account.due.debit),
            "credit": currency.round(account.due.credit),
            "closing": rows[-1]["balance"] if rows else opening,
            "prepaid": _held(account.prepaid, currency),
            "deposit": _held(account.deposit, currency),
        }

    def _rows(self, unit, account, words):
        """Rows with a running balance; names of payers where there are several."""
        payers = {partner for row in account.rows for partner in row[-1]}
        moves = words.moves.with_env(unit.env)
        balance, rows = account.due.opening, []
        for date, move_id, debit, credit, names, partners in account.rows:
            balance = unit.currency_id.round(balance + debit - credit)
            move = moves.browse(move_id).with_prefetch(moves.ids)
            lines = words.lines(move, names)
            if len(payers) > 1:
                people = unit.env["res.partner"].browse(partners)
                lines.append(format_list(unit.env, people.mapped("name")))
            rows.append(
                {
                    "date": date,
                    "document": words.document(move),
                    "name": "\n".join(lines),
                    "debit": debit,
                    "credit": credit,
                    "balance": balance,
                }
            )
        return rows

    def _moves(self, accounts):
        """The entries of all rows."""
        move_ids = {row[1] for account in accounts.values() for row in account.rows}
        # See _sections: checked by unit.
        return self.env["account.move"].sudo().browse(sorted(move_ids))


def _line_vals(section):
    """Values of the rows on the screen: opening balance, then the entries."""
    common = {"unit_id": section["unit"].id, "currency_id": section["currency"].id}
    yield {
        **common,
        "name": section["unit"].env._("Balance carried forward"),
        "balance": section["opening"],
    }
    for row in section["rows"]:
        yield {**common, **row}


def _held(flow, currency):
    """What the company holds for the payer: credits are positive here."""
    return {
        "opening": currency.round(-flow.opening),
        "received": currency.round(flow.credit),
        "used": currency.round(flow.debit),
        "closing": currency.round(flow.credit - flow.debit - flow.opening),
    }
