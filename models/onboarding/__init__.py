from . import estate_import
