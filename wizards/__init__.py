from . import bank, cashier, counter, fee, onboarding, registry
