"""A bank statement matched against the truth, in the books of a whole estate.

    ./dev bench matching [FOLDER] [--generated 5]

The estate is imported and billed as by `./dev bench estate`; then the statement is
imported through the code of the screen, matched and booked. What is booked or proposed
first is compared with the truth of the folder. Then a person decides the rest, the next
month is billed, and the same payers pay with new remarks.

*first*, *auto* and *wrong* are told in bench/estate_bank.py.

`--generated N` matches N estates that a generator makes (two communities with the same
codes, namesakes, shared accounts, wrong codes, strangers, instalments) by the engine
alone, for two months each; for 90 % of the first month's fees it must propose a unit.
"""

import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from odoo.fields import Date

from bench.common import (
    Clock,
    arguments,
    environment,
    expect,
    finish,
    fresh_database,
    result,
)
from bench.estate_bank import BankedEstate, Score, expect_score, month
from bench.estate_folder import SAMPLE, steps

ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(ROOT), str(ROOT / "tests" / "engine")]
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
    "{code} {month}月份物业费",
    "",
    "转账",
    "物业费",
    "交费",
)
OTHER_REMARKS = (
    "活期结息",
    "第四季度利息",
    "灯箱广告费",
    "场地占用费",
    "多付退回",
    "货款",
    "往来",
    "转账",
    "",
)
"""What is written on money that is no fee, the last two as people write on fees."""
RETURNED, RETURNS = ("物业费退款", "退汇 物业费", "多收物业费退回"), 10
"""So many payers' money comes back, the amount that of their bill."""
LOOKS_LIKE_A_FEE = 0.3
"""Share of the money that is no fee, in the next month, with the amount of a bill."""
NAMED = 0.55
"""Share of the next month's payers who write their address."""
SECOND_FIRST, SECOND_AUTO = 0.98, 0.95
"""What the next month must come to, when the payers are known."""
GENERATED_FIRST = 0.93
"""What the first month of each generated estate must come to."""
LEAST_PROPOSED = 0.90
"""Share of the fees of the generated estates for which something must be proposed."""
PROPOSED, MOST_PROPOSE_S = 5000, 60.0
"""For so many lines the engine must propose in so many seconds."""
GENERATED_S = f"generated_s_per_{PROPOSED}"


class MatchingEstate(BankedEstate):
    """An estate whose rest a person decides, and whose payers pay once more."""

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

    @property
    def next_month(self):
        """First day of the month after the one that the folder bills."""
        return Date.add(Date.to_date(f"{self.facts['billing_month']}-01"), months=1)

    def bill_next_month(self):
        run = self.env["estate.bill.run"].create(
            {
                "community_id": self.community.id,
                "date_from": self.next_month,
                "date_invoice": self.next_month,
            }
        )
        run.action_plan()
        run._publish_all()

    def next_statement(self, lines, truth, seed=12):
        """A statement of the same payers with new remarks, and its truth.

        Residents pay what is open of their units; money that is no fee comes again
        with other amounts, some of which are those of bills, and what was transferred
        to a few of them comes back.
        """
        rng = random.Random(seed)
        fees = [*self._next_fees(rng, lines, truth)]
        amounts = [amount for _line, amount, _text, _truth in fees]
        rows = fees + [*self._next_others(rng, lines, truth, amounts)]
        for line, amount, _text, _truth in rng.sample(fees, min(RETURNS, len(fees))):
            told = (frozenset(), "other")
            rows.append((line, amount, rng.choice(RETURNED), told))
        paid_in = Date.add(self.next_month, months=1)
        entries = []
        for place, (line, amount, text, told) in enumerate(rows):
            day = f"{paid_in:%Y%m}{rng.randint(1, 28):02} 10:00:{place % 60:02}"
            out, into = (-amount, "") if amount < 0 else ("", amount)
            name, account = line.partner_name or "", line.account_number or ""
            summary = "转账存入" if amount > 0 else "手续费"
            row = f"{day},{out},{into},{name},{account},{summary},{text}"
            entries.append((day, place, row, told))
        # The import takes the lines by their dates: so must the truth.
        entries.sort(key=lambda entry: entry[:2])
        text = "\n".join([NEXT_HEADER, *(entry[2] for entry in entries)])
        return text.encode("gb18030"), [entry[3] for entry in entries]

    def _next_fees(self, rng, lines, truth):
        """Yield (line of the month before, amount, remark, truth) of fees."""
        codes = {unit.code: unit for unit in self.community.unit_ids}
        owed = Counter()
        for row in self.env["estate.cashier"]._open_lines(self.community.unit_ids):
            if row["open"] > 0:
                owed[row["unit_id"]] += row["open"]
        for line, (units, kind) in zip(lines, truth, strict=True):
            # Who pays what is open pays for the units that owe something.
            units = frozenset(code for code in units if owed[codes[code].id])
            ids = [codes[code].id for code in sorted(units)]
            amount = sum((owed[one] for one in ids), Decimal(0))
            if kind != "fee" or not amount or not line.account_number:
                continue
            for one in ids:
                owed[one] = Decimal(0)
            yield line, amount, self._remark(rng, sorted(units)), (units, kind)

    def _next_others(self, rng, lines, truth, bills):
        """Yield the same of money that is no fee."""
        for line, (units, kind) in zip(lines, truth, strict=True):
            if kind == "fee":
                continue
            amount = Decimal(str(line.amount))
            amount = (amount * rng.randint(50, 150) / 100).quantize(Decimal("0.01"))
            text = rng.choice(OTHER_REMARKS)
            if amount < 0:
                text = ""
            elif rng.random() < LOOKS_LIKE_A_FEE:
                amount = rng.choice(bills)
            yield line, amount, text, (units, kind)

    def _remark(self, rng, codes):
        remark = rng.choice(REMARKS).replace("{month}", str(self.next_month.month))
        if "{code}" not in remark or rng.random() > NAMED:
            return remark.replace("{code}", "").strip()
        spelling = rng.choice(SPELLINGS)
        named = []
        for code in codes:
            parts = dict(zip("ber", code.split("-"), strict=False))
            is_usual = "-".join(parts.values()) == code and len(parts) == len("ber")
            named.append(spelling.format(**parts) if is_usual else code)
        return remark.format(code="、".join(named))


