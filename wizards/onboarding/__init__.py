from . import estate_setup, estate_setup_line
