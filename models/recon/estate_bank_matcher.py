from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models

from ...engine.match_facts import BankLine, Expected, Policy
from ...engine.matching import Matcher, Verdict
from ...engine.money import decimal_of

ZERO = Decimal(0)
MOST_BEFORE = 10
"""Days the bank may show a movement before the books have it."""
MOST_AFTER = 45
"""Days until the bank has shown a movement of the books."""
COLLECTED_WORDS = ("代收", "代扣", "托收", "批量")
"""How banks name the credit of a collection."""
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
        movements = service._movements(lines)
        facts = service.env["estate.bank.facts"]._facts(
            company, [expected for expected, _items in movements.values()]
        )
        matcher = Matcher(facts, self._policy(company))
        matches = matcher.match([self._bank_line(line) for line in lines])
        return service._keep(lines, matches, movements)

    @api.model
    def _policy(self, company):
        return Policy(
            least_confidence=company.estate_match_confidence / 100,
            least_confidence_by_name=company.estate_match_confidence_by_name / 100,
            cents_off=decimal_of(company.estate_match_cents_off),
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
    # MOVEMENTS OF THE BOOKS
    # ------------------------------------------------------------

    @api.model
    def _movements(self, lines):
        """Return {key: (movement, its items)} that the bank has yet to show.

        What was taken by card, by transfer or through a wallet, alone and by the day,
        since such money is credited in sums; refunds; and collections of the bank.
        """
        batches = self.env["estate.collection.batch"]._open_bank_items(lines.company_id)
        collected = self.env["account.move.line"].union(*batches.values())
        groups = {
            f"batch:{batch.id}": (items, (*COLLECTED_WORDS, batch.name))
            for batch, items in batches.items()
        }
        by_day = defaultdict(self.env["account.move.line"].browse)
        for item in self._waiting_items(lines) - collected:
            groups[f"item:{item.id}"] = item, self._item_words(item)
            by_day[item.account_id, item.date] |= item
        for (account, day), items in by_day.items():
            if len(items) > 1:
                groups[f"day:{account.id}:{day}"] = items, ()
        return {
            key: (self._movement(key, items, words), items)
            for key, (items, words) in groups.items()
        }

    @api.model
    def _movement(self, key, items, words):
        dates = items.mapped("date")
        return Expected(
            key=key,
            amount=sum(map(decimal_of, items.mapped("amount_residual")), ZERO),
            date_from=fields.Date.add(min(dates), days=-MOST_BEFORE),
            date_to=fields.Date.add(max(dates), days=MOST_AFTER),
            words=words,
        )

    @api.model
    def _waiting_items(self, lines):
        """Return the open items of money on its way that a bank line may settle.

        Those of every journal of the company: a card terminal has one of its own, and
        its money arrives on the bank's.
        """
        company = lines.company_id
        ways = self.env["account.payment.method.line"].search(
            [("journal_id.company_id", "=", company.id)]
        )
        accounts = ways.payment_account_id - ways.journal_id.default_account_id
        return self.env["account.move.line"].search(
            [
                ("account_id", "in", accounts.ids),
                ("account_id.reconcile", "=", True),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("company_id", "=", company.id),
                ("move_id.statement_line_id", "=", False),
            ],
            order="date, id",
        )

    @api.model
    def _item_words(self, item):
        """Return what a bank line of this item would say: reference and payer."""
        payment = item.move_id.origin_payment_id
        words = (payment.payment_reference, payment.memo, item.partner_id.name)
        return tuple(dict.fromkeys(word for word in words if word))

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
        }


def _undone_vals(undone, line_id):
    """Return what stays known of a line whose match a person undid."""
    if line_id not in undone:
        return {}
    return {"is_undone": True, "is_certain": False, "refusal": undone[line_id]}


def _candidate(proposal, movements):
    """Return a proposal of the engine as it is kept."""
    items = movements[proposal.expected][1] if proposal.expected is not None else None
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
