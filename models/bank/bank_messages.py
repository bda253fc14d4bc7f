"""What is wrong with a bank file or a layout, in words for whoever brought it."""

from odoo.tools import LazyTranslate

from ...engine.bank.fault import FaultCode
from ...engine.bank.layout_fault import LayoutCode

_lt = LazyTranslate(__name__)

TOLD_FAULTS = 50
"""So many lines are told at once; nobody reads on."""

FAULTS = {
    # The bytes
    FaultCode.EMPTY: _lt("The file is empty."),
    FaultCode.FILE_TOO_LARGE: _lt(
        "The file has %(size)s bytes; %(limit)s are read at most."
    ),
    FaultCode.BINARY: _lt("This is no text file: it is not what the layout describes."),
    FaultCode.BAD_ENCODING: _lt("The text is not readable as %(encoding)s."),
    FaultCode.BAD_QUOTES: _lt("The quotation marks do not match."),
    FaultCode.XLS_NOT_SUPPORTED: _lt(
        "This is a workbook of the old XLS format: save it as XLSX or CSV."
    ),
    FaultCode.TOO_MANY_ROWS: _lt("The file has more than %(limit)s rows."),
    FaultCode.TOO_MANY_COLUMNS: _lt("The row has more than %(limit)s columns."),
    FaultCode.CELL_TOO_LONG: _lt("A value is too long to be read."),
    FaultCode.UNPACKED_TOO_LARGE: _lt(
        "Unpacked, the file has %(size)s bytes; %(limit)s are read at most."
    ),
    FaultCode.TOO_MANY_PARTS: _lt("The file has more than %(limit)s parts."),
    FaultCode.TOO_MANY_SHEETS: _lt("The workbook has more than %(limit)s sheets."),
    FaultCode.ENCRYPTED: _lt(
        "The workbook is protected by a password: save it without one."
    ),
    FaultCode.DOCTYPE: _lt("The file declares a document type, which is not accepted."),
    FaultCode.FORMULA: _lt("There are formulas in %(cells)s: paste them as values."),
    FaultCode.ERROR_VALUE: _lt("There are error values in %(cells)s."),
    FaultCode.UNREADABLE: _lt("The file is damaged, or of another kind."),
    FaultCode.WRONG_FORMAT: _lt(
        "This is another kind of file than the layout describes."
    ),
    # The records
    FaultCode.HEADER_NOT_FOUND: _lt(
        "No row names the columns that are looked for (%(fields)s). Where this bank "
        "calls them otherwise, tell their names in a layout and choose it."
    ),
    FaultCode.COLUMNS_MISSING: _lt("These columns are missing: %(fields)s."),
    FaultCode.SHEET_MISSING: _lt("The workbook has no such sheet."),
    FaultCode.HEADER_MISSING: _lt(
        "The first line is no header, which begins with “%(expected)s”."
    ),
    FaultCode.TRAILER_MISSING: _lt(
        "The last line is no trailer, which begins with “%(expected)s”: the file may "
        "be cut off."
    ),
    FaultCode.UNKNOWN_RECORD: _lt(
        "The line is no detail, which begins with “%(expected)s”."
    ),
    FaultCode.MISPLACED_RECORD: _lt("A header or trailer stands among the details."),
    FaultCode.NO_LINES: _lt("There are no deductions."),
    FaultCode.LINE_TOO_LONG: _lt("The line is longer than %(limit)s."),
    FaultCode.LINE_TOO_SHORT: _lt("The line ends within a field, before %(limit)s."),
    FaultCode.TOO_MANY_FAULTS: _lt("Reading stopped after %(limit)s faults."),
    # A value
    FaultCode.MISSING_VALUE: _lt("The value is missing."),
    FaultCode.BAD_NUMBER: _lt("This is not a number."),
    FaultCode.BAD_DATE: _lt("This is not a date."),
    FaultCode.DIGITS_LOST: _lt(
        "The spreadsheet has rounded this number: format the column as text."
    ),
    FaultCode.FRACTION_OF_CENT: _lt("The amount has parts of a cent."),
    FaultCode.NEGATIVE: _lt("The amount is negative."),
    FaultCode.NOT_FINITE: _lt("This is not an amount."),
    FaultCode.CONSTANT_DIFFERS: _lt("Here stands always “%(expected)s”."),
    FaultCode.SPLIT_CHARACTER: _lt(
        "A field ends in the middle of a character: the positions of the layout are "
        "wrong, or the file is."
    ),
    FaultCode.UNKNOWN_CODE: _lt(
        "The result code is not known: add it to the collection profile."
    ),
    FaultCode.REPEATED_SEQUENCE: _lt("The number stands in line %(first)s already."),
    FaultCode.PAID_EXCEEDS_AMOUNT: _lt("More was taken than the %(expected)s asked."),
    # A value that cannot be written
    FaultCode.TOO_LONG: _lt(
        "The value needs %(size)s places, the field has %(limit)s."
    ),
    FaultCode.NOT_ENCODABLE: _lt(
        "The character “%(character)s” cannot be written as %(encoding)s."
    ),
    FaultCode.CONTROL_CHARACTER: _lt("The value holds a control character."),
    FaultCode.DELIMITER_IN_VALUE: _lt("The value holds the character between fields."),
    FaultCode.PAD_IN_VALUE: _lt("The value begins or ends with the filling “%(pad)s”."),
    FaultCode.BAD_TEXT: _lt("This is not of the form %(form)s."),
    FaultCode.SCHEMA: _lt("The message breaks its schema: %(detail)s"),
    # The sums
    FaultCode.COUNT_DIFFERS: _lt(
        "The file says %(found)s lines, there are %(expected)s."
    ),
    FaultCode.TOTAL_DIFFERS: _lt(
        "The file says a total of %(found)s, the lines add up to %(expected)s."
    ),
    FaultCode.OTHER_ACCOUNT: _lt(
        "The file is of account %(found)s, not of %(expected)s."
    ),
    FaultCode.OTHER_CURRENCY: _lt("The file is of another currency."),
    FaultCode.BALANCE_BROKEN: _lt(
        "The balance does not follow from the line: %(expected)s, not %(found)s."
    ),
    FaultCode.CLOSING_DIFFERS: _lt(
        "The closing balance differs: %(expected)s, not %(found)s."
    ),
    # A return compared with its batch
    FaultCode.NOT_IN_BATCH: _lt("The batch has no such deduction."),
    FaultCode.PAYER_DIFFERS: _lt(
        "The payer's account differs: the batch has %(expected)s."
    ),
    FaultCode.AMOUNT_DIFFERS: _lt("The amount differs: the batch asks %(expected)s."),
    FaultCode.NOT_ANSWERED: _lt("The deduction is not answered."),
    FaultCode.AMBIGUOUS_PAYER: _lt(
        "Several deductions of the batch have this account and amount: the file does "
        "not tell which of them it answers."
    ),
    # A statement
    FaultCode.NO_AMOUNT: _lt("The line has no amount."),
    FaultCode.TWO_AMOUNTS: _lt("The line has both a debit and a credit."),
    FaultCode.UNKNOWN_MARK: _lt("The mark tells neither a receipt nor a payment."),
    FaultCode.SEVERAL_ACCOUNTS: _lt("The file is of several accounts: %(accounts)s."),
}

