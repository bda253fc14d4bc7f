"""A bank statement matched against the truth, in the books of a whole estate.

    ./dev bench matching [FOLDER] [--generated 5]

The estate is imported and billed as by `./dev bench estate`; then the statement is
imported through the code of the screen, matched and booked. What is booked or proposed
first is compared with the truth of the folder. Then a person decides the rest, the next
month is billed, and the same payers pay with new remarks.

*first*: share of fee lines whose posting or first proposal names exactly the units of
the truth; *auto*: share of fee lines booked by themselves; *wrong*: lines booked by
themselves for other units, or though they are no fee.

`--generated N` matches N estates that a generator makes (two communities with the same
codes, namesakes, shared accounts, wrong codes, strangers, instalments) by the engine
alone, for two months each.
"""

import base64
import csv
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from bench.common import Clock, Measure, arguments, environment, fresh_database, result
from bench.estate import IMPORTED, SAMPLE, Estate, steps

ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(ROOT), str(ROOT / "tests" / "engine")]
NEXT_MONTH = "2026-11-01"
NEXT_HEADER = "交易时间,借方发生额,贷方发生额,对方户名,对方账号,摘要,备注"
SPELLINGS = (
    "{b}-{e}-{r}",
    "{b}栋{e}单元{r}",
    "{b}幢{e}-{r}室",
    "{b}#{e}-{r}",
    "{b}号楼{e}单元{r}房",
    "{b}—{e}—{r}",
)
REMARKS = (
    "物业费 {code}",
    "{code}",
    "{code} 11月份物业管理费",
    "",
    "转账",
    "物业费",
    "交费",
)
NAMED = 0.55
"""Share of December's payers who write their address."""


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
        return self.first / self.fee, self.auto / self.fee


class MatchingEstate(Estate):
    """An estate whose bank is matched."""

    imported = (*IMPORTED, "mandates")

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

    # ---- December -------------------------------------------------------------

    def decide(self, lines, truth):
        """What a person does with the rest: fees by their units, other money not."""
        decision = self.env["estate.bank.decision"]
        codes = {unit.code: unit for unit in self.community.unit_ids}
        account = self.journal.suspense_account_id.copy(
            {"name": "Other", "code": "999990", "account_type": "income_other"}
        )
        for line, (units, kind) in zip(lines, truth, strict=True):
            if line.is_reconciled:
                continue
            if kind == "fee":
                shares = self._shares(line, [codes[code] for code in sorted(units)])
                decision._book_by_hand(line, shares)
            else:
                one = {"account": account.id, "amount": Decimal(str(line.amount))}
                decision._book_by_hand(line, [], [one])

    def _shares(self, line, units):
        """The oldest bills of the units first, the rest prepaid for the first one."""
        left = Decimal(str(line.amount))
        shares = []
        records = self.env["estate.unit"].union(*units)
        for row in self.env["estate.cashier"]._open_lines(records):
            part = min(left, row["open"])
            if part > 0:
                shares.append(
                    {
                        "unit": row["unit_id"],
                        "line": row["move_line_id"],
                        "amount": part,
                    }
                )
                left -= part
        if left:
            shares.append({"unit": units[0].id, "line": None, "amount": left})
        return shares

    def bill_next_month(self):
        run = self.env["estate.bill.run"].create(
            {
                "community_id": self.community.id,
                "date_from": NEXT_MONTH,
                "date_invoice": NEXT_MONTH,
            }
        )
        run.action_plan()
        run._publish_all()

    def next_statement(self, lines, truth, seed=12):
        """A statement of the same payers, new remarks, what is open of their units."""
        rng = random.Random(seed)
        codes = {unit.code: unit for unit in self.community.unit_ids}
        owed = Counter()
        for row in self.env["estate.cashier"]._open_lines(self.community.unit_ids):
            if row["open"] > 0:
                owed[row["unit_id"]] += row["open"]
        entries = []
        for line, (units, kind) in zip(lines, truth, strict=True):
            # Who pays what is open pays for the units that owe something.
            units = frozenset(code for code in units if owed[codes[code].id])
            ids = [codes[code].id for code in sorted(units)]
            amount = sum((owed[one] for one in ids), Decimal(0))
            if kind != "fee" or not amount or not line.account_number:
                continue
            for one in ids:
                owed[one] = Decimal(0)
            day = f"202612{rng.randint(1, 28):02} 10:00:{len(entries) % 60:02}"
            text = self._remark(rng, sorted(units))
            name, account = line.partner_name or "", line.account_number
            row = f"{day},,{amount},{name},{account},转账存入,{text}"
            entries.append((day, len(entries), row, (units, kind)))
        # The import takes the lines by their dates: so must the truth.
        entries.sort(key=lambda entry: entry[:2])
        rows = [NEXT_HEADER, *(entry[2] for entry in entries)]
        return "\n".join(rows).encode("gb18030"), [entry[3] for entry in entries]

    def _remark(self, rng, codes):
        remark = rng.choice(REMARKS)
        if "{code}" not in remark or rng.random() > NAMED:
            return remark.replace("{code}", "").strip()
        spelling = rng.choice(SPELLINGS)
        named = []
        for code in codes:
            building, entrance, room = code.split("-")
            named.append(spelling.format(b=building, e=entrance, r=room))
        return remark.format(code="、".join(named))


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


