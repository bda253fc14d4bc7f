from . import bank, cashier, fee
