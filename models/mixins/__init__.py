from . import approval_mixin, job_mixin, number_mixin, scope_mixin
