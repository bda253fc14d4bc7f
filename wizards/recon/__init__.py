from . import estate_bank_layout_try
