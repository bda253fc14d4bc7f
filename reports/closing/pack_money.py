"""The tables of a pack about banks, money of others, papers and exceptions (B-07)."""

from ...models.closing import as_of
from ...models.recon.ledger_figures import ROLES
from .. import formats
from . import pack_query
from .pack_tables import Column, PackTables, Sheet


class MoneyTables(PackTables):
    """Each method is a table."""

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
        told = {line.journal_id.id: line.balance_from for line in self.close.line_ids}
        rows = [
            [
                names[row["journal_id"]],
                *self._bank_cells(row),
                told.get(row["journal_id"], ""),
            ]
            for row in found
        ]
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
            Column(_("Balance From")),
        ]
        untold = [names[row["journal_id"]] for row in found if row["source"] == "none"]
        note = untold and _(
            "The bank's own balance at the end of the month is not known: %s",
            formats.listing(self.env, untold),
        )
        return self._with_total(
            "bank", _("Bank Reconciliation"), columns, rows, note or ""
        )

    def _bank_cells(self, row):
        unknown = row["unknown_in"] - row["unknown_out"]
        on_the_way = row["way_in"] - row["way_out"]
        books = row["gl"] + on_the_way - unknown
        adjusted = books + unknown
        # What the bank has not said stays empty: it is neither nothing nor our sum.
        is_told = row["source"] != "none"
        shown = row["statement"] + on_the_way if is_told else None
        return [
            books,
            row["unknown_in"],
            row["unknown_out"],
            adjusted,
            row["statement"],
            row["way_in"],
            row["way_out"],
            shown,
            adjusted - shown if is_told else None,
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
