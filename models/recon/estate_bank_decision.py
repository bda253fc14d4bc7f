from decimal import Decimal

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...engine.money import decimal_of
from ..mixins.busy import BusyError
from .estate_statement_import import ACCOUNTANT

ZERO = Decimal(0)


def _charge(candidate):
    """Return what the bank withheld, as a candidate tells it."""
    return decimal_of(candidate.get("charge") or 0) if candidate else ZERO


class EstateBankDecision(models.AbstractModel):
    """Decides what bank lines are: by itself, by a click, by hand, and back again.

    Whoever decides, the ledger is written by ``estate.bank.booking`` and what is
    learned by ``estate.payer.alias``; the proposal keeps who decided what.
    """

    _name = "estate.bank.decision"
    _description = "Decisions on Bank Lines"

    @api.model
    def _check_accountant(self, lines):
        """Only the accountant books bank lines, those of his companies."""
        lines.check_access("write")
        if not (self.env.su or self.env.user.has_group(ACCOUNTANT)):
            raise AccessError(self.env._("Only the accountant matches bank lines."))

    @api.model
    def _service(self, lines):
        """Return this service in the lines' company, with all rights.

        Bills of every community are paid through one bank: the caller's role and
        company were checked, his communities do not matter.
        """
        # With all rights, as just said: bills of communities that he does not serve.
        return self.sudo().with_company(lines.company_id)

    # ------------------------------------------------------------
    # BY ITSELF
    # ------------------------------------------------------------

    @api.model
    def _book_by_itself(self, lines):
        """Book the first candidates of lines, all that can be; say why on the others.

        :return: the lines booked
        """
        if not lines:
            return lines
        service = self._service(lines)
        lines = lines.with_env(service.env)
        booked, refused = service._book_what_can_be(dict.fromkeys(lines, 0), "auto")
        for line, reason in refused.items():
            line.estate_proposal_ids.refusal = reason
        return booked

    # ------------------------------------------------------------
    # BY A CLICK
    # ------------------------------------------------------------

    @api.model
    def _accept(self, chosen):
        """Book candidates that a person chose.

        :param chosen: {bank line: place of the candidate}
        :raises UserError: when one of them cannot be booked any more
        """
        lines = self._lines_of(chosen)
        self._check_accountant(lines)
        service = self._service(lines)
        booked, refused = service._book_candidates(
            {line.with_env(service.env): place for line, place in chosen.items()},
            "accepted",
        )
        if refused:
            line, reason = next(iter(refused.items()))
            raise UserError(
                self.env._(
                    "%(line)s: %(reason)s",
                    line=line.payment_ref or line.partner_name,
                    reason=reason,
                )
            )
        return booked

    @api.model
    def _accept_many(self, lines):
        """Book the first candidates of many lines; those that cannot be stay.

        :return: (lines booked, {line: why not})
        """
        self._check_accountant(lines)
        service = self._service(lines)
        chosen = dict.fromkeys(lines.with_env(service.env), 0)
        return service._book_what_can_be(chosen, "accepted")

    @api.model
    def _book_what_can_be(self, chosen, state):
        """Book candidates together; where one hinders that, each by itself.

        A line of a closed period, say, must not keep the others waiting.

        :return: (lines booked, {line: why not})
        """
        try:
            with self.env.cr.savepoint():
                return self._book_candidates(chosen, state)
        except UserError as error:
            if len(chosen) == 1 and isinstance(error, BusyError):
                # Nothing is wrong with it: it is tried again.
                return self._lines_of({}), {}
            if len(chosen) == 1:
                return self._lines_of({}), dict.fromkeys(chosen, str(error))
        booked, refused = self._lines_of({}), {}
        for line, place in chosen.items():
            done, reasons = self._book_what_can_be({line: place}, state)
            booked |= done
            refused |= reasons
        return booked, refused

    @api.model
    def _lines_of(self, chosen):
        return self.env["account.bank.statement.line"].union(*chosen)

    @api.model
    def _book_candidates(self, chosen, state):
        """Book candidates together; return (lines booked, {line: why not})."""
        self.env["estate.cashier"]._lock(self._lines_of(chosen))
        parts = self._parts_of_candidates(chosen)
        refused = {
            line: found
            for line in chosen
            if isinstance(found := parts[line.id], str) or not found
        }
        refused = {
            line: reason or self.env._("Nothing is proposed.")
            for line, reason in refused.items()
        }
        bookings = [(line, parts[line.id]) for line in chosen if line not in refused]
        booked = self.env["estate.bank.booking"]._book(bookings)
        self._remember(
            {line: self._units(parts[line.id]) for line in booked},
            {line: chosen[line] for line in booked},
            state,
        )
        return booked, refused

    @api.model
    def _parts_of_candidates(self, chosen):
        """Return {line id: parts, or why the candidate cannot be booked}."""
        service = self.env["estate.bank.booking"]
        found, shares, ruled, taken = {}, [], [], set()
        for line, place in chosen.items():
            candidate = self._candidate(line, place)
            if line.is_reconciled:
                found[line.id] = self.env._("The bank line is matched already.")
            elif candidate is None:
                found[line.id] = self.env._("The proposal is gone: load it again.")
            elif not taken.isdisjoint(candidate["items"] or ()):
                found[line.id] = service._changed_meanwhile()
            elif candidate["items"]:
                items = self.env["account.move.line"].browse(candidate["items"])
                found[line.id] = service._parts_of_items(
                    line, items, _charge(candidate)
                )
                taken.update(items.ids)
            elif candidate["rule"]:
                ruled.append((line, candidate["rule"]))
            else:
                shares.append((line, candidate["shares"]))
        found |= self._parts_of_rules(ruled)
        found |= service._parts_of_shares(shares)
        for line, place in chosen.items():
            charge = _charge(self._candidate(line, place))
            found[line.id] = service._with_charge(line, found[line.id], charge)
        return found

    @api.model
    def _candidate(self, line, place):
        candidates = line.estate_proposal_ids.candidates or []
        return candidates[place] if 0 <= place < len(candidates) else None

    @api.model
    def _parts_of_rules(self, ruled):
        """Return {line id: parts by a rule, or why not}; what is read is read once.

        :param ruled: list of (bank line, id of its rule)
        """
        rules = self.env["account.reconcile.model"]
        rules = rules.browse({rule_id for _line, rule_id in ruled}).exists()
        by_id = dict(zip(rules.ids, rules, strict=True))
        found, accounts = {}, []
        for line, rule_id in ruled:
            if rule := by_id.get(rule_id):
                parts = self.env["estate.bank.rules"]._parts(line, rule)
                accounts += [(line, part.account) for part in parts]
                found[line.id] = parts
            else:
                found[line.id] = self.env._("The rule was deleted meanwhile.")
        self._check_accounts(accounts)
        return found

    @api.model
    def _units(self, parts):
        """Return the units that parts pay for, in order."""
        return self.env["estate.unit"].union(
            *(part.unit for part in parts if part.unit)
        )
