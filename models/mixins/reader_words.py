"""What the codes of the readers mean, in words for whoever brought the file."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

REASONS = {
    # Files
    "empty": _lt("The file is empty."),
    "file_too_large": _lt("The file has %(size)s bytes; %(limit)s are read at most."),
    "unpacked_too_large": _lt(
        "Unpacked, the file has %(size)s bytes; %(limit)s are read at most."
    ),
    "too_many_parts": _lt("The workbook has more than %(limit)s parts."),
    "too_many_sheets": _lt("The workbook has more than %(limit)s sheets."),
    "too_many_rows": _lt("Sheet %(sheet)s has more than %(limit)s rows."),
    "too_many_columns": _lt(
        "Row %(row)s of sheet %(sheet)s has more than %(limit)s columns."
    ),
    "cell_too_long": _lt("A cell of row %(row)s is too long to be read."),
    "xls_not_supported": _lt(
        "This is a workbook of the old XLS format: save it as XLSX or CSV."
    ),
    "encrypted": _lt("The workbook is protected by a password: save it without one."),
    "doctype": _lt("The workbook declares a document type, which is not accepted."),
    "formula": _lt(
        "Sheet %(sheet)s has formulas in %(cells)s: paste them as values and save."
    ),
    "error_value": _lt("Sheet %(sheet)s has error values in %(cells)s."),
    "unreadable_file": _lt("The workbook is damaged, or no workbook at all."),
    "binary": _lt("This is no text file: bring XLSX or CSV."),
    "bad_encoding": _lt(
        "Line %(row)s is not readable as %(encoding)s: export the file again."
    ),
    "bad_quotes": _lt("The quotation marks of line %(row)s do not match."),
    # Cells
    "digits_lost": _lt(
        "The spreadsheet has rounded this number: format the column as text and enter "
        "the number again."
    ),
    "bad_number": _lt("This is not a number."),
    "bad_date": _lt("This is not a date."),
    "bad_month": _lt("This is not a month such as 2026-09."),
    "bad_phone": _lt("This is not a telephone number."),
    "id_length": _lt("An identity number does not have so many digits."),
    "id_malformed": _lt("This is not an identity number."),
    "id_birthday": _lt("The birthday in this identity number does not exist."),
    "id_checksum": _lt("The check digit of this identity number is wrong."),
    # Units
    "unreadable": _lt("This is not the code of a unit."),
    "ambiguous": _lt("Several units are meant by this: %(candidates)s."),
    "several": _lt("More than one unit is named: %(candidates)s."),
    "not_found": _lt("The community has no such unit."),
    "incomplete": _lt("No room number is given."),
}


def reason(env, code, **params):
    """Return the sentence for a code of the engine, lists in it joined."""
    params = {
        name: ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
        for name, value in params.items()
    }
    sentence = env._(REASONS[code])
    return sentence % params


def file_reason(env, error):
    """Return the sentence for a file that the table reader refuses."""
    code = "unreadable_file" if error.code == "unreadable" else error.code
    return reason(env, code, **error.params)
