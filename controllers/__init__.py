from . import closing, fee
