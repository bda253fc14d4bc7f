from . import (
    estate_community,
    estate_department_route,
    estate_escalation,
    estate_request_type,
    estate_service_policy,
    estate_service_clock,
    estate_service_clock_sweep,
    estate_request,
    estate_request_steps,
)
from . import (
    res_company_visit,
    res_config_settings_visit,
    visited_mixin,
    estate_visit_question,
    estate_visit_rule,
    estate_visit_plan,
    estate_visit,
    estate_visit_steps,
    estate_request_visit,
)
