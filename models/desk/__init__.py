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
