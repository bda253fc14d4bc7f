from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .estate_statement_import import ACCOUNTANT

PAGE = 40
"""Lines that the workbench shows at once."""
DEBTS = ("asset_receivable", "liability_payable", "off_balance")
"""Accounts on which bills are paid: these are chosen as bills."""
KINDS = {
    "certain": [("is_certain", "=", True)],
    "ambiguous": [("verdict", "in", ("ambiguous", "incomplete", "vague"))],
    "uncertain": [("verdict", "in", ("uncertain", "unexplained", "amount_only"))],
    "no_fee": [("verdict", "=", "not_a_fee")],
    "nothing": [("verdict", "=", "nothing")],
}
"""Verdicts that ask for the same of a person."""


class EstateReconWorkbench(models.AbstractModel):
    """What the matching screen of the accountant shows (B-02).

    It reads core's bank lines only: Enterprise's and OCA's screens see the same
    matches, and lines that were matched there leave this one.
    """

    _name = "estate.recon.workbench"
    _description = "Matching of Bank Lines"

    @api.model
    def _check_accountant(self):
        if not (self.env.su or self.env.user.has_group(ACCOUNTANT)):
            raise AccessError(self.env._("Only the accountant matches bank lines."))

    # ------------------------------------------------------------
    # LOAD
    # ------------------------------------------------------------

    @api.model
    def load_page(self, journal_id=False, kind="all", text="", offset=0):
        """Return a page of bank lines with what is proposed for them.

        :param journal_id: a bank; else the first that has lines left
        :param kind: a key of :data:`KINDS`, ``waiting`` for what was not looked at
            yet, ``other`` for what never is, ``all``, or ``done`` for what is matched
        :param text: part of the payer's name, account or text, or an amount
        :return: dict(journals, journal_id, kinds (numbers of lines), lines, count,
            offset, page (its size), threshold (per cent), currency_id, working); the
            shape of a line is told in :meth:`_line_values`
        """
        self._check_accountant()
        journals = self._journals()
        journal = journals.filtered(lambda one: one.id == journal_id)
        journal = journal or self._busiest(journals)
        domain = self._domain(journal, kind) & self._text_domain(text)
        lines = self.env["account.bank.statement.line"]
        offset = max(0, int(offset))
        counts = self._counts(journal)
        page = lines.search(
            domain, offset=offset, limit=PAGE, order="internal_index desc"
        )
        return {
            "journals": [{"id": one.id, "name": one.name} for one in journals],
            "journal_id": journal.id,
            "kinds": counts,
            "lines": self._lines_values(page),
            # Counted with the others, unless a text narrows it down.
            "count": lines.search_count(domain)
            if (text or "").strip() or kind not in counts
            else counts[kind],
            "offset": offset,
            "page": PAGE,
            "threshold": self.env.company.estate_match_confidence,
            "currency_id": self.env.company.currency_id.id,
            "working": self._working(journal, counts),
        }

    @api.model
    def _journals(self):
        return self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)]
        )

    @api.model
    def _busiest(self, journals):
        """Return the bank with the most lines left, else the first."""
        if len(journals) < 2:
            return journals
        rows = self.env["account.bank.statement.line"]._read_group(
            [("journal_id", "in", journals.ids), ("is_reconciled", "=", False)],
            ["journal_id"],
            ["__count"],
            order="__count desc",
            limit=1,
        )
        return rows[0][0] if rows else journals[:1]

    @api.model
    def _domain(self, journal, kind):
        domain = Domain("journal_id", "=", journal.id)
        if kind == "done":
            return domain & Domain("is_reconciled", "=", True)
        domain &= Domain("is_reconciled", "=", False)
        if kind in KINDS:
            domain &= Domain("estate_proposal_ids", "any", KINDS[kind])
        elif kind in ("waiting", "other"):
            matched = self._matched_domain(journal)
            domain &= Domain("estate_proposal_ids", "=", False)
            domain &= matched if kind == "waiting" else ~matched
        return domain

    @api.model
    def _matched_domain(self, journal):
        """What the job looks at: no line of another currency, no entry taken back."""
        return self.env["estate.bank.job"]._open_domain(journal.company_id)

    @api.model
    def _text_domain(self, text):
        text = (text or "").strip()
        if not text:
            return Domain.TRUE
        domain = Domain.OR(
            [
                Domain(name, "ilike", text)
                for name in ("payment_ref", "partner_name", "account_number")
            ]
        )
        try:
            amount = float(text.replace(",", ""))
        except ValueError:
            return domain
        return domain | Domain("amount", "in", (amount, -amount))

    # ------------------------------------------------------------
    # LINES
    # ------------------------------------------------------------

    @api.model
    def _lines_values(self, lines):
        proposals = lines.estate_proposal_ids.grouped("line_id")
        blank = self.env["estate.recon.proposal"]
        units = self._units_named(lines)
        return [
            self._line_values(line, proposals.get(line, blank), units) for line in lines
        ]

    @api.model
    def _units_named(self, lines):
        """Return {unit id: its code with its owner} of all units that are proposed."""
        proposals = lines.estate_proposal_ids
        ids = {
            unit_id
            for proposal in proposals
            for candidate in proposal.candidates or ()
            for unit_id in candidate["units"]
        }
        # The accountant's ledger is of all communities of the company.
        proposals = proposals.sudo()
        units = proposals.env["estate.unit"].browse(ids).exists()
        units |= proposals.unit_ids
        units.fetch(["code", "owner_id", "community_id"])
        several = len(units.community_id) > 1
        return {
            unit.id: " ".join(
                filter(
                    None,
                    [several and unit.community_id.name, unit.code, unit.owner_id.name],
                )
            )
            for unit in units
        }

    @api.model
    def _line_values(self, line, proposal, units):
        """Return one line: what the bank says, what it may be, what was decided."""
        is_partly = line._estate_is_partly_booked()
        labels = dict(proposal._fields["verdict"]._description_selection(self.env))
        states = dict(proposal._fields["state"]._description_selection(self.env))
        return {
            "id": line.id,
            "proposal": proposal.id,
            "date": format_date(self.env, line.date),
            "time": line.estate_time or "",
            "payer": line.partner_name or line.partner_id.name or "",
            "account": line.account_number or "",
            "summary": line.transaction_type or "",
            "text": line.payment_ref or "",
            "amount": line.amount,
            "open": -line.amount_residual,
            "is_reconciled": line.is_reconciled,
            "is_other": not proposal and not self._is_for_fees(line),
            "verdict": proposal.verdict or "",
            "verdict_name": labels.get(proposal.verdict, ""),
            "is_certain": proposal.is_certain,
            "refusal": proposal.refusal or "",
            "cautions": proposal._reason_texts(proposal.cautions),
            "candidates": [
                self._candidate_values(proposal, candidate, units)
                for candidate in proposal.candidates or ()
            ],
            "state": proposal.state or "",
            "state_name": states.get(proposal.state, "") if proposal else "",
            "decided_by": proposal.user_id.name or "",
            # Units of every community: what was booked is in the caller's own ledger.
            "booked_for": [units[unit.id] for unit in proposal.sudo().unit_ids],
            "is_partly": is_partly,
            "can_undo": bool(proposal) and (line.is_reconciled or is_partly),
        }

    @api.model
    def _is_for_fees(self, line):
        own = line.company_id.currency_id
        is_own = line.currency_id == own and not line.foreign_currency_id
        return is_own and line.state == "posted"

    @api.model
    def _candidate_values(self, proposal, candidate, units):
        return {
            # What it is, wherever it stands when the line is proposed for anew.
            "key": [candidate[name] for name in ("units", "items", "rule")],
            "units": [units[one] for one in candidate["units"] if one in units],
            "confidence": candidate["confidence"],
            "percent": f"{candidate['confidence'] * 100:.1f}",
            "reasons": proposal._reason_texts(candidate["reasons"]),
            "is_movement": bool(candidate["items"]),
            "is_rule": bool(candidate["rule"]),
            "charge": float(candidate.get("charge") or 0),
            "prepaid": sum(
                float(share["amount"])
                for share in candidate["shares"]
                if not share["line"]
            ),
        }

    @api.model
    def detail(self, line_id, place=0):
        """Return what a candidate would book, for the right side of the screen.

        :return: dict(rows: list of dict(name, unit, due, open, amount), items, note)
        """
        self._check_accountant()
        line = self._line(line_id)
        candidate = self.env["estate.bank.decision"]._candidate(line, place)
        if not candidate:
            return {"shares": [], "open_lines": []}
        # The accountant's ledger is of all communities of the company.
        units = self.env["estate.unit"].sudo().browse(candidate["units"]).exists()
        open_lines = self._open_lines(units)
        return {
            "open_lines": open_lines,
            "shares": [
                {**share, "amount": float(share["amount"])}
                for share in candidate["shares"]
            ],
            "units": [{"id": unit.id, "code": unit.code} for unit in units],
            "items": self._items_values(candidate["items"]),
        }

    @api.model
    def booked(self, line_id):
        """Return what a line, or a part of it, was booked as, and why.

        :return: dict(rows: list of dict(id, unit, partner, account, name, bills,
            amount), reasons: those of the proposal that was taken)
        """
        self._check_accountant()
        line = self._line(line_id)
        # The accountant's ledger is of all communities of the company.
        _liquidity, _suspense, items = line.sudo()._seek_for_lines()
        # Its units may be of any community.
        proposal = line.sudo().estate_proposal_ids[:1]
        candidates = proposal.candidates or []
        taken = candidates[proposal.chosen :][:1] if proposal.chosen >= 0 else []
        return {
            "rows": [
                {
                    "id": item.id,
                    "unit": item.estate_unit_id.code or "",
                    "partner": item.partner_id.name or "",
                    "account": item.account_id.display_name,
                    "name": item.name or "",
                    "bills": sorted(set(self._matched_with(item).mapped("name"))),
                    "amount": -item.balance,
                }
                for item in items
            ],
            "reasons": [
                reason
                for candidate in taken
                for reason in proposal._reason_texts(candidate["reasons"])
            ],
        }

    @api.model
    def _matched_with(self, item):
        """The entries that an item settles."""
        matched = item.matched_debit_ids.debit_move_id
        return (matched + item.matched_credit_ids.credit_move_id).move_id

    @api.model
    def _items_values(self, ids):
        items = self.env["account.move.line"].browse(ids or []).exists()
        return [
            {
                "id": item.id,
                "name": item.name or item.move_id.name,
                "date": format_date(self.env, item.date),
                "open": item.amount_residual,
            }
            for item in items
        ]

    @api.model
    def _line(self, line_id):
        line = self.env["account.bank.statement.line"].browse(int(line_id)).exists()
        if not line:
            raise UserError(self.env._("This bank line was deleted: load it again."))
        line.check_access("read")
        return line

    # ------------------------------------------------------------
    # OTHER MONEY
    # ------------------------------------------------------------

    @api.model
    def accounts(self):
        """Return the accounts that a bank line may go to when it is no fee."""
        self._check_accountant()
        journals = self._journals()
        company = self.env.company
        reserved = journals.default_account_id | journals.suspense_account_id
        # What is on its way is chosen itself; which accounts it is on is no secret.
        reserved |= self.env["estate.bank.transit"].sudo()._accounts(company)
        # Money of units is booked by choosing the unit.
        reserved |= company.estate_prepay_account_id | company.estate_deposit_account_id
        accounts = self.env["account.account"].search(
            [
                ("company_ids", "in", company.id),
                ("account_type", "not in", DEBTS),
                ("id", "not in", reserved.ids),
            ]
        )
        return [{"id": one.id, "name": one.display_name} for one in accounts]
