"""Numbers of the requirement catalogue are defaults of settings, never in the code.

Every number in the code of the module is either trivial (0, 1, 2), part of a field's
definition (where defaults stand), or named below with the reason why it is technical.
"""

import ast
import re

from engine_numbers import ENGINE
from lxml import etree

FOLDERS = ("engine", "models", "wizards", "controllers", "reports", "views", "data")
TRIVIAL = {0, 1, 2}

PERCENT = "a percentage is a hundredth"
FORM = "layout of a form, as core's own lines have it"
PLACES = "a part of a text or a code, by its place"
SHOWN = "how many of a list a message shows"

# {file: {number: reason}}
TECHNICAL = {
    **ENGINE,
    "models/arrears/estate_dunning_run.py": {100: PERCENT},
    "models/bank/bank_messages.py": {50: SHOWN},
    "models/bank/collection_entry.py": {
        500: "credits of one entry: core looks at all of them for each match",
    },
    "models/bank/estate_bank_layout.py": {
        place: "a position in the example of a layout, to be written over"
        for place in (9, 10, 26, 27, 34, 35, 42, 43, 49, 50, 57, 89)
    },
    "models/bank/estate_collection_choice.py": {8: SHOWN},
    "models/bank/estate_collection_send.py": {5: SHOWN},
    "models/bank/estate_mandate_account.py": {
        4: "the last four digits, as people compare cards",
        6: "fewer digits are a slip of the hand",
    },
    "models/cashier/estate_waiver_bulk.py": {
        10: SHOWN,
        5: "how many are booked while one looks on, some seconds of one's patience",
        50: "how many are approved in the same time",
    },
    "models/counter/estate_counter_console.py": {6: SHOWN},
    "models/community_life/estate_programme.py": {60: "minutes of an hour", 3: SHOWN},
    "models/community_life/event_event.py": {60: "characters of a name"},
    "models/work/estate_workorder_portal.py": {1024: "bytes of a kilobyte"},
    "models/desk/estate_birthday.py": {29: "the leap day"},
    "models/desk/estate_counter_console.py": {6: SHOWN, 12: SHOWN},
    "models/desk/estate_request_portal.py": {
        6: "photos of one message, as its words say",
        10: "megabytes of a photo, as telephones take them",
        120: "a subject that fits a line of a list",
        1024: "bytes of a kilobyte",
        1920: "pixels: a crack is seen, the file stays small",
        4000: "characters, two pages of text",
    },
    "models/desk/estate_reception.py": {60: "seconds of a minute"},
    "models/closing/account_move_line_fund.py": {100.0: PERCENT},
    "models/closing/check_bills.py": {100: PERCENT},
    "models/closing/estate_diagnostic_sweep.py": {12: "hours of one night's job"},
    "models/closing/estate_fund_expense_steps.py": {
        100: "an analytic share: the whole"
    },
    "models/core/account_move.py": {20: SHOWN},
    "models/core/account_move_line_settle.py": {
        place: "columns of the query just above" for place in (8, 9, 10)
    },
    "models/core/res_partner.py": {
        3: SHOWN,
        4: "the last four digits that a counter asks for, as the field is called",
        11: "digits of a Chinese mobile number",
        100: "core's own limit of a drop-down's names",
    },
    "data/cashier/estate_cash_denomination.xml": {
        value: "the notes and coins of the currency, which people may edit"
        for value in (100, 50, 20, 10, 5, 0.5, 0.1)
    },
    "models/delivery/estate_unit_transfer_meter.py": {10: "digits of a dial"},
    "models/delivery/estate_unit_transfer_people.py": {100: PERCENT},
    "models/desk/estate_community.py": {60: "minutes of an hour"},
    "models/desk/estate_escalation.py": {60: "seconds of a minute"},
    "models/desk/estate_request.py": {
        4: "the last four digits that a counter asks for"
    },
    "models/desk/estate_visit.py": {
        100.0: PERCENT,
        **{step: "steps of a scale of answers" for step in (3, 4, 5)},
    },
    "models/desk/estate_visit_plan.py": {500: "visits of one chunk"},
    "models/desk/estate_service_clock.py": {60: "seconds of a minute"},
    "models/desk/estate_service_clock_sweep.py": {200: "cases of one chunk"},
    "data/desk/estate_service_policy.xml": {
        minutes: "the service standard, which an administrator edits"
        for minutes in (5, 10, 15, 20, 30, 60, 120, 240, 480, 960, 1440, 2400, 3360)
    },
    "models/fee/bill_entry.py": {
        100: FORM + "; and an analytic share of the whole",
        10000: FORM,
        12000: FORM,
    },
    "models/fee/estate_meter.py": {5: SHOWN},
    "models/fee/estate_meter_counting.py": {
        4: "decimals of a usage, as its field has them",
        10: "a dial of n digits begins again at ten to the n",
        100: PERCENT,
    },
    "models/fee/estate_meter_reading.py": {5: SHOWN, 20: SHOWN},
    "models/fee/estate_meter_replacement.py": {4: "decimals of a reading"},
    "models/fee/estate_meter_round.py": {100: PERCENT},
    "models/fee/estate_share_pool.py": {
        10: "an amount in coins is one times ten to its decimals",
        100: PERCENT,
    },
    "models/fee/estate_bill_run.py": {
        31: "the last day of any month, to relativedelta",
        100: PERCENT,
    },
    "models/mixins/job_mixin.py": {
        5: "tries of one write",
        0.2: "seconds between them",
    },
    "models/fee/estate_fee_adjustment_consent.py": {100: PERCENT},
    "models/fee/estate_fee_adjustment_line.py": {100: PERCENT},
    "models/fee/estate_fee_adjustment_newcomers.py": {5: SHOWN},
    "models/fee/estate_fee_adjustment_simulation.py": {
        31: "the last day of any month, to relativedelta",
        100: PERCENT,
    },
    "models/fee/estate_fee_adjustment_telling.py": {100: PERCENT},
    "models/fee/estate_fee_assignment.py": {5: SHOWN},
    "models/fee/estate_fee_forecast.py": {
        31: "the last day of any month, to relativedelta"
    },
    "models/fee/estate_unit.py": {5: SHOWN},
    "models/mixins/complete_entry.py": {100: FORM},
    "models/mixins/date_words.py": {4096: "entries of a cache"},
    "models/onboarding/estate_import_built_on.py": {3: SHOWN},
    "models/onboarding/estate_import_kind.py": {
        5: SHOWN,
        8: "the shortest account number of a bank",
        34: "the longest account number of a bank (IBAN)",
    },
    "models/onboarding/estate_import_occupants.py": {100: PERCENT},
    "models/onboarding/estate_import_ownership.py": {
        0.01: "shares have two decimals",
        1e-6: "noise of binary fractions",
        100: PERCENT,
    },
    "models/onboarding/estate_import_reading.py": {
        20: "rows that the reader looks at for an example",
        31: "the longest name of a sheet",
        40: "characters of an example",
    },
    "models/onboarding/estate_import_rollback.py": {20: SHOWN},
    "models/onboarding/estate_import_sheet.py": {3: SHOWN},
    "models/onboarding/estate_import_units.py": {
        3: PLACES,
        10: "core's first sequence",
    },
    "models/onboarding/import_plan.py": {
        4: "decimals in which two numbers are compared",
        200: "characters of a faulty value that are shown",
    },
    "models/recon/estate_bank_facts.py": {
        62: "days in which a bill is paid twice by mistake; two months",
    },
    "models/recon/estate_bank_matcher.py": {
        4: "decimals of a likelihood that is kept",
        100: PERCENT,
    },
    "models/recon/estate_bank_transit.py": {
        4: "characters of a slip's number that a text may bear by chance",
        10: "days the bank may show money before the books do",
        45: "days until the bank has shown the money of the books",
    },
    "models/recon/estate_bank_rules.py": {
        100: PERCENT,
        500: "characters of a line that a pattern is compared with",
    },
    "models/recon/estate_recon_workbench_transit.py": {300: SHOWN},
    "models/recon/estate_recon_workbench_units.py": {12: SHOWN},
    "models/recon/estate_recon_workbench.py": {
        40: SHOWN,
        100: PERCENT,
    },
    "models/recon/estate_recon_workbench_bulk.py": {
        50: "per cent above which a candidate outweighs all others together",
        100: PERCENT,
        500: "lines that one click books, so that no request is cut off",
    },
    "models/recon/estate_statement_import_file.py": {50: SHOWN},
    "models/recon/exception_query.py": {
        4: "digits of an account number that are shown",
        100: PERCENT,
    },
    "models/recon/ledger_scope.py": {
        12: "months of a year",
        1000000: "places of a row's number that are left to its community",
    },
    "models/registry/estate_contact_point.py": {
        4: "the last four digits that a counter asks for, as the field is called"
    },
    "models/registry/estate_unit.py": {3: PLACES, 4: PLACES},
    "models/registry/estate_unit_search.py": {
        4: "the last four digits that a counter asks for",
        100: "core's own limit of a name search",
    },
    "models/work/estate_counter_console.py": {6: SHOWN},
    "models/work/estate_desk_overview.py": {100: PERCENT},
    "models/work/estate_service_order.py": {100: PERCENT},
    "models/work/estate_vendor_scope.py": {100: PERCENT},
    "models/work/estate_service_review.py": {100: PERCENT},
    "models/work/res_company.py": {
        6: "digits of a document number, to be changed on the sequence"
    },
    "wizards/bank/estate_bank_layout_try.py": {20: SHOWN},
    "wizards/fee/estate_bill_cancel.py": {10: SHOWN},
    "wizards/fee/estate_fee_price_version.py": {100: PERCENT},
    "wizards/onboarding/estate_setup.py": {
        4: "digits of an account's code after its prefix",
        1000: "account codes that are tried",
    },
    "wizards/onboarding/estate_setup_line.py": {
        5: PLACES,
        6: "digits of a document number, to be changed on the sequence",
    },
    "wizards/onboarding/setup_needs.py": {
        6.0: "proposed tax rate of the set-up, to be changed there"
    },
    "reports/closing/pack_query.py": {
        days: "columns of a list by age" for days in (30, 90, 180, 365)
    },
    "reports/closing/pack_sheets.py": {
        100: PERCENT,
        **{place: "columns of the table just above" for place in (3, 4, 5, 6)},
    },
    "reports/closing/pack_workbook.py": {
        4: FORM,
        **{width: "the width of a column" for width in (10, 12, 16, 20)},
        14: FORM,
        31: "the longest name of a sheet",
        100: PERCENT,
    },
    "reports/bank/collection_workbook.py": {
        **{width: "the width of a column" for width in (14, 18, 20, 24, 26, 34)},
        **{place: "the number of a column, and a width" for place in (6, 7, 8)},
    },
    "reports/cashier/book_workbook.py": {
        width: "the width of a column" for width in (8, 10, 14, 16, 18, 26, 40)
    },
    "reports/cashier/report_receipt.py": {
        4: "lines of the paper form",
    },
    "reports/cashier/voucher_report.py": {
        120: "millimetres under which paper counts as low",
    },
    "reports/desk/report_duty_shift.py": {6: "rows of a paper form to write in"},
    "reports/fee/report_fee_simulation.py": {100: PERCENT},
    "reports/formats.py": {
        3: "mask of the QR code",
        4: "pixels of the QR code",
    },
    "views/registry/estate_occupancy_views.xml": {
        30: "the filter that has the number in its name"
    },
}

