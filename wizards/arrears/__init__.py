from . import estate_dunning_log
