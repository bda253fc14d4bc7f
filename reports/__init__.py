from . import arrears, bank, cashier, closing, delivery, fee
