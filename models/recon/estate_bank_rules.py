import re
from decimal import Decimal

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.money import decimal_of, round_half_up
from .estate_bank_booking import BankPart

HUNDRED = Decimal(100)
TEXT_LOOKED_AT = 500
"""So many characters of a line are compared with a rule's pattern."""


class EstateBankRules(models.AbstractModel):
    """Which bank lines are no fee, and to which account they go (B-02).

    The rules are core's ``account.reconcile.model``: core keeps them and has no engine
    in Community; Enterprise and OCA read the same ones.
    """

    _name = "estate.bank.rules"
    _description = "Rules for Other Money"

    @api.model
    def _rules(self, company):
        """Return the rules of a company that lead to accounts, first one first."""
        models_ = self.env["account.reconcile.model"].search(
            [("company_id", "=", company.id), ("line_ids.account_id", "!=", False)]
        )
        return BankRules([rule for rule in models_ if _is_usable(rule)])

    @api.model
    def _parts(self, line, rule):
        """Return what a line is booked as by a rule, list of :class:`BankPart`.

        Percentages are of what is open of the line; each is rounded once, the last
        part of a rule that adds up to all takes the rounding.

        :raises UserError: when the rule was booked on the line before, or its fixed
            amounts are beyond what is open or of the other sign
        """
        rule.check_access("read")
        if not _is_new(line, rule):
            raise UserError(
                self.env._(
                    "“%(rule)s” is booked on this bank line already: undo it, or "
                    "split what is left.",
                    rule=rule.name,
                )
            )
        amounts = _amounts(line, rule)
        if not _is_within(line, amounts):
            raise UserError(
                self.env._(
                    "The amounts of “%(rule)s” do not fit what is open of this bank "
                    "line.",
                    rule=rule.name,
                )
            )
        return [
            BankPart(
                account=share.account_id,
                amount=amount,
                name=share.label or line.payment_ref or rule.name,
                partner=share.partner_id or line.partner_id,
                rule=rule,
            )
            for share, amount in amounts
        ]


class BankRules:
    """Rules in order; what they compare is read once."""

    def __init__(self, rules):
        self._rules = rules

    def of_line(self, line):
        """Return the first rule that a bank line keeps to, or ``None``."""
        for rule in self._rules:
            if _keeps_to(line, rule):
                return rule
        return None


def _is_usable(rule):
    """Whether a rule has a condition and plain shares: no tax, no pattern to read."""
    has_condition = rule.match_label or rule.match_amount or rule.match_partner_ids
    shares = rule.line_ids
    return bool(
        has_condition
        and not shares.tax_ids
        and "regex" not in shares.mapped("amount_type")
    )


def _keeps_to(line, rule):
    journals, partners = rule.match_journal_ids, rule.match_partner_ids
    return (
        (not journals or line.journal_id in journals)
        and (not partners or line.partner_id in partners)
        and _amount_fits(line, rule)
        and _label_fits(line, rule)
        and _is_new(line, rule)
        and _is_within(line, _amounts(line, rule))
    )


def _amount_fits(line, rule):
    amount = abs(line.amount)
    low, high = rule.match_amount_min, rule.match_amount_max
    return {
        "lower": amount <= high,
        "greater": amount >= low,
        "between": low <= amount <= high,
    }.get(rule.match_amount, True)


def _label_fits(line, rule):
    if not rule.match_label or not rule.match_label_param:
        return not rule.match_label
    texts = (line._estate_text(), line.partner_name)
    text = " ".join(filter(None, texts))[:TEXT_LOOKED_AT]
    if rule.match_label == "match_regex":
        return bool(re.search(rule.match_label_param, text, re.IGNORECASE))
    contained = rule.match_label_param.casefold() in text.casefold()
    return contained == (rule.match_label == "contains")


def _is_new(line, rule):
    """Whether a rule was not booked on a line of which a part is still open."""
    return not line._estate_is_partly_booked() or (
        rule not in line.move_id.line_ids.reconcile_model_id
    )


def _is_within(line, amounts):
    """Whether amounts have the line's sign and come to no more than is open of it."""
    left = _open(line)
    sign = 1 if left > 0 else -1
    parts = [sign * amount for _share, amount in amounts]
    return all(part > 0 for part in parts) and sum(parts) <= sign * left


def _open(line):
    return -decimal_of(line.amount_residual)


def _amounts(line, rule):
    """Return (share of the rule, amount with the line's sign), list."""
    left = rest = _open(line)
    found = []
    shares = rule.line_ids.filtered("account_id")
    for share in shares:
        amount = _share_of(share, left, rest, line.currency_id)
        if share == shares[-1] and _adds_up(shares):
            amount = rest
        if amount:
            found.append((share, amount))
            rest -= amount
    return found


def _adds_up(shares):
    """Whether the shares of a rule are all percentages and make up the whole."""
    return (
        set(shares.mapped("amount_type")) <= {"percentage", "percentage_st_line"}
        and shares[-1:].amount_type == "percentage"
        and shares[-1:].amount == HUNDRED
    )


def _share_of(share, left, rest, currency):
    """Return the amount of one share of a rule: fixed ones as core reads them, money
    that came in above zero."""
    number = decimal_of(share.amount)
    if share.amount_type == "fixed":
        return number
    base = rest if share.amount_type == "percentage" else left
    return round_half_up(base * number / HUNDRED, currency.decimal_places)
