from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ...engine.money import decimal_of
from ..mixins.bulk_rows import insert_rows, update_rows
from ..mixins.overrides import has_foreign_followers, has_foreign_overrides

ZERO = Decimal(0)
RECONCILE_CONTEXT = {
    "skip_invoice_sync": True,
    "no_exchange_difference": True,
    "tracking_disable": True,
}
WRITTEN = {
    "account.move.line": (
        "amount_residual",
        "amount_residual_currency",
        "full_reconcile_id",
        "matched_credit_ids",
        "matched_debit_ids",
        "matching_number",
        "reconciled",
    ),
    "account.move": ("amount_residual", "amount_residual_signed", "payment_state"),
}
"""What a settlement changes."""
FOLLOWING = {
    "account.bank.statement.line": {"amount_residual", "is_reconciled"},
    "account.move": {
        "amount_residual",
        "amount_residual_signed",
        "amount_tax",
        "amount_tax_signed",
        "amount_total",
        "amount_total_in_currency_signed",
        "amount_total_signed",
        "amount_untaxed",
        "amount_untaxed_in_currency_signed",
        "amount_untaxed_signed",
        "invoice_date_due",
        "payment_state",
    },
    "account.move.line": {
        "amount_residual",
        "amount_residual_currency",
        "reconciled",
    },
    "account.payment": {
        "amount_company_currency_signed",
        "is_matched",
        "is_reconciled",
        "name",
        "state",
    },
}
"""Stored fields of core that follow from it: written as well, or the same as before
where no payment is among the entries, and of a bank line not what is open of it. What
another module stores is left to core."""
CORE_METHODS = {
    "account.move.line": (
        "_reconcile_plan",
        "_reconcile_plan_with_sync",
        "_reconcile_pre_hook",
        "_reconcile_post_hook",
    ),
    "account.partial.reconcile": ("create",),
    "account.full.reconcile": ("create",),
    "account.move": ("_compute_payment_state",),
}
"""Done here in their place: a module that extends one of them is heard by core."""


class Item(NamedTuple):
    """A journal item as a settlement looks at it."""

    id: int
    move_id: int
    move_type: str
    account_id: int
    company_id: int
    currency_id: int
    date: object
    due: object
    residual: Decimal
    is_plain: bool
    """Posted, in the company's currency, not matched with anything yet; of no payment,
    and not what is open of a bank line."""
    terms: int
    """Number of receivable items of its entry."""


