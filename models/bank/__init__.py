# The parts of a model come after the file that names it.
from . import (  # isort: skip
    estate_mandate,
    estate_bank_layout,
    estate_collection_profile,
    estate_collection_batch,
)
from . import (
    account_move,
    estate_collection_answer,
    estate_collection_bank,
    estate_collection_choice,
    estate_collection_line,
    estate_collection_reminder,
    estate_collection_return,
    estate_collection_return_undo,
    estate_collection_second,
    estate_collection_send,
    estate_collection_steps,
    estate_mandate_account,
    estate_unit,
    res_company,
    res_config_settings,
    res_partner,
)
