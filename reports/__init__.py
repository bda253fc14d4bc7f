from . import arrears, bank, cashier, closing, fee
