"""Every way to write a unit's code that the reader must understand."""

from hypothesis import strategies as st

_WIDE = str.maketrans("0123456789-#", "０１２３４５６７８９－＃")
_CHINESE = "〇一二三四五六七八九"


def chinese_number(number: str) -> str:
    """Write 1 to 99 as it is spoken (12 is 十二)."""
    tens, ones = divmod(int(number), 10)
    text = ("" if tens == 1 else _CHINESE[tens]) + "十" if tens else ""
    return text + (_CHINESE[ones] if ones or not tens else "")


def chinese_digits(number: str) -> str:
    """Write digit by digit (1501 is 一五〇一)."""
    return "".join(_CHINESE[int(digit)] for digit in number)


def wide(text: str) -> str:
    """Write with full-width characters."""
    return text.translate(_WIDE)


FULL = {
    "canonical": lambda b, s, r: f"{b}-{s}-{r}",
    "full width": lambda b, s, r: wide(f"{b}-{s}-{r}"),
    "em dashes": lambda b, s, r: f"{b}—{s}—{r}",
    "double dashes": lambda b, s, r: f"{b}——{s}——{r}",
    "minus signs": lambda b, s, r: f"{b}−{s}–{r}",
    "numeral as dash": lambda b, s, r: f"{b}一{s}一{r}",
    "spaced dashes": lambda b, s, r: f"{b} - {s} - {r}",
    "words": lambda b, s, r: f"{b}栋{s}单元{r}",
    "words, 室": lambda b, s, r: f"{b}栋{s}单元{r}室",
    "words, 幢 房": lambda b, s, r: f"{b}幢{s}单元{r}房",
    "words, 座 门": lambda b, s, r: f"{b}座{s}门{r}",
    "words, 号楼": lambda b, s, r: f"{b}号楼{s}单元{r}号",
    "words, #楼": lambda b, s, r: f"{b}#楼{s}单元{r}",
    "words, 号": lambda b, s, r: f"{b}号{s}单元{r}室",
    "words, blanks": lambda b, s, r: f"{b} 栋\u3000{s} 单元 {r} 室",
    "words, full width": lambda b, s, r: wide(f"{b}栋{s}单元{r}"),
    "words, dashes": lambda b, s, r: f"{b}栋-{s}单元-{r}",
    "word and dash": lambda b, s, r: f"{b}栋{s}-{r}",
    "dash and word": lambda b, s, r: f"{b}-{s}单元{r}",
    "number sign": lambda b, s, r: f"{b}#{s}-{r}",
    "wide number sign": lambda b, s, r: wide(f"{b}#{s}-{r}"),
    "padded parts": lambda b, s, r: f"{b.zfill(2)}-{s.zfill(2)}-{r.zfill(4)}",
    "spoken": lambda b, s, r: f"{chinese_number(b)}栋{chinese_number(s)}单元{r}",
    "spoken room": lambda b, s, r: f"{b}栋{s}单元{chinese_digits(r)}室",
    "storey": lambda b, s, r: f"{b}栋{s}单元{r[:-2]}层{r}",
    "storey and door": lambda b, s, r: f"{b}栋{s}单元{r[:-2]}楼{r[-2:]}室",
    "labelled, padded": lambda b, s, r: f"房号{b.zfill(2)}{s.zfill(2)}{r.zfill(4)}",
    "labelled": lambda b, s, r: f"房号：{b}-{s}-{r}",
}
"""Spellings with building, section and room, understood in cells and free text."""

CELL_ONLY = {
    "padded": lambda b, s, r: f"{b.zfill(2)}{s.zfill(2)}{r.zfill(4)}",
    "slashes": lambda b, s, r: f"{b}/{s}/{r}",
    "blanks": lambda b, s, r: f" {b} {s} {r}\u3000",
    "dots": lambda b, s, r: f"{b}.{s}.{r}",
}
"""Spellings that only a cell of their own makes clear."""

NO_SECTION = {
    "two parts": lambda b, r: f"{b}-{r}",
    "words": lambda b, r: f"{b}栋{r}",
    "words, 室": lambda b, r: f"{b}座{r}室",
    "number sign": lambda b, r: f"{b}#{r}",
    "street number": lambda b, r: f"{b}号{r}室",
    "spoken": lambda b, r: f"{chinese_number(b)}幢{r}",
}
"""Spellings without a section."""

buildings = st.integers(1, 99).map(str)
lettered_buildings = st.builds(
    "{}{}".format, st.sampled_from("ABCX"), st.just("") | buildings
)
sections = st.integers(1, 12).map(str)
rooms = st.builds("{}{:02d}".format, st.integers(1, 33), st.integers(1, 12))
