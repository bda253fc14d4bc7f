from . import arrears, bank, cashier, closing, delivery, desk, fee, work
