from . import number_mixin, scope_mixin
