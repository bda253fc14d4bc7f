# The parts of a model come after the file that names it.
from . import (  # isort: skip
    estate_bank_booking,
    estate_recon_exception,
    estate_recon_proposal,
    estate_statement_import,
)
from . import (
    account_move_line,
    estate_bank_decision,
    estate_bank_facts,
    estate_bank_job,
    estate_bank_layout,
    estate_bank_matcher,
    estate_bank_parts,
    estate_bank_rest,
    estate_bank_rules,
    estate_payer_alias,
    estate_recon_board,
    estate_recon_sweep,
    estate_recon_workbench,
    estate_recon_workbench_bulk,
    estate_recon_workbench_counts,
    estate_recon_workbench_steps,
    estate_recon_workbench_units,
    estate_statement_import_job,
    res_company,
    res_config_settings,
)
