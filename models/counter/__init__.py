from . import account_move, estate_counter_console, estate_scenario, estate_unit
