from . import estate_statement, estate_statement_line
