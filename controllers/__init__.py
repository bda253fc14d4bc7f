from . import closing, core, desk, fee, work
