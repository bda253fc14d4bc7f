"""Estates that nobody has seen: two communities, what they owe, months of bank lines.

Made to mislead a matcher: the communities share unit codes, owners share names, some
accounts pay for several households, codes are mistyped, left out or cut off, strangers
pay without a word, and other money bears residents' names.
"""

import random
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from unit_spellings import FULL, NO_SECTION

from engine.match_facts import (
    ZERO,
    Alias,
    BankLine,
    Expected,
    Key,
    OpenLine,
    Person,
    Role,
    UnitFacts,
)
from engine.match_learning import learn

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文玉兰飞红鹏辉梅建国志晓宇佳"
    "欣怡思雨婷倩博浩然轩涵梓嘉琪瑞凯俊峰亮波斌旭晨阳丹雪莉萍燕琴凤珍淑慧巧云"
)
HOMES = ("云栖里", "望江府", "翠屏苑", "龙湖天街", "锦绣一期", "中海名都", "万和公馆")
FEE_WORDS = (
    "物业费",
    "10月物业管理费",
    "缴费",
    "管理费 2026年10月",
    "物管",
    "",
    "转账",
)
OTHER_MONEY = (
    "利息",
    "广告位租金",
    "电费退款",
    "押金退还",
    "往来款",
    "货款",
    "",
    "转账",
)
SPELLINGS = {**FULL, "slashes": lambda b, s, r: f"{b}/{s}/{r}"}
SPELLINGS["padded"] = lambda b, s, r: f"{b.zfill(2)}{s.zfill(2)}{r.zfill(4)}"


@dataclass(frozen=True)
class Truth:
    """What a bank line was really for."""

    keys: frozenset[Key]
    kind: str
    """``fee``, ``batch`` or ``other``."""


@dataclass(frozen=True)
class Habit:
    """Who pays for some units, from where, and how he writes it."""

    keys: tuple[Key, ...]
    payer: str
    account: str
    style: str


@dataclass
class Month:
    """A statement with what is known when it comes in, and the truth."""

    units: list[UnitFacts]
    communities: dict[str, tuple[str, ...]]
    expected: list[Expected]
    lines: list[BankLine] = field(default_factory=list)
    truth: list[Truth] = field(default_factory=list)


def money(value: object) -> Decimal:
    """Round to the cent."""
    return Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)


