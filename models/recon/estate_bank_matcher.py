from decimal import Decimal

from odoo import api, models

from ...engine.match_facts import BankLine, Policy
from ...engine.matching import Matcher, Verdict
from ...engine.money import decimal_of

RULED = (Verdict.NOT_A_FEE, Verdict.NOTHING, Verdict.AMOUNT_ONLY)
"""Lines that no unit claims: a rule may say what they are."""


class EstateBankMatcher(models.AbstractModel):
    """Proposes what bank lines pay, for all lines of a company at once (B-02).

    Never reached from ``create`` or ``write``: the job and the workbench call it.
    """

    _name = "estate.bank.matcher"
    _description = "Matching of Bank Lines"

    @api.model
    def _propose(self, lines):
        """Match bank lines and keep the proposals; the old ones go.

        :param lines: ``account.bank.statement.line``; those booked are left alone
        :return: the ``estate.recon.proposal`` of the lines
        """
        found = self.env["estate.recon.proposal"]
        waiting = lines.filtered(lambda line: not line.is_reconciled and line.amount)
        for company, of_company in waiting.grouped("company_id").items():
            found |= self.with_company(company)._propose_in(company, of_company)
        return found

    @api.model
    def _propose_in(self, company, lines):
        # People, bills and mandates of the whole company: what the bank shows is of
        # all its communities, as the accountant's ledger is.
        service = self.sudo()
        movements = service.env["estate.bank.transit"]._movements(company)
        facts = service.env["estate.bank.facts"]._facts(
            company, [expected for expected, _items in movements.values()]
        )
        matcher = Matcher(facts, self._policy(company))
        matches = matcher.match(
            [self._bank_line(line) for line in lines],
            *service._claims(lines, movements),
        )
        return service._keep(lines, matches, movements)

    @api.model
    def _policy(self, company):
        return Policy(
            least_confidence=company.estate_match_confidence / 100,
            least_confidence_by_name=company.estate_match_confidence_by_name / 100,
            cents_off=decimal_of(company.estate_match_cents_off),
            # A charge that no account takes is no explanation.
            **(company._estate_charges() if company.estate_charge_account_id else {}),
        )

    @api.model
    def _bank_line(self, line):
        """Return a bank line as the engine reads it: what is open of it."""
        return BankLine(
            key=line.id,
            date=line.date,
            amount=-decimal_of(line.amount_residual),
            payer=line.partner_name or line.partner_id.name or "",
            account=line.account_number or "",
            text=line._estate_text(),
        )

    # ------------------------------------------------------------
    # KEEP
    # ------------------------------------------------------------

    @api.model
    def _keep(self, lines, matches, movements):
        """Write the proposals of lines; decided ones of booked lines stay."""
        proposals = self.env["estate.recon.proposal"]
        old = proposals.search([("line_id", "in", lines.ids)])
        undone = {one.line_id.id: one.refusal for one in old if one.is_undone}
        old.unlink()
        rules = self.env["estate.bank.rules"]._rules(lines.company_id)
        by_id = {line.id: line for line in lines}
        return proposals.create(
            [
                self._proposal_vals(by_id[match.line.key], match, movements, rules)
                | _undone_vals(undone, match.line.key)
                for match in matches
            ]
        )

    @api.model
    def _proposal_vals(self, line, match, movements, rules):
        candidates = [_candidate(one, movements) for one in match.proposals]
        certain = match.certain
        if match.verdict in RULED and (rule := rules.of_line(line)):
            candidates.insert(0, _ruled(rule))
            certain = rule.trigger == "auto_reconcile"
        return {
            "line_id": line.id,
            "verdict": match.verdict.value,
            "is_certain": certain,
            "confidence": candidates[0]["confidence"] if candidates else 0.0,
            "candidates": candidates,
            "cautions": [_reason(one) for one in match.cautions],
            "is_of_rest": line._estate_is_partly_booked(),
        }


def _undone_vals(undone, line_id):
    """Return what stays known of a line whose match a person undid."""
    if line_id not in undone:
        return {}
    return {"is_undone": True, "is_certain": False, "refusal": undone[line_id]}


def _candidate(proposal, movements):
    """Return a proposal of the engine as it is kept."""
    items = None
    if proposal.expected is not None:
        _expected, groups = movements[proposal.expected]
        items = groups[0].union(*groups)
    return {
        "units": list(proposal.keys),
        "confidence": round(proposal.confidence, 4),
        "lead": proposal.lead.value,
        "items": items.ids if items else None,
        "rule": None,
        "reasons": [_reason(reason) for reason in proposal.reasons],
        "shares": [
            {"unit": share.unit, "line": share.line, "amount": str(share.amount)}
            for share in proposal.shares
        ],
        "charge": str(proposal.charge),
        "whole": proposal.fit.plain,
    }


def _ruled(rule):
    """Return the candidate that a rule for other money makes."""
    reason = {"code": "rule", "args": [rule.name], "bits": 0}
    return {
        "units": [],
        "confidence": 1.0,
        "lead": "rule",
        "items": None,
        "rule": rule.id,
        "reasons": [reason],
        "shares": [],
        "charge": "0",
    }


def _reason(reason):
    return {
        "code": reason.code.value,
        "args": [_plain(argument) for argument in reason.args],
        "bits": round(reason.bits, 2),
    }


def _plain(argument):
    """Return an argument as JSON keeps it."""
    if isinstance(argument, Decimal):
        return str(argument)
    return getattr(argument, "value", argument)
