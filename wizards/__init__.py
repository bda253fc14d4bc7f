from . import (
    arrears,
    bank,
    cashier,
    closing,
    counter,
    delivery,
    desk,
    fee,
    onboarding,
    recon,
    registry,
    work,
)
