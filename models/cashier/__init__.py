from . import estate_access_card, estate_cashier, estate_receipt, estate_receipt_line
