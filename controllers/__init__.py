from . import closing, community_life, core, desk, fee, work
