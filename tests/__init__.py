from .access import (
    test_access_complete_entry,
    test_access_first_lists,
    test_access_matrix,
    test_access_new_records,
    test_access_rpc,
    test_access_scope,
)
from .bank import (
    test_bank_batch,
    test_bank_files,
    test_bank_mandate,
    test_bank_return,
)
from .cashier import (
    test_cashier_book,
    test_cashier_collect,
    test_cashier_deposit,
    test_cashier_deposit_request,
    test_cashier_deposit_tracker,
    test_cashier_fapiao,
    test_cashier_held,
    test_cashier_ledger,
    test_cashier_prepayment,
    test_cashier_refund,
    test_cashier_report_book,
    test_cashier_report_receipt,
    test_cashier_report_session,
    test_cashier_report_statement,
    test_cashier_session,
    test_cashier_session_deposit,
    test_cashier_session_handover,
    test_cashier_setup,
    test_cashier_tour,
    test_cashier_void,
    test_cashier_voucher_link,
)
from .counter import (
    test_counter_click_everywhere,
    test_counter_collect,
    test_counter_tour,
)
from .fee import (
    test_fee_access,
    test_fee_arrears,
    test_fee_assignment,
    test_fee_explanation,
    test_fee_plan,
    test_fee_price,
    test_fee_report_notice,
    test_fee_report_print,
    test_fee_rule,
    test_fee_run,
    test_fee_run_cancel,
    test_fee_run_screens,
    test_fee_run_totals,
    test_fee_writer,
)
from .i18n import test_i18n_screens
from .onboarding import (
    test_onboarding_access,
    test_onboarding_effects,
    test_onboarding_faults,
    test_onboarding_import,
    test_onboarding_mandates,
    test_onboarding_opening,
    test_onboarding_rollback,
)
from .registry import (
    test_registry_access,
    test_registry_activity,
    test_registry_card,
    test_registry_chessboard,
    test_registry_contact,
    test_registry_occupants,
    test_registry_ownership,
    test_registry_personal_data,
    test_registry_search,
    test_registry_tour,
    test_registry_unit,
    test_registry_vip,
    test_registry_vip_reminder,
)
from .recon import (
    test_recon_import,
    test_recon_layout,
    test_recon_match,
    test_recon_tour,
    test_recon_writer,
)
from .story import test_story_collection, test_story_deposit, test_story_foundation
