from .registry import test_registry_occupants
