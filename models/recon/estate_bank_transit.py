from collections import defaultdict
from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...engine.match_facts import Expected
from ...engine.match_sums import Piece, bundles, runs
from ...engine.money import decimal_of

ZERO = Decimal(0)
MOST_BEFORE = 10
"""Days the bank may show a movement before the books have it."""
MOST_AFTER = 45
"""Days until the bank has shown a movement of the books."""
COLLECTED_WORDS = ("代收", "代扣", "托收", "批量")
"""How banks name the credit of a collection."""
LEAST_WORD = 4
"""Characters of a slip's number that tell it from any other in a text."""
ONE_OF_MANY = -2.0
"""Bits of a sum that is one of many: as good as another once in four times."""


class EstateBankTransit(models.AbstractModel):
    """Money that the books have and the bank has yet to show (B-01, B-02).

    Takings by card, transfer or through a wallet, deposit slips, what the bank's
    collection brought, refunds under way: open items on the accounts of payment
    methods, whose amount the bank credits piece by piece, in sums, or less a charge.
    """

    _name = "estate.bank.transit"
    _description = "Money on Its Way to the Bank"

    # ------------------------------------------------------------
    # OPEN ITEMS
    # ------------------------------------------------------------

    @api.model
    def _accounts(self, company):
        """Return the accounts of money on its way, of every journal of the company.

        A card terminal has a journal of its own, and its money arrives on the bank's.
        """
        ways = self.env["account.payment.method.line"].search(
            [("journal_id.company_id", "=", company.id)]
        )
        accounts = ways.payment_account_id - ways.journal_id.default_account_id
        return accounts.filtered("reconcile")

    @api.model
    def _check_accounts(self, company, accounts):
        """Refuse to book bank lines on such an account without what they settle.

        The line and what it brought would both stay open there (B-01).
        """
        if on_its_way := accounts & self._accounts(company):
            raise UserError(
                self.env._(
                    "%(account)s is money on its way: choose what has come of it.",
                    account=on_its_way[0].display_name,
                )
            )

    @api.model
    def _domain(self, company):
        """Return the domain of the open items that a bank line may settle."""
        return Domain(
            [
                ("account_id", "in", self._accounts(company).ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("company_id", "=", company.id),
                ("move_id.statement_line_id", "=", False),
            ]
        )

    @api.model
    def _items(self, company, more=Domain.TRUE, **options):
        """Return open items, the oldest first unless told otherwise."""
        return self.env["account.move.line"].search(
            self._domain(company) & more, **{"order": "date, id", **options}
        )

    @api.model
    def _slips(self, items):
        """Return {item: its deposit slip}."""
        slips = self.env["estate.cash.deposit"].search(
            [("move_id", "in", items.move_id.ids), ("state", "=", "booked")]
        )
        by_move = slips.grouped("move_id")
        return {
            item: by_move[item.move_id] for item in items if item.move_id in by_move
        }

    # ------------------------------------------------------------
    # MOVEMENTS, AS THE ENGINE IS TOLD
    # ------------------------------------------------------------

    @api.model
    def _movements(self, company):
        """Return {key: (movement, list of its items)} that the bank has yet to show.

        Each open item alone, those of an account and day, of days in a row, deposit
        slips in one sum, and collections: a batch, and each return of it.
        """
        batches = self.env["estate.collection.batch"]._open_bank_items(company)
        items = self._items(company)
        items -= items.browse().union(*batches.values())
        return (
            self._collected(batches)
            | self._single(items)
            | self._by_day(company, items)
            | self._bundled(company, items)
        )

    @api.model
    def _collected(self, batches):
        """The bank credits a batch at once, or each of its returns by itself."""
        found = {}
        for batch, items in batches.items():
            words = {"words": (*COLLECTED_WORDS, batch.name)}
            key = f"batch:{batch.id}"
            found[key] = self._movement(key, [items], kind="batch", **words)
            returns = items.grouped(
                lambda item: item.move_id.estate_collection_return_id
            )
            for one, of_return in returns.items():
                if len(returns) > 1:
                    key = f"return:{one.id}"
                    vals = {"kind": "return", **words}
                    found[key] = self._movement(key, [of_return], **vals)
        return found

    @api.model
    def _single(self, items):
        slips = self._slips(items)
        found = {}
        for item in items:
            key, slip = f"item:{item.id}", slips.get(item)
            words = self._item_words(item)
            if slip:
                words = (*words, *self._slip_words(slip))
            found[key] = self._movement(key, [item], words=words, chargeable=not slip)
        return found

    @api.model
    def _item_words(self, item):
        """Return what a bank line of this item would say: reference and payer."""
        payment = item.move_id.origin_payment_id
        words = (payment.payment_reference, payment.memo, item.partner_id.name)
        return tuple(dict.fromkeys(word for word in words if word))

    @api.model
    def _slip_words(self, slips):
        numbers = slips.mapped("slip_number")
        return tuple(number for number in numbers if len(number) >= LEAST_WORD)

    @api.model
    def _by_day(self, company, items):
        """What was taken on one account by the day, and on days in a row."""
        days = defaultdict(dict)
        for (account, day), of_day in items.grouped(
            lambda item: (item.account_id, item.date)
        ).items():
            days[account][day] = of_day
        found = {}
        for account, of_account in days.items():
            for day, of_day in of_account.items():
                if len(of_day) > 1:
                    key = f"day:{account.id}:{day}"
                    vals = {"kind": "day", "count": len(of_day)}
                    found[key] = self._movement(key, [of_day], **vals)
            pieces = [
                Piece(day, day, self._open(of_day))
                for day, of_day in of_account.items()
            ]
            for one in runs(pieces, company.estate_match_days_together):
                key = f"days:{account.id}:{one.first}:{one.last}"
                found[key] = self._movement_of_sum(key, one, of_account, "days")
        return found

    @api.model
    def _bundled(self, company, items):
        """Cash of several deposit slips that the bank credits at once."""
        slips = self._slips(items)
        found = {}
        for of_account in items.browse().union(*slips).grouped("account_id").values():
            by_id = {item.id: item for item in of_account}
            pieces = [
                Piece(item.id, item.date, self._open(item)) for item in of_account
            ]
            for one in bundles(
                pieces,
                company.estate_match_slips_together,
                company.estate_match_days_together,
            ):
                key = "slips:" + ":".join(map(str, one.keys))
                of_sum = self.env["estate.cash.deposit"].union(
                    *(slips[by_id[item_id]] for item_id in one.keys)
                )
                vals = {"words": self._slip_words(of_sum), "chargeable": False}
                found[key] = self._movement_of_sum(key, one, by_id, "slips", **vals)
        return found

    @api.model
    def _movement_of_sum(self, key, one, items_of, kind, **vals):
        groups = [items_of[piece] for piece in one.keys]
        movement = self._expected(
            key,
            one.amount,
            one.first,
            one.last,
            kind=kind,
            count=len(groups),
            bits=ONE_OF_MANY,
            **vals,
        )
        return movement, groups

    @api.model
    def _movement(self, key, groups, **vals):
        [items] = groups
        dates = items.mapped("date")
        amount = self._open(items)
        return self._expected(key, amount, min(dates), max(dates), **vals), groups

    @api.model
    def _expected(self, key, amount, first, last, **vals):
        return Expected(
            key=key,
            amount=amount,
            date_from=fields.Date.add(first, days=-MOST_BEFORE),
            date_to=fields.Date.add(last, days=MOST_AFTER),
            **vals,
        )

    @api.model
    def _open(self, items):
        return sum(map(decimal_of, items.mapped("amount_residual")), ZERO)
