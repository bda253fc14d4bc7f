"""Why each number stands in the engine: {file: {number: reason}}.

The engine is arithmetic, formats and likelihoods; what a company may want otherwise is
handed to it by the caller, from a setting.
"""

CALENDAR = "the calendar: months of a quarter or year, the last day of a month"
CENTURY = "years in which a date is believed"
DECIMAL = "the decimal system"
DIGITS = "a part of a text or a number, by its place"
GUARD = "a bound, so that a hostile or broken file costs neither memory nor hours"
HABIT = "how people write and pay, found by measuring: a likelihood, no rule"
ID_CARD = "GB 11643: lengths, places, weights and check digits of identity numbers"
PERCENT = "a percentage is a hundredth"
SPREADSHEET = "how a spreadsheet stores days, numbers and rows"
STANDARD = "said by the standard of the format"
TOLD = "how much of a text or list a message tells"
WEIGHT = "a weight of evidence, in bits, found by measuring: a likelihood, no rule"


def because(reason, *numbers):
    """Return {number: reason}."""
    return dict.fromkeys(numbers, reason)


ENGINE = {
    "engine/adjustment.py": because("the parts that the Civil Code names", 3, 4),
    "engine/bank/dates.py": {
        **because(CENTURY, 1900, 2000, 2101),
        64: "formats of dates that are kept compiled",
        100: "a year of two digits",
    },
    "engine/bank/fault.py": because(TOLD, 5, 60, 100),
    "engine/bank/layout_parse.py": because(GUARD, 256),
    "engine/bank/layout_settings.py": {4000: GUARD, 60: TOLD},
    "engine/bank/pain008.py": {
        **because(STANDARD, 4, 18, 34, 35, 36, 97, 140),
        20: TOLD,
    },
    "engine/bank/record_writer.py": {2000: "any moment, always the same"},
    "engine/bank/safe_xml.py": {300: "bytes in which an XML file says its encoding"},
    "engine/bank/statement_camt.py": because("a moment's and a day's places", 10, 19),
    "engine/bank/statement_cells.py": {
        **because("hours, minutes and seconds", 23, 59, 240000),
        100: "cents",
    },
    "engine/bank/statement_ofx.py": {
        **because("a day's and a moment's places", 8, 14),
        12: GUARD,
    },
    "engine/bank/statement_reader.py": {4096: "bytes by which a format is told"},
    "engine/bank/values.py": {15: SPREADSHEET},
    "engine/bill_amount.py": {31: CALENDAR, 1200: GUARD},
    "engine/cells.py": {
        **because(CENTURY, 1900, 2100),
        **because(SPREADSHEET, 10, 15, 30, 1899, 20000, 80000),
        **because(DIGITS, 3, 4),
        12: "months of a year, and the month of a spreadsheet's first day",
    },
    "engine/decoding.py": {8: "characters that are no accident of another encoding"},
    "engine/delivery.py": because(GUARD, 1000),
    "engine/doctype.py": because(GUARD, 16, 4096),
    "engine/dunning.py": because("minutes of an hour, hours of a day", 24, 60),
    "engine/frozen.py": {1200: GUARD},
    "engine/identity.py": {
        **because(ID_CARD, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 18),
        **because("GB 32100: the check character of a credit code", 17, 31),
        **because(CENTURY, 1850, 2100),
    },
    "engine/late_fee.py": {10: DECIMAL, 100: PERCENT},
    "engine/match_amount.py": {
        **because(WEIGHT, 0.5, 1.5, 2.5, 4.0, 4.5),
        **because(HABIT, 0.06, 0.12, 0.25),
        3: "a quarter, which many pay; the last bills, which people round",
        6: GUARD,
        36: GUARD,
        1000: "units as which a small estate is weighed",
    },
    "engine/match_channels.py": because(WEIGHT, 0.5, 2.5, 3.0, 3.5, 4.0, 5.0),
    "engine/match_clues.py": {
        **because(WEIGHT, 0.3, 0.5, 0.8, 1.3, 2.7, 3.0, 3.3, 6.0),
        **because(HABIT, 0.05, 0.9, 3),
    },
    "engine/match_facts.py": {
        **because("a default of the setting that the caller reads", 0.99, 0.997),
        **because("how far a combination is sought", 4, 8, 12),
        0.5: "above one half two equal candidates can never both pass",
        100: PERCENT,
    },
    "engine/match_groups.py": {
        **because(WEIGHT, 0.5, 3.0),
        **because(GUARD, 5, 10, 300),
    },
    "engine/match_index.py": {
        0.1: HABIT,
        4: "beyond so many characters a longer name is no rarer",
        11: "digits of a Chinese mobile number",
        **because(GUARD, 60, 1000),
    },
    "engine/match_sums.py": {8: HABIT},
    "engine/matching.py": {
        3: GUARD,
        8: "a candidate with more than an eighth of the first one's likelihood is near",
        10: "what no bill explains must be ten times as certain",
    },
    "engine/metering.py": {6: "digits of a dial, unless its meter says", 10: DECIMAL},
    "engine/money.py": {
        **because("the Chinese numerals: places of a group, 万 and 亿", 3, 4, 8, 16),
        10: DECIMAL,
        100: "cents",
    },
    "engine/periods.py": {**because(CALENDAR, 3, 6, 12), 4: DIGITS},
    "engine/sampling.py": because(PERCENT, 100),
    "engine/settlement.py": {3: "first, at the handover, last"},
    "engine/tabular.py": {
        **because("how much is looked at to tell the form of a file", 50, 200, 64000),
    },
    "engine/unit_code.py": {
        **because(CENTURY, 1900, 2100),
        **because(CALENDAR, 12, 31),
        **because("digits of a room's number", 3, 4),
    },
    "engine/unit_grammar.py": {10: DECIMAL},
    "engine/unit_index.py": because("digits of a room, and of a code", 3, 4, 5, 10),
    "engine/waiver.py": {100: PERCENT},
    "engine/workbook.py": because(
        GUARD, 50, 256, 2000, 4000, 200000, 20000000, 200000000
    ),
    "engine/xlsx.py": {20: TOLD, 1048576: SPREADSHEET},
}
