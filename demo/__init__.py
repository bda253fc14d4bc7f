from . import estate_demo, estate_demo_people, estate_demo_vips, estate_demo_fees
from . import (
    estate_demo_onboarding,
    estate_demo_money,
    estate_demo_bank,
    estate_demo_board,
    estate_demo_recon,
    estate_demo_books,
    estate_demo_deposits,
    estate_demo_fund,
    estate_demo_history,
    estate_demo_meters,
    estate_demo_sessions,
    estate_demo_arrears,
    estate_demo_waivers,
    estate_demo_adjustments,
    estate_demo_transfers,
    estate_demo_closing,
)
