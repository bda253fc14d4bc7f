from . import arrears, bank, cashier, fee