class AccountMoveLine(models.Model):
    """Bills settled by the hundred: what core's plan would write, set-wise."""

    _inherit = "account.move.line"

    @api.model
    def _estate_settle(self, groups):
        """Reconcile the items of each group, as ``_reconcile_plan`` does.

        A bill that is paid by credits made for it is written with a few statements
        for all groups; whatever is not that plain goes to core. A test compares both.
        The caller has checked the rights.

        :param groups: lists of ids, in each the debts and what pays them
        """
        groups = [ids for ids in groups if len(ids) > 1]
        items = self._estate_items([item_id for ids in groups for item_id in ids])
        plain, others = [], []
        for ids in groups:
            group = [items[item_id] for item_id in ids]
            is_plain = self._estate_is_plain(group)
            (plain if is_plain else others).append(group)
        if plain and not self._estate_can_settle():
            plain, others = [], [*plain, *others]
        self._estate_write_settlement(plain)
        if not others:
            return
        together = [item.id for group in others for item in group]
        lines = self.browse(together).with_context(**RECONCILE_CONTEXT)
        lines._reconcile_plan(
            [
                lines.browse([item.id for item in group]).with_prefetch(together)
                for group in others
            ]
        )

    # ------------------------------------------------------------- WHAT IS PLAIN

    @api.model
    def _estate_items(self, ids):
        """Return {id: item}."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT item.id, item.move_id, move.move_type, item.account_id,
                       item.company_id, item.currency_id, item.date,
                       COALESCE(item.date_maturity, item.date), item.amount_residual,
                       item.parent_state = 'posted'
                       AND item.reconciled IS NOT TRUE
                       AND item.matching_number IS NULL
                       AND item.currency_id = company.currency_id
                       AND move.origin_payment_id IS NULL
                       AND (move.statement_line_id IS NULL
                            OR item.account_id <> journal.suspense_account_id)
                       AND move.payment_state IN ('not_paid', 'partial')
                       AND account.reconcile
                       AND company.tax_exigibility IS NOT TRUE,
                       (SELECT count(*) FROM account_move_line term
                         WHERE term.move_id = item.move_id
                           AND term.display_type = 'payment_term')
                  FROM account_move_line item
                  JOIN account_move move ON move.id = item.move_id
                  JOIN account_journal journal ON journal.id = move.journal_id
                  JOIN account_account account ON account.id = item.account_id
                  JOIN res_company company ON company.id = item.company_id
                 WHERE item.id = ANY(%s)
                """,
                list(ids),
            )
        )
        return {
            row[0]: Item(*row[:8], decimal_of(row[8]), bool(row[9]), row[10])
            for row in rows
        }

    @api.model
    def _estate_is_plain(self, group):
        """Whether one debt is paid by credits that it takes up whole."""
        debts = [item for item in group if item.residual > 0]
        credits = [item for item in group if item.residual < 0]
        alike = {(item.account_id, item.company_id, item.currency_id) for item in group}
        return (
            len(debts) == 1
            and len(debts) + len(credits) == len(group)
            and len(alike) == 1
            and all(item.is_plain for item in group)
            and sum((item.residual for item in group), ZERO) >= 0
            and {item.move_type for item in credits} == {"entry"}
            and (debts[0].move_type, debts[0].terms)
            in (("out_invoice", 1), ("entry", 0))
        )

    @api.model
    def _estate_can_settle(self):
        """Whether no other module has a say in, or stores what follows from it."""
        return not (
            any(
                has_foreign_overrides(self.env[model], names)
                for model, names in CORE_METHODS.items()
            )
            or has_foreign_followers(self.env, WRITTEN, FOLLOWING)
        )

    # ------------------------------------------------------------------- WRITING

    @api.model
    def _estate_write_settlement(self, groups):
        """Write partial and full reconciliations, residuals and payment states."""
        if not groups:
            return
        pairs = [pair for group in groups for pair in self._estate_pairs(group)]
        partials = insert_rows(
            self.env["account.partial.reconcile"],
            [self._estate_partial_vals(*pair) for pair in pairs],
        )
        of_debt = defaultdict(list)
        for partial_id, (debt, _credit) in zip(partials, pairs, strict=True):
            of_debt[debt.id].append(partial_id)
        paid_up = [group for group in groups if not _left(group)]
        fulls = self._estate_new_numbers(len(paid_up))
        full_of = {
            item.id: full_id
            for full_id, group in zip(fulls, paid_up, strict=True)
            for item in group
        }
        update_rows(
            self.env["account.partial.reconcile"],
            [
                {"id": partial_id, "full_reconcile_id": full_of.get(debt_id)}
                for debt_id, ids in of_debt.items()
                for partial_id in ids
            ],
        )
        update_rows(
            self,
            [
                self._estate_item_vals(item, group, full_of, of_debt)
                for group in groups
                for item in group
            ],
        )
        self._estate_write_bills(groups)

    @api.model
    def _estate_new_numbers(self, count):
        """Return the ids of new full reconciliations: by them items are matched."""
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO account_full_reconcile (create_uid, create_date,
                                                    write_uid, write_date)
                SELECT %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM generate_series(1, %(count)s)
             RETURNING id
                """,
                uid=self.env.uid,
                now=self.env.cr.now(),
                count=count,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _estate_pairs(self, group):
        """Return (debt, credit) in the order in which core takes the credits."""
        debt = next(item for item in group if item.residual > 0)
        credits = [item for item in group if item.residual < 0]
        credits.sort(key=lambda item: (item.due, item.residual))
        return [(debt, credit) for credit in credits]

    @api.model
    def _estate_partial_vals(self, debt, credit):
        amount = -credit.residual
        return {
            "debit_move_id": debt.id,
            "credit_move_id": credit.id,
            "amount": amount,
            "debit_amount_currency": amount,
            "credit_amount_currency": amount,
            "debit_currency_id": debt.currency_id,
            "credit_currency_id": credit.currency_id,
            "company_id": debt.company_id,
            "max_date": max(debt.date, credit.date),
        }

    @api.model
    def _estate_item_vals(self, item, group, full_of, of_debt):
        """Return what of an item is left and by which number it is matched."""
        left = _left(group) if item.residual > 0 else ZERO
        full_id = full_of.get(item.id)
        debt = next(other for other in group if other.residual > 0)
        number = str(full_id) if full_id else f"P{min(of_debt[debt.id])}"
        return {
            "id": item.id,
            "amount_residual": left,
            "amount_residual_currency": left,
            "reconciled": not left,
            "full_reconcile_id": full_id,
            "matching_number": number,
        }

    @api.model
    def _estate_write_bills(self, groups):
        """Write what is left to pay of the bills; those paid up are announced."""
        bills = {
            debt.move_id: _left(group)
            for group in groups
            for debt in group
            if debt.residual > 0 and debt.move_type == "out_invoice"
        }
        moves = self.env["account.move"]
        update_rows(
            moves,
            [
                {
                    "id": move_id,
                    "amount_residual": left,
                    "amount_residual_signed": left,
                    "payment_state": "partial" if left else "paid",
                }
                for move_id, left in bills.items()
            ],
        )
        moves.browse(
            [move_id for move_id, left in bills.items() if not left]
        )._invoice_paid_hook()


def _left(group):
    """Return what is left of the debt of a group once it is settled."""
    return sum((item.residual for item in group), ZERO)
