from . import closing, core, fee
