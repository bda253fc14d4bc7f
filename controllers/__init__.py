from . import closing, core, fee, work
