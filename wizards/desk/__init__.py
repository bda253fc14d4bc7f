from . import estate_clock_reason, estate_escalation_ask, estate_request_step
from . import estate_visit_step
from . import estate_incident_close