FIELDS = {
    "sequence": _lt("Line No."),
    "account": _lt("Account Number"),
    "amount": _lt("Amount"),
    "paid": _lt("Amount Taken"),
    "name": _lt("Name at the Bank"),
    "bank": _lt("Bank"),
    "contract": _lt("Contract No."),
    "unit": _lt("Unit"),
    "reference": _lt("Reference"),
    "mandate": _lt("Contract No."),
    "code": _lt("Result Code"),
    "reason": _lt("Reason"),
    "memo": _lt("Remark"),
    "date": _lt("Date"),
    "batch": _lt("Batch"),
    "currency": _lt("Currency"),
    "count": _lt("Number of Lines"),
    "total": _lt("Total"),
    "accepted": _lt("Number Accepted"),
    "accepted_total": _lt("Total Accepted"),
    "rejected": _lt("Number Refused"),
    "rejected_total": _lt("Total Refused"),
    "encoding": _lt("Encoding"),
    "time": _lt("Time of the Transaction"),
    "debit": _lt("Debit Amount"),
    "credit": _lt("Credit Amount"),
    "mark": _lt("Debit or Credit"),
    "balance": _lt("Balance"),
    "summary": _lt("Transaction Summary"),
    "postscript": _lt("Postscript"),
    "remark": _lt("Remark"),
    "purpose": _lt("Purpose"),
    "own_account": _lt("Own Account"),
    "creditor": _lt("Company"),
    "debtor": _lt("Account Holder"),
}
"""What people call the fields of the layouts; a field of one's own has its name."""

