from . import bank, cashier, counter, fee, onboarding, recon, registry