class Estate:
    """An estate of two communities; ``size`` scales the number of buildings."""

    def __init__(self, seed: int, size: int = 7) -> None:
        self.random = random.Random(seed)
        self.names = tuple(self.random.sample(HOMES, 2))
        self.units: dict[Key, UnitFacts] = {}
        self.address: dict[Key, tuple[str, str, str]] = {}
        self.owned: dict[str, list[Key]] = defaultdict(list)
        self._line = 0
        self._bills: dict[tuple, str] = {}
        for place, name in enumerate(self.names):
            self._build(name, ("3.10", "2.40")[place], size)
        several = self._owners_of_several()
        apart = {key for habit in several for key in habit.keys}
        self.habits = [self._habit(key) for key in self._payers() if key not in apart]
        self.habits += several + self._families(sorted({*self.units} - apart))

    # ---- The estate -----------------------------------------------------------

    def _build(self, community: str, price: str, size: int) -> None:
        """Add the units of a community."""
        pick = self.random
        for building in range(1, pick.randint(size - 2, size + 2)):
            for section in range(1, pick.randint(2, 4)):
                for floor in range(1, pick.randint(7, 19)):
                    for door in range(1, 5):
                        parts = (str(building), str(section), f"{floor}{door:02d}")
                        self._add(community, parts, Decimal(price))

    def _add(self, community: str, parts: tuple, price: Decimal) -> None:
        """Add a unit with its people and what it owes."""
        pick = self.random
        key = f"{community}/{'-'.join(parts)}"
        people = self._people(key)
        area = pick.choice((58, 72, 86, 89, 96, 103, 117, 128, 143))
        charges = [money((area + pick.choice((0, 0.35, 0.42, 0.77))) * float(price))]
        charges += [money(12)] if pick.random() < 0.5 else []
        charges += [money(180)] if pick.random() < 0.3 else []
        lines = []
        arrears = pick.choices((0, 1, 2, 5), (75, 12, 8, 5))[0]
        for month in range(9 - arrears, 9):
            lines.append(self._charge(key, month + 1, charges[0]))
        lines += (self._charge(key, 10, charge) for charge in charges)
        self.address[key] = parts
        accounts = {self._account()} if pick.random() < 0.3 else ()
        self.units[key] = UnitFacts(
            key,
            community,
            "-".join(parts),
            people,
            tuple(lines),
            sum(charges),
            accounts=frozenset(accounts),
        )

    def _charge(self, key: Key, month: int, amount: Decimal) -> OpenLine:
        """Return a charged line; those of a unit and month are one bill."""
        self._line += 1
        bill = self._bills.setdefault((key, month), f"ZD{len(self._bills):06d}")
        return OpenLine(self._line, bill, date(2026, month, 1), amount)

    def _people(self, key: Key) -> tuple[Person, ...]:
        """Return who lives in a unit; a few own several."""
        pick = self.random
        owner = self._name()
        if self.owned and pick.random() < 0.03:
            owner = pick.choice(list(self.owned))
        self.owned[owner].append(key)
        # Some offices keep the same person twice: then only the name tells.
        identity = f"{owner}#" if pick.random() < 0.8 else f"{owner}#{key}"
        people = [Person(owner, Role.OWNER, identity, (self._phone(),))]
        for share, role in ((0.25, Role.TENANT), (0.3, Role.FAMILY)):
            if pick.random() < share:
                people.append(Person(self._name(), role, phones=(self._phone(),)))
        return tuple(people)

    def _name(self) -> str:
        """Return a name; every eighth is a very common one."""
        pick = self.random
        if pick.random() < 0.12:
            return pick.choice("王李张刘陈") + pick.choice("伟芳敏静丽强")
        given = pick.choice(GIVEN)
        second = pick.choice(GIVEN) if pick.random() < 0.7 else ""
        return pick.choice(SURNAMES) + given + second

    def _account(self) -> str:
        return f"62{self.random.randrange(10**17):017d}"

    def _phone(self) -> str:
        return f"13{self.random.randrange(10**9):09d}"

    # ---- Who pays -------------------------------------------------------------

    def _payers(self) -> list[Key]:
        """Return the units for which somebody pays by transfer."""
        return self.random.sample(sorted(self.units), int(len(self.units) * 0.55))

    def _habit(self, key: Key) -> Habit:
        """Return who pays for a unit, and how he writes it."""
        pick = self.random
        unit = self.units[key]
        style = pick.choices(
            ("code", "name", "words", "for_other", "room", "cut_off", "mistyped")
            + (
                "stranger",
                "owner_only",
                "code_and_name",
                "no_section",
                "phone",
                "bill",
            ),
            (44, 9, 10, 6, 4, 4, 3, 3, 4, 5, 3, 2, 3),
        )[0]
        payer = pick.choice(unit.people).name
        mandate = next(iter(unit.accounts), "") if pick.random() < 0.7 else ""
        account = mandate or self._account()
        stranger = style in ("stranger", "owner_only")
        if stranger or (style in ("for_other", "code") and pick.random() < 0.15):
            payer, account = self._name(), self._account()
        return Habit((key,), payer, account, style)

    def _families(self, keys: list[Key]) -> list[Habit]:
        """Return accounts that pay, line by line, for units of different people."""
        found = []
        for _ in range(12):
            payer, account = self._name(), self._account()
            for key in self.random.sample(keys, 2):
                style = self.random.choice(("code", "words", "owner_only"))
                found.append(Habit((key,), payer, account, style))
        return found

    def _owners_of_several(self) -> list[Habit]:
        """Return owners who pay all that they have in one go."""
        several = [keys for keys in self.owned.values() if 2 <= len(keys) <= 4]
        chosen = self.random.sample(several, min(len(several), 25))
        styles = ("first_of", "all_codes", "count_only", "all_of_mine")
        return [
            Habit(
                tuple(keys),
                self.units[keys[0]].people[0].name,
                self._account(),
                self.random.choice(styles),
            )
            for keys in chosen
        ]

    # ---- What they write ------------------------------------------------------

    def _where(self, key: Key) -> str:
        """Return an address; mostly with the community, which shared codes need."""
        name = self.units[key].community if self.random.random() < 0.75 else ""
        spelling = self.random.choice(list(SPELLINGS))
        return name + SPELLINGS[spelling](*self.address[key])

    def _text(self, habit: Habit) -> str:
        """Return a remark in the payer's manner."""
        pick = self.random
        key = habit.keys[0]
        unit, fill = self.units[key], pick.choice(FEE_WORDS)
        fill = f" {fill}" if fill[:1].isdecimal() else fill
        building, _, room = self.address[key]
        short = NO_SECTION[pick.choice(list(NO_SECTION))](building, room)
        together = "、".join(map(self._where, habit.keys))
        return {
            "code": lambda: self._where(key) + fill,
            "name": lambda: habit.payer + fill,
            "words": lambda: fill,
            "for_other": lambda: f"代{unit.people[0].name}交{self._where(key)}",
            "room": lambda: f"{room}业主{fill}",
            "cut_off": lambda: (self._where(key) + fill)[: pick.randint(4, 10)],
            "mistyped": lambda: self._where(pick.choice(sorted(self.units))) + fill,
            "stranger": lambda: fill,
            "owner_only": lambda: unit.people[0].name + fill,
            "code_and_name": lambda: f"{self._where(key)} {unit.people[0].name}",
            "no_section": lambda: unit.community + short + fill,
            "phone": lambda: f"{fill}{unit.people[0].phones[0]}",
            "bill": lambda: f"{fill}{max(unit.lines, key=lambda x: x.due).bill}",
            "first_of": lambda: f"{self._where(key)}等{len(habit.keys)}套",
            "all_codes": lambda: together,
            "count_only": lambda: f"{len(habit.keys)}套物业费",
            "all_of_mine": lambda: f"{habit.payer}名下房屋",
        }[habit.style]()

    def _amount(self, units: list[UnitFacts]) -> Decimal:
        """Return what somebody pays: mostly everything that is open."""
        pick = self.random
        open_ = sum((line.amount for unit in units for line in unit.lines), ZERO)
        monthly = sum((unit.monthly for unit in units), ZERO)
        last = [line.amount for line in units[0].lines]
        part = [
            (70, open_ or monthly),
            (8, monthly * 3),
            (3, open_ + monthly * pick.choice((2, 5, 11))),
            (3, monthly / 2),
            (3, monthly.to_integral_value()),
            (2, last[-1] if last else monthly),
            (2, money(pick.choice((200, 300, 500)))),
            (2, monthly + Decimal("0.01")),
            (7, monthly),
        ]
        chosen = pick.choices([a for _, a in part], [w for w, _ in part])[0]
        return money(open_ if len(units) > 1 and open_ else chosen)

    # ---- Months -----------------------------------------------------------------

    def month(self, second: bool = False) -> Month:
        """Return a statement; the second finds the first paid and a bill more open."""
        units = dict(self.units)
        if second:
            units = {key: self._next_month(unit) for key, unit in units.items()}
        begin = date(2026, 12 if second else 11, 1)
        month = Month(list(units.values()), {name: () for name in self.names}, [])
        drafts = [(habit, self._text(habit)) for habit in self.habits]
        # Some pay twice.
        drafts += self.random.sample(drafts, 10)
        entries = [
            (
                self._amount([units[key] for key in habit.keys]),
                habit.payer,
                habit.account,
                text,
                Truth(frozenset(habit.keys), "fee"),
            )
            for habit, text in drafts
        ]
        entries += self._other_money() + [self._batch(month, begin)]
        self.random.shuffle(entries)
        for number, (amount, payer, account, text, truth) in enumerate(entries):
            day = begin + timedelta(days=self.random.randrange(28))
            if truth.kind == "batch":
                day = begin + timedelta(days=9)
            month.lines.append(BankLine(number, day, amount, payer, account, text))
            month.truth.append(truth)
        return month

    def _next_month(self, unit: UnitFacts) -> UnitFacts:
        """Return a unit a month later: half paid all, half left the last bill."""
        rest = unit.lines[-1:] if self.random.random() < 0.2 else ()
        charge = self._charge(unit.key, 11, unit.monthly)
        return replace(unit, lines=(*rest, charge), settled=(unit.monthly,))

    def _other_money(self) -> list[tuple]:
        """Return credits that are no fee, some from people with residents' names."""
        pick = self.random
        payers = ("某传媒公司", "供电局", "", self._name(), self._name(), self._name())
        return [
            (
                money(pick.randint(500, 900000) / 100),
                pick.choice(payers),
                self._account(),
                pick.choice(OTHER_MONEY),
                Truth(frozenset(), "other"),
            )
            for _ in range(40)
        ]

    def _batch(self, month: Month, begin: date) -> tuple:
        """Return the credit of a collection batch, and have the books expect it."""
        total = money(self.random.randint(4_000_000, 9_000_000) / 100)
        month.expected.append(
            Expected("batch", total, begin, begin + timedelta(days=20), ("批量代收",))
        )
        truth = Truth(frozenset(), "batch")
        return total, "代收业务待清算", "", "批量代收 成功244笔", truth


def learned_from(month: Month) -> list[Alias]:
    """Return what a person teaches who accepts every line rightly."""
    seen = zip(month.lines, month.truth, strict=True)
    return learn(
        (), [(line, truth.keys) for line, truth in seen if truth.kind != "batch"]
    )
