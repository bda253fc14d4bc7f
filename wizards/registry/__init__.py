from . import estate_occupancy_end
