"""What the story of the year end must come to, worked out by hand."""

from decimal import ROUND_HALF_UP, Decimal

D = Decimal
AREAS = {"1-1-101": "89.17", "1-1-102": "100", "1-1-103": "50"}


def fee_by_days(area):
    """Return what fifteen days at 2.80 and sixteen at 3.20 a m² cost, as text.

    The month's sum is rounded; the second part is what the first leaves of it.
    """
    first = D(area) * D("2.80") * 15 / 31
    whole = first + D(area) * D("3.20") * 16 / 31
    first, whole = (
        amount.quantize(D("0.01"), ROUND_HALF_UP) for amount in (first, whole)
    )
    return [str(first), str(whole - first)]


# What December costs: item, first day, last day, amount with tax. Management fee:
# 2.80 a m² to the 15th and 3.20 from the 16th, the month's sum rounded once.
DECEMBER = {
    "1-1-101": [
        ("area", "2026-12-01", "2026-12-15", "120.81"),  # 89.17 × 2.80 × 15/31
        ("area", "2026-12-16", "2026-12-31", "147.28"),  # 268.09 − 120.81
        ("light", "2026-12-01", "2026-12-31", "15.00"),
        ("garbage", "2026-12-01", "2026-12-31", "10.00"),
    ],
    "1-1-102": [
        ("area", "2026-12-01", "2026-12-15", "135.48"),  # 100 × 2.80 × 15/31
        ("area", "2026-12-16", "2026-12-31", "165.17"),  # 300.65 − 135.48
        ("light", "2026-12-01", "2026-12-31", "15.00"),
        ("garbage", "2026-12-01", "2026-12-31", "10.00"),
        ("water", "2026-12-01", "2026-12-08", "27.60"),  # (108 − 100) × 3.45
        ("water", "2026-12-09", "2026-12-11", "13.80"),  # (7 − 3) × 3.45
    ],
    "1-1-103": [
        ("area", "2026-12-01", "2026-12-15", "67.74"),  # 50 × 2.80 × 15/31
        ("area", "2026-12-16", "2026-12-31", "82.58"),  # 150.32 − 67.74
        ("light", "2026-12-01", "2026-12-31", "15.00"),
        ("garbage", "2026-12-01", "2026-12-31", "10.00"),
    ],
}

# Sixteen days of December are the seller's. Of the sixteen days at the new price he has
# one, a sixteenth of 147.28 (9.205: the half cent is his); of the rest 16/31.
PASSED_ON = {"area": "138.07", "light": "7.26", "garbage": "4.84"}

# Each entry of the story: whose, of which unit, its items as account, debit, credit.
# The 6 % in a bill are rounded once; the cent this makes is its largest line's. Of
# 1-1-101, 283.09 × 6/106 = 16.02, though its three lines alone would give 16.03.
LEDGER = {
    "bill 101": (
        "owner",
        "1-1-101",
        [
            ("income", "0", "113.97"),
            ("income", "0", "138.95"),
            ("income", "0", "14.15"),
            ("agency", "0", "10.00"),
            ("tax", "0", "16.02"),
            ("receivable", "293.09", "0"),
        ],
    ),
    "bill 102": (
        "owner_2",
        "1-1-102",
        [
            ("income", "0", "127.81"),
            ("income", "0", "155.82"),
            ("income", "0", "14.15"),
            ("agency", "0", "10.00"),
            ("agency", "0", "27.60"),
            ("agency", "0", "13.80"),
            ("tax", "0", "17.87"),
            ("receivable", "367.05", "0"),
        ],
    ),
    "bill 103": (
        "shop_owner",
        "1-1-103",
        [
            ("income", "0", "63.91"),
            ("income", "0", "77.90"),
            ("income", "0", "14.15"),
            ("agency", "0", "10.00"),
            ("tax", "0", "9.36"),
            ("receivable", "175.32", "0"),
        ],
    ),
    "credit to the seller": (
        "owner",
        "1-1-101",
        [
            ("income", "130.25", "0"),
            ("income", "6.85", "0"),
            ("agency", "4.84", "0"),
            ("tax", "8.23", "0"),
            ("receivable", "0", "150.17"),
        ],
    ),
    "bill of the buyer": (
        "buyer",
        "1-1-101",
        [
            ("income", "0", "130.25"),
            ("income", "0", "6.85"),
            ("agency", "0", "4.84"),
            ("tax", "0", "8.23"),
            ("receivable", "150.17", "0"),
        ],
    ),
    "money of the shop": (
        "shop_owner",
        "1-1-103",
        [("cash", "175.32", "0"), ("receivable", "0", "175.32")],
    ),
    "waiver": (
        "owner_2",
        "1-1-102",
        [
            ("income", "56.60", "0"),
            ("tax", "3.40", "0"),
            ("receivable", "0", "60.00"),
        ],
    ),
    "money of the buyer": (
        "buyer",
        "1-1-101",
        [("cash", "150.17", "0"), ("receivable", "0", "150.17")],
    ),
    # Fourteen days from 2 January on, ten in ten thousand a day: of 120.81 and of the
    # 9.21 that stayed with the seller; of 135.48, and of 165.17 less the waiver.
    "late fee of the seller": (
        "owner",
        "1-1-101",
        [
            ("income", "0", "1.69"),
            ("income", "0", "0.13"),
            ("receivable", "1.82", "0"),
        ],
    ),
    "late fee 102": (
        "owner_2",
        "1-1-102",
        [
            ("income", "0", "1.90"),
            ("income", "0", "1.47"),
            ("receivable", "3.37", "0"),
        ],
    ),
    "voucher after the close": (
        None,
        False,
        [("expense", "12.00", "0"), ("difference", "0", "12.00")],
    ),
}
