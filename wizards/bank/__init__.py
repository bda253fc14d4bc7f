from . import (
    estate_bank_layout_try,
    estate_collection_import,
    estate_collection_undo,
)
