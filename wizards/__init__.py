from . import arrears, bank, cashier, closing, counter, fee, onboarding, recon, registry
from . import (
    delivery,
)
