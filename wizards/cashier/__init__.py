from . import estate_receipt_void, estate_statement, estate_statement_line
