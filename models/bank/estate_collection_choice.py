from collections import defaultdict
from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...engine.bank.choice import Claim, choose_claims
from ...engine.money import decimal_of
from ..mixins.bulk_rows import insert_rows
from .estate_collection_batch import CLERK

ZERO = Decimal(0)
UNITS_NAMED = 8
"""Units that the note on the choice names of each kind."""


class EstateCollectionBatch(models.Model):
    """Choosing what the bank is asked for: due bills by mandates in force.

    Read from the ledger set-wise and written in bulk: 2,000 units take a second or
    two. Nothing is booked and no bill is held until the batch is frozen.
    """

    _inherit = "estate.collection.batch"

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_choose(self):
        """Choose the bills as they are now, in place of what was chosen before."""
        self.ensure_one()
        self._check_role(CLERK)
        self._expect("draft")
        if not self.community_ids:
            raise UserError(self.env._("Choose the communities to collect in."))
        mandates = self._mandates()
        claims, left_out = self._claims(mandates)
        chosen = self._choose(mandates, claims, left_out)
        # Lines are closed to direct writes; the role was checked above.
        batch = self.sudo()
        batch._forget_lines()
        batch._insert_lines(chosen)
        batch._update_totals()
        batch.choice_note = self._note(mandates, chosen, left_out)
        return True

    def _forget_lines(self):
        """Throw away what was chosen."""
        self.line_ids.unlink()
        self.write({"choice_note": False})

    # ------------------------------------------------------------
    # CHOICE
    # ------------------------------------------------------------

    def _mandates(self):
        """Return the mandates that may be used on the day of the batch, in order."""
        mandates = self.env["estate.mandate"]
        domain = Domain("community_id", "in", self.community_ids.ids)
        return mandates.search(domain & mandates._in_force_domain(self.date))

    def _claims(self, mandates):
        """Return what may be asked for of each unit, the oldest first, and why not.

        :return: ({unit id: list of claims}, {reason: units left out})
        """
        claims, left_out = defaultdict(list), defaultdict(set)
        debtors = self._debtors(mandates)
        lines = self.env["estate.cashier"]._open_lines(mandates.unit_id)
        busy = self._busy([line["move_line_id"] for line in lines])
        for line in lines:
            unit = line["unit_id"]
            if line["partner_id"] not in debtors[unit]:
                left_out["debtor"].add(unit)
            elif line["open"] < 0:
                left_out["credit"].add(unit)
            elif line["move_line_id"] in busy:
                left_out["busy"].add(unit)
            elif self._is_asked(line):
                claims[unit].append(self._claim(line, line["open"]))
        for unit in left_out["credit"]:
            claims.pop(unit, None)
        return claims, left_out

    def _is_asked(self, line):
        """Whether an open line is due and of the items of this batch."""
        day = line["date_due"]
        due = not day or (self.due_from or day) <= day <= self.due_until
        return due and (not self.item_ids or line["item_id"] in self.item_ids.ids)

    def _claim(self, line, amount):
        """Return an open line as a claim; the lines of one invoice belong together."""
        bill = line["move_id"] if line["is_invoice"] else ("item", line["move_line_id"])
        return Claim(bill, decimal_of(amount), line)

    def _debtors(self, mandates):
        """Return {unit id: ids of those whose bills its mandate pays}.

        Bills of the holder and of who pays for the unit now; what a former owner owes
        is not taken from the account of the present one, nor the other way round.
        """
        left = self._left_holders(mandates)
        units = mandates.unit_id
        people = mandates.partner_id | units.payer_id | units.owner_id
        debtor = {person.id: person.commercial_partner_id.id for person in people}
        found = {}
        for mandate in mandates:
            unit = mandate.unit_id
            found[unit.id] = {debtor[mandate.partner_id.id]}
            if mandate not in left:
                payer = unit.payer_id or unit.owner_id
                found[unit.id].add(debtor.get(payer.id))
        return found

    def _left_holders(self, mandates):
        """Return the mandates of those who owned or rented the unit and are gone.

        They pay their own debts by it. Who never lived there, as an aunt, signed for
        whoever does.
        """
        stays = defaultdict(list)
        # Who lived where decides whose money is taken, whatever the clerk may read.
        for stay in (
            self.env["estate.occupancy"]
            .sudo()
            .search(
                [
                    ("unit_id", "in", mandates.unit_id.ids),
                    (
                        "partner_id.commercial_partner_id",
                        "in",
                        mandates.partner_id.commercial_partner_id.ids,
                    ),
                ]
            )
        ):
            person = stay.partner_id.commercial_partner_id
            stays[stay.unit_id.id, person.id].append(stay.date_end)

        def has_left(mandate):
            person = mandate.partner_id.commercial_partner_id
            ends = stays[mandate.unit_id.id, person.id]
            return bool(ends) and all(end and end < self.date for end in ends)

        return mandates.filtered(has_left)

    def _busy(self, move_line_ids):
        """Return which of the bill lines are with the bank already."""
        self.env["estate.collection.bill"].flush_model(["is_live"])
        rows = self.env.execute_query(
            SQL(
                """SELECT move_line_id FROM estate_collection_bill
                    WHERE is_live AND move_line_id = ANY(%s)""",
                list(move_line_ids),
            )
        )
        return {row[0] for row in rows}

    def _choose(self, mandates, claims, left_out):
        """Return [(mandate, chosen claims with amounts)] within the limits."""
        chosen = []
        minimum = decimal_of(self.minimum_amount)
        for mandate in mandates:
            unit = mandate.unit_id.id
            lines = claims.get(unit)
            if not lines:
                continue
            limit = self._limit(mandate)
            part = choose_claims(
                lines, limit, minimum, parts=self.profile_id.take_parts
            )
            if part:
                chosen.append((mandate, part))
            owed = sum((claim.amount for claim in lines), ZERO)
            if owed < minimum:
                left_out["minimum"].add(unit)
            elif sum((amount for _claim, amount in part), ZERO) < owed:
                left_out["limit"].add(unit)
        return chosen

    def _limit(self, mandate):
        """Return the lower of the limits of mandate and bank; nothing is no limit."""
        limits = (mandate.limit_amount, self.profile_id.limit_amount)
        return min((decimal_of(limit) for limit in limits if limit), default=ZERO)

    # ------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------

    def _insert_lines(self, chosen):
        """Write the deductions and their bills, each with one statement."""
        common = {"batch_id": self.id, "company_id": self.company_id.id}
        lines = [
            common | self._line_vals(number, mandate, part)
            for number, (mandate, part) in enumerate(chosen, 1)
        ]
        ids = insert_rows(self.env["estate.collection.line"], lines)
        insert_rows(
            self.env["estate.collection.bill"],
            [
                self._bill_vals(line_id, mandate, claim, amount)
                for line_id, (mandate, part) in zip(ids, chosen, strict=True)
                for claim, amount in part
            ],
        )

    def _line_vals(self, number, mandate, part):
        return {
            "sequence": number,
            "date": self.date,
            "community_id": mandate.community_id.id,
            "mandate_id": mandate.id,
            "unit_id": mandate.unit_id.id,
            "partner_id": mandate.partner_id.id,
            "amount": sum((amount for _claim, amount in part), ZERO),
            "state": "draft",
            "attempt": self.attempt,
            **self._holder_vals(mandate),
        }

    def _holder_vals(self, mandate):
        """Return what the bank is told about the holder, kept as it is now."""
        # Account numbers are needed for the file; who may read lines may see them.
        account = mandate.sudo().bank_account_id
        return {
            "holder": account.acc_holder_name or mandate.partner_id.name,
            "account": account.sanitized_acc_number,
            "agent": account.bank_bic,
            "contract": mandate.name,
            "date_signed": mandate.date_signed,
        }

    def _bill_vals(self, line_id, mandate, claim, amount):
        line = claim.source
        return {
            "line_id": line_id,
            "company_id": self.company_id.id,
            "community_id": mandate.community_id.id,
            "mandate_id": mandate.id,
            "unit_id": mandate.unit_id.id,
            "partner_id": line["partner_id"],
            "move_line_id": line["move_line_id"],
            "move_id": line["move_id"],
            "item_id": line["item_id"],
            "name": line["name"],
            "date_from": line["date_from"],
            "date_to": line["date_to"],
            "date_due": line["date_due"],
            "amount": amount,
            "attempt": 0,
            "is_live": False,
        }

    # ------------------------------------------------------------
    # NOTE
    # ------------------------------------------------------------

    def _note(self, mandates, chosen, left_out):
        """Say how many mandates were used, and what was left out for which reason."""
        lines = [
            self.env._(
                "%(mandates)s mandates are in force on %(date)s, %(chosen)s of them "
                "are asked.",
                mandates=len(mandates),
                date=format_date(self.env, self.date),
                chosen=len(chosen),
            )
        ]
        codes = {mandate.unit_id.id: mandate.unit_id.code for mandate in mandates}
        for reason, units in left_out.items():
            names = sorted(codes[unit] for unit in units)
            if names:
                lines.append(self._reason_left_out(reason, names))
        return "\n".join(lines)

    def _reason_left_out(self, reason, names):
        shown = ", ".join(names[:UNITS_NAMED])
        if len(names) > UNITS_NAMED:
            shown += " …"
        values = {"count": len(names), "units": shown}
        env = self.env
        if reason == "credit":
            return env._(
                "%(count)s units have an unused credit, which is to be applied first: "
                "%(units)s",
                **values,
            )
        if reason == "busy":
            return env._(
                "%(count)s units have bills with the bank already: %(units)s", **values
            )
        if reason == "debtor":
            return env._(
                "%(count)s units have debts of somebody for whom the mandate does not "
                "pay (a former owner, or a holder who has left): %(units)s",
                **values,
            )
        if reason == "minimum":
            return env._(
                "%(count)s units owe less than the smallest deduction: %(units)s",
                **values,
            )
        return env._(
            "%(count)s units owe more than their limit, the oldest bills that fit are "
            "taken: %(units)s",
            **values,
        )
