"""The pack of a month as tables, for its PDF and its workbook alike (B-07)."""

from typing import NamedTuple

from odoo.tools.misc import get_lang

from ...models.closing import as_of
from ...models.closing.tie_outs import period_of
from ...models.recon.ledger_figures import ROLES
from .. import formats
from . import pack_bills, pack_query

HUNDRED = 100


class Column(NamedTuple):
    """A column: its head, and how its cells are written."""

    head: str
    kind: str = "text"  # text, money, count, percent or date


class Sheet(NamedTuple):
    """A table of the pack."""

    code: str
    title: str
    columns: list
    rows: list
    total: list = ()
    note: str = ""


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


class _Pack:
    """Makes the tables; each method is one of them."""

    def __init__(self, close, period):
        self.close = close
        self.env = close.env
        self.period = period

    def _rows(self, query):
        return self.env.execute_query_dict(query)

    def _term(self, value):
        """Return a name kept by language in the reader's."""
        if isinstance(value, dict):
            return value.get(get_lang(self.env).code) or value.get("en_US") or ""
        return value or ""

    def _total(self, columns, rows):
        """Add up the amounts of a table."""
        cells = [self.env._("Total")]
        for place, column in enumerate(columns[1:], 1):
            adds_up = column.kind == "money"
            cells.append(sum(row[place] for row in rows) if adds_up else None)
        return cells

    def _with_total(self, code, title, columns, rows, note=""):
        return Sheet(code, title, columns, rows, self._total(columns, rows), note)

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
        return self._with_total("open", _("Open Receivables"), columns, rows)

    # ------------------------------------------------------------
    # BANK
    # ------------------------------------------------------------

    def bank(self):
        """银行存款余额调节表: the books and the statement, brought together."""
        _ = self.env._
        found = self._rows(as_of.banks(self.close.company_id, self.period.end, ROLES))
        names = {
            journal.id: journal.name
            for journal in self.env["account.journal"].browse(
                row["journal_id"] for row in found
            )
        }
        rows = [[names[row["journal_id"]], *self._bank_cells(row)] for row in found]
        columns = [
            Column(_("Bank")),
            *(
                Column(head, "money")
                for head in (
                    _("Balance of the Books"),
                    _("+ Bank Received, Not Booked"),
                    _("− Bank Paid, Not Booked"),
                    _("Books, Adjusted"),
                    _("Balance of the Statement"),
                    _("+ Booked, Not Received by Bank"),
                    _("− Booked, Not Paid by Bank"),
                    _("Statement, Adjusted"),
                    _("Difference"),
                )
            ),
        ]
        return self._with_total("bank", _("Bank Reconciliation"), columns, rows)

    def _bank_cells(self, row):
        unknown = row["unknown_in"] - row["unknown_out"]
        on_the_way = row["way_in"] - row["way_out"]
        books = row["gl"] + on_the_way - unknown
        adjusted = books + unknown
        shown = row["statement"] + on_the_way
        return [
            books,
            row["unknown_in"],
            row["unknown_out"],
            adjusted,
            row["statement"],
            row["way_in"],
            row["way_out"],
            shown,
            adjusted - shown,
        ]

    def on_the_way(self):
        """What the books have and the bank has not, item by item."""
        _ = self.env._
        rows = [
            [
                self._term(row["journal"]),
                row["date"],
                row["entry"] or "",
                row["name"] or "",
                row["unit"] or "",
                row["open"],
            ]
            for row in self._rows(pack_query.on_the_way(self.period, ROLES))
        ]
        columns = [
            Column(_("Journal")),
            Column(_("Date"), "date"),
            Column(_("Entry")),
            Column(_("Text")),
            Column(_("Unit")),
            Column(_("Amount"), "money"),
        ]
        return self._with_total("on_the_way", _("Not at the Bank Yet"), columns, rows)

    # ------------------------------------------------------------
    # MONEY OF OTHERS
    # ------------------------------------------------------------

    def deposits(self):
        """押金台账."""
        account = self.close.company_id.estate_deposit_account_id
        return self._ledger("deposits", self.env._("Deposit Ledger"), account)

    def prepayments(self):
        """预收台账."""
        account = self.close.company_id.estate_prepay_account_id
        return self._ledger("prepaid", self.env._("Prepayment Ledger"), account)

    def _ledger(self, code, title, account):
        _ = self.env._
        rows = [
            [
                row["unit"] or "",
                row["person"] or "",
                self._term(row["item"]),
                *(row[name] for name in ("before", "taken", "gone", "held")),
            ]
            for row in self._rows(pack_query.ledger(self.period, account))
        ]
        columns = [
            Column(_("Unit")),
            Column(_("Person")),
            Column(_("Fee Item")),
            *self._movement(_("Taken"), _("Used or Given Back")),
        ]
        return self._with_total(code, title, columns, rows)

    def agency(self):
        """代收台账: money collected for others, by item."""
        _ = self.env._
        rows = [
            [
                self._term(row["item"]) or _("Handed Over and Others"),
                *(row[name] for name in ("before", "taken", "gone", "held")),
            ]
            for row in self._rows(pack_query.agency(self.period))
        ]
        columns = [
            Column(_("Fee Item")),
            *self._movement(_("Billed"), _("Handed Over or Credited")),
        ]
        return self._with_total("agency", _("Agency Money Ledger"), columns, rows)

    def _movement(self, taken, gone):
        _ = self.env._
        heads = (_("Held Before"), taken, gone, _("Held at the End"))
        return [Column(head, "money") for head in heads]

    # ------------------------------------------------------------
    # PAPERS AND EXCEPTIONS
    # ------------------------------------------------------------

    def papers(self):
        """票据清单: every number of the month, void ones too."""
        _ = self.env._
        void = _("Void")
        rows = [
            [
                row["name"],
                row["paper_number"] or "",
                row["date"],
                row["unit"] or "",
                row["payer"] or "",
                row["cashier"] or "",
                0 if row["state"] == "void" else row["amount"],
                f"{void}: {row['void_reason']}" if row["state"] == "void" else "",
            ]
            for row in self._rows(pack_query.papers(self.period))
        ]
        columns = [
            Column(_("Number")),
            Column(_("Book No.")),
            Column(_("Date"), "date"),
            Column(_("Unit")),
            Column(_("Payer")),
            Column(_("Cashier")),
            Column(_("Amount"), "money"),
            Column(_("Remarks")),
        ]
        return self._with_total(
            "papers", _("Receipts and Refunds"), columns, rows, self._gaps()
        )

    def _gaps(self):
        """Tell which numbers nobody can account for."""
        gaps = self._findings([("diagnostic_id.code", "=", "receipt_gap")])
        if not gaps:
            return self.env._("No number is missing.")
        return formats.listing(self.env, gaps.mapped("text"))

    def exceptions(self):
        """What is not cleared up: findings of the checks, differences with the bank."""
        _ = self.env._
        rows = [
            [
                finding.diagnostic_id.name,
                finding.community_id.name or "",
                finding.unit_id.code or "",
                finding.text or "",
                finding.note if finding.state == "accepted" else "",
                finding.amount,
            ]
            for finding in self._findings([])
        ]
        differences = self.env["estate.recon.exception"].search(
            [
                ("company_id", "=", self.close.company_id.id),
                ("state", "in", ("open", "escalated")),
                ("date", "<=", self.period.end),
            ]
        )
        types = dict(differences._fields["type"]._description_selection(self.env))
        rows += [
            [
                types[one.type],
                one.community_id.name or "",
                one.unit_id.code or "",
                one.reason or "",
                one.note or "",
                one.amount,
            ]
            for one in differences
        ]
        columns = [
            Column(_("What")),
            Column(_("Community")),
            Column(_("Unit")),
            Column(_("What Is Wrong")),
            Column(_("Remarks")),
            Column(_("Amount"), "money"),
        ]
        return Sheet("exceptions", _("Exceptions"), columns, rows)

    def _findings(self, domain):
        return self.env["estate.diagnostic.finding"].search(
            [
                ("company_id", "=", self.close.company_id.id),
                ("state", "!=", "solved"),
                *domain,
            ]
        )
