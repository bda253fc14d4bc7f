# The screen comes first, its buttons extend it.
from . import estate_collect  # isort: skip
from . import estate_collect_actions, estate_collect_line, estate_collect_method
from . import estate_collect_bank  # isort: skip
