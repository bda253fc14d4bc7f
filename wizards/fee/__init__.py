from . import estate_bill_print
