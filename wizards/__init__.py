from . import cashier, fee, onboarding