# Attributes of views and data in which a rule could hide.
RULES = re.compile(
    r"domain|filter_domain|context|eval|invisible|readonly|required|column_invisible"
    r"|decoration-\w+|t-if|t-elif|t-value"
)
# Fields of core records of which a number is a matter of course.
LAYOUT_FIELDS = {"sequence", "priority", "padding", "number_increment", "nextcall"}

NUMBER = re.compile(r"(?<![\w.'\"#-])(\d+(?:\.\d+)?)[dwmy]?(?![\w.%])")
LAYOUT = re.compile(r"'sequence': \d+")


def _fields_arguments(tree):
    """Nodes of everything that is said in a field's definition."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "fields"
        ):
            for keyword in node.keywords:
                yield from ast.walk(keyword)


def _python_numbers(path):
    tree = ast.parse(path.read_text())
    defined = {id(node) for node in _fields_arguments(tree)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and type(node.value) in (int, float)
            and id(node) not in defined
        ):
            yield node.lineno, node.value


def _xml_numbers(path):
    for node in etree.parse(str(path)).iter(etree.Element):
        if node.get("name") in LAYOUT_FIELDS:
            continue
        for name, value in node.attrib.items():
            if RULES.fullmatch(name):
                for number in NUMBER.findall(LAYOUT.sub("", value)):
                    yield node.sourceline, float(number)


def _found(root):
    """(file, line, number) of every number that is not trivial."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            read = {".py": _python_numbers, ".xml": _xml_numbers}.get(path.suffix)
            for line, number in read(path) if read else ():
                if abs(number) not in TRIVIAL:
                    yield path.relative_to(root).as_posix(), line, number


def test_no_number_stands_in_the_code_without_a_reason(root):
    unknown = [
        f"{path}:{line}: {number}"
        for path, line, number in _found(root)
        if number not in TECHNICAL.get(path, {})
    ]
    assert not unknown, "make it a setting or say why it is technical:\n" + "\n".join(
        unknown
    )


def test_no_reason_outlives_its_number(root):
    found = {(path, number) for path, _line, number in _found(root)}
    gone = [
        f"{path}: {number}"
        for path, numbers in TECHNICAL.items()
        for number in numbers
        if (path, number) not in found
    ]
    assert not gone, "\n".join(gone)