@dataclass
class Made:
    """A month of a generated estate, and what the engine made of it."""

    score: Score
    seconds: float
    proposed: int = 0
    """Fees for which something was proposed."""
    mute: int = 0
    """Proposals without a reason."""


def generated(seed):
    """Match an estate of the generator for two months."""
    from estates import Estate as Generated  # noqa: PLC0415
    from estates import learned_from  # noqa: PLC0415

    from engine.match_index import Facts  # noqa: PLC0415
    from engine.matching import Matcher  # noqa: PLC0415

    estate, aliases, months = Generated(seed), (), []
    for second in (False, True):
        month = estate.month(second)
        begin = time.perf_counter()
        facts = Facts(month.units, month.communities, aliases, month.expected)
        matches = Matcher(facts).match(month.lines)
        made = Made(Score(), time.perf_counter() - begin)
        for match, truth in zip(matches, month.truth, strict=True):
            best = match.proposals[0] if match.proposals else None
            units = frozenset(best.keys) if best else frozenset()
            verdict = match.verdict.value
            made.score.add(truth.keys, truth.kind, units, match.certain, verdict)
            made.proposed += truth.kind == "fee" and bool(match.proposals)
            made.mute += sum(not one.reasons for one in match.proposals)
        months.append(made)
        aliases = learned_from(month)
    return months


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
        values = month(estate, estate.read("statement"), estate.truth(), "month 1")
        lines, truth, score, seconds = values
        estate.decide(lines, truth)
        estate.bill_next_month()
        data, truth = estate.next_statement(lines, truth)
        _lines, _truth, second, _seconds = month(estate, data, truth, "month 2")
    made = match_generated(options.generated, clock)
    first, auto = score.shares
    second_first, second_auto = second.shares
    met = [
        expect_score(score),
        expect_score(second, "second_", SECOND_FIRST, SECOND_AUTO),
        *expect_generated(made),
    ]
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
        **made,
    )
    finish(met)


def match_generated(count, clock):
    """Match generated estates; return the worst of their first months, and all."""
    made = [generated(seed) for seed in range(1, count + 1) if not clock.expired()]
    for seed, months in enumerate(made, 1):
        for number, one in enumerate(months, 1):
            first, auto = one.score.shares
            print(
                f"generated {seed}, month {number}: first {first:.4f}, "
                f"auto {auto:.4f}, wrong {one.score.wrong}"
            )
    if not made:
        return {}
    firsts = [months[0] for months in made]
    both = [one for months in made for one in months]
    lines = sum(one.score.lines for one in firsts)
    fees = sum(one.score.fee for one in firsts)
    proposed = sum(one.proposed for one in firsts)
    return {
        "generated": len(made),
        "generated_lines": lines,
        "generated_first": f"{min(one.score.shares[0] for one in firsts):.4f}",
        "generated_wrong": sum(one.score.wrong for one in both),
        "generated_proposed": f"{proposed / fees:.4f}",
        "generated_mute": sum(one.mute for one in both),
        GENERATED_S: sum(one.seconds for one in firsts) * PROPOSED / lines,
    }


def expect_generated(made):
    """Whether the generated estates, if any, are matched as they must be."""
    if not made:
        return []
    return [
        expect(
            "generated_first", float(made["generated_first"]), least=GENERATED_FIRST
        ),
        expect("generated_wrong", made["generated_wrong"], most=0),
        expect(
            "generated_proposed",
            float(made["generated_proposed"]),
            least=LEAST_PROPOSED,
        ),
        expect("generated_mute", made["generated_mute"], most=0),
        expect(GENERATED_S, made[GENERATED_S], most=MOST_PROPOSE_S),
    ]


if __name__ == "__main__":
    main()