LAYOUT_FAULTS = {
    LayoutCode.NOT_AN_OBJECT: _lt("must be an object: {…}"),
    LayoutCode.NOT_A_TEXT: _lt("must be a text that can be written here"),
    LayoutCode.UNKNOWN_KEY: _lt("is not known here; known are: %(allowed)s"),
    LayoutCode.MISSING_KEY: _lt("is missing"),
    LayoutCode.BAD_CHOICE: _lt("must be one of: %(allowed)s"),
    LayoutCode.BAD_PLACE: _lt(
        "must be [first, last] position (fixed), or the number or name of a column"
    ),
    LayoutCode.OVERLAP: _lt("stands at the place of %(other)s"),
    LayoutCode.UNKNOWN_FIELD: _lt(
        "is a field of your own: say its kind; known fields are: %(allowed)s"
    ),
    LayoutCode.MIXED_PLACES: _lt("tells some columns by number and some by name"),
    LayoutCode.TOO_WIDE: _lt("needs more room than its %(limit)s positions"),
    LayoutCode.BAD_DATE_FORMAT: _lt("must be a date format such as YYYYMMDD"),
    LayoutCode.EQUAL_MARKS: _lt("has the mark of %(other)s"),
    LayoutCode.MARK_WITH_NAMES: _lt(
        "cannot have a mark where columns are found by their names"
    ),
}


def fault_text(env, fault):
    """Return the sentence for a fault of a bank file, with its place."""
    sentence = env._(FAULTS[fault.code])
    params = dict(fault.params)
    if "fields" in params:
        params["fields"] = [field_label(env, name) for name in params["fields"]]
    sentence %= _spelled(params)
    told = [field_label(env, fault.field)] if fault.field else []
    if fault.value:
        told.append(f"“{fault.value}”")
    place = " ".join(told)
    if fault.line and place:
        place = env._("Line %(line)s, %(field)s", line=fault.line, field=place)
    elif fault.line:
        place = env._("Line %(line)s", line=fault.line)
    if not place:
        return sentence
    return env._("%(place)s: %(fault)s", place=place, fault=sentence)


def fault_texts(env, faults):
    """Return the sentences for faults, as many as anybody reads."""
    texts = [fault_text(env, fault) for fault in faults[:TOLD_FAULTS]]
    return told_lines(env, texts, len(faults))


def told_lines(env, texts, count):
    """Return the first lines of a list, and how many more there are."""
    texts = list(texts[:TOLD_FAULTS])
    if count > len(texts):
        texts.append(env._("… and %(count)s more.", count=count - len(texts)))
    return texts


def field_label(env, name):
    """Return what people call a field of a layout: ``debtor.account`` 户主 账号."""
    labels = [env._(FIELDS[p]) if p in FIELDS else p for p in name.split(".")]
    return " ".join(labels)


def layout_fault_text(env, fault):
    """Return the sentence for a fault of a layout, with its place in the JSON."""
    sentence = env._(LAYOUT_FAULTS[fault.code])
    value = f" “{fault.value}”" if fault.value else ""
    return f"{fault.place or '{}'}{value} {sentence % _spelled(fault.params)}"


class _Spelled(dict):
    """Parameters of a sentence; what a fault does not tell stays blank."""

    def __missing__(self, name):
        return ""


def _spelled(params):
    """Return parameters as a sentence takes them: lists joined."""
    return _Spelled(
        (name, ", ".join(map(str, value)))
        if isinstance(value, list | tuple | set | frozenset)
        else (name, value)
        for name, value in params.items()
    )
