from . import cashier, counter, fee, onboarding, registry
