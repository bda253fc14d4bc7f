from . import arrears, bank, cashier, counter, fee, onboarding, recon, registry
