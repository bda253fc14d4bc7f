from .cashier import test_cashier_collect
from .registry import test_registry_occupants
