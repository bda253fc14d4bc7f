from . import core, mixins
from . import registry
from . import desk
from . import fee
from . import cashier
from . import work
from . import bank
from . import recon
from . import arrears
from . import closing
from . import delivery
from . import counter
from . import community_life
from . import onboarding
