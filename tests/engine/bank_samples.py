"""Layouts and records by chance, for tests of bank files."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

_CHARACTERS = {
    "utf-8": "aZ09 -=+@'\"|,;业主管理费０Ａ（）㐂\U00020000é",
    "gbk": "aZ09 -=+@'\"|,;业主管理费０Ａ（）",
    "gb18030": "aZ09 -=+@'\"|,;业主管理费０Ａ（）㐂é",
    "ascii": "aZ09 -=+@'\"|,;",
}
_TEXT_WIDTH = 26
"""Six characters of four bytes and two more."""
_DETAIL_TEXTS = ("name", "contract", "unit", "reference", "reason", "memo", "bank")
_SUMS = ("count", "total", "accepted", "accepted_total", "rejected_total")
_FORMATS = ("YYYYMMDD", "YYYY-MM-DD", "DD/MM/YYYY", "YYYY年MM月DD日")
_SIGNS = ("minus_first", "always_first", "minus_last")
CODES = {"00": "success", "01": "retry", "X9": "stop"}


def layout_by_chance(chance: Random) -> dict:
    """Return a layout as JSON: of any kind, with header and trailer or without."""
    kind = chance.choice(["fixed", "delimited", "xlsx"])
    encoding = chance.choice(sorted(_CHARACTERS))
    source = {
        "kind": kind,
        "encoding": encoding,
        "newline": chance.choice(["CRLF", "LF"]),
        "positions": chance.choice(["bytes", "characters"]),
        "delimiter": chance.choice(",|\t"),
        "quotes": chance.choice([True, False]),
        "amount": chance.choice(["cents", "yuan"]),
        "codes": CODES,
    }
    by_name = kind != "fixed" and chance.random() < 0.5
    marked = not by_name and chance.random() < 0.5
    names = ["sequence", "account", "amount", "code"]
    names += chance.sample(_DETAIL_TEXTS, chance.randint(0, 7))
    names += chance.choice([[], ["date"], ["paid"], ["date", "paid"]])
    source["detail"] = _record(chance, source, names, "D" if marked else "", by_name)
    for role, mark in (("header", "H"), ("trailer", "TT")):
        if chance.random() < 0.5:
            names = chance.sample(_SUMS, chance.randint(1, 5))
            names += chance.choice([[], ["account", "date"], ["batch"]])
            mark = mark if marked else ""
            source[role] = _record(chance, source, names, mark, False)
    return source


def _record(chance, source, names, mark, by_name):
    """Return one record's fields at places that do not overlap."""
    record = {"mark": mark} if mark else {}
    place = len(mark) + 1
    for name in chance.sample(names, len(names)):
        place += chance.randint(0, 2)
        spec = _field(chance, name, source["encoding"])
        if source["kind"] == "fixed":
            width = 2 if name == "code" else _TEXT_WIDTH
            spec["at"] = [place, place + width - 1]
            place += width
        elif by_name:
            spec["at"] = [f"栏{name}" if source["encoding"] != "ascii" else f"c{name}"]
        else:
            spec["at"] = place + (1 if mark else 0)
            place += 1
        record[name] = spec
    return record


def _field(chance, name, encoding):
    """Return how one field is written."""
    spec = {}
    if name in ("amount", "paid", "total", "accepted_total", "rejected_total"):
        spec["sign"] = chance.choice(_SIGNS) if name != "paid" else "none"
        spec["unit"] = chance.choice(["cents", "yuan"])
        spec["pad"] = chance.choice("0 ")
    elif name in ("sequence", "count", "accepted"):
        spec["pad"] = chance.choice("0 ")
    elif name == "date":
        spec["format"] = chance.choice(
            _FORMATS if encoding != "ascii" else _FORMATS[:3]
        )
    elif name != "code":
        spec["align"] = chance.choice(["left", "right"])
    return spec


class Values:
    """Values that fit a layout, as its writer takes them and its reader gives them."""

    def __init__(self, chance: Random, source: dict) -> None:
        self.chance = chance
        self.source = source
        self.characters = _CHARACTERS[source["encoding"]]
        if not source["quotes"]:
            self.characters = self.characters.replace(source["delimiter"], "")

    def text(self, required: bool = False) -> str:
        """Return a text without blanks at its ends."""
        size = self.chance.randint(0, 6)
        text = "".join(self.chance.choices(self.characters, k=size)).strip()
        return text or ("a" if required else "")

    def amount(self) -> Decimal:
        """Return an amount above or below zero."""
        digits = self.chance.choice([0, 2, 5, 11])
        return Decimal(self.chance.randint(-(10**digits), 10**digits)) / 100

    def day(self) -> date:
        """Return a day of any year that a file can tell."""
        return date(1990, 1, 1) + timedelta(self.chance.randint(0, 40_000))

    def details(self) -> list[dict]:
        """Return some records."""
        wanted = [name for name in self.source["detail"] if name != "mark"]
        return [self._detail(wanted) for _ in range(self.chance.randint(1, 5))]

    def _detail(self, wanted):
        values = {
            "sequence": self.chance.randint(0, 10**9),
            "account": self.text(required=True),
            "amount": round(self.amount(), 2),
            "code": self.chance.choice(sorted(CODES)),
            "date": self.chance.choice([None, self.day()]),
            "paid": self.chance.choice([None, round(abs(self.amount()), 2)]),
        }
        return {
            name: values[name] if name in values else self.text() for name in wanted
        }

    def head(self) -> dict:
        """Return what header and trailer need beside the sums."""
        account = self.text(required=True)
        return {"account": account, "date": self.day(), "batch": self.text()}
