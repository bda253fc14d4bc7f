"""The bank of an estate: its statement imported, matched, booked, and the truth.

*first*: share of fee lines whose posting or first proposal names exactly the units of
the truth; *auto*: share of fee lines booked by themselves; *wrong*: lines booked by
themselves for other units, or though they are no fee.
"""

import base64
import csv
import sys
from collections import Counter
from dataclasses import dataclass, field

from bench.common import Measure, expect
from bench.estate_folder import Estate

LEAST_FIRST, LEAST_AUTO = 0.95, 0.80
"""What a first month must come to; nothing may be wrong."""


@dataclass
class Score:
    """How postings and first proposals compare with the truth."""

    lines: int = 0
    fee: int = 0
    first: int = 0
    auto: int = 0
    wrong: int = 0
    reasons: Counter = field(default_factory=Counter)
    mistakes: list = field(default_factory=list)

    def add(self, units, kind, proposed, is_booked, verdict, text=""):
        """Count a line: the truth, what was booked or proposed first, its remark."""
        self.lines += 1
        right = kind == "fee" and proposed == units
        if kind == "fee":
            self.fee += 1
            self.first += right
            self.auto += is_booked
        if is_booked and not right and (proposed or kind == "fee"):
            self.wrong += 1
            self.mistakes.append((text, sorted(proposed), sorted(units) or kind))
        answer = "right" if right else "other" if proposed else "none"
        self.reasons[kind, verdict, answer, is_booked] += 1

    def show(self, title):
        print(f"{title}: kind, verdict, first proposal, booked by itself, lines")
        for (kind, verdict, answer, is_booked), count in sorted(self.reasons.items()):
            booked = "booked" if is_booked else "-"
            print(f"  {kind:12} {verdict:12} {answer:6} {booked:7} {count:6}")
        for text, found, units in self.mistakes:
            print(f"  booked for {found}, not {units}: {text}")

    @property
    def shares(self):
        """(first, auto) of the fee lines."""
        fee = self.fee or 1
        return self.first / fee, self.auto / fee


class BankedEstate(Estate):
    """An estate whose bank statement is matched."""

    # ---- Statement ------------------------------------------------------------

    def set_up_bank(self):
        self.journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)], limit=1
        )

    def import_statement(self, data, name):
        file = self.env["estate.statement.import"].create(
            {
                "journal_id": self.journal.id,
                "file": base64.b64encode(data),
                "file_name": name,
            }
        )
        file.action_check()
        if file.fault_text:
            sys.exit(file.fault_text)
        file.state = "importing"
        for _written in file._write_chunks():
            self.env.flush_all()
        return file.line_ids.sorted("id")

    def propose(self, lines):
        self.env["estate.bank.job"]._propose(lines)

    def book(self, lines):
        for start in range(0, len(lines), 200):
            self.env["estate.bank.job"]._book_certain(lines[start : start + 200])

    def truth(self):
        """[(units, kind)] by line of the statement; units in the archive's spelling."""
        path = self.folder / self.facts["files"]["truth"]
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return [
                (frozenset(filter(None, row["units"].split("|"))), row["kind"])
                for row in csv.DictReader(stream)
            ]

    def statement_ties(self, lines):
        """{name: (one side, other side)} of what must be equal once it is booked."""
        journal, of = self.journal, lambda account: [("account_id", "=", account.id)]
        shown = self.total(of(journal.default_account_id))
        left = self.total(of(journal.suspense_account_id))
        return {
            "statement": (sum(lines.mapped("amount")), shown),
            "to match": (sum(lines.mapped("amount_residual")), left),
        }


def scored(lines, truth, title):
    """Compare lines with the truth, both in the order of the statement."""
    score = Score()
    for line, (units, kind) in zip(lines, truth, strict=True):
        proposal = line.estate_proposal_ids
        is_booked = proposal.state == "auto"
        found = proposal.unit_ids
        if not is_booked and proposal.candidates:
            found = found.browse(proposal.candidates[0]["units"])
        codes = frozenset(found.mapped("code"))
        text = f"{line.partner_name} {line.account_number} {line.amount} "
        text += f"{line.payment_ref} {proposal.candidates}"
        score.add(units, kind, codes, is_booked, proposal.verdict or "-", text)
    score.show(title)
    return score


def month(estate, data, truth, title):
    """Import, match and book a statement; returns lines, truth, score, seconds."""
    env = estate.env
    with Measure(env) as imported:
        lines = estate.import_statement(data, title)
        env.flush_all()
    with Measure(env) as proposed:
        estate.propose(lines)
        env.flush_all()
    with Measure(env) as booked:
        estate.book(lines)
        env.flush_all()
    for name, measured in (
        ("import", imported),
        ("propose", proposed),
        ("book", booked),
    ):
        rate = len(lines) / measured.seconds
        print(
            f"{title} {name}: {measured.seconds:.1f} s, {rate:.1f} lines/s, "
            f"{measured.queries} queries",
            flush=True,
        )
    seconds = imported.seconds + proposed.seconds + booked.seconds
    return lines, truth, scored(lines, truth, title), seconds


def expect_score(score, prefix="", first=LEAST_FIRST, auto=LEAST_AUTO):
    """Whether a month is matched as it must be; says what is not."""
    found_first, found_auto = score.shares
    return all(
        [
            expect(f"{prefix}first", found_first, least=first),
            expect(f"{prefix}auto", found_auto, least=auto),
            expect(f"{prefix}wrong", score.wrong, most=0),
        ]
    )
