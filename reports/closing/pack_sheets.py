"""The pack of a month as tables, for its PDF and its workbook alike (B-07)."""

from ...models.closing import as_of
from ...models.closing.tie_outs import period_of
from . import pack_bills, pack_query
from .pack_money import MoneyTables
from .pack_tables import Column, Sheet

HUNDRED = 100


def sheets_of(close):
    """Return the tables of a closed month, in the language of the environment."""
    close = close.sudo()  # all of the company: who reads the pack was checked
    as_of.prepare(close.env)
    period = period_of(close.company_id, close.period)
    book = _Pack(close, period)
    return [
        book.tie_outs(),
        book.summary(),
        book.rates(),
        book.open_list(),
        book.bank(),
        book.on_the_way(),
        book.deposits(),
        book.prepayments(),
        book.agency(),
        book.papers(),
        book.exceptions(),
    ]


class _Pack(MoneyTables):
    """Makes the tables; each method is one of them."""

    # ------------------------------------------------------------
    # TIE-OUTS
    # ------------------------------------------------------------

    def tie_outs(self):
        _ = self.env._
        states = dict(
            self.close.line_ids._fields["state"]._description_selection(self.env)
        )
        rows = [
            [
                line.name,
                line.ours_text,
                line.theirs_text,
                line.difference_text or "",
                states[line.state],
                " ".join(filter(None, (line.reason, line.accepted_by_id.name))),
            ]
            for line in self.close.line_ids
        ]
        columns = [
            Column(_("Tie-Out")),
            Column(_("Our Figure"), "right"),
            Column(_("Must Equal"), "right"),
            Column(_("Difference"), "right"),
            Column(_("State")),
            Column(_("Accepted")),
        ]
        return Sheet("tie_outs", _("Tie-Outs"), columns, rows)

    # ------------------------------------------------------------
    # BILLED AND COLLECTED
    # ------------------------------------------------------------

    def summary(self):
        """收费汇总表: the month by fee item."""
        _ = self.env._
        digits = self.close.currency_id.decimal_places
        found = self._rows(pack_bills.by_item(self.period, digits))
        names = self._item_names([row["item_id"] for row in found])
        amounts = ("open_before", "billed", "waived", "paid", "open_end")
        rows = [
            [
                _("Credits Not Used Yet")
                if row["is_credit"]
                else names.get(row["item_id"], _("Opening Balances and Others")),
                *(row[name] or 0 for name in amounts),
            ]
            for row in sorted(found, key=lambda row: self._item_order(row, names))
            if any(row[name] for name in amounts)
        ]
        columns = [
            Column(_("Fee Item")),
            Column(_("Open Before"), "money"),
            Column(_("Billed"), "money"),
            Column(_("Waived"), "money"),
            Column(_("Collected"), "money"),
            Column(_("Open at the End"), "money"),
        ]
        note = _(
            "Money that settles a part of a bill counts for its items in proportion. "
            "Bills that were cancelled stand under waived."
        )
        return self._with_total("summary", _("Fees by Item"), columns, rows, note)

    def _item_names(self, ids):
        items = self.env["estate.fee.item"].browse(filter(None, ids))
        return {item.id: item.name for item in items.sorted("sequence")}

    def _item_order(self, row, names):
        order = list(names)
        known = row["item_id"] in names
        return (
            row["is_credit"],
            not known,
            order.index(row["item_id"]) if known else 0,
        )

    def rates(self):
        """收缴率: of the month, of earlier months, and paid in advance."""
        _ = self.env._
        found = self._rows(pack_bills.rates(self.period))
        communities = self.env["estate.community"].browse(
            row["community_id"] for row in found
        )
        names = {community.id: community.name for community in communities}
        advance = self._prepaid_by_community()
        ids = list(dict.fromkeys([*names, *advance]))
        by_id = {row["community_id"]: row for row in found}
        rows = []
        for community_id in ids:
            row = by_id.get(community_id, {})
            name = names.get(community_id) or self._community_name(community_id)
            rows.append(
                [name, *self._rate_cells(row), *advance.get(community_id, (0, 0))]
            )
        columns = [
            Column(_("Community")),
            Column(_("Due of the Month"), "money"),
            Column(_("Collected of It"), "money"),
            Column(_("Rate"), "percent"),
            Column(_("Due from Before"), "money"),
            Column(_("Collected of That"), "money"),
            Column(_("Rate of Arrears"), "percent"),
            Column(_("Prepaid in the Month"), "money"),
            Column(_("Prepaid, Held"), "money"),
        ]
        sheet = self._with_total("rates", _("Collection Rates"), columns, rows)
        total = sheet.total
        total[3], total[6] = (
            self._rate(total[2], total[1]),
            self._rate(total[5], total[4]),
        )
        return sheet

    def _rate_cells(self, row):
        due, paid = row.get("current_due", 0), row.get("current_paid", 0)
        old, old_paid = row.get("earlier_due", 0), row.get("earlier_paid", 0)
        return [
            due,
            paid,
            self._rate(paid, due),
            old,
            old_paid,
            self._rate(old_paid, old),
        ]

    def _rate(self, part, whole):
        """Return a share in per cent, none of nothing."""
        return float(part) / float(whole) * HUNDRED if whole else None

    def _community_name(self, community_id):
        return self.env["estate.community"].browse(community_id or []).name or ""

    def _prepaid_by_community(self):
        """Return {community id: (taken in the month, held at its end)}."""
        account = self.close.company_id.estate_prepay_account_id
        groups = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", self.close.company_id.id),
                ("account_id", "=", account.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", self.period.end),
            ],
            ["estate_unit_id", "date:month"],
            ["credit:sum", "balance:sum"],
        )
        held = {}
        for unit, month, credit, balance in groups:
            key = unit.community_id.id
            taken, all_held = held.get(key, (0, 0))
            in_month = month and month >= self.period.start
            held[key] = (taken + (credit if in_month else 0), all_held - balance)
        return held

    def open_list(self):
        """应收未收明细: who owes how much for which unit, how old."""
        _ = self.env._
        found = self._rows(pack_query.open_receivables(self.period))
        ages = len(pack_query.AGES) + 2
        rows = [
            [
                row["community"],
                row["unit"],
                row["payer"] or "",
                row["since"],
                *(row[f"age_{place}"] for place in range(ages)),
                row["open"],
            ]
            for row in found
        ]
        first, *others = pack_query.AGES
        heads = [
            _("Not Due Yet"),
            _("Up to %s Days", first),
            *(_("To %s Days", days) for days in others),
            _("Older"),
        ]
        columns = [
            Column(_("Community")),
            Column(_("Unit")),
            Column(_("Payer")),
            Column(_("Due Since"), "date"),
            *(Column(head, "money") for head in heads),
            Column(_("Open"), "money"),
        ]
        return self._with_total("open", _("List of Open Receivables"), columns, rows)
