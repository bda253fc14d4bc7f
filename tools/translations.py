"""Translations: translations.py merge POT, or translations.py check POT.

POT is a fresh export of the module's terms. ``merge`` writes i18n/estate_service.pot
and brings i18n/zh_CN.po up to date: existing translations stay, new terms come with an
empty text and are listed, terms that are gone leave. ``check`` changes nothing and
fails when a term has no translation.
"""

import re
import sys
from pathlib import Path

import polib

FOLDER = Path("i18n")
TEMPLATE = FOLDER / "estate_service.pot"
CHINESE = FOLDER / "zh_CN.po"
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdifr]|\{\w*\}")


def placeholders(text):
    return sorted(PLACEHOLDER.findall(text))


def check_entry(entry):
    """What is wrong with one translated entry."""
    if "fuzzy" in entry.flags:
        return "is fuzzy"
    if not entry.msgstr:
        return "is not translated"
    is_code = any(place.startswith("code:") for place, _line in entry.occurrences)
    if is_code and placeholders(entry.msgid) != placeholders(entry.msgstr):
        return "has other placeholders"
    return None


def check_po():
    """Problems of every translation file of the module."""
    for path in sorted(Path().glob("i18n*/*.po")):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete and (problem := check_entry(entry)):
                yield f"{path}:{entry.linenum}: {entry.msgid[:60]!r} {problem}"


def sorted_entries(catalogue):
    entries = [entry for entry in catalogue if not entry.obsolete]
    for entry in entries:
        entry.occurrences.sort()
    return sorted(entries, key=lambda entry: (entry.msgid, entry.msgctxt or ""))


def save(entries, metadata, path):
    """Write a catalogue without dates: the file changes only when a term does."""
    catalogue = polib.POFile(wrapwidth=78)
    catalogue.metadata = {
        name: value for name, value in metadata.items() if not name.endswith("Date")
    }
    catalogue.extend(entries)
    catalogue.save(str(path))


def merge(pot_path):
    FOLDER.mkdir(exist_ok=True)
    pot = polib.pofile(str(pot_path))
    terms = sorted_entries(pot)
    save(terms, pot.metadata, TEMPLATE)
    old = {}
    if CHINESE.exists():
        old = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CHINESE))}
    for term in terms:
        term.msgstr = old.get(term.msgid, "")
    metadata = {
        **pot.metadata,
        "Language": "zh_CN",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    save(terms, metadata, CHINESE)
    missing = [term.msgid for term in terms if not term.msgstr]
    gone = set(old) - {term.msgid for term in terms}
    for msgid in missing:
        print(f"untranslated: {msgid!r}")
    print(f"{len(terms)} terms, {len(missing)} untranslated, {len(gone)} gone")
    return 0


def check(pot_path):
    have = {entry.msgid for entry in polib.pofile(str(CHINESE)) if entry.msgstr}
    missing = [
        term.msgid for term in polib.pofile(str(pot_path)) if term.msgid not in have
    ]
    for msgid in missing:
        print(f"{CHINESE}: {msgid!r} is missing, run ./dev i18n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit({"merge": merge, "check": check}[sys.argv[1]](sys.argv[2]))
