from . import cashier, fee
