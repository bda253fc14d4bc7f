from . import (
    arrears,
    bank,
    cashier,
    closing,
    counter,
    delivery,
    fee,
    onboarding,
    recon,
    registry,
)
