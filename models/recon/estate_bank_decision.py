from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...engine.money import decimal_of
from ..mixins.bulk_rows import set_links
from ..mixins.busy import BusyError
from .estate_bank_booking import BankPart
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

    # ------------------------------------------------------------
    # BY HAND
    # ------------------------------------------------------------

    @api.model
    def _book_by_hand(self, line, shares, accounts=(), items=None):
        """Book a bank line as a person split it.

        :param shares: list of dict(unit, line, amount): ``line`` an open line of
            ``_open_lines`` or ``None`` for a prepayment of the unit
        :param accounts: list of dict(account, amount, name, partner): ids and texts,
            for what is no fee: a bank charge, interest, money of somebody else
        :param items: {id of an open item of money on its way: amount of it that came};
            what the line brought beside it stays open, to be matched next
        :return: the line
        :raises UserError: when a bill is no longer open, the parts do not add up to
            what is open of the line (with ``items``: come to more), or an account is
            not of the company
        """
        self._check_accountant(line)
        service = self._service(line)
        line = line.with_env(service.env)
        self.env["estate.cashier"]._lock(line)
        parts = []
        if shares:
            shares = service._checked_shares(line, shares)
            found = service.env["estate.bank.booking"]._parts_of_shares(
                [(line, shares)]
            )[line.id]
            if isinstance(found, str):
                raise UserError(found)
            parts += found
        if items:
            parts += service.env["estate.bank.booking"]._parts_of_ticked(line, items)
        others = [service._account_part(line, one) for one in accounts]
        service._check_accounts([(line, part.account) for part in others])
        parts += others
        if not items:
            service._check_whole(line, parts)
        booked = service.env["estate.bank.booking"]._book([(line, parts)])
        # What the books held already teaches nothing of its payer.
        units = service._units(parts)
        service._remember({line: units}, {line: -1}, "other", bool(units or not items))
        return booked

    @api.model
    def _checked_shares(self, line, shares):
        """Return shares with whole cents, of units and bills of the line's company."""
        units = self.env["estate.unit"].browse({share["unit"] for share in shares})
        charged = self.env["account.move.line"].browse(
            {share["line"] for share in shares if share["line"]}
        )
        if (
            units.exists() != units
            or charged.exists() != charged
            or (units.company_id | charged.company_id) - line.company_id
            or charged.estate_unit_id - units
        ):
            raise UserError(
                self.env._("A unit or a bill is not of the bank line's company.")
            )
        money = self.env["estate.cashier"]._money
        return [
            share | {"amount": money(line.company_id, share["amount"])}
            for share in shares
        ]

    @api.model
    def _account_part(self, line, values):
        account = self.env["account.account"].browse(values["account"]).exists()
        if not account or line.company_id not in account.company_ids:
            raise UserError(self.env._("Choose an account of the company."))
        amount = self.env["estate.bank.booking"]._signed_amount(
            line.company_id, values["amount"]
        )
        partner = self.env["res.partner"].browse(values.get("partner") or [])
        return BankPart(
            account=account,
            amount=amount,
            name=values.get("name") or line.payment_ref,
            partner=partner.exists(),
        )

    @api.model
    def _check_accounts(self, lines_accounts):
        """Refuse accounts to which no bank line, or not this one, may go.

        :param lines_accounts: list of (bank line, account) of one company
        """
        for line, account in lines_accounts:
            self._check_account(line, account)
        if lines_accounts:
            company = lines_accounts[0][0].company_id
            accounts = company.env["account.account"].union(
                *(account for _line, account in lines_accounts)
            )
            self.env["estate.bank.transit"]._check_accounts(company, accounts)

    @api.model
    def _check_account(self, line, account):
        """Refuse accounts on which other money of the bank cannot stand."""
        if account.account_type in ("asset_receivable", "liability_payable"):
            raise UserError(
                self.env._(
                    "%(account)s holds debts: choose the bills themselves.",
                    account=account.display_name,
                )
            )
        journal = line.journal_id
        own = journal.default_account_id | journal.suspense_account_id
        if account in own or account.account_type == "off_balance":
            raise UserError(
                self.env._(
                    "%(account)s cannot say what the money was for.",
                    account=account.display_name,
                )
            )

    @api.model
    def _check_whole(self, line, parts):
        booking = self.env["estate.bank.booking"]
        total = booking._total(parts)
        open_amount = booking._open_amount(line)
        if total != open_amount:
            currency = line.company_id.currency_id
            raise UserError(
                self.env._(
                    "The parts come to %(total)s, the bank line to %(open)s.",
                    total=currency.format(float(total)),
                    open=currency.format(float(open_amount)),
                )
            )

    # ------------------------------------------------------------
    # BACK AGAIN
    # ------------------------------------------------------------

    @api.model
    def _undo(self, lines):
        """Undo matches: what was paid is open again, what was learned is forgotten."""
        self._check_accountant(lines)
        for of_company in lines.grouped("company_id").values():
            service = self._service(of_company)
            of_company = of_company.with_env(service.env)
            service.env["estate.bank.booking"]._unbook(of_company)
            service._forget(of_company)

    @api.model
    def _forget(self, lines):
        proposals = lines.estate_proposal_ids
        learned = proposals.filtered("learned")
        self.env["estate.payer.alias"]._learn(
            [(proposal.line_id, proposal.unit_ids) for proposal in learned], -1
        )
        proposals.write(
            {
                "state": "open",
                "chosen": -1,
                "user_id": False,
                "date_decided": False,
                "unit_ids": False,
                "learned": False,
                # It is not booked by itself again, however often it is proposed.
                "is_undone": True,
                "is_certain": False,
                "refusal": self.env._("A person undid this match."),
            }
        )

    # ------------------------------------------------------------
    # WHAT IS KEPT
    # ------------------------------------------------------------

    @api.model
    def _remember(self, units_of, places, state, teaches=True):
        """Keep what lines were booked for and by whom, and learn from it.

        What the books held already teaches nothing of its payer.
        """
        self._make_empty_proposals(units_of)
        lessons, booked, groups = [], {}, defaultdict(list)
        for line, units in units_of.items():
            proposal = line.estate_proposal_ids
            candidate = self._candidate(line, places[line])
            learned = teaches and not (candidate and candidate["items"])
            if learned:
                lessons.append((line, units))
            booked[proposal.id] = units.ids
            groups[places[line], learned].append(proposal.id)
        self.env["estate.payer.alias"]._learn(lessons)
        proposals = self.env["estate.recon.proposal"]
        for (place, learned), ids in groups.items():
            proposals.browse(ids).write(
                {
                    "state": state,
                    "chosen": place,
                    "user_id": False if state == "auto" else self.env.uid,
                    "date_decided": fields.Datetime.now(),
                    "learned": learned,
                    "refusal": False,
                }
            )
        set_links(proposals, "unit_ids", booked)

    @api.model
    def _make_empty_proposals(self, lines):
        """Give lines a proposal for which nothing was ever proposed."""
        self.env["estate.recon.proposal"].create(
            [
                {"line_id": line.id, "verdict": "nothing", "candidates": []}
                for line in lines
                if not line.estate_proposal_ids
            ]
        )
