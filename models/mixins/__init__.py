from . import (
    approval_mixin,
    arrears_mixin,
    clock_mixin,
    delivery_mixin,
    files_mixin,
    job_mixin,
    number_mixin,
    place_mixin,
    scope_mixin,
    step_mixin,
)