def generated(seed):
    """Match an estate of the generator for two months, as (first, auto, wrong) each."""
    from estates import Estate as Generated  # noqa: PLC0415
    from estates import learned_from  # noqa: PLC0415

    from engine.match_index import Facts  # noqa: PLC0415
    from engine.matching import Matcher  # noqa: PLC0415

    estate, aliases, shares = Generated(seed), (), []
    for second in (False, True):
        month = estate.month(second)
        score = Score()
        facts = Facts(month.units, month.communities, aliases, month.expected)
        matches = Matcher(facts).match(month.lines)
        for match, truth in zip(matches, month.truth, strict=True):
            best = match.proposals[0] if match.proposals else None
            units = frozenset(best.keys) if best else frozenset()
            verdict = match.verdict.value
            score.add(truth.keys, truth.kind, units, match.certain, verdict)
        shares.append((*score.shares, score.wrong))
        aliases = learned_from(month)
    return shares


def main():
    parser = arguments(__doc__, generated=0)
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLE)
    options = parser.parse_args()
    clock = Clock(options.max_seconds)
    with (
        fresh_database("matching", options.keep) as database,
        environment(database) as env,
    ):
        estate = MatchingEstate(env, options.folder)
        for name, step in [*steps(estate), ("bank", estate.set_up_bank)]:
            step()
            print(f"{name:12} {clock.elapsed:7.1f} s", flush=True)
        values = month(estate, estate.read("statement"), estate.truth(), "November")
        lines, truth, score, seconds = values
        first, auto = score.shares
        estate.decide(lines, truth)
        estate.bill_next_month()
        data, truth = estate.next_statement(lines, truth)
        _lines, _truth, second, _seconds = month(estate, data, truth, "December")
        second_first, second_auto = second.shares
    made = [
        generated(seed)
        for seed in range(1, options.generated + 1)
        if not clock.expired()
    ]
    for seed, shares in enumerate(made, 1):
        for (part, booked, wrong), title in zip(
            shares, ("month 1", "month 2"), strict=True
        ):
            print(
                f"generated {seed}, {title}: first {part:.4f}, auto {booked:.4f}, "
                f"wrong {wrong}"
            )
    result(
        "matching",
        lines=score.lines,
        fee=score.fee,
        first=f"{first:.4f}",
        auto=f"{auto:.4f}",
        wrong=score.wrong,
        seconds=seconds,
        second_lines=second.lines,
        second_first=f"{second_first:.4f}",
        second_auto=f"{second_auto:.4f}",
        second_wrong=second.wrong,
        **_worst(made),
    )


def _worst(made):
    """The worst of the generated estates' first months."""
    if not made:
        return {}
    firsts = [shares[0] for shares in made]
    return {
        "generated": len(made),
        "generated_first": f"{min(first for first, _auto, _wrong in firsts):.4f}",
        "generated_wrong": sum(wrong for one in made for _first, _auto, wrong in one),
    }


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


if __name__ == "__main__":
    main()
