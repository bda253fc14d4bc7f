from . import approval_mixin, number_mixin, scope_mixin
