from . import (
    estate_card_deposit,
    estate_receipt_void,
    estate_statement,
    estate_statement_line,
)
