from .cashier import (
    test_cashier_collect,
    test_cashier_prepayment,
    test_cashier_void,
)
from .registry import test_registry_occupants
