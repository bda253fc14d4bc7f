from . import estate_unit_transfer_step
