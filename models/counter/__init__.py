from . import account_move, estate_unit
